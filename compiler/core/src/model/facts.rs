//! `facts NAME { … }`: what a cluster really runs, and where that contradicts what the program says of it.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::Node;

use super::{ClusterEntry, entities, entries, flag, release};
use crate::db::Program;
use crate::eval;
use crate::names::name_place;
use crate::platform::authors_place;

/// What is known of a cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The name of the cluster.
    pub name: EcoString,
    /// The release of Kubernetes that it runs, and where that is said.
    pub kubernetes: Option<((u32, u32), Place)>,
    /// Its custom resources.
    pub kinds: Vec<ServedKind>,
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
        Facts {
            name: def.name().into(),
            kubernetes: release(&value.node, "kubernetes").zip(kubernetes),
            kinds: entries(&value.node, "crds").map(kind).collect(),
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
        entry.facts = Some(facts);
    }
    diagnostics
}
