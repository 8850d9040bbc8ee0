//! Changes on offer at a selection: fixes of what is wrong, and other ways to write what is right. One file a kind of
//! change; each is a function from a place to titled edits.

mod component;
pub mod fixes;
mod function;
mod import;
mod inline;
mod insert;
mod local;
mod missing;
pub(super) mod nodes;
mod organise;
mod overrides;
mod place;
mod uses;
mod waive;
mod written;
mod yaml;

use std::path::{Path, PathBuf};

use o8_core::db::SourceFile;
use o8_diagnostics::{Diagnostic, Span};

use super::format::Edit;
use crate::analysis::Analysis;
use place::Place;

/// What sort of change it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It answers a diagnostic.
    Fix,
    /// It says that a diagnostic is meant to be so.
    Waiver,
    /// A part gets a name.
    Extract,
    /// A name is replaced by what it stands for.
    Inline,
    /// The same, or what was pasted, is written otherwise.
    Rewrite,
    /// The imports of the file in order.
    OrganiseImports,
    /// All that `o8 fix` would do to the file.
    FixAll,
}

/// A change on offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// What it does, in the imperative.
    pub title: String,
    /// What sort of change it is.
    pub kind: Kind,
    /// The code of the diagnostic that it answers.
    pub code: Option<&'static str>,
    /// Whether it is what most would choose.
    pub preferred: bool,
    /// The edits of each file; those of one file do not overlap.
    pub edits: Vec<(PathBuf, Edit)>,
}

/// The changes of the wanted kinds for a selection in a file that lies at a path. `found` is what is wrong with the
/// package.
pub fn actions(
    analysis: &Analysis,
    found: &[Diagnostic],
    (file, path): (SourceFile, &Path),
    span: Span,
    wanted: &dyn Fn(Kind) -> bool,
) -> Vec<Action> {
    let place = Place { analysis, found, file, path, text: file.text(&analysis.db), span };
    let mut actions = Vec::new();
    if wanted(Kind::Fix) {
        actions.extend(fixes::fixes(&place));
        actions.extend(missing::missing(&place));
        actions.extend(import::imports(&place));
    }
    if wanted(Kind::Waiver) {
        actions.extend(waive::waived(&place));
    }
    if wanted(Kind::Extract) {
        actions.extend(local::extracted(&place));
        actions.extend(function::extracted(&place));
        actions.extend(component::extracted(&place));
    }
    if wanted(Kind::Inline) {
        actions.extend(inline::inlined(&place));
    }
    if wanted(Kind::Rewrite) {
        actions.extend(overrides::moved(&place));
        actions.extend(yaml::converted(&place));
    }
    if wanted(Kind::OrganiseImports) {
        actions.extend(organise::organised(&place));
    }
    if wanted(Kind::FixAll) {
        actions.extend(fixes::all(&place));
    }
    for action in &mut actions {
        action.edits.sort_by(|(a, one), (b, other)| (a, one.span).cmp(&(b, other.span)));
    }
    prefer_the_only_fix(&mut actions);
    actions
}

/// The only fix of a diagnostic is what most would choose.
fn prefer_the_only_fix(actions: &mut [Action]) {
    let fixes = |code| move |action: &&Action| action.kind == Kind::Fix && action.code == code;
    for index in 0..actions.len() {
        let code = actions[index].code;
        if actions[index].kind == Kind::Fix && actions.iter().filter(fixes(code)).count() == 1 {
            actions[index].preferred = true;
        }
    }
}
