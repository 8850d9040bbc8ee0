//! What the `deploy` of an entity is, as far as its body says it: other items set fields of it (`in prod`, `extend`)
//! and are checked without looking into the body again.

use ecow::EcoString;
use o8_syntax::ast::{Block, Expr, ExprKind, ItemKind, Let, MemberKind, Step};

use crate::db::{Program, SourceFile, home, item};
use crate::names::{self, Meaning};
use crate::signature;
use crate::ty::Ty;
use crate::types::{join, remove_null, resolve_type, union_of};

/// How many names and `let`s are followed.
const MOST: usize = 64;

/// The static type of what the body of an entity says for `deploy`; `None` where it says nothing that is known.
///
/// Read from the text: the type of a `let` that writes none is not asked of the checker, who may be on the way from
/// this entity to that `let` himself.
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
    Walk { db, program, file, body: Some(body) }.ty(value, MOST)
}

struct Walk<'a> {
    db: &'a dyn salsa::Database,
    program: Program,
    /// The file whose names hold.
    file: SourceFile,
    /// The body whose `let`s hold.
    body: Option<&'a Block>,
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
                Meaning::Function(def) => {
                    signature::function(self.db, self.program, def).map(|function| function.result.clone())
                }
                _ => None,
            },
            ExprKind::Name(name) => match self.local(name) {
                Some(local) => match &local.ty {
                    Some(ty) => Some(resolve_type(self.db, self.program, self.file, ty, &mut Vec::new())),
                    None => self.ty(&local.value, fuel),
                },
                None => self.constant(expr, fuel),
            },
            ExprKind::Field { .. } => self.constant(expr, fuel),
            _ => None,
        }
    }

    /// The `let` of the body with this name.
    fn local(&self, name: &EcoString) -> Option<&Let> {
        self.body?.members.iter().find_map(|member| match &member.kind {
            MemberKind::Let(decl) if decl.name.text == *name => Some(&**decl),
            _ => None,
        })
    }

    /// The type of a constant of the program.
    fn constant(&self, expr: &Expr, fuel: usize) -> Option<Ty> {
        let Meaning::Constant(def) = self.named(expr)? else { return None };
        let ItemKind::Let(decl) = &item(self.db, self.program, def)?.kind else { return None };
        if decl.ty.is_some() {
            return signature::constant(self.db, self.program, def).map(|constant| constant.ty.clone());
        }
        let file = home(self.db, self.program, def)?.file;
        Walk { file, body: None, ..*self }.ty(&decl.value, fuel)
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
