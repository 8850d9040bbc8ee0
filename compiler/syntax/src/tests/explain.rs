//! The pages of `o8 explain` about syntax: each wrong program gets its code alone, each right one none.

use o8_diagnostics::{codes, explain};

use super::programs::diagnostics;

#[test]
fn pages_are_true() {
    for code in codes().filter(|code| code.starts_with("E01") || code.starts_with("W01")) {
        let page = explain(code).expect("a listed code has a page");
        let found = diagnostics(page.wrong);
        assert_eq!(found.len(), 1, "the wrong program of {code}: {found:?}");
        assert!(found[0].starts_with(code), "the wrong program of {code}: {found:?}");
        assert_eq!(diagnostics(page.right), Vec::<String>::new(), "the right program of {code}");
    }
}

#[test]
fn pages_of_other_stages_have_no_mistakes_of_syntax() {
    for code in codes().filter(|code| !code[1..].starts_with("01")) {
        let page = explain(code).expect("a listed code has a page");
        for program in [page.wrong, page.right] {
            let files = program.split("//- ").flat_map(|file| file.split_once('\n'));
            let sources = files.filter(|(path, _)| path.trim().ends_with(".o8")).map(|(_, text)| text);
            let texts: Vec<&str> = if program.contains("//- ") { sources.collect() } else { vec![program] };
            for text in texts {
                assert_eq!(diagnostics(text), Vec::<String>::new(), "a program of {code}: {text}");
            }
        }
    }
}
