//! Places in any file of a program.

use std::path::Path;

use o8_core::db::SourceFile;
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{Location, Range, Uri};

use super::range;
use crate::analysis::Analysis;
use crate::features::words;
use crate::positions::{Encoding, Lines};

/// Gives places to the client. Each file is indexed once, when something first points into it.
pub(crate) struct Locations<'a> {
    analysis: &'a Analysis,
    encoding: Encoding,
    files: FxHashMap<SourceFile, Option<(Uri, Lines)>>,
}

impl<'a> Locations<'a> {
    pub(crate) fn new(analysis: &'a Analysis, encoding: Encoding) -> Self {
        Self { analysis, encoding, files: FxHashMap::default() }
    }

    /// The place as the client can open it; `None` in a file that is not on the disk, such as those of the library.
    pub(crate) fn location(&mut self, at: words::Location) -> Option<Location> {
        let analysis = self.analysis;
        let index = || {
            let path = analysis.files.origin(at.file)?.path.as_deref()?;
            Some((uri_of(path)?, Lines::new(at.file.text(&analysis.db))))
        };
        let (uri, lines) = self.files.entry(at.file).or_insert_with(index).as_ref()?;
        Some(Location { uri: uri.clone(), range: range(at.span, lines, self.encoding) })
    }
}

/// The address of a document: that of a file, or the one that it goes by where it is none.
pub(crate) fn uri_of(path: &Path) -> Option<Uri> {
    match path.is_absolute() {
        true => Uri::from_file_path(path),
        false => path.to_str()?.parse().ok(),
    }
}

/// The beginning of a file.
pub(crate) fn beginning(path: &Path) -> Option<Location> {
    Some(Location { uri: uri_of(path)?, range: Range::default() })
}
