//! What a name means: packages, imports, the prelude, entities by the kind that is expected.
//!
//! A name is looked up among the package's declarations, the file's imports, the package's entities and the
//! prelude. Locals and the context (`module`, `environment` …) come before; they are the checker's.

mod attributes;
mod conventions;
mod imports;
mod kinds;
mod mentioned;
mod missing;
mod package;
mod unused;

pub use attributes::{attribute, forms, text_of};
pub(crate) use attributes::{
    check_attributes, check_field_attributes, check_waivers, differs, instead, misplaced_waiver,
};
pub(crate) use conventions::{check_conventions, kebab_case};
pub(crate) use imports::deprecated_here;
pub use imports::{FileScope, file_scope, import_diagnostics};
pub use kinds::{EntityKind, EntityKinds, entity_kinds, extensions};
pub(crate) use mentioned::mentioned_in;
pub use mentioned::{Mention, Mentions, Position, mentions};
pub use missing::{
    Importable, Wanted, ambiguous, candidates, importable, importable_names, kind_named, missing, missing_in,
};
pub use package::package_diagnostics;
pub(crate) use package::{import_path, imported, name_place, shortest_cycle};
pub use unused::{unused, unused_locals};

use o8_kubernetes::DefinitionId;

use crate::db::{Program, SourceFile, named};
use crate::ids::{DefId, DefKind, PackageId};
use crate::ty::Ty;

/// What a name stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// A top-level `let`.
    Constant(DefId),
    /// A function.
    Function(DefId),
    /// A type or a component.
    Type(DefId),
    /// A type of Kubernetes itself.
    Kube(DefinitionId),
    /// A package: `rollouts` in `rollouts.Canary`.
    Package(PackageRef),
    /// An entity.
    Entity(DefId),
    /// `modules`, `teams` …: all entities of the kind with this record.
    Entities(DefId),
    /// Entities of several kinds have the name, and nothing says which is meant.
    Ambiguous(Vec<DefId>),
    /// Nothing has the name; see [`missing`] and [`missing_in`] for what to say.
    Missing,
    /// The name was to come from an import that was wrong. It has been reported: be silent.
    Error,
}

/// A package that names come from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PackageRef {
    /// A package with source text.
    Source(PackageId),
    /// The types of Kubernetes of one group and version.
    Kube {
        /// API group; empty for the core group.
        group: &'static str,
        /// API version.
        version: &'static str,
    },
}

/// What a name in a file means. `expected` is the type that is due where it stands, if one is known: it chooses the
/// kind of an entity.
pub fn lookup(
    db: &dyn salsa::Database,
    program: Program,
    file: SourceFile,
    name: &str,
    expected: Option<&Ty>,
) -> Meaning {
    let package = file.package(db);
    if let Some(entity) = expected.and_then(|ty| entity_of_type(db, program, package, name, ty)) {
        return Meaning::Entity(entity);
    }
    let items = named(db, program, package, name.into());
    if let Some(found) = items.iter().find_map(|(def, _)| declared(*def)) {
        return found;
    }
    if let Some(found) = file_scope(db, program, file).get(name) {
        return found.clone();
    }
    let mut entities = items.iter().map(|(def, _)| *def);
    if let Some(first) = entities.next() {
        // A name of one kind is what it says, even where the declaration is doubled as `existing`.
        let mut others = entities.filter(|def| def.data().word != first.data().word).peekable();
        if others.peek().is_none() {
            // What a word declares that is none is not known, and the word has been reported.
            return match entity_kinds(db, program).of_word(&first.data().word) {
                Some(_) => Meaning::Entity(first),
                None => Meaning::Error,
            };
        }
        return Meaning::Ambiguous(std::iter::once(first).chain(others).collect());
    }
    in_prelude(db, program, name)
}

/// What a public name of a package means.
pub fn lookup_in(db: &dyn salsa::Database, program: Program, package: PackageRef, name: &str) -> Meaning {
    match package {
        PackageRef::Source(package) => named(db, program, package, name.into())
            .iter()
            .filter(|(_, public)| *public)
            .find_map(|(def, _)| declared(*def))
            // A kind that nobody has added is the library's.
            .or_else(|| match package.added_kinds() {
                Some((_, path)) => {
                    let of_library = lookup_in(db, program, PackageRef::Source(PackageId::new(path)), name);
                    (of_library != Meaning::Missing).then_some(of_library)
                }
                None => None,
            })
            .unwrap_or(Meaning::Missing),
        PackageRef::Kube { group, version } => {
            o8_kubernetes::definition_named(group, version, name).map_or(Meaning::Missing, Meaning::Kube)
        }
    }
}

/// The entity of this name whose kind the type wants: a record of a kind, also as `T?` and in a union.
pub fn entity_of_type(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
    name: &str,
    ty: &Ty,
) -> Option<DefId> {
    match ty {
        Ty::Record(record) => {
            let kind = entity_kinds(db, program).of_record(*record)?;
            entity(db, program, package, &kind.word, name)
        }
        Ty::Optional(inner) => entity_of_type(db, program, package, name, inner),
        Ty::Union(alternatives) => {
            alternatives.iter().find_map(|ty| entity_of_type(db, program, package, name, ty))
        }
        _ => None,
    }
}

/// The entity that is declared with this word and name.
pub fn entity(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
    word: &str,
    name: &str,
) -> Option<DefId> {
    named(db, program, package, name.into())
        .iter()
        .map(|(def, _)| *def)
        .find(|def| matches!(def.data().kind, DefKind::Entity | DefKind::Existing) && def.data().word == word)
}

/// What a declaration means by its name; `None` for entities, which are found by their kind.
fn declared(def: DefId) -> Option<Meaning> {
    match def.data().kind {
        DefKind::Let => Some(Meaning::Constant(def)),
        DefKind::Function => Some(Meaning::Function(def)),
        DefKind::Type | DefKind::Component => Some(Meaning::Type(def)),
        DefKind::Entity | DefKind::Existing => None,
        DefKind::Import
        | DefKind::Extend
        | DefKind::Retire
        | DefKind::Moved
        | DefKind::Test
        | DefKind::Hole => None,
    }
}

fn in_prelude(db: &dyn salsa::Database, program: Program, name: &str) -> Meaning {
    match lookup_in(db, program, PackageRef::Source(PackageId::prelude()), name) {
        Meaning::Missing => entity_kinds(db, program)
            .of_plural(name)
            .map_or(Meaning::Missing, |kind| Meaning::Entities(kind.record)),
        found => found,
    }
}

#[cfg(test)]
mod tests;
