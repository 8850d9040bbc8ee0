//! A graph as SVG, for people: light or dark as the reader has it, and in words for those who hear it.
//!
//! Colours tell groups apart and are never all that does: the group stands in each box, and in what is shown above it.

mod style;
mod text;

use std::fmt::Write as _;

use o8_ir::graph::{Edge, EdgeKind, Graph, Node};

use super::layout::{self, Arrow, Layout, Point, Rect, Route, Size};
use super::{groups, in_words, is_dashed};
use text::{SMALL, escaped, width};

/// Around the picture.
const MARGIN: i64 = 24;
/// How wide a line of unconnected parts, and the legend, may get where nothing else is wider.
const WIDEST: i64 = 1400;
/// The title, with what is free below it.
const TITLE: i64 = 34;
/// A line of the legend.
const LEGEND: i64 = 22;
/// Left and right of the text of a box.
const PADDING: i64 = 12;
/// The name in a box, and a line below it.
const NAME: i64 = 18;
const LINE: i64 = 15;
/// A label.
const LABEL: i64 = 14;

/// The graph as one SVG document.
pub fn svg(graph: &Graph) -> String {
    let sizes: Vec<Size> = graph.nodes.iter().map(size).collect();
    let arrows: Vec<Arrow> = graph.edges.iter().map(arrow).collect();
    let layout = layout::layout(&sizes, &arrows, WIDEST);
    let groups = groups(graph);
    let legend = Legend::new(graph, &groups, layout.size.width.max(WIDEST / 2));
    let above = TITLE + legend.height + if legend.height > 0 { 14 } else { 0 };
    let widest = layout.size.width.max(legend.width).max(width(&graph.title, text::TITLE));
    let (all, high) = (widest + 2 * MARGIN, above + layout.size.height + 2 * MARGIN);

    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"{high}\" viewBox=\"0 0 {all} {high}\" \
         role=\"graphics-document document\" aria-labelledby=\"o8-title o8-description\">\n\
         <title id=\"o8-title\">{}</title>\n<desc id=\"o8-description\">{}</desc>\n",
        escaped(&graph.title),
        escaped(&description(graph))
    );
    out.push_str(&style::style(groups.len()));
    out.push_str(
        "<defs><marker id=\"o8-arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n",
    );
    let _ = writeln!(out, "<rect class=\"canvas\" width=\"{all}\" height=\"{high}\"/>");
    let _ = writeln!(
        out,
        "<text class=\"heading\" x=\"{MARGIN}\" y=\"{}\">{}</text>",
        MARGIN + 14,
        escaped(&graph.title)
    );
    legend.write(&mut out);
    let _ = writeln!(out, "<g transform=\"translate({MARGIN} {})\">", MARGIN + above);
    for (index, edge) in graph.edges.iter().enumerate() {
        write_edge(graph, edge, index, &layout, &mut out);
    }
    for (index, node) in graph.nodes.iter().enumerate() {
        write_node(node, layout.boxes[index], &groups, &mut out);
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn size(node: &Node) -> Size {
    let widest = node.lines.iter().map(|line| width(line, SMALL)).max().unwrap_or(0);
    let lines = i64::try_from(node.lines.len()).unwrap_or(0);
    Size { width: widest.max(width(&node.name, text::NAME)) + 2 * PADDING, height: NAME + LINE * lines + 14 }
}

fn arrow(edge: &Edge) -> Arrow {
    let label = edge.label();
    let label = match label.is_empty() {
        true => Size::default(),
        false => Size { width: width(&label, SMALL) + 8, height: LABEL },
    };
    Arrow { from: edge.from, to: edge.to, label, leads: !is_dashed(edge.kind) }
}

/// What the picture has, in one sentence.
fn description(graph: &Graph) -> String {
    let count = |kind| graph.edges.iter().filter(|edge| edge.kind == kind).count();
    let kinds = kinds(graph).into_iter().map(|kind| format!("{} {}", count(kind), plainly(kind)));
    let parts: Vec<String> = [format!("{} boxes", graph.nodes.len())].into_iter().chain(kinds).collect();
    parts.join(", ")
}

/// The kinds of edges that there are.
fn kinds(graph: &Graph) -> Vec<EdgeKind> {
    let mut kinds: Vec<EdgeKind> = graph.edges.iter().map(|edge| edge.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn plainly(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Needs => "needs",
        EdgeKind::Connects => "connects to",
        EdgeKind::Promotes => "is promoted to",
        EdgeKind::DependsOn => "depends on",
    }
}

fn write_node(node: &Node, rect: Rect, groups: &[&str], out: &mut String) {
    let Rect { x, y, width, height } = rect;
    let group = node.group.as_deref().and_then(|group| groups.iter().position(|known| *known == group));
    let class = group.map_or_else(String::new, |group| format!(" g{group}"));
    let existing = if node.existing { " existing" } else { "" };
    let words = in_words(node);
    let _ = writeln!(
        out,
        "<g class=\"node{class}{existing}\" role=\"graphics-symbol img\" aria-label=\"{}\"><title>{}</title>",
        escaped(&words.iter().map(|line| line.trim()).collect::<Vec<_>>().join(", ")),
        escaped(&words.join("\n"))
    );
    let _ = writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>");
    let left = x + PADDING;
    let _ = writeln!(
        out,
        "<text class=\"name\" x=\"{left}\" y=\"{}\">{}</text>",
        y + NAME + 2,
        escaped(&node.name)
    );
    let mut at = y + NAME + 2;
    for line in &node.lines {
        at += LINE;
        let _ = writeln!(out, "<text class=\"line\" x=\"{left}\" y=\"{at}\">{}</text>", escaped(line));
    }
    out.push_str("</g>\n");
}

fn write_edge(graph: &Graph, edge: &Edge, index: usize, layout: &Layout, out: &mut String) {
    let Some(route) = &layout.routes[index] else { return };
    let (from, to) = (&graph.nodes[edge.from].name, &graph.nodes[edge.to].name);
    let label = edge.label();
    let words = format!("{from} {} {to} {label}", plainly(edge.kind));
    let class = if is_dashed(edge.kind) { "edge dashed" } else { "edge" };
    let _ = write!(
        out,
        "<g class=\"{class}\"><title>{}</title><path marker-end=\"url(#o8-arrow)\" d=\"{}\"/>",
        escaped(words.trim_end()),
        path(route)
    );
    let Rect { x, y, width, height } = layout.labels[index];
    if width > 0 {
        let (middle, base) = (x + width / 2, y + height - 3);
        let _ = write!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"3\"/>\
             <text class=\"label\" x=\"{middle}\" y=\"{base}\">{}</text>",
            escaped(&label)
        );
    }
    out.push_str("</g>\n");
}

/// Straight through columns, bent between them.
fn path(route: &Route) -> String {
    let points = match route {
        Route::Between(points) => points,
        Route::Loop(Rect { x, y, width, height }) => {
            let (right, bottom) = (x + width, y + height);
            return format!("M{x} {y}C{right} {y} {right} {bottom} {x} {bottom}");
        }
    };
    let mut out = String::new();
    let mut at: Option<Point> = None;
    for (index, point) in points.iter().enumerate() {
        let Point { x, y } = *point;
        match at {
            None => drop(write!(out, "M{x} {y}")),
            // An arrow head turns with the last piece, and one without length has no direction.
            Some(at) if at == *point => {}
            Some(at) if index % 2 == 1 || at.y == y => drop(write!(out, "H{x}")),
            Some(at) => {
                let middle = (at.x + x) / 2;
                let _ = write!(out, "C{middle} {} {middle} {y} {x} {y}", at.y);
            }
        }
        at = Some(*point);
    }
    out
}

/// What colours and lines mean, on as many lines as it takes.
struct Legend {
    width: i64,
    height: i64,
    text: String,
}

impl Legend {
    fn new(graph: &Graph, groups: &[&str], widest: i64) -> Self {
        let mut legend = Self { width: 0, height: 0, text: String::new() };
        let swatch = |group: usize, x: i64, y: i64| {
            format!(
                "<g class=\"node g{group}\"><rect x=\"{x}\" y=\"{}\" width=\"18\" height=\"12\" rx=\"3\"/></g>",
                y - 10
            )
        };
        let line = |kind: EdgeKind, x: i64, y: i64| {
            let class = if is_dashed(kind) { "edge dashed" } else { "edge" };
            format!(
                "<g class=\"{class}\"><path marker-end=\"url(#o8-arrow)\" d=\"M{x} {0}H{1}\"/></g>",
                y - 4,
                x + 26
            )
        };
        let (mut x, mut y) = (MARGIN, MARGIN + TITLE + 12);
        let kinds = kinds(graph);
        let words = groups.iter().map(|group| match graph.grouped_by {
            Some(what) => format!("{what} {group}"),
            None => (*group).to_owned(),
        });
        let words = words.chain(kinds.iter().map(|kind| plainly(*kind).to_owned()));
        for (index, word) in words.enumerate() {
            let before = if index < groups.len() { 25 } else { 33 };
            let own = before + width(&word, SMALL) + 20;
            if x > MARGIN && x + own - MARGIN > widest {
                (x, y) = (MARGIN, y + LEGEND);
            }
            legend.text.push_str(&match index.checked_sub(groups.len()) {
                None => swatch(index, x, y),
                Some(kind) => line(kinds[kind], x, y),
            });
            let _ = writeln!(
                legend.text,
                "<text class=\"line\" x=\"{}\" y=\"{y}\">{}</text>",
                x + before,
                escaped(&word)
            );
            x += own;
            legend.width = legend.width.max(x - MARGIN);
            legend.height = y - MARGIN - TITLE - 12 + LEGEND;
        }
        legend
    }

    fn write(&self, out: &mut String) {
        if self.height > 0 {
            let _ = write!(out, "<g aria-hidden=\"true\">\n{}</g>\n", self.text);
        }
    }
}
