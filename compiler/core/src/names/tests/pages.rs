//! The explain pages of this area, and the library that ships with the compiler.

use o8_diagnostics::{Severity, codes, explain};

use crate::testing::{Fixture, fixture};

/// Codes of this area that the checker reports.
const OF_THE_CHECKER: [&str; 2] = ["E0201", "E0228"];

/// The names, signatures and imports of all packages.
fn diagnostics(fixture: &Fixture) -> Vec<o8_diagnostics::Diagnostic> {
    let packages = fixture.program.packages(&fixture.db).iter();
    packages.flat_map(|(package, _)| fixture.name_diagnostics(*package)).collect()
}

#[test]
fn each_page_shows_its_mistake_and_its_correction() {
    for code in codes().filter(|code| code[1..].starts_with("02")) {
        let page = explain(code).expect("a page has its parts");
        let wrong = fixture(page.wrong);
        let found = diagnostics(&wrong);
        if !OF_THE_CHECKER.contains(&code) {
            assert!(found.iter().any(|found| found.code == code), "{code} does not report {code}: {found:?}");
        }
        let others: Vec<_> =
            found.iter().filter(|found| found.code != code && found.severity == Severity::Error).collect();
        assert!(others.is_empty(), "{code}, wrong: {others:?}");
        let right = fixture(page.right);
        let found = diagnostics(&right);
        assert!(found.is_empty(), "{code}, right: {}", right.lines(&found));
    }
}

#[test]
fn the_library_has_no_diagnostics() {
    let fixture = fixture("");
    let found = diagnostics(&fixture);
    assert!(found.is_empty(), "{}", fixture.lines(&found));
}
