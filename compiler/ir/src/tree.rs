//! The tree of an object: what YAML can say, in the order in which it is printed.

use ecow::EcoString;

use crate::Origin;

/// A value with the place it comes from. Two nodes are equal when their trees are, whatever their origin.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub tree: Tree,
    /// Where it comes from.
    pub origin: Origin,
}

/// A value. `Null` stands in patches alone: in an object, null means absent.
#[derive(Clone, PartialEq, Debug)]
pub enum Tree {
    /// Removal, in a patch.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A finite number.
    Float(f64),
    /// Text.
    String(EcoString),
    /// Fields in the order of printing.
    Map(Map),
    /// Elements.
    List(List),
}

/// Fields in the order of printing; keys are unique.
#[derive(Clone, Debug, Default)]
pub struct Map(pub Vec<(EcoString, Node)>);

/// Elements, and how a strategic merge patch treats them.
#[derive(Clone, Debug)]
pub struct List {
    /// The elements.
    pub items: Vec<Node>,
    /// How a strategic merge patch treats them. Takes no part in equality.
    pub merge: ListMerge,
}

/// How a strategic merge patch treats a list (`x-kubernetes-patch-strategy`, `x-kubernetes-patch-merge-key`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListMerge {
    /// It is replaced whole.
    Replace,
    /// Elements are merged by the value of this field.
    Keyed(&'static str),
    /// Elements are scalars of a set.
    Set,
}

impl Node {
    /// A node that no source text stands behind.
    pub fn derived(tree: Tree) -> Self {
        Self { tree, origin: Origin::NONE }
    }

    /// The map in this node, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.tree {
            Tree::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The text in this node, if it is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.tree {
            Tree::String(text) => Some(text),
            _ => None,
        }
    }

    /// The list in this node, if it is one.
    pub fn as_list(&self) -> Option<&List> {
        match &self.tree {
            Tree::List(list) => Some(list),
            _ => None,
        }
    }

    /// The entries of the map in this node; none where it is no map.
    pub fn entries(&self) -> impl Iterator<Item = &(EcoString, Self)> {
        self.as_map().into_iter().flat_map(|map| &map.0)
    }

    /// The elements of the list in this node; none where it is no list.
    pub fn items(&self) -> impl Iterator<Item = &Self> {
        self.as_list().into_iter().flat_map(|list| &list.items)
    }

    /// The node below, one field a step.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.as_map()?.get(key))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.tree == other.tree
    }
}

impl Map {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find_map(|(name, node)| (name == key).then_some(node))
    }

    /// The value of `key`, for changing.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0.iter_mut().find_map(|(name, node)| (name == key).then_some(node))
    }

    /// Sets `key`: in its place where it is there, at the end otherwise.
    pub fn insert(&mut self, key: impl Into<EcoString>, node: Node) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(old) => *old = node,
            None => self.0.push((key, node)),
        }
    }

    /// Takes `key` out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let index = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(index).1)
    }
}

/// Maps are equal when they hold the same entries, in whatever order.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).enumerate().all(|(index, ((key, node), (same, there)))| {
                // Almost always the orders agree, and then no key is looked for.
                if key == same {
                    node == there
                } else {
                    other.0.iter().skip(index).chain(&other.0[..index]).any(|(k, n)| k == key && n == node)
                }
            })
    }
}

impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<EcoString> for Tree {
    fn from(text: EcoString) -> Self {
        Self::String(text)
    }
}

impl From<i64> for Tree {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Tree {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<T: Into<Tree>> From<T> for Node {
    fn from(value: T) -> Self {
        Self::derived(value.into())
    }
}

impl<K: Into<EcoString>> FromIterator<(K, Node)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Node)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(key, node)| (key.into(), node)).collect())
    }
}

impl From<Map> for Tree {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

/// A list that a strategic merge patch replaces whole.
impl From<Vec<Node>> for Tree {
    fn from(items: Vec<Node>) -> Self {
        Self::List(List { items, merge: ListMerge::Replace })
    }
}
