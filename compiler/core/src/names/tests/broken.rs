//! Text that breaks off anywhere: names and signatures stay calm, and every place is in its file.

use crate::ids::PackageId;
use crate::library;
use crate::testing::fixture;

/// Looks at a text as the only file of a package.
#[track_caller]
fn check(text: &str) {
    let fixture = fixture(&text.replace("//- ", "// "));
    // Resolving the places asks each for its line: it has to be in the text.
    let found = fixture.name_diagnostics(PackageId::root());
    let _ = fixture.lines(&found);
}

/// The largest position up to `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[test]
fn texts_that_break_off_or_lack_a_piece() {
    for &(_, _, text) in library::FILES {
        for n in 0..5 {
            let cut = floor(text, text.len() * n / 5 + n);
            check(&text[..cut]);
            let end = floor(text, (cut + 23).min(text.len()));
            check(&format!("{}{}", &text[..cut], &text[end..]));
        }
    }
}

#[test]
fn declarations_with_holes() {
    for text in [
        "import",
        "import {",
        "import std/",
        "import std/web { , }",
        "import std/web { WebService as }",
        "import std/web as",
        "let",
        "let x",
        "let x: = 1",
        "type",
        "type A",
        "type A =",
        "type A = |",
        "type A = [",
        "type A { x: }",
        "type A { : Int }",
        "fn",
        "fn f(",
        "fn f(x:) ->",
        "fn f(: Int) -> Int = 1",
        "component",
        "component C { param }",
        "team",
        "team {",
        "extend",
        "extend team",
        "existing",
        "retire",
        "moved a ->",
        "test",
        "@",
        "@key( type A { }",
        "@entity type A { }",
        "@kind() type A { x: Int }",
        "type A = A.b.c.d",
        "type A = A",
        "type A = {A: A}",
        "type A = (A) -> A",
        "let a = a",
        "fn a() -> a = a()",
        "pub",
        "pub type",
    ] {
        check(text);
    }
}
