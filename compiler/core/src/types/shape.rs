//! What types are made of: optionals, unions, bases of refinements, what holds a secret.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::db::Program;
use crate::ids::DefId;
use crate::names;
use crate::signature;
use crate::ty::{RecordSort, Ty};

use super::fits::fits;

/// `ty?`; what is optional already stays.
pub fn optional(ty: Ty) -> Ty {
    match ty {
        Ty::Optional(_) | Ty::Null | Ty::Error => ty,
        ty => Ty::Optional(Arc::new(ty)),
    }
}

/// Whether `null` is among the values of the type.
pub fn is_optional(ty: &Ty) -> bool {
    matches!(ty, Ty::Optional(_) | Ty::Null)
}

/// The type without `null`: `T` for `T?`, anything else as it is.
pub fn remove_null(ty: &Ty) -> &Ty {
    match ty {
        Ty::Optional(inner) => inner,
        ty => ty,
    }
}

/// The alternatives of a union, `null` aside; the type itself where it is none.
pub fn alternatives(ty: &Ty) -> &[Ty] {
    match remove_null(ty) {
        Ty::Union(alternatives) => alternatives,
        ty => std::slice::from_ref(ty),
    }
}

/// The union of types: flat, without doubles, optional as a whole where an alternative is; one type alone stays itself.
pub fn union_of(types: impl IntoIterator<Item = Ty>) -> Ty {
    let mut found: Vec<Ty> = Vec::new();
    let mut null = false;
    for ty in types {
        null |= is_optional(&ty);
        for alternative in alternatives(&ty) {
            match alternative {
                Ty::Error => return Ty::Error,
                Ty::Null => {}
                ty if found.contains(ty) => {}
                ty => found.push(ty.clone()),
            }
        }
    }
    let union = match found.len() {
        0 => return Ty::Null,
        1 => found.remove(0),
        _ => Ty::Union(found.into()),
    };
    if null { optional(union) } else { union }
}

/// The type of an `if` with these branches, where they have one: the wider where one fits the other, `T?`
/// where one is `null`, a union where both are constants.
pub fn join(db: &dyn salsa::Database, program: Program, left: &Ty, right: &Ty) -> Option<Ty> {
    if left == right || *left == Ty::Error {
        return Some(right.clone());
    }
    if *right == Ty::Error {
        return Some(left.clone());
    }
    if is_optional(left) || is_optional(right) {
        let joined = match (left, right) {
            (Ty::Null, other) | (other, Ty::Null) => other.clone(),
            _ => join(db, program, remove_null(left), remove_null(right))?,
        };
        return Some(optional(joined));
    }
    if let (Ty::List(a), Ty::List(b)) = (left, right) {
        let element = join(db, program, &a.element, &b.element)?;
        let key = if a.key == b.key { a.key.clone() } else { None };
        return Some(Ty::List(Arc::new(crate::ty::ListTy { element, key })));
    }
    if let (Ty::Map(a), Ty::Map(b)) = (left, right) {
        let key = join(db, program, &a.key, &b.key)?;
        let value = join(db, program, &a.value, &b.value)?;
        return Some(Ty::Map(Arc::new(crate::ty::MapTy { key, value })));
    }
    let constants = |ty: &Ty| alternatives(ty).iter().all(|ty| matches!(ty, Ty::Literal(_)));
    if constants(left) && constants(right) {
        return Some(union_of([left.clone(), right.clone()]));
    }
    // A refinement and its base fit each other: the base is the wider one.
    let (wide_left, wide_right) = (widened(db, program, left), widened(db, program, right));
    if fits(db, program, left, wide_right) && !matches!(wide_right, Ty::Json | Ty::Any | Ty::Quantity) {
        return Some(wide_right.clone());
    }
    if fits(db, program, right, wide_left) && !matches!(wide_left, Ty::Json | Ty::Any | Ty::Quantity) {
        return Some(wide_left.clone());
    }
    None
}

/// What a refined type refines in the end; any other type as it is.
fn widened<'a>(db: &'a dyn salsa::Database, program: Program, ty: &'a Ty) -> &'a Ty {
    let mut ty = ty;
    while let Ty::Refined(def) = ty {
        match base(db, program, *def) {
            Some(base) => ty = base,
            None => return ty,
        }
    }
    ty
}

/// The type that a refined alias refines; `None` where its declaration is broken.
pub fn base(db: &dyn salsa::Database, program: Program, refined: DefId) -> Option<&Ty> {
    signature::alias(db, program, refined).map(|alias| &alias.base)
}

/// The type behind every `?` and refinement; any other type as it is.
pub fn behind(db: &dyn salsa::Database, program: Program, ty: &Ty) -> Ty {
    let mut ty = remove_null(ty);
    while let Ty::Refined(def) = ty {
        match base(db, program, *def) {
            Some(found) => ty = remove_null(found),
            None => return Ty::Error,
        }
    }
    ty.clone()
}

/// What sort of record a declared record is; `None` for what is no record.
pub(crate) fn sort(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<&RecordSort> {
    signature::record(db, program, def).map(|record| &record.sort)
}

/// Whether values of the type are references to entities.
pub fn is_entity(db: &dyn salsa::Database, program: Program, ty: &Ty) -> bool {
    matches!(ty, Ty::Record(def) if names::entity_kinds(db, program).of_record(*def).is_some())
}

/// Whether values of the type are entities, of one kind or of several.
pub fn is_entities(db: &dyn salsa::Database, program: Program, ty: &Ty) -> bool {
    match ty {
        Ty::Union(alternatives) => alternatives.iter().all(|ty| is_entity(db, program, ty)),
        _ => is_entity(db, program, ty),
    }
}

/// Whether values of the type are objects of a kind.
pub fn is_kind(db: &dyn salsa::Database, program: Program, ty: &Ty) -> bool {
    match ty {
        Ty::Record(def) => matches!(sort(db, program, *def), Some(RecordSort::Kind { .. })),
        Ty::Kube(id) => crate::view::kube(*id).kind.is_some(),
        Ty::Any | Ty::Object => true,
        _ => false,
    }
}

/// Whether values of the type are data that can be printed, secrets aside: no entity, component or function.
pub(crate) fn is_data(db: &dyn salsa::Database, program: Program, ty: &Ty) -> bool {
    let data = |ty: &Ty| is_data(db, program, ty);
    match ty {
        Ty::Error | Ty::Null | Ty::Bool | Ty::Int | Ty::Float | Ty::String | Ty::Json => true,
        Ty::Duration | Ty::Cpu | Ty::Memory | Ty::Percent | Ty::Quantity | Ty::Literal(_) => true,
        Ty::Kube(_) => true,
        Ty::List(list) => data(&list.element),
        Ty::Map(map) => data(&map.key) && data(&map.value),
        Ty::Optional(inner) => data(inner),
        Ty::Union(alternatives) => alternatives.iter().all(data),
        Ty::Record(def) => {
            matches!(sort(db, program, *def), None | Some(RecordSort::Plain | RecordSort::Kind { .. }))
        }
        Ty::Refined(def) => base(db, program, *def).is_none_or(data),
        Ty::Secret
        | Ty::Any
        | Ty::Component
        | Ty::Object
        | Ty::Predicate
        | Ty::Reviewed
        | Ty::Function(_) => false,
    }
}

/// Whether a value of the type can hold a secret: the type itself, or something inside it.
pub fn contains_secret(db: &dyn salsa::Database, program: Program, ty: &Ty) -> bool {
    match ty {
        Ty::Secret => true,
        Ty::List(list) => contains_secret(db, program, &list.element),
        Ty::Map(map) => contains_secret(db, program, &map.value),
        Ty::Optional(inner) => contains_secret(db, program, inner),
        Ty::Union(alternatives) => alternatives.iter().any(|ty| contains_secret(db, program, ty)),
        Ty::Record(def) => record_holds_secret(db, program, *def),
        Ty::Refined(def) => base(db, program, *def).is_some_and(|ty| contains_secret(db, program, ty)),
        _ => false,
    }
}

/// Whether a declared record holds a secret in a field or a field's field. A walk, not a recursive query: records may hold themselves.
#[salsa::tracked(returns(copy))]
fn record_holds_secret(db: &dyn salsa::Database, program: Program, def: DefId) -> bool {
    let mut seen: FxHashSet<DefId> = FxHashSet::default();
    let mut records = vec![def];
    while let Some(def) = records.pop() {
        // What an entity holds is its own: a reference to it is a name.
        if !seen.insert(def) || names::entity_kinds(db, program).of_record(def).is_some() {
            continue;
        }
        let Some(record) = signature::record(db, program, def) else { continue };
        let mut types: Vec<&Ty> = record.fields.iter().map(|field| &field.ty).collect();
        while let Some(ty) = types.pop() {
            match ty {
                Ty::Secret => return true,
                Ty::List(list) => types.push(&list.element),
                Ty::Map(map) => types.push(&map.value),
                Ty::Optional(inner) => types.push(inner),
                Ty::Union(alternatives) => types.extend(alternatives.iter()),
                Ty::Record(def) => records.push(*def),
                Ty::Refined(def) => types.extend(base(db, program, *def)),
                _ => {}
            }
        }
    }
    false
}
