//! `o8 lsp`: the language server. Finding and loading packages is done here; all else is the library's.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use o8_diagnostics::{Diagnostic, Severity};
use o8_lsp::host::{Host, Library, Loaded, Origin, OwnFile, Packages, Root, Unsaved};

use super::graph::packages;
use crate::package::{self, Member, Overlay, Package, Target};
use crate::packages::cache::Cache;
use crate::{Error, Exit, write};

pub(super) fn run() -> Result<Exit, Error> {
    let ended = o8_lsp::serve_standard(Arc::new(Disk::default()))
        .map_err(|error| Error::of("cannot start the language server", &error))?;
    // The protocol wants 1 of a server that was left without a word.
    Ok(if ended.in_order { Exit::Fine } else { Exit::Program })
}

/// Packages as they lie on the disk, below what an editor has not saved.
#[derive(Clone, Debug)]
pub struct Disk {
    /// Where the library's texts are kept for editors; `None` where there is no place for them.
    library: Option<PathBuf>,
}

impl Disk {
    /// With the library's texts below this folder.
    pub fn with_library(folder: PathBuf) -> Self {
        Self { library: Some(folder) }
    }
}

/// With the library's texts in the user's cache.
impl Default for Disk {
    fn default() -> Self {
        Self { library: Cache::of_user().ok().map(|cache| cache.library()) }
    }
}

impl Host for Disk {
    fn find(&self, path: &Path) -> Option<Root> {
        // The library's files are no programs of the user.
        if self.library.as_ref().is_some_and(|folder| path.starts_with(folder)) {
            return None;
        }
        let target = match package::find(Some(path)) {
            Ok(target) => target,
            // A file that is not saved yet belongs to the package of its folder.
            Err(_) if path.extension().is_some_and(|extension| extension == "o8") => {
                match package::find(path.parent()) {
                    Ok(target @ Target::Package(_)) => target,
                    Ok(Target::File(_)) | Err(_) => Target::File(path.to_owned()),
                }
            }
            Err(_) => return None,
        };
        Some(match target {
            Target::Package(root) => Root::Package(root),
            Target::File(path) => Root::File(path),
        })
    }

    fn load(&self, root: &Root, unsaved: &Unsaved) -> Result<Loaded, String> {
        load(root, unsaved, self.library.as_deref()).map_err(|error| error.to_string())
    }

    fn reads(&self, text: &str) -> Vec<String> {
        package::data::read_paths(text)
    }
}

fn load(root: &Root, unsaved: &Unsaved, library: Option<&Path>) -> Result<Loaded, Error> {
    let target = match root {
        Root::Package(root) => Target::Package(root.clone()),
        Root::File(path) => Target::File(path.clone()),
    };
    let overlay = Overlay::new(unsaved.clone());
    let package = package::load_with(&target, &overlay)?;
    let previous = write::deployed(&package.output(None)?)?;
    let output = lexically(&package.root.join(&package.settings.output));
    let Package { root, settings, members, sources, data, files, diagnostics } = package;
    let lints = settings.lints.clone();
    let manifest = |member: &Member| {
        let path = lexically(&root.join(&member.path).join("o8.toml"));
        (packages::name(member).to_owned(), path)
    };
    let manifests = members.iter().map(manifest).filter(|(_, path)| path.is_file()).collect();
    let packages = matches!(target, Target::Package(_))
        .then(|| Packages { graph: packages::packages(&members), manifests });
    let place = |package: &str, shown: &str| -> Origin {
        let path = lexically(&root.join(shown));
        // A package from elsewhere lies in the cache, as one archive.
        let is_file = package.is_empty() || path.is_file() || unsaved.contains_key(&path);
        Origin { shown: shown.to_owned(), path: is_file.then_some(path) }
    };
    let own = files.own().map(|(id, shown, text)| OwnFile {
        id,
        origin: Origin { shown: shown.to_owned(), path: Some(lexically(&root.join(shown))) },
        text: text.clone(),
    });
    let own = own.collect();
    let origins = sources.iter().map(|source| place(&source.package, &source.shown)).collect();
    let mut others: Vec<PathBuf> = data.keys().map(|path| root.join(path.as_str())).collect();
    others.extend([root.join("o8.toml"), root.join("o8.lock"), output.join(".o8/manifest.json")]);
    others.sort();
    let is_broken = has_errors(&diagnostics);
    let files = sources.into_iter().map(|source| (source.package.into(), source.path.into(), source.text));
    Ok(Loaded {
        sources: o8_core::load::Sources {
            files: files.collect(),
            data,
            layout: settings.layout,
            previous,
            today: None,
        },
        origins,
        own,
        diagnostics,
        is_broken,
        lints: Arc::new(move |found| lints.apply(found)),
        others,
        library: library.map(library_below),
        output,
        packages,
    })
}

/// The library's texts below a folder, in one for each version of them.
fn library_below(folder: &Path) -> Library {
    let folder = folder.join(LIBRARY_HASH.as_str());
    let keep = |path: &Path, text: &str| {
        if fs::read_to_string(path).is_ok_and(|known| known == text) {
            return;
        }
        // Where it cannot be kept the editor says that there is no such file.
        let _ = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    };
    Library { folder, keep: Arc::new(keep) }
}

/// What tells the texts of one compiler from those of another.
static LIBRARY_HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for (package, path, text) in o8_core::library::FILES {
        for part in [package, path, text] {
            hasher.update(part.as_bytes());
            hasher.update(&[0]);
        }
    }
    hasher.finalize().to_hex()[..16].to_owned()
});

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|found| found.severity == Severity::Error)
}

/// The path without `.` and `..`, as an editor names it.
fn lexically(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(result.pop()),
            part => result.push(part),
        }
    }
    result
}
