//! Rules: expressions over an object under review.
//!
//! A value of the type `Predicate` is a lambda over what is under review. Of the pod that an object makes the schema is known, so the usual
//! types hold there. Of the object itself it is not: [`Ty::Reviewed`] has whatever field is asked for, and what is absent makes a test
//! false. A `match` on its kind gives it a type.

use std::sync::Arc;

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::nearest;
use o8_diagnostics::catalogue::types as say;
use o8_kubernetes::DefinitionId;
use o8_syntax::ast;

use crate::hir::{Expr, ExprKind};
use crate::ty::{Literal, Ty};

use super::methods::{self, Method, On};
use super::scope::Sight;
use super::{Checker, Typed, at};

/// What is under review, in the order of the slots of a rule's frame.
pub(crate) const UNDER_REVIEW: [&str; 4] = ["object", "template", "pod", "containers"];

/// Whether an object makes pods, as a field of it.
pub(crate) const IS_WORKLOAD: &str = "isWorkload";

impl Checker<'_> {
    /// A rule: whether something is true of what is under review.
    pub(super) fn predicate(&mut self, expr: &ast::Expr) -> Typed {
        let sight = std::mem::replace(&mut self.scope.sight, Sight::Rule);
        let body = self.in_frame(|checker| {
            for (name, ty) in UNDER_REVIEW.into_iter().zip(types_under_review()) {
                checker.scope.add(name.into(), ty, expr.span);
            }
            checker.check_expr(expr, &Ty::Bool)
        });
        self.scope.sight = sight;
        let slots = UNDER_REVIEW.len() as u16;
        Typed::new(ExprKind::Lambda(slots, Arc::new(body)), expr.span, Ty::Predicate)
    }

    /// A field of a part of the object.
    pub(super) fn part(&mut self, base: Typed, name: &ast::Name, span: Span) -> Typed {
        let whole = match base.expr.kind {
            ExprKind::Local(local) => self.scope.name_of(local) == Some(UNDER_REVIEW[0]),
            _ => false,
        };
        let ty = match name.text.as_str() {
            IS_WORKLOAD if whole => Ty::Bool,
            "kind" | "apiVersion" if whole => Ty::String,
            "metadata" if whole => kube("meta", "v1", "ObjectMeta"),
            _ => Ty::Reviewed,
        };
        let key = Expr { kind: ExprKind::Literal(Literal::String(name.text.clone())), span: name.span };
        Typed::new(ExprKind::Part(Box::new(base.expr), Box::new(key)), span, ty)
    }

    /// A method of a part of the object of which no schema is known: the name says what it is called on.
    pub(super) fn method_of_part(&mut self, name: &ast::Name) -> Option<(&'static Method, Ty)> {
        let of = |on: On| match on {
            On::String => Ty::String,
            On::Map => methods::map(Ty::String, Ty::Reviewed),
            _ => methods::list(Ty::Reviewed),
        };
        match METHODS.iter().find(|(known, _)| *known == name.text) {
            Some((known, on)) => methods::method(known, *on).map(|method| (method, of(*on))),
            None => {
                let near = nearest(&name.text, METHODS.iter().map(|(known, _)| *known));
                self.report(say::unknown_method(at(name.span), &name.text, "part of an object", near));
                None
            }
        }
    }
}

/// The methods of what may be anything, and what each makes of it.
const METHODS: [(&str, On); 9] = [
    ("all", On::List),
    ("exists", On::List),
    ("startsWith", On::String),
    ("endsWith", On::String),
    ("matches", On::String),
    ("contains", On::String),
    ("keys", On::Map),
    ("get", On::Map),
    ("size", On::Sized),
];

fn types_under_review() -> [Ty; 4] {
    let pod = kube("", "v1", "PodSpec");
    [Ty::Reviewed, kube("", "v1", "PodTemplateSpec"), pod, methods::list(kube("core", "v1", "Container"))]
}

/// A record of Kubernetes; the table that is built in has those that are asked for here.
fn kube(group: &str, version: &str, name: &str) -> Ty {
    definition(group, version, name).map_or(Ty::Error, Ty::Kube)
}

fn definition(group: &str, version: &str, name: &str) -> Option<DefinitionId> {
    o8_kubernetes::definition_named(group, version, name)
}
