//! Changes of texts.

use tower_lsp::ls_types::TextEdit;

use super::range;
use crate::features::format::Edit;
use crate::positions::{Encoding, Lines};

pub(crate) fn edits(edits: Vec<Edit>, lines: &Lines, encoding: Encoding) -> Vec<TextEdit> {
    let edit = |edit: Edit| TextEdit { range: range(edit.span, lines, encoding), new_text: edit.text };
    edits.into_iter().map(edit).collect()
}
