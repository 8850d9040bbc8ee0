//! Text to tree and back: tokens, syntax tree, grammar and formatter. Nothing here knows of names or types.

pub mod ast;

use std::sync::Arc;

use o8_diagnostics::Diagnostic;

/// A file after parsing: items in order, whatever was wrong.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Parse {
    /// The top-level items.
    pub items: Vec<ParsedItem>,
    /// What is wrong outside of items, relative to the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// A top-level item after parsing.
#[derive(Clone, PartialEq, Debug)]
pub struct ParsedItem {
    /// Offset of its first byte in the file.
    pub start: u32,
    /// Offset past its last byte in the file.
    pub end: u32,
    /// The tree, with spans relative to `start`.
    pub item: Arc<ast::Item>,
    /// What is wrong in it, relative to `start`.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a file.
pub fn parse(_text: &str) -> Parse {
    Parse::default()
}
