//! What the renderers know of source files.

use rustc_hash::FxHashMap;

use crate::{Anchor, FileId, LineColumn, LineIndex, Place, Span};

/// Paths and texts of the files of a compilation, for whoever turns places into words.
pub trait Sources {
    /// The path relative to the package's root, with `/`; for a file of the embedded library, its name there.
    fn path(&self, file: FileId) -> &str;

    /// The text that the compilation saw.
    fn text(&self, file: FileId) -> &str;

    /// Whether the file lies in the user's package. Formats that a host shows beside the code name no other file.
    fn is_in_package(&self, _file: FileId) -> bool {
        true
    }
}

/// A place of a file, counted out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Located {
    pub(crate) file: FileId,
    /// Snapped to characters and clamped to the text.
    pub(crate) span: Span,
    pub(crate) start: LineColumn,
    pub(crate) end: LineColumn,
}

/// Positions in the files of one run: each file is indexed once, when something first points into it.
pub(crate) struct Locator<'a> {
    pub(crate) sources: &'a dyn Sources,
    indexes: FxHashMap<FileId, LineIndex>,
}

impl<'a> Locator<'a> {
    pub(crate) fn new(sources: &'a dyn Sources) -> Self {
        Self { sources, indexes: FxHashMap::default() }
    }

    pub(crate) fn index(&mut self, file: FileId) -> &LineIndex {
        self.indexes.entry(file).or_insert_with(|| LineIndex::new(self.sources.text(file)))
    }

    /// `None` for a place that nobody resolved to a file: it has no position to show.
    pub(crate) fn locate(&mut self, place: Place) -> Option<Located> {
        let Anchor::File(file) = place.anchor else { return None };
        let index = self.index(file);
        let start = index.snap(place.span.start);
        let end = index.snap(place.span.end).max(start);
        let span = Span::new(start, end);
        Some(Located { file, span, start: index.line_column(start), end: index.line_column(end) })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Files of a test: path and text, numbered from 0.
    pub(crate) struct Texts(pub(crate) Vec<(&'static str, String)>);

    impl Sources for Texts {
        fn path(&self, file: FileId) -> &str {
            self.0[file.0 as usize].0
        }
        fn text(&self, file: FileId) -> &str {
            &self.0[file.0 as usize].1
        }
    }

    pub(crate) fn texts(files: &[(&'static str, &str)]) -> Texts {
        Texts(files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect())
    }
}
