//! NW02: what a NetworkPolicy says is said of pods that there are.

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::relations::SpokenOf;
use o8_ir::{Labels, ModuleSummary, Node, Object};
use rustc_hash::FxHashSet;

use super::ledger::described;
use super::selectors::{nearest, selects, texts};
use super::surroundings::Surroundings;

/// The label by which Kubernetes itself names a namespace.
const NAMESPACE: &str = "kubernetes.io/metadata.name";

/// Warns of NetworkPolicies for pods, or about pods, that no module makes, each place once. Where there may be pods that o8 does
/// not see, they may be those.
pub fn check_policies(modules: &[&ModuleSummary], around: &Surroundings<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut reported: FxHashSet<Place> = FxHashSet::default();
    for deployment in modules.iter().flat_map(|module| &module.deployments) {
        for policy in &deployment.objects {
            let Some(own) = &policy.key.namespace else { continue };
            for found in &policy.relations.spoken_of {
                let namespace = found.namespace.as_ref().unwrap_or(own);
                let Some(here) = around.of(deployment, namespace) else { continue };
                let pods = || here.objects.iter().filter_map(|object| object.pods.as_ref());
                if here.is_open
                    || pods().any(|labels| selects(&found.labels, labels))
                    || !reported.insert(found.place)
                {
                    continue;
                }
                diagnostics.push(catalogue::network::policy_without_pods(
                    found.place,
                    (&described(policy), found.as_peers),
                    (namespace, &deployment.target.label()),
                    nearest(&found.labels, pods()),
                ));
            }
        }
    }
    diagnostics
}

/// The pods that a NetworkPolicy speaks of by labels in namespaces that it names.
pub(super) fn spoken_of(object: &Object, place: &dyn Fn(&Node) -> Place) -> Vec<SpokenOf> {
    if (object.group(), object.kind()) != ("networking.k8s.io", "NetworkPolicy") {
        return Vec::new();
    }
    let Some(spec) = object.body.at(&["spec"]) else { return Vec::new() };
    let rules = |field, peers| {
        let rules = spec.at(&[field]).into_iter().flat_map(Node::items);
        rules.filter_map(move |rule| rule.at(&[peers])).flat_map(Node::items)
    };
    let peers = rules("ingress", "from").chain(rules("egress", "to"));
    let own = spec.at(&["podSelector"]).and_then(|selector| one(selector, None, false, place));
    let others = peers.filter_map(|peer| {
        let namespace = match peer.at(&["namespaceSelector"]) {
            None => None,
            // Of a namespace by other labels than its name, nothing is known.
            Some(selector) => Some(by_name(selector)?),
        };
        one(peer.at(&["podSelector"])?, namespace, true, place)
    });
    own.into_iter().chain(others).collect()
}

fn one(
    selector: &Node,
    namespace: Option<&str>,
    as_peers: bool,
    place: &dyn Fn(&Node) -> Place,
) -> Option<SpokenOf> {
    let labels = texts(selector.at(&["matchLabels"])?);
    if labels.is_empty() || selector.at(&["matchExpressions"]).is_some() {
        return None;
    }
    Some(SpokenOf { as_peers, namespace: namespace.map(Into::into), labels, place: place(selector) })
}

/// The namespace that a selector names and nothing else.
fn by_name(selector: &Node) -> Option<&str> {
    let labels: Labels = texts(selector.at(&["matchLabels"])?);
    let name = selector.at(&["matchLabels", NAMESPACE])?.as_str()?;
    (labels.len() == 1 && selector.at(&["matchExpressions"]).is_none()).then_some(name)
}
