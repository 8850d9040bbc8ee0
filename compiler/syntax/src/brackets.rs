//! Which brackets of a file have no counterpart. The splitter trusts the others.

use crate::token::{Token, TokenKind as K};

/// The indices of opening and closing brackets without a counterpart, in order.
pub(crate) fn unmatched(tokens: &[Token]) -> Vec<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut unmatched = Vec::new();
    // How many `{`, `[` and `(` are open since the last `${`: an interpolation is a wall, which the lexer has
    // matched and beyond which no bracket inside reaches. The counts spare the search for what is not there.
    let mut counts = [0u32; 3];
    let mut walls = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.kind == K::InterpolationOpen {
            walls.push(std::mem::take(&mut counts));
            open.push(at);
        } else if is_opening(token.kind) {
            counts[class(token.kind)] += 1;
            open.push(at);
        } else if let Some(opening) = counterpart(token.kind) {
            if opening != K::InterpolationOpen && counts[class(opening)] == 0 {
                unmatched.push(at);
                continue;
            }
            while let Some(last) = open.pop() {
                let kind = tokens[last].kind;
                if kind == K::InterpolationOpen {
                    counts = walls.pop().unwrap_or_default();
                } else {
                    counts[class(kind)] -= 1;
                }
                if kind == opening {
                    break;
                }
                unmatched.push(last);
            }
        }
    }
    unmatched.extend(open);
    unmatched.sort_unstable();
    unmatched
}

fn class(opening: K) -> usize {
    match opening {
        K::OpenBrace => 0,
        K::OpenBracket => 1,
        _ => 2,
    }
}

/// Whether this opens a group.
pub(crate) fn is_opening(kind: K) -> bool {
    matches!(kind, K::OpenBrace | K::OpenBracket | K::OpenParen | K::InterpolationOpen)
}

/// What a closing token closes.
pub(crate) fn counterpart(kind: K) -> Option<K> {
    match kind {
        K::CloseBrace => Some(K::OpenBrace),
        K::CloseBracket => Some(K::OpenBracket),
        K::CloseParen => Some(K::OpenParen),
        K::InterpolationClose => Some(K::InterpolationOpen),
        _ => None,
    }
}

/// How a bracket of this kind is closed.
pub(crate) fn closing_text(opening: K) -> &'static str {
    match opening {
        K::OpenBracket => "]",
        K::OpenParen => ")",
        _ => "}",
    }
}
