//! Records, seen alike: declared in o8 or built into Kubernetes, with the same answers about fields and kinds.
//!
//! A field is addressed by its [`FieldIndex`]: its position among the fields of a declared record's signature, or
//! among those of the Kubernetes definition. The `let`s of a declared record are addressed after its fields.

mod kube;

pub use kube::{KubeRecord, kube};

use ecow::EcoString;

use crate::db::Program;
use crate::hir::{FieldIndex, RecordRef};
use crate::ids::DefId;
use crate::signature;
use crate::ty::{FieldSignature, LetSignature, RecordSignature, RecordSort, Ty};

/// A record type, wherever it comes from. Cheap to copy; asking it allocates nothing.
#[derive(Clone, Copy, Debug)]
pub enum RecordView<'db> {
    /// A declared record.
    Declared(DefId, &'db RecordSignature),
    /// A record of Kubernetes itself.
    Kube(&'static KubeRecord),
    /// What stands for a record whose declaration is broken: no fields, and silence about it.
    Broken,
}

/// A field of a record.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct FieldView<'db> {
    /// Its name.
    pub name: &'db str,
    /// Its type.
    pub ty: &'db Ty,
    /// Whether a new record has to set it.
    pub required: bool,
    /// Its documentation.
    pub docs: &'db str,
    /// Whether it has a value and cannot be set.
    pub readonly: bool,
    /// Whether the compiler gives the value where the program sets none.
    pub computed: bool,
    /// What to use instead, where it is deprecated.
    pub deprecated: Option<&'db str>,
    /// The version that it came with.
    pub since: Option<&'db str>,
    /// The only values that it may have, where Kubernetes closes the set; they are in `ty` too.
    pub values: Option<&'static [&'static str]>,
    /// How a patch treats it, where it is a list of Kubernetes itself.
    pub merge: ListMerge,
}

/// How a strategic merge patch treats a list. Lists of custom resources are always replaced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListMerge {
    /// Replaced as a whole.
    Replace,
    /// A set of scalars: gains what the patch has.
    Scalars,
    /// Merged element by element, matched by this field.
    Key(&'static str),
}

/// What makes a record an object of a kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KindView<'db> {
    /// API group; empty for the core group.
    pub group: &'db str,
    /// API version.
    pub version: &'db str,
    /// Kind.
    pub kind: &'db str,
    /// The name of the resource in paths and RBAC rules.
    pub plural: &'db str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// Whether Kubernetes itself has it: strategic merge patches know it.
    pub built_in: bool,
}

/// The record type behind a reference.
pub fn record(db: &dyn salsa::Database, program: Program, record: RecordRef) -> RecordView<'_> {
    match record {
        RecordRef::Declared(def) => match signature::record(db, program, def) {
            Some(signature) => RecordView::Declared(def, signature),
            None => RecordView::Broken,
        },
        RecordRef::Kube(id) => RecordView::Kube(kube(id)),
    }
}

/// The record type that values of a type have, where it is one record type.
pub fn record_of(ty: &Ty) -> Option<RecordRef> {
    match ty {
        Ty::Record(def) => Some(RecordRef::Declared(*def)),
        Ty::Kube(id) => Some(RecordRef::Kube(*id)),
        _ => None,
    }
}

/// The type of the values of a record type.
pub fn type_of(record: RecordRef) -> Ty {
    match record {
        RecordRef::Declared(def) => Ty::Record(def),
        RecordRef::Kube(id) => Ty::Kube(id),
    }
}

impl<'db> RecordView<'db> {
    /// Its name.
    pub fn name(self) -> &'db str {
        match self {
            Self::Declared(_, signature) => &signature.name,
            Self::Kube(record) => record.definition.name,
            Self::Broken => "_",
        }
    }

    /// Its documentation.
    pub fn docs(self) -> &'db str {
        match self {
            Self::Declared(_, signature) => &signature.docs,
            Self::Kube(record) => record.definition.description,
            Self::Broken => "",
        }
    }

    /// Whether its declaration is broken, so that nothing should be said about its fields.
    pub fn is_broken(self) -> bool {
        matches!(self, Self::Broken)
    }

    /// How many fields it has.
    pub fn len(self) -> usize {
        match self {
            Self::Declared(_, signature) => signature.fields.len(),
            Self::Kube(record) => record.fields.len(),
            Self::Broken => 0,
        }
    }

    /// Whether it has no fields.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The field with this name.
    pub fn field_named(self, name: &str) -> Option<FieldIndex> {
        let position = match self {
            // Records have few fields: comparing lengths and bytes in a row is faster than a map is to ask.
            Self::Declared(_, signature) => signature.fields.iter().position(|field| field.name == name),
            Self::Kube(record) => record.fields.binary_search_by(|field| field.field.name.cmp(name)).ok(),
            Self::Broken => None,
        }?;
        FieldIndex::try_from(position).ok()
    }

    /// The field at an index that came from this record.
    pub fn field(self, index: FieldIndex) -> FieldView<'db> {
        self.get(index).unwrap_or(FieldView::BROKEN)
    }

    fn get(self, index: FieldIndex) -> Option<FieldView<'db>> {
        match self {
            Self::Declared(_, signature) => signature.fields.get(usize::from(index)).map(declared_field),
            Self::Kube(record) => record.fields.get(usize::from(index)).map(kube::KubeField::view),
            Self::Broken => None,
        }
    }

    /// All fields in order.
    pub fn fields(self) -> impl Iterator<Item = (FieldIndex, FieldView<'db>)> {
        (0..FieldIndex::MAX).map_while(move |index| Some((index, self.get(index)?)))
    }

    /// The `let`s of a declared record; addressed by the number of fields plus their position.
    pub fn lets(self) -> &'db [LetSignature] {
        match self {
            Self::Declared(_, signature) => &signature.lets,
            Self::Kube(_) | Self::Broken => &[],
        }
    }

    /// The index of the `let` with this name.
    pub fn let_named(self, name: &str) -> Option<FieldIndex> {
        let position = self.lets().iter().position(|found| found.name == name)?;
        FieldIndex::try_from(self.len() + position).ok()
    }

    /// What sort of declared record it is.
    pub fn sort(self) -> Option<&'db RecordSort> {
        match self {
            Self::Declared(_, signature) => Some(&signature.sort),
            Self::Kube(_) | Self::Broken => None,
        }
    }

    /// What kind of object its values are, if they are any.
    pub fn kind(self) -> Option<KindView<'db>> {
        match self {
            Self::Declared(
                _,
                RecordSignature {
                    sort: RecordSort::Kind { group, version, kind, plural, namespaced }, ..
                },
            ) => Some(KindView { group, version, kind, plural, namespaced: *namespaced, built_in: false }),
            Self::Kube(record) => record.kind.map(|kind| KindView {
                group: kind.group,
                version: kind.version,
                kind: kind.kind,
                plural: kind.plural,
                namespaced: kind.namespaced,
                built_in: true,
            }),
            Self::Declared(..) | Self::Broken => None,
        }
    }
}

impl FieldView<'_> {
    /// What an index that belongs to no field of the record gives.
    const BROKEN: FieldView<'static> = FieldView {
        name: "_",
        ty: &Ty::Error,
        required: false,
        docs: "",
        readonly: false,
        computed: false,
        deprecated: None,
        since: None,
        values: None,
        merge: ListMerge::Replace,
    };
}

fn declared_field(field: &FieldSignature) -> FieldView<'_> {
    let required = !field.has_default
        && !field.computed
        && !field.readonly
        && !matches!(field.ty, Ty::Optional(_) | Ty::Error);
    FieldView {
        name: &field.name,
        ty: &field.ty,
        required,
        docs: &field.docs,
        readonly: field.readonly,
        computed: field.computed,
        deprecated: field.deprecated.as_ref().map(EcoString::as_str),
        since: field.since.as_ref().map(EcoString::as_str),
        values: None,
        merge: ListMerge::Replace,
    }
}

#[cfg(test)]
mod tests;
