//! CL01: clusters chosen by their labels. A choice of none is a mistake, and so is a label that no cluster has: a generator
//! that matches nothing says nothing either.

use ecow::EcoString;
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::{nearest, one_of, plural};

/// A cluster as a selector sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Labelled {
    /// Its labels.
    pub(crate) labels: Vec<(EcoString, EcoString)>,
    /// Whether these are all: what is wrong with others has been reported.
    pub(crate) complete: bool,
}

/// A label that a cluster has to have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Wanted {
    /// Its key.
    pub(crate) key: EcoString,
    /// Its value.
    pub(crate) value: EcoString,
    /// Where it is asked for.
    pub(crate) place: Place,
}

/// What a selector chooses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Choice {
    /// These, by position.
    Some(Vec<usize>),
    /// None.
    None(Nothing),
    /// None of those that are known.
    Unknown,
}

/// Why nothing is chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Nothing {
    /// The label that is at fault, or the first of those that are so together.
    pub(crate) place: Place,
    /// Why, in words.
    pub(crate) message: String,
    /// What may have been meant.
    pub(crate) help: Option<String>,
}

/// The clusters that have all labels that are wanted.
pub(crate) fn choose(clusters: &[Labelled], wanted: &[Wanted]) -> Choice {
    let has = |cluster: &Labelled, wanted: &Wanted| {
        cluster.labels.iter().any(|(key, value)| *key == wanted.key && *value == wanted.value)
    };
    let found: Vec<usize> =
        (0..clusters.len()).filter(|&at| wanted.iter().all(|wanted| has(&clusters[at], wanted))).collect();
    let Some(first) = wanted.first().filter(|_| found.is_empty()) else { return Choice::Some(found) };
    if clusters.iter().any(|cluster| !cluster.complete) {
        return Choice::Unknown;
    }
    let selector =
        wanted.iter().map(|wanted| format!("{}={}", wanted.key, wanted.value)).collect::<Vec<_>>().join(",");
    let count = plural(clusters.len(), "cluster");
    let labels = || clusters.iter().flat_map(|cluster| &cluster.labels);
    let alone = |wanted: &&Wanted| !clusters.iter().any(|cluster| has(cluster, wanted));
    let Some(culprit) = wanted.iter().find(alone) else {
        let message = format!("the selector {selector} matches 0 of {count}: none has all of these labels");
        return Choice::None(Nothing { place: first.place, message, help: None });
    };
    let Wanted { key, value, place } = culprit;
    let mut seen: Vec<&str> =
        labels().filter(|(other, _)| other == key).map(|(_, value)| value.as_str()).collect();
    seen.sort_unstable();
    seen.dedup();
    if seen.is_empty() {
        let mut keys: Vec<&str> = labels().map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        let message = format!("the selector {selector} matches 0 of {count}: none has a label `{key}`");
        let help = match nearest(key, keys.iter().copied()) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if keys.is_empty() => None,
            None => Some(format!("clusters have the labels {}", and(&keys))),
        };
        return Choice::None(Nothing { place: *place, message, help });
    }
    let message =
        format!("the selector {selector} matches 0 of {count} (values of `{key}` seen: {})", seen.join(", "));
    let help = nearest(value, seen.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    Choice::None(Nothing { place: *place, message, help })
}

fn and(names: &[&str]) -> String {
    one_of(names.iter().copied(), 6).replace(" or ", " and ")
}
