//! A Kubernetes object of one layer of a module.

use ecow::EcoString;

use crate::{Map, Node, Tree};

/// What makes two objects of two layers the same: the `emit` that gave them and the keys of its loops,
/// whatever their names. Unique within a layer, and the order of a layer is the order of the program.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Identity(pub EcoString);

/// What the API server knows an object by.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ObjectKey {
    /// API group; empty for core kinds.
    pub group: EcoString,
    /// Kind.
    pub kind: EcoString,
    /// Namespace; `None` for cluster-scoped kinds, and where the layer leaves it to the one above.
    pub namespace: Option<EcoString>,
    /// Name.
    pub name: EcoString,
}

/// A Kubernetes object of one layer of a module. `body` is a map with `apiVersion`, `kind` and `metadata.name`.
#[derive(Clone, PartialEq, Debug)]
pub struct Object {
    /// What makes it the same object in another layer.
    pub identity: Identity,
    /// Whether it is a kind of Kubernetes itself (strategic merge patches) or a custom resource (JSON merge patches).
    pub built_in: bool,
    /// Whether its kind lives in a namespace.
    pub namespaced: bool,
    /// Whether it lives in the module's own namespace. A layer that does not know the namespace leaves `metadata.namespace` out.
    pub in_own_namespace: bool,
    /// The whole object.
    pub body: Node,
}

impl Object {
    /// The fields of the object.
    pub fn fields(&self) -> &Map {
        match &self.body.tree {
            Tree::Map(map) => map,
            _ => unreachable!("the body of an object is made as a map"),
        }
    }

    fn text(&self, path: &[&str]) -> &str {
        self.body.at(path).and_then(Node::as_str).unwrap_or_default()
    }

    /// `apiVersion`, such as `apps/v1`.
    pub fn api_version(&self) -> &str {
        self.text(&["apiVersion"])
    }

    /// The group of `apiVersion`; empty for core kinds.
    pub fn group(&self) -> &str {
        self.api_version().split_once('/').map_or("", |(group, _)| group)
    }

    /// `kind`.
    pub fn kind(&self) -> &str {
        self.text(&["kind"])
    }

    /// `metadata.name`.
    pub fn name(&self) -> &str {
        self.text(&["metadata", "name"])
    }

    /// `metadata.namespace`, where the object carries one.
    pub fn namespace(&self) -> Option<&str> {
        self.body.at(&["metadata", "namespace"]).and_then(Node::as_str)
    }

    /// What the API server knows it by.
    pub fn key(&self) -> ObjectKey {
        ObjectKey {
            group: self.group().into(),
            kind: self.kind().into(),
            namespace: self.namespace().map(Into::into),
            name: self.name().into(),
        }
    }
}
