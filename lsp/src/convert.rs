//! Plain data of the features as the types of the protocol.

pub(crate) mod actions;
pub(crate) mod answers;
pub mod diagnostics;
mod edits;
pub(crate) mod meanings;
pub(crate) mod outline;
mod places;
pub(crate) mod structure;
pub(crate) mod tokens;

pub(crate) use edits::{Written, edits};
pub(crate) use places::{from_position, from_range, path_of, range, uri_of};
