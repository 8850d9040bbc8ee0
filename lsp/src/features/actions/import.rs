//! Imports of names that a file does not know.

use o8_core::names;

use super::place::Place;
use super::{Action, Kind};
use crate::features::completion::imports;

/// One import for each package that has what the selection names and the file does not know.
pub(super) fn imports(place: &Place<'_>) -> Vec<Action> {
    let mut actions: Vec<Action> = Vec::new();
    for found in place.touched().filter(|found| matches!(found.code, "E0201" | "E0202")) {
        let at = found.place.span;
        let Some(name) = place.text.get(at.start as usize..at.end as usize) else { continue };
        let all = names::importable_names(&place.analysis.db, place.analysis.program);
        for known in all.iter().filter(|known| known.name == name) {
            let Some(edit) = imports::edit(place.analysis, place.file, &known.path, name) else { continue };
            let title = format!("import `{name}` from `{}`", known.path);
            let action = Action { code: Some(found.code), ..place.action(title, Kind::Fix, vec![edit]) };
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
    }
    actions
}
