//! Kinds, fields, merge keys and API versions of Kubernetes as an embedded table.

/// A record type of Kubernetes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct DefinitionId(pub u16);
