//! The overlay that turns one layer of a module into the next.
//!
//! For each object the first of these that gives exactly the upper object when the model of Kustomize applies it,
//! the order of lists included: entries of `images:` and `replicas:`, a strategic merge patch (for a custom resource
//! that is a JSON merge patch), RFC 6902 operations. What is new is added as a resource, what is gone is deleted by a
//! patch, and the namespace of the module is set by one operation for all objects that live in it.

mod entries;
mod namespace;
mod operations;
mod pairs;
mod strategic;

use ecow::EcoString;
use o8_ir::{Identity, Map, Node, Object, Tree};

use super::model::images::Image;
use super::model::operations::Operation;
use super::model::references::{Referred, disturbed};
use super::model::replicas::{self, Replicas};
use super::model::view::View;
use super::model::{images, is_readable, strategic as model_strategic};
use entries::Entries;
pub use namespace::NamespacePatch;
use pairs::{Pair, Pairing};

/// The objects of a module as far as some of `environment` and `cluster` are known.
#[derive(Clone, Debug, Default)]
pub struct Layer<'a> {
    /// Its objects, in the order of the program.
    pub objects: Vec<&'a Object>,
    /// The module's own namespace, where it is known.
    pub namespace: Option<&'a str>,
}

impl Layer<'_> {
    /// The namespace of an object: its own, or that of the module.
    pub(super) fn namespace_of<'o>(&self, object: &'o Object) -> Option<&'o str>
    where
        Self: 'o,
    {
        object.namespace().or(if object.in_own_namespace { self.namespace } else { None })
    }
}

/// What an overlay does.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Overlay<'a> {
    /// Objects that it adds, each with its namespace.
    pub resources: Vec<(&'a Object, Option<&'a str>)>,
    /// Patches of objects of the layer below.
    pub patches: Vec<Patch<'a>>,
    /// The namespace that objects of the layer below get.
    pub namespace: Option<NamespacePatch<'a>>,
    /// Entries of `replicas:`.
    pub replicas: Vec<Replicas>,
    /// Entries of `images:`.
    pub images: Vec<Image>,
}

/// A patch of one object.
#[derive(Clone, PartialEq, Debug)]
pub struct Patch<'a> {
    /// The object, as it is in the layer below.
    pub object: &'a Object,
    /// What the patch does to it.
    pub body: PatchBody,
}

/// What a patch does.
#[derive(Clone, PartialEq, Debug)]
pub enum PatchBody {
    /// Takes the object away.
    Delete(Node),
    /// Merges fields: a strategic merge patch, or a JSON merge patch for a kind that Kustomize does not know.
    Merge(Node),
    /// RFC 6902 operations on the objects of a target.
    Operations(Target, Vec<Operation>),
}

/// Regular expressions, anchored by Kustomize, that select objects; `None` selects whatever.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Target {
    /// Of the API group.
    pub group: Option<EcoString>,
    /// Of the version.
    pub version: Option<EcoString>,
    /// Of the kind.
    pub kind: Option<EcoString>,
    /// Of the name.
    pub name: Option<EcoString>,
    /// Of the namespace.
    pub namespace: Option<EcoString>,
}

/// The overlay that turns `lower` into `upper`, or the objects that stand in the way: none of the forms gives them,
/// or adding to `lower` what they need would change another. Without them in `lower` there is an overlay.
pub fn difference<'a>(lower: &Layer<'a>, upper: &Layer<'a>) -> Result<Overlay<'a>, Vec<&'a Identity>> {
    let pairing = pairs::pair(lower, upper);
    let entries = entries::entries(&pairing.pairs, upper);
    with_entries(lower, upper, pairing, entries)
}

/// The same without entries of `images:` and `replicas:`, which Kustomize applies after every patch: those of an application
/// included.
pub(super) fn difference_by_patches<'a>(
    lower: &Layer<'a>,
    upper: &Layer<'a>,
) -> Result<Overlay<'a>, Vec<&'a Identity>> {
    with_entries(lower, upper, pairs::pair(lower, upper), Entries::default())
}

fn with_entries<'a>(
    lower: &Layer<'a>,
    upper: &Layer<'a>,
    pairing: Pairing<'a>,
    entries: Entries,
) -> Result<Overlay<'a>, Vec<&'a Identity>> {
    let Pairing { pairs, added, removed } = pairing;
    let mut failed = Vec::new();
    let mut overlay = Overlay {
        resources: added.iter().map(|object| (*object, upper.namespace_of(object))).collect(),
        ..Overlay::default()
    };

    // Kustomize refuses two objects of one kind, name and namespace, where none counts as `default`.
    for (object, namespace) in &overlay.resources {
        let is_taken = |other: &&&Object| {
            other.kind() == object.kind()
                && other.name() == object.name()
                && other.api_version() == object.api_version()
                && lower.namespace_of(other).unwrap_or("default") == namespace.unwrap_or("default")
        };
        failed.extend(lower.objects.iter().filter(is_taken).map(|object| &object.identity));
    }

    let mut referred = Vec::new();
    for pair in &pairs {
        let Some(body) = (match patch(pair, &entries, lower, upper) {
            Ok(body) => body,
            Err(Unexpressed) => {
                failed.push(&pair.lower.identity);
                continue;
            }
        }) else {
            continue;
        };
        if matches!(body, PatchBody::Operations(..)) {
            referred.push(referred_to(pair.upper, upper));
        }
        overlay.patches.push(Patch { object: pair.lower, body });
    }
    for object in removed {
        let body = PatchBody::Delete(strategic::deletion(object, lower.namespace_of(object)));
        overlay.patches.push(Patch { object, body });
    }
    overlay.namespace = match namespace::patch(&pairs, &added, lower, upper) {
        Ok(patch) => patch,
        Err(objects) => {
            failed.extend(objects);
            None
        }
    };
    overlay.replicas = entries.replicas;
    overlay.images = entries.images;

    // Those that have a namespace by now got it by operations, here or in the layer below.
    let own = pairs.iter().map(|pair| pair.upper).filter(|object| object.in_own_namespace);
    referred.extend(own.map(|object| referred_to(object, upper)));
    for object in &upper.objects {
        if let Some(referred) = disturbed(&object.body, &referred) {
            let is_it = |object: &Object| object.kind() == referred.kind && object.name() == referred.name;
            let wrong = pairs.iter().filter(|pair| is_it(pair.lower));
            failed.extend(wrong.map(|pair| &pair.lower.identity));
        }
    }
    if failed.is_empty() { Ok(overlay) } else { Err(failed) }
}

fn referred_to<'a>(object: &'a Object, layer: &Layer<'a>) -> Referred<'a> {
    Referred { kind: object.kind(), name: object.name(), namespace: layer.namespace_of(object) }
}

/// No form gives the upper object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Unexpressed;

/// The patch of one object, where it needs one besides the entries.
fn patch(
    pair: &Pair<'_>,
    entries: &Entries,
    below: &Layer<'_>,
    above: &Layer<'_>,
) -> Result<Option<PatchBody>, Unexpressed> {
    let Pair { lower, upper, .. } = *pair;
    let touched = entries.touch(lower);
    if pair.same && !touched {
        return Ok(None);
    }
    let given = if touched { Some(entries.applied_to(lower, lower.body.clone())) } else { None };
    let given = given.as_ref().unwrap_or(&lower.body);
    if agree(&View::Whole(given), &upper.body) {
        return Ok(None);
    }
    if !is_readable(&upper.body) {
        return Err(Unexpressed);
    }
    for lists in [strategic::Lists::Merged, strategic::Lists::Replaced] {
        let Some(patch) = strategic::patch(lower, below.namespace_of(lower), given, &upper.body, lists)
        else {
            continue;
        };
        let Ok(Some(patched)) = model_strategic::apply(&lower.body, &patch) else {
            continue;
        };
        let is_right = if touched {
            let patched = entries.applied_to(lower, patched.to_node());
            agree(&View::Whole(&patched), &upper.body)
        } else {
            agree(&patched, &upper.body)
        };
        if is_right {
            return Ok(Some(PatchBody::Merge(patch)));
        }
    }
    let (target, operations) = operations::patch(lower, given, upper, (below, above)).ok_or(Unexpressed)?;
    let mut patched = lower.body.clone();
    super::model::operations::apply(&mut patched, &operations).map_err(|_| Unexpressed)?;
    let patched = entries.applied_to(lower, patched);
    if agree(&View::Whole(&patched), &upper.body) {
        Ok(Some(PatchBody::Operations(target, operations)))
    } else {
        Err(Unexpressed)
    }
}

/// Whether a patched object is the wanted one. The namespace is a matter of its own, and Kustomize drops annotations
/// that are empty.
fn agree(patched: &View<'_>, wanted: &Node) -> bool {
    match patched {
        View::Whole(node) => same_object(node, wanted),
        View::Map(fields) => {
            let (Some((_, patched)), Some(wanted_metadata), Tree::Map(Map(wanted))) =
                (fields.iter().find(|(name, _)| *name == "metadata"), wanted.at(&["metadata"]), &wanted.tree)
            else {
                return patched.is(wanted);
            };
            fields.len() == wanted.len()
                && same_metadata(&patched.to_node(), wanted_metadata)
                && wanted.iter().all(|(name, wanted)| {
                    name == "metadata"
                        || fields.iter().any(|(field, value)| field == name && value.is(wanted))
                })
        }
        View::List(_) | View::Text(_) => false,
    }
}

/// Whether two objects differ in nothing but their namespace.
fn same_object(one: &Node, other: &Node) -> bool {
    let (Tree::Map(Map(one)), Tree::Map(other)) = (&one.tree, &other.tree) else {
        return one == other;
    };
    one.len() == other.0.len()
        && one.iter().zip(&other.0).all(|((name, value), (same, there))| {
            // Almost always the orders agree, and then no field is looked for.
            match if name == same { Some(there) } else { other.get(name) } {
                Some(there) if name == "metadata" => same_metadata(value, there),
                Some(there) => value == there,
                None => false,
            }
        })
}

fn same_metadata(one: &Node, other: &Node) -> bool {
    let (Tree::Map(one), Tree::Map(other)) = (&one.tree, &other.tree) else {
        return one == other;
    };
    let counts = |(name, value): &&(EcoString, Node)| match name.as_str() {
        "namespace" => false,
        "annotations" => value.as_map().is_none_or(|map| !map.0.is_empty()),
        _ => true,
    };
    one.0.iter().filter(counts).count() == other.0.iter().filter(counts).count()
        && one.0.iter().filter(counts).all(|(name, value)| other.get(name) == Some(value))
}

impl Entries {
    /// Whether some entry changes the object.
    fn touch(&self, object: &Object) -> bool {
        let replicas = replicas::entry_for(object.kind(), object.name(), &self.replicas);
        let mut touched = replicas.is_some();
        if !touched && !self.images.is_empty() {
            let changes = |image: &str| self.images.iter().any(|entry| entry.applied_to(image).is_some());
            let visited = images::visit_images(&object.body, &mut |image| touched |= changes(image));
            debug_assert!(visited.is_ok(), "no entries are made where they are refused");
        }
        touched
    }

    /// What the entries make of the body of an object.
    fn applied_to(&self, object: &Object, mut body: Node) -> Node {
        if let Some(entry) = replicas::entry_for(object.kind(), object.name(), &self.replicas) {
            replicas::apply(&mut body, entry.count);
        }
        images::apply(&mut body, &self.images);
        body
    }
}
