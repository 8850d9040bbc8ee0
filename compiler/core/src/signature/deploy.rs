//! What the `deploy` of an entity is, as far as its body says it: other items set fields of it (`in prod`, `extend`)
//! and are checked without looking into the body again.

use ecow::EcoString;
use o8_syntax::ast::{Block, Expr, ExprKind, MemberKind, Step};

use crate::db::{Program, SourceFile};
use crate::names::{self, Meaning};
use crate::ty::{Signature, Ty};
use crate::types::{join, remove_null, union_of};

use super::signature;

/// How many names and `let`s are followed.
const MOST: usize = 64;

/// The static type of what the body of an entity says for `deploy`; `None` where it says nothing that is known.
pub(super) fn type_of_deploy(
    db: &dyn salsa::Database,
    program: Program,
    file: SourceFile,
    body: &Block,
) -> Option<Ty> {
    let value = body.members.iter().find_map(|member| match &member.kind {
        MemberKind::Set(path, value) => match path.steps.as_slice() {
            [Step::Field(name)] if name.text == "deploy" => Some(value),
            _ => None,
        },
        _ => None,
    })?;
    Walk { db, program, file, body }.ty(value, MOST)
}

struct Walk<'a> {
    db: &'a dyn salsa::Database,
    program: Program,
    file: SourceFile,
    body: &'a Block,
}

impl Walk<'_> {
    fn ty(&self, expr: &Expr, fuel: usize) -> Option<Ty> {
        let fuel = fuel.checked_sub(1)?;
        match &expr.kind {
            ExprKind::Record(Some(name), _) => {
                let words: Vec<&EcoString> = name.iter().map(|name| &name.text).collect();
                match self.meaning(&words)? {
                    Meaning::Type(def) => Some(Ty::Record(def)),
                    Meaning::Kube(id) => Some(Ty::Kube(id)),
                    _ => None,
                }
            }
            ExprKind::Paren(inner) | ExprKind::With(inner, _) => self.ty(inner, fuel),
            ExprKind::If(parts) => self.either([&parts.1, &parts.2], fuel),
            ExprKind::Match(_, arms) => self.either(arms.iter().map(|arm| &arm.value), fuel),
            ExprKind::Call { callee, .. } => match self.named(callee)? {
                Meaning::Function(def) => match &signature(self.db, self.program, def).signature {
                    Signature::Function(function) => Some(function.result.clone()),
                    _ => None,
                },
                _ => None,
            },
            ExprKind::Name(name) => {
                let local = self.body.members.iter().find_map(|member| match &member.kind {
                    MemberKind::Let(decl) if decl.name.text == *name => Some(&decl.value),
                    _ => None,
                });
                match local {
                    Some(value) => self.ty(value, fuel),
                    None => self.constant(expr),
                }
            }
            ExprKind::Field { .. } => self.constant(expr),
            _ => None,
        }
    }

    /// The type of a constant of the program.
    fn constant(&self, expr: &Expr) -> Option<Ty> {
        match self.named(expr)? {
            Meaning::Constant(def) => match &signature(self.db, self.program, def).signature {
                Signature::Let(constant) => Some(constant.ty.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// What several branches are together: one type where they have one, else any of theirs.
    fn either<'e>(&self, branches: impl IntoIterator<Item = &'e Expr>, fuel: usize) -> Option<Ty> {
        let mut branches = branches.into_iter();
        let mut result = self.ty(branches.next()?, fuel)?;
        for branch in branches {
            let ty = self.ty(branch, fuel)?;
            result = join(self.db, self.program, &result, &ty)
                .unwrap_or_else(|| union_of([remove_null(&result).clone(), remove_null(&ty).clone()]));
        }
        Some(result)
    }

    /// What `name` or `package.name` means.
    fn named(&self, expr: &Expr) -> Option<Meaning> {
        match &expr.kind {
            ExprKind::Name(name) => self.meaning(&[name]),
            ExprKind::Field { base, name, .. } => match &base.kind {
                ExprKind::Name(package) => self.meaning(&[package, &name.text]),
                _ => None,
            },
            _ => None,
        }
    }

    fn meaning(&self, words: &[&EcoString]) -> Option<Meaning> {
        match words {
            [name] => Some(names::lookup(self.db, self.program, self.file, name, None)),
            [package, name] => match names::lookup(self.db, self.program, self.file, package, None) {
                Meaning::Package(package) => Some(names::lookup_in(self.db, self.program, package, name)),
                _ => None,
            },
            _ => None,
        }
    }
}
