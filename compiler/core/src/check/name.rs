//! Names as expressions: locals, fields of the record around, context values, and what packages declare.

use std::sync::Arc;

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{Context, ExprKind};
use crate::ids::{DefId, PackageId};
use crate::index::Target;
use crate::names::{self, Meaning, PackageRef, Wanted};
use crate::signature::signature;
use crate::ty::{MapTy, Signature, Ty};

use super::scope::{Near, Sight, context_named};
use super::{Checker, Typed, at};

impl Checker<'_> {
    pub(super) fn name(&mut self, name: &str, span: Span, hint: Option<&Ty>) -> Typed {
        // A local that is named like a context value has been reported, and the context value is meant.
        if let Some(context) = context_named(name).filter(|context| self.scope.sight.sees(*context)) {
            return match self.entity_instead_of_context(name, hint) {
                Some(entity) => self.meaning(Meaning::Entity(entity), name, span, hint),
                None => self.context_value(context, name, span),
            };
        }
        if let Some(near) = self.near(name, span) {
            self.warn_of_hidden_entity(name, span, hint);
            return near;
        }
        if context_named(name).is_some() {
            return self.hidden_context(name, span, hint);
        }
        let meaning = names::lookup(self.db, self.program, self.file, name, hint);
        self.meaning(meaning, name, span, hint)
    }

    /// The local, or the field or `let` of the record around, with this name.
    pub(super) fn near(&mut self, name: &str, span: Span) -> Option<Typed> {
        let near = self.scope.near(name)?;
        self.note_near(&near, span);
        let (kind, ty) = match near {
            Near::Local(local, ty, _) => (ExprKind::Local(local), ty),
            Near::This(index, ty) => (ExprKind::This(index), ty),
        };
        Some(self.narrow(Typed::new(kind, span, ty)))
    }

    /// The value with the type that conditions around it say.
    pub(super) fn narrow(&self, mut typed: Typed) -> Typed {
        if let Some(ty) = self.scope.narrowed(&typed.expr) {
            typed.ty = ty.clone();
        }
        typed
    }

    fn warn_of_hidden_entity(&mut self, name: &str, span: Span, hint: Option<&Ty>) {
        let Some(hint) = hint else { return };
        let package = self.file.package(self.db);
        if let Some(entity) = names::entity_of_type(self.db, self.program, package, name, hint) {
            let kinds = names::entity_kinds(self.db, self.program);
            let plural = kinds.of_word(&entity.data().word).map_or("", |kind| &kind.plural);
            self.report(say::local_hides_entity(at(span), name, &entity.data().word, plural));
        }
    }

    /// Where another kind than that of the context value is due, the entity of that kind: `team = platform` means the team
    /// of that name.
    fn entity_instead_of_context(&self, name: &str, hint: Option<&Ty>) -> Option<DefId> {
        let found = names::entity_of_type(self.db, self.program, self.file.package(self.db), name, hint?)?;
        (found.data().word != name).then_some(found)
    }

    fn context_value(&mut self, context: Context, name: &str, span: Span) -> Typed {
        self.note(span, Target::Context(context));
        match self.kind_record(name) {
            Some(record) => self.narrow(Typed::new(ExprKind::Context(context), span, Ty::Record(record))),
            // A prelude without the kind has been reported where it is missing.
            None => Typed::poison(span),
        }
    }

    /// The name of a context value where none is visible: an entity may be called like one.
    fn hidden_context(&mut self, name: &str, span: Span, hint: Option<&Ty>) -> Typed {
        let meaning = names::lookup(self.db, self.program, self.file, name, hint);
        if !matches!(meaning, Meaning::Missing) {
            return self.meaning(meaning, name, span, hint);
        }
        let found = match self.scope.sight {
            Sight::Function => say::context_in_function(at(span), name),
            Sight::Where => say::context_in_targets(at(span), name),
            Sight::Nothing(place) => say::no_context_here(at(span), name, place),
            Sight::Entity => {
                let word = &self.def.data().word;
                let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                say::no_context_here(at(span), name, &format!("{article} {word}"))
            }
            Sight::Rule => say::no_context_here(at(span), name, "a rule"),
            Sight::Everything => return Typed::poison(span),
        };
        self.report(found);
        Typed::poison(span)
    }

    /// The record type of the entities that are declared with `word`.
    pub(super) fn kind_record(&self, word: &str) -> Option<DefId> {
        names::entity_kinds(self.db, self.program).of_word(word).map(|kind| kind.record)
    }

    /// What a package's name means as a value.
    pub(super) fn meaning(&mut self, meaning: Meaning, name: &str, span: Span, hint: Option<&Ty>) -> Typed {
        self.note_meaning(&meaning, name, span);
        match meaning {
            Meaning::Constant(def) => {
                self.warn_of_deprecated_item(def, span);
                let ty = match &signature(self.db, self.program, def).signature {
                    Signature::Let(constant) => constant.ty.clone(),
                    _ => Ty::Error,
                };
                self.narrow(Typed::new(ExprKind::Constant(def), span, ty))
            }
            Meaning::Entity(def) => {
                let ty = self.kind_record(&def.data().word).map_or(Ty::Error, Ty::Record);
                self.narrow(Typed::new(ExprKind::Entity(def), span, ty))
            }
            Meaning::Entities(record) => {
                let ty = MapTy { key: Ty::String, value: Ty::Record(record) };
                Typed::new(ExprKind::Entities(record), span, Ty::Map(Arc::new(ty)))
            }
            Meaning::Function(def) => self.function_as_value(def, name, span, hint),
            Meaning::Type(_) | Meaning::Kube(_) => {
                self.report(say::type_as_value(at(span), name));
                Typed::poison(span)
            }
            Meaning::Package(_) => {
                self.report(say::package_as_value(at(span), name));
                Typed::poison(span)
            }
            Meaning::Ambiguous(defs) => {
                let found = names::ambiguous(self.db, self.program, name, &defs, at(span));
                self.report(found);
                Typed::poison(span)
            }
            Meaning::Missing => self.missing(name, span, hint),
            Meaning::Error => Typed::poison(span),
        }
    }

    fn missing(&mut self, name: &str, span: Span, hint: Option<&Ty>) -> Typed {
        if matches!(hint, Some(Ty::Error)) || name.is_empty() {
            return Typed::poison(span);
        }
        let near: Vec<String> = self.scope.near_names().into_iter().map(str::to_owned).collect();
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        let wanted = match hint.and_then(|hint| self.entity_record(hint)) {
            Some(record) => Wanted::Entity(record),
            None => Wanted::Value,
        };
        self.report_missing(name, wanted, &near, span);
        Typed::poison(span)
    }

    /// The record of the entity kind that is expected, where nothing else is.
    fn entity_record(&self, hint: &Ty) -> Option<DefId> {
        match self.core(hint) {
            Ty::Record(record) => {
                names::entity_kinds(self.db, self.program).of_record(record).map(|kind| kind.record)
            }
            _ => None,
        }
    }

    /// Says that nothing has a name. `near` are names that only this item knows.
    pub(super) fn report_missing(&mut self, name: &str, wanted: Wanted, near: &[&str], span: Span) {
        let found = names::missing(self.db, self.program, self.file, name, wanted, near, at(span));
        self.report(found);
    }

    /// Says that a package has no such name.
    pub(super) fn report_missing_in(&mut self, package: PackageRef, name: &ast::Name) {
        let path = match package {
            PackageRef::Source(package) => package.shown().to_owned(),
            PackageRef::Kube { group: "", version } => format!("k8s/core/{version}"),
            PackageRef::Kube { group, version } => format!("k8s/{group}/{version}"),
        };
        let found = names::missing_in(self.db, self.program, package, &path, &name.text, at(name.span));
        self.report(found);
    }

    /// The package that a name stands for, where nothing nearer has it.
    pub(super) fn package_named(&mut self, expr: &ast::Expr) -> Option<names::PackageRef> {
        let ast::ExprKind::Name(name) = &expr.kind else { return None };
        if self.is_near(name) {
            return None;
        }
        match names::lookup(self.db, self.program, self.file, name, None) {
            Meaning::Package(package) => {
                self.note(expr.span, Target::Package(package));
                Some(package)
            }
            _ => None,
        }
    }

    /// Whether a local, a field around or a context value has the name.
    pub(super) fn is_near(&self, name: &str) -> bool {
        self.scope.has(name) || context_named(name).is_some_and(|context| self.scope.sight.sees(context))
    }

    /// The entity of a kind, by name.
    pub(super) fn entity_named(&self, word: &str, name: &str) -> Option<DefId> {
        names::entity(self.db, self.program, self.package(), word, name)
    }

    pub(super) fn package(&self) -> PackageId {
        self.file.package(self.db)
    }
}
