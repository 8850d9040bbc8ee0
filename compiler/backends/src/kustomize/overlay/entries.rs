//! Entries of `images:` and `replicas:`: the shortest form, where they change nothing that they should not.

use o8_ir::{List, Map, Node, Object, Tree};

use super::super::model::images::{Image, visit_images};
use super::super::model::replicas::{Replicas, is_counted};
use super::Layer;
use super::pairs::Pair;

/// The entries of one overlay.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Entries {
    pub(super) images: Vec<Image>,
    pub(super) replicas: Vec<Replicas>,
}

/// The entries that are all that some object needs, without those that would change another object, or that very
/// one, beyond what is wanted: an entry looks at every object of the tree, those that the overlay adds included.
pub(super) fn entries(pairs: &[Pair<'_>], upper: &Layer<'_>) -> Entries {
    let mut found = Entries::default();
    for pair in pairs.iter().filter(|pair| !pair.same) {
        let mut of_pair = Entries::default();
        if collect(&pair.lower.body, &pair.upper.body, Place::Object(pair.upper), &mut of_pair) {
            found.images.append(&mut of_pair.images);
            found.replicas.append(&mut of_pair.replicas);
        }
    }
    found.images.sort();
    // The same for several objects is said once, whatever the texts behind it.
    found.images.dedup_by(|later, first| later.same_as(first));
    found.replicas.sort();
    found.replicas.dedup_by(|later, first| later.name == first.name && later.count == first.count);
    found.replicas.retain(|entry| upper.objects.iter().all(|object| agrees_with_replicas(object, entry)));
    if !found.images.is_empty() {
        retain_harmless_images(&mut found.images, pairs, upper);
    }
    found
}

fn agrees_with_replicas(object: &Object, entry: &Replicas) -> bool {
    !is_counted(object.kind())
        || object.name() != entry.name
        || object.body.at(&["spec", "replicas"]).is_some_and(|count| count.tree == Tree::Int(entry.count))
}

fn retain_harmless_images(entries: &mut Vec<Image>, pairs: &[Pair<'_>], upper: &Layer<'_>) {
    // One object that Kustomize cannot look for images in makes it refuse the whole overlay.
    let looks = |object: &Object| visit_images(&object.body, &mut |_| {}).is_ok();
    let lower = pairs.iter().map(|pair| pair.lower);
    if !upper.objects.iter().copied().chain(lower).all(looks) {
        entries.clear();
        return;
    }
    for object in &upper.objects {
        let visited = visit_images(&object.body, &mut |image| {
            entries.retain(|entry| entry.applied_to(image).is_none_or(|changed| changed == image));
        });
        debug_assert!(visited.is_ok(), "looked at before");
    }
}

/// Where in an object a value stands, as far as entries are concerned.
#[derive(Clone, Copy)]
enum Place<'a> {
    Object(&'a Object),
    Metadata,
    Spec(&'a Object),
    Containers,
    Container,
    Elsewhere,
}

/// Collects the entries that turn `lower` into `upper`; false where entries alone cannot.
fn collect(lower: &Node, upper: &Node, place: Place<'_>, found: &mut Entries) -> bool {
    match (&lower.tree, &upper.tree) {
        (Tree::Map(lower), Tree::Map(upper)) => collect_map(lower, upper, place, found),
        (Tree::List(List { items: lower, .. }), Tree::List(List { items: upper, .. })) => {
            let below = if matches!(place, Place::Containers) { Place::Container } else { Place::Elsewhere };
            lower.len() == upper.len()
                && lower.iter().zip(upper).all(|(lower, upper)| collect(lower, upper, below, found))
        }
        (lower, upper) => lower == upper,
    }
}

fn collect_map(lower: &Map, upper: &Map, place: Place<'_>, found: &mut Entries) -> bool {
    let mut same_fields = lower.0.len() == upper.0.len();
    if let Place::Spec(object) = place
        && is_counted(object.kind())
        && let Some(Node { tree: Tree::Int(count), origin }) = upper.get("replicas")
    {
        let old = lower.get("replicas");
        same_fields = lower.0.len() + usize::from(old.is_none()) == upper.0.len();
        if old.is_none_or(|old| old.tree != Tree::Int(*count)) {
            found.replicas.push(Replicas { name: object.name().into(), count: *count, origin: *origin });
        }
    }
    if matches!(place, Place::Metadata) {
        let count = |map: &Map| map.0.len() - usize::from(map.get("namespace").is_some());
        same_fields = count(lower) == count(upper);
    }
    same_fields
        && lower.0.iter().all(|(name, value)| match (place, name.as_str()) {
            (Place::Metadata, "namespace") => true,
            (Place::Spec(object), "replicas") if is_counted(object.kind()) => {
                upper.get("replicas").is_some_and(|count| matches!(count.tree, Tree::Int(_)))
            }
            (Place::Container, "image") => {
                let Some(upper) = upper.get("image") else { return false };
                match (value.as_str(), upper.as_str()) {
                    (Some(old), Some(new)) if old == new => true,
                    (Some(old), Some(new)) => {
                        let entry = Image::between(old, new);
                        let entry = entry.map(|entry| Image { origin: upper.origin, ..entry });
                        entry.map(|entry| found.images.push(entry)).is_some()
                    }
                    _ => false,
                }
            }
            _ => {
                let below = match (place, name.as_str()) {
                    (Place::Object(_), "metadata") => Place::Metadata,
                    (Place::Object(object), "spec") => Place::Spec(object),
                    (_, "containers" | "initContainers") => Place::Containers,
                    _ => Place::Elsewhere,
                };
                upper.get(name).is_some_and(|other| collect(value, other, below, found))
            }
        })
}
