//! One database for many programs: the library is read and checked once, and each program takes the place of the one
//! before. What a sweep finds here would also be found in an editor that has been open for a day.

use std::sync::Arc;

use o8_core::compile::{Compilation, compile};
use o8_core::db::{Database, Program, SourceFile};
use o8_core::ids::PackageId;
use o8_core::load::{Sources, load, set_packages, set_text};
use o8_diagnostics::FileId;
use o8_ir::platform::Layout;
use salsa::Setter as _;

use crate::fixture::{Fixture, package_of};

/// Files of one package.
type Package = (PackageId, Vec<SourceFile>);

/// A database in which one program takes the place of another.
pub struct Workbench {
    db: Database,
    program: Program,
    library: Vec<Package>,
    first_id: u32,
}

impl Default for Workbench {
    fn default() -> Self {
        let mut db = Database::default();
        let program = load(&mut db, Sources::default());
        let library: Vec<Package> = program.packages(&db).to_vec();
        let first_id = library.iter().map(|(_, files)| files.len()).sum::<usize>();
        Self { db, program, library, first_id: u32::try_from(first_id).expect("a small library") }
    }
}

impl Workbench {
    /// Puts a program in the place of the one before. Gives its source files, in the order of the fixture.
    pub fn put(&mut self, fixture: &Fixture) -> Vec<SourceFile> {
        let mut sources: Vec<(&str, &str, usize)> = Vec::new();
        let mut data = rustc_hash::FxHashMap::default();
        for (index, (path, text)) in fixture.files.iter().enumerate() {
            if path.ends_with(".o8") {
                let (package, path) = package_of(path);
                sources.push((package, path, index));
            } else {
                data.insert(path.as_str().into(), Some(Arc::from(text.as_str())));
            }
        }
        // Ids count files in the order of packages and paths, which is the order of diagnostics.
        sources.sort_by_key(|(package, path, _)| (*package, *path));
        let mut packages = self.library.clone();
        let mut files: Vec<(usize, SourceFile)> = Vec::new();
        for (id, (package, path, index)) in (self.first_id..).zip(sources) {
            let package = PackageId::of_file(package, path);
            let text: Arc<str> = fixture.files[index].1.as_str().into();
            let file = SourceFile::new(&self.db, path.into(), package, FileId(id), text);
            match packages.iter_mut().find(|(known, _)| *known == package) {
                Some((_, of_package)) => of_package.push(file),
                None => packages.push((package, vec![file])),
            }
            files.push((index, file));
        }
        set_packages(&mut self.db, self.program, packages);
        self.program.set_data(&mut self.db).to(Arc::new(data));
        self.program.set_previous(&mut self.db).to(fixture.deployed_before().map(Arc::new));
        self.program.set_today(&mut self.db).to(fixture.options.today);
        self.layout(fixture.options.layout);
        files.sort_by_key(|(index, _)| *index);
        files.into_iter().map(|(_, file)| file).collect()
    }

    /// Changes the layout of the output.
    pub fn layout(&mut self, layout: Layout) {
        self.program.set_layout(&mut self.db).to(layout);
    }

    /// Changes the text of a file.
    pub fn edit(&mut self, file: SourceFile, text: &str) {
        set_text(&mut self.db, self.program, file, text.into());
    }

    /// Compiles the program that is there.
    pub fn compile(&self) -> Compilation {
        compile(&self.db, self.program, 1)
    }

    /// The database and the program in it.
    pub fn parts(&self) -> (&Database, Program) {
        (&self.db, self.program)
    }
}
