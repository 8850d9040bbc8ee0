//! What can be asked of a program. One file a question; each is a pure function from a program and a place to plain data,
//! without the types of the protocol.

pub mod describe;
pub mod diagnostics;
pub mod effective;
pub mod format;
pub mod hover;
pub mod navigation;
pub mod references;
pub mod rename;
mod units;
pub mod words;
