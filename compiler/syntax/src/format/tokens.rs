//! The tokens that the formatter goes through: a string is one, and what stands between tokens (comments,
//! documentation, line ends) is kept beside the token that follows.

use o8_diagnostics::Span;

use crate::token::{Token, TokenKind};

/// A token that means something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Significant {
    /// What it is; [`TokenKind::StringOpen`] for a whole string.
    pub(super) kind: TokenKind,
    /// Where it stands, counted from the start of the file.
    pub(super) span: Span,
    /// The notes before it end here; they begin where those of the token before end.
    pub(super) notes: u32,
    /// How many line ends stand directly before it.
    pub(super) newlines: u8,
}

/// A comment or a line of documentation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note {
    /// Where it stands.
    pub(super) span: Span,
    /// How many line ends stand directly before it.
    pub(super) newlines: u8,
}

/// A file for the formatter.
#[derive(Debug)]
pub(super) struct File {
    /// Its tokens in order.
    pub(super) tokens: Vec<Significant>,
    /// Its comments and documentation in order.
    pub(super) notes: Vec<Note>,
}

/// Sorts the tokens of a file.
pub(super) fn sort(tokens: &[Token]) -> File {
    let mut file = File { tokens: Vec::with_capacity(tokens.len() / 2), notes: Vec::new() };
    let mut newlines = 0u8;
    let mut index = 0;
    while let Some(&token) = tokens.get(index) {
        index += 1;
        match token.kind {
            TokenKind::Bom | TokenKind::Space => {}
            TokenKind::Newline => newlines = newlines.saturating_add(1),
            TokenKind::Comment | TokenKind::Doc => {
                file.notes.push(Note { span: token.span, newlines });
                newlines = 0;
            }
            kind => {
                let mut span = token.span;
                if kind == TokenKind::StringOpen {
                    index = string_end(tokens, index);
                    span = span.to(tokens[index - 1].span);
                }
                file.tokens.push(Significant { kind, span, notes: file.notes.len() as u32, newlines });
                newlines = 0;
            }
        }
    }
    file
}

/// The index behind the string whose opening stands before `index`.
fn string_end(tokens: &[Token], mut index: usize) -> usize {
    let mut depth = 1;
    while let Some(token) = tokens.get(index).filter(|_| depth > 0) {
        match token.kind {
            TokenKind::StringOpen => depth += 1,
            TokenKind::StringClose => depth -= 1,
            _ => {}
        }
        index += 1;
    }
    index
}
