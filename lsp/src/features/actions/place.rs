//! Where changes are asked for.

use std::path::{Path, PathBuf};

use o8_core::db::{SourceFile, parse};
use o8_core::ids::DefId;
use o8_core::index::{Index, index};
use o8_diagnostics::{Diagnostic, Span};
use o8_syntax::ast::{self, ItemKind};

use super::{Action, Kind, fixes};
use crate::analysis::Analysis;
use crate::features::format::Edit;

/// A selection in a file.
pub(super) struct Place<'a> {
    pub(super) analysis: &'a Analysis,
    /// What is wrong with the package.
    pub(super) found: &'a [Diagnostic],
    pub(super) file: SourceFile,
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
    pub(super) span: Span,
}

/// A selection inside one item; its spans are relative to the item.
pub(super) struct Here<'a> {
    pub(super) place: &'a Place<'a>,
    pub(super) def: DefId,
    /// Where the item begins.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) item: &'a ast::Item,
    pub(super) index: &'a Index,
    /// The selection, without the blanks around it.
    pub(super) span: Span,
}

impl<'a> Place<'a> {
    /// The diagnostics of the file.
    pub(super) fn of_file(&self) -> impl Iterator<Item = &'a Diagnostic> {
        self.found
            .iter()
            .filter(|found| fixes::located(self.analysis, found.place).as_deref() == Some(self.path))
    }

    /// The diagnostics that touch the selection.
    pub(super) fn touched(&self) -> impl Iterator<Item = &'a Diagnostic> {
        self.of_file().filter(|found| {
            let at = found.place.span;
            at.start <= self.span.end && self.span.start <= at.end
        })
    }

    /// The item around the selection; `None` where there is none, or where it goes on outside of it.
    pub(super) fn here(&'a self) -> Option<Here<'a>> {
        let span = trimmed(self.text, self.span);
        let (def, start) = self.analysis.item_at(self.file, span.start)?;
        let parsed = parse(&self.analysis.db, self.file).items.iter().find(|item| item.start == start)?;
        if span.end > parsed.end {
            return None;
        }
        Some(Here {
            place: self,
            def,
            start,
            end: parsed.end,
            item: &parsed.item,
            index: index(&self.analysis.db, self.analysis.program, def),
            span: Span::new(span.start - start, span.end - start),
        })
    }

    /// A change of this file alone.
    pub(super) fn action(&self, title: String, kind: Kind, edits: Vec<Edit>) -> Action {
        let edits: Vec<(PathBuf, Edit)> =
            edits.into_iter().map(|edit| (self.path.to_owned(), edit)).collect();
        Action { title, kind, code: None, preferred: false, edits }
    }
}

impl<'a> Here<'a> {
    /// The text of a part of the item.
    pub(super) fn text(&self, span: Span) -> &'a str {
        let span = self.in_file(span);
        self.place.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// A part of the item, counted from the start of the file.
    pub(super) fn in_file(&self, span: Span) -> Span {
        span.shift(self.start)
    }

    /// Whether the item was read without a mistake: what is moved has to be understood.
    pub(super) fn is_sound(&self) -> bool {
        let parsed = &parse(&self.place.analysis.db, self.place.file).items;
        let own = parsed.iter().find(|item| item.start == self.start);
        own.is_some_and(|item| item.diagnostics.is_empty()) && !matches!(self.item.kind, ItemKind::Hole)
    }
}

/// A span without the blanks at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let Some(selected) = text.get(span.start as usize..span.end as usize) else { return span };
    if selected.trim().is_empty() {
        return Span::at(span.start);
    }
    let length = |text: &str| u32::try_from(text.len()).unwrap_or_default();
    let start = span.start + length(selected) - length(selected.trim_start());
    Span::new(start, start + length(selected.trim()))
}
