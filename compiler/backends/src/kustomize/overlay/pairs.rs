//! Which object of the lower layer is which of the upper one.

use std::collections::HashMap;

use o8_ir::{Identity, Object};

use super::{Layer, same_object};

/// An object of both layers.
pub(super) struct Pair<'a> {
    pub(super) lower: &'a Object,
    pub(super) upper: &'a Object,
    /// Whether it differs in nothing but its namespace.
    pub(super) same: bool,
}

/// The objects of two layers.
pub(super) struct Pairing<'a> {
    /// Those of both, in the order of the lower one.
    pub(super) pairs: Vec<Pair<'a>>,
    /// Those of the upper one alone.
    pub(super) added: Vec<&'a Object>,
    /// Those of the lower one alone.
    pub(super) removed: Vec<&'a Object>,
}

/// Pairs objects by identity. One that changed its kind or name is another object; one that took over the kind and
/// name of another is that one, because Kustomize knows objects by those.
pub(super) fn pair<'a>(lower: &Layer<'a>, upper: &Layer<'a>) -> Pairing<'a> {
    let mut pairs = Vec::with_capacity(lower.objects.len());
    let mut left = Vec::new();
    let mut taken = vec![false; upper.objects.len()];
    let mut by_identity: Option<HashMap<&Identity, usize>> = None;
    let mut next = 0;
    for &object in &lower.objects {
        // Layers almost always agree in their order, and then no index is needed.
        let found = match upper.objects.get(next) {
            Some(candidate) if candidate.identity == object.identity => Some(next),
            _ => {
                let index = by_identity.get_or_insert_with(|| {
                    upper
                        .objects
                        .iter()
                        .enumerate()
                        .map(|(index, object)| (&object.identity, index))
                        .collect()
                });
                index.get(&object.identity).copied()
            }
        };
        match found.filter(|&index| is_same_to_kustomize(object, upper.objects[index])) {
            Some(index) => {
                taken[index] = true;
                next = index + 1;
                pairs.push((object, upper.objects[index]));
            }
            None => left.push(object),
        }
    }
    let mut added: Vec<&Object> =
        upper.objects.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(object, _)| *object).collect();
    let mut removed = Vec::new();
    for object in left {
        match added.iter().position(|other| is_same_to_kustomize(object, other)) {
            Some(index) => pairs.push((object, added.remove(index))),
            None => removed.push(object),
        }
    }
    let pairs = pairs
        .into_iter()
        .map(|(lower, upper)| Pair { lower, upper, same: same_object(&lower.body, &upper.body) })
        .collect();
    Pairing { pairs, added, removed }
}

fn is_same_to_kustomize(lower: &Object, upper: &Object) -> bool {
    lower.kind() == upper.kind()
        && lower.name() == upper.name()
        && lower.api_version() == upper.api_version()
        && lower.in_own_namespace == upper.in_own_namespace
        && (lower.in_own_namespace || lower.namespace() == upper.namespace())
}
