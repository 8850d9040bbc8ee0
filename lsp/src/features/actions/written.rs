//! Types and first values as they are written in a file.

use o8_core::db::package_items;
use o8_core::hir::RecordRef;
use o8_core::ids::DefKind;
use o8_core::names::{self, Meaning};
use o8_core::ty::{Literal, Ty};
use o8_core::types::{self, display};
use o8_core::view;

use super::place::Place;
use crate::features::completion::imports;
use crate::features::format::Edit;

/// How deep first values of records are written.
const DEPTH: usize = 4;

/// A type as it can be written in the file, with the import that it needs; `None` where it has no name there.
pub(super) fn ty(place: &Place<'_>, ty: &Ty) -> Option<(String, Vec<Edit>)> {
    let mut edits = Vec::new();
    named(place, ty, &mut edits)?;
    Some((display(ty), edits))
}

fn named(place: &Place<'_>, ty: &Ty, edits: &mut Vec<Edit>) -> Option<()> {
    let meaning = match ty {
        Ty::Error | Ty::Null | Ty::Object | Ty::Reviewed | Ty::Function(_) => return None,
        Ty::List(list) => return named(place, &list.element, edits),
        Ty::Map(map) => {
            named(place, &map.key, edits)?;
            return named(place, &map.value, edits);
        }
        Ty::Optional(inner) => return named(place, inner, edits),
        Ty::Union(alternatives) => return alternatives.iter().try_for_each(|ty| named(place, ty, edits)),
        Ty::Record(def) | Ty::Refined(def) => Meaning::Type(*def),
        Ty::Kube(id) => Meaning::Kube(*id),
        _ => return Some(()),
    };
    let (db, program) = (&place.analysis.db, place.analysis.program);
    let name = display(ty);
    match names::lookup(db, program, place.file, &name, None) {
        found if found == meaning => Some(()),
        Meaning::Missing => {
            let found = names::importable_names(db, program);
            let found = found.iter().find(|found| found.name == name && found.meaning == meaning)?;
            let edit = imports::edit(place.analysis, place.file, &found.path, &name)?;
            if !edits.contains(&edit) {
                edits.push(edit);
            }
            Some(())
        }
        _ => None,
    }
}

/// Each import once, in order.
pub(super) fn once(imports: &mut Vec<Edit>) {
    let mut known: Vec<Edit> = Vec::new();
    imports.retain(|edit| {
        let is_new = !known.contains(edit);
        known.push(edit.clone());
        is_new
    });
}

/// The type that a function has to give where a value of a type stood and another was due.
pub(super) fn result(ty: &Ty, due: Option<&Ty>) -> Ty {
    match ty {
        Ty::Literal(literal) => match (due.map(types::remove_null), literal) {
            (Some(due @ (Ty::Union(_) | Ty::Literal(_))), _) => due.clone(),
            (_, Literal::Bool(_)) => Ty::Bool,
            (_, Literal::Int(_)) => Ty::Int,
            (_, Literal::String(_)) => Ty::String,
            _ => ty.clone(),
        },
        Ty::String => match due.map(types::remove_null) {
            Some(due @ Ty::Union(_)) => due.clone(),
            _ => Ty::String,
        },
        ty => ty.clone(),
    }
}

/// What a new field of a type begins with: the plainest value, to be replaced.
pub(super) fn first_value(place: &Place<'_>, ty: &Ty) -> String {
    value(place, ty, DEPTH)
}

fn value(place: &Place<'_>, ty: &Ty, depth: usize) -> String {
    let (db, program) = (&place.analysis.db, place.analysis.program);
    let plain = match ty {
        Ty::Refined(def) => {
            return types::base(db, program, *def)
                .map_or_else(|| "null".to_owned(), |base| value(place, base, depth));
        }
        Ty::Union(alternatives) => {
            return alternatives
                .first()
                .map_or_else(|| "null".to_owned(), |first| value(place, first, depth));
        }
        Ty::Record(def) if types::is_entity(db, program, ty) => return entity(place, *def),
        Ty::Record(def) => return braces(place, RecordRef::Declared(*def), depth),
        Ty::Kube(id) => return braces(place, RecordRef::Kube(*id), depth),
        Ty::Literal(_) => return display(ty),
        Ty::Optional(_) | Ty::Null | Ty::Error | Ty::Reviewed | Ty::Function(_) => "null",
        Ty::Predicate => "true",
        Ty::Bool => "false",
        Ty::Int => "0",
        Ty::Float => "0.0",
        Ty::Duration => "0s",
        Ty::Cpu => "100m",
        Ty::Memory => "128Mi",
        Ty::Percent => "0%",
        Ty::Quantity => "1",
        Ty::String | Ty::Secret => "\"\"",
        Ty::List(_) => "[]",
        Ty::Map(_) | Ty::Json | Ty::Any | Ty::Component | Ty::Object => "{}",
    };
    plain.to_owned()
}

/// A record with the fields that it needs.
fn braces(place: &Place<'_>, record: RecordRef, depth: usize) -> String {
    let view = view::record(&place.analysis.db, place.analysis.program, record);
    let needed = view.fields().filter(|(_, field)| field.required).map(|(_, field)| field);
    let fields: Vec<String> = match depth.checked_sub(1) {
        Some(depth) => {
            needed.map(|field| format!("{} = {}", field.name, value(place, field.ty, depth))).collect()
        }
        None => Vec::new(),
    };
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

/// The first entity of a kind; the word of the kind where the package has none.
fn entity(place: &Place<'_>, record: o8_core::ids::DefId) -> String {
    let (db, program) = (&place.analysis.db, place.analysis.program);
    let kinds = names::entity_kinds(db, program);
    let Some(kind) = kinds.of_record(record) else { return "null".to_owned() };
    let items = package_items(db, program, place.file.package(db)).items.iter();
    let mut of_kind = items.map(|entry| entry.def).filter(|def| {
        let data = def.data();
        matches!(data.kind, DefKind::Entity | DefKind::Existing) && data.word == kind.word
    });
    of_kind.next().map_or_else(|| kind.word.to_string(), |def| def.name().to_owned())
}
