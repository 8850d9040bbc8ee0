//! Lists and comprehensions.

use std::sync::Arc;

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{Each, Expr, ExprKind};
use crate::ty::{ListTy, Literal, MapTy, Ty};
use crate::types;

use super::methods::{list, map};
use super::{Checker, Typed, at};

impl Checker<'_> {
    pub(super) fn list(&mut self, elements: &[ast::Expr], span: Span, hint: Option<&Ty>) -> Typed {
        if let Some(expected) = hint.and_then(|hint| self.expected_list(hint)) {
            let elements =
                elements.iter().map(|element| self.check_expr(element, &expected.element)).collect();
            return Typed::new(ExprKind::List(elements), span, Ty::List(expected));
        }
        let free = self.is_silent(hint);
        let mut common = Ty::Error;
        let mut checked = Vec::with_capacity(elements.len());
        for element in elements {
            let hint = if free { &Ty::Error } else { &common };
            let typed = self.infer(element, (free || common != Ty::Error).then_some(hint));
            let ty = super::widened(typed.ty.clone());
            match types::join(self.db, self.program, &common, &ty) {
                Some(joined) => common = joined,
                None => {
                    let (first, other) = (types::display(&common), types::display(&ty));
                    self.report(say::elements_differ(at(element.span), &first, &other));
                    return Typed::poison(span);
                }
            }
            checked.push(typed.expr);
        }
        Typed::new(ExprKind::List(checked), span, list(common))
    }

    /// The list type among what is expected. Free data takes lists of free data.
    fn expected_list(&self, hint: &Ty) -> Option<Arc<ListTy>> {
        let core = self.core(hint);
        types::alternatives(&core).iter().find_map(|ty| match self.base(ty) {
            Ty::List(list) => Some(list),
            Ty::Json | Ty::Any => Some(Arc::new(ListTy { element: Ty::Json, key: None })),
            _ => None,
        })
    }

    /// Whether what is expected is unknown after a mistake, so that nothing that depends on it should be said.
    pub(super) fn is_silent(&self, hint: Option<&Ty>) -> bool {
        matches!(hint, Some(Ty::Error))
    }

    pub(super) fn list_for(
        &mut self,
        clause: &ast::ForClause,
        value: &ast::Expr,
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let expected = hint.and_then(|hint| self.expected_list(hint));
        let hint = hint.cloned();
        let (each, (condition, value, ty)) = self.each(clause, |checker, condition| {
            let (value, ty) = match &expected {
                Some(list) => (checker.check_expr(value, &list.element), Ty::List(list.clone())),
                None => {
                    let typed = checker.infer(value, hint.as_ref().filter(|hint| **hint == Ty::Error));
                    (typed.expr, list(super::widened(typed.ty)))
                }
            };
            (condition, value, ty)
        });
        let kind = ExprKind::ListFor(Box::new(each), condition.map(Box::new), Box::new(value));
        Typed::new(kind, span, ty)
    }

    pub(super) fn map_for(
        &mut self,
        clause: &ast::ForClause,
        entry: &(ast::Expr, ast::Expr),
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let expected = hint.and_then(|hint| self.expected_map(hint));
        let silent = self.is_silent(hint);
        let (each, (condition, key, value, ty)) = self.each(clause, |checker, condition| match &expected {
            Some(found) => {
                let key = checker.check_expr(&entry.0, &found.key);
                let value = checker.check_expr(&entry.1, &found.value);
                (condition, key, value, Ty::Map(found.clone()))
            }
            None => {
                let free = silent.then_some(&Ty::Error);
                let key = checker.infer(&entry.0, free);
                let key = if checker.is_key(&key.ty) {
                    key
                } else {
                    let shown = types::display(&key.ty);
                    checker.report(say::not_a_key(at(entry.0.span), &shown));
                    Typed::poison(entry.0.span)
                };
                let value = checker.infer(&entry.1, free);
                let ty = map(super::widened(key.ty), super::widened(value.ty));
                (condition, key.expr, value.expr, ty)
            }
        });
        let kind = ExprKind::MapFor(Box::new(each), condition.map(Box::new), Box::new((key, value)));
        Typed::new(kind, span, ty)
    }

    /// The map type among what is expected. Free data takes maps of free data.
    pub(super) fn expected_map(&self, hint: &Ty) -> Option<Arc<MapTy>> {
        let core = self.core(hint);
        types::alternatives(&core).iter().find_map(|ty| match self.base(ty) {
            Ty::Map(map) => Some(map),
            Ty::Json | Ty::Any => Some(Arc::new(MapTy { key: Ty::String, value: Ty::Json })),
            _ => None,
        })
    }

    /// Whether values of the type may be keys of a map.
    fn is_key(&self, ty: &Ty) -> bool {
        let core = self.base(ty);
        core == Ty::Error
            || super::methods::is_text(&core) && !types::is_optional(ty)
            || types::is_entity(self.db, self.program, &core)
    }

    /// `for … in … if …`: what `work` checks sees the names and the condition, which it is given.
    pub(super) fn each<T>(
        &mut self,
        clause: &ast::ForClause,
        work: impl FnOnce(&mut Self, Option<Expr>) -> T,
    ) -> (Each, T) {
        let iterable = self.infer(&clause.iterable, None);
        let mut map = false;
        let core = self.base(&iterable.ty);
        let (first, second) = match &core {
            Ty::List(list) if clause.second.is_some() => (Ty::Int, list.element.clone()),
            Ty::List(list) => (list.element.clone(), Ty::Error),
            Ty::Map(entries) => {
                map = true;
                (entries.key.clone(), entries.value.clone())
            }
            Ty::Error => (Ty::Error, Ty::Error),
            _ => {
                let shown = types::display(&iterable.ty);
                let place = at(clause.iterable.span);
                let found = if types::is_optional(&iterable.ty) {
                    say::may_be_null(place, &shown, "gone through")
                } else {
                    say::not_gone_through(place, &shown)
                };
                self.report(found);
                (Ty::Error, Ty::Error)
            }
        };
        let each = Each { iterable: iterable.expr, names: if clause.second.is_some() { 2 } else { 1 }, map };
        let result = self.in_frame(|checker| {
            checker.declare(&clause.first, first);
            if let Some(name) = &clause.second {
                checker.declare(name, second);
            }
            match &clause.condition {
                Some(condition) => {
                    let condition = checker.check_typed(condition, &Ty::Bool);
                    let facts = condition.facts.if_true;
                    checker.with_facts(&facts, |checker| work(checker, Some(condition.expr)))
                }
                None => work(checker, None),
            }
        });
        (each, result)
    }

    /// Whether an expression is `null` written out.
    pub(super) fn is_null(expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Literal(Literal::Null))
    }
}
