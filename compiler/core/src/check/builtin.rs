//! Calls of built-in methods and functions.

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::nearest;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{BinaryOp, Builtin, Expr, ExprKind, Local};
use crate::index::Target;
use crate::ty::{Literal, Ty};
use crate::types;

use super::arguments::Wanted;
use super::methods::{Method, Slot, Terms, is_text, method_named, methods_of};
use super::{Checker, Typed, at};

impl Checker<'_> {
    pub(super) fn call_method(
        &mut self,
        base: &ast::Expr,
        name: &ast::Name,
        optional: bool,
        arguments: &[ast::Argument],
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let base_hint = hint.and_then(|hint| self.receiver_hint(&name.text, hint));
        let receiver = self.infer(base, base_hint.as_ref());
        if name.is_hole() || receiver.ty == Ty::Error {
            self.silently(arguments);
            return Typed::poison(span);
        }
        if !types::is_optional(&receiver.ty) {
            return self.method_on(receiver, name, arguments, span);
        }
        if !optional {
            let shown = types::display(&receiver.ty);
            self.report(say::method_of_null(at(name.span), &shown, &name.text));
            self.silently(arguments);
            return Typed::poison(span);
        }
        self.optionally(receiver, span, |checker, receiver| {
            checker.method_on(receiver, name, arguments, span)
        })
    }

    /// What a literal is, on which a method is called whose result is to be `hint`.
    fn receiver_hint(&self, method: &str, hint: &Ty) -> Option<Ty> {
        let core = self.core(hint);
        let list = matches!(core, Ty::List(_));
        match method {
            "filter" | "sort" | "sortBy" | "unique" | "reverse" | "slice" | "orNull" if list => Some(core),
            "flatten" if list => Some(super::methods::list(core)),
            "sum" | "min" | "max" | "first" | "last" if !list => Some(super::methods::list(core)),
            _ => None,
        }
    }

    /// `a?.m()`: `{ let x = a ⏎ if x == null then null else x.m() }`; `work` makes what is called or taken of `x`.
    pub(super) fn optionally(
        &mut self,
        receiver: Typed,
        span: Span,
        work: impl FnOnce(&mut Self, Typed) -> Typed,
    ) -> Typed {
        let at_base = receiver.expr.span;
        let ty = types::remove_null(&receiver.ty).clone();
        let make = |kind| Expr { kind, span: at_base };
        let local = || make(ExprKind::Local(Local { up: 0, slot: 0 }));
        let null = || make(ExprKind::Literal(Literal::Null));
        let taken = self.in_frame(|checker| {
            checker.scope.add("".into(), ty.clone(), at_base);
            work(checker, Typed::new(ExprKind::Local(Local { up: 0, slot: 0 }), at_base, ty))
        });
        let absent = make(ExprKind::Binary(BinaryOp::Equal, Box::new((local(), null()))));
        let value = make(ExprKind::If(Box::new((absent, null(), taken.expr))));
        let kind = ExprKind::Let([receiver.expr].into(), Box::new(value));
        Typed::new(kind, span, types::optional(taken.ty))
    }

    fn method_on(
        &mut self,
        receiver: Typed,
        name: &ast::Name,
        arguments: &[ast::Argument],
        span: Span,
    ) -> Typed {
        let core = self.base(&receiver.ty);
        if core == Ty::Reviewed {
            let Some((method, core)) = self.method_of_part(name) else {
                self.silently(arguments);
                return Typed::poison(span);
            };
            self.note(name.span, Target::Method(method.name, method.on));
            let mut terms = Terms::new(core.clone(), &core);
            return self.apply(method, &mut terms, arguments, vec![receiver.expr], span);
        }
        let Some(method) = method_named(&core, &name.text) else {
            let names: Vec<&str> = methods_of(&core).map(|method| method.name).collect();
            let near = nearest(&name.text, names.iter().copied());
            let shown = types::display(&receiver.ty);
            self.report(say::unknown_method(at(name.span), &name.text, &shown, near));
            self.silently(arguments);
            return Typed::poison(span);
        };
        self.note(name.span, Target::Method(method.name, method.on));
        if method.builtin == Builtin::ToYaml || method.builtin == Builtin::ToJsonText {
            if types::contains_secret(self.db, self.program, &receiver.ty) {
                self.report(say::secret_leaves(at(receiver.expr.span), "written as text"));
                return Typed::poison(span);
            }
            if !self.fits(&receiver.ty, &Ty::Json) {
                self.report(say::not_data(at(receiver.expr.span), &types::display(&receiver.ty), &name.text));
                return Typed::poison(span);
            }
        }
        let mut terms = Terms::new(receiver.ty.clone(), &core);
        if is_text(&core) && method.result == Slot::SameOrNull {
            terms.receiver = receiver.ty.clone();
        }
        if !self.element_suits(method, &terms, &receiver, name) {
            self.silently(arguments);
            return Typed::poison(span);
        }
        let values = vec![receiver.expr];
        self.apply(method, &mut terms, arguments, values, span)
    }

    /// Whether the elements of the list are what the method can work with.
    fn element_suits(&mut self, method: &Method, terms: &Terms, receiver: &Typed, name: &ast::Name) -> bool {
        let element = self.core(&terms.element);
        let nullable = types::is_optional(&self.base(&terms.element));
        let number =
            matches!(element, Ty::Int | Ty::Float | Ty::Cpu | Ty::Memory | Ty::Duration | Ty::Percent);
        let constants = types::alternatives(&element).iter().all(|ty| matches!(ty, Ty::Literal(_)));
        let suits = match method.builtin {
            _ if element == Ty::Error || method.on != super::methods::On::List => true,
            Builtin::Sum => number,
            Builtin::Min | Builtin::Max | Builtin::Sort => number || is_text(&element) || constants,
            Builtin::Join => is_text(&element),
            Builtin::Flatten => matches!(element, Ty::List(_)),
            Builtin::Unique | Builtin::Contains | Builtin::IndexOf => {
                if types::contains_secret(self.db, self.program, &element) {
                    self.report(say::secret_compared(at(receiver.expr.span)));
                    return false;
                }
                true
            }
            _ => true,
        };
        // Nothing can be added to, compared with or written beside null.
        let of_values = matches!(
            method.builtin,
            Builtin::Sum | Builtin::Min | Builtin::Max | Builtin::Sort | Builtin::Join | Builtin::Flatten
        );
        let absent = nullable && of_values && element != Ty::Error;
        if !suits || absent {
            let shown = types::display(&receiver.ty);
            self.report(say::method_does_not_suit(at(name.span), &name.text, &shown, suits && absent));
        }
        suits && !absent
    }

    /// The call of a built-in; `values` holds the receiver, if there is one.
    fn apply(
        &mut self,
        method: &Method,
        terms: &mut Terms,
        arguments: &[ast::Argument],
        mut values: Vec<Expr>,
        span: Span,
    ) -> Typed {
        let due = values.len() + method.required;
        let wanted: Vec<Wanted<'_>> = method
            .parameters
            .iter()
            .enumerate()
            .map(|(index, (name, _))| Wanted { name, required: index < method.required })
            .collect();
        let slots = self.match_arguments(method.name, &wanted, arguments, span, None);
        for (index, (slot, argument)) in method.parameters.iter().zip(slots).enumerate() {
            let Some(argument) = argument else { continue };
            let value = self.builtin_argument(slot.1, method, terms, argument);
            if index == 0 {
                terms.first = value.ty.clone();
            }
            values.push(value.expr);
        }
        let result = terms.ty(method.result);
        if values.len() < due {
            return Typed { ty: result, ..Typed::poison(span) };
        }
        Typed::new(ExprKind::Builtin(method.builtin, values), span, result)
    }

    fn builtin_argument(
        &mut self,
        slot: Slot,
        method: &Method,
        terms: &mut Terms,
        argument: &ast::Expr,
    ) -> Typed {
        match slot {
            Slot::Change => {
                let found = self.check_typed(argument, &terms.ty(slot));
                if let Ty::Function(function) = &found.ty {
                    terms.changed = function.result.clone();
                }
                if method.builtin == Builtin::SortBy && !self.is_ordered(&terms.changed) {
                    let shown = types::display(&terms.changed);
                    self.report(say::no_order(at(argument.span), &shown));
                }
                found
            }
            Slot::Text | Slot::Number => {
                let found = self.infer(argument, None);
                let ty = self.core(&found.ty);
                let suits = match method.builtin {
                    _ if types::is_optional(&found.ty) => false,
                    Builtin::ToString => self.has_text(&ty),
                    Builtin::ToInt => matches!(ty, Ty::Int | Ty::Float | Ty::Percent) || is_text(&ty),
                    Builtin::ToFloat => matches!(ty, Ty::Int | Ty::Float | Ty::Percent) || is_text(&ty),
                    _ => matches!(ty, Ty::Int | Ty::Float),
                };
                if !suits && found.ty != Ty::Error {
                    let shown = types::display(&found.ty);
                    self.report(say::argument_does_not_suit(at(argument.span), method.name, &shown));
                    return Typed::poison(argument.span);
                }
                found
            }
            slot => self.check_typed(argument, &terms.ty(slot)),
        }
    }

    pub(super) fn is_ordered(&self, ty: &Ty) -> bool {
        match self.base(ty) {
            Ty::Error | Ty::Int | Ty::Float | Ty::Cpu | Ty::Memory | Ty::Duration | Ty::Percent => true,
            ty => is_text(&ty) && !types::is_optional(&ty),
        }
    }

    /// A built-in function; `None` where there is none of this name.
    pub(super) fn builtin_function(
        &mut self,
        name: &str,
        name_span: Span,
        arguments: &[ast::Argument],
        span: Span,
    ) -> Option<Typed> {
        if matches!(name, "semver" | "cidr") {
            self.report(say::needs_method(at(span), name));
            self.silently(arguments);
            return Some(Typed::poison(span));
        }
        if name == "rendered" {
            return Some(self.rendered(arguments, name_span, span));
        }
        if name == "assertFails" {
            self.report(say::assert_fails_out_of_place(at(span)));
            return Some(Typed::poison(span));
        }
        let method = super::functions().find(|function| function.name == name)?;
        self.note(name_span, Target::Method(method.name, method.on));
        let mut terms = Terms::new(Ty::Error, &Ty::Error);
        Some(self.apply(method, &mut terms, arguments, Vec::new(), span))
    }

    /// `semver(v).major`, `semver(v).matches("^1")`, `cidr(c).contains(ip)`: what these functions make has no type of
    /// its own and cannot be kept, only asked. `None` where `base` is no such call.
    pub(super) fn semver_or_cidr(
        &mut self,
        base: &ast::Expr,
        name: &ast::Name,
        arguments: Option<&[ast::Argument]>,
        span: Span,
    ) -> Option<Typed> {
        let ast::ExprKind::Call { callee, arguments: made, block: None } = &base.kind else { return None };
        let ast::ExprKind::Name(function) = &callee.kind else { return None };
        if !matches!(function.as_str(), "semver" | "cidr")
            || self.is_near(function)
            || !self.is_missing(function)
        {
            return None;
        }
        let text = [Wanted { name: "text", required: true }];
        let slots = self.match_arguments(function, &text, made, base.span, None);
        let mut values = Vec::new();
        for argument in slots.into_iter().flatten() {
            values.push(self.check_expr(argument, &Ty::String));
        }
        let (builtin, parameter, result) = match (function.as_str(), name.text.as_str()) {
            ("semver", "major") => (Builtin::SemverMajor, None, Ty::Int),
            ("semver", "minor") => (Builtin::SemverMinor, None, Ty::Int),
            ("semver", "patch") => (Builtin::SemverPatch, None, Ty::Int),
            ("semver", "compare") => (Builtin::SemverCompare, Some("other"), Ty::Int),
            ("semver", "matches") => (Builtin::SemverMatches, Some("requirement"), Ty::Bool),
            ("cidr", "contains") => (Builtin::CidrContains, Some("address"), Ty::Bool),
            ("cidr", "prefix") => (Builtin::CidrPrefix, None, Ty::Int),
            (_, "") => return Some(Typed::poison(span)),
            _ => {
                let known: &[&str] = match function.as_str() {
                    "semver" => &["major", "minor", "patch", "compare", "matches"],
                    _ => &["contains", "prefix"],
                };
                let near = nearest(&name.text, known.iter().copied());
                self.report(say::unknown_method(at(name.span), &name.text, &format!("{function}(…)"), near));
                self.silently(arguments.unwrap_or_default());
                return Some(Typed::poison(span));
            }
        };
        let wanted: Vec<Wanted<'_>> = parameter.iter().map(|name| Wanted { name, required: true }).collect();
        let slots = self.match_arguments(&name.text, &wanted, arguments.unwrap_or_default(), span, None);
        for argument in slots.into_iter().flatten() {
            values.push(self.check_expr(argument, &Ty::String));
        }
        Some(Typed::new(ExprKind::Builtin(builtin, values), span, result))
    }

    fn is_missing(&self, name: &str) -> bool {
        use crate::names::{Meaning, lookup};
        lookup(self.db, self.program, self.file, name, None) == Meaning::Missing
    }
}
