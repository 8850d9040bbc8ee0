//! Texts that stand above those of the disk: what an editor has open and has not saved.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Error;

/// Unsaved texts by absolute path.
#[derive(Clone, Debug, Default)]
pub struct Overlay(BTreeMap<PathBuf, Arc<str>>);

impl Overlay {
    /// These texts.
    pub fn new(texts: BTreeMap<PathBuf, Arc<str>>) -> Self {
        Self(texts)
    }

    /// The text of a file: the unsaved one, or else that of the disk.
    pub(crate) fn read(&self, path: &Path) -> Result<Vec<u8>, Error> {
        match self.0.get(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => super::read(path),
        }
    }

    /// Whether there is an unsaved text of the file.
    pub(crate) fn has(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    /// The programs below a folder, relative to it and with `/`.
    pub(crate) fn programs_below(&self, folder: &Path) -> impl Iterator<Item = String> {
        let folder = folder.to_owned();
        self.0
            .keys()
            .filter_map(move |path| path.strip_prefix(&folder).ok().and_then(Path::to_str).map(slashed))
            .filter(|path| path.ends_with(".o8"))
    }
}

fn slashed(path: &str) -> String {
    if std::path::MAIN_SEPARATOR == '/' {
        path.to_owned()
    } else {
        path.replace(std::path::MAIN_SEPARATOR, "/")
    }
}
