//! Functions as arguments: lambdas, and functions by their name.

use std::sync::Arc;

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::ExprKind;
use crate::ids::DefId;
use crate::signature;
use crate::ty::{FunctionTy, Ty};

use super::{Checker, Typed, at};

impl Checker<'_> {
    /// A lambda where the expected type says what its parameters are.
    pub(super) fn lambda_literal(
        &mut self,
        names: &[ast::Name],
        body: &ast::Expr,
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        match hint.map(|hint| self.core(hint)) {
            Some(Ty::Function(function)) => self.lambda(names, body, &function, span),
            Some(Ty::Error) => {
                self.lambda(names, body, &FunctionTy { parameters: Vec::new(), result: Ty::Error }, span);
                Typed::poison(span)
            }
            _ => {
                self.report(say::lambda_out_of_place(at(span)));
                Typed::poison(span)
            }
        }
    }

    /// A lambda of a known type. A result of `Ty::Error` takes anything.
    fn lambda(&mut self, names: &[ast::Name], body: &ast::Expr, function: &FunctionTy, span: Span) -> Typed {
        let due = function.parameters.len();
        if due != names.len() && function.result != Ty::Error || due != 0 && due != names.len() {
            self.report(say::lambda_parameters(at(span), due, names.len()));
        }
        let (body, result) = self.in_frame(|checker| {
            for (index, name) in names.iter().enumerate() {
                checker.declare(name, function.parameters.get(index).cloned().unwrap_or(Ty::Error));
            }
            if function.result == Ty::Error {
                let typed = checker.infer(body, None);
                (typed.expr, typed.ty)
            } else {
                (checker.check_expr(body, &function.result), function.result.clone())
            }
        });
        let slots = u16::try_from(names.len()).unwrap_or(u16::MAX);
        let ty = FunctionTy { parameters: function.parameters.clone(), result };
        Typed::new(ExprKind::Lambda(slots, Arc::new(body)), span, Ty::Function(Arc::new(ty)))
    }

    /// The name of a function where a function is due; anywhere else it has to be called.
    pub(super) fn function_as_value(
        &mut self,
        def: DefId,
        name: &str,
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let Some(function) = signature::function(self.db, self.program, def) else {
            return Typed::poison(span);
        };
        match hint.map(|hint| self.core(hint)) {
            Some(Ty::Function(_)) => {
                let parameters = function.parameters.iter().map(|parameter| parameter.ty.clone()).collect();
                let ty = FunctionTy { parameters, result: function.result.clone() };
                Typed::new(ExprKind::FunctionRef(def), span, Ty::Function(Arc::new(ty)))
            }
            _ => {
                self.report(say::function_as_value(at(span), name));
                Typed::poison(span)
            }
        }
    }
}
