//! The files of a package.

use std::fs;
use std::path::Path;

use super::Overlay;
use crate::Error;
use crate::error::{At, shown};

/// What lies below the root of a package. All paths are relative to it, with `/`, and sorted.
#[derive(Default, Debug)]
pub(crate) struct Found {
    /// Every `*.o8` file that belongs to the package.
    pub(crate) sources: Vec<String>,
    /// Folders with an `o8.toml` of their own.
    pub(super) nested: Vec<String>,
    /// Symbolic links to folders.
    pub(crate) links: Vec<String>,
    /// A source file in the output folder, where that is not ours yet.
    pub(super) in_output: Option<String>,
}

/// Walks the folders of a package. `output` is its output folder, relative and normal.
pub(crate) fn walk(root: &Path, output: &str) -> Result<Found, Error> {
    let mut found = Found::default();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for Entry { name, kind } in entries(&root.join(&folder))? {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            match kind {
                Kind::File if name.ends_with(".o8") => found.sources.push(path),
                Kind::File => {}
                Kind::Link => found.links.push(path),
                Kind::Folder if path == output => found.in_output = source_in_output(root, output)?,
                Kind::Folder if root.join(&path).join("o8.toml").is_file() => found.nested.push(path),
                Kind::Folder if is_skipped(&name, &root.join(&path)) => {}
                Kind::Folder if name.ends_with(".o8") => {
                    let path = root.join(&path);
                    return Err(Error::new(format!(
                        "`{}` is a folder, where a file is expected",
                        shown(&path)
                    )));
                }
                Kind::Folder => folders.push(path),
            }
        }
    }
    for list in [&mut found.sources, &mut found.nested, &mut found.links] {
        list.sort();
    }
    Ok(found)
}

impl Found {
    /// Adds the programs that an editor has and the disk has not.
    pub(super) fn add_unsaved(&mut self, root: &Path, output: &str, overlay: &Overlay) {
        for path in overlay.programs_below(root) {
            if !self.sources.contains(&path) && self.would_have(root, output, &path) {
                self.sources.push(path);
            }
        }
        self.sources.sort();
    }

    /// Whether a file that is saved at `path` belongs to the package.
    fn would_have(&self, root: &Path, output: &str, path: &str) -> bool {
        let is_visible = path.split('/').all(|name| !name.starts_with('.'));
        let mut folders = path.match_indices('/').map(|(end, _)| &path[..end]);
        is_visible
            && folders.all(|folder| {
                let name = folder.rsplit('/').next().unwrap_or(folder);
                let is_other = |other: &String| other == folder;
                folder != output
                    && !self.nested.iter().any(is_other)
                    && !self.links.iter().any(is_other)
                    && !is_skipped(name, &root.join(folder))
            })
    }
}

enum Kind {
    /// A file, or a link to one.
    File,
    Folder,
    /// A link to a folder.
    Link,
}

struct Entry {
    name: String,
    kind: Kind,
}

/// What is not hidden in a folder.
fn entries(folder: &Path) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).at("read the folder", folder)? {
        let entry = entry.at("read the folder", folder)?;
        let file_name = entry.file_name();
        if file_name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let kind = entry.file_type().at("look at", &entry.path())?;
        let kind = match kind.is_symlink() {
            true if fs::metadata(entry.path()).is_ok_and(|found| found.is_dir()) => Kind::Link,
            false if kind.is_dir() => Kind::Folder,
            // What a link leads to shows when it is read: a loop or nothing is an error only for a source file.
            true | false => Kind::File,
        };
        match file_name.into_string() {
            Ok(name) => entries.push(Entry { name, kind }),
            Err(name) if name.as_encoded_bytes().ends_with(b".o8") => {
                let path = entry.path();
                return Err(Error::new(format!("the name of `{}` is not UTF-8", shown(&path))));
            }
            Err(_) => {}
        }
    }
    Ok(entries)
}

/// What tools fill with copies: build caches that say so, and packages of JavaScript.
fn is_skipped(name: &str, path: &Path) -> bool {
    name == "node_modules" || (name == "target" && path.join("CACHEDIR.TAG").exists())
}

/// A source file in the output folder. Where we have written before, nobody has to look through it all again.
fn source_in_output(root: &Path, output: &str) -> Result<Option<String>, Error> {
    if root.join(output).join(".o8/manifest.json").exists() {
        return Ok(None);
    }
    let mut folders = vec![output.to_owned()];
    while let Some(folder) = folders.pop() {
        for Entry { name, kind } in entries(&root.join(&folder))? {
            match kind {
                Kind::File if name.ends_with(".o8") => return Ok(Some(format!("{folder}/{name}"))),
                Kind::Folder => folders.push(format!("{folder}/{name}")),
                Kind::File | Kind::Link => {}
            }
        }
    }
    Ok(None)
}

/// Whether two paths lead to one folder.
pub(super) fn same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
