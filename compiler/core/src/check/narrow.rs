//! Narrowing: what a condition's being true or false says of the types of names and field paths.

use crate::hir::{Context, Expr, ExprKind, FieldIndex};
use crate::ids::DefId;
use crate::ty::Ty;
use crate::{types, view};

use super::Checker;
use super::scope::Scope;

/// A name or a path of fields from one: what narrowing speaks of.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Path {
    root: Root,
    fields: Vec<FieldIndex>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Root {
    /// Frame from the outermost, and slot.
    Local(usize, u16),
    This(FieldIndex),
    Context(Context),
    Constant(DefId),
    Entity(DefId),
}

/// That a path has a narrower type than it was declared with.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Fact {
    pub(super) path: Path,
    pub(super) ty: Ty,
}

/// What an expression's being true or false says.
#[derive(Clone, Default, Debug)]
pub(super) struct Facts {
    pub(super) if_true: Vec<Fact>,
    pub(super) if_false: Vec<Fact>,
}

impl Facts {
    pub(super) fn negated(self) -> Self {
        Self { if_true: self.if_false, if_false: self.if_true }
    }

    /// Of `left && right`.
    pub(super) fn both(mut left: Self, right: Self) -> Self {
        left.if_true.extend(right.if_true);
        Self { if_true: left.if_true, if_false: Vec::new() }
    }

    /// Of `left || right`.
    pub(super) fn either(mut left: Self, right: Self) -> Self {
        left.if_false.extend(right.if_false);
        Self { if_true: Vec::new(), if_false: left.if_false }
    }
}

impl Scope<'_> {
    /// The path that an expression is, if it is one.
    pub(super) fn path_of(&self, expr: &Expr) -> Option<Path> {
        let mut fields = Vec::new();
        let mut expr = expr;
        let root = loop {
            match &expr.kind {
                ExprKind::Field { base, field, .. } => {
                    fields.push(*field);
                    expr = base;
                }
                ExprKind::Local(local) => break Root::Local(self.frame_index(*local)?, local.slot),
                ExprKind::This(index) => break Root::This(*index),
                ExprKind::Context(context) => break Root::Context(*context),
                ExprKind::Constant(def) => break Root::Constant(*def),
                ExprKind::Entity(def) => break Root::Entity(*def),
                _ => return None,
            }
        };
        fields.reverse();
        Some(Path { root, fields })
    }

    /// The narrowed type of an expression, where there is one.
    pub(super) fn narrowed(&self, expr: &Expr) -> Option<&Ty> {
        if self.facts.is_empty() {
            return None;
        }
        let path = self.path_of(expr)?;
        self.facts.iter().rev().find(|fact| fact.path == path).map(|fact| &fact.ty)
    }
}

impl Checker<'_> {
    /// Runs `work` where `facts` hold.
    pub(super) fn with_facts<T>(&mut self, facts: &[Fact], work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.scope.facts.len();
        self.scope.facts.extend_from_slice(facts);
        let result = work(self);
        self.scope.facts.truncate(before);
        result
    }

    /// That a value is not null, and with it every record that an optional step towards it was taken of.
    pub(super) fn present(&self, expr: &Expr, ty: &Ty) -> Vec<Fact> {
        let mut facts = Vec::new();
        if types::is_optional(ty) {
            facts.extend(self.fact(expr, types::remove_null(ty).clone()));
        }
        let mut expr = expr;
        while let ExprKind::Field { base, record, optional, .. } = &expr.kind {
            if *optional {
                facts.extend(self.fact(base, view::type_of(*record)));
            }
            expr = base;
        }
        facts
    }

    /// That an expression has this type, where it is a path.
    pub(super) fn fact(&self, expr: &Expr, ty: Ty) -> Option<Fact> {
        Some(Fact { path: self.scope.path_of(expr)?, ty })
    }
}
