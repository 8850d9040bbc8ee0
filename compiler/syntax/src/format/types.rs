//! Types and patterns.

use super::layout::Line;
use super::sequence::PARENS;
use super::writer::Writer;
use crate::ast::{Pattern, PatternKind, TypeExpr, TypeExprKind};
use crate::token::TokenKind as K;

impl Writer<'_> {
    /// A type; a union that does not fit breaks before each `|`.
    pub(super) fn ty(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeExprKind::Hole => self.give_up(),
            // The tree has no parentheses; the type's place includes them.
            _ if self.parentheses_end() == Some(self.start + ty.span.end) => {
                self.token(K::OpenParen);
                self.open(false);
                self.indent();
                self.line(Line::Soft);
                self.ty(ty);
                self.dedent();
                self.line(Line::Soft);
                self.token(K::CloseParen);
                self.close();
            }
            TypeExprKind::Function(parameters, result) => {
                self.sequence(PARENS, parameters.len(), |w, index| w.ty(&parameters[index]));
                self.space();
                self.token(K::Arrow);
                self.space();
                self.ty(result);
            }
            TypeExprKind::Optional(inner) => {
                self.ty(inner);
                self.token(K::Question);
            }
            TypeExprKind::Name(words) => self.dotted(words.len()),
            TypeExprKind::List(element) => {
                self.token(K::OpenBracket);
                self.ty(element);
                self.token(K::CloseBracket);
            }
            TypeExprKind::Map(key, value) => {
                self.token(K::OpenBrace);
                self.ty(key);
                self.token(K::Colon);
                self.space();
                self.ty(value);
                self.token(K::CloseBrace);
            }
            TypeExprKind::Literal(literal) => self.expr(literal),
            TypeExprKind::Union(types) => self.alternatives(types.len(), |w, index| w.ty(&types[index])),
        }
    }

    /// A pattern; alternatives that do not fit break before each `|`.
    pub(super) fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Hole => self.give_up(),
            PatternKind::Wildcard => self.token(K::Underscore),
            PatternKind::Null => self.token(K::Word),
            PatternKind::Literal(literal) => self.expr(literal),
            PatternKind::Type(ty, name) => {
                self.ty(ty);
                if name.is_some() {
                    self.space();
                    self.token(K::Word);
                }
            }
            PatternKind::Or(patterns) => {
                self.alternatives(patterns.len(), |w, index| w.pattern(&patterns[index]));
            }
        }
    }

    /// `a.b.c`, of so many words.
    pub(super) fn dotted(&mut self, words: usize) {
        for index in 0..words {
            if index > 0 {
                self.token(K::Dot);
            }
            self.token(K::Word);
        }
    }

    /// Where the parentheses end that come next, if some do.
    fn parentheses_end(&self) -> Option<u32> {
        let mut depth = 0usize;
        for ahead in 0.. {
            let token = self.peek_nth(ahead)?;
            match token.kind {
                K::OpenParen => depth += 1,
                K::CloseParen => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                return (ahead > 0).then_some(token.span.end);
            }
        }
        None
    }

    fn alternatives(&mut self, count: usize, mut each: impl FnMut(&mut Self, usize)) {
        self.open(false);
        self.indent();
        for index in 0..count {
            if index > 0 {
                self.line_and_notes();
                self.token(K::Bar);
                self.space();
            }
            each(self, index);
        }
        self.dedent();
        self.close();
    }
}
