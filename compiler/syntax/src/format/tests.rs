//! Cases of layout, construct by construct, and sweeps over whole programs.

mod comments;
mod constructs;
mod sweeps;

use super::format;
use crate::parse;

/// Formats `input`, compares, and holds the result against what is promised of every result.
#[track_caller]
fn check(input: &str, expected: &str) {
    let (input, expected) = (unindented(input), unindented(expected));
    let formatted = format(&input);
    assert!(!formatted.refused, "formatting loses nothing of\n{input}");
    assert!(!formatted.partial, "all of this is laid out:\n{input}\n{}", mistakes(&input));
    assert_eq!(formatted.text, expected, "formatted from\n{input}");
    holds(&input);
}

/// Formatting changes nothing.
#[track_caller]
fn stays(text: &str) {
    check(text, text);
}

/// Formatting twice is formatting once, and means the same.
#[track_caller]
fn holds(input: &str) {
    let once = format(input);
    assert!(!once.refused, "formatting loses nothing of\n{input}");
    assert_eq!(format(&once.text).text, once.text, "formatted twice from\n{input}");
    let (before, after) = (meaning(input), meaning(&once.text));
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after, "the meaning of\n{input}");
    }
    assert_eq!(before.len(), after.len(), "the items of\n{input}");
}

/// What is wrong in a text.
fn mistakes(text: &str) -> String {
    let parsed = parse(text);
    let all = parsed.items.iter().flat_map(|item| &item.diagnostics).chain(&parsed.diagnostics);
    all.map(|diagnostic| format!("{} {}\n", diagnostic.code, diagnostic.message)).collect()
}

/// The syntax trees without places.
fn meaning(text: &str) -> Vec<String> {
    let parsed = parse(text);
    parsed
        .items
        .iter()
        .map(|item| {
            let tree = format!("{:?} {:?}", item.item, item.diagnostics.len());
            let mut parts = tree.split("Span { start: ");
            let first = parts.next().unwrap_or_default().to_string();
            parts.fold(first, |text, part| text + part.split_once('}').map_or("", |(_, rest)| rest))
        })
        .collect()
}

/// A text of a test without the indentation that it has for the sake of the test.
fn unindented(text: &str) -> String {
    let Some(text) = text.strip_prefix('\n') else { return text.to_string() };
    let margin = text.len() - text.trim_start_matches(' ').len();
    let lines = text.split('\n').map(|line| line.get(margin..).unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}
