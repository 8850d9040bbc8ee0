//! The explain pages of this area, and the library that ships with the compiler.

use o8_diagnostics::{Diagnostic, Severity, codes, explain};

use crate::ids::PackageId;
use crate::testing::{Fixture, fixture, package_of, split};

/// What is said of the packages that have a file of the page.
fn diagnostics(fixture: &Fixture, text: &str) -> Vec<Diagnostic> {
    let mut packages: Vec<PackageId> =
        split(text).iter().map(|(path, _)| PackageId::new(package_of(path).0)).collect();
    packages.dedup();
    packages.iter().flat_map(|package| fixture.diagnostics(*package)).collect()
}

#[test]
fn each_page_shows_its_mistake_and_its_correction() {
    for code in codes().filter(|code| code[1..].starts_with("02")) {
        let page = explain(code).expect("a page has its parts");
        let wrong = fixture(page.wrong);
        let found = diagnostics(&wrong, page.wrong);
        assert!(found.iter().any(|found| found.code == code), "{code} does not report {code}: {found:?}");
        let others: Vec<_> =
            found.iter().filter(|found| found.code != code && found.severity == Severity::Error).collect();
        assert!(others.is_empty(), "{code}, wrong: {others:?}");
        let right = fixture(page.right);
        let found = diagnostics(&right, page.right);
        assert!(found.is_empty(), "{code}, right: {}", right.lines(&found));
    }
}

#[test]
fn the_library_has_no_diagnostics() {
    let fixture = fixture("");
    let packages = fixture.program.packages(&fixture.db).iter();
    let found: Vec<_> = packages.flat_map(|(package, _)| fixture.diagnostics(*package)).collect();
    assert!(found.is_empty(), "{}", fixture.lines(&found));
}
