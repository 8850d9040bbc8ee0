//! The program in the database, as evaluation asks for it.

use std::sync::Arc;

use crate::check::check;
use crate::db::{Program, home, package_items};
use crate::hir::Body;
use crate::ids::{DefId, DefKind, PackageId};
use crate::names::{entity_kinds, extensions};
use crate::signature::signature;
use crate::ty::Signature;

use super::shape::Shape;
use super::world::Definitions;

pub(super) struct InDatabase<'a> {
    pub(super) db: &'a dyn salsa::Database,
    pub(super) program: Program,
}

/// The shape of a declared record; of what is none, a shape without fields.
#[salsa::tracked]
pub(super) fn declared_shape(db: &dyn salsa::Database, program: Program, def: DefId) -> Shape {
    match &signature(db, program, def).signature {
        Signature::Record(record) => Shape::declared(record),
        _ => Shape::default(),
    }
}

/// The entities of a kind in the package that is compiled, in the order of files and text, each once.
#[salsa::tracked]
pub(super) fn entities_of(db: &dyn salsa::Database, program: Program, record: DefId) -> Vec<DefId> {
    let Some(kind) = entity_kinds(db, program).of_record(record) else { return Vec::new() };
    let items = &package_items(db, program, PackageId::root()).items;
    let is_one = |def: &DefId| {
        let data = def.data();
        matches!(data.kind, DefKind::Entity | DefKind::Existing)
            && data.word == kind.word
            && data.ordinal == 0
            && !data.name.is_empty()
    };
    items.iter().map(|entry| entry.def).filter(is_one).collect()
}

/// The `extend`s of an entity, in the order of files and text.
#[salsa::tracked]
pub(super) fn extends_of(db: &dyn salsa::Database, program: Program, entity: DefId) -> Vec<DefId> {
    extensions(db, program, entity.package()).get(&entity).cloned().unwrap_or_default()
}

impl<'a> Definitions<'a> for InDatabase<'a> {
    fn signature(&self, def: DefId) -> &'a Signature {
        &signature(self.db, self.program, def).signature
    }

    fn body(&self, def: DefId) -> &'a Body {
        &check(self.db, self.program, def).body
    }

    fn shape(&self, def: DefId) -> &'a Shape {
        declared_shape(self.db, self.program, def)
    }

    fn kind(&self, word: &str) -> Option<DefId> {
        entity_kinds(self.db, self.program).of_word(word).map(|kind| kind.record)
    }

    fn entities(&self, record: DefId) -> &'a [DefId] {
        entities_of(self.db, self.program, record)
    }

    fn extends(&self, entity: DefId) -> &'a [DefId] {
        extends_of(self.db, self.program, entity)
    }

    fn read(&self, package: PackageId, path: &str) -> Option<Arc<str>> {
        // Data files belong to the package that is compiled; dependencies bring none of their own yet.
        if !package.path().is_empty() {
            return None;
        }
        self.program.data(self.db).get(path).cloned().flatten()
    }

    fn path(&self, def: DefId) -> &'a str {
        // Where in the file it stands takes no part: a comment above a module evaluates nothing.
        home(self.db, self.program, def).map_or("", |home| home.file.path(self.db).as_str())
    }
}
