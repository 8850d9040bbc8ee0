//! Which package a command works on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::error::{At, shown};

/// What a command works on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// The package with this root.
    Package(PathBuf),
    /// A single file that no package holds.
    File(PathBuf),
}

/// The package that `path` is in; without a path, the one that the current folder is in.
pub fn find(path: Option<&Path>) -> Result<Target, Error> {
    let given = path.unwrap_or(Path::new("."));
    let found = fs::metadata(given).at("open", given)?;
    let path = std::path::absolute(given).at("open", given)?;
    if found.is_dir() {
        return match root_above(&path) {
            Some(root) => Ok(Target::Package(root)),
            None => only_file(&path, given).map(Target::File),
        };
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    if path.file_name().is_some_and(|name| name == "o8.toml") {
        return Ok(Target::Package(folder.to_owned()));
    }
    if path.extension().is_none_or(|extension| extension != "o8") {
        return Err(Error::new(format!("`{}` is not an o8 program", shown(given)))
            .hint("expected a folder, an `o8.toml` or a file that ends in `.o8`"));
    }
    Ok(root_above(folder).map_or(Target::File(path.clone()), Target::Package))
}

fn nothing_at(given: &Path, programs: usize) -> Error {
    let place = match given == Path::new(".") {
        true => "the current folder".to_owned(),
        false => format!("`{}`", shown(given)),
    };
    let error = Error::new(format!("no `o8.toml` in {place} or above it"));
    match programs {
        0 => error.hint("`o8 init` makes a package"),
        _ => error.hint("one that says `name = \"…\"` makes its programs a package"),
    }
}

/// The nearest folder upwards that has an `o8.toml`.
fn root_above(folder: &Path) -> Option<PathBuf> {
    // `..` in what was given would climb the wrong way.
    let folder = if folder.components().any(|part| part.as_os_str() == "..") {
        folder.canonicalize().ok()?
    } else {
        folder.to_owned()
    };
    let has_manifest = |folder: &&Path| folder.join("o8.toml").symlink_metadata().is_ok();
    folder.ancestors().find(has_manifest).map(Path::to_owned)
}

/// The one `.o8` file of a folder, where there is exactly one.
fn only_file(folder: &Path, given: &Path) -> Result<PathBuf, Error> {
    let entries = fs::read_dir(folder).at("read", folder)?;
    let paths = entries.flatten().map(|entry| entry.path());
    let is_program = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "o8");
    let mut programs: Vec<PathBuf> = paths.filter(is_program).collect();
    match (programs.pop(), programs.len()) {
        (Some(only), 0) => Ok(only),
        (last, others) => Err(nothing_at(given, others + usize::from(last.is_some()))),
    }
}
