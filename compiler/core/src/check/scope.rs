//! The names in sight: frames of locals, the fields of the record around, what an evaluation is for.

use ecow::EcoString;
use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{Context, FieldIndex, Local};
use crate::ty::Ty;
use crate::view::RecordView;

use super::narrow::Fact;
use super::{Checker, at};

/// What can be named without an import at some place of an item.
pub(super) struct Scope<'db> {
    /// Innermost last.
    frames: Vec<Vec<LocalName>>,
    /// The record whose defaults, conditions, `let`s or emits are checked.
    pub(super) this: Option<This<'db>>,
    /// Whether the context values are visible.
    pub(super) sight: Sight,
    /// What conditions around say, innermost last.
    pub(super) facts: Vec<Fact>,
    /// The fields of `this` that were read since this was emptied.
    pub(super) reads: Vec<FieldIndex>,
}

struct LocalName {
    name: EcoString,
    ty: Ty,
    span: Span,
}

/// The record around.
pub(super) struct This<'db> {
    pub(super) view: RecordView<'db>,
    /// Names and types of its `let`s; `None` until one has been checked.
    pub(super) lets: Vec<(EcoString, Option<Ty>)>,
}

/// Whether `module`, `environment`, `cluster`, `team` and `platform` mean what an evaluation is for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Sight {
    /// In the body of a module, addon or secret, and in a component.
    Everything,
    /// Not in a function, whose caller can pass what it needs.
    Function,
    /// Not here: what is checked, with its article.
    Nothing(&'static str),
    /// In a rule only `environment`: that of the object under review.
    Rule,
    /// Not in an entity that is the same for every target.
    Entity,
    /// Not in the fields that say where a module runs.
    Where,
}

impl Sight {
    /// Whether a context value is visible.
    pub(super) fn sees(self, context: Context) -> bool {
        match self {
            Self::Everything => true,
            Self::Rule => context == Context::Environment,
            Self::Function | Self::Nothing(_) | Self::Entity | Self::Where => false,
        }
    }
}

/// What a name means before packages are asked.
pub(super) enum Near {
    /// With where it is declared.
    Local(Local, Ty, Span),
    This(FieldIndex, Ty),
}

impl<'db> Scope<'db> {
    pub(super) fn new(sight: Sight) -> Self {
        Self { frames: Vec::new(), this: None, sight, facts: Vec::new(), reads: Vec::new() }
    }

    pub(super) fn push(&mut self) {
        self.frames.push(Vec::new());
    }

    pub(super) fn pop(&mut self) {
        self.frames.pop();
    }

    /// Adds a slot to the innermost frame.
    pub(super) fn add(&mut self, name: EcoString, ty: Ty, span: Span) {
        if let Some(frame) = self.frames.last_mut() {
            frame.push(LocalName { name, ty, span });
        }
    }

    /// Where a name of the innermost frame is declared.
    fn declared(&self, name: &str) -> Option<Span> {
        self.frames.last()?.iter().find(|local| local.name == name).map(|local| local.span)
    }

    /// The innermost frame counted from the outermost, for what outlives the frames above it.
    pub(super) fn frame_index(&self, local: Local) -> Option<usize> {
        self.frames.len().checked_sub(1 + usize::from(local.up))
    }

    /// The name of a local.
    pub(super) fn name_of(&self, local: Local) -> Option<&str> {
        let frame = self.frames.get(self.frame_index(local)?)?;
        frame.get(usize::from(local.slot)).map(|local| local.name.as_str())
    }

    /// The local or field with this name.
    pub(super) fn near(&mut self, name: &str) -> Option<Near> {
        for (up, frame) in self.frames.iter().rev().enumerate() {
            // The last one of a name, so that a name declared twice means one thing.
            if let Some(slot) = frame.iter().rposition(|local| local.name == name) {
                let local = Local { up: u16::try_from(up).ok()?, slot: u16::try_from(slot).ok()? };
                return Some(Near::Local(local, frame[slot].ty.clone(), frame[slot].span));
            }
        }
        let this = self.this.as_ref()?;
        if let Some(index) = this.view.field_named(name) {
            self.reads.push(index);
            return Some(Near::This(index, this.view.field(index).ty.clone()));
        }
        let position = this.lets.iter().position(|(found, _)| found == name)?;
        let index = FieldIndex::try_from(this.view.len() + position).ok()?;
        Some(Near::This(index, this.lets[position].1.clone().unwrap_or(Ty::Error)))
    }

    /// Whether a local or field has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.frames.iter().any(|frame| frame.iter().any(|local| local.name == name))
            || self.this.as_ref().is_some_and(|this| {
                this.view.field_named(name).is_some() || this.lets.iter().any(|(found, _)| found == name)
            })
    }

    /// Every local, field and `let` in sight with its type, innermost first.
    pub(super) fn bindings(&self) -> Vec<(&str, Ty)> {
        let mut bindings: Vec<(&str, Ty)> = Vec::new();
        for frame in self.frames.iter().rev() {
            bindings.extend(frame.iter().rev().map(|local| (local.name.as_str(), local.ty.clone())));
        }
        if let Some(this) = &self.this {
            bindings.extend(this.view.fields().map(|(_, field)| (field.name, field.ty.clone())));
            let lets = this.lets.iter();
            bindings.extend(lets.map(|(name, ty)| (name.as_str(), ty.clone().unwrap_or(Ty::Error))));
        }
        bindings
    }

    /// Every name of a local or field in sight, innermost first.
    pub(super) fn near_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for frame in self.frames.iter().rev() {
            names.extend(frame.iter().map(|local| local.name.as_str()));
        }
        if let Some(this) = &self.this {
            names.extend(this.view.fields().map(|(_, field)| field.name));
            names.extend(this.lets.iter().map(|(name, _)| name.as_str()));
        }
        names
    }
}

/// The context value with this name.
pub(super) fn context_named(name: &str) -> Option<Context> {
    Some(match name {
        "module" => Context::Module,
        "environment" => Context::Environment,
        "cluster" => Context::Cluster,
        "team" => Context::Team,
        "platform" => Context::Platform,
        _ => return None,
    })
}

impl Checker<'_> {
    /// Declares a local in the innermost frame. A hole gets its slot too.
    pub(super) fn declare(&mut self, name: &ast::Name, ty: Ty) {
        if !name.is_hole() {
            if context_named(&name.text).is_some() {
                self.report(say::local_named_like_context(at(name.span), &name.text));
            } else if let Some(first) = self.scope.declared(&name.text) {
                self.report(say::local_declared_twice(at(name.span), &name.text, at(first)));
            }
        }
        self.note_local(name, &ty);
        self.scope.add(name.text.clone(), ty, name.span);
    }

    /// Runs `work` in a new frame.
    pub(super) fn in_frame<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.scope.push();
        let facts = self.scope.facts.len();
        let result = work(self);
        self.scope.facts.truncate(facts);
        self.scope.pop();
        result
    }
}
