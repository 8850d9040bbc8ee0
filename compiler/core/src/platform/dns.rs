//! NW01: pods whose requests are denied by default may ask for names. Without, everything times out, and nothing says why.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::relations::{Egress, EgressRule};
use o8_ir::{Labels, ModuleSummary, Node, Object, ObjectSummary};
use rustc_hash::FxHashSet;

use super::ledger::described;
use super::relations::number;
use super::selectors::{selects, texts};
use super::surroundings::{Contents, Surroundings};
use crate::model::{DNS, Model};
use crate::network;

/// Reports NetworkPolicies that deny requests of pods to the DNS of their cluster, each once. What several policies let
/// through adds up.
pub fn check_dns(model: &Model, modules: &[&ModuleSummary], around: &Surroundings<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut reported: FxHashSet<Place> = FxHashSet::default();
    // There, a policy of o8 is for all pods.
    let asked = network::may_ask_for_names(model, modules);
    for deployment in modules.iter().filter(|module| !module.existing).flat_map(|module| &module.deployments)
    {
        let cluster = model.clusters.iter().find(|entry| entry.cluster.name == deployment.target.cluster);
        let said = cluster.and_then(|entry| entry.facts.as_ref()).map(|facts| facts.dns);
        let port = said.map_or(DNS, |(port, _)| port);
        for object in &deployment.objects {
            let (Some(egress), Some(namespace)) = (&object.relations.egress, &object.key.namespace) else {
                continue;
            };
            if asked.contains(&(deployment.target.cluster.as_str(), namespace.as_str())) {
                continue;
            }
            let Some(here) = around.of(deployment, namespace) else { continue };
            let Some(denied) = denied(here, object, egress, port) else { continue };
            if !reported.insert(egress.place) {
                continue;
            }
            let elsewhere = said.filter(|(port, _)| *port != DNS).map(|(_, place)| place);
            diagnostics.push(catalogue::clusters::no_dns(
                egress.place,
                (&described(object), namespace, &deployment.target.cluster),
                denied.pods.map(|pods| (described(pods), pods.place)),
                (denied.protocols, port),
                elsewhere,
            ));
        }
    }
    diagnostics
}

/// Pods that cannot ask for names.
struct Denied<'a> {
    /// What makes them; `None` where others do.
    pods: Option<&'a ObjectSummary>,
    /// What is missing.
    protocols: &'static [&'static str],
}

/// Pods of a policy that cannot ask for names, where it is the one to say so of them.
fn denied<'a>(here: &Contents<'a>, policy: &ObjectSummary, egress: &Egress, port: i64) -> Option<Denied<'a>> {
    let wanted = egress.pods.as_ref()?;
    let policies: Vec<(&ObjectSummary, &Egress)> = here
        .objects
        .iter()
        .filter_map(|object| Some((*object, object.relations.egress.as_deref()?)))
        .collect();
    let makers = here.objects.iter().filter_map(|object| Some((*object, object.pods.as_ref()?)));
    let mut selected = makers.filter(|(_, pods)| selects(wanted, pods)).peekable();
    if selected.peek().is_none() {
        // Pods of others: whichever policy may be theirs.
        let protocols = missing(policies.iter().map(|(_, egress)| *egress), port)?;
        let of_all = is_first(&policies, policy, |_| true);
        return ((here.is_open || wanted.is_empty()) && of_all).then_some(Denied { pods: None, protocols });
    }
    selected.find_map(|(maker, pods)| {
        let is_of = |egress: &Egress| chooses(egress, pods);
        let protocols =
            missing(policies.iter().map(|(_, egress)| *egress).filter(|egress| is_of(egress)), port)?;
        is_first(&policies, policy, is_of).then_some(Denied { pods: Some(maker), protocols })
    })
}

/// Whether a policy is the one that denies most: the first for all pods, or the first of all.
fn is_first(
    policies: &[(&ObjectSummary, &Egress)],
    policy: &ObjectSummary,
    is_of: impl Fn(&Egress) -> bool,
) -> bool {
    let of_all = |egress: &Egress| egress.pods.as_ref().is_some_and(Labels::is_empty);
    let theirs = || policies.iter().filter(|(_, egress)| is_of(egress) && egress.pods.is_some());
    let first = theirs().find(|(_, egress)| of_all(egress)).or_else(|| theirs().next());
    first.is_some_and(|(object, _)| object.key == policy.key)
}

/// Whether a policy is for pods with these labels, as far as can be said.
fn chooses(egress: &Egress, pods: &Labels) -> bool {
    egress.pods.as_ref().is_none_or(|wanted| selects(wanted, pods))
}

/// The protocols by which policies together let nobody ask for names. Where they let requests through to addresses alone,
/// nobody needs names.
fn missing<'a>(policies: impl Iterator<Item = &'a Egress>, port: i64) -> Option<&'static [&'static str]> {
    let policies: Vec<&Egress> = policies.collect();
    let mut rules = policies.iter().flat_map(|egress| &egress.rules).peekable();
    if rules.peek().is_some() && rules.all(|rule| rule.to_addresses) {
        return None;
    }
    let denied = |protocol: &str| !policies.iter().any(|egress| egress.lets(protocol, port));
    match (denied("UDP"), denied("TCP")) {
        (true, true) => Some(&["UDP", "TCP"]),
        (true, false) => Some(&["UDP"]),
        (false, true) => Some(&["TCP"]),
        (false, false) => None,
    }
}

/// What a NetworkPolicy lets pods send requests to; `None` where it says nothing of that.
pub(super) fn egress(object: &Object, place: &dyn Fn(&Node) -> Place) -> Option<Egress> {
    if (object.group(), object.kind()) != ("networking.k8s.io", "NetworkPolicy") {
        return None;
    }
    let spec = object.body.at(&["spec"])?;
    let rules = spec.at(&["egress"]);
    let types = spec.at(&["policyTypes"]);
    let is_said = match types {
        Some(types) => types.items().any(|kind| kind.as_str() == Some("Egress")),
        None => rules.is_some_and(|rules| rules.items().next().is_some()),
    };
    if !is_said {
        return None;
    }
    let selector = spec.at(&["podSelector"]);
    let by_labels = selector.is_none_or(|selector| selector.at(&["matchExpressions"]).is_none());
    let labels = selector.and_then(|selector| selector.at(&["matchLabels"])).map_or_else(Labels::new, texts);
    Some(Egress {
        pods: by_labels.then_some(labels),
        rules: rules.into_iter().flat_map(Node::items).map(rule).collect(),
        place: place(rules.or(types).unwrap_or(spec)),
    })
}

fn rule(rule: &Node) -> EgressRule {
    let peers = || rule.at(&["to"]).into_iter().flat_map(Node::items);
    let ports = rule.at(&["ports"]).into_iter().flat_map(Node::items);
    EgressRule {
        to_addresses: peers().next().is_some() && peers().all(|peer| peer.at(&["ipBlock"]).is_some()),
        ports: ports.map(range).collect(),
    }
}

/// A port by its name, or none, may be any.
fn range(port: &Node) -> (EcoString, i64, i64) {
    let protocol = port.at(&["protocol"]).and_then(Node::as_str).unwrap_or("TCP").into();
    match port.at(&["port"]).and_then(number) {
        Some(first) => (protocol, first, port.at(&["endPort"]).and_then(number).unwrap_or(first)),
        None => (protocol, 0, 65535),
    }
}
