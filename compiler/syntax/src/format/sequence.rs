//! What stands between brackets: members, elements, arms, arguments.
//!
//! A sequence stays broken where the author broke it: after its opening bracket, or between two elements.
//! One on a single line stays there while it fits and holds no comment.

use super::layout::{Element, Line};
use super::writer::{Edge, Writer};
use crate::token::TokenKind;

/// How a sequence is written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) open: TokenKind,
    pub(super) close: TokenKind,
    /// What stands inside of the brackets on one line.
    padding: Line,
    /// Whether commas separate on several lines too.
    commas: bool,
}

/// `{ a, b }`
pub(super) const BRACES: Style =
    Style { open: TokenKind::OpenBrace, close: TokenKind::CloseBrace, padding: Line::Space, commas: false };

/// `[a, b]`
pub(super) const BRACKETS: Style = Style {
    open: TokenKind::OpenBracket,
    close: TokenKind::CloseBracket,
    padding: Line::Soft,
    commas: false,
};

/// `(a, b)`
pub(super) const PARENS: Style =
    Style { open: TokenKind::OpenParen, close: TokenKind::CloseParen, padding: Line::Soft, commas: true };

impl Writer<'_> {
    /// The brackets and their `count` elements, each written by `each`.
    pub(super) fn sequence(&mut self, style: Style, count: usize, mut each: impl FnMut(&mut Self, usize)) {
        self.token(style.open);
        if self.next_is(style.close) && !self.note_before_next() {
            return self.token(style.close);
        }
        let group = self.position();
        self.open(self.line_before_next());
        self.indent();
        self.gap(Edge::Start);
        self.line(style.padding);
        for index in 0..count {
            if index > 0 {
                self.push(if style.commas { Element::Text(",") } else { Element::WhenFlat(",") });
                let gap = self.gap(Edge::Between);
                if gap.line {
                    self.break_group(group);
                }
                self.line(if gap.blank { Line::Blank } else { Line::Space });
            }
            each(self, index);
            if self.is_lost() {
                return;
            }
        }
        if style.commas && count > 0 {
            self.push(Element::WhenBroken(","));
        }
        self.gap(Edge::End);
        self.dedent();
        self.line(style.padding);
        self.token(style.close);
        self.close();
    }

    /// The brackets and their elements on the lines where they open and close: only the last element, which has
    /// brackets of its own, may break.
    pub(super) fn hugging(&mut self, style: Style, count: usize, mut each: impl FnMut(&mut Self, usize)) {
        self.token(style.open);
        for index in 0..count {
            if index > 0 {
                self.text(",");
                self.gap(Edge::Between);
                self.space();
            }
            each(self, index);
            if self.is_lost() {
                return;
            }
        }
        self.gap(Edge::End);
        self.token(style.close);
    }
}
