//! `let`s inside braces, and the bodies that they lead to.

use std::sync::Arc;

use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{Expr, ExprKind};
use crate::ty::Ty;

use super::{Checker, Typed, at};

impl Checker<'_> {
    /// The `let`s at the beginning of a block, into the innermost frame: each sees the ones before it.
    pub(super) fn lets(&mut self, block: &ast::Block) -> Vec<Expr> {
        let mut values = Vec::new();
        let mut ended = false;
        for member in &block.members {
            match &member.kind {
                ast::MemberKind::Let(decl) => {
                    if ended {
                        self.report(say::let_after_members(at(decl.span), &decl.name.text));
                    }
                    let typed = self.let_value(decl);
                    self.declare(&decl.name, typed.ty);
                    values.push(typed.expr);
                }
                ast::MemberKind::Hole => {}
                _ => ended = true,
            }
        }
        values
    }

    /// The value of a `let`, with the type that its name gets.
    pub(super) fn let_value(&mut self, decl: &ast::Let) -> Typed {
        match &decl.ty {
            Some(written) => {
                let expected = self.resolve_type(written);
                let typed = self.check_typed(&decl.value, &expected);
                Typed { ty: expected, ..typed }
            }
            None => {
                let typed = self.infer(&decl.value, None);
                let ty = super::widened(typed.ty.clone());
                Typed { ty, ..typed }
            }
        }
    }

    /// Runs `work` in the frame of a block's `let`s, which are put around every setting that it makes.
    pub(super) fn wrapped<T>(&mut self, block: &ast::Block, work: impl FnOnce(&mut Self) -> T) -> T {
        if !has_lets(block) {
            return work(self);
        }
        self.in_frame(|checker| {
            let values = checker.lets(block);
            checker.wraps.push(Arc::from(values));
            let result = work(checker);
            checker.wraps.pop();
            result
        })
    }

    /// The value inside the `let`s of the opened blocks around it.
    pub(super) fn wrap(&self, expr: Expr) -> Expr {
        self.wraps.iter().rev().fold(expr, |inner, lets| {
            let span = inner.span;
            Expr { kind: ExprKind::Let(lets.clone(), Box::new(inner)), span }
        })
    }

    /// `{ let a = … ⏎ e }`
    pub(super) fn let_body(&mut self, block: &ast::Block, body: &ast::Expr, hint: Option<&Ty>) -> Typed {
        block.members.iter().for_each(|member| self.no_attributes(member));
        if !has_lets(block) {
            return self.infer(body, hint);
        }
        self.in_frame(|checker| {
            let values = checker.lets(block);
            let body = checker.infer(body, hint);
            let kind = ExprKind::Let(values.into(), Box::new(body.expr));
            Typed { known: body.known, ..Typed::new(kind, block.span, body.ty) }
        })
    }
}

/// Whether a block has `let`s.
pub(super) fn has_lets(block: &ast::Block) -> bool {
    block.members.iter().any(|member| matches!(member.kind, ast::MemberKind::Let(_)))
}
