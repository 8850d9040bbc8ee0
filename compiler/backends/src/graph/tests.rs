//! That pictures say what graphs say, and can be read.

mod formats;
mod geometry;

use ecow::eco_format;
use o8_ir::graph::{Edge, EdgeKind, Fact, Graph, Label, Node, Subject};

/// A graph of so many modules, of which some need and some connect to others: the same for the same seed.
fn generated(count: usize, seed: u64) -> Graph {
    let mut state = seed;
    // The generator of Lehmer: good enough to have no pattern.
    let mut next = move |below: usize| {
        state = (state * 48_271) % 0x7fff_ffff;
        usize::try_from(state).expect("it is small") % below
    };
    let node = |index: usize| Node {
        name: eco_format!("module-{index}{}", "x".repeat(index % 17)),
        group: Some(eco_format!("team-{}", index % 13)),
        existing: index.is_multiple_of(29),
        lines: (0..=index % 3).map(|line| eco_format!("line {line}")).collect(),
        facts: vec![("wave", Fact::Number(0))],
    };
    let mut edges = Vec::new();
    for from in 1..count {
        // Needs lead to what was made before, so that there is no circle of them; hubs are wanted by many.
        let needs = (next(3) > 0).then(|| if next(4) == 0 { from % 5 % from } else { next(from) });
        let connects = (next(3) == 0).then(|| next(count));
        let needs = needs.map(|to| (to, EdgeKind::Needs, "^1.4"));
        let connects = connects.map(|to| (to, EdgeKind::Connects, "http, metrics"));
        for (to, kind, text) in needs.into_iter().chain(connects) {
            let label =
                Label { text: text.into(), environments: vec!["prod".into()], everywhere: next(2) == 0 };
            edges.push(Edge { from, to, kind, labels: vec![label] });
        }
    }
    Graph {
        subject: Subject::Modules,
        title: "Modules of acme".into(),
        environment: None,
        grouped_by: Some("team"),
        nodes: (0..count).map(node).collect(),
        edges,
    }
}

/// Two nodes and an edge whose every text is `text`.
fn named(text: &str) -> Graph {
    let node = |name: &str| Node {
        name: name.into(),
        group: Some(text.into()),
        existing: true,
        lines: vec![text.into()],
        facts: vec![("team", Fact::Text(text.into())), ("exposes", Fact::Texts(vec![text.into()]))],
    };
    let label = Label { text: text.into(), environments: Vec::new(), everywhere: true };
    Graph {
        subject: Subject::Modules,
        title: text.into(),
        environment: None,
        grouped_by: Some("team"),
        nodes: vec![node(text), node("end")],
        edges: vec![Edge { from: 0, to: 1, kind: EdgeKind::Needs, labels: vec![label] }],
    }
}
