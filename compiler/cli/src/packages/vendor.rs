//! Copies of packages in the folder `vendor` of the package that uses them, for who builds without a cache.

use std::fs;
use std::path::Path;

use super::tree::Tree;
use crate::Error;
use crate::error::{At, shown};

/// Where a copy is, seen from the root.
pub(crate) fn place(name: &str) -> String {
    format!("vendor/{name}")
}

/// The copy of a package, where there is one. Invariant: `name` is that of a package.
pub(crate) fn find(root: &Path, name: &str) -> Option<Result<Tree, Error>> {
    let folder = root.join(place(name));
    // What is no folder, or only a link to one, is no copy of ours.
    let found = fs::symlink_metadata(&folder).ok()?;
    found.is_dir().then(|| Tree::read(&folder))
}

/// Puts a copy in place. What is there is replaced where it is a package of this name, and nothing else.
pub(crate) fn put(root: &Path, name: &str, tree: &Tree) -> Result<bool, Error> {
    if find(root, name).is_some_and(|there| there.is_ok_and(|there| there == *tree)) {
        return Ok(false);
    }
    let (folder, around) = (root.join(place(name)), root.join("vendor"));
    let is_there = fs::symlink_metadata(&folder).is_ok();
    if is_there && !folder.join("o8.toml").is_file() {
        let error = Error::new(format!("`{}` is in the way, and no package", shown(&folder)));
        return Err(error.hint("move it away"));
    }
    let beside = |what: &str| around.join(format!(".{name}.{}.{what}", std::process::id()));
    let (new, old) = (beside("new"), beside("old"));
    fs::create_dir_all(&around).at("create", &around)?;
    let written = tree.write(&new).and_then(|()| {
        if is_there {
            fs::rename(&folder, &old).at("replace", &folder)?;
        }
        fs::rename(&new, &folder).at("create", &folder)
    });
    // Best effort: what is left is hidden, and no part of the package.
    let _ = fs::remove_dir_all(&new);
    let _ = fs::remove_dir_all(&old);
    written.map(|()| true)
}
