//! Fields, indexes, calls and `with`, one after the other.

use super::layout::{Element, Line};
use super::writer::Writer;
use crate::ast::{Argument, Block, Expr, ExprKind};
use crate::token::TokenKind as K;

impl Writer<'_> {
    /// `a.b["c"].f(x) with { … }`. Lines break before methods alone, and only where the author broke one, or where
    /// two and more do not fit.
    pub(super) fn chain(&mut self, expr: &Expr) {
        let (base, links) = links(expr);
        let group = self.position();
        self.open(false);
        let before = self.breaks();
        self.expr(base);
        let indent = self.position();
        self.indent();
        let mut lines = Vec::new();
        let mut broken = false;
        for (index, link) in links.iter().enumerate() {
            match link {
                Link::Field { optional } => {
                    if matches!(links.get(index + 1), Some(Link::Call(..))) {
                        broken |= self.line_before_next();
                        lines.push(self.position());
                        self.line(Line::Soft);
                        self.notes();
                    }
                    self.token(if *optional { K::QuestionDot } else { K::Dot });
                    self.any_token();
                }
                Link::Index(key) => {
                    self.token(K::OpenBracket);
                    self.expr(key);
                    self.token(K::CloseBracket);
                }
                Link::Call(arguments, block) => {
                    self.arguments(arguments);
                    if let Some(block) = block {
                        self.space();
                        self.block(block);
                    }
                }
                Link::With(block) => {
                    self.space();
                    self.word();
                    self.block(block);
                }
            }
        }
        let dedent = self.position();
        self.dedent();
        self.close();
        if broken {
            self.break_group(group);
        } else if lines.len() < 2 || self.breaks() > before {
            for line in lines {
                self.replace(line, Element::Nothing);
            }
            self.replace(indent, Element::Nothing);
            self.replace(dedent, Element::Nothing);
        }
    }
}

/// A part of a chain.
enum Link<'a> {
    Field { optional: bool },
    Index(&'a Expr),
    Call(&'a [Argument], Option<&'a Block>),
    With(&'a Block),
}

/// What a chain begins with, and its parts in order.
fn links(mut expr: &Expr) -> (&Expr, Vec<Link<'_>>) {
    let mut links = Vec::new();
    loop {
        let (base, link) = match &expr.kind {
            ExprKind::Field { base, optional, .. } => (base, Link::Field { optional: *optional }),
            ExprKind::Index(base, key) => (base, Link::Index(key)),
            ExprKind::Call { callee, arguments, block } => (callee, Link::Call(arguments, block.as_deref())),
            ExprKind::With(base, block) => (base, Link::With(block)),
            _ => break,
        };
        links.push(link);
        expr = base;
    }
    links.reverse();
    (expr, links)
}
