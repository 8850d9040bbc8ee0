//! Strategic merge patches: the smallest that say what differs, in the order that Kustomize needs.
//!
//! Kustomize puts the elements of a patch before all others of a list that it merges by keys. So a patch names, by
//! their keys alone, those elements that have to stay before one that it changes or adds:
//!
//! ```yaml
//! env:
//! - name: FIRST
//! - name: NEW
//!   value: "1"
//! ```

use ecow::EcoString;
use o8_ir::{List, ListMerge, Map, Node, Object, Tree};

use super::super::model::view::scalar_text;
use super::super::shape::{Merge, Shape, shape_of_kind};

/// What a patch does with lists that are merged by two keys, where Kustomize is not to be relied on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lists {
    /// It merges them.
    Merged,
    /// It replaces them by `$patch: replace`.
    Replaced,
}

/// A strategic merge patch cannot say it.
struct Inexpressible;

/// The patch that turns `lower` into `upper`; both are bodies of `object`.
pub(super) fn patch(
    object: &Object,
    namespace: Option<&str>,
    lower: &Node,
    upper: &Node,
    lists: Lists,
) -> Option<Node> {
    let (lower, upper) = (lower.as_map()?, upper.as_map()?);
    let mut header = header(object, namespace);
    let differ = Differ { lists };
    let shape = shape_of_kind(object.api_version(), object.kind());
    let fields = differ.map(lower, upper, shape, &["apiVersion", "kind", "metadata"]).ok()?;
    if let (Some(lower), Some(upper)) =
        (lower.get("metadata").and_then(Node::as_map), upper.get("metadata").and_then(Node::as_map))
    {
        let metadata = differ.map(lower, upper, shape.map("metadata"), &["name", "namespace"]).ok()?;
        if let Some(Node { tree: Tree::Map(known), .. }) = header.get_mut("metadata") {
            known.0.extend(metadata.0);
        }
    }
    header.0.extend(fields.0);
    Some(Node::derived(Tree::Map(header)))
}

/// The patch that deletes an object.
pub(super) fn deletion(object: &Object, namespace: Option<&str>) -> Node {
    let mut patch = header(object, namespace);
    patch.0.push(("$patch".into(), "delete".into()));
    Node::derived(Tree::Map(patch))
}

fn header(object: &Object, namespace: Option<&str>) -> Map {
    let mut metadata = Map(vec![("name".into(), object.name().into())]);
    if let Some(namespace) = namespace {
        metadata.0.push(("namespace".into(), namespace.into()));
    }
    Map(vec![
        ("apiVersion".into(), object.api_version().into()),
        ("kind".into(), object.kind().into()),
        ("metadata".into(), Node::derived(Tree::Map(metadata))),
    ])
}

struct Differ {
    lists: Lists,
}

impl Differ {
    /// The fields of a patch: what `upper` has otherwise, then what it lacks.
    fn map(&self, lower: &Map, upper: &Map, shape: &Shape, but: &[&str]) -> Result<Map, Inexpressible> {
        let mut patch = Map::default();
        let mut kept = 0;
        let mut next = 0;
        for (name, value) in &upper.0 {
            // Fields almost always come in the same order.
            let found = match lower.0.get(next) {
                Some((same, _)) if same == name => Some(next),
                _ => lower.0.iter().position(|(other, _)| other == name),
            };
            let Some(index) = found else {
                if !but.contains(&name.as_str()) {
                    patch.0.push((name.clone(), value.clone()));
                }
                continue;
            };
            next = index + 1;
            kept += 1;
            if but.contains(&name.as_str()) {
                continue;
            }
            if let Some(change) = self.value(&lower.0[index].1, value, name, shape)? {
                patch.0.push((name.clone(), change));
            }
        }
        if kept < lower.0.len() {
            let gone = lower.0.iter().map(|(name, _)| name);
            let gone = gone.filter(|name| upper.get(name).is_none() && !but.contains(&name.as_str()));
            patch.0.extend(gone.map(|name| (name.clone(), Node::derived(Tree::Null))));
        }
        Ok(patch)
    }

    fn value(
        &self,
        lower: &Node,
        upper: &Node,
        name: &str,
        shape: &Shape,
    ) -> Result<Option<Node>, Inexpressible> {
        match (&lower.tree, &upper.tree) {
            (Tree::Map(lower), Tree::Map(upper)) => {
                let patch = self.map(lower, upper, shape.map(name), &[])?;
                Ok((!patch.0.is_empty()).then(|| Node::derived(Tree::Map(patch))))
            }
            (Tree::List(lower), Tree::List(upper)) if lower == upper => Ok(None),
            (Tree::List(lower), Tree::List(upper)) => match shape.list(name) {
                Merge::Replace => Ok(Some(Node::derived(Tree::List(upper.clone())))),
                Merge::Set => set_patch(lower, upper).map(Some),
                Merge::Keyed(keys, shape) => self.keyed(lower, upper, keys, shape).map(Some),
            },
            (Tree::Map(_) | Tree::List(_), _) | (_, Tree::Map(_) | Tree::List(_)) => Err(Inexpressible),
            (lower, upper) => Ok((lower != upper).then(|| Node::derived(upper.clone()))),
        }
    }

    fn keyed(&self, lower: &List, upper: &List, keys: &[&str], shape: &Shape) -> Result<Node, Inexpressible> {
        if self.lists == Lists::Replaced && keys.len() > 1 {
            let directive = Map(vec![("$patch".into(), "replace".into())]);
            let items =
                std::iter::once(Node::derived(Tree::Map(directive))).chain(upper.items.iter().cloned());
            return Ok(list(items.collect()));
        }
        let old = keys_of_all(lower, keys)?;
        let new = keys_of_all(upper, keys)?;
        // What stays as it is, at the end of the list, needs no mention.
        let kept: Vec<&Node> =
            lower.items.iter().zip(&old).filter(|(_, key)| new.contains(key)).map(|(item, _)| item).collect();
        let tail =
            upper.items.iter().rev().zip(kept.iter().rev()).take_while(|(new, old)| new == *old).count();

        let mut patch = Vec::new();
        for (item, key) in upper.items.iter().zip(&new).take(upper.items.len() - tail) {
            let Some(index) = old.iter().position(|other| other == key) else {
                patch.push(item.clone());
                continue;
            };
            let mut fields = key_fields(&lower.items[index], keys);
            if let (Tree::Map(lower), Tree::Map(upper)) = (&lower.items[index].tree, &item.tree) {
                fields.0.extend(self.map(lower, upper, shape, keys)?.0);
            }
            patch.push(Node::derived(Tree::Map(fields)));
        }
        for (item, key) in lower.items.iter().zip(&old) {
            if !new.contains(key) {
                let mut fields = key_fields(item, keys);
                fields.0.insert(0, ("$patch".into(), "delete".into()));
                patch.push(Node::derived(Tree::Map(fields)));
            }
        }
        Ok(list(patch))
    }
}

/// Nothing can be taken out of a set, and what is new comes first.
fn set_patch(lower: &List, upper: &List) -> Result<Node, Inexpressible> {
    if lower.items.iter().any(|item| !upper.items.contains(item)) {
        return Err(Inexpressible);
    }
    let pairs = upper.items.iter().rev().zip(lower.items.iter().rev());
    let tail = pairs.take_while(|(new, old)| new == old).count();
    Ok(list(upper.items[..upper.items.len() - tail].to_vec()))
}

/// The values of the keys of each element; they must be there, a second one aside, and tell the elements apart.
fn keys_of_all(list: &List, keys: &[&str]) -> Result<Vec<Vec<EcoString>>, Inexpressible> {
    let mut all: Vec<Vec<EcoString>> = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let map = item.as_map().ok_or(Inexpressible)?;
        let values = keys.iter().map(|key| map.get(key).and_then(scalar_text).unwrap_or_default());
        let values: Vec<_> = values.collect();
        if values[0].is_empty() || all.contains(&values) {
            return Err(Inexpressible);
        }
        all.push(values);
    }
    Ok(all)
}

fn key_fields(element: &Node, keys: &[&str]) -> Map {
    let value = |key: &&str| Some(((*key).into(), element.as_map()?.get(key)?.clone()));
    Map(keys.iter().filter_map(value).collect())
}

fn list(items: Vec<Node>) -> Node {
    Node::derived(Tree::List(List { items, merge: ListMerge::Replace }))
}
