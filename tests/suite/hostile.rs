//! Input that is too much: deep, large, endless. Each ends with an ordinary diagnostic, or works.

use std::fmt::Write as _;

use o8_core::compile::compile;
use o8_diagnostics::Severity;
use o8_tests::fixture::Fixture;

/// The codes of the errors that a program gives.
fn errors(text: &str) -> Vec<&'static str> {
    let (db, program) = Fixture::parse(text).load();
    let found = compile(&db, program, 1).diagnostics;
    found.iter().filter(|found| found.severity == Severity::Error).map(|found| found.code).collect()
}

#[test]
fn a_hundred_thousand_brackets_are_one_error() {
    for bracket in ["[", "{", "("] {
        let found = errors(&format!("let x = {}", bracket.repeat(100_000)));
        assert_eq!(found.len(), 1, "{bracket}: {found:?}");
    }
    let closed = format!("let x = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(errors(&closed).len(), 1);
}

#[test]
fn a_long_chain_of_operators_is_no_deep_tree() {
    let found = errors(&format!("let x = 1{}", " + 1".repeat(100_000)));
    assert!(found.len() <= 1, "{found:?}");
}

#[test]
fn a_comprehension_of_millions_ends() {
    let found = errors(
        "let x = [for i in range(0, 1000000): [for j in range(0, 1000000): j]]\ntest \"t\" { assert x.size() == 1 }",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    let (db, program) = Fixture::parse("test \"t\" { assert [for i in range(0, 100000): [for j in range(0, 100000): j]].flatten().size() == 1 }").load();
    let outcome = o8_core::unit_tests::run_tests(&db, program, None);
    assert_eq!(outcome[0].diagnostics.len(), 1, "{:?}", outcome[0].diagnostics);
}

#[test]
fn doubling_text_ends() {
    let mut text = String::from("let t0 = \"0123456789\"\n");
    for i in 1..64 {
        writeln!(text, "let t{i}: String = \"${{t{}}}${{t{}}}\"", i - 1, i - 1).expect("strings take text");
    }
    text.push_str("test \"t\" { assert t63 == \"\" }");
    let (db, program) = Fixture::parse(&text).load();
    let outcome = o8_core::unit_tests::run_tests(&db, program, None);
    assert_eq!(outcome[0].diagnostics.len(), 1, "{:?}", outcome[0].diagnostics);
}

#[test]
fn a_chain_of_ten_thousand_constants_ends() {
    let mut text = String::from("let c0 = 1\n");
    for i in 1..10_000 {
        writeln!(text, "let c{i} = c{} + 1", i - 1).expect("strings take text");
    }
    text.push_str("test \"t\" { assert c9999 == 10000 }");
    let (db, program) = Fixture::parse(&text).load();
    // Types are followed through so many declarations and no further, which is said once in as many.
    let found = compile(&db, program, 1).diagnostics;
    assert!(found.len() < 1_000 && found.iter().all(|found| found.code == "E0230"), "{found:?}");
    assert!(o8_core::unit_tests::run_tests(&db, program, None)[0].diagnostics.len() <= 1);
}

#[test]
fn a_circle_of_five_thousand_modules_is_one_short_error() {
    let mut text = String::from(
        "import std/raw { Objects }\nplatform acme { repository = \"https://github.com/acme/platform\", domain = \"acme.example\" }\n\
         cluster only {}\nenvironment dev { clusters = [only] }\nteam shop {}\n",
    );
    for i in 0..5_000 {
        let next = (i + 1) % 5_000;
        writeln!(
            text,
            "module m{i} {{ team = shop, version = \"1.0.0\", needs = {{ m{next} = \"^1\" }}, deploy = Objects {{ objects = [] }} }}"
        )
        .expect("strings take text");
    }
    let (db, program) = Fixture::parse(&text).load();
    let found = compile(&db, program, 2).diagnostics;
    let [circle] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(circle.code, "E0809");
    assert!(circle.message.len() < 200, "{}", circle.message);
}

#[test]
fn a_large_file_is_read() {
    let mut text = String::new();
    for i in 0..100_000 {
        writeln!(text, "let value{i}: Int = {i} // one of many").expect("strings take text");
    }
    assert!(errors(&text).is_empty());
}
