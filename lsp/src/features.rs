//! What can be asked of a program. One file a question; each is a pure function from a program and a place to plain data,
//! without the types of the protocol.

pub mod actions;
pub mod completion;
pub mod describe;
pub mod diagnostics;
pub mod effective;
pub mod folding;
pub mod format;
pub mod hover;
pub mod links;
pub mod navigation;
pub mod references;
pub mod rename;
pub mod search;
pub mod selection;
pub mod symbols;
mod syntax;
pub mod tokens;
mod units;
pub mod walk;
pub mod words;
