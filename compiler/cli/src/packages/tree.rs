//! The files of a package, as they are hashed, stored and packed: paths and bytes, sorted, within bounds.
//!
//! A package is its `o8.toml`, its `*.o8` files and, beside `o8.toml`, what begins with `README`, `LICENSE` or
//! `NOTICE`. Nothing else travels: no links, no programs, no modes and no times.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use crate::Error;
use crate::error::{At, shown};

/// The most files of a package.
pub(crate) const MOST_FILES: usize = 10_000;
/// The largest file.
pub(crate) const LARGEST_FILE: u64 = 16 * 1024 * 1024;
/// The most that all files have together.
pub(crate) const LARGEST_PACKAGE: u64 = 64 * 1024 * 1024;
/// The most folders around a file.
const DEEPEST: usize = 32;

/// The files of a package by path. Invariant: each path is one that [`check_path`] lets pass.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, Vec<u8>>,
    /// The paths in small letters: not every file system tells them apart.
    folded: BTreeSet<String>,
    size: u64,
}

impl Tree {
    /// Adds a file. Says why it cannot be one of a package.
    pub(crate) fn add(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), String> {
        check_path(path)?;
        if !belongs(path) {
            return Err(format!("`{}` is no file of a package", visible(path)));
        }
        self.size += bytes.len() as u64;
        check_size(path, bytes.len() as u64, self.size)?;
        if self.files.len() >= MOST_FILES {
            return Err(format!("it has more than {MOST_FILES} files"));
        }
        if !self.folded.insert(path.to_lowercase()) {
            return Err(format!("`{path}` is there twice, or differs from another file in case alone"));
        }
        self.files.insert(path.to_owned(), bytes);
        Ok(())
    }

    /// Once all files are there: what a package has to have.
    pub(crate) fn whole(self) -> Result<Self, String> {
        if !self.files.contains_key("o8.toml") {
            return Err("it has no `o8.toml`".to_owned());
        }
        let is_folder = |path: &str| {
            let inside = format!("{path}/");
            self.folded.range(inside.clone()..).next().is_some_and(|next| next.starts_with(&inside))
        };
        match self.folded.iter().find(|path| is_folder(path)) {
            Some(path) => Err(format!("`{path}` is a file and a folder")),
            None => Ok(self),
        }
    }

    /// By path.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The bytes of `o8.toml`. Invariant: the tree is whole.
    pub(crate) fn manifest(&self) -> &[u8] {
        self.files.get("o8.toml").map_or(&[], Vec::as_slice)
    }

    /// The hash of the paths and bytes, as the lock names it: the same whatever the files came in.
    pub(crate) fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        // With its length before it, where a part ends cannot be mistaken.
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        for (path, bytes) in self.files() {
            part(path.as_bytes());
            part(bytes);
        }
        format!("blake3:{}", hasher.finalize())
    }

    /// Every file below a folder, all of which have to be those of a package. What went wrong is said of `folder`.
    pub(crate) fn read(folder: &Path) -> Result<Self, Error> {
        let mut tree = Self::default();
        let mut folders = vec![String::new()];
        while let Some(inside) = folders.pop() {
            if inside.matches('/').count() > DEEPEST {
                return Err(Error::new(format!("folders nest too deep in `{}`", shown(folder))));
            }
            let path = folder.join(&inside);
            for entry in fs::read_dir(&path).at("read the folder", &path)? {
                let entry = entry.at("read the folder", &path)?;
                let kind = entry.file_type().at("look at", &entry.path())?;
                let name = entry.file_name();
                let Some(name) = name.to_str() else {
                    return Err(Error::new(format!("the name of `{}` is not UTF-8", shown(&entry.path()))));
                };
                let name = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
                if kind.is_dir() {
                    folders.push(name);
                } else {
                    tree.add_from(folder, &name)?;
                }
            }
        }
        tree.whole().map_err(|reason| of_folder(folder, &reason))
    }

    /// Adds a file of a folder, which has to be a regular one.
    pub(crate) fn add_from(&mut self, folder: &Path, path: &str) -> Result<(), Error> {
        let file = folder.join(path);
        let found = fs::symlink_metadata(&file).at("look at", &file)?;
        if !found.is_file() {
            return Err(of_folder(folder, &format!("`{}` is no regular file", visible(path))));
        }
        check_size(path, found.len(), self.size + found.len())
            .map_err(|reason| of_folder(folder, &reason))?;
        let mut bytes = Vec::new();
        let open = fs::File::open(&file).at("read", &file)?;
        open.take(LARGEST_FILE + 1).read_to_end(&mut bytes).at("read", &file)?;
        self.add(path, bytes).map_err(|reason| of_folder(folder, &reason))
    }

    /// Writes all files into a folder that is empty or not there.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Error> {
        for (path, bytes) in self.files() {
            let path = folder.join(path);
            let around = path.parent().unwrap_or(folder);
            fs::create_dir_all(around).at("create", around)?;
            let mut file =
                fs::File::options().write(true).create_new(true).open(&path).at("create", &path)?;
            std::io::Write::write_all(&mut file, bytes).at("write", &path)?;
        }
        Ok(())
    }
}

fn of_folder(folder: &Path, reason: &str) -> Error {
    Error::new(format!("`{}` holds no package that can be used", shown(folder))).hint(reason)
}

/// Says what is wrong with the sizes of a file and of all.
pub(crate) fn check_size(path: &str, file: u64, all: u64) -> Result<(), String> {
    const MEGABYTE: u64 = 1024 * 1024;
    if file > LARGEST_FILE {
        return Err(format!("`{}` has more than {} MB", visible(path), LARGEST_FILE / MEGABYTE));
    }
    match all > LARGEST_PACKAGE {
        true => Err(format!("its files have more than {} MB together", LARGEST_PACKAGE / MEGABYTE)),
        false => Ok(()),
    }
}

/// Says why a path cannot be that of a file below a folder, on every system that o8 runs on.
pub(crate) fn check_path(path: &str) -> Result<(), String> {
    let bad_part = |part: &str| {
        matches!(part, "" | "." | "..") || part.len() > 255 || part.ends_with(['.', ' ']) || is_device(part)
    };
    let bad_char = |c: char| c.is_control() || "\\:*?\"<>|".contains(c);
    let wrong = path.len() > 1024
        || path.contains(bad_char)
        || path.split('/').any(bad_part)
        || path.matches('/').count() > DEEPEST;
    if wrong { Err(format!("`{}` is no path of a file in a package", visible(path))) } else { Ok(()) }
}

/// Names that Windows has for devices, whatever follows the dot.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// Whether a file is one of a package.
pub(crate) fn belongs(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.') || part == "node_modules");
    let document = || ["README", "LICENSE", "LICENCE", "NOTICE"].iter().any(|name| path.starts_with(name));
    !hidden && (path == "o8.toml" || path.ends_with(".o8") || (!path.contains('/') && document()))
}

/// A path on one line, whatever it is.
pub(crate) fn visible(path: &str) -> String {
    path.chars().take(200).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Those of many paths that are files of the package at their root: nested packages and its output are not.
pub(crate) fn select<'p>(paths: impl Iterator<Item = &'p str> + Clone, output: &str) -> BTreeSet<&'p str> {
    let others: BTreeSet<&str> =
        paths.clone().filter_map(|path| path.strip_suffix("/o8.toml")).chain([output]).collect();
    let is_own = |path: &&str| path.match_indices('/').all(|(end, _)| !others.contains(&path[..end]));
    paths.filter(|path| belongs(path)).filter(is_own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn paths_stay_in_the_package() {
        for path in ["o8.toml", "a.o8", "a/b/c.o8", "LICENSE-MIT", "README.md"] {
            assert_eq!(Tree::default().add(path, Vec::new()), Ok(()), "{path}");
        }
        for path in [
            "",
            "/a.o8",
            "../a.o8",
            "a/../../b.o8",
            "./a.o8",
            "a//b.o8",
            "a\\b.o8",
            "C:a.o8",
            "a\nb.o8",
            "a./b.o8",
            "nul.o8",
            "com1.o8",
            ".git/a.o8",
            "a/.b/c.o8",
            "run.sh",
            "a/README",
            "node_modules/a.o8",
        ] {
            assert!(Tree::default().add(path, Vec::new()).is_err(), "{path}");
        }
    }

    #[test]
    fn packages_have_bounds() {
        let mut tree = Tree::default();
        assert!(
            tree.add("a.o8", vec![0; 16 * 1024 * 1024 + 1]).is_err_and(|reason| reason.contains("16 MB"))
        );
        let mut tree = Tree::default();
        let added = |tree: &mut Tree, n: usize| tree.add(&format!("{n}.o8"), vec![0; 16 * 1024 * 1024]);
        assert!((0..4).all(|n| added(&mut tree, n).is_ok()));
        assert!(added(&mut tree, 4).is_err_and(|reason| reason.contains("64 MB together")));
        let mut tree = Tree::default();
        assert!((0..MOST_FILES).all(|n| tree.add(&format!("{n}.o8"), Vec::new()).is_ok()));
        assert!(tree.add("x.o8", Vec::new()).is_err_and(|reason| reason.contains("more than 10000 files")));
    }

    #[test]
    fn names_are_told_apart_everywhere() {
        let with = |paths: &[&str]| {
            let mut tree = Tree::default();
            paths.iter().try_for_each(|path| tree.add(path, Vec::new()))?;
            tree.whole().map(drop)
        };
        assert_eq!(with(&["o8.toml", "a/b.o8", "a-b.o8"]), Ok(()));
        assert!(with(&["o8.toml", "a.o8", "A.o8"]).is_err_and(|reason| reason.contains("case alone")));
        assert!(
            with(&["o8.toml", "a.o8", "a.o8/b.o8"]).is_err_and(|reason| reason.contains("file and a folder"))
        );
        assert!(with(&["a.o8"]).is_err_and(|reason| reason.contains("no `o8.toml`")));
    }

    #[test]
    fn the_hash_is_of_paths_and_bytes() {
        let of = |files: &[(&str, &str)]| {
            let mut tree = Tree::default();
            files.iter().for_each(|(path, text)| tree.add(path, text.as_bytes().to_vec()).expect("a file"));
            tree.hash()
        };
        assert_eq!(of(&[("a.o8", "1"), ("b.o8", "2")]), of(&[("b.o8", "2"), ("a.o8", "1")]));
        let different = [of(&[]), of(&[("a.o8", "")]), of(&[("a.o8", "1")]), of(&[("b.o8", "1")])];
        assert_eq!(different.iter().collect::<BTreeSet<_>>().len(), different.len());
    }

    #[test]
    fn what_is_written_is_read() {
        let scratch = Scratch::new();
        let mut tree = Tree::default();
        for path in ["o8.toml", "a/b.o8", "README.md"] {
            tree.add(path, path.as_bytes().to_vec()).expect("a file");
        }
        tree.write(&scratch.join("p")).expect("an empty folder");
        assert_eq!(Tree::read(&scratch.join("p")).expect("whole"), tree);
        assert!(tree.write(&scratch.join("p")).is_err(), "nothing is replaced");
        scratch.put("p/run.sh", "");
        assert!(Tree::read(&scratch.join("p")).is_err());
    }

    #[test]
    fn other_packages_and_output_are_left() {
        let all =
            ["a.o8", "generated/b.o8", "inner/o8.toml", "inner/c.o8", "innermost.o8", "o8.toml", "x.png"];
        let own = BTreeSet::from(["a.o8", "innermost.o8", "o8.toml"]);
        assert_eq!(select(all.into_iter(), "generated"), own);
    }
}
