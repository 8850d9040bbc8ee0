//! One notation for programs in tests: several files in one text, separated by `//- path` lines.
//!
//! ```text
//! // what the case shows
//! //? layout = rendered            (optional; see `Options`)
//! platform acme { … }
//! //- commerce/modules.o8
//! module orders { … }
//! //- motd.txt
//! a file for `readFile`
//! ```
//!
//! What stands before the first separator is `main.o8`. Paths that begin with `std/NAME/` belong to that package,
//! `packages/NAME/…` to the dependency of that name. Paths that begin with `previous/` are the program whose output was
//! written before.

use std::sync::Arc;

use o8_core::calendar::{Day, day};
use o8_core::compile::compile;
use o8_core::db::{Database, Program};
use o8_core::load::{Sources, load};
use o8_ir::Deployed;
use o8_ir::platform::Layout;

/// What the paths of the program begin with whose output was written before.
const PREVIOUS: &str = "previous/";

/// A program in one text.
#[derive(Clone, Debug, Default)]
pub struct Fixture {
    /// Path and text of each file, in order.
    pub files: Vec<(String, String)>,
    /// What the `//?` lines say.
    pub options: Options,
    /// The program whose output was written before.
    pub previous: Option<Box<Fixture>>,
}

/// What the `//?` lines of a fixture say.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `layout = rendered`.
    pub layout: Layout,
    /// `show = PREFIX`: only output files whose path begins so are part of the report. May stand several times.
    pub show: Vec<String>,
    /// `today = DATE`: the day that the command is given.
    pub today: Option<Day>,
}

impl Fixture {
    /// Reads the notation. An unknown option is a mistake of the test, and panics.
    pub fn parse(text: &str) -> Self {
        let mut fixture = Self::default();
        let mut path = String::from("main.o8");
        let mut current = String::new();
        for line in text.split_inclusive('\n') {
            if let Some(next) = line.strip_prefix("//- ") {
                fixture
                    .push(std::mem::replace(&mut path, next.trim().to_owned()), std::mem::take(&mut current));
            } else if let Some(option) = line.strip_prefix("//? ") {
                fixture.options.set(option.trim());
                current.push_str(line);
            } else {
                current.push_str(line);
            }
        }
        fixture.push(path, current);
        fixture
    }

    fn push(&mut self, path: String, text: String) {
        // A fixture that begins with a separator has no `main.o8`.
        if path == "main.o8" && text.trim().is_empty() {
            return;
        }
        match path.strip_prefix(PREVIOUS) {
            Some(path) => self.previous.get_or_insert_default().files.push((path.to_owned(), text)),
            None => self.files.push((path, text)),
        }
    }

    /// What the program before this one has deployed.
    pub(crate) fn deployed_before(&self) -> Option<Deployed> {
        let (db, program) = self.previous.as_ref()?.load();
        let compilation = compile(&db, program, 1);
        assert!(!compilation.has_errors(), "the program before: {:?}", compilation.diagnostics);
        Some(compilation.deployed)
    }

    /// The program in a database of its own.
    pub fn load(&self) -> (Database, Program) {
        let mut db = Database::default();
        let program = load(&mut db, self.sources());
        (db, program)
    }

    /// The texts of the program.
    pub fn sources(&self) -> Sources {
        let mut sources =
            Sources { layout: self.options.layout, today: self.options.today, ..Sources::default() };
        for (path, text) in &self.files {
            let text: Arc<str> = text.as_str().into();
            if path.ends_with(".o8") {
                let (package, path) = package_of(path);
                sources.files.push((package.into(), path.into(), text));
            } else {
                sources.data.insert(path.as_str().into(), Some(text));
            }
        }
        sources.previous = self.deployed_before();
        sources
    }
}

pub(crate) fn package_of(path: &str) -> (&str, &str) {
    let parts = match path.split('/').next() {
        Some("std") => 2,
        Some("packages") => 2,
        _ => return ("", path),
    };
    let end = path.match_indices('/').nth(parts - 1).map_or(path.len(), |(index, _)| index);
    let package = &path[..end];
    (package.strip_prefix("packages/").unwrap_or(package), path.get(end + 1..).unwrap_or_default())
}

impl Options {
    fn set(&mut self, option: &str) {
        match option.split_once('=').map(|(key, value)| (key.trim(), value.trim())) {
            Some(("layout", "rendered")) => self.layout = Layout::Rendered,
            Some(("layout", "kustomize")) => self.layout = Layout::Kustomize,
            Some(("show", prefix)) => self.show.push(prefix.to_owned()),
            Some(("today", text)) => self.today = Some(day(text).expect("a day")),
            _ => panic!("unknown option of a fixture: {option}"),
        }
    }
}
