//! Refined types: whether a value satisfies the `where` of its type, and what is said where it does not.

use std::cell::RefCell;
use std::ops::Range;

use ecow::EcoString;
use o8_diagnostics::catalogue::{conditions as catalogue, late};
use o8_diagnostics::{Place, Span};
use o8_ir::OriginKind;
use rustc_hash::FxHashMap;

use crate::calendar::{cron, zone};
use crate::hir::{BinaryOp, Body, Builtin, Condition, Expr, ExprKind, Literal, Local};
use crate::ids::DefId;
use crate::ty::{Signature, Ty};

use super::format;
use super::late::samples;
use super::machine::Machine;
use super::patterns;
use super::value::{Key, Located, Root, Scope, Setting, Value};

/// Answers that one module's evaluations share: the same names are checked in each layer and target.
#[derive(Default)]
pub(crate) struct Memo {
    texts: RefCell<FxHashMap<DefId, FxHashMap<EcoString, bool>>>,
}

/// What a value is checked for, and where an error belongs.
#[derive(Clone, Copy)]
struct Subject<'a> {
    /// The expression that gave the value, where one did.
    expr: Option<&'a Expr>,
    place: Place,
    /// What would be right.
    near: Option<&'a str>,
}

impl<'a> Machine<'a, '_> {
    /// The value, if every refinement of the type holds for it; otherwise that is reported.
    pub(super) fn check(
        &mut self,
        ty: &'a Ty,
        value: Value<'a>,
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Value<'a> {
        if matches!(value, Value::Reviewed(_)) {
            return value;
        }
        let subject = Subject { expr: Some(expr), place: scope.place(expr.span), near: None };
        if self.passes(ty, value, subject, scope) { value } else { Value::Hole }
    }

    /// The name that an entity is declared with, if it is one that the type of its field `name` takes.
    pub(super) fn check_declared_name(
        &mut self,
        ty: &'a Ty,
        value: Value<'a>,
        near: &str,
        scope: &'a Scope<'a>,
        at: Setting,
    ) -> Value<'a> {
        let near = Value::String(self.arena.text(near));
        let is_right = self.silently(|machine| machine.is_of(near, ty));
        let near =
            if let (Value::String(near), true) = (near, is_right) { Some(near.as_str()) } else { None };
        let subject = Subject { expr: None, place: at.place(), near };
        if self.passes(ty, value, subject, scope) { value } else { Value::Hole }
    }

    fn passes(&mut self, ty: &'a Ty, value: Value<'a>, subject: Subject<'a>, scope: &'a Scope<'a>) -> bool {
        match (ty, value) {
            (_, Value::Hole) => true,
            (Ty::Refined(def), value) => {
                let Signature::Alias(alias) = self.world.signature(*def) else { return true };
                if !self.passes(&alias.base, value, subject, scope) {
                    return false;
                }
                match self.holds(*def, value) {
                    Some(true) => true,
                    Some(false) => {
                        self.report_refinement(*def, &alias.name, value, subject);
                        false
                    }
                    None => false,
                }
            }
            (Ty::Optional(_), Value::Null) => true,
            (Ty::Optional(ty), value) => self.passes(ty, value, subject, scope),
            (Ty::Union(types), value) => {
                if types.iter().any(|ty| self.silently(|machine| machine.is_of(value, ty))) {
                    return true;
                }
                // Of several refinements of one base, the first is what the message names.
                match types.iter().find(|ty| matches!(ty, Ty::Refined(_))) {
                    Some(refined) => self.passes(refined, value, subject, scope),
                    None => true,
                }
            }
            (Ty::List(ty), Value::List(list)) => {
                if !self.is_refined(&ty.element) {
                    return true;
                }
                let exprs = subject.expr.and_then(|expr| match &expr.kind {
                    ExprKind::List(exprs) if exprs.len() == list.items.len() => Some(exprs),
                    _ => None,
                });
                let mut passes = true;
                for (at, item) in list.items.iter().enumerate() {
                    let expr = exprs.map(|exprs| &exprs[at]);
                    let inner = self.part(expr, item.from, subject, scope);
                    passes &= self.passes(&ty.element, item.value, inner, scope);
                }
                passes
            }
            (Ty::Map(ty), Value::Map(map)) => {
                let (keys, values) = (self.is_refined(&ty.key), self.is_refined(&ty.value));
                let mut passes = true;
                for entry in map.entries {
                    let inner = self.part(None, entry.value.from, subject, scope);
                    if keys && let Key::String(text) = entry.key {
                        passes &= self.passes(&ty.key, Value::String(text), inner, scope);
                    }
                    if values {
                        passes &= self.passes(&ty.value, entry.value.value, inner, scope);
                    }
                }
                passes
            }
            _ => true,
        }
    }

    /// Where an error about a part of the value belongs: its own text, where that is part of the text checked.
    fn part(
        &self,
        expr: Option<&'a Expr>,
        from: Option<Setting>,
        whole: Subject<'a>,
        scope: &'a Scope<'a>,
    ) -> Subject<'a> {
        match (expr, from) {
            (Some(expr), _) => Subject { expr: Some(expr), place: scope.place(expr.span), near: None },
            (None, Some(setting)) => Subject { expr: None, place: setting.place(), near: None },
            (None, None) => Subject { expr: None, place: whole.place, near: None },
        }
    }

    /// Whether values of a type are checked for anything.
    fn is_refined(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Refined(_) => true,
            Ty::Optional(ty) => self.is_refined(ty),
            Ty::Union(types) => types.iter().any(|ty| self.is_refined(ty)),
            Ty::List(ty) => self.is_refined(&ty.element),
            Ty::Map(ty) => self.is_refined(&ty.key) || self.is_refined(&ty.value),
            _ => false,
        }
    }

    /// Whether the `where` of a refined type holds for a value; `None` where that cannot be said.
    pub(super) fn holds(&mut self, def: DefId, value: Value<'a>) -> Option<bool> {
        let text = match value {
            Value::Hole => return None,
            Value::String(text) => Some(text),
            _ => None,
        };
        if let Some(text) = text
            && self.is_late(value)
        {
            for sample in samples(text) {
                let sample = Value::String(self.arena.text(sample));
                match self.holds(def, sample) {
                    Some(true) => {}
                    otherwise => return otherwise,
                }
            }
            return Some(true);
        }
        if let Some(text) = text
            && let Some(&known) =
                self.memo.texts.borrow().get(&def).and_then(|known| known.get(text.as_str()))
        {
            return Some(known);
        }
        let Body::Refinement(condition) = self.world.body(def) else { return Some(true) };
        let scope = self.refinement_scope(def, value);
        let Value::Bool(holds) = self
            .deeper(scope.place(condition.span), Located::HOLE, |machine| {
                machine.eval(&condition.condition, scope)
            })
            .value
        else {
            return None;
        };
        if let Some(text) = text {
            self.memo.texts.borrow_mut().entry(def).or_default().insert(text.clone(), holds);
        }
        Some(holds)
    }

    fn refinement_scope(&mut self, def: DefId, value: Value<'a>) -> &'a Scope<'a> {
        let root = Root { item: def, kind: OriginKind::Default, this: None, subject: None };
        let root = self.root_scope(root);
        self.frame(root, &[value.into()])
    }

    fn report_refinement(&mut self, def: DefId, name: &str, value: Value<'a>, subject: Subject<'a>) {
        let Body::Refinement(condition) = self.world.body(def) else { return };
        if !self.reports() {
            return;
        }
        // Of what is late, the sample for which it does not hold.
        let late = match value {
            Value::String(text) if self.is_late(value) => Some(samples(text)),
            _ => None,
        };
        let failing = late.and_then(|samples| {
            let samples = samples.map(|sample| Value::String(self.arena.text(sample)));
            samples.into_iter().find(|sample| self.holds(def, *sample) == Some(false))
        });
        let is_late = failing.is_some();
        let value = failing.unwrap_or(value);
        let scope = self.refinement_scope(def, value);
        let message = match self.eval(&condition.message, scope).value {
            Value::String(text) => text.as_str(),
            _ => "",
        };
        let pinned = subject.expr.and_then(|expr| self.pinned(condition, scope, value, expr, subject.place));
        let literal = subject.expr.is_some_and(|expr| matches!(expr.kind, ExprKind::Literal(_)));
        let shown = (!literal).then(|| format::shown(value));
        let meant = self.meant(condition, scope, value);
        let declared = scope.place(condition.span);
        self.fail(|| {
            let place = pinned.unwrap_or(subject.place);
            let found = catalogue::refinement_fails(place, name, message, shown.as_deref(), declared);
            let found = if is_late { late::held_against_sample(found) } else { found };
            match (subject.near, meant) {
                (Some(near), _) => catalogue::declare_as(found, near),
                (None, Some(meant)) => {
                    catalogue::write_instead(found, meant, literal.then_some(subject.place))
                }
                (None, None) => found,
            }
        });
    }

    /// The text that would have been right, where a list of all right ones is at hand.
    fn meant(
        &mut self,
        condition: &'a Condition,
        scope: &'a Scope<'a>,
        value: Value<'a>,
    ) -> Option<&'static str> {
        let Value::String(text) = value else { return None };
        match &self.first_failing(&condition.condition, scope)?.kind {
            ExprKind::Builtin(Builtin::IsTimeZone, arguments) if arguments.first().is_some_and(is_it) => {
                zone::nearest(text)
            }
            _ => None,
        }
    }

    /// Where a literal stops being what its type asks for: a character, or the piece that cannot be read.
    fn pinned(
        &mut self,
        condition: &'a Condition,
        scope: &'a Scope<'a>,
        value: Value<'a>,
        expr: &'a Expr,
        place: Place,
    ) -> Option<Place> {
        let (Value::String(text), ExprKind::Literal(Literal::String(_))) = (value, &expr.kind) else {
            return None;
        };
        // With escapes, or in another form than `"…"`, bytes of the text are not bytes of the source.
        if expr.span.len() as usize != text.len() + 2 {
            return None;
        }
        let failing = self.first_failing(&condition.condition, scope)?;
        let piece = self.stops(failing, text, scope)?;
        let length = match text[piece.start..].chars().next() {
            Some(c) => piece.len().max(c.len_utf8()),
            // It ends too early: the quotation mark.
            None => 1,
        };
        let start = expr.span.start + 1 + piece.start as u32;
        Some(Place { anchor: place.anchor, span: Span::new(start, start + length as u32) })
    }

    /// Of conditions joined by `&&`, the first that does not hold.
    fn first_failing(&mut self, condition: &'a Expr, scope: &'a Scope<'a>) -> Option<&'a Expr> {
        if let ExprKind::And(sides) = &condition.kind {
            return self.first_failing(&sides.0, scope).or_else(|| self.first_failing(&sides.1, scope));
        }
        let value = self.eval(condition, scope).value;
        matches!(value, Value::Bool(false)).then_some(condition)
    }

    /// Where a text fails a condition on `it` of a form that is understood. Of alternatives, that which gets furthest
    /// is the one that was meant; `None` where one of them is of another form. An empty piece is the character there.
    fn stops(&mut self, condition: &'a Expr, text: &str, scope: &'a Scope<'a>) -> Option<Range<usize>> {
        match &condition.kind {
            ExprKind::Or(sides) => {
                let (one, two) = (self.stops(&sides.0, text, scope)?, self.stops(&sides.1, text, scope)?);
                Some(if two.start > one.start { two } else { one })
            }
            ExprKind::Builtin(Builtin::IsCron, arguments) if arguments.first().is_some_and(is_it) => {
                cron::parse(text).err()
            }
            ExprKind::Builtin(Builtin::Matches, arguments) => match arguments.as_slice() {
                [it, pattern] if is_it(it) => match self.eval(pattern, scope).value {
                    Value::String(pattern) => patterns::dead_end(pattern, text).map(|at| at..at),
                    _ => None,
                },
                _ => None,
            },
            ExprKind::Binary(op @ (BinaryOp::LessEqual | BinaryOp::Less), sides) => {
                match (&sides.0.kind, &sides.1.kind) {
                    (ExprKind::Builtin(Builtin::Size, arguments), ExprKind::Literal(Literal::Int(most)))
                        if arguments.first().is_some_and(is_it) =>
                    {
                        let most =
                            usize::try_from(*most).ok()?.checked_sub(usize::from(*op == BinaryOp::Less))?;
                        text.char_indices().nth(most).map(|(at, _)| at..at)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// Whether an expression of a condition is the value itself.
fn is_it(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Local(Local { up: 0, slot: 0 }))
}
