//! Environments in the order in which changes reach them.

use ecow::{EcoString, eco_format};
use o8_diagnostics::catalogue::plural;
use o8_ir::ModuleSummary;
use o8_ir::graph::{Edge, EdgeKind, Fact, Facts, Graph, Node, Subject};
use o8_ir::platform::{Cluster, Environment, Tier};

use crate::model::Model;

/// The picture of the environments: an edge leads from what comes first to what comes after it.
pub fn promotion(model: &Model, modules: &[&ModuleSummary]) -> Graph {
    let environments: Vec<&Environment> = model.environments.iter().map(|entry| &entry.environment).collect();
    let platform = model.platform.as_ref().map_or("this program", |platform| platform.name.as_str());
    let edges = environments.iter().enumerate().flat_map(|(to, environment)| {
        let from = |name: &EcoString| environments.iter().position(|other| other.name == *name);
        let edge = move |from| Edge { from, to, kind: EdgeKind::Promotes, labels: Vec::new() };
        environment.after.iter().filter_map(from).map(edge).collect::<Vec<_>>()
    });
    let mut edges: Vec<Edge> = edges.collect();
    edges.sort_by_key(|edge| (edge.from, edge.to));
    edges.dedup();
    Graph {
        subject: Subject::Promotion,
        title: eco_format!("Promotion in {platform}"),
        environment: None,
        grouped_by: Some("tier"),
        nodes: environments.iter().map(|environment| node(environment, modules)).collect(),
        edges,
    }
}

fn node(environment: &Environment, modules: &[&ModuleSummary]) -> Node {
    let is_here = |module: &&&ModuleSummary| {
        module
            .deployments
            .iter()
            .any(|deployment| deployment.target.environment.as_ref() == Some(&environment.name))
    };
    let count = modules.iter().filter(is_here).count();
    let tier: EcoString = match environment.tier {
        Tier::Development => "development".into(),
        Tier::Production => "production".into(),
    };
    let shown = |cluster: &Cluster| eco_format!("{} · Kubernetes {}", cluster.name, release(cluster));
    let mut lines: Vec<EcoString> = vec![plural(count, "module").into()];
    lines.extend(environment.clusters.iter().map(shown));
    let cluster = |cluster: &Cluster| -> Facts {
        vec![("name", Fact::Text(cluster.name.clone())), ("kubernetes", Fact::Text(release(cluster)))]
    };
    Node {
        name: environment.name.clone(),
        group: Some(tier.clone()),
        existing: environment.existing,
        lines,
        facts: vec![
            ("tier", Fact::Text(tier)),
            ("existing", Fact::Flag(environment.existing)),
            ("automated", Fact::Flag(environment.automated)),
            ("revision", Fact::Text(environment.revision.clone())),
            ("modules", Fact::Number(u32::try_from(count).unwrap_or(u32::MAX))),
            ("clusters", Fact::Records(environment.clusters.iter().map(cluster).collect())),
        ],
    }
}

fn release(cluster: &Cluster) -> EcoString {
    let (major, minor) = cluster.kubernetes;
    eco_format!("{major}.{minor}")
}
