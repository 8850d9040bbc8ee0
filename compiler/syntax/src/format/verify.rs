//! Whether two texts differ in their layout alone.

use crate::token::{Token, TokenKind};

/// Whether a text, given with its tokens, has the same tokens and comments as another, in the same order.
pub(super) fn same(left: &str, tokens: &[Token], right: &str) -> bool {
    let others = crate::tokens(right);
    let mut left = tokens.iter().filter(|token| matters(token)).map(|token| token.text(left));
    let mut right = others.tokens.iter().filter(|token| matters(token)).map(|token| token.text(right));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || alike(a, b) => {}
            _ => return false,
        }
    }
}

fn matters(token: &Token) -> bool {
    !matches!(token.kind, TokenKind::Bom | TokenKind::Space | TokenKind::Newline | TokenKind::Comma)
}

/// Whether two texts differ only in the blanks at the edges of their lines.
fn alike(left: &str, right: &str) -> bool {
    left.split('\n').map(str::trim).eq(right.split('\n').map(str::trim))
}
