//! Checking alone finds what compiling finds, also in a database that held another program before.

use o8_core::compile::{compile, findings};
use o8_core::load::update;
use o8_tests::programs::read_fixture;
use o8_tests::report::said;

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
        let expected = said(&fresh, fresh_program, findings(&fresh, fresh_program, 1).diagnostics);
        assert_eq!(said(&db, program, findings(&db, program, 1).diagnostics), expected, "{}", path.display());
    }
}
