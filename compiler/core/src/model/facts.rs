//! `facts NAME { … }`: what a cluster really runs, and where that contradicts what the program says of it.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::network::{ClusterNetwork, MeshMode};
use o8_ir::{Node, Tree};

use super::{ClusterEntry, EnvironmentEntry, entities, entries, flag, release, text};
use crate::db::Program;
use crate::eval;
use crate::names::name_place;
use crate::platform::authors_place;

/// The port that the DNS of a cluster listens on unless it is said otherwise.
pub const DNS: i64 = 53;

/// What is known of a cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The name of the cluster.
    pub name: EcoString,
    /// The release of Kubernetes that it runs, and where that is said.
    pub kubernetes: Option<((u32, u32), Place)>,
    /// Its custom resources.
    pub kinds: Vec<ServedKind>,
    /// Its controllers.
    pub controllers: Vec<ControllerFact>,
    /// The labels of Argo CD's Secret of it; `None` where nothing is known of them.
    pub labels: Option<SecretLabels>,
    /// The port that its DNS listens on, and where that is said.
    pub dns: (i64, Place),
    /// The address of a cache of names on each node.
    pub node_local_dns: Option<EcoString>,
    /// How pods get into its mesh.
    pub mesh: Option<MeshMode>,
    /// Whether Cilium enforces policies there.
    pub has_cilium: bool,
    /// Whether `kinds` are all that it has.
    pub is_complete: bool,
    /// Where they are declared.
    pub place: Place,
}

/// A kind of custom resources that a cluster has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServedKind {
    /// `GROUP/KIND`
    pub kind: EcoString,
    /// The versions that it serves.
    pub versions: Vec<EcoString>,
    /// Where that is said.
    pub place: Place,
}

/// What the Secret of a cluster carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecretLabels {
    /// Keys and values, each with its place.
    pub carried: Vec<(EcoString, EcoString, Place)>,
    /// Where all of them are said.
    pub place: Place,
}

/// A controller that a cluster has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ControllerFact {
    /// Its name.
    pub name: EcoString,
    /// The version that runs.
    pub version: EcoString,
    /// Where that is said.
    pub place: Place,
}

/// All facts of the program, in its order.
pub(super) fn facts(db: &dyn salsa::Database, program: Program) -> Vec<Facts> {
    let read = |def: crate::ids::DefId| {
        let value = eval::entity(db, program, def);
        let own = name_place(db, program, def);
        let place = |node: &Node| authors_place(&value.origins, node.origin, own);
        let kubernetes = value.node.at(&["kubernetes"]).map(place);
        let kind = |(kind, versions): &(EcoString, Node)| ServedKind {
            kind: kind.clone(),
            versions: versions.items().filter_map(Node::as_str).map(Into::into).collect(),
            place: place(versions),
        };
        let controller = |(name, node): &(EcoString, Node)| {
            let version = node.as_str()?.into();
            Some(ControllerFact { name: name.clone(), version, place: place(node) })
        };
        Facts {
            name: def.name().into(),
            kubernetes: release(&value.node, "kubernetes").zip(kubernetes),
            kinds: entries(&value.node, "crds").map(kind).collect(),
            controllers: entries(&value.node, "controllers").filter_map(controller).collect(),
            labels: value.node.at(&["labels"]).map(|labels| {
                let label = |(key, node): &(EcoString, Node)| {
                    Some((key.clone(), EcoString::from(node.as_str()?), place(node)))
                };
                SecretLabels { carried: labels.entries().filter_map(label).collect(), place: place(labels) }
            }),
            dns: value.node.at(&["dns"]).map_or((DNS, own), |node| match node.tree {
                Tree::Int(port) => (port, place(node)),
                _ => (DNS, own),
            }),
            node_local_dns: text(&value.node, "nodeLocalDns"),
            mesh: match value.node.at(&["mesh"]).and_then(Node::as_str) {
                Some("sidecar") => Some(MeshMode::Sidecar),
                Some("ambient") => Some(MeshMode::Ambient),
                _ => None,
            },
            has_cilium: text(&value.node, "cni").is_some_and(|cni| cni == "cilium"),
            is_complete: flag(&value.node, "complete"),
            place: own,
        }
    };
    entities(db, program, "facts").into_iter().map(read).collect()
}

/// Gives each cluster its facts, and reports those of clusters that there are not and those that contradict the program.
pub(super) fn join(clusters: &mut [ClusterEntry], facts: Vec<Facts>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for facts in facts {
        let Some(at) = clusters.iter().position(|entry| entry.def.name() == facts.name) else {
            let names = clusters.iter().map(|entry| entry.def.name());
            diagnostics.push(catalogue::clusters::facts_of_nothing(facts.place, &facts.name, names));
            continue;
        };
        let entry = &mut clusters[at];
        let cluster = &mut entry.cluster;
        if let Some((runs, place)) = facts.kubernetes {
            match cluster.says_release {
                Some((said, said_at)) if said != runs => {
                    let name = &cluster.name;
                    diagnostics.push(catalogue::clusters::other_release(place, name, runs, said, said_at));
                }
                _ => cluster.kubernetes = runs,
            }
        }
        cluster.network = ClusterNetwork {
            dns_port: facts.dns.0,
            node_local_dns: facts.node_local_dns.clone(),
            mesh: facts.mesh,
            has_cilium: facts.has_cilium,
        };
        entry.facts = Some(facts);
    }
    diagnostics
}

/// Reports labels of clusters that Argo CD's Secrets do not carry, or carry with another value: whatever asks Argo CD for
/// clusters by their labels finds others than the program says.
pub(super) fn other_labels(
    db: &dyn salsa::Database,
    program: Program,
    clusters: &[ClusterEntry],
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for entry in clusters {
        let Some(SecretLabels { carried, place: said }) =
            entry.facts.as_ref().and_then(|facts| facts.labels.as_ref())
        else {
            continue;
        };
        let value = eval::entity(db, program, entry.def);
        for (key, node) in entries(&value.node, "labels") {
            let Some(declared) = node.as_str() else { continue };
            let there = carried.iter().find(|(other, ..)| other == key);
            if there.is_some_and(|(_, carries, _)| carries == declared) {
                continue;
            }
            let declared_at = authors_place(&value.origins, node.origin, entry.cluster.place);
            diagnostics.push(catalogue::clusters::other_label(
                there.map_or(*said, |(.., place)| *place),
                (&entry.cluster.name, key),
                there.map(|(_, carries, _)| carries.as_str()),
                (declared, declared_at),
            ));
        }
    }
    diagnostics
}

/// Reports clusters that Argo CD finds for an environment by labels which the program does not know of.
pub(super) fn found_unawares(
    clusters: &[ClusterEntry],
    environments: &[EnvironmentEntry],
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for EnvironmentEntry { environment, .. } in environments {
        let Some(wanted) = &environment.live else { continue };
        for ClusterEntry { cluster, facts, .. } in clusters {
            let Some(SecretLabels { carried, .. }) = facts.as_ref().and_then(|facts| facts.labels.as_ref())
            else {
                continue;
            };
            if environment.clusters.iter().any(|other| other.name == cluster.name) {
                continue;
            }
            let carries = |(key, value): &(EcoString, EcoString)| {
                carried.iter().find(|(other, there, _)| other == key && there == value)
            };
            let found: Option<Vec<_>> = wanted.iter().map(carries).collect();
            // A label with another value has been reported.
            let unknown = found
                .into_iter()
                .flatten()
                .find(|(key, ..)| !cluster.labels.iter().any(|(other, _)| other == key));
            if let Some((key, value, place)) = unknown {
                let (name, of) = (&cluster.name, &environment.name);
                diagnostics.push(catalogue::clusters::found_unawares(
                    *place,
                    name,
                    (key, value),
                    of,
                    environment.place,
                ));
            }
        }
    }
    diagnostics
}
