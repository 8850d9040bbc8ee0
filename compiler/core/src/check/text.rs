//! Strings and what may be interpolated in them.

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{ExprKind, Piece};
use crate::ty::{Literal, Ty};
use crate::types;

use super::literal::constant;
use super::{Checker, Typed, at};

impl Checker<'_> {
    pub(super) fn string(&mut self, string: &ast::StringLit, span: Span, hint: Option<&Ty>) -> Typed {
        match string.pieces.as_slice() {
            [] => return self.literal(Literal::String("".into()), Ty::String, span, hint),
            [ast::Piece::Text(text, _)] => {
                return self.literal(Literal::String(text.clone()), Ty::String, span, hint);
            }
            _ => {}
        }
        let mut pieces = Vec::with_capacity(string.pieces.len());
        for piece in &string.pieces {
            match piece {
                ast::Piece::Text(text, _) => pieces.push(Piece::Text(text.clone())),
                ast::Piece::Interpolation(expr) => {
                    let typed = self.infer(expr, None);
                    pieces.push(Piece::Value(self.interpolated(typed)));
                }
            }
        }
        Typed::new(ExprKind::Interpolate(pieces), span, Ty::String)
    }

    /// A value as a part of a text.
    fn interpolated(&mut self, typed: Typed) -> crate::hir::Expr {
        let span = typed.expr.span;
        if self.has_text(&typed.ty) && constant(&typed.expr) != Some(&Literal::Null) {
            return typed.expr;
        }
        let place = at(span);
        if types::contains_secret(self.db, self.program, &typed.ty) {
            self.report(say::secret_leaves(place, "interpolated"));
        } else if types::is_optional(&typed.ty) {
            self.report(say::may_be_null(place, &types::display(&typed.ty), "interpolated"));
        } else {
            self.report(say::not_text(place, &types::display(&typed.ty)));
        }
        super::poison(span)
    }

    /// Whether values of the type have a text: strings, numbers, booleans, quantities and entities.
    pub(super) fn has_text(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Error | Ty::Bool | Ty::Int | Ty::Float | Ty::String | Ty::Literal(_) => true,
            Ty::Duration | Ty::Cpu | Ty::Memory | Ty::Percent | Ty::Quantity => true,
            Ty::Union(alternatives) => alternatives.iter().all(|ty| self.has_text(ty)),
            Ty::Refined(_) => self.has_text(&self.base(ty)),
            Ty::Record(_) => types::is_entity(self.db, self.program, ty),
            _ => false,
        }
    }
}
