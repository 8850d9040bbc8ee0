//! What a module needs and connects to is there, in every target, in a version that will do, at a port that is exposed.

use std::str::FromStr as _;

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::Target;
use o8_ir::{DeploymentSummary, ModuleSummary, Need};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};
use semver::{Version, VersionReq};

use super::clashes::Clashes;
use crate::names::shortest_cycle;

/// Reports needs that are not met, needs in a circle, and connections to nothing; each once for a place of the text.
pub fn check_needs(modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let by_name = by_name(modules);
    let mut diagnostics = Vec::new();
    let mut reported: FxHashSet<(Place, &str)> = FxHashSet::default();
    let clashes = Clashes::new(modules, &by_name);
    for module in modules {
        for deployment in &module.deployments {
            for need in &deployment.needs {
                let found = needed(module, deployment, &by_name, need, &clashes);
                diagnostics.extend(found.filter(|_| reported.insert((need.place, &need.module))));
            }
            for connection in &deployment.connects {
                let found = connected(
                    module,
                    deployment,
                    &by_name,
                    &connection.module,
                    &connection.port,
                    connection.place,
                );
                // That it is not there has been said of the need already.
                let is_needed = deployment.needs.iter().any(|need| {
                    need.module == connection.module
                        && standing(need, &deployment.target, &by_name) == Standing::Absent
                });
                let found = found.filter(|_| !is_needed);
                diagnostics.extend(found.filter(|_| reported.insert((connection.place, &connection.module))));
            }
        }
    }
    diagnostics.extend(clashes.report());
    diagnostics.extend(circle(modules, &by_name));
    diagnostics
}

/// Modules by their names.
pub fn by_name<'a>(modules: &[&'a ModuleSummary]) -> FxHashMap<&'a str, &'a ModuleSummary> {
    modules.iter().map(|module| (module.name.as_str(), *module)).collect()
}

/// How a need stands in a target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing<'a> {
    /// What runs there will do.
    Met(&'a DeploymentSummary),
    /// What runs there will not do.
    Unmet(&'a DeploymentSummary),
    /// Nothing of it runs there.
    Absent,
    /// Something of it is broken, and that has been reported.
    Unknown,
}

/// How a need of a module stands in one of its targets.
pub fn standing<'a>(
    need: &Need,
    target: &Target,
    modules: &FxHashMap<&str, &'a ModuleSummary>,
) -> Standing<'a> {
    let Some(other) = modules.get(need.module.as_str()) else { return Standing::Unknown };
    let Some(there) = beside(other, target) else { return Standing::Absent };
    match (VersionReq::from_str(&need.requirement), Version::from_str(&there.version)) {
        (Ok(wanted), Ok(version)) if wanted.matches(&version) => Standing::Met(there),
        (Ok(_), Ok(_)) => Standing::Unmet(there),
        _ => Standing::Unknown,
    }
}

/// The deployment of a module in the same environment and cluster, or of an addon in the same cluster.
fn beside<'a>(module: &'a ModuleSummary, target: &Target) -> Option<&'a DeploymentSummary> {
    let same = |other: &&DeploymentSummary| {
        (other.addon.is_some() || other.target.environment == target.environment)
            && other.target.cluster == target.cluster
    };
    module.deployments.iter().find(same)
}

fn needed(
    module: &ModuleSummary,
    deployment: &DeploymentSummary,
    modules: &FxHashMap<&str, &ModuleSummary>,
    need: &Need,
    clashes: &Clashes<'_>,
) -> Option<Diagnostic> {
    let target = deployment.target.label();
    match standing(need, &deployment.target, modules) {
        Standing::Met(_) | Standing::Unknown => None,
        Standing::Absent if modules.get(need.module.as_str()).is_some_and(|other| other.addon) => {
            let cluster = &deployment.target.cluster;
            Some(catalogue::clusters::needed_addon_absent(
                need.place,
                &module.name,
                &need.module,
                cluster,
                &target,
            ))
        }
        Standing::Absent => {
            Some(catalogue::platform::needed_module_absent(need.place, &module.name, &need.module, &target))
        }
        // Whatever ran there would not do for all.
        Standing::Unmet(_) if clashes.is_one(&need.module, &deployment.target) => None,
        Standing::Unmet(there) => Some(catalogue::platform::needed_version(
            need.place,
            &module.name,
            &need.module,
            &need.requirement,
            (&there.version, there.version_place),
            &target,
        )),
    }
}

fn connected(
    module: &ModuleSummary,
    deployment: &DeploymentSummary,
    modules: &FxHashMap<&str, &ModuleSummary>,
    name: &str,
    port: &str,
    place: Place,
) -> Option<Diagnostic> {
    let other = modules.get(name)?;
    let Some(there) = beside(other, &deployment.target) else {
        let target = deployment.target.label();
        return Some(catalogue::platform::connection_to_absent_module(place, &module.name, name, &target));
    };
    let exposed: Vec<&str> = there.exposes.iter().map(|port| port.name.as_str()).collect();
    let unknown = !exposed.contains(&port);
    unknown.then(|| catalogue::platform::connection_to_unknown_port(place, name, port, &exposed, other.place))
}

/// The shortest circle of needs, if there is one.
fn circle(modules: &[&ModuleSummary], by_name: &FxHashMap<&str, &ModuleSummary>) -> Option<Diagnostic> {
    let mut graph: DiGraph<&ModuleSummary, ()> = DiGraph::new();
    let nodes: FxHashMap<&str, NodeIndex> =
        modules.iter().map(|module| (module.name.as_str(), graph.add_node(*module))).collect();
    for module in modules {
        for need in module.deployments.iter().flat_map(|deployment| &deployment.needs) {
            if let Some(other) = by_name.get(need.module.as_str()) {
                graph.update_edge(nodes[module.name.as_str()], nodes[other.name.as_str()], ());
            }
        }
    }
    let circles = kosaraju_scc(&graph).into_iter();
    let in_circle =
        |members: &Vec<NodeIndex>| members.len() > 1 || graph.contains_edge(members[0], members[0]);
    let start = circles.filter(in_circle).flatten().min()?;
    let circle = shortest_cycle(&graph, start);
    let names: Vec<&str> =
        circle.iter().take(circle.len() - 1).map(|node| graph[*node].name.as_str()).collect();
    Some(catalogue::platform::needs_in_a_circle(graph[start].place, &names))
}
