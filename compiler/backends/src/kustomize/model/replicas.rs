//! What an entry of `replicas:` does: it sets `spec.replicas` of every object of its name whose kind is one of four,
//! whatever its API group, and whether the field was there or not.

use ecow::EcoString;
use o8_ir::{Map, Node, Origin, Tree};

/// An entry of `replicas:`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Replicas {
    /// The name of the objects.
    pub name: EcoString,
    /// How many.
    pub count: i64,
    /// Where that comes from.
    pub origin: Origin,
}

/// Whether entries of `replicas:` look at objects of a kind.
pub(in crate::kustomize) fn is_counted(kind: &str) -> bool {
    matches!(kind, "Deployment" | "ReplicaSet" | "ReplicationController" | "StatefulSet")
}

/// The entry of `entries` that applies to an object.
pub(in crate::kustomize) fn entry_for<'a>(
    kind: &str,
    name: &str,
    entries: &'a [Replicas],
) -> Option<&'a Replicas> {
    if is_counted(kind) { entries.iter().find(|entry| entry.name == name) } else { None }
}

/// Sets `spec.replicas`. Kustomize stops where `spec` is no map; such an object has no entry made for it.
pub(in crate::kustomize) fn apply(object: &mut Node, count: i64) {
    let Tree::Map(map) = &mut object.tree else { return };
    if map.get("spec").is_none() {
        map.insert("spec", Node::derived(Tree::Map(Map::default())));
    }
    if let Some(Node { tree: Tree::Map(spec), .. }) = map.get_mut("spec") {
        spec.insert("replicas", count.into());
    }
}
