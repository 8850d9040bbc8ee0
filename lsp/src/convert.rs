//! Plain data of the features as the types of the protocol.

pub mod diagnostics;
mod edits;
mod places;

pub(crate) use edits::edits;
pub(crate) use places::{from_position, from_range, path_of, range};
