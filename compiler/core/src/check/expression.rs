//! Expressions: one function that gives the meaning and the type, with the expected type as a hint.
//!
//! It recurses as deep as the tree is, which the parser bounds.

use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{self, ExprKind};
use crate::ty::{Literal, Ty};

use super::{Checker, Typed, at};

impl Checker<'_> {
    /// The expression as a value of `expected`; what does not fit is reported.
    pub(super) fn check_expr(&mut self, expr: &ast::Expr, expected: &Ty) -> hir::Expr {
        self.check_typed(expr, expected).expr
    }

    /// As [`Self::check_expr`], with the type that the value has itself, which may be narrower.
    pub(super) fn check_typed(&mut self, expr: &ast::Expr, expected: &Ty) -> Typed {
        let found = self.infer(expr, Some(expected));
        self.convert(found, expected)
    }

    /// The expression with the type that it has. `hint` decides what literals are; the result need not fit it.
    pub(super) fn infer(&mut self, expr: &ast::Expr, hint: Option<&Ty>) -> Typed {
        if self.recorder.is_none() {
            return self.inferred(expr, hint);
        }
        self.note_due(expr.span, hint);
        let typed = self.inferred(expr, hint);
        self.note_value(&typed, expr.span, hint);
        typed
    }

    fn inferred(&mut self, expr: &ast::Expr, hint: Option<&Ty>) -> Typed {
        let span = expr.span;
        if hint == Some(&Ty::Predicate) {
            return self.predicate(expr);
        }
        match &expr.kind {
            ast::ExprKind::Hole => Typed::poison(span),
            ast::ExprKind::Null => Typed::new(ExprKind::Literal(Literal::Null), span, Ty::Null),
            ast::ExprKind::Bool(value) => self.literal(Literal::Bool(*value), Ty::Bool, span, hint),
            ast::ExprKind::Number(text) => self.number(text, span, hint),
            ast::ExprKind::String(string) => self.string(string, span, hint),
            ast::ExprKind::Name(name) => self.name(name, span, hint),
            ast::ExprKind::List(elements) => self.list(elements, span, hint),
            ast::ExprKind::ListFor(clause, value) => self.list_for(clause, value, span, hint),
            ast::ExprKind::MapFor(clause, entry) => self.map_for(clause, entry, span, hint),
            ast::ExprKind::Record(name, block) => self.record(name.as_deref(), block, span, hint),
            ast::ExprKind::Field { base, name, optional } => self.field(base, name, *optional, span),
            ast::ExprKind::Index(base, index) => self.index(base, index, span),
            ast::ExprKind::Call { callee, arguments, block } => {
                if let Some(block) = block {
                    self.report(say::block_after_call(at(block.span)));
                }
                self.call(callee, arguments, span, hint)
            }
            ast::ExprKind::Unary(op, operand) => self.unary(*op, operand, span, hint),
            ast::ExprKind::Binary { op, op_span, sides } => self.binary(*op, *op_span, sides, span, hint),
            ast::ExprKind::If(parts) => self.if_then_else(parts, span, hint),
            ast::ExprKind::Match(scrutinee, arms) => self.match_value(scrutinee, arms, span, hint),
            ast::ExprKind::With(base, block) => self.with(base, block, span, hint),
            ast::ExprKind::Lambda(names, body) => self.lambda_literal(names, body, span, hint),
            ast::ExprKind::Paren(inner) => self.infer(inner, hint),
        }
    }
}

/// The expression inside parentheses.
pub(super) fn bare(expr: &ast::Expr) -> &ast::Expr {
    let mut expr = expr;
    while let ast::ExprKind::Paren(inner) = &expr.kind {
        expr = inner;
    }
    expr
}
