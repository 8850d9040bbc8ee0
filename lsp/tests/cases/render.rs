//! Answers of features as text that is read in review.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use o8_core::db::SourceFile;
use o8_diagnostics::{LineIndex, Span};
use o8_lsp::analysis::Analysis;
use o8_lsp::features::actions::Action;
use o8_lsp::features::completion::{Completion, Offer};
use o8_lsp::features::folding::Fold;
use o8_lsp::features::format::Edit;
use o8_lsp::features::hover::Hover;
use o8_lsp::features::links::Link;
use o8_lsp::features::rename::Changes;
use o8_lsp::features::symbols::Symbol;
use o8_lsp::features::tokens::{Kind, Piece};
use o8_lsp::features::words::Location;

/// The lines of a text that have something marked, with carets and what is said below them.
pub(crate) fn marked(text: &str, marks: &[(Span, String)]) -> String {
    let index = LineIndex::new(text);
    let mut result = String::new();
    let mut last = 0;
    for (span, label) in marks {
        let (start, end) = (index.line_column(span.start), index.line_column(span.end));
        if start.line != last {
            let line = index.line_range(start.line);
            writeln!(result, "{:>3} │ {}", start.line, &text[line.start as usize..line.end as usize])
                .expect("memory");
            last = start.line;
        }
        let is_one_line = start.line == end.line;
        let line_end = index.line_column(index.line_range(start.line).end);
        let width = if is_one_line { end.column - start.column } else { line_end.column - start.column };
        let carets = "^".repeat(width.max(1) as usize);
        let rest = if is_one_line { String::new() } else { format!("… to {}:{}", end.line, end.column) };
        writeln!(result, "    │ {}{carets}{rest} {label}", " ".repeat(start.column as usize - 1))
            .expect("memory");
    }
    result
}

fn nothing(text: String) -> String {
    if text.is_empty() { "(nothing)".to_owned() } else { text }
}

pub(crate) fn edited(text: &str, edits: &[Edit]) -> String {
    if edits.is_empty() {
        return "(nothing)".to_owned();
    }
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

pub(crate) fn folds(text: &str, folds: &[Fold]) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let one = |fold: &Fold| {
        let kind = format!("{:?}", fold.kind).to_lowercase();
        let first = lines[fold.first as usize];
        format!("{}-{} {kind}: {first} …\n", fold.first + 1, fold.last + 1)
    };
    nothing(folds.iter().map(one).collect())
}

pub(crate) fn links(text: &str, links: &[Link]) -> String {
    let marks: Vec<_> = links.iter().map(|link| (link.span, link.path.display().to_string())).collect();
    nothing(marked(text, &marks))
}

pub(crate) fn spans(text: &str, spans: &[Span]) -> String {
    let one = |span: &Span| text[span.start as usize..span.end as usize].replace('\n', "⏎") + "\n";
    spans.iter().map(one).collect()
}

pub(crate) fn symbols(text: &str, symbols: &[Symbol]) -> String {
    fn add(result: &mut String, text: &str, symbols: &[Symbol], depth: usize) {
        for symbol in symbols {
            let named = &text[symbol.name_span.start as usize..symbol.name_span.end as usize];
            let kind = format!("{:?}", symbol.kind).to_lowercase();
            let place = LineIndex::new(text).line_column(symbol.name_span.start);
            let indent = "  ".repeat(depth);
            writeln!(
                result,
                "{indent}{kind} `{}` ({}) {}:{}",
                symbol.name, symbol.detail, place.line, place.column
            )
            .expect("memory");
            assert!(
                named
                    .split_whitespace()
                    .collect::<String>()
                    .contains(&symbol.name.split_whitespace().collect::<String>())
            );
            add(result, text, &symbol.children, depth + 1);
        }
    }
    let mut result = String::new();
    add(&mut result, text, symbols, 0);
    nothing(result)
}

pub(crate) fn found(analysis: &Analysis, found: &[(SourceFile, Symbol)]) -> String {
    let one = |(file, symbol): &(SourceFile, Symbol)| {
        let path = file.path(&analysis.db);
        let line = LineIndex::new(file.text(&analysis.db)).line_column(symbol.name_span.start).line;
        format!("{path}:{line} {} {}\n", symbol.detail, symbol.name)
    };
    nothing(found.iter().map(one).collect())
}

pub(crate) fn pieces(text: &str, pieces: &[Piece]) -> String {
    let mut marks = Vec::new();
    for piece in pieces {
        let kind = match piece.kind {
            Kind::Name(role) => format!("{role:?}").to_lowercase(),
            other => format!("{other:?}").to_uppercase(),
        };
        marks.push((piece.span, if piece.declares { format!("{kind}, declared") } else { kind }));
    }
    nothing(marked(text, &marks))
}

/// Each action with the files as they are after it.
pub(crate) fn actions(analysis: &Analysis, actions: &[Action]) -> String {
    let mut result = String::new();
    for action in actions {
        let code = action.code.map(|code| format!(", {code}")).unwrap_or_default();
        let preferred = if action.preferred { ", preferred" } else { "" };
        writeln!(result, "── {} ({:?}{code}{preferred})", action.title, action.kind).expect("memory");
        let after = after(analysis, action);
        for (path, text) in &after {
            if after.len() > 1 || path != Path::new("/main.o8") {
                writeln!(result, "//- {}", path.display()).expect("memory");
            }
            writeln!(result, "{}", text.trim_end()).expect("memory");
        }
    }
    nothing(result)
}

/// The texts that an action changes, as they are after it.
pub(crate) fn after(analysis: &Analysis, action: &Action) -> BTreeMap<PathBuf, String> {
    let mut texts = BTreeMap::new();
    let mut last: Option<(&Path, Span)> = None;
    for (path, edit) in &action.edits {
        let meets = |(other, span): (&Path, Span)| other == path && edit.span.start < span.end;
        assert!(!last.is_some_and(meets), "edits overlap or are out of order: {action:?}");
        last = Some((path, edit.span));
    }
    for (path, edit) in action.edits.iter().rev() {
        let file = analysis.files.at(path).expect("a file of the program");
        let text: &mut String =
            texts.entry(path.clone()).or_insert_with(|| file.text(&analysis.db).to_string());
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    texts
}

/// `modules/web.o8:3:5 │ the line`
pub(crate) fn place(analysis: &Analysis, at: Location) -> String {
    let text = at.file.text(&analysis.db);
    let found = LineIndex::new(text).line_column(at.span.start);
    let shown = analysis.files.origin(at.file).map(|origin| origin.shown.clone());
    let shown = shown.unwrap_or_else(|| {
        format!("{}/{}", at.file.package(&analysis.db).shown(), at.file.path(&analysis.db))
    });
    // The library's lines move with every change of it.
    if at.file.package(&analysis.db).is_embedded() {
        shown
    } else {
        format!("{shown}:{}:{}", found.line, found.column)
    }
}

pub(crate) fn places(analysis: &Analysis, places: Vec<Location>) -> String {
    let one = |at: Location| {
        let text = at.file.text(&analysis.db);
        let index = LineIndex::new(text);
        let line = index.line_range(index.line_column(at.span.start).line);
        format!("{} │ {}\n", place(analysis, at), text[line.start as usize..line.end as usize].trim())
    };
    nothing(places.into_iter().map(one).collect())
}

pub(crate) fn renamed(analysis: &Analysis, changes: Result<Changes, String>) -> String {
    let changes = match changes {
        Ok(changes) => changes,
        Err(reason) => return format!("refused: {reason}"),
    };
    let one = |(file, edits): &(SourceFile, Vec<Edit>)| {
        format!("//- {}\n{}", file.path(&analysis.db), edited(file.text(&analysis.db), edits))
    };
    nothing(changes.iter().map(one).collect())
}

pub(crate) fn hover(text: &str, hover: &Hover) -> String {
    format!("{}\n{}", marked(text, &[(hover.span, String::new())]), hover.text)
}

/// The offers but for what is in sight everywhere, of which there is only the number.
pub(crate) fn completion(case: &super::Case, found: &Completion) -> String {
    let (near, far): (Vec<&Offer>, Vec<&Offer>) = found.offers.iter().partition(|offer| offer.rank < 5);
    let one = |offer: &&Offer| {
        let sort = format!("{:?}", offer.sort).to_lowercase();
        let import = offer.import.as_ref().map(|path| format!(" (import {path})")).unwrap_or_default();
        let text = if offer.text == offer.label {
            String::new()
        } else {
            format!(" ⇒ {}", offer.text.replace('\n', "⏎"))
        };
        format!("{} {sort} {}{import}{text}\n", offer.label, offer.detail)
    };
    let replaced = &case.text[found.span.start as usize..found.span.end as usize];
    let mut result = if replaced.is_empty() { String::new() } else { format!("replaces `{replaced}`\n") };
    let shown: Vec<String> = near.iter().take(40).map(one).collect();
    result += &shown.concat();
    if near.len() > shown.len() {
        result += &format!("… and {} more like these\n", near.len() - shown.len());
    }
    if !far.is_empty() {
        result += "… and what is in sight everywhere\n";
    }
    nothing(result)
}
