//! Broken programs, each with the tree that is understood of it and exactly what is reported.
//!
//! A case of the tables is a program, `---`, its items as the printer of the tests shows them, then the diagnostics;
//! `====` separates cases.

use super::check;

fn check_table(table: &str) {
    for case in table.split("\n====\n") {
        let (input, expected) =
            case.split_once("\n---\n").expect("a case has a program and what comes of it");
        check(input, expected);
    }
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
