//! Who reaches whom, by what is declared: modules, and whoever is around them.

use ecow::{EcoString, eco_format};
use o8_ir::ModuleSummary;
use o8_ir::graph::{Edge, EdgeKind, Fact, Graph, Label, Node, Subject};
use o8_ir::network::{Edge as Connection, End};

use crate::model::Model;
use crate::network::Reach;

/// The picture of the network, as it is in some environments, each with its clusters.
pub fn network(
    model: &Model,
    modules: &[&ModuleSummary],
    reaches: &[Reach<'_>],
    environment: Option<&str>,
) -> Graph {
    let mut nodes: Vec<Node> = Vec::new();
    let mut edges: Vec<Edge> = Vec::new();
    let mut environments: Vec<EcoString> = reaches.iter().map(|reach| reach.environment.clone()).collect();
    environments.dedup();
    for reach in reaches {
        for connection in reach.declared() {
            let from = node_of(&mut nodes, modules, &connection.from);
            let to = node_of(&mut nodes, modules, &connection.to);
            let known = edges.iter().position(|edge| (edge.from, edge.to) == (from, to));
            let at = known.unwrap_or_else(|| {
                edges.push(Edge { from, to, kind: EdgeKind::Connects, labels: Vec::new() });
                edges.len() - 1
            });
            said(&mut edges[at].labels, connection, &reach.environment);
        }
    }
    for label in edges.iter_mut().flat_map(|edge| &mut edge.labels) {
        label.everywhere = label.environments.len() == environments.len();
    }
    let platform = model.platform.as_ref().map_or("this program", |platform| platform.name.as_str());
    Graph {
        subject: Subject::Network,
        title: match environment {
            Some(environment) => eco_format!("Who reaches whom in {environment} of {platform}"),
            None => eco_format!("Who reaches whom in {platform}"),
        },
        environment: environment.map(EcoString::from),
        grouped_by: Some("team"),
        nodes,
        edges,
    }
}

fn said(labels: &mut Vec<Label>, connection: &Connection, environment: &EcoString) {
    for port in &connection.ports {
        let known = labels.iter().position(|label| label.text == *port);
        let at = known.unwrap_or_else(|| {
            labels.push(Label { text: port.clone(), environments: Vec::new(), everywhere: false });
            labels.len() - 1
        });
        if labels[at].environments.last() != Some(environment) {
            labels[at].environments.push(environment.clone());
        }
    }
}

fn node_of(nodes: &mut Vec<Node>, modules: &[&ModuleSummary], end: &End) -> usize {
    let name = end.shown();
    let kind = match end {
        End::Module(_) => "module",
        End::Gateway(_) => "gateway",
        End::Namespace(_) => "namespace",
        End::Addresses => "addresses",
        End::Hosts => "hosts",
    };
    // A module may have the name of something else.
    let known = nodes
        .iter()
        .position(|node| node.name == name && node.fact("kind") == Some(&Fact::Text(kind.into())));
    known.unwrap_or_else(|| {
        let module = match end {
            End::Module(name) => modules.iter().find(|module| module.name == *name),
            _ => None,
        };
        let team = module.map(|module| module.team.clone());
        nodes.push(Node {
            name,
            existing: module.is_none_or(|module| module.existing),
            lines: vec![team.clone().unwrap_or_else(|| "of no module".into())],
            facts: vec![
                ("kind", Fact::Text(kind.into())),
                ("team", team.clone().map_or(Fact::None, Fact::Text)),
                ("source", module.map_or(Fact::None, |module| Fact::Text(module.source.clone()))),
            ],
            group: team,
        });
        nodes.len() - 1
    })
}
