//! A package handed to the compiler.

use std::path::PathBuf;

use o8_core::calendar::Day;
use o8_core::db::{Database, Program, locate};
use o8_core::library;
use o8_core::load::{self, Sources};
use o8_diagnostics::{Anchor, Diagnostic};
use o8_ir::Deployed;
use o8_ir::platform::Layout;

use super::{Files, Member, Package, Settings};

/// A database that holds a package, and what its diagnostics point into.
pub struct Compilation {
    /// The database.
    pub db: Database,
    /// What is compiled.
    pub program: Program,
    /// The folder that paths are relative to.
    pub root: PathBuf,
    /// What `o8.toml` says.
    pub settings: Settings,
    /// The package and all that it depends on, itself first.
    pub members: Vec<Member>,
    /// Every text, those of the library and of `o8.toml` included.
    pub files: Files,
}

/// What a package is compiled with beside its own texts.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Stands above that of `o8.toml`.
    pub layout: Option<Layout>,
    /// What was deployed before.
    pub previous: Option<Deployed>,
    /// What day it is.
    pub today: Option<Day>,
}

impl Package {
    /// Loads the texts into a new database.
    pub fn compile(self, given: Given) -> Compilation {
        let Given { layout, previous, today } = given;
        let Self { root, settings, members, sources, data, mut files, diagnostics: _ } = self;
        // Invariant: files are added in the order in which the compiler counts them, which the test keeps.
        for &(package, path, text) in library::FILES {
            files.add_compiled(format!("{package}/{path}"), text.into(), false);
        }
        for source in &sources {
            files.add_compiled(source.shown.clone(), source.text.clone(), source.package.is_empty());
        }
        let texts =
            sources.into_iter().map(|source| (source.package.into(), source.path.into(), source.text));
        let layout = layout.unwrap_or(settings.layout);
        let texts = Sources { files: texts.collect(), data, layout, previous, today };
        let mut db = Database::default();
        let program = load::load(&mut db, texts);
        Compilation { db, program, root, settings, members, files }
    }
}

impl Compilation {
    /// The diagnostics with places counted from the start of their files, at the levels that `o8.toml` sets.
    pub fn resolved(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let resolve = |diagnostic: Diagnostic| {
            diagnostic.map_places(&|place| match place.anchor {
                Anchor::Item(item) => match locate(&self.db, self.program, item) {
                    Some((file, start)) => place.resolve(&|_| (file.id(&self.db), start)),
                    None => place,
                },
                Anchor::File(_) | Anchor::Local => place,
            })
        };
        self.settings.lints.apply(diagnostics.into_iter().map(resolve).collect())
    }
}

#[cfg(test)]
mod tests {
    use o8_core::db::syntax_diagnostics;
    use o8_core::ids::PackageId;
    use o8_diagnostics::{FileId, Sources as _};

    use crate::package::{Given, find, load};
    use crate::scratch::Scratch;

    #[test]
    fn the_compiler_and_the_files_count_alike() {
        let scratch = Scratch::with(&[
            ("p/o8.toml", "name = \"acme\"\n[dependencies]\nblocks = { path = \"../blocks\" }\n"),
            ("p/b.o8", "let b = 1\n"),
            ("p/a/c.o8", "let c = 1\n"),
            ("blocks/o8.toml", "name = \"blocks\""),
            ("blocks/z.o8", "let z = 1\n"),
        ]);
        let package = find(Some(&scratch.join("p"))).and_then(|target| load(&target)).expect("a package");
        let compilation = package.compile(Given::default());
        let mut count = 0;
        for (package, files) in compilation.program.packages(&compilation.db).iter() {
            for file in files {
                let id: FileId = file.id(&compilation.db);
                count += 1;
                assert_eq!(compilation.files.text(id), &**file.text(&compilation.db));
                assert_eq!(compilation.files.is_in_package(id), *package == PackageId::root());
                let path = compilation.files.path(id);
                assert!(path.ends_with(file.path(&compilation.db).as_str()), "{path}");
            }
        }
        assert_eq!(count, o8_core::library::FILES.len() + 3);
        let blocks = FileId(u32::try_from(count).expect("few") - 1);
        assert_eq!(compilation.files.path(blocks), "../blocks/z.o8");
    }

    #[test]
    fn diagnostics_of_items_find_their_file() {
        let scratch = Scratch::with(&[("a.o8", "let a = 1\n\nlet b = ]\n")]);
        let target = find(Some(&scratch.join("a.o8"))).expect("a file");
        let compilation = load(&target).expect("it can be read").compile(Given::default());
        let found = syntax_diagnostics(&compilation.db, compilation.program, PackageId::root());
        let found = compilation.resolved(found);
        assert!(!found.is_empty());
        let json = o8_diagnostics::render::render(
            o8_diagnostics::render::Format::Json,
            &found,
            &compilation.files,
            &o8_diagnostics::render::Options::default(),
        );
        assert!(json.contains("\"file\": \"a.o8\"") && json.contains("\"line\": 3"), "{json}");
    }
}
