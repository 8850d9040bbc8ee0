//! KZ01: a workload keeps the selector that it was deployed with. Kubernetes refuses another one, in every environment alike.

use ecow::{EcoString, eco_format};
use o8_diagnostics::catalogue::deployed::SelectorChange;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::{Deployed, DeployedApplication, ModuleSummary, Node, Object, ObjectKey, Selector};
use o8_kubernetes::{immutable_paths, is_stateful};
use rustc_hash::FxHashMap;

use super::deployed::{identity, share_cluster};
use super::ownership::describe;

/// A workload whose selector changes, wherever it does so in the same way.
struct Change<'a> {
    module: &'a str,
    key: &'a ObjectKey,
    now: &'a Selector,
    application: &'a str,
    before: &'a [EcoString],
    targets: Vec<EcoString>,
}

/// Reports selectors that are not what the output that was written before has, each change once.
pub fn check_frozen(
    previous: Option<&Deployed>,
    current: &Deployed,
    modules: &[&ModuleSummary],
) -> Vec<Diagnostic> {
    let mut known: FxHashMap<&ObjectKey, Vec<(&DeployedApplication, &[EcoString])>> = FxHashMap::default();
    let there = previous.into_iter().flat_map(|previous| &previous.applications).filter(|found| !found.gone);
    for application in there {
        for (key, requirements) in &application.selectors {
            known.entry(key).or_default().push((application, requirements));
        }
    }
    if known.is_empty() {
        return Vec::new();
    }
    let now: FxHashMap<&EcoString, &DeployedApplication> =
        current.applications.iter().map(|found| (&found.name, found)).collect();
    let mut changes: Vec<Change<'_>> = Vec::new();
    for module in modules {
        for deployment in &module.deployments {
            let (name, _) = identity(module, &deployment.target);
            let Some(here) = now.get(&name) else { continue };
            for object in &deployment.objects {
                let Some(selector) = object.selector.as_deref().filter(|found| !found.is_made_anew) else {
                    continue;
                };
                let mut before = known.get(&object.key).into_iter().flatten();
                let Some((application, before)) =
                    before.find(|(application, _)| share_cluster(application, here))
                else {
                    continue;
                };
                if before.iter().eq(selector.requirements.iter().map(|(text, _)| text)) {
                    continue;
                }
                let target = deployment.target.label();
                let is_same = |change: &&mut Change<'_>| {
                    change.module == module.name && change.now == selector && change.before == *before
                };
                match changes.iter_mut().find(is_same) {
                    Some(change) if change.targets.contains(&target) => {}
                    Some(change) => change.targets.push(target),
                    None => changes.push(Change {
                        module: &module.name,
                        key: &object.key,
                        now: selector,
                        application: &application.name,
                        before,
                        targets: vec![target],
                    }),
                }
            }
        }
    }
    changes.iter().map(report).collect()
}

fn report(change: &Change<'_>) -> Diagnostic {
    let Change { key, now, before, .. } = change;
    let is_new = |text: &EcoString| !before.contains(text);
    let added: Vec<&(EcoString, Place)> = now.requirements.iter().filter(|(text, _)| is_new(text)).collect();
    let is_there = |text: &EcoString| now.requirements.iter().any(|(there, _)| there == text);
    let removed = before.iter().filter(|text| !is_there(text)).map(EcoString::as_str);
    // What is only taken away stands nowhere: there the whole selector is what a reader looks at.
    let place = added.first().map_or(now.place, |(_, place)| *place);
    let texts = |texts: &[EcoString]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    catalogue::deployed::selector_changes(
        (place, now.place),
        (&describe(key), &key.kind),
        &texts(&change.targets),
        &SelectorChange {
            application: change.application,
            before: &before.join(","),
            added: &added.iter().map(|(text, _)| text.to_string()).collect::<Vec<_>>(),
            removed: &removed.map(str::to_owned).collect::<Vec<_>>(),
            holds_data: is_stateful(&key.group, &key.kind),
        },
    )
}

/// The selector of an object of a kind that keeps the one it was made with, where it has one. `place` says where a value comes
/// from. A Job has one where its author says so; otherwise Kubernetes makes it.
pub(crate) fn selector(object: &Object, place: &dyn Fn(&Node) -> Place) -> Option<Selector> {
    if !immutable_paths(object.group(), object.kind()).contains(&"spec.selector") || is_claim(object) {
        return None;
    }
    let selector = object.body.at(&["spec", "selector"])?;
    let label =
        |(key, value): &(EcoString, Node)| Some((eco_format!("{key}={}", value.as_str()?), place(value)));
    let labels = selector.at(&["matchLabels"]).into_iter().flat_map(Node::entries);
    let mut requirements: Vec<(EcoString, Place)> = labels.filter_map(label).collect();
    requirements.sort_by(|(a, _), (b, _)| a.cmp(b));
    let expressions = selector.at(&["matchExpressions"]).into_iter().flat_map(Node::items);
    requirements.extend(expressions.filter_map(|node| Some((expression(node)?, place(node)))));
    Some(Selector { requirements, place: place(selector), is_made_anew: is_made_anew(object) })
}

/// A claim selects volumes by its selector, and no pods.
fn is_claim(object: &Object) -> bool {
    object.kind() == "PersistentVolumeClaim"
}

fn expression(node: &Node) -> Option<EcoString> {
    let text = |field: &str| node.at(&[field]).and_then(Node::as_str);
    let key = text("key")?;
    let values = || {
        let values = node.at(&["values"]).into_iter().flat_map(Node::items);
        values.filter_map(Node::as_str).collect::<Vec<_>>().join(",")
    };
    Some(match text("operator")? {
        "Exists" => key.into(),
        "DoesNotExist" => eco_format!("!{key}"),
        "NotIn" => eco_format!("{key} notin ({})", values()),
        _ => eco_format!("{key} in ({})", values()),
    })
}

/// Argo CD deletes hooks before it makes them again, and `Replace` with `Force` is `kubectl replace --force`.
fn is_made_anew(object: &Object) -> bool {
    let annotation = |key: &str| object.body.at(&["metadata", "annotations", key]).and_then(Node::as_str);
    let options = annotation("argocd.argoproj.io/sync-options").unwrap_or_default();
    let has = |wanted: &str| options.split(',').any(|option| option.trim() == wanted);
    annotation("argocd.argoproj.io/hook").is_some() || (has("Replace=true") && has("Force=true"))
}
