//! Pictures: SVG for people, Graphviz and Mermaid for other tools, JSON for programs. Each is a pure function from a graph to
//! text, and gives the same bytes for the same graph.

mod dot;
mod json;
mod layout;
mod mermaid;
mod svg;
#[cfg(test)]
mod tests;

pub use dot::dot;
pub use json::json;
pub use mermaid::mermaid;
pub use svg::svg;

use o8_ir::graph::{EdgeKind, Fact, Graph, Node};

/// Whether an edge is drawn dashed: what is not waited for.
fn is_dashed(kind: EdgeKind) -> bool {
    kind == EdgeKind::Connects
}

/// The groups of a graph in the order of their names.
fn groups(graph: &Graph) -> Vec<&str> {
    let mut groups: Vec<&str> = graph.nodes.iter().filter_map(|node| node.group.as_deref()).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// What is known of a node, in lines.
fn in_words(node: &Node) -> Vec<String> {
    let mut lines = vec![node.name.to_string()];
    for (name, fact) in &node.facts {
        match fact {
            Fact::Text(text) if !text.is_empty() => lines.push(format!("{name}: {text}")),
            Fact::Number(number) => lines.push(format!("{name}: {number}")),
            Fact::Flag(true) => lines.push((*name).to_owned()),
            Fact::Texts(texts) if !texts.is_empty() => lines.push(format!("{name}: {}", texts.join(", "))),
            Fact::Records(records) => lines.extend(records.iter().map(|record| {
                let texts = record.iter().filter_map(|(_, fact)| match fact {
                    Fact::Text(text) => Some(text.as_str()),
                    _ => None,
                });
                format!("  {}", texts.collect::<Vec<_>>().join(" · "))
            })),
            Fact::None | Fact::Text(_) | Fact::Flag(false) | Fact::Texts(_) => {}
        }
    }
    lines
}
