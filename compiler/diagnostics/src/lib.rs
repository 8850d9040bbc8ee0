//! What o8 says about a program: places in source text, diagnostics as data, the catalogue of every
//! code with its wording, the `explain` pages, and the renderers for people and machines.
//!
//! This crate knows nothing of syntax, types or files on disk. A stage of the compiler finds a problem
//! and calls the one constructor of the [`catalogue`] for it; an edge (the CLI, the language server,
//! a test) resolves the places and renders.

pub mod catalogue;
mod diagnostic;
mod explain;
mod line_index;
mod place;
pub mod render;
mod sources;
mod subjects;
mod waivable;

pub use diagnostic::{Diagnostic, Edit, Fix, Related, Severity};
pub use explain::{Page, codes, explain};
pub use line_index::{LineColumn, LineIndex, Utf16Position};
pub use place::{Anchor, FileId, ItemId, Place, Span};
pub use sources::Sources;
pub use subjects::{codes_of_subject, subjects};
pub use waivable::{is_waivable, waived_by};
