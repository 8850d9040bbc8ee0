//! The pages of `o8 explain`: every wrong program gives its code and no other error, every right one gives nothing.

use std::collections::BTreeSet;
use std::fs;

use o8_core::compile::compile;
use o8_core::db::{Database, Program};
use o8_core::unit_tests::run_tests;
use o8_diagnostics::{Diagnostic, Severity, codes, explain};
use o8_tests::fixture::Fixture;
use o8_tests::tools::root;

#[test]
fn every_page_shows_its_code() {
    let mut mistakes = Vec::new();
    // Codes of packages and files need a folder on disk: the tests of the command line show them.
    for code in codes().filter(|code| !("0900".."0970").contains(&&code[1..])) {
        let page = explain(code).expect("listed");
        let (db, program) = Fixture::parse(page.wrong).load();
        let mut found: Vec<&str> = everything(&db, program)
            .iter()
            .filter(|found| found.severity == Severity::Error || found.code == code)
            .map(|found| found.code)
            .collect();
        found.dedup();
        if found != [code] {
            mistakes.push(format!("{code}: the wrong program gives {found:?}"));
        }
        let (db, program) = Fixture::parse(page.right).load();
        // A note is nothing to be right or wrong about.
        let found: Vec<String> = everything(&db, program)
            .iter()
            .filter(|found| found.severity != Severity::Note || found.code == code)
            .map(|found| format!("{} {}", found.code, found.message))
            .collect();
        if !found.is_empty() {
            mistakes.push(format!("{code}: the right program gives {found:?}"));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// What compiling gives; where that is right, what the tests of the program give.
fn everything(db: &Database, program: Program) -> Vec<Diagnostic> {
    let mut found = compile(db, program, 1).diagnostics;
    if found.is_empty() {
        found.extend(run_tests(db, program, None).into_iter().flat_map(|test| test.diagnostics));
    }
    found
}

#[test]
fn every_code_of_the_catalogue_has_a_page() {
    let mut folders = vec![root().join("compiler/diagnostics/src/catalogue")];
    let mut missing = BTreeSet::new();
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the repository") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("a file of the repository");
            for code in text.split('"').filter(|text| is_code(text)) {
                count += 1;
                if explain(code).is_none() {
                    missing.insert(code.to_owned());
                }
            }
        }
    }
    assert!(count > 80, "the catalogue has moved: {count} codes found");
    assert!(missing.is_empty(), "no page in compiler/diagnostics/explain: {missing:?}");
}

fn is_code(text: &str) -> bool {
    text.len() == 5 && text.starts_with(['E', 'W']) && text[1..].bytes().all(|byte| byte.is_ascii_digit())
}
