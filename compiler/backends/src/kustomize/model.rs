//! What `kustomize build` makes of an object, as far as overlays of o8 use it. Observed on 5.5 and unchanged in 5.8.
//!
//! The steps of one overlay, in the order of Kustomize: resources are added; patches are applied in the order
//! of the list; `replicas:`, then `images:`; and last, names in references follow the objects that they refer to.

pub(super) mod images;
pub(super) mod operations;
pub(super) mod references;
pub(super) mod replicas;
pub(super) mod strategic;
pub(super) mod view;

use o8_ir::{Map, Node, Tree};

/// Kustomize refuses, or does something that the model does not follow; what was tried is not to be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Refused;

/// Whether Kustomize can read again what it makes of an object that it changes. It writes a text of several lines as a
/// literal block once it touched it, and takes a tab at the beginning of one for indentation.
pub(super) fn is_readable(node: &Node) -> bool {
    let is_text_readable = |text: &str| !text.starts_with('\t') || !text.contains('\n');
    match &node.tree {
        Tree::String(text) => is_text_readable(text),
        Tree::Map(Map(fields)) => {
            fields.iter().all(|(name, value)| is_text_readable(name) && is_readable(value))
        }
        Tree::List(list) => list.items.iter().all(is_readable),
        Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) => true,
    }
}
