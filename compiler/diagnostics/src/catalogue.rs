//! Every diagnostic of o8: one named constructor each, grouped by the stage that finds it.
//!
//! The code that finds a problem passes what it already holds; the wording lives here, in one voice:
//! lower case, no full stop, names in backticks, expected before found, the user's words.

pub mod application_sets;
pub mod argocd;
pub mod clusters;
pub mod conditions;
pub mod deployed;
pub mod kubernetes;
pub mod late;
pub mod ledger;
pub mod modules;
pub mod names;
pub mod namespaces;
pub mod network;
pub mod overrides;
pub mod packages;
pub mod platform;
pub mod policies;
pub mod schemas;
pub mod settings;
pub mod syntax;
pub mod tests;
pub mod trust;
pub mod types;
pub mod values;
pub mod waivers;
mod wording;

pub use wording::{nearest, one_of, plural, quoted};
