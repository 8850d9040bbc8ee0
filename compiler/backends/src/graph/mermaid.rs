//! A graph for Mermaid, which Git hosts draw where a page has it.

use std::fmt::Write as _;

use o8_ir::graph::{Graph, Node};

use super::{groups, is_dashed};

/// The graph as a `flowchart`, a subgraph for each group.
pub fn mermaid(graph: &Graph) -> String {
    let mut out = format!("---\ntitle: {}\n---\nflowchart LR\n", title(&graph.title));
    // Names may be words of the language, such as `end`: numbers stand for them.
    let node = |index: usize, node: &Node| {
        let lines: Vec<String> =
            [&node.name].into_iter().chain(&node.lines).map(|line| escaped(line)).collect();
        format!("n{index}[\"{}\"]", lines.join("<br/>"))
    };
    let nodes = || graph.nodes.iter().enumerate();
    for (number, group) in groups(graph).iter().enumerate() {
        let _ = writeln!(out, "  subgraph g{number}[\"{}\"]", escaped(group));
        for (index, found) in nodes().filter(|(_, node)| node.group.as_deref() == Some(group)) {
            let _ = writeln!(out, "    {}", node(index, found));
        }
        out.push_str("  end\n");
    }
    for (index, found) in nodes().filter(|(_, node)| node.group.is_none()) {
        let _ = writeln!(out, "  {}", node(index, found));
    }
    for edge in &graph.edges {
        let arrow = if is_dashed(edge.kind) { "-.->" } else { "-->" };
        let label = edge.label();
        let label = if label.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&label)) };
        let _ = writeln!(out, "  n{} {arrow}{label} n{}", edge.from, edge.to);
    }
    let outside: Vec<String> =
        nodes().filter(|(_, node)| node.existing).map(|(index, _)| format!("n{index}")).collect();
    if !outside.is_empty() {
        let _ = writeln!(
            out,
            "  classDef existing stroke-dasharray: 4 3\n  class {} existing",
            outside.join(",")
        );
    }
    out
}

/// Text inside quotes. What HTML or Mermaid would read as its own is written as its number.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | '|' | ';' | '*' | '_' | '~' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A value of the YAML between the dashes.
fn title(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}
