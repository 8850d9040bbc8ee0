//! What the program says of clusters, held together: who is chosen by their labels, and what nobody reads.

use o8_diagnostics::{Diagnostic, Place, Severity, catalogue};
use o8_ir::Node;
use o8_ir::platform::{Destination, Form, Platform};

use super::{ClusterEntry, EnvironmentEntry, Model, entries};
use crate::db::{Program, package_items};
use crate::eval;
use crate::names::{Position, mentions};
use crate::platform::authors_place;
use crate::selection::{Choice, Labelled, Wanted, choose};

/// The labels that clusters of an environment have to have; `None` where it names its clusters.
pub(super) fn selector(node: &Node, place: impl Fn(&Node) -> Place) -> Option<Vec<Wanted>> {
    let wanted: Vec<Wanted> = entries(node, "select")
        .filter_map(|(key, value)| {
            Some(Wanted { key: key.clone(), value: value.as_str()?.into(), place: place(value) })
        })
        .collect();
    (!wanted.is_empty()).then_some(wanted)
}

/// The clusters with these labels, in the order of their names.
pub(super) fn chosen<'a>(
    db: &dyn salsa::Database,
    program: Program,
    clusters: &'a [ClusterEntry],
    wanted: &[Wanted],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<&'a ClusterEntry> {
    let labelled: Vec<Labelled> = clusters
        .iter()
        .map(|entry| {
            let found = &eval::entity(db, program, entry.def).diagnostics;
            let complete = found.iter().all(|found| found.severity != Severity::Error);
            Labelled { labels: entry.cluster.labels.clone(), complete }
        })
        .collect();
    match choose(&labelled, wanted) {
        Choice::Some(found) => found.into_iter().map(|at| &clusters[at]).collect(),
        Choice::None(none) => {
            let help = none.help.as_deref();
            diagnostics.push(catalogue::clusters::nothing_selected(none.place, &none.message, help));
            Vec::new()
        }
        Choice::Unknown => Vec::new(),
    }
}

/// Reports clusters of one address. They are one cluster: what is for either of them would be applied twice, and Argo CD, which
/// knows clusters by their addresses, keeps one of two Secrets.
pub(super) fn same_servers(
    db: &dyn salsa::Database,
    program: Program,
    clusters: &[ClusterEntry],
) -> Vec<Diagnostic> {
    let mut known: Vec<(&str, &ClusterEntry, Place)> = Vec::new();
    let mut diagnostics = Vec::new();
    for entry in clusters {
        let Destination::Server(server) = &entry.cluster.destination else { continue };
        let server = server.trim_end_matches('/');
        let value = eval::entity(db, program, entry.def);
        let place = match value.node.at(&["server"]) {
            Some(node) => authors_place(&value.origins, node.origin, entry.cluster.place),
            None => entry.cluster.place,
        };
        match known.iter().find(|(found, ..)| *found == server) {
            Some((_, first, at)) => diagnostics.push(catalogue::clusters::same_server(
                place,
                &entry.cluster.name,
                &first.cluster.name,
                *at,
            )),
            None => known.push((server, entry, place)),
        }
    }
    diagnostics
}

/// Reports environments whose clusters Argo CD looks for itself where only known applications will do.
pub(super) fn check_live(platform: &Platform, environments: &[EnvironmentEntry]) -> Vec<Diagnostic> {
    let wants = match (platform.form, platform.rolling) {
        (Form::Applications, _) => "`delivery.form = \"application\"` writes each application by itself",
        (Form::ApplicationSets, true) => "`delivery.rolling` syncs one environment after the other",
        (Form::ApplicationSets, false) => return Vec::new(),
    };
    let live =
        environments.iter().map(|entry| &entry.environment).filter(|environment| environment.live.is_some());
    live.map(|environment| {
        catalogue::clusters::live_and_known(environment.place, &environment.name, wants, platform.place)
    })
    .collect()
}

/// Warns of annotations that go nowhere: no Secret carries them, and nothing reads them.
pub(crate) fn unread_annotations(
    db: &dyn salsa::Database,
    program: Program,
    model: &Model,
) -> Vec<Diagnostic> {
    let idle = model
        .clusters
        .iter()
        .filter(|entry| !entry.cluster.register && !entry.cluster.annotations.is_empty());
    let idle: Vec<&ClusterEntry> = idle.collect();
    if idle.is_empty() || are_read(db, program) {
        return Vec::new();
    }
    let report = |entry: &&ClusterEntry| {
        let value = eval::entity(db, program, entry.def);
        let first = entries(&value.node, "annotations").next();
        let place = first.map_or(entry.cluster.place, |(_, node)| {
            authors_place(&value.origins, node.origin, entry.cluster.place)
        });
        catalogue::clusters::annotations_unread(place, &entry.cluster.name)
    };
    idle.iter().map(report).collect()
}

/// Whether something of the program may read annotations of clusters: `cluster.annotations`, one of `clusters`, or whatever a
/// function or component does with a `Cluster` that it is given.
fn are_read(db: &dyn salsa::Database, program: Program) -> bool {
    let packages = program.packages(db).iter().map(|(package, _)| *package);
    // The library reads none.
    let mut packages = packages.filter(|package| !package.is_embedded());
    packages.any(|package| {
        package_items(db, program, package).items.iter().any(|entry| {
            mentions(db, program, entry.def).all.iter().any(|mention| match mention.position {
                Position::Value => {
                    let member = mention.member.as_deref();
                    mention.name == "clusters"
                        || (mention.name == "cluster" && member.is_none_or(|name| name == "annotations"))
                }
                Position::Type => mention.name == "Cluster",
                Position::Record => false,
            })
        })
    })
}
