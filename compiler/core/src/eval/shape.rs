//! What the evaluator knows of a record type: names, merge strategies and what stands for a field that is not set.

use std::sync::{LazyLock, OnceLock};

use ecow::{EcoString, eco_format};
use o8_ir::ListMerge;
use o8_ir::platform::SourceSort;
use o8_kubernetes::{DefinitionId, FieldType, PatchStrategy};

use crate::hir::{RecordBody, RecordRef};
use crate::ids::DefId;
use crate::ty::{RecordSignature, RecordSort, Ty};

/// A record type as values of it need it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Shape {
    pub(super) name: EcoString,
    pub(super) fields: Vec<FieldShape>,
    /// Indices of the fields without which an object is refused.
    pub(super) required: Vec<u16>,
    /// The kind of object, where it is one.
    pub(super) kind: Option<KindShape>,
    /// In the metadata of objects, the field that names the namespace.
    pub(super) namespace_field: Option<u16>,
    /// Whether its values render to objects.
    pub(super) component: bool,
    /// What Argo CD reads instead of objects of ours, where it is a component of that sort.
    pub(super) delivery: Option<SourceSort>,
    /// Whether values have a slot for every field and `let`, so that an index finds it.
    pub(super) dense: bool,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct FieldShape {
    pub(super) name: EcoString,
    /// How a strategic merge patch treats it, if it is a list.
    pub(super) merge: ListMerge,
    /// The field that tells the elements of a keyed list apart.
    pub(super) key: Option<EcoString>,
    /// The record of Kubernetes that it, or each element of it, is.
    pub(super) definition: Option<DefinitionId>,
    /// What holds where the program neither sets it nor gives a default.
    pub(super) absent: Absent,
    /// Whether an object without it is refused.
    pub(super) required: bool,
}

/// What stands for a field without setting and written default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Absent {
    /// `null`
    Null,
    /// Nothing may: it is missing.
    Missing,
    /// What the compiler works out.
    Computed,
}

/// A kind of object.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct KindShape {
    pub(super) api_version: EcoString,
    pub(super) kind: EcoString,
    pub(super) namespaced: bool,
    pub(super) built_in: bool,
}

/// A record type with the text that defines it.
#[derive(Clone, Copy)]
pub(crate) struct RecordInfo<'a> {
    pub(super) record: RecordRef,
    pub(super) shape: &'a Shape,
    /// Defaults, `let`s, conditions and emits; records of Kubernetes have none.
    pub(super) body: Option<&'a RecordBody>,
    /// Whether it has conditions at all.
    pub(super) conditional: bool,
}

impl RecordInfo<'_> {
    /// The declaration of a declared record.
    pub(super) fn def(&self) -> Option<DefId> {
        match self.record {
            RecordRef::Declared(def) => Some(def),
            RecordRef::Kube(_) => None,
        }
    }
}

impl Shape {
    /// The index of the field with this name.
    pub(super) fn position(&self, name: &str) -> Option<u16> {
        self.fields.iter().position(|field| field.name == name).map(|at| at as u16)
    }

    /// Whether this field is the namespace in an object's metadata.
    pub(super) fn names_namespace(&self, field: u16) -> bool {
        self.namespace_field == Some(field)
    }

    /// The shape of a declared record.
    pub(super) fn declared(signature: &RecordSignature) -> Self {
        let kind = match &signature.sort {
            RecordSort::Kind { group, version, kind, namespaced, .. } => Some(KindShape {
                api_version: api_version(group, version),
                kind: kind.clone(),
                namespaced: *namespaced,
                built_in: false,
            }),
            RecordSort::Plain | RecordSort::Component { .. } | RecordSort::Entity { .. } => None,
        };
        let fields = signature.fields.iter().map(|field| FieldShape {
            name: field.name.clone(),
            merge: ListMerge::Replace,
            key: list_key(&field.ty),
            definition: None,
            absent: match &field.ty {
                _ if field.computed => Absent::Computed,
                Ty::Optional(_) | Ty::Null => Absent::Null,
                _ => Absent::Missing,
            },
            required: !field.has_default && !field.computed && !matches!(field.ty, Ty::Optional(_)),
        });
        let fields: Vec<FieldShape> = fields.collect();
        Self {
            name: signature.name.clone(),
            required: required(&fields),
            fields,
            namespace_field: None,
            kind,
            component: matches!(signature.sort, RecordSort::Component { .. }),
            delivery: match signature.sort {
                RecordSort::Component { delivery } => delivery,
                _ => None,
            },
            dense: true,
        }
    }

    /// The shape of a record of Kubernetes: the same for every program, worked out once a process.
    pub(super) fn kube(id: DefinitionId) -> &'static Self {
        static SHAPES: LazyLock<Box<[OnceLock<Shape>]>> =
            LazyLock::new(|| o8_kubernetes::definitions().map(|_| OnceLock::new()).collect());
        SHAPES[id.index()].get_or_init(|| {
            let definition = o8_kubernetes::definition(id);
            let kind = o8_kubernetes::kind(definition.group, definition.version, definition.name);
            let fields = definition.fields.iter().map(|field| {
                let (merge, key) = match field.patch {
                    PatchStrategy::Replace | PatchStrategy::RetainKeys => (ListMerge::Replace, None),
                    PatchStrategy::Merge => (ListMerge::Set, None),
                    PatchStrategy::MergeKey(key) | PatchStrategy::MergeKeyRetainKeys(key) => {
                        (ListMerge::Keyed(key), Some(key.into()))
                    }
                };
                let fixed = kind.is_some() && matches!(field.name, "apiVersion" | "kind");
                FieldShape {
                    name: field.name.into(),
                    merge,
                    key,
                    definition: match field.ty {
                        FieldType::Object(id) => Some(id),
                        FieldType::List(element) => match element.get() {
                            FieldType::Object(id) => Some(id),
                            _ => None,
                        },
                        _ => None,
                    },
                    absent: match () {
                        () if fixed => Absent::Computed,
                        () if field.required => Absent::Missing,
                        () => Absent::Null,
                    },
                    required: field.required && !fixed,
                }
            });
            let fields: Vec<FieldShape> = fields.collect();
            let is_metadata = definition.name == "ObjectMeta";
            let namespace = fields.iter().position(|field| is_metadata && field.name == "namespace");
            Self {
                name: definition.name.into(),
                namespace_field: namespace.map(|at| at as u16),
                required: required(&fields),
                fields,
                kind: kind.map(|kind| KindShape {
                    api_version: api_version(kind.group, kind.version),
                    kind: kind.kind.into(),
                    namespaced: kind.namespaced,
                    built_in: true,
                }),
                component: false,
                delivery: None,
                dense: false,
            }
        })
    }
}

/// `apps/v1`; for the core group `v1`.
pub(super) fn api_version(group: &str, version: &str) -> EcoString {
    if group.is_empty() { version.into() } else { eco_format!("{group}/{version}") }
}

fn required(fields: &[FieldShape]) -> Vec<u16> {
    (0..fields.len() as u16).filter(|&at| fields[usize::from(at)].required).collect()
}

fn list_key(ty: &Ty) -> Option<EcoString> {
    match ty {
        Ty::List(list) => list.key.clone(),
        Ty::Optional(ty) => list_key(ty),
        _ => None,
    }
}
