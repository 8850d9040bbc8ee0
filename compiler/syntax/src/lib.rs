//! Text to tree and back: tokens, syntax tree, grammar and formatter. Nothing here knows of names or types.
//!
//! [`parse`] gives a file's top-level items, each with a whole tree (holes where something is missing) and its own
//! diagnostics; [`tokens`] gives the text as tokens, trivia included.

pub mod ast;
mod lexer;
mod split;
mod token;

use std::sync::Arc;

use o8_diagnostics::Diagnostic;

pub use lexer::tokens;
pub use token::{Token, TokenKind, Tokens};

/// A file as its top-level items.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parse {
    /// The items in order; they do not overlap.
    pub items: Vec<ParsedItem>,
    /// What is wrong outside of all items; places are local, counted from the start of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// A top-level item. Two items with the same text are equal but for `start` and `end`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParsedItem {
    /// Its first byte in the file.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Its tree; spans are relative to `start`.
    pub item: Arc<ast::Item>,
    /// What is wrong in it; places are local, relative to `start`.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file.
pub fn parse(_text: &str) -> Parse {
    Parse::default()
}
