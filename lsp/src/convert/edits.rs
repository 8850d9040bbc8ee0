//! Changes of texts.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use tower_lsp::ls_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use super::{range, uri_of};
use crate::features::format::Edit;
use crate::positions::{Encoding, Lines};

pub(crate) fn edits(edits: Vec<Edit>, lines: &Lines, encoding: Encoding) -> Vec<TextEdit> {
    let edit = |edit: Edit| TextEdit { range: range(edit.span, lines, encoding), new_text: edit.text };
    edits.into_iter().map(edit).collect()
}

/// How a client takes changes of several files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'a> {
    /// The versions of the texts that it has open, where it takes changes of versions.
    pub(crate) versions: Option<&'a BTreeMap<PathBuf, i32>>,
}

impl Written<'_> {
    /// The changes of the files at these paths, in their order.
    pub(crate) fn workspace_edit(self, all: BTreeMap<PathBuf, Vec<TextEdit>>) -> WorkspaceEdit {
        let Some(versions) = self.versions else {
            let changes: HashMap<Uri, Vec<TextEdit>> =
                all.into_iter().filter_map(|(path, edits)| Some((uri_of(&path)?, edits))).collect();
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        };
        let edit = |(path, edits): (PathBuf, Vec<TextEdit>)| {
            let version = versions.get::<Path>(&path).copied();
            Some(TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier { uri: uri_of(&path)?, version },
                edits: edits.into_iter().map(OneOf::Left).collect(),
            })
        };
        let documents = all.into_iter().filter_map(edit).collect();
        WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(documents)),
            ..WorkspaceEdit::default()
        }
    }
}
