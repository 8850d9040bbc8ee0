//! A graph as JSON, for programs.

use o8_ir::graph::{Edge, Fact, Facts, Graph, Label, Node, Subject};
use o8_ir::{Node as Value, Tree};

use crate::document::{list, map, text, texts};
use crate::json;

/// The graph as one object, whose shape `docs/pictures.md` has.
pub fn json(graph: &Graph) -> String {
    let of = match graph.subject {
        Subject::Modules => "modules",
        Subject::Network => "network",
        Subject::Promotion => "promotion",
        Subject::Packages => "packages",
    };
    let object = map([
        ("version", Some(number(1))),
        ("of", Some(text(of))),
        ("environment", Some(graph.environment.clone().map_or_else(null, text))),
        ("nodes", Some(list(graph.nodes.iter().map(node)))),
        ("edges", Some(list(graph.edges.iter().map(|found| edge(found, graph))))),
    ]);
    json::document(&object)
}

fn node(node: &Node) -> Value {
    map([("name", Some(text(node.name.clone())))].into_iter().chain(entries(&node.facts)))
}

fn entries(facts: &Facts) -> impl Iterator<Item = (&'static str, Option<Value>)> {
    facts.iter().map(|(name, found)| (*name, Some(fact(found))))
}

fn fact(fact: &Fact) -> Value {
    match fact {
        Fact::None => null(),
        Fact::Text(value) => text(value.clone()),
        Fact::Number(value) => number(*value),
        Fact::Flag(value) => flag(*value),
        Fact::Texts(values) => texts(values.iter().map(|value| value.as_str())),
        Fact::Records(records) => list(records.iter().map(|facts| map(entries(facts)))),
    }
}

fn edge(edge: &Edge, graph: &Graph) -> Value {
    let label = |label: &Label| {
        map([
            ("text", Some(text(label.text.clone()))),
            ("environments", Some(texts(label.environments.iter().map(|name| name.as_str())))),
        ])
    };
    map([
        ("from", Some(text(graph.nodes[edge.from].name.clone()))),
        ("to", Some(text(graph.nodes[edge.to].name.clone()))),
        ("kind", Some(text(edge.kind.word()))),
        ("labels", Some(list(edge.labels.iter().map(label)))),
    ])
}

fn null() -> Value {
    Value::derived(Tree::Null)
}

fn flag(value: bool) -> Value {
    Value::derived(Tree::Bool(value))
}

fn number(value: u32) -> Value {
    Value::derived(Tree::Int(value.into()))
}
