//! Texts that diagnostics point into: those of this stage, and those that were compiled.

use std::sync::Arc;

use o8_diagnostics::{FileId, Sources};

/// Where our own numbers begin: the compiler counts the files that it is given from 0.
const OWN: u32 = 1 << 31;

#[derive(Clone, Debug)]
struct File {
    path: String,
    text: Arc<str>,
    in_package: bool,
}

/// Every text by the number that diagnostics name it with.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// `o8.toml` and what could not be compiled.
    own: Vec<File>,
    /// What was compiled.
    compiled: Vec<File>,
}

impl Files {
    /// Adds a text that is not compiled, such as `o8.toml`.
    pub(crate) fn add(&mut self, path: &str, text: &str) -> FileId {
        self.put(path, text, !path.starts_with("../"))
    }

    /// Adds a text of a package from elsewhere, which nobody changes here.
    pub(crate) fn add_other(&mut self, path: &str, text: &str) -> FileId {
        self.put(path, text, false)
    }

    fn put(&mut self, path: &str, text: &str, in_package: bool) -> FileId {
        self.own.push(File { path: path.to_owned(), text: text.into(), in_package });
        FileId(OWN + u32::try_from(self.own.len() - 1).unwrap_or(u32::MAX - OWN))
    }

    /// Adds the next compiled text, in the order in which the compiler counts.
    pub fn add_compiled(&mut self, path: impl Into<String>, text: Arc<str>, in_package: bool) {
        self.compiled.push(File { path: path.into(), text, in_package });
    }

    /// Texts that are not compiled, with their numbers and paths.
    pub(crate) fn own(&self) -> impl Iterator<Item = (FileId, &str, &Arc<str>)> {
        (OWN..).zip(&self.own).map(|(id, file)| (FileId(id), file.path.as_str(), &file.text))
    }

    fn get(&self, id: FileId) -> Option<&File> {
        match id.0.checked_sub(OWN) {
            Some(own) => self.own.get(own as usize),
            None => self.compiled.get(id.0 as usize),
        }
    }
}

impl Sources for Files {
    fn path(&self, file: FileId) -> &str {
        self.get(file).map_or("?", |file| &file.path)
    }

    fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |file| &file.text)
    }

    fn is_in_package(&self, file: FileId) -> bool {
        self.get(file).is_some_and(|file| file.in_package)
    }
}
