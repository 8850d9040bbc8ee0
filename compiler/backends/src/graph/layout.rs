//! Where boxes, labels and edges of a picture are: columns from left to right, an edge leading from a column to a later one.
//!
//! Between two columns of boxes there is one of labels. An edge that goes further passes through each column as an item of
//! its own, so that no edge runs through a box and no label covers another. Parts that nothing connects are laid out apart and
//! then packed like words on lines. All numbers are whole, so that every machine draws the same.

mod columns;
mod crossings;
mod heights;
mod pack;
mod ranks;

use columns::Columns;

/// Width and height.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Size {
    pub(super) width: i64,
    pub(super) height: i64,
}

/// A point of the plane; y grows downwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Point {
    pub(super) x: i64,
    pub(super) y: i64,
}

/// A box by its upper left corner.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Rect {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// An arrow to be laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    /// How large its label is; nothing where it has none.
    pub(super) label: Size,
    /// Whether it may not lead backwards, unless all of a circle are such.
    pub(super) leads: bool,
}

/// The way of an arrow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Route {
    /// From box to box: in each column that it passes a point where it enters and one where it leaves; between columns it
    /// bends.
    Between(Vec<Point>),
    /// From a box back to itself, to the right of it.
    Loop(Rect),
}

/// A finished layout.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Layout {
    pub(super) size: Size,
    /// By node.
    pub(super) boxes: Vec<Rect>,
    /// By arrow.
    pub(super) routes: Vec<Option<Route>>,
    /// By arrow; empty where it has no label.
    pub(super) labels: Vec<Rect>,
}

/// Lays boxes of these sizes out so that arrows lead to the right.
pub(super) fn layout(sizes: &[Size], arrows: &[Arrow], widest: i64) -> Layout {
    let mut result = Layout {
        size: Size::default(),
        boxes: vec![Rect::default(); sizes.len()],
        routes: vec![None; arrows.len()],
        labels: vec![Rect::default(); arrows.len()],
    };
    let found = pack::parts(sizes.len(), arrows);
    let alone = found.iter().position(|part| part.nodes.len() == 1).unwrap_or(found.len());
    let mut parts: Vec<Columns> = Vec::new();
    for part in found {
        let ranks = ranks::ranks(&part, arrows);
        let mut columns = Columns::new(&part, &ranks, sizes, arrows);
        crossings::reduce(&mut columns);
        heights::settle(&mut columns);
        parts.push(columns);
    }
    let extents: Vec<Size> = parts.iter().map(Columns::size).collect();
    let (size, corners) = pack::pack(&extents, alone, widest);
    for (columns, corner) in parts.iter().zip(corners) {
        columns.write(corner, arrows, &mut result);
    }
    result.size = size;
    result
}
