//! Answers of features as text that is read in review.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use o8_core::db::SourceFile;
use o8_diagnostics::{LineIndex, Span};
use o8_lsp::analysis::Analysis;
use o8_lsp::features::actions::Action;
use o8_lsp::features::folding::Fold;
use o8_lsp::features::format::Edit;
use o8_lsp::features::links::Link;
use o8_lsp::features::symbols::Symbol;
use o8_lsp::features::tokens::{Kind, Piece};

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
