//! An item's tokens as a tree of brackets, with the contents of each pair cut into slices at the separators.
//!
//! The grammar runs on one slice at a time (a member, an element, an argument), so that a mistake in one leaves its
//! neighbours alone, and a bracket with everything in it is a single token to the grammar around it. Which line ends
//! separate is decided here, as are the bound on nesting and what to do about brackets without a counterpart.

mod build;
mod recover;
mod separators;

use o8_diagnostics::{Diagnostic, Span};

use crate::token::TokenKind;
use crate::word::Word;

pub(crate) use build::{ROOT, build};

/// A token without trivia, or a bracket with what it holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tree {
    /// The kind of the token; of a group, that of its opening token.
    pub(crate) kind: TokenKind,
    /// What a word means where it is no name.
    pub(crate) word: Word,
    /// Whether a blank, a line end or a comment stands before it.
    pub(crate) spaced: bool,
    /// From the first byte to the last, relative to the item; of a group, with its brackets.
    pub(crate) span: Span,
    /// Of a group: its slices, as a range of [`Forest::slices`].
    slices: (u32, u32),
}

impl Tree {
    /// Where to point at it: a group is pointed at by its opening bracket.
    pub(crate) fn head(&self) -> Span {
        match self.kind {
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen if !self.span.is_empty() => {
                Span::new(self.span.start, self.span.start + 1)
            }
            _ => self.span,
        }
    }
}

/// What stands between two separators of a group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice {
    /// A range of [`Forest::trees`].
    trees: (u32, u32),
    /// What opens the group that it is in.
    pub(crate) group: TokenKind,
    /// What ends it.
    pub(crate) stop: Stop,
}

/// The end of a slice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// A comma, or a semicolon, which counts as one.
    Comma(Span),
    /// A line end that separates.
    Line,
    /// The closing bracket.
    Closer(Span),
    /// The end of a group that is never closed.
    Unclosed,
    /// The end of the item.
    End,
}

/// The trees of one item, groups by reference.
#[derive(Default, Debug)]
pub(crate) struct Forest {
    trees: Vec<Tree>,
    slices: Vec<Slice>,
}

/// An item as a tree.
#[derive(Default, Debug)]
pub(crate) struct Built {
    pub(crate) forest: Forest,
    /// The outermost slice.
    pub(crate) root: Option<Slice>,
    /// What is wrong with brackets and separators.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Forest {
    /// The trees of a slice.
    pub(crate) fn trees(&self, slice: Slice) -> &[Tree] {
        &self.trees[slice.trees.0 as usize..slice.trees.1 as usize]
    }

    /// The slices of a group.
    pub(crate) fn slices(&self, group: &Tree) -> &[Slice] {
        &self.slices[group.slices.0 as usize..group.slices.1 as usize]
    }
}
