//! `if` and `match`: branches that narrow, and that have one type together.

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{Arm, Expr, ExprKind};
use crate::index::Lacking;
use crate::ty::Ty;
use crate::types;

use super::pattern::Rest;
use super::{Checker, Typed, at};

impl Checker<'_> {
    pub(super) fn if_then_else(
        &mut self,
        parts: &(ast::Expr, ast::Expr, ast::Expr),
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let condition = self.check_typed(&parts.0, &Ty::Bool);
        let facts = condition.facts;
        let then = self.with_facts(&facts.if_true, |checker| checker.infer(&parts.1, hint));
        // Without an expected type the first branch says what a literal in the second one is.
        let settled = then.ty.clone();
        let second = hint.or(Some(&settled).filter(|ty| !matches!(ty, Ty::Null | Ty::Error)));
        let otherwise = self.with_facts(&facts.if_false, |checker| checker.infer(&parts.2, second));
        let (branches, ty) = self.together(vec![then, otherwise], hint, "if");
        let mut branches = branches.into_iter();
        let (Some(then), Some(otherwise)) = (branches.next(), branches.next()) else {
            return Typed::poison(span);
        };
        Typed::new(ExprKind::If(Box::new((condition.expr, then, otherwise))), span, ty)
    }

    /// The branches of one expression and the type that they have together. Where one is expected, each branch is
    /// held against it at its own place.
    fn together(&mut self, branches: Vec<Typed>, hint: Option<&Ty>, what: &str) -> (Vec<Expr>, Ty) {
        if let Some(expected) = hint {
            let checks = branches
                .iter()
                .any(|branch| !self.fits(&branch.ty, expected) || self.needs_work(&branch.ty, expected));
            let own = if checks { None } else { self.join_all(&branches).ok() };
            return match own {
                Some(ty) => (branches.into_iter().map(|branch| branch.expr).collect(), ty),
                None => {
                    let converted =
                        branches.into_iter().map(|branch| self.convert(branch, expected).expr).collect();
                    (converted, expected.clone())
                }
            };
        }
        match self.join_all(&branches) {
            Ok(ty) => (branches.into_iter().map(|branch| branch.expr).collect(), ty),
            Err((index, common)) => {
                let found = types::display(&branches[index].ty);
                self.report(say::branches_differ(
                    at(branches[index].expr.span),
                    what,
                    &types::display(&common),
                    &found,
                    at(branches[0].expr.span),
                ));
                (branches.into_iter().map(|branch| branch.expr).collect(), Ty::Error)
            }
        }
    }

    /// Whether a value needs more than to be passed on to become one of `expected`.
    fn needs_work(&self, from: &Ty, expected: &Ty) -> bool {
        types::needs_check(self.db, self.program, from, expected)
            || matches!(types::remove_null(expected), Ty::Json | Ty::Any)
    }

    /// The common type, or the first branch that has none with those before it.
    fn join_all(&self, branches: &[Typed]) -> Result<Ty, (usize, Ty)> {
        let mut common = Ty::Error;
        for (index, branch) in branches.iter().enumerate() {
            let ty = super::widened(branch.ty.clone());
            let listed = matches!(branch.ty, Ty::Literal(_)) && index == 0
                || matches!(&common, Ty::Literal(_) | Ty::Union(_));
            let ty = if listed { branch.ty.clone() } else { ty };
            match types::join(self.db, self.program, &common, &ty) {
                Some(joined) => common = joined,
                None => return Err((index, common)),
            }
        }
        Ok(common)
    }

    pub(super) fn match_value(
        &mut self,
        scrutinee: &ast::Expr,
        arms: &[ast::Arm],
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let value = self.infer(scrutinee, None);
        let mut rest = Rest::new(&self.matched_types(&value.ty), value.ty == Ty::Error);
        let mut checked = Vec::with_capacity(arms.len());
        let mut results: Vec<Typed> = Vec::with_capacity(arms.len());
        for arm in arms {
            let found = self.pattern(&arm.pattern, &value.ty, &mut rest);
            let settled = results.first().map(|first| first.ty.clone());
            let second = settled.filter(|ty| !matches!(ty, Ty::Null | Ty::Error));
            let hint = hint.or(second.as_ref());
            let facts: Vec<_> = self.fact(&value.expr, found.ty.clone()).into_iter().collect();
            let (result, binds) = match &found.binding {
                Some(name) => {
                    let result = self.in_frame(|checker| {
                        checker.declare(name, found.ty.clone());
                        checker.with_facts(&facts, |checker| checker.infer(&arm.value, hint))
                    });
                    (result, true)
                }
                None => (self.with_facts(&facts, |checker| checker.infer(&arm.value, hint)), false),
            };
            checked.push((found.pattern, binds));
            results.push(result);
        }
        if !rest.is_empty() {
            self.note_lack(scrutinee.span, Lacking::Arms(rest.left().to_vec()));
            let missing = rest.missing();
            let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
            self.report(say::match_not_exhaustive(at(scrutinee.span), &missing));
        }
        if results.is_empty() {
            return Typed::poison(span);
        }
        let (values, ty) = self.together(results, hint, "match");
        let arms = checked
            .into_iter()
            .zip(values)
            .map(|((pattern, binds), value)| Arm { pattern, binds, value })
            .collect();
        Typed::new(ExprKind::Match(Box::new(value.expr), arms), span, ty)
    }
}
