//! The checker: from the syntax tree of an item to its meaning ([`crate::hir`]).
//!
//! It goes through an item once, from types that are known to expressions that are to have them. A literal
//! takes the type that is expected of it; what has a type of its own is compared with the expected one.
//! What is wrong is said once, at its place; a hole without a type goes on in its stead, silently.

mod access;
mod arguments;
mod branch;
mod builtin;
mod collection;
mod component;
mod convert;
mod dimension;
mod edits;
mod entity;
mod expression;
mod field_hints;
mod known;
mod lambda;
mod lets;
mod literal;
mod methods;
mod name;
mod narrow;
mod number;
mod operator;
mod outline;
mod patch;
mod pattern;
mod predicate;
mod record;
mod recording;
mod scope;
mod step;
mod target;
mod test_item;
mod text;
mod tree;
mod type_item;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use o8_diagnostics::{Anchor, Diagnostic, Place, Span};
use o8_syntax::ast;

use crate::cycles;
use crate::db::{self, Program, SourceFile};
use crate::hir::{Body, Checked, Expr, ExprKind};
use crate::ids::{DefId, DefKind};
use crate::signature::signature;
use crate::ty::{Signature, Ty};
use crate::types;

pub use known::Known;
pub use methods::{Method, On, Slot, functions, method, methods_of};
#[cfg(test)]
pub(crate) use methods::{list, map};
pub(crate) use recording::recorded;

pub(crate) use predicate::IS_WORKLOAD;

use narrow::Facts;
use recording::Recorder;
use scope::{Scope, Sight};

/// The meaning of an item and what is wrong with it. Recomputed when its text changes, or a signature that it names.
#[salsa::tracked]
pub fn check(db: &dyn salsa::Database, program: Program, def: DefId) -> Checked {
    let nothing = Checked { body: Body::None, ty: Ty::Error, known: None, diagnostics: Vec::new() };
    let (Some(item), Some(entry)) = (db::item(db, program, def), db::home(db, program, def)) else {
        return nothing;
    };
    if cycles::is_cyclic(db, program, def) {
        return nothing;
    }
    let mut checker = Checker::new(db, program, def, entry.file);
    let (body, ty, known) = checker.item(item);
    let anchor = Anchor::Item(def.item());
    let diagnostics = checker.diagnostics.into_iter().map(|found| found.anchored(anchor)).collect();
    Checked { body, ty, known, diagnostics }
}

/// What is known while an item is checked.
struct Checker<'db> {
    db: &'db dyn salsa::Database,
    program: Program,
    /// The item.
    def: DefId,
    /// Its file: whose imports hold.
    file: SourceFile,
    /// The names and the narrowed types at the current place.
    scope: Scope<'db>,
    /// `let`s of the opened blocks around the current setting, outermost first: an opened place has no value of its
    /// own that could hold them, so each setting in it does.
    wraps: Vec<Arc<[Expr]>>,
    /// Whether the item is a test.
    in_test: bool,
    diagnostics: Vec<Diagnostic>,
    /// What an editor wants to know, where one asks.
    recorder: Option<Box<Recorder>>,
}

/// An expression that has been checked.
struct Typed {
    expr: Expr,
    ty: Ty,
    /// What its being true or false says of names.
    facts: Facts,
    /// What a record literal says of fields whose type leaves it open.
    known: Option<Arc<Known>>,
}

impl Typed {
    fn new(kind: ExprKind, span: Span, ty: Ty) -> Self {
        Self { expr: Expr { kind, span }, ty, facts: Facts::default(), known: None }
    }

    /// What stands where a mistake has been reported.
    fn poison(span: Span) -> Self {
        Self::new(ExprKind::Poison, span, Ty::Error)
    }
}

fn poison(span: Span) -> Expr {
    Expr { kind: ExprKind::Poison, span }
}

impl<'db> Checker<'db> {
    fn new(db: &'db dyn salsa::Database, program: Program, def: DefId, file: SourceFile) -> Self {
        Self {
            db,
            program,
            def,
            file,
            scope: Scope::new(Sight::Nothing("a constant")),
            wraps: Vec::new(),
            in_test: false,
            diagnostics: Vec::new(),
            recorder: None,
        }
    }

    fn item(&mut self, item: &ast::Item) -> (Body, Ty, Option<Arc<Known>>) {
        match &item.kind {
            ast::ItemKind::Let(decl) => {
                let typed = self.constant(decl);
                (Body::Let(typed.expr), typed.ty, typed.known)
            }
            ast::ItemKind::Type(decl) => (self.type_item(decl), Ty::Error, None),
            ast::ItemKind::Function(decl) => {
                let (body, ty) = self.function_item(decl);
                (body, ty, None)
            }
            ast::ItemKind::Component(decl) => (self.component_item(decl), Ty::Error, None),
            ast::ItemKind::Entity(decl) | ast::ItemKind::Existing(decl) => {
                let (body, known) = self.entity_item(decl);
                (body, Ty::Error, known)
            }
            ast::ItemKind::Extend(decl) => (self.extend_item(decl), Ty::Error, None),
            ast::ItemKind::Test(decl) => (self.test_item(decl), Ty::Error, None),
            // What is meant by a change of the output is held against that output, once there is one.
            ast::ItemKind::Retire(_) | ast::ItemKind::Moved(_) => (Body::None, Ty::Error, None),
            ast::ItemKind::Import(_) | ast::ItemKind::Hole => (Body::None, Ty::Error, None),
        }
    }

    /// `let NAME: T = e` at the top level.
    fn constant(&mut self, decl: &ast::Let) -> Typed {
        if decl.ty.is_none() {
            let mut typed = self.infer(&decl.value, None);
            typed.ty = widened(typed.ty);
            return typed;
        }
        let expected = match &signature(self.db, self.program, self.def).signature {
            Signature::Let(signature) => signature.ty.clone(),
            _ => Ty::Error,
        };
        let mut typed = self.check_typed(&decl.value, &expected);
        typed.ty = expected;
        typed
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn fits(&self, from: &Ty, to: &Ty) -> bool {
        types::fits(self.db, self.program, from, to)
    }

    /// The type behind refinements; any other type as it is.
    fn base(&self, ty: &Ty) -> Ty {
        let mut ty = ty;
        while let Ty::Refined(def) = ty {
            match types::base(self.db, self.program, *def) {
                Some(base) => ty = base,
                None => return Ty::Error,
            }
        }
        ty.clone()
    }

    /// The type behind `?` and refinements.
    fn core(&self, ty: &Ty) -> Ty {
        self.base(types::remove_null(ty))
    }

    /// Whether a declaration is an item of this sort of kind.
    fn is_kind_of(def: DefId, kind: DefKind) -> bool {
        def.data().kind == kind
    }
}

/// A place in the item that is being checked.
fn at(span: Span) -> Place {
    Place::local(span)
}

/// The type that a name gets from a constant: `"a"` makes a `String`, so that the name may stand wherever a text does.
fn widened(ty: Ty) -> Ty {
    use crate::ty::Literal;
    match ty {
        Ty::Literal(literal) => match literal {
            Literal::Null => Ty::Null,
            Literal::Bool(_) => Ty::Bool,
            Literal::Int(_) => Ty::Int,
            Literal::Float(_) => Ty::Float,
            Literal::String(_) => Ty::String,
            Literal::Duration(..) => Ty::Duration,
            Literal::Cpu(..) => Ty::Cpu,
            Literal::Memory(..) => Ty::Memory,
            Literal::Percent(..) => Ty::Percent,
            Literal::Quantity(_) => Ty::Quantity,
        },
        ty => ty,
    }
}
