//! Answers of features as text that is read in review.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use o8_core::db::SourceFile;
use o8_diagnostics::{LineIndex, Span};
use o8_lsp::analysis::Analysis;
use o8_lsp::features::actions::Action;
use o8_lsp::features::calls::{self, Use};
use o8_lsp::features::compiled::Compiled;
use o8_lsp::features::completion::{Completion, Offer};
use o8_lsp::features::folding::Fold;
use o8_lsp::features::format::Edit;
use o8_lsp::features::generated;
use o8_lsp::features::hover::Hover;
use o8_lsp::features::inlay::Hint;
use o8_lsp::features::lenses;
use o8_lsp::features::links::Link;
use o8_lsp::features::matrix::Matrix;
use o8_lsp::features::pictures::{Declared, Picture};
use o8_lsp::features::rename::Changes;
use o8_lsp::features::signature::Help;
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
/// A place as `file:line text`.
fn quoted(analysis: &Analysis, at: Location) -> String {
    let path = at.file.path(&analysis.db);
    let line = LineIndex::new(at.file.text(&analysis.db)).line_column(at.span.start).line;
    format!("{path}:{line} `{}`", analysis.text(at).replace('\n', "⏎"))
}

pub(crate) fn compiled(analysis: &Analysis, found: Option<Compiled>) -> String {
    let Some(found) = found else { return nothing(String::new()) };
    let mut result = match found.targets.as_slice() {
        [] => format!("{}\n", found.title),
        targets => format!("{} in {} of {}\n", found.title, found.target, targets.join(", ")),
    };
    let mut start = 0;
    for line in found.text.split_inclusive('\n') {
        let end = start + line.len() as u32;
        result += line;
        for part in &found.parts {
            let text = &found.text[part.generated.start as usize..part.generated.end as usize];
            if start <= part.generated.start && part.generated.start < end {
                let source = quoted(analysis, part.source);
                writeln!(result, "    ▲ {:?} is {:?} {source}", text, part.kind).expect("memory");
            }
        }
        start = end;
    }
    result
}

/// The source of each line of a generated file; `path` may be followed by a line that only the text on the disk has.
pub(crate) fn sources(analysis: &Analysis, query: &str) -> String {
    let (path, old) = query.split_once(' ').map_or((query, None), |(path, old)| (path, Some(old)));
    let texts = o8_core::compile::compile(&analysis.db, analysis.program, 1);
    let file = texts.files.iter().find(|file| file.path == path).expect("it is generated");
    let mut text = String::from_utf8_lossy(&file.bytes).into_owned();
    // A line that a build before this one wrote.
    if let Some(old) = old {
        let first = text.find('\n').expect("a header") + 1;
        text.insert_str(first, &format!("{old}\n"));
    }
    let mut result = String::new();
    for (number, line) in text.lines().enumerate() {
        let found = generated::source(analysis, path, number as u32, Some(&text));
        let found = found.map_or("?".to_owned(), |at| quoted(analysis, at));
        writeln!(result, "{line:<50} ◀ {found}").expect("memory");
    }
    result
}

pub(crate) fn picture(analysis: &Analysis, found: Option<Picture>) -> String {
    let Some(found) = found else { return nothing(String::new()) };
    let mut result = format!("{} ({})\n", found.graph.title, found.environments.join(", "));
    for node in &found.graph.nodes {
        let declared = match found.declared.get(node.name.as_str()) {
            Some(Declared::Program(at)) => quoted(analysis, *at),
            Some(Declared::Manifest(path)) => path.display().to_string(),
            None => "?".to_owned(),
        };
        writeln!(result, "{} ◀ {declared}", node.name).expect("memory");
    }
    for edge in &found.graph.edges {
        let name = |index: usize| &found.graph.nodes[index].name;
        let labels: Vec<_> = edge.labels.iter().map(|label| label.text.as_str()).collect();
        writeln!(result, "{} {} {} {}", name(edge.from), edge.kind.word(), name(edge.to), labels.join(", "))
            .expect("memory");
    }
    result
}

pub(crate) fn matrix(analysis: &Analysis, found: Option<Matrix>) -> String {
    let Some(found) = found else { return nothing(String::new()) };
    let mut result = String::new();
    for row in &found.modules {
        writeln!(result, "{} of {} ◀ {}", row.name, row.team, quoted(analysis, row.declared))
            .expect("memory");
        for target in &found.targets {
            let Some(cell) = row.cells.get(target) else {
                writeln!(result, "  {target}: –").expect("memory");
                continue;
            };
            let replicas = cell.replicas.map(|count| format!("×{count}"));
            let facts = [
                cell.version.clone(),
                cell.image.clone(),
                replicas,
                Some(format!("{} objects", cell.objects)),
            ];
            let facts: Vec<String> = facts.into_iter().flatten().collect();
            writeln!(result, "  {target}: {}", facts.join(" ")).expect("memory");
            for difference in &cell.differs {
                let decided = difference.decided.map_or("?".to_owned(), |at| quoted(analysis, at));
                writeln!(result, "    {} ◀ {decided}", difference.text).expect("memory");
            }
        }
    }
    nothing(result)
}

/// The text with the hints in it, then what they say in more words.
pub(crate) fn hints(analysis: &Analysis, text: &str, hints: &[Hint]) -> String {
    let mut shown = text.to_owned();
    for hint in hints.iter().rev() {
        let parts: String = hint.parts.iter().map(|part| part.text.as_str()).collect();
        shown.insert_str(hint.at as usize, &format!("⟦{parts}⟧"));
    }
    for part in hints.iter().flat_map(|hint| &hint.parts) {
        let leads_to = part.leads_to.map(|at| format!(" ▶ {}", quoted(analysis, at))).unwrap_or_default();
        let more = part.more.as_deref().unwrap_or_default().replace('\n', "⏎");
        if !more.is_empty() || !leads_to.is_empty() {
            writeln!(shown, "{}: {more}{leads_to}", part.text.trim_start_matches([',', '·', ' ']))
                .expect("memory");
        }
    }
    shown
}

pub(crate) fn lenses(analysis: &Analysis, file: SourceFile) -> String {
    let text = file.text(&analysis.db);
    let wanted = lenses::Wanted { objects: true, overrides: true, references: true, tests: true };
    let mut marks = Vec::new();
    for lens in lenses::lenses(analysis, file, wanted) {
        let said = lenses::said(analysis, file, lens.span.start, &lens.kind);
        let said = said.map_or("(nothing)".to_owned(), |said| {
            let action = match said.action {
                lenses::Action::ShowCompiled(target) => format!("compiled output of {target}"),
                lenses::Action::ShowPlaces(places) => {
                    places.into_iter().map(|at| quoted(analysis, at)).collect::<Vec<_>>().join(", ")
                }
                lenses::Action::RunTest(name) => format!("runs {name:?}"),
            };
            format!("{} ▶ {action}", said.title)
        });
        marks.push((lens.span, said));
    }
    nothing(marked(text, &marks))
}

pub(crate) fn calls(analysis: &Analysis, file: SourceFile, offset: u32) -> String {
    let Some(of) = calls::prepare(analysis, file, offset) else { return nothing(String::new()) };
    let mut result = format!("{} {}\n", of.word, quoted(analysis, of.at));
    let mut list = |title: &str, uses: &[Use], file: Option<SourceFile>| {
        for found in uses {
            let other = &found.other;
            writeln!(result, "{title} {} {}", other.word, quoted(analysis, other.at)).expect("memory");
            for span in &found.spans {
                let at = Location { file: file.unwrap_or(other.at.file), span: *span };
                writeln!(result, "    {}", quoted(analysis, at)).expect("memory");
            }
        }
    };
    list("used by", &calls::incoming(analysis, of.at.file, of.at.span.start), None);
    list("uses", &calls::outgoing(analysis, of.at.file, of.at.span.start), Some(of.at.file));
    result
}

pub(crate) fn signature(help: Option<Help>) -> String {
    let Some(help) = help else { return nothing(String::new()) };
    let mut result = format!("{}\n", help.label);
    if let Some((from, to)) = help.parameters.get(help.active) {
        let before = help.label[..*from].chars().count();
        writeln!(result, "{}{}", " ".repeat(before), "^".repeat(help.label[*from..*to].chars().count()))
            .expect("memory");
    }
    result + &help.docs
}
