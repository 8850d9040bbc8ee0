//! Text to tree and back: tokens, syntax tree, grammar and formatter. Nothing here knows of names or types.
//!
//! [`parse`] gives a file's top-level items, each with a whole tree (holes where something is missing) and its own
//! diagnostics; [`tokens`] gives the text as tokens, trivia included; [`format`] lays a file out.

pub mod ast;
mod brackets;
mod format;
mod grammar;
mod lexer;
mod lines;
mod split;
#[cfg(test)]
mod tests;
mod token;
mod tree;
mod word;

use std::sync::Arc;

use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Diagnostic, Place, Span};

pub use format::{Formatted, format};
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

/// The largest text that is read, in bytes.
const MAX_TEXT: usize = 128 << 20;

/// A file's items, each with a whole tree, whatever is wrong.
pub fn parse(text: &str) -> Parse {
    if text.len() > MAX_TEXT {
        let start = Place::local(Span::new(0, 1));
        return Parse { items: Vec::new(), diagnostics: vec![syntax::file_too_large(start, MAX_TEXT)] };
    }
    let Tokens { tokens, diagnostics } = tokens(text);
    let lines = lines::Lines { text, tokens: &tokens };
    let unmatched = brackets::unmatched(&tokens);
    let items = split::split(lines, &unmatched);
    let mut lexical = diagnostics.into_iter().peekable();
    let mut parse = Parse { items: Vec::with_capacity(items.len()), diagnostics: Vec::new() };
    for item in items {
        let start = tokens[item.tokens.start].span.start;
        let end = tokens[item.tokens.end - 1].span.end;
        while let Some(outside) = lexical.next_if(|d| d.place.span.start < start) {
            parse.diagnostics.push(outside);
        }
        let relative = |place: Place| Place {
            span: Span::new(place.span.start - start, place.span.end - start),
            ..place
        };
        let mut diagnostics = Vec::new();
        while let Some(inside) = lexical.next_if(|d| d.place.span.start < end) {
            diagnostics.push(inside.map_places(&relative));
        }
        let quiet = diagnostics.iter().any(|d: &Diagnostic| matches!(d.code, "E0103" | "E0104"));
        let mut built = tree::build(lines, &item, quiet);
        let (tree, mut found) = grammar::item(&text[start as usize..end as usize], &built, item.declaration);
        diagnostics.append(&mut built.diagnostics);
        diagnostics.append(&mut found);
        diagnostics.sort_by_key(|d| d.place.span.start);
        parse.items.push(ParsedItem { start, end, item: Arc::new(tree), diagnostics });
    }
    parse.diagnostics.extend(lexical);
    parse
}
