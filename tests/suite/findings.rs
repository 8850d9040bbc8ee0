//! Checking alone finds what compiling finds, also in a database that held another program before.

use o8_core::compile::{compile, findings};
use o8_core::db::{Database, Program};
use o8_core::load::{file, update};
use o8_diagnostics::{Anchor, Diagnostic};
use o8_tests::programs::read_fixture;

use crate::cases::case_files;

#[test]
fn checking_finds_what_compiling_finds() {
    for path in case_files().into_iter().step_by(3) {
        let fixture = read_fixture(&path);
        let (db, program) = fixture.load();
        let found = findings(&db, program, 1);
        let compiled = compile(&db, program, 1);
        assert_eq!(found.diagnostics, compiled.diagnostics, "{}", path.display());
        assert_eq!(
            (found.modules, found.objects),
            (compiled.modules, compiled.objects),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_database_forgets_the_program_that_it_held_before() {
    // Cases of all sorts, each after one that is quite another.
    let cases: Vec<_> = case_files().into_iter().step_by(5).collect();
    let (mut db, program) = read_fixture(&cases[0]).load();
    for path in &cases {
        let fixture = read_fixture(path);
        update(&mut db, program, fixture.sources());
        let (fresh, fresh_program) = fixture.load();
        let expected = named(&fresh, fresh_program, findings(&fresh, fresh_program, 1).diagnostics);
        assert_eq!(
            named(&db, program, findings(&db, program, 1).diagnostics),
            expected,
            "{}",
            path.display()
        );
    }
}

/// The diagnostics with the paths of their files, whose numbers depend on what was loaded before.
fn named(db: &Database, program: Program, diagnostics: Vec<Diagnostic>) -> Vec<(String, String)> {
    let name = |anchor: Anchor| match anchor {
        Anchor::File(id) => {
            file(db, program, id).map(|file| format!("{}/{}", file.package(db).path(), file.path(db)))
        }
        Anchor::Item(_) | Anchor::Local => None,
    };
    let mut named: Vec<(String, String)> = diagnostics
        .into_iter()
        .map(|found| {
            let places = found.related.iter().map(|related| related.place).chain([found.place]);
            let places: Vec<_> = places.map(|place| (name(place.anchor), place.span)).collect();
            (format!("{places:?}"), format!("{} {} {:?}", found.code, found.message, found.help))
        })
        .collect();
    named.sort();
    named
}
