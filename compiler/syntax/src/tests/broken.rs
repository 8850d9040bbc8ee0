//! Broken programs, each with the tree that is understood of it and exactly what is reported.
//!
//! A case of the tables is a program, `---`, its items as the printer of the tests shows them, then the diagnostics;
//! `====` separates cases.

use super::check;
use crate::parse;

fn check_table(table: &str) {
    for case in table.split("\n====\n") {
        let (input, expected) =
            case.split_once("\n---\n").expect("a case has a program and what comes of it");
        check(input, expected);
        check_fixes(input);
    }
}

/// Fixes that are safe leave nothing that they would fix again.
fn check_fixes(input: &str) {
    let mut text = input.to_string();
    for _ in 0..3 {
        // From the last to the first, so that the places before stay true; what overlaps waits for the next round.
        let mut limit = text.len();
        for (start, end, replacement) in safe_edits(&text).into_iter().rev() {
            if end <= limit {
                text.replace_range(start..end, &replacement);
                limit = start;
            }
        }
    }
    assert_eq!(safe_edits(&text), Vec::new(), "the fixes of\n{input}\nlead to\n{text}");
}

fn safe_edits(text: &str) -> Vec<(usize, usize, String)> {
    let mut edits = Vec::new();
    for item in parse(text).items {
        let fixes = item.diagnostics.iter().filter_map(|d| d.fixes.iter().find(|fix| fix.safe));
        for edit in fixes.flat_map(|fix| &fix.edits) {
            let span = edit.place.span.shift(item.start);
            edits.push((span.start as usize, span.end as usize, edit.text.clone()));
        }
    }
    edits.sort();
    edits
}

#[test]
fn values() {
    check_table(include_str!("broken/values.txt"));
}

#[test]
fn members() {
    check_table(include_str!("broken/members.txt"));
}

#[test]
fn brackets() {
    check_table(include_str!("broken/brackets.txt"));
}

#[test]
fn declarations() {
    check_table(include_str!("broken/declarations.txt"));
}
