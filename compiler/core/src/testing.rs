//! What the tests of this crate share: programs out of fixture text, and diagnostics as lines.
//!
//! A fixture is the text of one file, or several with a line `//- path` before each. Paths that begin with `std/` belong
//! to that package of the library, which is there as it ships; `packages/NAME/path` belongs to the dependency NAME; all
//! others to the package that is compiled.

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Severity};

use crate::check::check as checked;
use crate::db::{Database, Program, SourceFile, files, locate, package_items, syntax_diagnostics};
use crate::ids::{DefId, PackageId};
use crate::load::{self, Sources};
use crate::names;
use crate::signature::signature;

/// A program in a database of its own.
pub(crate) struct Fixture {
    pub(crate) db: Database,
    pub(crate) program: Program,
}

/// The program that a fixture describes.
pub(crate) fn fixture(text: &str) -> Fixture {
    fixture_in(Database::default(), text)
}

/// The program that a fixture describes, and the names of the queries that run on it from now on.
pub(crate) fn logging_fixture(text: &str) -> (Fixture, Arc<Mutex<Vec<String>>>) {
    let log = Arc::new(Mutex::new(Vec::new()));
    let writer = log.clone();
    let db = Database::logging(move |query| writer.lock().expect("nothing panics while it logs").push(query));
    (fixture_in(db, text), log)
}

fn fixture_in(mut db: Database, text: &str) -> Fixture {
    let mut sources = Sources::default();
    for (path, text) in split(text) {
        let (package, path) = package_of(&path);
        sources.files.push((package.into(), path.into(), Arc::from(text.as_str())));
    }
    let program = load::load(&mut db, sources);
    Fixture { db, program }
}

/// The files of a fixture: path and text.
pub(crate) fn split(text: &str) -> Vec<(String, String)> {
    let mut result: Vec<(String, String)> = Vec::new();
    // A line break before the first path is there for the eye.
    let text = if text.trim_start().starts_with("//- ") { text.trim_start() } else { text };
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//- ") {
            Some(path) => result.push((path.trim().to_owned(), String::new())),
            None => {
                if result.is_empty() {
                    result.push(("main.o8".to_owned(), String::new()));
                }
                let last = result.last_mut().expect("a file was begun above");
                last.1.push_str(line);
            }
        }
    }
    result
}

/// The package and the path in it that a path of a fixture means.
pub(crate) fn package_of(path: &str) -> (&str, &str) {
    if let Some(rest) = path.strip_prefix("packages/") {
        return rest.split_once('/').unwrap_or((rest, "main.o8"));
    }
    if path.starts_with("std/") {
        return path.rsplit_once('/').unwrap_or((path, "main.o8"));
    }
    ("", path)
}

impl Fixture {
    /// The file of the package that is compiled with this path.
    pub(crate) fn file(&self, path: &str) -> SourceFile {
        let files = files(&self.db, self.program, PackageId::root());
        *files.iter().find(|file| file.path(&self.db) == path).expect("the fixture has this file")
    }

    /// Replaces the one place where the text of a file says `old`.
    pub(crate) fn edit(&mut self, path: &str, old: &str, new: &str) {
        let file = self.file(path);
        let text = file.text(&self.db).clone();
        assert_eq!(text.matches(old).count(), 1, "`{old}` is in {path} once");
        load::set_text(&mut self.db, self.program, file, Arc::from(text.replacen(old, new, 1)));
    }

    /// The first declaration of the package that is compiled with this name.
    pub(crate) fn def(&self, name: &str) -> DefId {
        let items = package_items(&self.db, self.program, PackageId::root());
        items.named(name).next().expect("the fixture declares this name").def
    }

    /// Everything that parsing, names, signatures and the checker say of a package, in the order of files and text.
    pub(crate) fn diagnostics(&self, package: PackageId) -> Vec<Diagnostic> {
        let mut result = self.name_diagnostics(package);
        for entry in &package_items(&self.db, self.program, package).items {
            result.extend(checked(&self.db, self.program, entry.def).diagnostics.iter().cloned());
        }
        self.sorted(result)
    }

    /// As [`Fixture::diagnostics`], without what the checker says.
    pub(crate) fn name_diagnostics(&self, package: PackageId) -> Vec<Diagnostic> {
        let (db, program) = (&self.db, self.program);
        let mut result = syntax_diagnostics(db, program, package);
        result.extend(names::package_diagnostics(db, program, package).iter().cloned());
        for &file in files(db, program, package) {
            result.extend(names::import_diagnostics(db, program, file).iter().cloned());
        }
        for entry in &package_items(db, program, package).items {
            result.extend(signature(db, program, entry.def).diagnostics.iter().cloned());
        }
        self.sorted(result)
    }

    /// With places counted from the start of their files, in the order of files and places.
    pub(crate) fn sorted(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let locate = |item| {
            let (file, start) = locate(&self.db, self.program, item).expect("a place is in an item");
            (file.id(&self.db), start)
        };
        let mut result: Vec<Diagnostic> =
            diagnostics.into_iter().map(|found| found.resolved(&locate)).collect();
        result.sort_by_key(|found| (place_key(found), found.code));
        result
    }

    /// Diagnostics as lines: place, code, message, then what belongs to it, indented.
    ///
    /// ```text
    /// main.o8:1:8 E0202 there is no type `Strin`
    ///   help: did you mean `String`?
    ///   fix: write `String`
    /// ```
    pub(crate) fn lines(&self, diagnostics: &[Diagnostic]) -> String {
        let mut out = String::new();
        for found in diagnostics {
            let place = self.position(found.place);
            let word = if found.severity == Severity::Note { "note " } else { "" };
            let _ = writeln!(out, "{place} {word}{} {}", found.code, found.message);
            for related in &found.related {
                let _ = writeln!(out, "  {}: {}", self.position(related.place), related.label);
            }
            if let Some(help) = &found.help {
                let _ = writeln!(out, "  help: {help}");
            }
            for fix in &found.fixes {
                let _ = writeln!(out, "  fix: {}", fix.title);
            }
        }
        out
    }

    fn position(&self, place: o8_diagnostics::Place) -> String {
        let o8_diagnostics::Anchor::File(id) = place.anchor else { return format!("{place:?}") };
        let Some(file) = load::file(&self.db, self.program, id) else { return format!("{place:?}") };
        let before = &file.text(&self.db)[..place.span.start as usize];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        let package: EcoString = match file.package(&self.db).path() {
            "" => "".into(),
            path => format!("{path}/").into(),
        };
        format!("{package}{}:{line}:{column}", file.path(&self.db))
    }
}

fn place_key(found: &Diagnostic) -> (u32, u32) {
    match found.place.anchor {
        o8_diagnostics::Anchor::File(id) => (id.0, found.place.span.start),
        o8_diagnostics::Anchor::Local | o8_diagnostics::Anchor::Item(_) => (u32::MAX, found.place.span.start),
    }
}

/// Checks that a fixture gives these diagnostics, as [`Fixture::lines`] writes them; an empty text: none.
#[track_caller]
pub(crate) fn check(input: &str, expected: &str) {
    let fixture = fixture(input);
    let found = fixture.lines(&fixture.diagnostics(PackageId::root()));
    assert_lines(&found, expected);
}

/// As [`check`], for what is said before the checker is asked.
#[track_caller]
pub(crate) fn check_names(input: &str, expected: &str) {
    let fixture = fixture(input);
    let found = fixture.lines(&fixture.name_diagnostics(PackageId::root()));
    assert_lines(&found, expected);
}

/// Compares texts but for the indentation that `expected` has in common and blank lines at its ends.
#[track_caller]
pub(crate) fn assert_lines(found: &str, expected: &str) {
    let lines: Vec<&str> = expected.trim_matches('\n').lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let common =
        lines.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min().unwrap_or(0);
    let expected: Vec<&str> = lines.iter().map(|line| line.get(common..).unwrap_or("")).collect();
    let expected = expected.join("\n");
    assert!(
        found.trim_end() == expected.trim_end(),
        "found:\n{}\n\nexpected:\n{}\n",
        found.trim_end(),
        expected.trim_end()
    );
}
