//! What features look at: a program at one moment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use o8_core::db::{Database, Program, SourceFile};
use o8_core::ids::PackageId;
use o8_core::load;
use o8_diagnostics::FileId;
use rustc_hash::FxHashMap;

use crate::host::{Loaded, Origin, OwnFile};

/// A program at one moment, with all that is known of its files. Reading from it unwinds once the program changes.
#[derive(Clone)]
pub struct Analysis {
    /// The database.
    pub db: Database,
    /// What is compiled.
    pub program: Program,
    /// The files.
    pub files: Arc<Files>,
}

/// The files of a package, by the names that the compiler has for them and by those of the disk.
#[derive(Debug)]
pub struct Files {
    /// What the host said, without the texts.
    pub loaded: Loaded,
    origins: FxHashMap<SourceFile, Origin>,
    by_path: FxHashMap<PathBuf, SourceFile>,
}

impl Files {
    /// The files of a program that was loaded from `loaded`.
    pub(crate) fn new(db: &Database, program: Program, mut loaded: Loaded) -> Self {
        let names = std::mem::take(&mut loaded.sources.files).into_iter();
        let names = names.map(|(owner, path, _)| (PackageId::of_file(&owner, &path), path));
        let mut by_name: FxHashMap<_, Origin> = names.zip(loaded.origins.iter().cloned()).collect();
        let (mut origins, mut by_path) = (FxHashMap::default(), FxHashMap::default());
        for (package, files) in program.packages(db).iter() {
            for file in files {
                let Some(origin) = by_name.remove(&(*package, file.path(db).clone())) else { continue };
                by_path.extend(origin.path.clone().map(|path| (path, *file)));
                origins.insert(*file, origin);
            }
        }
        Self { loaded, origins, by_path }
    }

    /// The file of the program that lies at a path.
    pub fn at(&self, path: &Path) -> Option<SourceFile> {
        self.by_path.get(path).copied()
    }

    /// Where a file of the program lies; `None` for those of the library.
    pub fn origin(&self, file: SourceFile) -> Option<&Origin> {
        self.origins.get(&file)
    }

    /// Where every file lies that is on the disk.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.by_path.keys().map(PathBuf::as_path)
    }
}

/// A file that a diagnostic points into.
#[derive(Clone, Debug)]
pub struct Pointed {
    /// Where it comes from.
    pub origin: Origin,
    /// What it says.
    pub text: Arc<str>,
}

impl Analysis {
    /// The file that a diagnostic points into.
    pub fn pointed(&self, id: FileId) -> Option<Pointed> {
        let own = |own: &OwnFile| Pointed { origin: own.origin.clone(), text: own.text.clone() };
        if let Some(found) = self.files.loaded.own.iter().find(|file| file.id == id) {
            return Some(own(found));
        }
        let file = load::file(&self.db, self.program, id)?;
        let library = || Origin {
            shown: format!("{}/{}", file.package(&self.db).shown(), file.path(&self.db)),
            path: None,
        };
        let origin = self.files.origin(file).cloned().unwrap_or_else(library);
        Some(Pointed { origin, text: file.text(&self.db).clone() })
    }
}
