//! The fixes that diagnostics carry: each by itself, and all of a file that need no question.

use std::path::PathBuf;

use o8_core::db::parse;
use o8_diagnostics::{Anchor, Diagnostic, Fix, Place as Written, Span};
use o8_syntax::ast::{ImportedName, ItemKind};

use super::place::Place;
use super::{Action, Kind};
use crate::analysis::Analysis;
use crate::features::format::Edit;

/// The fixes of the diagnostics that touch the selection, in their order.
pub(super) fn fixes(place: &Place<'_>) -> Vec<Action> {
    let mut actions: Vec<Action> = Vec::new();
    for found in place.touched() {
        for fix in &found.fixes {
            // A fix that changes what nobody can change is none.
            let Some(edits) = edits(place.analysis, fix) else { continue };
            let action = Action {
                title: fix.title.clone(),
                kind: Kind::Fix,
                code: Some(found.code),
                preferred: fix.safe,
                edits,
            };
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
    }
    actions.extend(unused_imports(place));
    actions
}

/// All safe fixes of the file in one; where two meet, the first one is taken.
pub(super) fn all(place: &Place<'_>) -> Option<Action> {
    let edits = together(place, unused(place), |found| found.code != UNUSED_IMPORT);
    (!edits.is_empty())
        .then(|| place.action("make every safe fix of this file".to_owned(), Kind::FixAll, edits))
}

const UNUSED_IMPORT: &str = "W0201";

/// Where several imports are not used, all of them at once.
fn unused_imports(place: &Place<'_>) -> Option<Action> {
    let is_unused = |found: &&Diagnostic| found.code == UNUSED_IMPORT;
    if place.touched().find(is_unused).is_none() || place.of_file().filter(is_unused).count() < 2 {
        return None;
    }
    let action = place.action("remove all unused imports".to_owned(), Kind::Fix, unused(place));
    Some(Action { code: Some(UNUSED_IMPORT), ..action })
}

/// The removal of what is imported and not used. The fixes of two names of one import meet at their comma, so this does
/// not put them together.
fn unused(place: &Place<'_>) -> Vec<Edit> {
    let spans = place.of_file().filter(|found| found.code == UNUSED_IMPORT).map(|found| found.place.span);
    let spans: Vec<Span> = spans.collect();
    let mut edits = Vec::new();
    for item in &parse(&place.analysis.db, place.file).items {
        let ItemKind::Import(import) = &item.item.kind else { continue };
        let is_unused = |span: Span| {
            let span = span.shift(item.start);
            spans.iter().any(|found| span.start <= found.start && found.end <= span.end)
        };
        let whole = |name: &ImportedName| {
            Span::new(
                name.name.span.start,
                name.alias.as_ref().map_or(name.name.span.end, |alias| alias.span.end),
            )
        };
        let names: Vec<Span> = import.names.iter().flatten().map(whole).collect();
        let kept: Vec<Span> = names.iter().copied().filter(|name| !is_unused(*name)).collect();
        let text = |span: &Span| {
            let span = span.shift(item.start);
            place.text.get(span.start as usize..span.end as usize).unwrap_or_default()
        };
        match (names.first(), names.last()) {
            (Some(first), Some(last)) if !kept.is_empty() && kept.len() < names.len() => {
                let kept: Vec<&str> = kept.iter().map(text).collect();
                let span = Span::new(first.start, last.end).shift(item.start);
                edits.push(Edit { span, text: kept.join(", ") });
            }
            _ if kept.is_empty() && is_unused(Span::new(0, item.end - item.start)) => {
                let span = whole_lines(place.text, Span::new(item.start, item.end));
                edits.push(Edit { span, text: String::new() });
            }
            _ => {}
        }
    }
    edits
}

fn together(place: &Place<'_>, mut taken: Vec<Edit>, wanted: impl Fn(&Diagnostic) -> bool) -> Vec<Edit> {
    for found in place.of_file().filter(|found| wanted(found)) {
        let Some(fix) = found.fixes.iter().find(|fix| fix.safe) else { continue };
        let Some(edits) = edits(place.analysis, fix) else { continue };
        let is_here = edits.iter().all(|(path, _)| path == place.path);
        let is_free = edits.iter().all(|(_, edit)| taken.iter().all(|other| !meets(edit.span, other.span)));
        if is_here && is_free {
            taken.extend(edits.into_iter().map(|(_, edit)| edit));
        }
    }
    taken.sort_by_key(|edit| edit.span);
    taken
}

fn meets(a: Span, b: Span) -> bool {
    (a.start < b.end && b.start < a.end) || a == b || (a.is_empty() && b.start < a.start && a.start < b.end)
}

fn edits(analysis: &Analysis, fix: &Fix) -> Option<Vec<(PathBuf, Edit)>> {
    let edit = |edit: &o8_diagnostics::Edit| {
        let path = located(analysis, edit.place)?;
        let is_removal = edit.text.is_empty();
        let text = analysis.text_at(&path).filter(|_| is_removal);
        let span = text.map_or(edit.place.span, |text| whole_lines(&text, edit.place.span));
        Some((path, Edit { span, text: edit.text.clone() }))
    };
    fix.edits.iter().map(edit).collect()
}

/// The file that a place of a diagnostic is in.
pub(super) fn located(analysis: &Analysis, place: Written) -> Option<PathBuf> {
    let Anchor::File(file) = place.anchor else { return None };
    analysis.pointed(file)?.origin.path
}

/// What is removed, with the rest of its lines where that is blank, and with the blank line below it where there
/// would be two; where other things stand beside it, with the comma between them and it.
pub fn whole_lines(text: &str, span: Span) -> Span {
    let (Some(before), Some(after)) = (text.get(..span.start as usize), text.get(span.end as usize..)) else {
        return span;
    };
    let blanks = |c| c == ' ' || c == '\t';
    let (before, rest) = (before.trim_end_matches(blanks), after.trim_start_matches(blanks));
    let is_alone = before.is_empty() || before.ends_with('\n');
    let Some(mut rest) = line_end(rest).filter(|_| is_alone && !span.is_empty()) else {
        return with_comma(text, span);
    };
    if before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n") {
        rest = line_end(rest).unwrap_or(rest);
    }
    let offset = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Span::new(offset(before.len()), offset(text.len() - rest.len()))
}

/// What is removed, with the comma behind or before it, where it is all that stands between two of the signs that set the elements
/// of a sequence apart.
fn with_comma(text: &str, span: Span) -> Span {
    let (Some(before), Some(after)) = (text.get(..span.start as usize), text.get(span.end as usize..)) else {
        return span;
    };
    let blanks = |c| c == ' ' || c == '\t';
    let (start, end) = (before.trim_end_matches(blanks), after.trim_start_matches(blanks));
    let offset = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let begins = start.is_empty() || start.ends_with(['{', '[', '(', ',', '\n']);
    if let Some(rest) = end.strip_prefix(',').filter(|_| begins) {
        return Span::new(span.start, offset(text.len() - rest.trim_start_matches(blanks).len()));
    }
    match start.strip_suffix(',').filter(|_| end.is_empty() || end.starts_with(['}', ']', ')', '\r', '\n'])) {
        Some(rest) => Span::new(offset(rest.len()), span.end),
        None => span,
    }
}

/// What is left of a text after its first line, if that is empty.
fn line_end(text: &str) -> Option<&str> {
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n'))
}
