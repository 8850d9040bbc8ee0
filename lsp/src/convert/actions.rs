//! Changes on offer.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tower_lsp::ls_types::{CodeAction, CodeActionKind, Command, Diagnostic, NumberOrString, TextEdit};

use super::{Written, range};
use crate::analysis::Analysis;
use crate::features::actions::{Action, Kind};
use crate::positions::{Encoding, Lines};

/// The command by which a code is explained.
pub(crate) const EXPLAIN: &str = "o8.explain";

/// The kinds of changes that the server knows.
pub(crate) fn kinds() -> Vec<CodeActionKind> {
    [Kind::Fix, Kind::Extract, Kind::Inline, Kind::Rewrite, Kind::OrganiseImports, Kind::FixAll]
        .map(kind)
        .to_vec()
}

fn kind(kind: Kind) -> CodeActionKind {
    match kind {
        Kind::Fix | Kind::Waiver => CodeActionKind::QUICKFIX,
        Kind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        Kind::Inline => CodeActionKind::REFACTOR_INLINE,
        Kind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        Kind::OrganiseImports => CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
        Kind::FixAll => CodeActionKind::SOURCE_FIX_ALL,
    }
}

/// Whether a client that asks for some kinds alone wants one: `refactor` takes `refactor.extract` in.
pub(crate) fn wants(only: Option<&[CodeActionKind]>, wanted: Kind) -> bool {
    let kind = kind(wanted);
    let takes_in = |only: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(only.as_str());
        only == &CodeActionKind::EMPTY || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    only.is_none_or(|only| only.iter().any(takes_in))
}

/// The changes, and where `explains` says so the page that explains each of the diagnostics that the client shows there.
pub(crate) fn actions(
    analysis: &Analysis,
    actions: Vec<Action>,
    shown: &[Diagnostic],
    explains: bool,
    encoding: Encoding,
    written: Written<'_>,
) -> Vec<CodeAction> {
    let code_of = |found: &Diagnostic| match &found.code {
        Some(NumberOrString::String(code)) => Some(code.clone()),
        Some(NumberOrString::Number(_)) | None => None,
    };
    let fix = |action: Action| {
        let answers =
            shown.iter().filter(|found| action.code.is_some() && code_of(found).as_deref() == action.code);
        let answers: Vec<Diagnostic> = answers.cloned().collect();
        CodeAction {
            title: action.title.clone(),
            kind: Some(kind(action.kind)),
            diagnostics: (!answers.is_empty()).then_some(answers),
            edit: Some(written.workspace_edit(changes(analysis, action.edits, encoding))),
            is_preferred: action.preferred.then_some(true),
            ..CodeAction::default()
        }
    };
    let mut result: Vec<CodeAction> = actions.into_iter().map(fix).collect();
    let mut codes: Vec<String> = shown.iter().filter(|_| explains).filter_map(code_of).collect();
    codes.retain(|code| o8_diagnostics::explain(code).is_some());
    codes.sort();
    codes.dedup();
    result.extend(codes.into_iter().map(|code| CodeAction {
        title: format!("explain {code}"),
        command: Some(Command {
            title: format!("explain {code}"),
            command: EXPLAIN.to_owned(),
            arguments: Some(vec![code.into()]),
        }),
        ..CodeAction::default()
    }));
    result
}

fn changes(
    analysis: &Analysis,
    edits: Vec<(PathBuf, crate::features::format::Edit)>,
    encoding: Encoding,
) -> BTreeMap<PathBuf, Vec<TextEdit>> {
    let mut changes: BTreeMap<PathBuf, Vec<TextEdit>> = BTreeMap::new();
    for (path, edit) in edits {
        let Some(text) = analysis.text_at(&path) else { continue };
        let range = range(edit.span, &Lines::new(&text), encoding);
        changes.entry(path).or_default().push(TextEdit { range, new_text: edit.text });
    }
    changes
}
