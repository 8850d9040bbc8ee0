//! The settings of a block as a tree: `a.b = 1` and `a.c = 2` are one change of `a`.

use ecow::EcoString;
use o8_diagnostics::Span;
use rustc_hash::FxHashMap;

use crate::hir::{self, Edit, EditOp, Expr, FieldIndex, RecordRef, Shape};
use crate::ids::DefId;
use crate::ty::Ty;

use super::known::Known;
use super::poison;

/// What braces or a path change.
#[derive(Clone, Debug)]
pub(super) enum Spot {
    Record(RecordRef),
    Map {
        key: Ty,
        value: Ty,
    },
    /// A list whose elements are known by a field of this type.
    Keyed {
        element: RecordRef,
        key: FieldIndex,
        key_ty: Ty,
    },
    /// Free data.
    Free,
    /// Unknown after a mistake: everything in it is looked at, and nothing said that depends on what it is.
    Unknown,
}

impl Spot {
    pub(super) fn shape(&self) -> Option<Shape> {
        match self {
            Self::Record(record) => Some(Shape::Record(*record)),
            Self::Map { .. } | Self::Free => Some(Shape::Map),
            Self::Keyed { element, key, .. } => Some(Shape::KeyedList { element: *element, key: *key }),
            Self::Unknown => None,
        }
    }
}

/// The settings of one place, in the order of their first mention.
#[derive(Default, Debug)]
pub(super) struct Tree {
    pub(super) entries: Vec<Entry>,
    constants: FxHashMap<Constant, usize>,
    /// Fields that were meant by names that there are not: they are not missing besides.
    pub(super) meant: Vec<FieldIndex>,
}

/// A step that is the same wherever it is written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Constant {
    Field(FieldIndex),
    Key(EcoString),
    Entity(DefId),
}

/// One step and what is done there.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) step: hir::Step,
    pub(super) constant: Option<Constant>,
    /// The path as written, up to this step.
    pub(super) span: Span,
    pub(super) op: Op,
}

#[derive(Debug)]
pub(super) enum Op {
    Set { value: Expr, known: Option<Known> },
    Append(Expr),
    Unset,
    Open(Opened),
}

/// A place that is opened.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) spot: Spot,
    /// Whether the place is made here, with nothing in it before.
    pub(super) fresh: bool,
    pub(super) tree: Tree,
}

impl Tree {
    /// Takes back the entry at `index` where it is the last one and opens a place in which nothing is done: the path went on
    /// with a step that means nothing, which has been reported.
    pub(super) fn take_back_empty(&mut self, index: usize) {
        let is_empty = |entry: &Entry| matches!(&entry.op, Op::Open(opened) if opened.tree.entries.is_empty() && opened.tree.meant.is_empty());
        if self.entries.len() == index + 1 && is_empty(&self.entries[index]) {
            self.entries.pop();
            self.constants.retain(|_, of| *of != index);
        }
    }

    /// The entry of a constant step, if there is one.
    pub(super) fn find(&self, constant: Option<&Constant>) -> Option<usize> {
        self.constants.get(constant?).copied()
    }

    pub(super) fn push(&mut self, entry: Entry) -> usize {
        let index = self.entries.len();
        if let Some(constant) = &entry.constant {
            self.constants.insert(constant.clone(), index);
        }
        self.entries.push(entry);
        index
    }

    /// Whether a field is set or opened.
    pub(super) fn has_field(&self, field: FieldIndex) -> bool {
        self.find(Some(&Constant::Field(field)))
            .is_some_and(|index| !matches!(self.entries[index].op, Op::Unset))
    }

    /// The settings as edits. What is opened without being known, and what was meant by a name that there is not,
    /// is a hole: it has been reported, and evaluation is to be silent about it.
    pub(super) fn into_edits(self) -> Vec<Edit> {
        let holes: Vec<FieldIndex> = self
            .meant
            .into_iter()
            .filter(|field| !self.constants.contains_key(&Constant::Field(*field)))
            .collect();
        // An entry is larger than its edit: collected where the entries were, the edits would keep all of their room.
        let mut edits: Vec<Edit> = Vec::with_capacity(self.entries.len() + holes.len());
        edits.extend(self.entries.into_iter().map(|entry| {
            let op = match entry.op {
                Op::Set { value, .. } => EditOp::Set(value),
                Op::Append(value) => EditOp::Append(value),
                Op::Unset => EditOp::Unset,
                Op::Open(opened) => match opened.spot.shape() {
                    Some(shape) => EditOp::Open(shape, opened.tree.into_edits()),
                    None => EditOp::Set(poison(entry.span)),
                },
            };
            Edit { step: entry.step, op, span: entry.span }
        }));
        edits.extend(holes.into_iter().map(|field| {
            let span = Span::default();
            Edit { step: hir::Step::Field(field), op: EditOp::Set(poison(span)), span }
        }));
        edits
    }

    /// What the settings say of places whose type leaves several open.
    pub(super) fn known(&self) -> Known {
        let mut known = Known::default();
        for entry in &self.entries {
            let hir::Step::Field(field) = entry.step else { continue };
            let below = match &entry.op {
                Op::Set { known: Some(known), .. } => known.clone(),
                Op::Open(opened) => opened.tree.known(),
                _ => continue,
            };
            if !below.is_empty() {
                known.fields.push((field, below));
            }
        }
        known
    }
}
