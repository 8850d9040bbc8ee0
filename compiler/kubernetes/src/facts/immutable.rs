//! Fields that an API server refuses to change once an object exists.
//!
//! Source: the Kubernetes API reference ("cannot be updated", "immutable") and the validation of updates.

/// API group, kind, paths from the top of the object.
type Immutable = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
pub(crate) static IMMUTABLE: &[Immutable] = &[
];
