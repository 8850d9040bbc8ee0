//! The records of Kubernetes itself, their field types as types of the language.
//!
//! They are the same for every program: worked out once a process, when first asked for.

use std::sync::{Arc, LazyLock, OnceLock};

use o8_kubernetes::{Definition, DefinitionId, Field, FieldType, Kind, ListKind, PatchStrategy};

use crate::ty::{ListTy, Literal, MapTy, Ty};
use crate::types::{optional, union_of};

use super::{FieldView, ListMerge};

/// A record of Kubernetes.
#[derive(Debug)]
pub struct KubeRecord {
    /// What the table says of it.
    pub definition: Definition,
    /// What kind of object it is, where it is one.
    pub kind: Option<Kind>,
    /// Its fields in the order of their names.
    pub(super) fields: Vec<KubeField>,
}

/// A field and its type.
#[derive(Debug)]
pub(super) struct KubeField {
    pub(super) field: Field,
    ty: Ty,
    /// What the documentation says where it calls the field deprecated.
    deprecated: Option<&'static str>,
    /// Whether it is `apiVersion` or `kind` of a kind: they fill themselves.
    fixed: bool,
}

/// The record with this id.
pub fn kube(id: DefinitionId) -> &'static KubeRecord {
    static RECORDS: LazyLock<Box<[OnceLock<KubeRecord>]>> =
        LazyLock::new(|| o8_kubernetes::definitions().map(|_| OnceLock::new()).collect());
    RECORDS[id.index()].get_or_init(|| read(id))
}

fn read(id: DefinitionId) -> KubeRecord {
    let definition = o8_kubernetes::definition(id);
    let kind = o8_kubernetes::kind(definition.group, definition.version, definition.name);
    let fields = definition
        .fields
        .iter()
        .map(|field| {
            let fixed = kind.is_some() && matches!(field.name, "apiVersion" | "kind");
            let ty = field_type(&field);
            // What may be left out may also be `null`: absent.
            KubeField {
                ty: if field.required { ty } else { optional(ty) },
                deprecated: deprecation(field.description),
                fixed,
                field,
            }
        })
        .collect();
    KubeRecord { definition, kind, fields }
}

/// The sentence behind the mark by which the documentation of Kubernetes calls a field deprecated.
fn deprecation(description: &'static str) -> Option<&'static str> {
    let (_, after) =
        description.split_once("Deprecated: ").or_else(|| description.split_once("Deprecated. "))?;
    let end = after.find(". ").or_else(|| after.find(".\n")).unwrap_or(after.len());
    Some(after[..end].trim_end_matches('.'))
}

impl KubeField {
    pub(super) fn view(&self) -> FieldView<'_> {
        FieldView {
            name: self.field.name,
            ty: &self.ty,
            required: self.field.required && !self.fixed,
            docs: self.field.description,
            readonly: self.fixed,
            computed: false,
            deprecated: self.deprecated,
            since: None,
            values: self.field.values,
            merge: match self.field.patch {
                _ if !matches!(self.field.ty, FieldType::List(_)) => ListMerge::Replace,
                PatchStrategy::Replace | PatchStrategy::RetainKeys => ListMerge::Replace,
                PatchStrategy::Merge => ListMerge::Scalars,
                PatchStrategy::MergeKey(key) | PatchStrategy::MergeKeyRetainKeys(key) => ListMerge::Key(key),
            },
        }
    }
}

fn field_type(field: &Field) -> Ty {
    match field.ty {
        FieldType::List(element) => Ty::List(Arc::new(ListTy {
            element: scalar_or_more(element.get(), field.values),
            key: list_key(field),
        })),
        FieldType::Map(value) => {
            Ty::Map(Arc::new(MapTy { key: Ty::String, value: scalar_or_more(value.get(), field.values) }))
        }
        ty => scalar_or_more(ty, field.values),
    }
}

/// The field that tells the elements of a list apart. Where Kubernetes needs several together (the ports of a
/// service: port and protocol), none does alone.
fn list_key(field: &Field) -> Option<ecow::EcoString> {
    let (PatchStrategy::MergeKey(key) | PatchStrategy::MergeKeyRetainKeys(key)) = field.patch else {
        return None;
    };
    match field.list {
        ListKind::Map(keys) if keys.len() > 1 => None,
        ListKind::Atomic | ListKind::Set | ListKind::Map(_) => Some(key.into()),
    }
}

fn scalar_or_more(ty: FieldType, values: Option<&'static [&'static str]>) -> Ty {
    match ty {
        FieldType::Bool => Ty::Bool,
        FieldType::Int32 | FieldType::Int64 => Ty::Int,
        FieldType::Float => Ty::Float,
        FieldType::String => match values {
            Some(values) => union_of(values.iter().map(|&value| Ty::Literal(Literal::String(value.into())))),
            None => Ty::String,
        },
        FieldType::IntOrString => Ty::Union([Ty::Int, Ty::String, Ty::Percent].into()),
        FieldType::Quantity => Ty::Quantity,
        FieldType::Time | FieldType::Bytes => Ty::String,
        FieldType::Json => Ty::Json,
        FieldType::Object(id) => Ty::Kube(id),
        FieldType::List(element) => {
            Ty::List(Arc::new(ListTy { element: scalar_or_more(element.get(), values), key: None }))
        }
        FieldType::Map(value) => {
            Ty::Map(Arc::new(MapTy { key: Ty::String, value: scalar_or_more(value.get(), values) }))
        }
    }
}
