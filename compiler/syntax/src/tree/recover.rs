//! Brackets without a counterpart: which one is blamed, and where the group ends instead.
//!
//! Indentation tells: a group whose closing bracket is missing ends before the first line that is indented no more
//! than the line which opened it. This is asked only where brackets do not match; otherwise indentation means nothing.

use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Place, Span};

use super::Stop;
use super::build::{Builder, Frame, ROOT};
use crate::brackets::{closing_text, counterpart};
use crate::token::TokenKind as K;

impl Builder<'_> {
    /// Ends the groups that the line of the token `next` cannot belong to.
    pub(super) fn recover_before_line(&mut self, next: usize, column: u32) {
        let closes = self.lines.kind(next).is_some_and(|kind| counterpart(kind).is_some());
        if !closes {
            self.end_groups(|indent| indent >= column);
        }
    }

    fn end_groups(&mut self, ends: impl Fn(u32) -> bool) {
        let mut blamed = false;
        while self.frames.last().is_some_and(|frame| is_bracket(frame.kind) && ends(frame.indent)) {
            if !blamed {
                self.blame_unclosed();
                blamed = true;
            }
            self.finish_unclosed();
        }
    }

    /// Opens the block whose `{` is missing behind the head of a declaration.
    pub(super) fn open_missing_brace(&mut self) {
        let span = self.span(self.last);
        let text = self.lines.token_text(self.last);
        self.diagnostics.push(syntax::block_not_opened(Place::local(span), text));
        self.blamed = true;
        self.open_frame(K::OpenBrace, Span::at(span.end));
    }

    /// A closing bracket.
    pub(super) fn close(&mut self, at: usize, opening: K) {
        let span = self.span(at);
        if self.recovering
            && opening != K::InterpolationOpen
            && let Some(column) = self.lines.first_column(at)
        {
            self.end_groups(|indent| indent > column);
        }
        let reachable = |kind: K| is_bracket(kind) || kind == opening;
        let found = self
            .frames
            .iter()
            .rev()
            .take_while(|frame| reachable(frame.kind))
            .position(|frame| frame.kind == opening);
        match found {
            // An empty closing token stands where the lexer has missed one.
            Some(0) if span.is_empty() => self.finish(span.end, Stop::Unclosed),
            Some(0) => self.finish(span.end, Stop::Closer(span)),
            Some(above) => {
                self.blame_unclosed();
                for _ in 0..above {
                    self.finish_unclosed();
                }
                self.finish(span.end, Stop::Closer(span));
            }
            None => self.stray_closer(at),
        }
    }

    /// A closing bracket with nothing to close. A round one for a square one, on one line, is a slip.
    fn stray_closer(&mut self, at: usize) {
        let span = self.span(at);
        let text = self.lines.token_text(at);
        let line = self.line();
        let slip = self
            .frames
            .last()
            .filter(|frame| {
                matches!(frame.kind, K::OpenParen | K::OpenBracket) && frame.line == line && text != "}"
            })
            .map(|frame| (frame.kind, frame.span));
        if let Some((kind, open)) = slip {
            let expected = closing_text(kind);
            self.diagnostics.push(syntax::wrong_closer(
                Place::local(span),
                text,
                expected,
                Place::local(open),
            ));
            self.blamed = true;
            self.finish(span.end, Stop::Closer(span));
        } else if !self.blamed {
            self.blamed = true;
            self.diagnostics.push(syntax::closes_nothing(Place::local(span), text));
        }
    }

    /// Reports the innermost group as never closed.
    pub(super) fn blame_unclosed(&mut self) {
        let blamed = |frame: &&Frame| is_bracket(frame.kind) && !frame.span.is_empty();
        let Some(frame) = self.frames.last().filter(blamed).filter(|_| !self.quiet) else { return };
        let open = match frame.kind {
            K::OpenBracket => "[",
            K::OpenParen => "(",
            _ => "{",
        };
        let place = Place::local(frame.span);
        self.diagnostics.push(syntax::never_closed(place, open, closing_text(frame.kind)));
        self.blamed = true;
    }

    /// Ends the innermost group where its last token ends.
    pub(super) fn finish_unclosed(&mut self) {
        let end = self.span(self.last).end;
        self.finish(end, Stop::Unclosed);
    }
}

fn is_bracket(kind: K) -> bool {
    kind != ROOT && matches!(kind, K::OpenBrace | K::OpenBracket | K::OpenParen)
}
