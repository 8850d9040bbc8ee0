//! Finds the facts that speak of a field, and refuses facts about fields that do not exist.
//!
//! A fact is stored as the number of its row, because the crate embeds the same tables of facts.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts;
use crate::kinds::Kind;
use crate::schema::{Definition, Field, Type};
use crate::table::small;

/// Marks the absence of a fact in a field's row.
pub(crate) const NONE: u16 = u16::MAX;

/// Group and version as an import writes them, definition, field.
type Place<'a> = (&'a str, &'a str, &'a str);

/// All facts by field.
pub(crate) struct Facts {
    lists: BTreeMap<Place<'static>, u16>,
    patches: BTreeMap<Place<'static>, u16>,
    values: BTreeMap<Place<'static>, u16>,
    required: BTreeSet<Place<'static>>,
    /// Long names of definitions and their fields.
    immutable: BTreeSet<(String, String)>,
}

/// What the facts say about one field.
pub(crate) struct About {
    pub(crate) required: bool,
    pub(crate) immutable: bool,
    pub(crate) list: u16,
    pub(crate) patch: u16,
    pub(crate) values: u16,
}

impl Facts {
    /// Gathers the facts and checks that each speaks of an existing field.
    pub(crate) fn new(kinds: &[Kind], definitions: &BTreeMap<String, Definition>) -> Facts {
        let facts = Facts {
            lists: rows("lists", facts::LISTS.iter().map(|fact| (fact.0, fact.1, fact.2))),
            patches: rows("patches", facts::PATCHES.iter().map(|fact| (fact.0, fact.1, fact.2))),
            values: rows("values", facts::VALUES.iter().map(|fact| (fact.0, fact.1, fact.2))),
            required: crate::required::REQUIRED
                .iter()
                .flat_map(|fact| fact.2.iter().map(|field| (fact.0, fact.1, *field)))
                .collect(),
            immutable: immutable_fields(kinds, definitions),
        };
        let known: BTreeSet<(String, &str, &str)> = definitions
            .values()
            .flat_map(|definition| {
                let fields = definition.fields.iter();
                fields.map(|field| (import_path(definition), definition.name.as_str(), field.name.as_str()))
            })
            .collect();
        let tables = [facts.lists.keys(), facts.patches.keys(), facts.values.keys()];
        for place in tables.into_iter().flatten().chain(&facts.required) {
            let (at, definition, field) = *place;
            let exists = known.contains(&(at.to_owned(), definition, field));
            assert!(exists, "a fact speaks of {at} {definition}.{field}, which does not exist");
        }
        facts
    }

    /// What the facts say about this field; `definition` goes by the long name `long`.
    pub(crate) fn about(&self, long: &str, definition: &Definition, field: &Field) -> About {
        let at = import_path(definition);
        let place = (at.as_str(), definition.name.as_str(), field.name.as_str());
        About {
            required: field.required || self.required.contains(&place),
            immutable: self.immutable.contains(&(long.to_owned(), field.name.clone())),
            list: self.lists.get(&place).copied().unwrap_or(NONE),
            patch: self.patches.get(&place).copied().unwrap_or(NONE),
            values: self.values.get(&place).copied().unwrap_or(NONE),
        }
    }
}

fn import_path(definition: &Definition) -> String {
    let group = if definition.group.is_empty() { "core" } else { &definition.group };
    format!("{group}/{}", definition.version)
}

fn rows(table: &str, places: impl Iterator<Item = Place<'static>>) -> BTreeMap<Place<'static>, u16> {
    let mut rows = BTreeMap::new();
    for (row, place) in places.enumerate() {
        let twice = rows.insert(place, small(row)).is_some();
        assert!(!twice, "{table} speak twice of {place:?}");
    }
    rows
}

/// Follows each immutable path from its kind to the field at its end.
fn immutable_fields(
    kinds: &[Kind],
    definitions: &BTreeMap<String, Definition>,
) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (group, name, paths) in facts::IMMUTABLE {
        let mut kinds = kinds.iter().filter(|kind| kind.group == *group && kind.kind == *name).peekable();
        assert!(kinds.peek().is_some(), "a fact speaks of {group} {name}, which does not exist");
        for kind in kinds {
            for path in *paths {
                let mut long = kind.definition.as_str();
                let mut names = path.split('.').peekable();
                while let Some(name) = names.next() {
                    let fields = &definitions[long].fields;
                    let field = fields.iter().find(|field| field.name == name);
                    let field = field.unwrap_or_else(|| panic!("{} has no {path}", kind.kind));
                    if names.peek().is_none() {
                        found.insert((long.to_owned(), name.to_owned()));
                    } else if let Type::Object(next) = &field.ty {
                        long = next;
                    } else {
                        panic!("{}: {path} leads through {name}, which is no object", kind.kind);
                    }
                }
            }
        }
    }
    found
}
