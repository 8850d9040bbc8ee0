//! Places.

use std::path::{Path, PathBuf};

use o8_diagnostics::Span;
use tower_lsp::ls_types::{Position as ClientPosition, Range, Uri};

use crate::positions::{Encoding, Lines, Position};

/// The path by which the server knows a document. One that is no file goes by the whole of its address.
pub(crate) fn path_of(uri: &Uri) -> PathBuf {
    let path = (uri.scheme().as_str() == "file").then(|| uri.to_file_path()).flatten();
    path.map_or_else(|| PathBuf::from(uri.as_str()), |path| path.into_owned())
}

/// The address of what the server knows by a path: the reverse of [`path_of`].
pub(crate) fn uri_of(path: &Path) -> Option<Uri> {
    if path.is_absolute() { Uri::from_file_path(path) } else { path.to_str()?.parse().ok() }
}

pub(crate) fn range(span: Span, lines: &Lines, encoding: Encoding) -> Range {
    let position = |offset| to_position(lines.position(offset, encoding));
    Range { start: position(span.start), end: position(span.end.max(span.start)) }
}

pub(crate) fn to_position(position: Position) -> ClientPosition {
    ClientPosition { line: position.line, character: position.column }
}

pub(crate) fn from_position(position: ClientPosition) -> Position {
    Position { line: position.line, column: position.character }
}

/// The bytes of `text` that a range means, whatever its ends are.
pub(crate) fn from_range(range: Range, text: &str, lines: &Lines, encoding: Encoding) -> Span {
    let offset = |position| lines.offset(text, from_position(position), encoding);
    let (start, end) = (offset(range.start), offset(range.end));
    Span::new(start.min(end), start.max(end))
}
