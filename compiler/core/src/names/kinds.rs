//! The kinds of entities: the types of the prelude that carry `@entity(WORD, PLURAL)`.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::db::{Program, item, package_items};
use crate::ids::{DefId, DefKind, PackageId};

use super::{attribute, entity, text_of};

/// A kind of entity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntityKind {
    /// `module`, `environment` …
    pub word: EcoString,
    /// `modules`, `environments` …
    pub plural: EcoString,
    /// The record type of its entities.
    pub record: DefId,
}

/// All kinds of entities.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EntityKinds {
    kinds: Vec<EntityKind>,
    by_word: FxHashMap<EcoString, u32>,
    by_plural: FxHashMap<EcoString, u32>,
    by_record: FxHashMap<DefId, u32>,
}

impl EntityKinds {
    /// All kinds, in the order of the prelude.
    pub fn all(&self) -> &[EntityKind] {
        &self.kinds
    }

    /// The kind that is declared with this word.
    pub fn of_word(&self, word: &str) -> Option<&EntityKind> {
        self.by_word.get(word).map(|&index| &self.kinds[index as usize])
    }

    /// The kind whose entities together have this name.
    pub fn of_plural(&self, plural: &str) -> Option<&EntityKind> {
        self.by_plural.get(plural).map(|&index| &self.kinds[index as usize])
    }

    /// The kind whose entities have this record type.
    pub fn of_record(&self, record: DefId) -> Option<&EntityKind> {
        self.by_record.get(&record).map(|&index| &self.kinds[index as usize])
    }
}

/// The kinds of entities that the prelude declares.
#[salsa::tracked]
pub fn entity_kinds(db: &dyn salsa::Database, program: Program) -> EntityKinds {
    let mut result = EntityKinds::default();
    for entry in &package_items(db, program, PackageId::prelude()).items {
        if entry.def.data().kind != DefKind::Type {
            continue;
        }
        let Some(item) = item(db, program, entry.def) else { continue };
        let Some(attribute) = attribute(&item.attributes, "entity") else { continue };
        let [word, plural] = attribute.arguments.as_slice() else { continue };
        let (Some(word), Some(plural)) = (text_of(&word.value), text_of(&plural.value)) else { continue };
        let index = u32::try_from(result.kinds.len()).expect("fewer kinds than declarations");
        result.by_word.insert(word.clone(), index);
        result.by_plural.insert(plural.clone(), index);
        result.by_record.insert(entry.def, index);
        result.kinds.push(EntityKind { word, plural, record: entry.def });
    }
    result
}

/// Every `extend` of a package by the entity that it extends, in the order of files and text.
#[salsa::tracked]
pub fn extensions(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
) -> FxHashMap<DefId, Vec<DefId>> {
    let mut result: FxHashMap<DefId, Vec<DefId>> = FxHashMap::default();
    for entry in &package_items(db, program, package).items {
        let data = entry.def.data();
        if data.kind == DefKind::Extend
            && let Some(extended) = entity(db, program, package, &data.word, &data.name)
        {
            result.entry(extended).or_default().push(entry.def);
        }
    }
    result
}
