//! Text to tokens, losing nothing: the token texts, one after the other, are the text.
//!
//! The lexer goes on after every error: a plain string ends with its line at the latest, a character that means
//! nothing becomes [`TokenKind::Unknown`]. Strings and their interpolations nest to any depth on a stack of modes,
//! not on the call stack.

mod numbers;
mod strings;

pub(crate) use numbers::is_number;
pub(crate) use strings::unicode_escape;

#[cfg(test)]
mod tests;

use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Diagnostic, Place, Span};

use crate::token::{Token, TokenKind, Tokens};
use strings::StringMode;

/// The tokens of a text, trivia included.
///
/// Invariant: their spans are adjacent, begin at 0 and end at the text's length.
pub fn tokens(text: &str) -> Tokens {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        pos: 0,
        tokens: Vec::with_capacity(text.len() / 3),
        diagnostics: Vec::new(),
        modes: Vec::new(),
        rescued: false,
    };
    lexer.run();
    lexer.diagnostics.sort_by_key(|diagnostic| diagnostic.place.span.start);
    Tokens { tokens: lexer.tokens, diagnostics: lexer.diagnostics }
}

/// What the lexer is inside of, besides the code of the file itself.
enum Mode {
    String(StringMode),
    /// The expression of an interpolation: where its `${` stands, and how many `{` are open in it.
    Interpolation {
        start: usize,
        braces: usize,
    },
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pos: usize,
    tokens: Vec<Token>,
    diagnostics: Vec<Diagnostic>,
    modes: Vec<Mode>,
    /// Whether one text block that is never closed has been cut short already.
    rescued: bool,
}

impl Lexer<'_> {
    fn run(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.push(TokenKind::Bom, '\u{feff}'.len_utf8());
        }
        loop {
            while self.pos < self.bytes.len() {
                match self.modes.last() {
                    Some(Mode::String(mode)) => self.string_part(*mode),
                    Some(Mode::Interpolation { .. }) | None => self.code(),
                }
            }
            self.end_of_line();
            match self.modes.last() {
                Some(Mode::String(mode)) => self.unclosed_block(*mode),
                Some(Mode::Interpolation { .. }) | None => break,
            }
        }
    }

    /// One token outside of strings.
    fn code(&mut self) {
        use TokenKind as K;
        let byte = self.bytes[self.pos];
        match byte {
            b' ' | b'\t' => {
                let length = self.count(|byte| matches!(byte, b' ' | b'\t'));
                self.push(K::Space, length);
            }
            b'\n' => self.newline(1),
            b'\r' if self.peek(1) == b'\n' => self.newline(2),
            b'a'..=b'z' | b'A'..=b'Z' => self.word(),
            b'0'..=b'9' => self.number(),
            b'"' => self.open_string(),
            b'\'' => self.foreign_quotes(),
            b'_' => self.underscore(),
            b'{' => self.open_brace(),
            b'}' => self.close_brace(),
            b'/' if self.peek(1) == b'/' => self.comment(),
            b'/' if self.peek(1) == b'*' => self.foreign_block_comment(),
            b'#' => self.foreign_line_comment(),
            b'&' if self.peek(1) != b'&' => {
                self.report(syntax::foreign_operator, 1, "&", "&&");
                self.push(K::AndAnd, 1);
            }
            b'%' => {
                self.diagnostics.push(syntax::no_remainder_operator(self.place(1)));
                // Read as the operator that it is like, so that the value around it stays whole.
                self.push(K::Slash, 1);
            }
            b';' => {
                self.semicolon();
                self.push(K::Semicolon, 1);
            }
            0x80.. => self.beyond_ascii(),
            _ => match self.sign(byte) {
                Some((kind, length)) => self.push(kind, length),
                None => self.stray(),
            },
        }
    }

    /// The sign at this position and its length.
    fn sign(&mut self, byte: u8) -> Option<(TokenKind, usize)> {
        use TokenKind as K;
        let next = self.peek(1);
        Some(match byte {
            b'[' => (K::OpenBracket, 1),
            b']' => (K::CloseBracket, 1),
            b'(' => (K::OpenParen, 1),
            b')' => (K::CloseParen, 1),
            b',' => (K::Comma, 1),
            b'.' => (K::Dot, 1),
            b'?' if next == b'.' => (K::QuestionDot, 2),
            b'?' if next == b'?' => (K::QuestionQuestion, 2),
            b'?' => (K::Question, 1),
            b':' if next == b'=' => {
                self.report(syntax::foreign_operator, 2, ":=", "=");
                (K::Equal, 2)
            }
            b':' => (K::Colon, 1),
            b'=' if next == b'=' && self.peek(2) == b'=' => {
                self.report(syntax::foreign_operator, 3, "===", "==");
                (K::EqualEqual, 3)
            }
            b'=' if next == b'=' => (K::EqualEqual, 2),
            b'=' if next == b'>' => (K::FatArrow, 2),
            b'=' => (K::Equal, 1),
            b'!' if next == b'=' && self.peek(2) == b'=' => {
                self.report(syntax::foreign_operator, 3, "!==", "!=");
                (K::BangEqual, 3)
            }
            b'!' if next == b'=' => (K::BangEqual, 2),
            b'!' => (K::Bang, 1),
            b'<' if next == b'=' => (K::LessEqual, 2),
            b'<' if next == b'>' => {
                self.report(syntax::foreign_operator, 2, "<>", "!=");
                (K::BangEqual, 2)
            }
            b'<' => (K::Less, 1),
            b'>' if next == b'=' => (K::GreaterEqual, 2),
            b'>' => (K::Greater, 1),
            b'+' if next == b'=' => (K::PlusEqual, 2),
            b'+' => (K::Plus, 1),
            b'-' if next == b'>' => (K::Arrow, 2),
            b'-' | b'*' | b'/' if next == b'=' => {
                let text = &self.text[self.pos..self.pos + 2];
                self.diagnostics.push(syntax::no_compound_assignment(self.place(2), text));
                (K::PlusEqual, 2)
            }
            b'-' => (K::Minus, 1),
            b'*' => (K::Star, 1),
            b'/' => (K::Slash, 1),
            b'&' => (K::AndAnd, 2),
            b'|' if next == b'|' => (K::OrOr, 2),
            b'|' => (K::Bar, 1),
            b'@' => (K::At, 1),
            _ => return None,
        })
    }

    fn newline(&mut self, length: usize) {
        self.end_of_line();
        // Inside a text block the line end is text: closing an interpolation has led back into the block.
        if self.modes.is_empty() {
            self.push(TokenKind::Newline, length);
        }
    }

    /// A name: a letter, then letters, digits, `_`, and dashes that have one of these behind them.
    fn word(&mut self) {
        let length = self.word_length(self.pos);
        if self.bytes.get(self.pos + length).is_some_and(|&byte| byte >= 0x80)
            && self.letter_at(self.pos + length)
        {
            return self.foreign_word();
        }
        if self.bytes[self.pos] == b'r' && length == 1 && self.peek(1) == b'"' {
            return self.open_string();
        }
        self.push(TokenKind::Word, length);
    }

    fn word_length(&self, start: usize) -> usize {
        let part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let mut end = start;
        loop {
            while self.bytes.get(end).is_some_and(|&byte| part(byte)) {
                end += 1;
            }
            let dashes = self.bytes[end..].iter().take_while(|&&byte| byte == b'-').count();
            if dashes == 0 || end == start || !self.bytes.get(end + dashes).is_some_and(|&byte| part(byte)) {
                return end - start;
            }
            end += dashes;
        }
    }

    /// `_`, or a word that wrongly begins with it.
    fn underscore(&mut self) {
        let length = 1 + self.word_length(self.pos + 1);
        if length == 1 {
            self.push(TokenKind::Underscore, 1);
        } else {
            self.diagnostics.push(syntax::name_begins_with_underscore(self.place(length)));
            self.push(TokenKind::Word, length);
        }
    }

    /// A word with letters beyond ASCII: one error, and still a word.
    fn foreign_word(&mut self) {
        let rest = &self.text[self.pos..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
        let length = rest[..end].trim_end_matches('-').len();
        self.diagnostics.push(syntax::name_beyond_ascii(self.place(length), &rest[..length]));
        self.push(TokenKind::Word, length);
    }

    fn letter_at(&self, at: usize) -> bool {
        self.text[at..].chars().next().is_some_and(char::is_alphabetic)
    }

    fn open_brace(&mut self) {
        if let Some(Mode::Interpolation { braces, .. }) = self.modes.last_mut() {
            *braces += 1;
        }
        self.push(TokenKind::OpenBrace, 1);
    }

    fn close_brace(&mut self) {
        match self.modes.last_mut() {
            Some(Mode::Interpolation { braces: 0, .. }) => {
                self.modes.pop();
                self.push(TokenKind::InterpolationClose, 1);
            }
            Some(Mode::Interpolation { braces, .. }) => {
                *braces -= 1;
                self.push(TokenKind::CloseBrace, 1);
            }
            _ => self.push(TokenKind::CloseBrace, 1),
        }
    }

    /// `//` or `///`; four slashes and more are an ordinary comment, as a ruler above a section is.
    fn comment(&mut self) {
        let slashes = self.count(|byte| byte == b'/');
        let length = self.rest_of_line();
        self.control_characters(length);
        self.push(if slashes == 3 { TokenKind::Doc } else { TokenKind::Comment }, length);
    }

    fn foreign_line_comment(&mut self) {
        let length = self.rest_of_line();
        self.diagnostics.push(syntax::hash_comment(self.place(length), self.place(1)));
        self.push(TokenKind::Comment, length);
    }

    /// `/* … */`: a comment of other languages.
    fn foreign_block_comment(&mut self) {
        let rest = &self.text[self.pos..];
        // Inside an interpolation the line's end must stay visible.
        let limit = if self.modes.is_empty() { rest.len() } else { self.rest_of_line() };
        let length = rest[..limit].find("*/").map_or_else(|| self.rest_of_line(), |at| at + 2);
        self.diagnostics.push(syntax::block_comment(self.place(length)));
        self.push(TokenKind::Comment, length);
    }

    fn semicolon(&mut self) {
        let after = &self.bytes[self.pos + 1..];
        let next = after.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        let last = matches!(next, None | Some(b'\n' | b'\r' | b'}' | b']' | b')' | b'/'));
        self.diagnostics.push(syntax::semicolon(self.place(1), last));
    }

    /// Letters, quotation marks and signs that are not ASCII.
    fn beyond_ascii(&mut self) {
        match self.text[self.pos..].chars().next() {
            Some('“' | '”' | '„' | '‘' | '’') => self.foreign_quotes(),
            Some(letter) if letter.is_alphabetic() => self.foreign_word(),
            _ => self.stray(),
        }
    }

    /// Characters that mean nothing; neighbours share one error.
    fn stray(&mut self) {
        let rest = &self.text[self.pos..];
        let first = rest.chars().next().unwrap_or('\u{fffd}');
        let length = rest.chars().take_while(|&c| c == first).map(char::len_utf8).sum::<usize>().max(1);
        let place = self.place(length);
        let (diagnostic, kind) = if matches!(first, '\u{feff}' | '\u{200b}') || is_control(first) {
            (syntax::control_character(place, first), TokenKind::Space)
        } else if first.is_whitespace() {
            (syntax::foreign_space(place, first), TokenKind::Space)
        } else {
            (syntax::stray_character(place, first), TokenKind::Unknown)
        };
        self.diagnostics.push(diagnostic);
        self.push(kind, length);
    }

    /// Reports control characters in a comment.
    fn control_characters(&mut self, length: usize) {
        let part = &self.text[self.pos..self.pos + length];
        if part.bytes().all(|byte| byte < 0x7f && (byte >= 0x20 || byte == b'\t')) {
            return;
        }
        let found = part.char_indices().find(|&(_, c)| c != '\t' && is_control(c));
        if let Some((at, c)) = found {
            let start = (self.pos + at) as u32;
            let place = Place::local(Span::new(start, start + c.len_utf8() as u32));
            self.diagnostics.push(syntax::control_character(place, c));
        }
    }

    fn report(&mut self, make: fn(Place, &str, &str) -> Diagnostic, length: usize, wrong: &str, right: &str) {
        self.diagnostics.push(make(self.place(length), wrong, right));
    }

    fn place(&self, length: usize) -> Place {
        Place::local(Span::new(self.pos as u32, (self.pos + length) as u32))
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let start = self.pos;
        self.pos += length;
        self.tokens.push(Token { kind, span: Span::new(start as u32, self.pos as u32) });
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    fn count(&self, test: impl Fn(u8) -> bool) -> usize {
        self.bytes[self.pos..].iter().take_while(|&&byte| test(byte)).count()
    }

    /// Bytes up to the line's end, the line end excluded.
    fn rest_of_line(&self) -> usize {
        let rest = &self.bytes[self.pos..];
        let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        if length < rest.len() && length > 0 && rest[length - 1] == b'\r' { length - 1 } else { length }
    }
}

/// Control characters, and those that change the direction of text, with which code can look like other code.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
