//! Text to tree and back: tokens, syntax tree, grammar and formatter. Nothing here knows of names or types.

pub mod ast;
