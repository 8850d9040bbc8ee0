//! The explain pages of the checker's areas.

use o8_diagnostics::{Diagnostic, Severity, codes, explain};

use crate::ids::PackageId;
use crate::testing::{Fixture, fixture};

#[test]
fn each_page_shows_its_mistake_and_its_correction() {
    // What nothing uses is found by whoever looks at whole packages.
    let of_the_checker =
        |code: &&str| matches!(&code[1..3], "03" | "06") && !matches!(*code, "W0367" | "W0368");
    let mut wrong_pages = Vec::new();
    for code in codes().filter(of_the_checker) {
        let page = explain(code).expect("a page has its parts");
        let wrong = fixture(page.wrong);
        let found = wrong.diagnostics(PackageId::root());
        let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
        let others: Vec<Diagnostic> =
            found.iter().filter(|found| found.code != code).filter(is_error).cloned().collect();
        if !found.iter().any(|found| found.code == code) || !others.is_empty() {
            wrong_pages.push(format!("{code}, wrong:\n{}", wrong.lines(&found)));
        }
        let right = fixture(page.right);
        let found = right.diagnostics(PackageId::root());
        if !found.is_empty() {
            wrong_pages.push(format!("{code}, right:\n{}", right.lines(&found)));
        }
    }
    assert!(wrong_pages.is_empty(), "{}", wrong_pages.join("\n"));
}

#[test]
fn the_library_has_no_diagnostics() {
    let fixture: Fixture = fixture("");
    let mut found = String::new();
    for (package, _) in fixture.program.packages(&fixture.db).iter() {
        found.push_str(&fixture.lines(&fixture.diagnostics(*package)));
    }
    assert_eq!(found, "");
}
