//! What types are to each other: which values may stand where, how a type is written, what a union consists of.
//!
//! `fits` is asked for every expression of a program; where the answer is yes it allocates nothing.

mod display;
mod fits;
mod resolve;
mod shape;

pub use display::display;
pub use fits::{fits, needs_check};
pub(crate) use resolve::is_public;
pub use resolve::{BUILT_IN, built_in, resolve_parameter_type, resolve_type};
pub use shape::{
    alternatives, base, behind, contains_secret, is_entities, is_entity, is_kind, is_optional, join,
    optional, remove_null, union_of,
};

#[cfg(test)]
mod tests;
