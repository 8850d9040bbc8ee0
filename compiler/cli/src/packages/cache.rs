//! The user's cache of packages: `packages/HASH/` for every content, shared by all that say the same.
//!
//! What is in it is believed only as far as its hash says. A folder is written beside and moved into place, so there is
//! none that is half there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::tree::Tree;
use crate::Error;
use crate::error::{At, shown};

/// The cache of this user.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
}

/// What the cache has of a content.
pub(crate) enum Found {
    /// All of it, as it was.
    Whole(Tree),
    /// Something else, and why that is not it.
    Other(String),
    /// Nothing.
    Nothing,
}

impl Cache {
    /// `O8_CACHE`, or the folder that the system has for caches.
    pub(crate) fn of_user() -> Result<Self, Error> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let absolute = |name: &str| set(name).filter(|path| path.is_absolute());
        if let Some(folder) = set("O8_CACHE") {
            return Ok(Self { folder: std::path::absolute(&folder).at("open", &folder)? });
        }
        let system = if cfg!(windows) { absolute("LOCALAPPDATA") } else { absolute("XDG_CACHE_HOME") };
        let folder = system.or_else(|| absolute("HOME").map(|home| home.join(".cache")));
        folder
            .map(|folder| Self { folder: folder.join("o8") })
            .ok_or_else(|| Error::new("there is no folder for caches").hint("set `O8_CACHE` to one"))
    }

    /// A cache in this folder.
    #[cfg(test)]
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the texts that come with a compiler are kept for editors.
    pub(crate) fn library(&self) -> PathBuf {
        self.folder.join("library")
    }

    /// Where a content is. Invariant: `content` has passed the lock, or comes from [`Tree::hash`].
    pub(crate) fn place(&self, content: &str) -> PathBuf {
        self.folder.join("packages").join(content.rsplit(':').next().unwrap_or_default())
    }

    /// Looks a content up, and holds it against its hash.
    pub(crate) fn find(&self, content: &str) -> Result<Found, Error> {
        let place = self.place(content);
        match fs::symlink_metadata(&place) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(Error::at("open", &place, &error)),
            Ok(found) if !found.is_dir() => return Ok(Found::Other("it is not a folder".to_owned())),
            Ok(_) => {}
        }
        // A folder that may not be read is no other content: writing it anew would not help.
        fs::read_dir(&place).at("read the folder", &place)?;
        Ok(match Tree::read(&place) {
            Ok(tree) if tree.hash() == content => Found::Whole(tree),
            Ok(tree) => Found::Other(format!("its hash is `{}`", tree.hash())),
            Err(error) => Found::Other(error.to_string()),
        })
    }

    /// Puts a package into the cache, in place of what is there and is not it.
    pub(crate) fn store(&self, tree: &Tree) -> Result<(), Error> {
        let content = tree.hash();
        if matches!(self.find(&content)?, Found::Whole(_)) {
            return Ok(());
        }
        let place = self.place(&content);
        let packages = self.folder.join("packages");
        fs::create_dir_all(&packages).at("create", &packages)?;
        let work = self.work()?;
        tree.write(&work.path().join("new"))?;
        if place.symlink_metadata().is_ok() {
            fs::rename(&place, work.path().join("old")).at("replace", &place)?;
        }
        match fs::rename(work.path().join("new"), &place) {
            // Another process was faster.
            Err(_) if matches!(self.find(&content)?, Found::Whole(_)) => Ok(()),
            moved => moved.at("create", &place),
        }
    }

    /// A folder to work in, gone with its value.
    pub(crate) fn work(&self) -> Result<Work, Error> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = self.folder.join("tmp").join(name);
        // What a process of the same number left when it was killed.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).map_err(|error| {
            Error::at("create", &path, &error).hint("`O8_CACHE` names another folder for the cache")
        })?;
        Ok(Work(path))
    }
}

/// A folder to work in.
pub(crate) struct Work(PathBuf);

impl Work {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // Best effort: it is in a cache.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Writes a file, whole or not at all.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if path.is_dir() {
        return Err(Error::new(format!("`{}` is a folder, where a file is expected", shown(path))));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let staged = path.with_file_name(format!(".{name}.{}.o8-new", std::process::id()));
    let moved = fs::write(&staged, bytes).and_then(|()| fs::rename(&staged, path));
    if moved.is_err() {
        let _ = fs::remove_file(&staged);
    }
    moved.at("write", path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    fn tree(text: &str) -> Tree {
        let mut tree = Tree::default();
        tree.add("o8.toml", text.as_bytes().to_vec()).expect("a file");
        tree
    }

    #[test]
    fn what_is_stored_is_found_until_it_changes() {
        let scratch = Scratch::new();
        let cache = Cache { folder: scratch.join("cache") };
        let tree = tree("name = \"a\"");
        let content = tree.hash();
        assert!(matches!(cache.find(&content), Ok(Found::Nothing)));
        for _ in 0..2 {
            cache.store(&tree).expect("it can be written");
            assert!(matches!(cache.find(&content), Ok(Found::Whole(_))));
        }
        fs::write(cache.place(&content).join("o8.toml"), "name = \"b\"").expect("ours");
        assert!(matches!(cache.find(&content), Ok(Found::Other(_))));
        cache.store(&tree).expect("it can be written");
        assert!(matches!(cache.find(&content), Ok(Found::Whole(_))));
        fs::write(cache.place(&content).join("more.o8"), "").expect("ours");
        assert!(matches!(cache.find(&content), Ok(Found::Other(_))));
        fs::remove_dir_all(cache.place(&content)).expect("ours");
        fs::write(cache.place(&content), "a file").expect("ours");
        assert!(matches!(cache.find(&content), Ok(Found::Other(_))));
        cache.store(&tree).expect("it can be written");
        assert!(matches!(cache.find(&content), Ok(Found::Whole(_))));
        assert!(scratch.list("cache/tmp").is_empty());
    }
}
