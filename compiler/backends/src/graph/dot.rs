//! A graph for Graphviz.

use std::fmt::Write as _;

use o8_ir::graph::{Graph, Node};

use super::{groups, in_words, is_dashed};

/// The graph as a `digraph`, a cluster for each group.
pub fn dot(graph: &Graph) -> String {
    let mut out = format!("digraph {} {{\n  rankdir=LR\n", quoted(&graph.title));
    let _ = writeln!(out, "  label={}\n  labelloc=t", quoted(&graph.title));
    out.push_str("  fontname=\"Helvetica\"\n  node [shape=box, style=rounded, fontname=\"Helvetica\"]\n");
    out.push_str("  edge [fontname=\"Helvetica\", fontsize=10]\n");
    for (index, group) in groups(graph).iter().enumerate() {
        let _ = writeln!(out, "  subgraph cluster_{index} {{\n    label={}", quoted(group));
        for node in graph.nodes.iter().filter(|node| node.group.as_deref() == Some(group)) {
            let _ = writeln!(out, "    {}", statement(node));
        }
        out.push_str("  }\n");
    }
    for node in graph.nodes.iter().filter(|node| node.group.is_none()) {
        let _ = writeln!(out, "  {}", statement(node));
    }
    for edge in &graph.edges {
        let (from, to) = (&graph.nodes[edge.from].name, &graph.nodes[edge.to].name);
        let _ = write!(out, "  {} -> {}", quoted(from), quoted(to));
        let label = edge.label();
        let style = if is_dashed(edge.kind) { "dashed" } else { "solid" };
        let _ =
            writeln!(out, " [label={}, style={style}, tooltip={}]", quoted(&label), quoted(edge.kind.word()));
    }
    out.push_str("}\n");
    out
}

fn statement(node: &Node) -> String {
    let lines: Vec<&str> = [&node.name].into_iter().chain(&node.lines).map(|line| line.as_str()).collect();
    let label = quoted(&lines.join("\n"));
    let style = if node.existing { ", style=\"rounded,dashed\"" } else { "" };
    let tooltip = quoted(&in_words(node).join("\n"));
    format!("{} [label={label}, tooltip={tooltip}{style}]", quoted(&node.name))
}

/// A string of the DOT language. A backslash before `n`, `N` or `G` would be an escape of its own.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
