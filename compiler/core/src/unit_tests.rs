//! Running the `test` blocks of a package.

use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::{Anchor, Diagnostic, Place, Severity, catalogue};

use crate::check::check;
use crate::compile::{compile, resolved};
use crate::db::{Database, Program, locate, package_items};
use crate::eval::{self, AssertValue};
use crate::ids::{DefId, DefKind, PackageId};
use crate::load::{Sources, load};

/// What came of one `test`.
#[derive(Clone, Debug)]
pub struct TestOutcome {
    /// The description.
    pub name: EcoString,
    /// Where the test begins, counted from the start of its file.
    pub place: Place,
    /// Why it failed; empty where it passed. Places are counted from the start of their files.
    pub diagnostics: Vec<Diagnostic>,
}

impl TestOutcome {
    /// Whether everything that it asserts holds.
    pub fn passed(&self) -> bool {
        self.diagnostics.is_empty()
    }
}

/// Runs the tests of the compiled package whose description contains `filter`, in the order of files and text.
pub fn run_tests(db: &Database, program: Program, filter: Option<&str>) -> Vec<TestOutcome> {
    let items = &package_items(db, program, PackageId::root()).items;
    let tests = items.iter().map(|entry| entry.def).filter(|def| def.data().kind == DefKind::Test);
    tests
        .filter_map(|def| {
            let value = eval::test(db, program, def);
            if filter.is_some_and(|filter| !value.name.contains(filter)) {
                return None;
            }
            // What is wrong with the text of a test fails it as what it asserts does.
            let checked = check(db, program, def);
            let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
            let mut diagnostics: Vec<Diagnostic> = errors.chain(&value.diagnostics).cloned().collect();
            let explained = !diagnostics.is_empty();
            for assert in &value.asserts {
                diagnostics.extend(failure(db, program, assert, explained));
            }
            let (file, start) = locate(db, program, def.item())?;
            let place = Place::file(file.id(db), o8_diagnostics::Span::at(start));
            Some(TestOutcome {
                name: value.name.clone(),
                place,
                diagnostics: resolved(db, program, diagnostics),
            })
        })
        .collect()
}

/// Why an assertion failed, if it did. What cannot be known fails too; that is said where no other diagnostic of the
/// test explains it.
fn failure(db: &Database, program: Program, assert: &AssertValue, explained: bool) -> Option<Diagnostic> {
    match assert {
        AssertValue::Passed => None,
        AssertValue::Unknown { place, absent } => {
            (!explained).then(|| catalogue::tests::assertion_unknown(*place, *absent))
        }
        AssertValue::Failed { place, sides } => {
            let sides = sides.as_ref().map(|(left, right)| (left.as_str(), right.as_str()));
            Some(catalogue::tests::assertion_failed(*place, sides))
        }
        AssertValue::Compile { source, code, text, place } => {
            let found = errors_with(db, program, *source)?;
            let as_expected =
                found.iter().any(|error| error.code == code && error.message.contains(text.as_str()));
            let messages =
                || found.iter().map(|error| format!("{}: {}", error.code, error.message)).collect::<Vec<_>>();
            (!as_expected).then(|| catalogue::tests::did_not_fail_so(*place, code, text, &messages()))
        }
    }
}

/// The name of the file that holds the added declarations. No file of a package can be called so: a path never holds a `:`.
const ADDED: &str = "assertFails:declarations.o8";

/// The errors that compiling the program with the declarations at `source` added gives, over those that it gives without.
fn errors_with(db: &Database, program: Program, source: Place) -> Option<Vec<Diagnostic>> {
    let Anchor::Item(item) = source.anchor else { return None };
    let (file, start) = locate(db, program, item)?;
    let span = source.span.shift(start);
    let added = file.text(db).get(span.start as usize..span.end as usize)?;
    let mut sources =
        Sources { data: program.data(db).as_ref().clone(), layout: program.layout(db), ..Sources::default() };
    for (package, of_package) in program.packages(db).iter().filter(|(package, _)| !package.is_embedded()) {
        for file in of_package {
            sources.files.push((package.path().into(), file.path(db).clone(), file.text(db).clone()));
        }
    }
    let imports = imports_of(db, program, DefId::of_item(item));
    sources.files.push((EcoString::new(), ADDED.into(), Arc::from(format!("{imports}\n{added}"))));
    let mut other = Database::default();
    let with = load(&mut other, sources);
    let mut found = compile(&other, with, 1).diagnostics;
    found.retain(|found| found.severity == Severity::Error);
    Some(found)
}

/// The imports of the file that a declaration is in: what the test sees, the added declarations see.
fn imports_of(db: &Database, program: Program, def: DefId) -> String {
    let items = package_items(db, program, def.package());
    let Some(entry) = items.get(def) else { return String::new() };
    let text = entry.file.text(db);
    let parsed = crate::db::parse(db, entry.file);
    let imports =
        parsed.items.iter().filter(|parsed| matches!(parsed.item.kind, o8_syntax::ast::ItemKind::Import(_)));
    imports
        .filter_map(|parsed| text.get(parsed.start as usize..parsed.end as usize))
        .collect::<Vec<_>>()
        .join("\n")
}
