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
                if let Some(library) = loaded.library.as_ref().filter(|_| package.is_embedded()) {
                    let shown = format!("{}/{}", package.shown(), file.path(db));
                    let path = library.folder.join(&shown);
                    by_path.insert(path.clone(), *file);
                    origins.insert(*file, Origin { shown, path: Some(path) });
                }
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

    /// Puts a file of the library where the editor finds it.
    pub(crate) fn keep(&self, path: &Path, text: &str) {
        if let Some(library) = &self.loaded.library {
            (library.keep)(path, text);
        }
    }

    /// Where a file of the program lies; `None` for those of the library, where the host keeps none.
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
    /// A program in a database of its own.
    pub fn load(mut loaded: Loaded) -> Self {
        let mut db = Database::default();
        let program = load::load(&mut db, given(&mut loaded));
        let files = Arc::new(Files::new(&db, program, loaded));
        Self { db, program, files }
    }

    /// What the file at a path says, be it compiled or not.
    pub fn text_at(&self, path: &Path) -> Option<Arc<str>> {
        let own = self.files.loaded.own.iter().find(|own| own.origin.path.as_deref() == Some(path));
        match self.files.at(path) {
            Some(file) => Some(file.text(&self.db).clone()),
            None => own.map(|own| own.text.clone()),
        }
    }

    /// Makes sure that an editor finds what lies at a path: a file of the library is put there.
    pub(crate) fn keep(&self, path: &Path) {
        if let Some(file) = self.files.at(path).filter(|file| file.package(&self.db).is_embedded()) {
            self.files.keep(path, file.text(&self.db));
        }
    }

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

/// The sources for the database; `loaded` keeps their names.
pub(crate) fn given(loaded: &mut Loaded) -> load::Sources {
    let names = loaded.sources.files.iter().map(|(owner, path, _)| (owner.clone(), path.clone(), "".into()));
    let names = load::Sources { files: names.collect(), ..load::Sources::default() };
    std::mem::replace(&mut loaded.sources, names)
}
