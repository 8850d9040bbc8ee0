//! Packages and what they depend on.

use ecow::{EcoString, eco_format};
use o8_ir::graph::{Edge, EdgeKind, Fact, Graph, Node, Subject};

use crate::package::Member;

/// The picture of a package and of those that it depends on, by whatever way.
pub(in crate::commands) fn packages(members: &[Member]) -> Graph {
    let mut members: Vec<&Member> = members.iter().collect();
    // The first is the package itself; the others come as they were met.
    if let Some((_, others)) = members.split_first_mut() {
        others.sort_by(|a, b| a.name.cmp(&b.name));
    }
    let edges = members.iter().enumerate().flat_map(|(from, member)| {
        let to = |name: &String| members.iter().position(|other| other.name == *name);
        let edge = move |to| Edge { from, to, kind: EdgeKind::DependsOn, labels: Vec::new() };
        member.dependencies.iter().filter_map(to).map(edge).collect::<Vec<_>>()
    });
    let title = members.first().map_or("", |member| name(member));
    Graph {
        subject: Subject::Packages,
        title: eco_format!("Packages of {title}"),
        environment: None,
        grouped_by: None,
        edges: edges.collect(),
        nodes: members.iter().map(|member| node(member)).collect(),
    }
}

/// What a package is called in the picture.
pub(in crate::commands) fn name(member: &Member) -> &str {
    if member.name.is_empty() { "this program" } else { &member.name }
}

fn node(member: &Member) -> Node {
    let version: Option<EcoString> = member.version.as_ref().map(|version| eco_format!("{version}"));
    let path: EcoString = if member.path.is_empty() { ".".into() } else { member.path.as_str().into() };
    Node {
        name: name(member).into(),
        group: None,
        existing: false,
        lines: [version.clone(), Some(path.clone())].into_iter().flatten().collect(),
        facts: vec![("version", version.map_or(Fact::None, Fact::Text)), ("path", Fact::Text(path))],
    }
}
