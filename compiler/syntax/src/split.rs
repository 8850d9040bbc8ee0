//! A file's tokens to top-level items, before anything is parsed: an error in one item never touches another.
//!
//! An item goes from its first token to the line end at which no bracket is open. Where a bracket is never closed,
//! it goes up to the next line that looks like a declaration, so that a forgotten `}` costs one item.

use std::ops::Range;

use crate::brackets::{counterpart, is_opening};
use crate::lines::Lines;
use crate::token::TokenKind as K;

/// The tokens of one top-level item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ItemTokens {
    /// From the first token that is no trivia to the last one.
    pub(crate) tokens: Range<usize>,
    /// Whether every bracket in it has its counterpart.
    pub(crate) balanced: bool,
    /// Whether it begins as a declaration does. Other lines between declarations are gathered in one item.
    pub(crate) declaration: bool,
    /// Whether its block lacks the opening brace: indented lines follow a head without one.
    pub(crate) missing_brace: bool,
}

/// The items of a file, given the brackets that have no counterpart.
pub(crate) fn split(lines: Lines<'_>, unmatched: &[usize]) -> Vec<ItemTokens> {
    let mut items: Vec<ItemTokens> = Vec::new();
    let mut at = lines.significant(0);
    while at < lines.tokens.len() {
        let declaration = begins_declaration(lines, at);
        let item = item_from(lines, unmatched, at, declaration);
        at = lines.significant(item.tokens.end);
        match items.last_mut() {
            Some(last) if !item.declaration && joins(lines, last, &item) => {
                last.tokens.end = item.tokens.end;
                last.balanced &= item.balanced;
            }
            Some(last) if !item.declaration && lacks_brace(lines, last, &item) => {
                last.tokens.end = item.tokens.end;
                last.balanced = false;
                last.missing_brace = true;
            }
            Some(last) if !item.declaration && last.missing_brace => last.tokens.end = item.tokens.end,
            _ => items.push(item),
        }
    }
    items
}

/// Whether an item that is no declaration is a part of the one before: lines without a head are gathered, and a
/// brace on a line of its own belongs to what stands above.
fn joins(lines: Lines<'_>, last: &ItemTokens, item: &ItemTokens) -> bool {
    let has_block = || lines.tokens[last.tokens.clone()].iter().any(|token| token.kind == K::OpenBrace);
    !last.declaration || (lines.kind(item.tokens.start) == Some(K::OpenBrace) && !has_block())
}

/// Whether an item is the head of a block without its brace: `module web`, with indented lines after it.
fn lacks_brace(lines: Lines<'_>, last: &ItemTokens, item: &ItemTokens) -> bool {
    let indented = lines.first_column(item.tokens.start).is_some_and(|column| column > 0);
    let mut head = last.tokens.clone().filter(|&at| !lines.tokens[at].kind.is_trivia());
    let first = head.by_ref().find(|&at| lines.tokens[at].kind != K::Doc);
    let rest: Vec<usize> = head.take(4).collect();
    indented
        && first.is_some_and(|at| {
            lines.kind(at) == Some(K::Word)
                && !matches!(lines.token_text(at), "import" | "let" | "fn" | "retire" | "moved" | "test")
        })
        && matches!(rest.len(), 1..=3)
        && rest.iter().all(|&at| lines.kind(at) == Some(K::Word))
}

/// The item that begins with the token `start`.
fn item_from(lines: Lines<'_>, unmatched: &[usize], start: usize, declaration: bool) -> ItemTokens {
    let from = unmatched.partition_point(|&at| at < start);
    let mut stray = unmatched[from..].iter().copied().peekable();
    let mut item = ItemTokens { tokens: start..start + 1, balanced: true, declaration, missing_brace: false };
    let mut depth = 0u32;
    // Set where an opening bracket has no counterpart: only a new declaration ends the item then.
    let mut open_ended = false;
    let mut head = Head::default();
    let mut indent = lines.first_column(start).unwrap_or(0);
    let mut at = start;
    while let Some(kind) = lines.kind(at) {
        if kind == K::Newline {
            let next = lines.significant(at);
            if next == lines.tokens.len() {
                break;
            }
            let column = lines.first_column(next).unwrap_or(0);
            let ends = if open_ended {
                column == 0 && begins_item(&lines.text[lines.tokens[next].span.start as usize..])
            } else {
                depth == 0
                    && !head.is_prefix()
                    && (declares(lines, next) || !lines.goes_on(item.tokens.end - 1, next, indent, true))
            };
            if ends {
                break;
            }
            // The lines of an attribute's arguments are still the attribute.
            if depth == 0 {
                head.line_end();
            }
            indent = column;
            at = next;
            continue;
        }
        if !kind.is_trivia() {
            let matched = stray.next_if_eq(&at).is_none();
            item.balanced &= matched;
            let outside = depth == 0;
            if is_opening(kind) {
                open_ended |= !matched && outside;
                depth += u32::from(matched);
            } else if counterpart(kind).is_some() && matched {
                // The counterpart of this one was cut off with an item before.
                item.balanced &= !outside;
                depth = depth.saturating_sub(1);
            }
            if outside || depth == 0 {
                head.see(kind);
            }
            item.tokens.end = at + 1;
        }
        at += 1;
    }
    item
}

/// Whether an item so far is only what stands before a declaration: documentation and attributes.
#[derive(Default)]
enum Head {
    #[default]
    LineStart,
    Docs,
    At,
    Attribute,
    Declaration,
}

impl Head {
    fn see(&mut self, kind: K) {
        *self = match (&self, kind) {
            (Self::LineStart, K::Doc) => Self::Docs,
            (Self::LineStart | Self::Attribute, K::At) => Self::At,
            (Self::At, K::Word) => Self::Attribute,
            (Self::Attribute, K::OpenParen | K::CloseParen) => Self::Attribute,
            _ => Self::Declaration,
        };
    }

    fn is_prefix(&self) -> bool {
        !matches!(self, Self::Declaration)
    }

    fn line_end(&mut self) {
        if self.is_prefix() {
            *self = Self::LineStart;
        }
    }
}

/// Whether the token `at`, the first of a line at depth 0, is the first of a declaration.
fn begins_declaration(lines: Lines<'_>, at: usize) -> bool {
    match lines.kind(at) {
        Some(K::Doc | K::At) => true,
        Some(K::Word) => {
            lines.first_column(at) == Some(0)
                || begins_item(&lines.text[lines.tokens[at].span.start as usize..])
        }
        _ => false,
    }
}

/// Whether a declaration certainly begins here, so that the line before ends, whatever its last sign.
fn declares(lines: Lines<'_>, at: usize) -> bool {
    lines.kind(at) == Some(K::Doc) || begins_item(&lines.text[lines.tokens[at].span.start as usize..])
}

/// Whether a line of text looks like the first line of a declaration: it begins in column 1 with a word that
/// begins one, with an attribute, or with two words and a brace.
pub(crate) fn begins_item(line: &str) -> bool {
    let line = line.split('\n').next().unwrap_or_default();
    let mut words = line.split([' ', '\t', '\r']).filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return false };
    if !line.starts_with(first) {
        return false;
    }
    match first {
        "import" | "let" | "type" | "fn" | "component" | "extend" | "existing" | "retire" | "moved"
        | "test" | "pub" => {
            words.next().is_some_and(|next| !next.starts_with(['=', '+', '{', '.', '[', ':']))
        }
        // These take a name and a brace too, but stand in blocks.
        "in" | "patch" | "where" | "param" | "emit" | "assert" | "unset" | "if" | "match" | "for" => false,
        _ if first.starts_with('@') => first.len() > 1,
        _ => {
            is_name(first)
                && words.next().is_some_and(is_name)
                && words.next().is_some_and(|next| next.starts_with('{'))
        }
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}
