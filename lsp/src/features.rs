//! What can be asked of a program. One file a question; each is a pure function from a program and a place to plain data,
//! without the types of the protocol.

pub mod actions;
pub mod calls;
pub mod compiled;
pub mod completion;
pub mod describe;
pub mod diagnostics;
pub mod effective;
pub mod folding;
pub mod format;
pub mod generated;
pub mod hover;
pub mod inlay;
pub mod lenses;
pub mod links;
pub mod matrix;
pub mod navigation;
pub mod pictures;
pub mod references;
pub mod rename;
pub mod search;
pub mod selection;
pub mod signature;
pub mod symbols;
pub mod tokens;
mod units;
pub mod walk;
pub mod words;
