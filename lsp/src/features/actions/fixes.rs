//! Changes on offer: the fixes that diagnostics carry.

use std::path::PathBuf;

use o8_diagnostics::{Anchor, Diagnostic, Place, Span};

use super::format::Edit;
use crate::analysis::Analysis;

/// A change on offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// What it does, in the imperative.
    pub title: String,
    /// The code of the diagnostic that it answers.
    pub code: &'static str,
    /// Whether `o8 fix` would do it without asking.
    pub safe: bool,
    /// The edits of each file.
    pub edits: Vec<(PathBuf, Edit)>,
}

/// The fixes of those diagnostics that touch a span of a file, in their order.
pub fn actions(analysis: &Analysis, found: &[Diagnostic], path: &PathBuf, span: Span) -> Vec<Action> {
    let touched = found.iter().filter(|found| {
        let at = found.place.span;
        located(analysis, found.place).as_ref() == Some(path) && at.start <= span.end && span.start <= at.end
    });
    let mut actions: Vec<Action> = Vec::new();
    for found in touched {
        for fix in &found.fixes {
            let edit = |edit: &o8_diagnostics::Edit| {
                let path = located(analysis, edit.place)?;
                let is_removal = edit.text.is_empty();
                let text = analysis.text_at(&path).filter(|_| is_removal);
                let span = text.map_or(edit.place.span, |text| whole_lines(&text, edit.place.span));
                Some((path, Edit { span, text: edit.text.clone() }))
            };
            // A fix that changes what nobody can change is none.
            let Some(edits) = fix.edits.iter().map(edit).collect::<Option<Vec<_>>>() else { continue };
            let action = Action { title: fix.title.clone(), code: found.code, safe: fix.safe, edits };
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
    }
    actions
}

fn located(analysis: &Analysis, place: Place) -> Option<PathBuf> {
    let Anchor::File(file) = place.anchor else { return None };
    analysis.pointed(file)?.origin.path
}

/// What is removed, with the rest of its lines where that is blank, and with the blank line below it where there
/// would be two.
pub fn whole_lines(text: &str, span: Span) -> Span {
    let (Some(before), Some(after)) = (text.get(..span.start as usize), text.get(span.end as usize..)) else {
        return span;
    };
    let blanks = |c| c == ' ' || c == '\t';
    let (before, rest) = (before.trim_end_matches(blanks), after.trim_start_matches(blanks));
    let is_alone = before.is_empty() || before.ends_with('\n');
    let Some(mut rest) = line_end(rest).filter(|_| is_alone && !span.is_empty()) else { return span };
    if before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n") {
        rest = line_end(rest).unwrap_or(rest);
    }
    let offset = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Span::new(offset(before.len()), offset(text.len() - rest.len()))
}

/// What is left of a text after its first line, if that is empty.
fn line_end(text: &str) -> Option<&str> {
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n'))
}
