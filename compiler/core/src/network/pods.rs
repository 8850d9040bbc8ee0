//! The pods of a module in a target, by the labels that tell them from all others and that never change.

use ecow::EcoString;
use o8_ir::network::Pods;
use o8_ir::{DeploymentSummary, Labels, ObjectSummary};

use crate::platform::INSTANCE;

/// Pods that one selector finds.
pub(super) struct Group<'a> {
    /// Where they are, and their labels.
    pub(super) pods: Pods,
    /// What makes them, as far as it can be seen.
    pub(super) makers: Vec<&'a ObjectSummary>,
    /// The name of the first of these.
    pub(super) name: EcoString,
}

/// A label that every module's components give its pods, as [`INSTANCE`] is.
const NAME: &str = "app.kubernetes.io/name";

/// The pods of a module, each group once, in the order of the program.
pub(super) fn groups(deployment: &DeploymentSummary) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let declared = &deployment.network.pods;
    if !declared.is_empty() {
        let pods = Pods { namespace: deployment.namespace.clone(), labels: declared.clone() };
        groups.push(Group { pods, makers: Vec::new(), name: "pods".into() });
    }
    for object in &deployment.objects {
        let Some(namespace) = &object.key.namespace else { continue };
        let Some((labels, is_seen)) = labels_of(object) else { continue };
        // What is without labels cannot be told from the others.
        if labels.is_empty() {
            continue;
        }
        let pods = Pods { namespace: namespace.clone(), labels };
        let known = groups.iter().position(|group| group.pods == pods);
        let at = known.unwrap_or_else(|| {
            groups.push(Group { pods, makers: Vec::new(), name: object.key.name.clone() });
            groups.len() - 1
        });
        if is_seen {
            groups[at].makers.push(object);
        }
    }
    groups
}

/// The fewest selectors that find all pods of a module: the label that all of them have, where they have one.
pub(super) fn selectors(module: &str, deployment: &DeploymentSummary, groups: &[Group<'_>]) -> Vec<Pods> {
    let instance = || (EcoString::from(INSTANCE), EcoString::from(module));
    let in_one = groups.len() > 1
        && groups.iter().all(|group| {
            group.pods.namespace == deployment.namespace && group.pods.labels.contains(&instance())
        });
    if in_one {
        return vec![Pods { namespace: deployment.namespace.clone(), labels: vec![instance()] }];
    }
    groups.iter().map(|group| group.pods.clone()).collect()
}

/// The labels by which the pods of an object are known, and whether the object itself says what they are like.
fn labels_of(object: &ObjectSummary) -> Option<(Labels, bool)> {
    if let Some(pods) = &object.pods {
        let selector = object.selector.as_ref().and_then(|selector| {
            let label = |(text, _): &(EcoString, _)| {
                let (key, value) = text.split_once('=')?;
                let is_plain = !key.ends_with('!') && !key.contains(' ');
                is_plain.then(|| (EcoString::from(key), EcoString::from(value)))
            };
            selector.requirements.iter().map(label).collect::<Option<Labels>>()
        });
        return Some((selector.unwrap_or_else(|| identity(pods)), true));
    }
    let made_by_operator = match (object.key.group.as_str(), object.key.kind.as_str()) {
        ("postgresql.cnpg.io", "Cluster") => Some("cnpg.io/cluster"),
        ("postgresql.cnpg.io", "Pooler") => Some("cnpg.io/poolerName"),
        ("monitoring.coreos.com", "Prometheus") => Some("operator.prometheus.io/name"),
        ("monitoring.coreos.com", "Alertmanager") => Some("alertmanager"),
        _ => None,
    };
    made_by_operator.map(|key| (vec![(key.into(), object.key.name.clone())], false))
}

/// Of the labels of pods that no selector is for, those that say what they are, or all where none do.
fn identity(labels: &Labels) -> Labels {
    let telling: Labels = labels.iter().filter(|(key, _)| key == NAME || key == INSTANCE).cloned().collect();
    if telling.len() == 2 { telling } else { labels.clone() }
}
