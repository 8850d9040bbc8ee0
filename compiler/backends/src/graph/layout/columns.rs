//! The items of a part in their columns: boxes, labels, and the places where arrows pass.

use super::pack::Part;
use super::ranks::Ranks;
use super::{Arrow, Layout, Point, Rect, Route, Size};

/// Between a column and the next, and a little more where many arrows bend.
const GAP: i64 = 22;
/// How much wider that may get.
const MOST_WIDER: i64 = 70;
/// Room for an arrow without a label.
const THREAD: i64 = 8;
/// Room above and below a label, together.
const AROUND_LABEL: i64 = 4;
/// The loop of an arrow from a box to itself.
const LOOP: i64 = 22;

/// What stands in a column.
pub(super) struct Item {
    /// The box; nothing where an arrow passes.
    pub(super) node: Option<usize>,
    pub(super) size: Size,
    /// Items of the column before that an arrow joins it with.
    pub(super) left: Vec<usize>,
    /// The same of the column after.
    pub(super) right: Vec<usize>,
    column: usize,
    /// Its place in its column.
    pub(super) position: usize,
    /// Its middle.
    pub(super) y: i64,
}

/// The items an arrow goes through, from left to right, its boxes at both ends. Invariant: there is one between them.
struct Chain {
    arrow: usize,
    items: Vec<usize>,
    backwards: bool,
}

/// A part of the graph in columns: boxes in those with even numbers, labels in the others.
pub(super) struct Columns {
    pub(super) items: Vec<Item>,
    pub(super) columns: Vec<Vec<usize>>,
    chains: Vec<Chain>,
    /// Arrows from a box to itself, with the item.
    loops: Vec<(usize, usize)>,
    /// How far each column is from the left, and how wide it is.
    across: Vec<(i64, i64)>,
}

impl Columns {
    pub(super) fn new(part: &Part, ranks: &Ranks, sizes: &[Size], arrows: &[Arrow]) -> Self {
        let count = ranks.columns.values().max().map_or(0, |last| 2 * last + 1);
        let mut result = Self {
            items: Vec::new(),
            columns: vec![Vec::new(); count],
            chains: Vec::new(),
            loops: Vec::new(),
            across: Vec::new(),
        };
        let of_node: std::collections::BTreeMap<usize, usize> = part
            .nodes
            .iter()
            .map(|node| (*node, result.add(2 * ranks.columns[node], Some(*node), sizes[*node])))
            .collect();
        for (arrow, backwards) in part.arrows.iter().zip(&ranks.backwards) {
            let Arrow { from, to, label, .. } = arrows[*arrow];
            if from == to {
                result.loops.push((*arrow, of_node[&from]));
                continue;
            }
            let (first, last) = if *backwards { (to, from) } else { (from, to) };
            let between = 2 * ranks.columns[&first] + 1..2 * ranks.columns[&last];
            // Beside where the arrow begins, where many arrows lead to one box.
            let with_label = if *backwards { between.end - 1 } else { between.start };
            let mut items = vec![of_node[&first]];
            for column in between {
                let size = match column == with_label && label != Size::default() {
                    true => Size { width: label.width, height: label.height + AROUND_LABEL },
                    false => Size { width: 0, height: THREAD },
                };
                let item = result.add(column, None, size);
                items.push(item);
            }
            items.push(of_node[&last]);
            for pair in items.windows(2) {
                result.items[pair[0]].right.push(pair[1]);
                result.items[pair[1]].left.push(pair[0]);
            }
            result.chains.push(Chain { arrow: *arrow, items, backwards: *backwards });
        }
        result.spread();
        result
    }

    fn add(&mut self, column: usize, node: Option<usize>, size: Size) -> usize {
        let position = self.columns[column].len();
        self.columns[column].push(self.items.len());
        self.items.push(Item { node, size, left: Vec::new(), right: Vec::new(), column, position, y: 0 });
        self.items.len() - 1
    }

    /// Says how far each column is from the left.
    fn spread(&mut self) {
        let mut x = 0;
        for column in &self.columns {
            let width = column.iter().map(|item| self.items[*item].size.width).max().unwrap_or(0);
            self.across.push((x, width));
            let bends: usize = column.iter().map(|item| self.items[*item].right.len()).sum();
            x += width + GAP + i64::try_from(bends).unwrap_or(MOST_WIDER).min(MOST_WIDER);
        }
    }

    pub(super) fn size(&self) -> Size {
        let (x, width) = self.across.last().copied().unwrap_or_default();
        let wide = if self.loops.is_empty() { 0 } else { LOOP };
        let bottom = |item: &Item| item.y - item.size.height / 2 + item.size.height;
        Size { width: x + width + wide, height: self.items.iter().map(bottom).max().unwrap_or(0) }
    }

    /// Writes the part down with its upper left corner there.
    pub(super) fn write(&self, corner: Point, arrows: &[Arrow], layout: &mut Layout) {
        for (column, (x, width)) in self.columns.iter().zip(&self.across) {
            for item in column.iter().map(|item| &self.items[*item]) {
                if let Some(node) = item.node {
                    let Size { width: own, height } = item.size;
                    let x = corner.x + x + (width - own) / 2;
                    layout.boxes[node] = Rect { x, y: corner.y + item.y - height / 2, width: own, height };
                }
            }
        }
        let ports = self.ports();
        for (chain, (start, end)) in self.chains.iter().zip(ports) {
            let mut points = Vec::with_capacity(2 * chain.items.len());
            for (step, item) in chain.items.iter().enumerate() {
                let item = &self.items[*item];
                let (x, width) = self.across[item.column];
                let (left, right) = (corner.x + x, corner.x + x + width);
                match item.node.map(|node| layout.boxes[node]) {
                    Some(rect) if step == 0 => {
                        points.push(Point { x: rect.x + rect.width, y: corner.y + start });
                        points.push(Point { x: right, y: corner.y + start });
                    }
                    Some(rect) => {
                        points.push(Point { x: left, y: corner.y + end });
                        points.push(Point { x: rect.x, y: corner.y + end });
                    }
                    None => {
                        points.push(Point { x: left, y: corner.y + item.y });
                        points.push(Point { x: right, y: corner.y + item.y });
                        let label = arrows[chain.arrow].label;
                        if item.size.width > 0 {
                            let x = left + (width - label.width) / 2;
                            let y = corner.y + item.y - label.height / 2;
                            layout.labels[chain.arrow] = Rect { x, y, ..label.into() };
                        }
                    }
                }
            }
            if chain.backwards {
                points.reverse();
            }
            layout.routes[chain.arrow] = Some(Route::Between(points));
        }
        for (arrow, item) in &self.loops {
            let Some(rect) = self.items[*item].node.map(|node| layout.boxes[node]) else { continue };
            let height = rect.height / 2;
            let around =
                Rect { x: rect.x + rect.width, y: rect.y + rect.height / 4, width: LOOP - 4, height };
            layout.routes[*arrow] = Some(Route::Loop(around));
        }
    }

    /// Where each chain leaves its first box and reaches its last: side by side, in the order of where they come from.
    fn ports(&self) -> Vec<(i64, i64)> {
        let mut leaving: Vec<Vec<(i64, usize)>> = vec![Vec::new(); self.items.len()];
        let mut reaching = leaving.clone();
        for (index, chain) in self.chains.iter().enumerate() {
            let (next, before) = (chain.items[1], chain.items[chain.items.len() - 2]);
            leaving[chain.items[0]].push((self.items[next].y, index));
            reaching[chain.items[chain.items.len() - 1]].push((self.items[before].y, index));
        }
        let mut ports = vec![(0, 0); self.chains.len()];
        for (item, ends) in self.items.iter().zip(&mut leaving) {
            ends.sort_unstable();
            for (place, (_, chain)) in ends.iter().enumerate() {
                ports[*chain].0 = port(item, place, ends.len());
            }
        }
        for (item, ends) in self.items.iter().zip(&mut reaching) {
            ends.sort_unstable();
            for (place, (_, chain)) in ends.iter().enumerate() {
                ports[*chain].1 = port(item, place, ends.len());
            }
        }
        ports
    }
}

/// The `place`th of `count` places on the side of a box: six apart or nearer, around its middle.
fn port(item: &Item, place: usize, count: usize) -> i64 {
    let (place, count) = (i64::try_from(place).unwrap_or(0), i64::try_from(count).unwrap_or(1));
    let room = (item.size.height - 12).max(0).min((count - 1) * 6);
    item.y - room / 2 + if count > 1 { room * place / (count - 1) } else { 0 }
}

impl From<Size> for Rect {
    fn from(Size { width, height }: Size) -> Self {
        Self { x: 0, y: 0, width, height }
    }
}
