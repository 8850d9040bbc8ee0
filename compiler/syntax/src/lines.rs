//! Which line ends separate: whether a line goes on with the next one.

use crate::token::{Token, TokenKind as K};

/// A file's tokens with its text, to look around in.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
}

impl<'a> Lines<'a> {
    pub(crate) fn token_text(&self, at: usize) -> &'a str {
        self.tokens[at].text(self.text)
    }

    pub(crate) fn kind(&self, at: usize) -> Option<K> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The first token at or after `at` that is no trivia.
    pub(crate) fn significant(&self, at: usize) -> usize {
        self.tokens[at..]
            .iter()
            .position(|token| !token.kind.is_trivia())
            .map_or(self.tokens.len(), |n| at + n)
    }

    /// The first token at or after `at` that is no blank.
    fn past_blanks(&self, at: usize) -> usize {
        at + usize::from(self.kind(at) == Some(K::Space))
    }

    /// The column of a token that is the first of its line but for blanks, in bytes; `None` for any other token.
    pub(crate) fn first_column(&self, at: usize) -> Option<u32> {
        let (before, column) = match at.checked_sub(1).and_then(|last| self.tokens.get(last)) {
            Some(token) if token.kind == K::Space => (at - 1, token.span.len()),
            _ => (at, 0),
        };
        match before.checked_sub(1).and_then(|last| self.kind(last)) {
            None | Some(K::Newline | K::Bom) => Some(column),
            Some(_) => None,
        }
    }

    /// Whether the line that ends with the token `last` goes on with the token `next`, the first of a later line.
    /// `indent` is the column in which the line of `last` begins; `awaits_else` says whether an `if` or `where`
    /// is open there.
    pub(crate) fn goes_on(&self, last: usize, next: usize, indent: u32, awaits_else: bool) -> bool {
        (self.is_left_open(last) && !self.begins_member(last, next, indent))
            || self.is_joined(next, awaits_else)
    }

    /// Whether a line that ends with this token is not complete.
    fn is_left_open(&self, last: usize) -> bool {
        match self.tokens[last].kind {
            K::Equal
            | K::PlusEqual
            | K::FatArrow
            | K::Arrow
            | K::Colon
            | K::QuestionQuestion
            | K::EqualEqual
            | K::BangEqual
            | K::Less
            | K::LessEqual
            | K::Greater
            | K::GreaterEqual
            | K::Plus
            | K::Minus
            | K::Star
            | K::Slash
            | K::AndAnd
            | K::OrOr
            | K::Bar
            | K::Bang => true,
            K::Word => {
                matches!(self.token_text(last), "then" | "else" | "in")
                    && !last
                        .checked_sub(1)
                        .is_some_and(|before| matches!(self.tokens[before].kind, K::Dot | K::QuestionDot))
            }
            _ => false,
        }
    }

    /// Whether a line that begins with this token belongs to the line before.
    fn is_joined(&self, next: usize, awaits_else: bool) -> bool {
        let blank_after = matches!(self.kind(next + 1), None | Some(K::Space | K::Newline | K::Comment));
        match self.tokens[next].kind {
            K::Dot | K::QuestionDot => true,
            K::QuestionQuestion
            | K::EqualEqual
            | K::BangEqual
            | K::Less
            | K::LessEqual
            | K::Greater
            | K::GreaterEqual
            | K::Plus
            | K::Minus
            | K::Star
            | K::Slash
            | K::AndAnd
            | K::OrOr
            | K::Bar => blank_after,
            K::Word if matches!(self.token_text(next), "then" | "else") => {
                let after = self.past_blanks(next + 1);
                match self.kind(after) {
                    Some(K::Equal | K::PlusEqual) => false,
                    Some(K::OpenBrace | K::Dot | K::OpenBracket) => awaits_else,
                    _ => true,
                }
            }
            _ => false,
        }
    }

    /// Whether, after a line whose end is open, a new member begins all the same: then what was due is missing.
    fn begins_member(&self, last: usize, next: usize, indent: u32) -> bool {
        let first = self.kind(next);
        if first == Some(K::Doc) {
            return true;
        }
        if first == Some(K::Word) && self.begins_keyword_member(next) {
            return true;
        }
        if self.tokens[last].kind == K::FatArrow && self.begins_arm(next) {
            return true;
        }
        let Some(after) = self.past_path(next) else { return false };
        // `->` and `:` may have a type behind them, and that a default or a body.
        let is_type = || {
            matches!(self.tokens[last].kind, K::Arrow | K::Colon)
                && self.token_text(next).starts_with(|c: char| c.is_ascii_uppercase())
        };
        match self.kind(after) {
            Some(K::Equal | K::PlusEqual) => !is_type(),
            // What is indented belongs to the line before, as those who come from YAML write it.
            Some(K::Colon) => match self.tokens[last].kind {
                K::Equal | K::PlusEqual => true,
                K::Colon => self.first_column(next).is_some_and(|column| column <= indent),
                _ => false,
            },
            Some(K::OpenBrace) => {
                self.first_column(next).is_some_and(|column| column <= indent)
                    && self.token_text(next).starts_with(|c: char| c.is_ascii_lowercase())
            }
            _ => false,
        }
    }

    /// `let x`, `in prod`, `emit …`: a word that begins a member, with a word behind it.
    fn begins_keyword_member(&self, at: usize) -> bool {
        let after = self.past_blanks(at + 1);
        match self.token_text(at) {
            "let" | "param" | "emit" | "patch" | "unset" | "assert" | "where" => {
                self.kind(after) == Some(K::Word)
            }
            "in" => matches!(self.kind(after), Some(K::Word | K::At)),
            _ => false,
        }
    }

    /// `"a" | "b" =>`, `_ =>`: a pattern of literals and names with its arrow behind it.
    fn begins_arm(&self, at: usize) -> bool {
        let line = self.tokens[at..].iter().take_while(|token| token.kind != K::Newline);
        let mut rest = line.take(16).skip_while(|token| {
            use K::{Bar, Number, Space, StringClose, StringOpen, StringText, Underscore, Word};
            matches!(
                token.kind,
                Bar | Number | Space | StringClose | StringOpen | StringText | Underscore | Word
            )
        });
        rest.next().is_some_and(|token| token.kind == K::FatArrow)
    }

    /// Past `a.b["c"]` or `"c"` and blanks, with the indexes on one line.
    fn past_path(&self, at: usize) -> Option<usize> {
        let mut at = match self.kind(at)? {
            K::Word => at + 1,
            K::StringOpen => 1 + self.closing(at, K::StringClose)?,
            _ => return None,
        };
        loop {
            match self.kind(at) {
                Some(K::Dot) if self.kind(at + 1) == Some(K::Word) => at += 2,
                Some(K::OpenBracket) => at = 1 + self.closing(at, K::CloseBracket)?,
                _ => return Some(self.past_blanks(at)),
            }
        }
    }

    /// The first `closer` on the line.
    fn closing(&self, at: usize, closer: K) -> Option<usize> {
        let line = self.tokens[at..].iter().take_while(|token| token.kind != K::Newline);
        line.take(16).position(|token| token.kind == closer).map(|n| at + n)
    }
}
