//! Strings: plain, raw, text blocks, and the interpolations in them.
//!
//! A plain string and every interpolation end on their line at the latest, so that a forgotten `"` or `}` costs one
//! line. A text block that is never closed ends before the next line that looks like a declaration.

use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Place, Span};

use super::{Lexer, Mode, is_control};
use crate::split::begins_item;
use crate::token::TokenKind;

/// The string that the lexer is in.
#[derive(Clone, Copy)]
pub(super) struct StringMode {
    /// Where its opening begins.
    start: usize,
    raw: bool,
    block: bool,
    /// What closes it where that is not a double quote.
    closer: Option<char>,
}

impl Lexer<'_> {
    /// `"`, `r"`, `"""` or `r"""`.
    pub(super) fn open_string(&mut self) {
        let raw = self.bytes[self.pos] == b'r';
        let quotes = self.pos + usize::from(raw);
        let block = self.bytes[quotes..].starts_with(b"\"\"\"");
        let mode = StringMode { start: self.pos, raw, block, closer: None };
        self.push(TokenKind::StringOpen, usize::from(raw) + if block { 3 } else { 1 });
        self.modes.push(Mode::String(mode));
    }

    /// Quotation marks of other languages: read as a string where they close on their line.
    pub(super) fn foreign_quotes(&mut self) {
        let line = &self.text[self.pos..self.pos + self.rest_of_line()];
        let open = line.chars().next().unwrap_or('\'');
        let closers: &[char] = match open {
            '\'' => &['\''],
            '‘' | '’' => &['’', '‘'],
            _ => &['”', '“'],
        };
        let inner = &line[open.len_utf8()..];
        let Some((length, closer)) =
            inner.char_indices().find(|(_, c)| closers.contains(c)).filter(|(at, _)| *at < inner.len())
        else {
            return self.stray();
        };
        let whole = open.len_utf8() + length + closer.len_utf8();
        let close = Span::new((self.pos + whole - closer.len_utf8()) as u32, (self.pos + whole) as u32);
        let clean = !inner[..length].contains(['"', '\\']) && !inner[..length].contains("${");
        self.diagnostics.push(syntax::foreign_quotes(
            self.place(whole),
            self.place(open.len_utf8()),
            Place::local(close),
            clean,
        ));
        let mode = StringMode { start: self.pos, raw: true, block: false, closer: Some(closer) };
        self.push(TokenKind::StringOpen, open.len_utf8());
        self.modes.push(Mode::String(mode));
    }

    /// One token inside a string.
    pub(super) fn string_part(&mut self, mode: StringMode) {
        let rest = &self.text[self.pos..];
        let closing = match mode.closer {
            Some(closer) => rest.starts_with(closer).then(|| closer.len_utf8()),
            None if mode.block => rest.starts_with("\"\"\"").then_some(3),
            None => rest.starts_with('"').then_some(1),
        };
        if let Some(length) = closing {
            self.push(TokenKind::StringClose, length);
            self.modes.pop();
        } else if !mode.block && (rest.starts_with('\n') || rest.starts_with("\r\n")) {
            self.end_of_line();
        } else if !mode.raw && rest.starts_with('\\') {
            self.escape();
        } else if !mode.raw && rest.starts_with("${") {
            let start = self.pos;
            self.push(TokenKind::InterpolationOpen, 2);
            self.modes.push(Mode::Interpolation { start, braces: 0 });
        } else {
            let length = self.string_text(mode, rest.as_bytes());
            self.push(TokenKind::StringText, length);
        }
    }

    /// How far plain text goes in a string; at least one character.
    fn string_text(&self, mode: StringMode, rest: &[u8]) -> usize {
        let closer = match mode.closer {
            Some(closer) if !closer.is_ascii() => {
                let line = self.rest_of_line();
                return self.text[self.pos..self.pos + line].find(closer).unwrap_or(line);
            }
            Some(_) => b'\'',
            None => b'"',
        };
        let mut end = 0;
        while let Some(&byte) = rest.get(end) {
            let stop = if byte == closer {
                !mode.block || rest[end..].starts_with(b"\"\"\"")
            } else {
                match byte {
                    b'\n' => !mode.block,
                    b'\r' => !mode.block && rest.get(end + 1) == Some(&b'\n'),
                    b'\\' => !mode.raw,
                    b'$' => !mode.raw && rest.get(end + 1) == Some(&b'{'),
                    _ => false,
                }
            };
            if stop {
                break;
            }
            end += 1;
        }
        end.max(1)
    }

    /// `\n \t \" \\ \$ \u{…}`.
    fn escape(&mut self) {
        let rest = &self.text[self.pos + 1..];
        let next = rest.chars().next();
        match next {
            Some('n' | 't' | '"' | '\\' | '$') => self.push(TokenKind::Escape, 2),
            Some('u') => {
                let digits = rest[1..].strip_prefix('{').and_then(|inner| {
                    let length = inner.bytes().take_while(u8::is_ascii_hexdigit).count();
                    inner[length..].starts_with('}').then(|| &inner[..length])
                });
                let length = digits.map_or(2, |digits| digits.len() + 4);
                if digits.and_then(unicode_escape).is_none() {
                    self.diagnostics.push(syntax::unicode_escape(self.place(length)));
                }
                self.push(TokenKind::Escape, length);
            }
            Some(c) if c != '\n' && c != '\r' => {
                let length = 1 + c.len_utf8();
                let shown = if is_control(c) { ' ' } else { c };
                self.diagnostics.push(syntax::unknown_escape(self.place(length), shown));
                self.push(TokenKind::Escape, length);
            }
            _ => {
                self.diagnostics.push(syntax::escaped_line_end(self.place(1)));
                self.push(TokenKind::Escape, 1);
            }
        }
    }

    /// Closes what cannot go beyond the end of a line. One error: a string that is not closed because an
    /// interpolation around it is not is that interpolation's fault.
    pub(super) fn end_of_line(&mut self) {
        let mut blame = None;
        loop {
            match self.modes.last() {
                Some(Mode::String(mode)) if !mode.block => {
                    blame = Some((mode.start, self.pos, false));
                    self.push(TokenKind::StringClose, 0);
                }
                Some(Mode::Interpolation { start, .. }) => {
                    blame = Some((*start, *start + 2, true));
                    self.push(TokenKind::InterpolationClose, 0);
                    self.modes.pop();
                    // The string around it ends here too, without an error of its own.
                    if matches!(self.modes.last(), Some(Mode::String(mode)) if !mode.block) {
                        self.push(TokenKind::StringClose, 0);
                    } else {
                        break;
                    }
                }
                Some(Mode::String(_)) | None => break,
            }
            self.modes.pop();
        }
        if let Some((start, end, interpolation)) = blame {
            let place = Place::local(Span::new(start as u32, end as u32));
            self.diagnostics.push(if interpolation {
                syntax::interpolation_not_closed(place)
            } else {
                syntax::string_not_closed(place)
            });
        }
    }

    /// At the end of the file inside a text block: the block ends before the next line that looks like a
    /// declaration, and reading goes on there.
    pub(super) fn unclosed_block(&mut self, mode: StringMode) {
        let open_end = mode.start + usize::from(mode.raw) + 3;
        let rest = &self.text[open_end..];
        let cut = rest.match_indices('\n').map(|(at, _)| at).find(|at| begins_item(&rest[at + 1..]));
        if let Some(at) = cut.filter(|_| !self.rescued) {
            // Once is enough: whoever forgets two closings sees the second one after mending the first.
            self.rescued = true;
            while self.tokens.last().is_some_and(|token| token.span.start as usize >= open_end) {
                self.tokens.pop();
            }
            self.diagnostics.retain(|d| (d.place.span.start as usize) < open_end);
            self.pos = open_end;
            self.push(TokenKind::StringText, if rest[..at].ends_with('\r') { at - 1 } else { at });
        }
        while let Some(mode) = self.modes.pop() {
            self.push(
                match mode {
                    Mode::String(_) => TokenKind::StringClose,
                    Mode::Interpolation { .. } => TokenKind::InterpolationClose,
                },
                0,
            );
        }
        let place = Place::local(Span::new(mode.start as u32, open_end as u32));
        self.diagnostics.push(syntax::text_block_not_closed(place));
    }
}

/// The character of `\u{…}`.
pub(crate) fn unicode_escape(digits: &str) -> Option<char> {
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
}
