//! Kinds and the groups and versions that hold them.

use crate::definition::DefinitionId;
use crate::table::{DEFINITIONS, KINDS, Row};

/// A kind of object that an API server stores or answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The API group as in `apiVersion`; empty for the core group.
    pub group: &'static str,
    /// The version, for example `v1`.
    pub version: &'static str,
    /// The kind, for example `Deployment`.
    pub kind: &'static str,
    /// The name of the resource in paths and RBAC rules, for example `deployments`.
    pub plural: &'static str,
    /// Whether objects of this kind live in a namespace.
    pub namespaced: bool,
    /// The fields.
    pub definition: DefinitionId,
}

impl Kind {
    fn read(row: Row) -> Kind {
        Kind {
            group: row.text(0),
            version: row.text(6),
            kind: row.text(12),
            plural: row.text(18),
            definition: DefinitionId::new(row.small(24)),
            namespaced: row.small(26) != 0,
        }
    }
}

/// All kinds, in the order of group, version and name.
pub fn kinds() -> impl ExactSizeIterator<Item = Kind> {
    (0..KINDS.len()).map(|row| Kind::read(KINDS.row(row)))
}

/// The kind with this group, version and name. The core group is `""` or `core`.
pub fn kind(group: &str, version: &str, kind: &str) -> Option<Kind> {
    KINDS.find([api_group(group), version, kind]).map(|row| Kind::read(KINDS.row(row)))
}

/// Kinds of Kubernetes that there are no more, whose objects lived in no namespace.
const GONE: &[(&str, &str)] = &[
    ("auditregistration.k8s.io", "AuditSink"),
    ("extensions", "PodSecurityPolicy"),
    ("networking.k8s.io", "ClusterCIDR"),
    ("policy", "PodSecurityPolicy"),
    ("resource.k8s.io", "ResourceClass"),
];

/// Whether objects of a kind of Kubernetes live in no namespace, in whatever version of their group.
pub fn is_cluster_wide(group: &str, name: &str) -> bool {
    let group = api_group(group);
    GONE.contains(&(group, name))
        || versions(group).any(|version| kind(group, version, name).is_some_and(|kind| !kind.namespaced))
}

/// The kinds of a group's version, in the order of their names.
pub fn kinds_of(group: &str, version: &str) -> impl ExactSizeIterator<Item = Kind> + use<> {
    KINDS.range([api_group(group), version]).map(|row| Kind::read(KINDS.row(row)))
}

/// All groups as an import names them: `core`, `apps`, `networking.k8s.io`, and `meta` for what all share.
pub fn groups() -> impl Iterator<Item = &'static str> {
    let mut row = 0;
    std::iter::from_fn(move || {
        let group = (row < DEFINITIONS.len()).then(|| DEFINITIONS.row(row).text(0))?;
        row = DEFINITIONS.range([group]).end;
        Some(if group.is_empty() { "core" } else { group })
    })
}

/// The API group that an import means: `core` is the empty group, and a group may be named by its first
/// label alone (`networking` for `networking.k8s.io`).
pub fn group_named(name: &str) -> Option<&'static str> {
    let found = groups().find(|group| *group == name);
    let found = found.or_else(|| groups().find(|group| group.split('.').next() == Some(name)));
    found.map(|group| if group == "core" { "" } else { group })
}

/// The versions of a group, in the order of their names.
pub fn versions(group: &str) -> impl Iterator<Item = &'static str> + use<> {
    let rows = DEFINITIONS.range([api_group(group)]);
    let mut row = rows.start;
    std::iter::from_fn(move || {
        let found = (row < rows.end).then(|| DEFINITIONS.row(row))?;
        row = DEFINITIONS.range([found.text(0), found.text(6)]).end;
        Some(found.text(6))
    })
}

/// The name of a group as the table has it.
pub(crate) fn api_group(group: &str) -> &str {
    if group == "core" { "" } else { group }
}
