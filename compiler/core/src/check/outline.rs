//! What checking one item needs to know of the text of another, besides its signature.
//!
//! Each answer is a query of its own, so that an edit of the other item which leaves the answer as it is checks
//! nothing again.

use ecow::EcoString;
use o8_syntax::ast;

use crate::db::{self, Program};
use crate::hir::RecordRef;
use crate::ids::DefId;
use crate::ty::Ty;
use crate::{types, view};

use super::literal::plain_text;

/// What the written default of a field is, as far as opening the field depends on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum DefaultSort {
    /// None is written, or `null` is: a new record starts with nothing there.
    Empty,
    /// A value that the compiler gives.
    Computed,
    /// A record literal that names its type.
    Record(Ty),
    /// Anything else.
    Other,
}

/// The defaults of a declared record's fields, by field.
#[salsa::tracked]
pub(super) fn defaults(db: &dyn salsa::Database, program: Program, def: DefId) -> Vec<DefaultSort> {
    let block = match db::item(db, program, def).map(|item| &item.kind) {
        Some(ast::ItemKind::Component(decl)) => &decl.body,
        Some(ast::ItemKind::Type(ast::TypeDecl { body: ast::TypeBody::Record(block), .. })) => block,
        _ => return Vec::new(),
    };
    let written = |name: &str| {
        block.members.iter().find_map(|member| match &member.kind {
            ast::MemberKind::Field(field) | ast::MemberKind::Param(field) if field.name.text == name => {
                Some(field)
            }
            _ => None,
        })
    };
    let sort = |field: view::FieldView<'_>| match written(field.name).map(|field| &field.default) {
        Some(Some(default)) => match &default.kind {
            ast::ExprKind::Null => DefaultSort::Empty,
            ast::ExprKind::Record(Some(name), _) => {
                named(db, program, def, name).map_or(DefaultSort::Other, DefaultSort::Record)
            }
            _ => DefaultSort::Other,
        },
        _ if field.computed => DefaultSort::Computed,
        _ => DefaultSort::Empty,
    };
    let fields = view::record(db, program, RecordRef::Declared(def)).fields();
    fields.map(|(_, field)| sort(field)).collect()
}

/// The type that a name means in the file of a declaration.
fn named(db: &dyn salsa::Database, program: Program, def: DefId, name: &[ast::Name]) -> Option<Ty> {
    let file = db::home(db, program, def)?.file;
    let span = name.first()?.span;
    let written = ast::TypeExpr { kind: ast::TypeExprKind::Name(name.to_vec()), span };
    // What is wrong with it is said where it stands.
    Some(types::resolve_type(db, program, file, &written, &mut Vec::new()))
}

/// The keys that a secret's body lists, where it lists them as constants.
#[salsa::tracked]
pub(super) fn secret_keys(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<Vec<EcoString>> {
    let body = match &db::item(db, program, def)?.kind {
        ast::ItemKind::Entity(decl) | ast::ItemKind::Existing(decl) => decl.body.as_ref()?,
        _ => return None,
    };
    body.members.iter().find_map(|member| match &member.kind {
        ast::MemberKind::Set(path, value) => match (path.steps.as_slice(), &value.kind) {
            ([ast::Step::Field(name)], ast::ExprKind::List(keys)) if name.text == "keys" => {
                keys.iter().map(plain_text).collect()
            }
            _ => None,
        },
        _ => None,
    })
}

/// The fields that an `extend` sets, in its body or in an override.
#[salsa::tracked]
pub(super) fn extended_fields(db: &dyn salsa::Database, program: Program, extend: DefId) -> Vec<EcoString> {
    let mut names = Vec::new();
    if let Some(ast::ItemKind::Extend(decl)) = db::item(db, program, extend).map(|item| &item.kind)
        && let Some(block) = &decl.body
    {
        mentioned_fields(block, &mut names);
        overridden_fields(block, &mut names);
    }
    names
}

/// The fields that the overrides of a block set.
pub(super) fn overridden_fields(block: &ast::Block, names: &mut Vec<EcoString>) {
    for member in &block.members {
        if let ast::MemberKind::In(_, body) = &member.kind {
            mentioned_fields(body, names);
        }
    }
}

/// The fields that a block names first in its settings.
fn mentioned_fields(block: &ast::Block, names: &mut Vec<EcoString>) {
    for member in &block.members {
        let path = match &member.kind {
            ast::MemberKind::Set(path, _)
            | ast::MemberKind::Append(path, _)
            | ast::MemberKind::Open(path, _) => path,
            _ => continue,
        };
        if let Some(ast::Step::Field(name)) = path.steps.first() {
            names.push(name.text.clone());
        }
    }
}
