//! Modules, what they need and what they connect to.

use ecow::{EcoString, eco_format};
use o8_ir::graph::{Edge, EdgeKind, Fact, Facts, Graph, Label, Node, Subject};
use o8_ir::platform::Target;
use o8_ir::{DeploymentSummary, ModuleSummary};
use rustc_hash::FxHashMap;

use super::Steps;
use crate::model::Model;

/// The picture of the modules, as they are in all environments or in one.
pub fn modules(model: &Model, modules: &[&ModuleSummary], environment: Option<&str>) -> Graph {
    let is_there = |deployment: &&DeploymentSummary| {
        environment.is_none_or(|name| is_in(model, name, &deployment.target))
    };
    let shown: Vec<(&ModuleSummary, Vec<&DeploymentSummary>)> = modules
        .iter()
        .map(|module| (*module, module.deployments.iter().filter(is_there).collect::<Vec<_>>()))
        .filter(|(_, there)| environment.is_none() || !there.is_empty())
        .collect();
    let index: FxHashMap<&str, usize> =
        shown.iter().enumerate().map(|(index, (module, _))| (module.name.as_str(), index)).collect();
    let steps = Steps::new(modules, environment);
    let edges: Vec<Edge> =
        shown.iter().enumerate().flat_map(|(from, (_, there))| edges(from, there, &index)).collect();
    Graph {
        subject: Subject::Modules,
        title: title(model, environment),
        environment: environment.map(EcoString::from),
        grouped_by: Some("team"),
        nodes: shown.iter().map(|(module, there)| node(module, there, &steps)).collect(),
        edges,
    }
}

/// Whether a target is in an environment, or that of an addon on one of its clusters.
fn is_in(model: &Model, environment: &str, target: &Target) -> bool {
    match &target.environment {
        Some(name) => name == environment,
        None => {
            let named = model.environments.iter().find(|entry| entry.environment.name == environment);
            named.is_some_and(|entry| {
                entry.environment.clusters.iter().any(|cluster| cluster.name == target.cluster)
            })
        }
    }
}

/// The environment of a target; an addon is in none, and its cluster stands for it.
fn place_of(target: &Target) -> EcoString {
    target.environment.clone().unwrap_or_else(|| target.label())
}

fn title(model: &Model, environment: Option<&str>) -> EcoString {
    let platform = model.platform.as_ref().map_or("this program", |platform| platform.name.as_str());
    match environment {
        Some(environment) => eco_format!("Modules of {platform} in {environment}"),
        None => eco_format!("Modules of {platform}"),
    }
}

fn node(module: &ModuleSummary, there: &[&DeploymentSummary], steps: &Steps<'_>) -> Node {
    let mut versions: Vec<&str> = there.iter().map(|found| found.version.as_str()).collect();
    versions.sort_unstable();
    versions.dedup();
    let version = match versions.as_slice() {
        [] => EcoString::new(),
        [one] => eco_format!(" · {one}"),
        several => eco_format!(" · {} versions", several.len()),
    };
    let mut exposes: Vec<EcoString> =
        there.iter().flat_map(|found| &found.exposes).map(|port| port.name.clone()).collect();
    exposes.sort_unstable();
    exposes.dedup();
    let step = |step: Option<u32>| step.map_or(Fact::None, Fact::Number);
    Node {
        name: module.name.clone(),
        group: Some(module.team.clone()),
        existing: module.existing,
        lines: vec![eco_format!("{}{version}", module.team)],
        facts: vec![
            ("team", Fact::Text(module.team.clone())),
            ("existing", Fact::Flag(module.existing)),
            ("wave", step(steps.wave(&module.name))),
            ("removal", step(steps.removal(&module.name))),
            ("source", Fact::Text(module.source.clone())),
            ("exposes", Fact::Texts(exposes)),
            ("targets", Fact::Records(there.iter().map(|found| target(found)).collect())),
        ],
    }
}

fn target(deployment: &DeploymentSummary) -> Facts {
    vec![
        ("environment", deployment.target.environment.clone().map_or(Fact::None, Fact::Text)),
        ("cluster", Fact::Text(deployment.target.cluster.clone())),
        ("namespace", Fact::Text(deployment.namespace.clone())),
        ("version", Fact::Text(deployment.version.clone())),
    ]
}

/// One edge for each other module that is needed, and one for each that is connected to, in the order of the program.
fn edges(from: usize, there: &[&DeploymentSummary], index: &FxHashMap<&str, usize>) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    for deployment in there {
        let needs = deployment.needs.iter().map(|need| (EdgeKind::Needs, &need.module, &need.requirement));
        let connects =
            deployment.connects.iter().map(|found| (EdgeKind::Connects, &found.module, &found.port));
        for (kind, module, text) in needs.chain(connects) {
            let Some(&to) = index.get(module.as_str()) else { continue };
            let known = edges.iter().position(|edge| edge.to == to && edge.kind == kind);
            let edge = known.unwrap_or_else(|| {
                edges.push(Edge { from, to, kind, labels: Vec::new() });
                edges.len() - 1
            });
            said(&mut edges[edge].labels, text, place_of(&deployment.target));
        }
    }
    let mut all: Vec<EcoString> = there.iter().map(|found| place_of(&found.target)).collect();
    all.dedup();
    for label in edges.iter_mut().flat_map(|edge| &mut edge.labels) {
        label.everywhere = label.environments.len() == all.len();
    }
    edges
}

fn said(labels: &mut Vec<Label>, text: &EcoString, environment: EcoString) {
    let known = labels.iter().position(|label| label.text == *text);
    let label = known.unwrap_or_else(|| {
        labels.push(Label { text: text.clone(), environments: Vec::new(), everywhere: false });
        labels.len() - 1
    });
    let environments = &mut labels[label].environments;
    if environments.last() != Some(&environment) {
        environments.push(environment);
    }
}
