//! KZ01 and SV01: a workload selects its own pods, by labels that never change; a Service selects some pods.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::{Module, Target};
use o8_ir::{Labels, ModuleSummary, Node, Object, Origins, Selection};
use rustc_hash::FxHashSet;

use super::ledger::described;
use super::surroundings::Surroundings;
use super::{authors_place, readers_place};

/// Reports workloads that do not select their own pods, and selectors that differ between targets, each once.
pub fn check_selectors(module: &Module, origins: &Origins) -> Vec<Diagnostic> {
    let place = |node: &Node| authors_place(origins, node.origin, module.place);
    let mut diagnostics = Vec::new();
    let mut first: Vec<(&Target, &Object)> = Vec::new();
    let mut reported: FxHashSet<&str> = FxHashSet::default();
    for deployment in &module.deployments {
        for object in deployment.objects.iter().filter(|object| is_workload(object)) {
            let described = format!("`{} {}`", object.kind(), object.name());
            if let Some((asked, key, value)) = unmet(object)
                && reported.insert(&object.identity.0)
            {
                let has = object.body.at(&["spec", "template", "metadata", "labels", key]);
                let there = has.and_then(|node| Some((node.as_str()?, place(node))));
                diagnostics.push(catalogue::platform::selects_not_its_own(
                    place(asked),
                    &described,
                    key,
                    value,
                    there,
                ));
            }
            // An object of another name is another object.
            let same = |(_, other): &&(&Target, &Object)| {
                other.identity == object.identity && other.name() == object.name()
            };
            let Some((target, other)) = first.iter().find(same) else {
                first.push((&deployment.target, object));
                continue;
            };
            if let Some(node) = difference(selector(other), selector(object))
                && reported.insert(&object.identity.0)
            {
                let read = readers_place(origins, node.origin, module.place);
                let (one, two) = (target.label(), deployment.target.label());
                diagnostics.push(catalogue::platform::selector_differs(read, &described, &one, &two));
            }
        }
    }
    diagnostics
}

/// Kinds whose pods come from a template in `spec`, and that are told which are theirs.
fn is_workload(object: &Object) -> bool {
    matches!(
        (object.group(), object.kind()),
        ("apps", "DaemonSet" | "Deployment" | "ReplicaSet" | "StatefulSet")
    )
}

fn selector(object: &Object) -> Option<&Node> {
    object.body.at(&["spec", "selector"])
}

/// The first label that a selector asks for and the template does not have.
fn unmet(object: &Object) -> Option<(&Node, &str, &str)> {
    let labels = object.body.at(&["spec", "template", "metadata", "labels"]);
    let asked = selector(object)?.at(&["matchLabels"])?.as_map()?;
    asked.0.iter().find_map(|(key, value)| {
        let text = value.as_str()?;
        let there = labels.and_then(|labels| labels.at(&[key])).and_then(Node::as_str);
        (there != Some(text)).then_some((value, key.as_str(), text))
    })
}

/// What of `two` is not as in `one`: as far inside as can be said.
fn difference<'a>(one: Option<&'a Node>, two: Option<&'a Node>) -> Option<&'a Node> {
    match (one, two) {
        (Some(one), Some(two)) if one == two => None,
        (Some(one), Some(two)) => {
            let (Some(before), Some(after)) = (one.as_map(), two.as_map()) else { return Some(two) };
            let changed = after.0.iter().find_map(|(key, node)| match before.get(key) {
                Some(other) => difference(Some(other), Some(node)),
                None => Some(node),
            });
            let lost = || before.0.iter().find(|(key, _)| after.get(key).is_none()).map(|(_, node)| node);
            changed.or_else(lost)
        }
        (one, two) => two.or(one),
    }
}

/// Where an object holds what the pods are like that it makes; nowhere, where it is a pod itself.
pub(super) fn path_to_template(object: &Object) -> Option<&'static [&'static str]> {
    match (object.group(), object.kind()) {
        ("", "Pod") => Some(&[]),
        ("batch", "CronJob") => Some(&["spec", "jobTemplate", "spec", "template"]),
        ("" | "apps" | "batch", _) | ("argoproj.io", "Rollout") => Some(&["spec", "template"]),
        _ => None,
    }
}

/// The labels of the pods that an object makes.
pub(crate) fn labels_of_pods(object: &Object) -> Option<Labels> {
    let metadata = object.body.at(path_to_template(object)?)?.at(&["metadata"])?;
    Some(metadata.at(&["labels"]).map_or_else(Labels::new, texts))
}

/// What a Service selects; `None` where something else sees to its endpoints.
pub(crate) fn selection(object: &Object, place: impl Fn(&Node) -> Place) -> Option<Selection> {
    if (object.group(), object.kind()) != ("", "Service") {
        return None;
    }
    let selector = object.body.at(&["spec", "selector"])?;
    let labels = texts(selector);
    (!labels.is_empty()).then(|| Selection { labels, place: place(selector) })
}

pub(super) fn texts(map: &Node) -> Labels {
    map.entries().filter_map(|(key, value)| Some((key.clone(), EcoString::from(value.as_str()?)))).collect()
}

/// Warns of Services that select no pods of any module in their namespace, each once. Where there may be pods that o8 does not
/// see, they may be those.
pub fn check_services(modules: &[&ModuleSummary], around: &Surroundings<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut reported: FxHashSet<Place> = FxHashSet::default();
    for deployment in modules.iter().flat_map(|module| &module.deployments) {
        for service in &deployment.objects {
            let (Some(selection), Some(namespace)) = (&service.selects, &service.key.namespace) else {
                continue;
            };
            let Some(here) = around.of(deployment, namespace) else { continue };
            let pods = || here.objects.iter().filter_map(|object| object.pods.as_ref());
            if here.is_open
                || pods().any(|labels| selects(&selection.labels, labels))
                || !reported.insert(selection.place)
            {
                continue;
            }
            diagnostics.push(catalogue::platform::service_without_pods(
                selection.place,
                &described(service),
                &deployment.target.label(),
                nearest(&selection.labels, pods()),
            ));
        }
    }
    diagnostics
}

pub(crate) fn selects(wanted: &Labels, labels: &Labels) -> bool {
    wanted.iter().all(|label| is_generated(&label.0) || labels.contains(label))
}

/// Labels that controllers give to the pods that they make.
pub(crate) fn is_generated(key: &str) -> bool {
    matches!(key, "pod-template-hash" | "controller-revision-hash" | "controller-uid" | "job-name")
        || ["statefulset.kubernetes.io/", "apps.kubernetes.io/", "batch.kubernetes.io/"]
            .iter()
            .any(|prefix| key.starts_with(prefix))
}

/// Of the pods with most of the labels, the first label that they do not have, and what they have instead.
pub(super) fn nearest<'a>(
    wanted: &'a Labels,
    pods: impl Iterator<Item = &'a Labels>,
) -> Option<(&'a str, &'a str, Option<&'a str>)> {
    let met = |labels: &&Labels| wanted.iter().filter(|label| labels.contains(label)).count();
    let mut best: Option<(usize, &Labels)> = None;
    for labels in pods {
        let count = met(&labels);
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, labels));
        }
    }
    let (_, labels) = best?;
    let (key, value) = wanted.iter().find(|label| !labels.contains(label))?;
    let there = labels.iter().find(|(other, _)| other == key).map(|(_, value)| value.as_str());
    Some((key, value, there))
}
