//! Kustomize's strategic merge. For a kind that it does not know it amounts to a JSON merge patch.
//!
//! `null` and `$patch: delete` take away, `$patch: replace` replaces a map or a list. Every list that is merged by
//! keys is rebuilt by [`associative`], also where the patch says nothing about it.

mod associative;

use o8_ir::{List, Map, Node, Tree};

use super::Refused;
use super::view::View;
use crate::kustomize::shape::{Merge, Shape, UNKNOWN, shape_of_kind};

/// The object that comes of applying `patch` to `object`; `None` where the patch deletes it.
pub(in crate::kustomize) fn apply<'a>(
    object: &'a Node,
    patch: &'a Node,
) -> Result<Option<View<'a>>, Refused> {
    merge(Some(View::Whole(object)), Some(patch), Position::Map(&UNKNOWN))
}

/// What is known of the value at hand from the field that holds it.
#[derive(Clone, Copy)]
enum Position {
    Map(&'static Shape),
    List(Merge),
}

/// `patch` merged into `dest`. A `patch` of `None` says nothing, and `None` comes back for what is no more.
///
/// Invariant: the depth of both trees is bounded by the evaluation that made them.
fn merge<'a>(
    dest: Option<View<'a>>,
    patch: Option<&'a Node>,
    position: Position,
) -> Result<Option<View<'a>>, Refused> {
    match (&dest, patch.map(|patch| &patch.tree)) {
        (_, Some(Tree::Null)) => Ok(None),
        (None, None) => Ok(None),
        (None | Some(View::Map(_)), Some(Tree::Map(map))) => merge_map(dest, Some(map), position),
        (Some(View::Map(_)), None) => merge_map(dest, None, position),
        (None | Some(View::List(_)), Some(Tree::List(list))) => merge_list(dest, patch, Some(list), position),
        (Some(View::List(_)), None) => merge_list(dest, None, None, position),
        (Some(View::Text(_)), None) => Ok(dest),
        (Some(View::Map(_) | View::List(_) | View::Text(_)), Some(_)) => Err(Refused),
        (None, Some(_)) => Ok(patch.map(View::Whole)),
        (Some(View::Whole(node)), None) => match &node.tree {
            Tree::Map(_) => merge_map(dest, None, position),
            Tree::List(_) => merge_list(dest, None, None, position),
            _ => Ok(dest),
        },
        (Some(View::Whole(node)), Some(tree)) => match (&node.tree, tree) {
            (Tree::Map(_), Tree::Map(map)) => merge_map(dest, Some(map), position),
            (Tree::List(_), Tree::List(list)) => merge_list(dest, patch, Some(list), position),
            // A value never changes between scalar, map and list.
            (Tree::Map(_) | Tree::List(_), _) | (_, Tree::Map(_) | Tree::List(_)) => Err(Refused),
            _ => Ok(patch.map(View::Whole)),
        },
    }
}

fn merge_map<'a>(
    dest: Option<View<'a>>,
    patch: Option<&'a Map>,
    position: Position,
) -> Result<Option<View<'a>>, Refused> {
    let mut shape = match position {
        Position::Map(shape) => shape,
        Position::List(_) => &UNKNOWN,
    };
    // What looks like an object is treated as one, wherever it stands.
    if shape.is_unknown() {
        shape = embedded_shape(dest.as_ref(), patch);
    }
    let mut directive = None;
    if let Some(value) = patch.and_then(|patch| patch.get("$patch")) {
        directive = value.as_str();
    }
    let mut fields = match (directive, dest) {
        (Some("delete"), _) => return Ok(None),
        (Some("replace"), _) | (_, None) => Vec::new(),
        (Some("merge") | None, Some(View::Map(fields))) => fields,
        (Some("merge") | None, Some(View::Whole(node))) => {
            // Only a list that is merged by keys can come out of this otherwise than it went in.
            if patch.is_none() && shape.is_unknown() && !holds_an_object(node) {
                return Ok(Some(View::Whole(node)));
            }
            let fields = node.as_map().map_or(&[][..], |map| &map.0);
            fields.iter().map(|(name, value)| (name.as_str(), View::Whole(value))).collect()
        }
        _ => return Err(Refused),
    };
    for (name, value) in patch.map_or(&[][..], |patch| &patch.0) {
        if name == "$patch" {
            continue;
        }
        let index = fields.iter().position(|(field, _)| field == name);
        let old = index.map(|index| std::mem::replace(&mut fields[index].1, PLACEHOLDER));
        let new = merge(old, Some(value), below(shape, name, Some(value)))?;
        match (index, new) {
            (Some(index), Some(new)) => fields[index].1 = new,
            (Some(index), None) => drop(fields.remove(index)),
            (None, Some(new)) => fields.push((name, new)),
            (None, None) => {}
        }
    }
    // Everything else is walked through too.
    for (name, value) in &mut fields {
        if patch.is_none_or(|patch| patch.get(name).is_none()) && is_container(value) {
            let position = match value {
                View::Whole(node) => below(shape, name, Some(node)),
                View::Map(_) => Position::Map(shape.map(name)),
                View::List(_) | View::Text(_) => Position::List(shape.list(name)),
            };
            let old = std::mem::replace(value, PLACEHOLDER);
            *value = merge(Some(old), None, position)?.ok_or(Refused)?;
        }
    }
    Ok(Some(View::Map(fields)))
}

/// Stands where a value is taken out for a moment.
const PLACEHOLDER: View<'static> = View::List(Vec::new());

fn is_container(view: &View<'_>) -> bool {
    match view {
        View::Whole(node) => matches!(node.tree, Tree::Map(_) | Tree::List(_)),
        View::Map(_) | View::List(_) => true,
        View::Text(_) => false,
    }
}

fn below(shape: &Shape, name: &str, value: Option<&Node>) -> Position {
    match value.map(|value| &value.tree) {
        Some(Tree::List(_)) => Position::List(shape.list(name)),
        _ => Position::Map(shape.map(name)),
    }
}

/// The shape of the kind that a map names, in the object before the patch.
fn embedded_shape(dest: Option<&View<'_>>, patch: Option<&Map>) -> &'static Shape {
    let of_dest = dest.and_then(|dest| {
        Some(shape_of_kind(&dest.get("apiVersion")?.scalar()?, &dest.get("kind")?.scalar()?))
    });
    let of_patch = || shape_of_map(patch?);
    of_dest.or_else(of_patch).unwrap_or(&UNKNOWN)
}

fn shape_of_map(map: &Map) -> Option<&'static Shape> {
    Some(shape_of_kind(map.get("apiVersion")?.as_str()?, map.get("kind")?.as_str()?))
}

/// Whether some map below names a kind with lists that are merged by keys.
fn holds_an_object(node: &Node) -> bool {
    match &node.tree {
        Tree::Map(map) => {
            shape_of_map(map).is_some_and(|shape| !shape.is_unknown())
                || map.0.iter().any(|(_, value)| holds_an_object(value))
        }
        // The elements of a list that is replaced whole are not walked.
        _ => false,
    }
}

fn merge_list<'a>(
    dest: Option<View<'a>>,
    node: Option<&'a Node>,
    patch: Option<&'a List>,
    position: Position,
) -> Result<Option<View<'a>>, Refused> {
    let merge = match position {
        Position::List(merge) => merge,
        Position::Map(_) => Merge::Replace,
    };
    let (keys, shape) = match merge {
        Merge::Replace => return Ok(node.map(View::Whole).or(dest)),
        Merge::Set => return associative::merge_set(dest, patch).map(Some),
        Merge::Keyed(keys, shape) => (keys, shape),
    };
    let mut elements = patch.map_or(&[][..], |patch| &patch.items);
    let mut dest = dest;
    if let Some(at) = elements.iter().position(|element| directive_of_list(element).is_some()) {
        match directive_of_list(&elements[at]) {
            Some("delete") => return Ok(None),
            // The directive comes first in the patches that we write.
            Some("replace") if at == 0 => {
                dest = None;
                elements = &elements[1..];
            }
            _ => return Err(Refused),
        }
    }
    associative::merge_keyed(dest, patch.map(|_| elements), keys, shape).map(Some)
}

/// The directive for the whole list that this element is, if it is one: a map of `$patch` alone.
fn directive_of_list(element: &Node) -> Option<&str> {
    let map = element.as_map()?;
    if map.0.len() == 1 { map.get("$patch")?.as_str() } else { None }
}
