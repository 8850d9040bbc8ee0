//! A finding of a check of the platform is said to be meant: `@waive` before the declaration that it is in.

use o8_core::db::parse;
use o8_diagnostics::{Span, is_waivable};
use o8_syntax::ast::ItemKind;

use super::place::Place;
use super::{Action, Kind};
use crate::features::format::Edit;

/// One waiver for each code that can be waived. The reason is left open: an error asks for it until somebody gives one.
pub(super) fn waived(place: &Place<'_>) -> Vec<Action> {
    let mut actions: Vec<Action> = Vec::new();
    for found in place.touched().filter(|found| is_waivable(found.code)) {
        let at = found.place.span;
        let items = &parse(&place.analysis.db, place.file).items;
        let around = items.iter().find(|item| item.start <= at.start && at.end <= item.end);
        let Some(item) =
            around.filter(|item| !matches!(item.item.kind, ItemKind::Import(_) | ItemKind::Hole))
        else {
            continue;
        };
        // Behind the documentation, which may stand on either side of attributes, what is new is next to what it is about.
        let docs = item.item.docs.as_ref().map(|docs| docs.span.end + item.start);
        let start = docs.map_or(item.start, |end| after_line(place.text, end)).max(item.start);
        let text = format!("@waive(\"{}\", reason = \"\")\n", found.code);
        let title = format!("waive {} here, with a reason", found.code);
        let edit = Edit { span: Span::at(start), text };
        let action = Action { code: Some(found.code), ..place.action(title, Kind::Waiver, vec![edit]) };
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    actions
}

/// Where the line behind an offset begins.
fn after_line(text: &str, offset: u32) -> u32 {
    let rest = text.get(offset as usize..).unwrap_or_default();
    offset + rest.find('\n').map_or(0, |end| u32::try_from(end + 1).unwrap_or_default())
}
