//! A tree that shares what a patch leaves alone with the trees that it was made from.

use std::borrow::Cow;

use ecow::EcoString;
use o8_ir::{List, ListMerge, Map, Node, Tree};

/// A node of a patched object.
#[derive(Clone, Debug)]
pub(in crate::kustomize) enum View<'a> {
    /// A whole tree of the object or of the patch.
    Whole(&'a Node),
    /// A map that was touched.
    Map(Vec<(&'a str, View<'a>)>),
    /// A list that was touched.
    List(Vec<View<'a>>),
    /// Text that neither of them holds at this place.
    Text(EcoString),
}

impl<'a> View<'a> {
    /// The field `name`, if this is a map that has it.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, View<'a>>> {
        match self {
            Self::Whole(node) => Some(Cow::Owned(View::Whole(node.as_map()?.get(name)?))),
            Self::Map(fields) => {
                fields.iter().find_map(|(field, value)| (*field == name).then_some(Cow::Borrowed(value)))
            }
            Self::List(_) | Self::Text(_) => None,
        }
    }

    /// Whether it is a map without fields.
    pub(super) fn is_empty_map(&self) -> bool {
        match self {
            Self::Whole(node) => node.as_map().is_some_and(|map| map.0.is_empty()),
            Self::Map(fields) => fields.is_empty(),
            Self::List(_) | Self::Text(_) => false,
        }
    }

    /// The text that stands for a scalar in a file.
    pub(super) fn scalar(&self) -> Option<EcoString> {
        match self {
            Self::Whole(node) => scalar_text(node),
            Self::Text(text) => Some(text.clone()),
            Self::Map(_) | Self::List(_) => None,
        }
    }

    /// Whether it is the same value as `node`; the order of a map's fields plays no part.
    pub(in crate::kustomize) fn is(&self, node: &Node) -> bool {
        match self {
            Self::Whole(whole) => *whole == node,
            Self::Text(text) => node.as_str() == Some(text),
            Self::List(items) => node.as_list().is_some_and(|list| {
                list.items.len() == items.len()
                    && items.iter().zip(&list.items).all(|(item, node)| item.is(node))
            }),
            Self::Map(fields) => node.as_map().is_some_and(|map| {
                map.0.len() == fields.len()
                    && fields.iter().enumerate().all(|(index, (name, value))| {
                        // Almost always the orders agree, and then no field is looked for.
                        match map.0.get(index) {
                            Some((same, there)) if same == name => value.is(there),
                            _ => map.get(name).is_some_and(|there| value.is(there)),
                        }
                    })
            }),
        }
    }

    /// A tree of its own.
    pub(in crate::kustomize) fn to_node(&self) -> Node {
        match self {
            Self::Whole(node) => (*node).clone(),
            Self::Text(text) => text.clone().into(),
            Self::List(items) => Node::derived(Tree::List(List {
                items: items.iter().map(View::to_node).collect(),
                merge: ListMerge::Replace,
            })),
            Self::Map(fields) => {
                let fields = fields.iter().map(|(name, value)| (EcoString::from(*name), value.to_node()));
                Node::derived(Tree::Map(Map(fields.collect())))
            }
        }
    }
}

/// The text that stands for a scalar in a file, before quoting.
pub(in crate::kustomize) fn scalar_text(node: &Node) -> Option<EcoString> {
    Some(match &node.tree {
        Tree::String(text) => text.clone(),
        Tree::Int(number) => ecow::eco_format!("{number}"),
        Tree::Bool(value) => ecow::eco_format!("{value}"),
        Tree::Float(number) => ecow::eco_format!("{number}"),
        Tree::Null | Tree::Map(_) | Tree::List(_) => return None,
    })
}
