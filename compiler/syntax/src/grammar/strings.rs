//! Strings: escapes resolved, interpolations parsed, and the indentation of text blocks removed.

use ecow::EcoString;
use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Place, Span};

use super::Context;
use super::expressions::{hole, inside};
use super::operators::expr;
use crate::ast::{Piece, StringForm, StringLit};
use crate::lexer::unicode_escape;
use crate::token::TokenKind as K;
use crate::tree::Tree;

impl<'a> Context<'a> {
    pub(super) fn string(&mut self, tree: &Tree) -> StringLit {
        let text = self.text_of(tree.span);
        let form = match (text.starts_with('r'), text.trim_start_matches('r').starts_with("\"\"\"")) {
            (false, false) => StringForm::Plain,
            (true, false) => StringForm::Raw,
            (false, true) => StringForm::Block,
            (true, true) => StringForm::RawBlock,
        };
        let forest = self.forest;
        let parts = forest.slices(tree).first().map_or(&[][..], |slice| forest.trees(*slice));
        let block =
            matches!(form, StringForm::Block | StringForm::RawBlock).then(|| self.block_layout(tree, parts));
        let mut pieces = Pieces { done: Vec::new(), text: EcoString::new(), span: None };
        let mut line_start = true;
        for part in parts {
            match part.kind {
                K::StringText => match block {
                    Some(Some(layout)) => self.block_text(part.span, layout, &mut line_start, &mut pieces),
                    _ => pieces.push(self.text_of(part.span), part.span),
                },
                kind => {
                    if let (Some(Some(layout)), true) = (block, std::mem::take(&mut line_start)) {
                        self.check_indent(part.span.start, 0, layout);
                    }
                    if kind == K::Escape {
                        let mut buffer = [0; 4];
                        pieces.push(escape(self.text_of(part.span)).encode_utf8(&mut buffer), part.span);
                    } else {
                        let value = self.parse_only(part, expr, "a value").filter(|_| self.is_closed(part));
                        let value = value.unwrap_or_else(|| hole(inside(part)));
                        pieces.flush();
                        pieces.done.push(Piece::Interpolation(value));
                    }
                }
            }
        }
        pieces.flush();
        if pieces.done.is_empty() {
            pieces.done.push(Piece::Text(EcoString::new(), inside(tree)));
        }
        StringLit { form, pieces: pieces.done }
    }

    /// Whether an interpolation has its brace. Of one that has none, which the lexer has reported, it is not known what its
    /// author meant to be in it.
    fn is_closed(&self, part: &Tree) -> bool {
        let last = self.forest.slices(part).last().and_then(|slice| self.forest.trees(*slice).last());
        self.text_of(part.span).ends_with('}') && last.is_none_or(|last| last.span.end < part.span.end)
    }

    /// What of a text block is its text: from behind the first line end to before the last one. `None`, and
    /// reported, where it does not stand on lines of its own.
    fn block_layout(&mut self, tree: &Tree, parts: &[Tree]) -> Option<Layout<'a>> {
        let text = self.text_of(tree.span);
        let open = text.find('"').unwrap_or(0) + 3;
        if !text[open.min(text.len())..].ends_with("\"\"\"") {
            // It is never closed, which the lexer has reported.
            return None;
        }
        let first = parts.first().filter(|part| part.kind == K::StringText);
        let head = first.map_or("", |part| self.text_of(part.span));
        let Some(line_end) = head.find('\n').filter(|&at| head[..at].trim().is_empty()) else {
            let start = tree.span.start + open as u32;
            self.report(syntax::text_beside_opening(Place::local(Span::new(tree.span.start, start))));
            return None;
        };
        let last = parts.last().filter(|part| part.kind == K::StringText).copied().unwrap_or(*parts.first()?);
        let tail = self.text_of(last.span);
        let closing = Span::new(tree.span.end - 3, tree.span.end);
        let Some(line) =
            tail.rfind('\n').filter(|&at| tail[at..].trim().is_empty() && last.kind == K::StringText)
        else {
            self.report(syntax::text_beside_closing(Place::local(closing)));
            return None;
        };
        let start = parts[0].span.start + line_end as u32 + 1;
        let end = last.span.start + line as u32;
        let end = if end > start && self.text.as_bytes()[end as usize - 1] == b'\r' { end - 1 } else { end };
        Some(Layout { start, end: end.max(start), indent: &tail[line + 1..], closing })
    }

    /// A part of the text of a block, without its indentation.
    fn block_text(&mut self, span: Span, layout: Layout<'a>, line_start: &mut bool, pieces: &mut Pieces) {
        let start = span.start.max(layout.start);
        let end = span.end.min(layout.end).max(start);
        let mut at = start;
        for line in self.text_of(Span::new(start, end)).split_inclusive('\n') {
            let whole = Span::new(at, at + line.len() as u32);
            at = whole.end;
            let ends = line.ends_with('\n');
            let body = line.trim_end_matches('\n');
            let body = if ends { body.trim_end_matches('\r') } else { body };
            let body = if std::mem::replace(line_start, ends) {
                let blank = body.trim().is_empty() && (ends || at == layout.end);
                match body.strip_prefix(layout.indent) {
                    Some(rest) => rest,
                    None if blank => "",
                    None => {
                        let blanks = body.len() - body.trim_start_matches([' ', '\t']).len();
                        self.check_indent(whole.start, blanks, layout);
                        &body[blanks..]
                    }
                }
            } else {
                body
            };
            pieces.push(body, whole);
            if ends {
                pieces.push("\n", whole);
            }
        }
    }

    /// Reports a line that is indented less than the closing quotes.
    fn check_indent(&mut self, start: u32, blanks: usize, layout: Layout<'a>) {
        let found = &self.text[start as usize..start as usize + blanks];
        if self.reported || found.starts_with(layout.indent) {
            return;
        }
        let span = Span::new(start, start + (blanks as u32).max(1));
        self.report(syntax::text_left_of_closing(
            Place::local(span),
            Place::local(layout.closing),
            layout.indent,
        ));
    }
}

#[derive(Clone, Copy)]
struct Layout<'a> {
    start: u32,
    end: u32,
    indent: &'a str,
    closing: Span,
}

/// The pieces so far, neighbouring texts joined.
struct Pieces {
    done: Vec<Piece>,
    text: EcoString,
    span: Option<Span>,
}

impl Pieces {
    fn push(&mut self, text: &str, span: Span) {
        self.text.push_str(text);
        self.span = Some(self.span.map_or(span, |before| before.to(span)));
    }

    fn flush(&mut self) {
        if let Some(span) = self.span.take() {
            let text = std::mem::take(&mut self.text);
            if !text.is_empty() {
                self.done.push(Piece::Text(text, span));
            }
        }
    }
}

/// The character that an escape stands for; of one that the lexer has reported, the one behind the backslash.
fn escape(text: &str) -> char {
    let mut rest = text.chars().skip(1);
    match rest.next() {
        Some('n') => '\n',
        Some('t') => '\t',
        Some('u') => {
            let digits = text.strip_prefix("\\u{").and_then(|digits| digits.strip_suffix('}'));
            digits.and_then(unicode_escape).unwrap_or('\u{fffd}')
        }
        Some(other) => other,
        None => '\\',
    }
}
