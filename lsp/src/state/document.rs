//! A text that the editor has open.

use std::sync::Arc;

use tower_lsp::ls_types::Uri;

use crate::positions::{Encoding, Lines, Position};

/// A change of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Change {
    /// What is replaced; everything, where it says nothing.
    pub(crate) range: Option<(Position, Position)>,
    pub(crate) text: String,
}

#[derive(Debug)]
pub(crate) struct Document {
    /// As the client spells it.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    pub(crate) text: Arc<str>,
    pub(crate) lines: Arc<Lines>,
}

impl Document {
    pub(crate) fn new(uri: Uri, version: i32, text: String) -> Self {
        let lines = Arc::new(Lines::new(&text));
        Self { uri, version, text: text.into(), lines }
    }

    /// Whether it is a file, or is to become one where the editor has said where.
    pub(crate) fn is_file(&self) -> bool {
        self.uri.scheme().as_str() == "file"
    }

    /// Each change is one of the text that those before it made.
    pub(crate) fn change(&mut self, version: i32, changes: Vec<Change>, encoding: Encoding) {
        self.version = version;
        for Change { range, text } in changes {
            let new = match range {
                None => text,
                Some((start, end)) => {
                    let start = self.lines.offset(&self.text, start, encoding) as usize;
                    let end = (self.lines.offset(&self.text, end, encoding) as usize).max(start);
                    [&self.text[..start], &text, &self.text[end..]].concat()
                }
            };
            *self = Self::new(self.uri.clone(), version, new);
        }
    }
}
