//! From texts to a database: what the edges (the CLI, the language server, tests) hand over.

use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::FileId;
use o8_ir::Deployed;
use o8_ir::platform::Layout;
use rustc_hash::FxHashMap;
use salsa::{Durability, Setter};

use crate::calendar::Day;
use crate::db::{Database, Program, SourceFile, parse};
use crate::ids::PackageId;
use crate::library;

/// The texts of a compilation, without the library.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Package path (empty for the package that is compiled), path in the package, text.
    pub files: Vec<(EcoString, EcoString, Arc<str>)>,
    /// Other files of the package that is compiled, for `readFile`.
    pub data: FxHashMap<EcoString, Option<Arc<str>>>,
    /// How the output is laid out.
    pub layout: Layout,
    /// What the output that was written before says is deployed; `None` where there is none.
    pub previous: Option<Deployed>,
    /// What day it is, where somebody says so.
    pub today: Option<Day>,
}

/// Fills an empty database: the library first, with the highest durability, then the sources in the order of
/// packages and paths. A [`FileId`] counts the files in that order.
pub fn load(db: &mut Database, sources: Sources) -> Program {
    let mut packages: Vec<(PackageId, Vec<SourceFile>)> = Vec::new();
    let mut next = 0;
    let mut add =
        |db: &mut Database, package: PackageId, path: EcoString, text: Arc<str>, durability: Durability| {
            let id = FileId(next);
            next += 1;
            let file = SourceFile::builder(path, package, id, text).durability(durability).new(db);
            match packages.iter_mut().find(|(known, _)| *known == package) {
                Some((_, files)) => files.push(file),
                None => packages.push((package, vec![file])),
            }
        };
    for &(package, path, text) in library::FILES {
        add(db, PackageId::new(package), path.into(), text.into(), Durability::HIGH);
    }
    let mut files = sources.files;
    files.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    for (package, path, text) in files {
        add(db, PackageId::of_file(&package, &path), path, text, Durability::LOW);
    }
    Program::new(
        db,
        Arc::new(packages),
        Arc::new(sources.data),
        sources.layout,
        sources.previous.map(Arc::new),
        sources.today,
    )
}

/// Brings a program to other sources: what is in both keeps its [`SourceFile`] and its number, and what is equal in both
/// is not set, so that only what depends on a difference is computed again.
pub fn update(db: &mut Database, program: Program, sources: Sources) {
    let old = program.packages(db).clone();
    let mut known: FxHashMap<(PackageId, EcoString), SourceFile> = FxHashMap::default();
    let mut packages: Vec<(PackageId, Vec<SourceFile>)> = Vec::new();
    let mut next = 0;
    for (package, files) in old.iter() {
        next = files.iter().map(|file| file.id(db).0 + 1).fold(next, u32::max);
        let (library, own): (Vec<_>, Vec<_>) =
            files.iter().copied().partition(|file| (file.id(db).0 as usize) < library::FILES.len());
        known.extend(own.into_iter().map(|file| ((*package, file.path(db).clone()), file)));
        if !library.is_empty() {
            packages.push((*package, library));
        }
    }
    let mut files = sources.files;
    files.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    for (owner, path, text) in files {
        let package = PackageId::of_file(&owner, &path);
        let file = match known.remove(&(package, path.clone())) {
            Some(file) => {
                set_text(db, file, text);
                file
            }
            None => {
                next += 1;
                SourceFile::new(db, path, package, FileId(next - 1), text)
            }
        };
        match packages.iter_mut().find(|(known, _)| *known == package) {
            Some((_, files)) => files.push(file),
            None => packages.push((package, vec![file])),
        }
    }
    if *old != packages {
        program.set_packages(db).to(Arc::new(packages));
    }
    if **program.data(db) != sources.data {
        program.set_data(db).to(Arc::new(sources.data));
    }
    if program.layout(db) != sources.layout {
        program.set_layout(db).to(sources.layout);
    }
    if program.previous(db).as_deref() != sources.previous.as_ref() {
        program.set_previous(db).to(sources.previous.map(Arc::new));
    }
    if program.today(db) != sources.today {
        program.set_today(db).to(sources.today);
    }
    // The database forgets no input: what is gone should at least be small.
    for file in known.into_values() {
        set_text(db, file, "".into());
        parse(db, file);
    }
}

/// Gives a file another text, unless it has that already.
pub fn set_text(db: &mut Database, file: SourceFile, text: Arc<str>) {
    if *file.text(db) != text {
        file.set_text(db).to(text);
    }
}

/// Every file of the program in the order in which they are counted.
pub fn all_files(db: &dyn salsa::Database, program: Program) -> impl Iterator<Item = SourceFile> {
    let mut files: Vec<SourceFile> =
        program.packages(db).iter().flat_map(|(_, files)| files).copied().collect();
    files.sort_by_key(|file| file.id(db));
    files.into_iter()
}

/// The file that a diagnostic names.
pub fn file(db: &dyn salsa::Database, program: Program, id: FileId) -> Option<SourceFile> {
    program.packages(db).iter().flat_map(|(_, files)| files).find(|file| file.id(db) == id).copied()
}
