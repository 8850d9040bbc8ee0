//! Parts of a graph that nothing connects, and where they go.

use super::{Arrow, Point, Size};

/// Between two parts.
const GAP: i64 = 28;

/// A part: its nodes and its arrows, in their order.
pub(super) struct Part {
    pub(super) nodes: Vec<usize>,
    pub(super) arrows: Vec<usize>,
}

/// The parts of a graph, the largest first; of equals the one whose first node comes first.
pub(super) fn parts(nodes: usize, arrows: &[Arrow]) -> Vec<Part> {
    let mut leader: Vec<usize> = (0..nodes).collect();
    for arrow in arrows {
        let (one, other) = (find(&mut leader, arrow.from), find(&mut leader, arrow.to));
        leader[one.max(other)] = one.min(other);
    }
    let mut number = vec![None; nodes];
    let mut parts: Vec<Part> = Vec::new();
    for node in 0..nodes {
        let first = find(&mut leader, node);
        let part = *number[first].get_or_insert_with(|| {
            parts.push(Part { nodes: Vec::new(), arrows: Vec::new() });
            parts.len() - 1
        });
        parts[part].nodes.push(node);
    }
    for (index, arrow) in arrows.iter().enumerate() {
        let first = find(&mut leader, arrow.from);
        if let Some(part) = number[first] {
            parts[part].arrows.push(index);
        }
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.nodes.len()));
    parts
}

fn find(leader: &mut [usize], mut node: usize) -> usize {
    while leader[node] != node {
        leader[node] = leader[leader[node]];
        node = leader[node];
    }
    node
}

/// The corners of parts set on lines at most `widest` wide, and the extent of it all. From `alone` on, parts are single boxes,
/// which begin on a line of their own.
pub(super) fn pack(sizes: &[Size], alone: usize, widest: i64) -> (Size, Vec<Point>) {
    let widest = sizes.iter().map(|size| size.width).max().unwrap_or(0).max(widest);
    let mut all = Size::default();
    let (mut x, mut y, mut tallest) = (0, 0, 0);
    let mut corners = Vec::with_capacity(sizes.len());
    for (index, size) in sizes.iter().enumerate() {
        if x > 0 && (index == alone || x + size.width > widest) {
            (x, y, tallest) = (0, y + tallest + GAP, 0);
        }
        corners.push(Point { x, y });
        all = Size { width: all.width.max(x + size.width), height: all.height.max(y + size.height) };
        x += size.width + GAP;
        tallest = tallest.max(size.height);
    }
    (all, corners)
}
