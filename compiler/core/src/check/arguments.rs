//! Calls: which function is meant, and arguments by position and by name.

use o8_diagnostics::catalogue::nearest;
use o8_diagnostics::catalogue::types as say;
use o8_diagnostics::{Place, Span};
use o8_syntax::ast;

use crate::hir::{Expr, ExprKind};
use crate::ids::DefId;
use crate::names::{self, Meaning};
use crate::signature;
use crate::ty::{FunctionSignature, FunctionTy, Ty};
use crate::types;

use super::{Checker, Typed, at};

/// A parameter, as far as matching arguments to it goes.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) name: &'a str,
    pub(super) required: bool,
}

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        callee: &ast::Expr,
        arguments: &[ast::Argument],
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        match &callee.kind {
            ast::ExprKind::Name(name) => self.call_name(name, callee.span, arguments, span),
            ast::ExprKind::Field { base, name, optional } => {
                if let Some(package) = self.package_named(base) {
                    return match names::lookup_in(self.db, self.program, package, &name.text) {
                        Meaning::Missing => {
                            self.report_missing_in(package, name);
                            self.silently(arguments);
                            Typed::poison(span)
                        }
                        meaning => self.call_meaning(meaning, &name.text, callee.span, arguments, span),
                    };
                }
                if let Some(typed) = self.semver_or_cidr(base, name, Some(arguments), span) {
                    return typed;
                }
                self.call_method(base, name, *optional, arguments, span, hint)
            }
            _ => {
                let typed = self.infer(callee, None);
                if typed.ty != Ty::Error {
                    self.report(say::not_called(at(callee.span), &types::display(&typed.ty)));
                }
                self.silently(arguments);
                Typed::poison(span)
            }
        }
    }

    fn call_name(&mut self, name: &str, name_span: Span, arguments: &[ast::Argument], span: Span) -> Typed {
        if let Some(near) = self.near(name, name_span) {
            return match (&near.expr.kind, self.core(&near.ty)) {
                (ExprKind::Local(local), Ty::Function(function)) => {
                    let arguments = self.positional(&function, arguments, span);
                    Typed::new(ExprKind::CallLocal(*local, arguments), span, function.result.clone())
                }
                (_, ty) => {
                    if ty != Ty::Error {
                        self.report(say::not_called(at(name_span), &types::display(&near.ty)));
                    }
                    self.silently(arguments);
                    Typed::poison(span)
                }
            };
        }
        match names::lookup(self.db, self.program, self.file, name, None) {
            Meaning::Missing => match self.builtin_function(name, name_span, arguments, span) {
                Some(typed) => typed,
                None => {
                    let functions: Vec<&str> =
                        super::functions().map(|function| function.name).chain(["semver", "cidr"]).collect();
                    self.report_missing(name, names::Wanted::Value, &functions, name_span);
                    self.silently(arguments);
                    Typed::poison(span)
                }
            },
            meaning => self.call_meaning(meaning, name, name_span, arguments, span),
        }
    }

    fn call_meaning(
        &mut self,
        meaning: Meaning,
        name: &str,
        name_span: Span,
        arguments: &[ast::Argument],
        span: Span,
    ) -> Typed {
        match meaning {
            Meaning::Function(def) => {
                self.note_meaning(&meaning, name, name_span);
                self.warn_of_deprecated_item(def, name_span);
                self.call_function(def, arguments, span)
            }
            Meaning::Type(_) | Meaning::Kube(_) => {
                self.report(say::type_called(at(name_span), name));
                self.silently(arguments);
                Typed::poison(span)
            }
            meaning => {
                let typed = self.meaning(meaning, name, name_span, None);
                if typed.ty != Ty::Error {
                    self.report(say::not_called(at(name_span), &types::display(&typed.ty)));
                }
                self.silently(arguments);
                Typed::poison(span)
            }
        }
    }

    fn call_function(&mut self, def: DefId, arguments: &[ast::Argument], span: Span) -> Typed {
        let Some(function) = signature::function(self.db, self.program, def) else {
            self.silently(arguments);
            return Typed::poison(span);
        };
        if function.parameters.iter().any(|parameter| parameter.name.is_empty()) {
            // A parameter that could not be read has been reported, and may be the one that an argument is for.
            self.silently(arguments);
            return Typed { ty: function.result.clone(), ..Typed::poison(span) };
        }
        let wanted: Vec<Wanted<'_>> = function
            .parameters
            .iter()
            .map(|parameter| Wanted { name: &parameter.name, required: !parameter.has_default })
            .collect();
        let declared = Place::item(def.item(), function.name_span);
        let slots = self.match_arguments(&function.name, &wanted, arguments, span, Some(declared));
        self.note_arguments(def, &wanted, arguments);
        let values = self.argument_values(function, &slots);
        let whole = wanted.iter().zip(&values).all(|(wanted, value)| !wanted.required || value.is_some());
        if !whole {
            return Typed { ty: function.result.clone(), ..Typed::poison(span) };
        }
        Typed::new(ExprKind::Call(def, values), span, function.result.clone())
    }

    fn argument_values(
        &mut self,
        function: &FunctionSignature,
        slots: &[Option<&ast::Expr>],
    ) -> Vec<Option<Expr>> {
        function
            .parameters
            .iter()
            .zip(slots)
            .map(|(parameter, argument)| argument.map(|argument| self.check_expr(argument, &parameter.ty)))
            .collect()
    }

    /// Which argument is which parameter's; what is missing, unknown or too much is reported.
    pub(super) fn match_arguments<'a>(
        &mut self,
        function: &str,
        wanted: &[Wanted<'_>],
        arguments: &'a [ast::Argument],
        span: Span,
        declared: Option<Place>,
    ) -> Vec<Option<&'a ast::Expr>> {
        let mut slots: Vec<Option<&ast::Expr>> = vec![None; wanted.len()];
        let mut named = false;
        let mut wrong = false;
        for (position, argument) in arguments.iter().enumerate() {
            let index = match &argument.name {
                Some(name) => {
                    named = true;
                    wanted.iter().position(|wanted| wanted.name == name.text)
                }
                None if named => {
                    self.report(say::positional_after_named(at(argument.value.span)));
                    None
                }
                None => (position < wanted.len()).then_some(position),
            };
            match (index, &argument.name) {
                (Some(index), name) if slots[index].is_some() => {
                    let place = at(name.as_ref().map_or(argument.value.span, |name| name.span));
                    self.report(say::argument_twice(place, wanted[index].name));
                }
                (Some(index), _) => {
                    slots[index] = Some(&argument.value);
                    continue;
                }
                (None, Some(name)) => {
                    let names: Vec<&str> = wanted.iter().map(|wanted| wanted.name).collect();
                    let near = nearest(&name.text, names.iter().copied());
                    self.report(say::unknown_argument(
                        at(name.span),
                        &name.text,
                        function,
                        near,
                        &names,
                        declared,
                    ));
                }
                (None, None) if position >= wanted.len() && !wrong && !named => {
                    let place = at(argument.value.span);
                    self.report(say::too_many_arguments(
                        place,
                        function,
                        wanted.len(),
                        arguments.len(),
                        declared,
                    ));
                }
                (None, None) => {}
            }
            wrong = true;
            self.infer(&argument.value, Some(&Ty::Error));
        }
        let missing: Vec<&str> = wanted
            .iter()
            .zip(&slots)
            .filter(|(wanted, slot)| wanted.required && slot.is_none())
            .map(|(wanted, _)| wanted.name)
            .collect();
        if !missing.is_empty() && !wrong {
            self.report(say::missing_arguments(at(span), function, &missing, declared));
        }
        slots
    }

    /// The arguments of a parameter that is a function: by position alone.
    fn positional(&mut self, function: &FunctionTy, arguments: &[ast::Argument], span: Span) -> Vec<Expr> {
        if function.parameters.len() != arguments.len() {
            let found = say::wrong_number_of_arguments(at(span), function.parameters.len(), arguments.len());
            self.report(found);
            self.silently(arguments);
            return function.parameters.iter().map(|_| super::poison(span)).collect();
        }
        function
            .parameters
            .iter()
            .zip(arguments)
            .map(|(ty, argument)| self.check_expr(&argument.value, ty))
            .collect()
    }

    /// Looks at arguments of a call that means nothing, for the mistakes inside them.
    pub(super) fn silently(&mut self, arguments: &[ast::Argument]) {
        for argument in arguments {
            self.infer(&argument.value, Some(&Ty::Error));
        }
    }
}
