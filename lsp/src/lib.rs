//! The o8 language server: what an editor asks about a program, answered from the database of the compiler.
//!
//! [`features`] are pure: from a program and a place in it to plain data. [`convert`] turns that into the types of the
//! protocol, [`server`] talks it, and `state` owns the databases on one thread. Files are read by the [`host::Host`] alone.

pub mod analysis;
pub mod convert;
pub mod features;
pub mod host;
pub mod positions;
pub mod server;
mod state;

pub use server::{Ended, serve, serve_standard};
