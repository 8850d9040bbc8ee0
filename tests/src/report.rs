//! The report of a case: diagnostics, results of tests, and every output file, as one text to be read in review.

use std::fmt::Write as _;

use o8_core::compile::{Compilation, compile};
use o8_core::db::{Database, Program};
use o8_core::load;
use o8_diagnostics::{Anchor, Diagnostic, LineIndex, Place};

use crate::fixture::Fixture;

/// Compiles a fixture and reports everything.
pub fn report(fixture: &Fixture) -> String {
    let (db, program) = fixture.load();
    let compilation = compile(&db, program, 1);
    let mut text = diagnostics(&db, program, &compilation.diagnostics);
    for test in o8_core::unit_tests::run_tests(&db, program, None) {
        let verdict = if test.passed() { "passed" } else { "failed" };
        writeln!(text, "test {:?}: {verdict}", test.name).expect("strings take text");
        text.push_str(&diagnostics(&db, program, &test.diagnostics));
    }
    for file in shown(fixture, &compilation) {
        let content = String::from_utf8(file.bytes.to_vec()).expect("output is UTF-8");
        writeln!(text, "── {} ──\n{}", file.path, content.trim_end()).expect("strings take text");
    }
    if text.is_empty() { "nothing to report\n".to_owned() } else { text }
}

fn shown<'a>(
    fixture: &'a Fixture,
    compilation: &'a Compilation,
) -> impl Iterator<Item = &'a o8_ir::OutputFile> {
    let show = &fixture.options.show;
    compilation.files.iter().filter(move |file| {
        show.is_empty() || show.iter().any(|prefix| file.path.starts_with(prefix.as_str()))
    })
}

/// Diagnostics in a form that is short, exact and stable: code, place, message, and what belongs to it.
pub fn diagnostics(db: &Database, program: Program, found: &[Diagnostic]) -> String {
    let mut text = String::new();
    let mut line = |args: std::fmt::Arguments<'_>| {
        text.write_fmt(args).expect("strings take text");
        text.push('\n');
    };
    for diagnostic in found {
        let place = position(db, program, diagnostic.place);
        line(format_args!("{}[{}] {place}: {}", severity(diagnostic), diagnostic.code, diagnostic.message));
        if !diagnostic.label.is_empty() {
            line(format_args!("  here: {} `{}`", diagnostic.label, excerpt(db, program, diagnostic.place)));
        } else {
            line(format_args!("  here: `{}`", excerpt(db, program, diagnostic.place)));
        }
        for related in &diagnostic.related {
            line(format_args!("  {}: {}", position(db, program, related.place), related.label));
        }
        if let Some(help) = &diagnostic.help {
            line(format_args!("  help: {help}"));
        }
        for fix in &diagnostic.fixes {
            let kind = if fix.safe { "fix" } else { "possible fix" };
            line(format_args!("  {kind}: {}", fix.title));
        }
    }
    text
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        o8_diagnostics::Severity::Error => "error",
        o8_diagnostics::Severity::Warning => "warning",
        o8_diagnostics::Severity::Note => "note",
    }
}

/// `PATH:LINE:COLUMN`; in the library `PATH` with the first words there, so that an edit of the library does not change cases
/// that have nothing to do with it.
fn position(db: &Database, program: Program, place: Place) -> String {
    let Some((path, text)) = source(db, program, place) else { return "?".to_owned() };
    let embedded = match place.anchor {
        Anchor::File(id) => load::file(db, program, id).is_some_and(|file| file.package(db).is_embedded()),
        _ => false,
    };
    if embedded {
        let words: String = excerpt(db, program, place).chars().take(40).collect();
        return format!("{path} at `{}`", words.trim_end());
    }
    let position = LineIndex::new(&text).line_column(place.span.start);
    format!("{path}:{}:{}", position.line, position.column)
}

/// The text of a place, its first line alone.
fn excerpt(db: &Database, program: Program, place: Place) -> String {
    let Some((_, text)) = source(db, program, place) else { return String::new() };
    let range = place.span.start as usize..place.span.end as usize;
    let Some(text) = text.get(range) else { return "(not a range of the text)".to_owned() };
    match text.split_once('\n') {
        Some((first, _)) => format!("{} …", first.trim_end()),
        None => text.to_owned(),
    }
}

fn source(db: &Database, program: Program, place: Place) -> Option<(String, String)> {
    let Anchor::File(id) = place.anchor else { return None };
    let file = load::file(db, program, id)?;
    let package = file.package(db);
    // Added kinds have the path of their owner.
    let package = package.added_kinds().map_or(package.path(), |(owner, _)| owner);
    let path =
        if package.is_empty() { file.path(db).to_string() } else { format!("{package}/{}", file.path(db)) };
    Some((path, file.text(db).to_string()))
}

/// What is said, each in a line with the paths of its files, sorted: the numbers of files depend on what a database has
/// held before.
pub fn said(db: &Database, program: Program, found: Vec<Diagnostic>) -> Vec<String> {
    let name = |anchor: Anchor| match anchor {
        Anchor::File(id) => {
            load::file(db, program, id).map(|file| format!("{}/{}", file.package(db).path(), file.path(db)))
        }
        Anchor::Item(_) | Anchor::Local => None,
    };
    let line = |found: Diagnostic| {
        let place = |place: Place| (name(place.anchor), place.span);
        let related: Vec<_> = found.related.iter().map(|other| (place(other.place), &other.label)).collect();
        let edits = found.fixes.iter().flat_map(|fix| &fix.edits);
        let edits: Vec<_> = edits.map(|edit| (place(edit.place), &edit.text)).collect();
        let (code, severity, message) = (found.code, found.severity, &found.message);
        format!(
            "{:?} {code} {severity:?} {message} {:?} {related:?} {edits:?}",
            place(found.place),
            found.help
        )
    };
    let mut lines: Vec<String> = found.into_iter().map(line).collect();
    lines.sort();
    lines
}
