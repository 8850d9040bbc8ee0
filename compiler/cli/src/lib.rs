//! The edges of o8: arguments, files in and out, exit codes. Everything between is the compiler's.

mod error;
pub mod manifest;
pub mod package;
mod parallel;
#[cfg(test)]
mod scratch;
pub mod write;

pub use error::{Error, Exit};
