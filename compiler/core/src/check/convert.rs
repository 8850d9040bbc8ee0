//! A value where a type is due: what is put around it, and what is said where it does not fit.

use o8_diagnostics::catalogue::types as say;
use o8_diagnostics::catalogue::{kubernetes, nearest};

use crate::hir::{Expr, ExprKind, RecordRef};
use crate::names::{self, Meaning};
use crate::ty::{Literal, Ty};
use crate::{types, view};

use super::literal::constant;
use super::{Checker, Typed, at, poison};

impl Checker<'_> {
    /// The value as one of `expected`. The type stays the value's own, for what is known of it.
    pub(super) fn convert(&mut self, found: Typed, expected: &Ty) -> Typed {
        if found.ty == Ty::Error || *expected == Ty::Error || found.ty == *expected {
            return found;
        }
        if let Some(selector) = self.selector_due(&found.ty, expected) {
            let Typed { expr, ty, .. } = found;
            let span = expr.span;
            return Typed::new(ExprKind::SecretSelector(selector, Box::new(expr)), span, ty);
        }
        if !self.fits(&found.ty, expected) {
            self.report_mismatch(&found, expected);
            return Typed::poison(found.expr.span);
        }
        let needs_check = types::needs_check(self.db, self.program, &found.ty, expected);
        let span = found.expr.span;
        let to_json = self.enters_json(&found.ty, expected) && constant(&found.expr).is_none();
        let Typed { mut expr, ty, facts, known } = found;
        if to_json {
            expr = Expr { kind: ExprKind::ToJson(Box::new(expr)), span };
        }
        if needs_check {
            // With its `?`: what may be null need not pass where it is.
            expr = Expr { kind: ExprKind::Check(expected.clone(), Box::new(expr)), span };
        }
        Typed { expr, ty, facts, known }
    }

    /// Whether typed data becomes free data.
    fn enters_json(&self, from: &Ty, to: &Ty) -> bool {
        let free = |ty: &Ty| matches!(ty, Ty::Json | Ty::Any);
        let to = types::remove_null(to);
        let from = types::remove_null(from);
        free(to) && !free(from) && *from != Ty::Null
    }

    /// The record of a key selector, where a secret stands and one is due.
    fn selector_due(&self, from: &Ty, to: &Ty) -> Option<RecordRef> {
        if types::remove_null(from) != &Ty::Secret || types::is_optional(from) {
            return None;
        }
        let to = self.core(to);
        types::alternatives(&to).iter().find_map(|ty| {
            let record = view::record_of(ty)?;
            let shape = view::record(self.db, self.program, record);
            let selects = shape.field_named("name").is_some()
                && shape.field_named("key").is_some()
                && !shape.name().contains("ConfigMap")
                && !types::is_entity(self.db, self.program, ty);
            selects.then_some(record)
        })
    }

    /// Says what is wrong with a value of one type where another is due, as closely as possible.
    fn report_mismatch(&mut self, found: &Typed, expected: &Ty) {
        let place = at(found.expr.span);
        let from = match &found.expr.kind {
            ExprKind::List(elements) if elements.is_empty() => {
                return self.report_empty(place, "list", expected);
            }
            ExprKind::Map(edits) if edits.is_empty() => return self.report_empty(place, "map", expected),
            // Something in it has been reported.
            _ if holds_error(&found.ty) => return,
            _ => types::display(&found.ty),
        };
        // Where a value is there, that none would do as well is beside the point.
        let nullable = types::is_optional(&found.ty);
        let to = types::display(if nullable { expected } else { types::remove_null(expected) });
        if found.ty == Ty::Null {
            return self.report(say::null_not_allowed(place, &to));
        }
        if types::contains_secret(self.db, self.program, &found.ty) && self.is_free(expected) {
            return self.report(say::secret_leaves(place, "free data"));
        }
        if types::is_optional(&found.ty) && self.fits(types::remove_null(&found.ty), expected) {
            return self.report(say::may_be_null(place, &from, &format!("a `{to}`")));
        }
        if let Some(Literal::String(text)) = constant(&found.expr) {
            let listed = self.listed_texts(expected);
            if !listed.is_empty() {
                let near = nearest(text, listed.iter().map(String::as_str)).map(str::to_owned);
                let listed: Vec<&str> = listed.iter().map(String::as_str).collect();
                return self.report(say::not_one_of(place, text, &listed, near.as_deref()));
            }
            if types::is_entity(self.db, self.program, &self.core(expected)) {
                let core = self.core(expected);
                let meaning = names::lookup(self.db, self.program, self.file, text, Some(&core));
                let exists = matches!(meaning, Meaning::Entity(_));
                return self.report(say::entity_in_quotes(place, &to, text, exists));
            }
        }
        let mut diagnostic = say::mismatch(place, &to, &from, false);
        if let Some((from, to)) = self.same_names(&found.ty, expected) {
            diagnostic = diagnostic
                .help(format!("these are two types: one of {from}, the other, which is due, of {to}"));
        } else if let Some(help) = self.help(found, expected) {
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic);
    }

    fn report_empty(&mut self, place: o8_diagnostics::Place, what: &str, expected: &Ty) {
        self.report(say::mismatch(place, &types::display(expected), &format!("an empty {what}"), true));
    }

    /// The texts that a type lists, where it consists of nothing else.
    pub(super) fn listed_texts(&self, ty: &Ty) -> Vec<String> {
        let core = self.core(ty);
        let mut texts = Vec::new();
        for alternative in types::alternatives(&core) {
            match self.base(alternative) {
                Ty::Literal(Literal::String(text)) => texts.push(text.to_string()),
                _ => return Vec::new(),
            }
        }
        texts
    }

    fn is_free(&self, ty: &Ty) -> bool {
        matches!(types::remove_null(ty), Ty::Json | Ty::Any)
    }

    /// The packages of two types that are called the same.
    fn same_names(&self, from: &Ty, to: &Ty) -> Option<(String, String)> {
        let (from, to) = (self.core(from), self.core(to));
        if types::display(&from) != types::display(&to) {
            return None;
        }
        Some((package_of(&from)?, package_of(&to)?))
    }

    /// What to write instead.
    pub(super) fn help(&self, found: &Typed, expected: &Ty) -> Option<String> {
        let from = self.core(&found.ty);
        let to = self.core(expected);
        let number = || {
            constant(&found.expr).map(|literal| match literal {
                Literal::Int(value) => value.to_string(),
                Literal::Float(value) => value.to_string(),
                _ => "n".to_owned(),
            })
        };
        Some(match (&from, &to) {
            (Ty::Int, Ty::Float) => "`float(…)` makes one of a whole number".to_owned(),
            (Ty::Float, Ty::Int) => "`int(…)` makes one, without what is behind the point".to_owned(),
            (Ty::Int | Ty::Float, Ty::Memory) => {
                let number = number().unwrap_or_else(|| "1".to_owned());
                format!("a memory has a unit: `{number}Mi`, `{number}Gi`")
            }
            (Ty::Int | Ty::Float, Ty::Duration) => {
                let number = number().unwrap_or_else(|| "1".to_owned());
                format!("a duration has a unit: `{number}s`, `{number}m`, `{number}h`")
            }
            (Ty::Int | Ty::Float, Ty::Percent) => {
                let number = number().unwrap_or_else(|| "1".to_owned());
                format!("a percentage ends in a sign: `{number}%`")
            }
            (Ty::Int | Ty::Float, Ty::Cpu) => {
                "a value is no CPU by itself: multiply it with one, `1000m * n`".to_owned()
            }
            (from, Ty::String) if self.has_text(from) => {
                "a text around it makes it one: `\"${…}\"`".to_owned()
            }
            (Ty::String, Ty::Int) => "`int(…)` reads a whole number from a text".to_owned(),
            (Ty::String, Ty::Float) => "`float(…)` reads a number from a text".to_owned(),
            (from, Ty::List(list)) if self.fits(from, &list.element) => {
                "put it into brackets: `[…]`".to_owned()
            }
            (Ty::Duration, Ty::Int) => "`.seconds` and `.millis` give a number".to_owned(),
            (Ty::Cpu, Ty::Int) => "`.millis` gives a number".to_owned(),
            (Ty::Memory, Ty::Int) => "`.bytes` gives a number".to_owned(),
            (Ty::Percent, Ty::Int) => "`.int()` gives a number".to_owned(),
            (_, Ty::Component) => "write a component: `WebService { … }`".to_owned(),
            (_, Ty::Union(alternatives)) => {
                let Some(Literal::String(text)) = constant(&found.expr) else { return None };
                format!("did you mean `{}`?", self.named_by(text, alternatives)?)
            }
            _ => return None,
        })
    }

    /// What is written for the text or the record, among several, that a text comes close to the name of.
    fn named_by(&self, text: &str, alternatives: &[Ty]) -> Option<String> {
        let known: Vec<(String, String)> = alternatives
            .iter()
            .filter_map(|alternative| match self.base(alternative) {
                Ty::Literal(Literal::String(text)) => Some((text.to_string(), format!("\"{text}\""))),
                Ty::Record(_) => {
                    let name = types::display(alternative);
                    Some((name.clone(), format!("{name} {{ … }}")))
                }
                _ => None,
            })
            .collect();
        let near = nearest(text, known.iter().map(|(name, _)| name.as_str()))?;
        known.iter().find(|(name, _)| name == near).map(|(_, written)| written.clone())
    }

    /// Reports a value outside a closed set of Kubernetes as such.
    pub(super) fn check_value(&mut self, expr: &o8_syntax::ast::Expr, expected: &Ty, closed: bool) -> Typed {
        if !closed {
            return self.check_typed(expr, expected);
        }
        let found = self.infer(expr, Some(expected));
        if let Some(Literal::String(text)) = constant(&found.expr)
            && !self.fits(&found.ty, expected)
        {
            let listed = self.listed_texts(expected);
            let near = nearest(text, listed.iter().map(String::as_str)).map(str::to_owned);
            let listed: Vec<&str> = listed.iter().map(String::as_str).collect();
            if !listed.is_empty() {
                self.report(kubernetes::value_not_known(at(expr.span), text, &listed, near.as_deref()));
                return Typed { expr: poison(expr.span), ..Typed::poison(expr.span) };
            }
        }
        self.convert(found, expected)
    }
}

/// Whether a part of a type is unknown after a mistake.
fn holds_error(ty: &Ty) -> bool {
    match ty {
        Ty::Error => true,
        Ty::List(list) => holds_error(&list.element),
        Ty::Map(map) => holds_error(&map.key) || holds_error(&map.value),
        Ty::Optional(inner) => holds_error(inner),
        Ty::Union(alternatives) => alternatives.iter().any(holds_error),
        _ => false,
    }
}

/// Where a type comes from, as an import says it; `None` for what is built in.
fn package_of(ty: &Ty) -> Option<String> {
    match ty {
        Ty::Record(def) | Ty::Refined(def) => Some(match def.package().path() {
            "" => "this package".to_owned(),
            path if path.starts_with("crd/") => format!("`{path}` of the library"),
            _ => format!("`{}`", def.package().shown()),
        }),
        Ty::Kube(id) => {
            let definition = o8_kubernetes::definition(*id);
            let group = if definition.group.is_empty() { "core" } else { definition.group };
            Some(format!("`k8s/{group}/{}`", definition.version))
        }
        Ty::List(list) => package_of(&list.element),
        Ty::Map(map) => package_of(&map.value),
        Ty::Optional(inner) => package_of(inner),
        _ => None,
    }
}
