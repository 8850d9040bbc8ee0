//! The examples of the documentation: every ```` ```o8 ```` block is a whole program that compiles without a word; blocks marked
//! `fragment` are pieces of one, and blocks marked with a code give exactly that.

use std::fs;

use o8_core::compile::compile;
use o8_diagnostics::Severity;
use o8_tests::fixture::Fixture;
use o8_tests::report;
use o8_tests::tools::root;

/// The info string, the first line and the text of every block of a document.
fn blocks(path: &str) -> Vec<(String, usize, String)> {
    let guide = fs::read_to_string(root().join(path)).expect("a document");
    let mut blocks = Vec::new();
    let mut open: Option<(String, usize, String)> = None;
    for (number, line) in guide.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.trim().to_owned(), number + 2, String::new())),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some((_, _, text)), _) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn programs_of_the_documentation_compile() {
    let mut count = 0;
    let mut mistakes = Vec::new();
    let documents = [
        "docs/language.md",
        "docs/platform.md",
        "docs/network.md",
        "docs/security.md",
        "docs/packages.md",
        "docs/schemas.md",
    ];
    for (path, (info, line, text)) in
        documents.iter().flat_map(|path| blocks(path).into_iter().map(move |block| (path, block)))
    {
        let mut words = info.split(' ');
        if words.next() != Some("o8") {
            continue;
        }
        let expected: Vec<&str> = match words.next() {
            Some("fragment") => continue,
            Some(code) => vec![code],
            None => Vec::new(),
        };
        count += 1;
        let (db, program) = Fixture::parse(&text).load();
        let found = compile(&db, program, 1).diagnostics;
        let reported: Vec<&str> =
            found.iter().filter(|found| found.severity != Severity::Note).map(|found| found.code).collect();
        if reported != expected {
            mistakes.push(format!("{path}, line {line}:\n{}", report::diagnostics(&db, program, &found)));
        }
    }
    assert!(count > 15, "the documentation has lost its programs: {count}");
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}
