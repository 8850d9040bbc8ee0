//! E01xx, W01xx: what is wrong with the text itself, before any name has a meaning.

mod characters;
mod expressions;
mod structure;

pub use characters::*;
pub use expressions::*;
pub use structure::*;
