//! What the OpenAPI schemas of `k8s-openapi` leave out, written down with its source.
//!
//! The build script reads these tables too and fails when a fact names a field that does not exist.
//! A definition is addressed by its group and version as an import writes them (`core/v1`), then by
//! its short name and the field.

mod immutable;
mod lists;
mod patches;
mod values;

pub(crate) use immutable::IMMUTABLE;
pub(crate) use lists::LISTS;
pub(crate) use patches::PATCHES;
pub(crate) use values::VALUES;

/// How server-side apply treats the elements of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// The list is replaced as a whole.
    Atomic,
    /// The elements are a set of scalars.
    Set,
    /// The elements are objects, told apart by these fields together.
    Map(&'static [&'static str]),
}

/// How a strategic merge patch treats a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchStrategy {
    /// The patch's value takes the place of the old one.
    Replace,
    /// Objects and maps merge by field; a list of scalars gains the elements of the patch.
    Merge,
    /// A list of objects merges element by element, matched by this field.
    MergeKey(&'static str),
    /// An object keeps only the fields which the patch names: the members of a union.
    RetainKeys,
    /// A list merges by this field, and each matched element keeps only the fields which the patch names.
    MergeKeyRetainKeys(&'static str),
}
