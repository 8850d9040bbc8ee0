mod broken;
mod explain;
mod limits;
mod lines;
mod members;
mod print;
mod programs;
mod strings;
mod sweep;
mod values;

use crate::parse;

/// Compares the items of `input` as the printer of the tests shows them, one per line, then the diagnostics.
fn check(input: &str, expected: &str) {
    let mut lines: Vec<String> = parse(input).items.iter().map(|item| print::item(&item.item)).collect();
    lines.extend(programs::diagnostics(input));
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, expected, "\n--- input ---\n{input}\n--- got ---\n{}\n", lines.join("\n"));
}

/// Compares one value, with its diagnostics counted from where it begins.
fn check_value(input: &str, expected: &str) {
    let source = format!("let x = {input}");
    let items = parse(&source).items;
    let value = match items.first().map(|item| &item.item.kind) {
        Some(crate::ast::ItemKind::Let(l)) => print::expr(&l.value),
        other => panic!("a value gives a `let`, not {other:?}"),
    };
    let mut lines = vec![value];
    for diagnostic in items.iter().flat_map(|item| &item.diagnostics) {
        let span = diagnostic.place.span;
        lines.push(format!(
            "{} {}..{} {}",
            diagnostic.code,
            span.start - 8,
            span.end - 8,
            diagnostic.message
        ));
    }
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, expected, "\n--- input ---\n{input}\n--- got ---\n{}\n", lines.join("\n"));
}
