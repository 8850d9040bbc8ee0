//! Constants: their type as one of a union of constants, where that is expected.

use ecow::EcoString;
use o8_diagnostics::Span;
use o8_syntax::ast;

use crate::hir::{Expr, ExprKind};
use crate::ty::{Literal, Ty};
use crate::types;

use super::expression::bare;
use super::{Checker, Typed};

impl Checker<'_> {
    /// A constant of the type `wide`, or of the constant type where the expected one lists it.
    pub(super) fn literal(&self, literal: Literal, wide: Ty, span: Span, hint: Option<&Ty>) -> Typed {
        let listed = hint.is_some_and(|hint| {
            let hint = self.core(hint);
            types::alternatives(&hint)
                .iter()
                .any(|ty| matches!(self.base(ty), Ty::Literal(known) if known == literal))
        });
        let ty = if listed { Ty::Literal(literal.clone()) } else { wide };
        Typed::new(ExprKind::Literal(literal), span, ty)
    }
}

/// The constant that an expression is, refinements aside.
pub(super) fn constant(expr: &Expr) -> Option<&Literal> {
    match &expr.kind {
        ExprKind::Literal(literal) => Some(literal),
        ExprKind::Check(_, inner) => constant(inner),
        _ => None,
    }
}

/// The text of a string literal without interpolation.
pub(super) fn plain_text(expr: &ast::Expr) -> Option<EcoString> {
    match &bare(expr).kind {
        ast::ExprKind::String(string) => match string.pieces.as_slice() {
            [] => Some(EcoString::new()),
            [ast::Piece::Text(text, _)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
