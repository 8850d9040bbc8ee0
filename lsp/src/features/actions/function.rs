//! A selected expression as a function: the names that only its place knows become parameters.

use o8_diagnostics::Span;
use o8_syntax::ast::ItemKind;

use super::local::{Selected, moved, replaced, selected};
use super::nodes::Node;
use super::place::Place;
use super::uses::{Sort, Use, free_name, is_guarded, type_of, uses};
use super::{Action, Kind, written};
use crate::features::format::Edit;

/// The change, where each parameter and the result have a type that can be written.
pub(super) fn extracted(place: &Place<'_>) -> Option<Action> {
    let selected = selected(place)?;
    let Selected { here, expr, around } = &selected;
    if matches!(here.item.kind, ItemKind::Test(_)) {
        return None;
    }
    let uses = uses(here, &[Node::Expr(expr)])?;
    if is_guarded(around, &uses) {
        return None;
    }
    let mut edits = Vec::new();
    let mut parameters: Vec<(String, String, String)> = Vec::new();
    let mut renamed: Vec<(Span, String)> = Vec::new();
    for found in uses.iter().filter(|found| found.sort != Sort::Global) {
        let name = parameter_name(found);
        if found.sort == Sort::Context {
            renamed.push((found.span, name.clone()));
        }
        if parameters.iter().any(|(_, passed, _)| passed == found.name.as_str()) {
            continue;
        }
        let (ty, imports) = written::ty(place, type_of(here, found)?)?;
        edits.extend(imports);
        parameters.push((name, found.name.to_string(), ty));
    }
    let value = here.index.values.iter().find(|value| value.span == expr.span)?;
    let (result, imports) = written::ty(place, &written::result(&value.ty, value.due.as_ref()))?;
    edits.extend(imports);
    written::once(&mut edits);
    let name = free_name(here, "extracted");
    let declared: Vec<String> = parameters.iter().map(|(name, _, ty)| format!("{name}: {ty}")).collect();
    let passed: Vec<&str> = parameters.iter().map(|(_, passed, _)| passed.as_str()).collect();
    let body = body(&selected, &renamed);
    edits.push(replaced(&selected, &format!("{name}({})", passed.join(", "))));
    edits.push(Edit {
        span: Span::at(here.end),
        text: format!("\n\nfn {name}({}) -> {result} = {body}", declared.join(", ")),
    });
    edits.sort_by_key(|edit| edit.span);
    Some(place.action("extract into a function".to_owned(), Kind::Extract, edits))
}

/// No parameter may be called as what a module is evaluated for.
fn parameter_name(found: &Use<'_>) -> String {
    match found.sort {
        Sort::Context => {
            let (first, rest) = found.name.split_at(1);
            format!("this{}{rest}", first.to_uppercase())
        }
        Sort::Local(_) | Sort::Own | Sort::Global => found.name.to_string(),
    }
}

fn body(selected: &Selected<'_>, renamed: &[(Span, String)]) -> String {
    let Selected { here, expr, .. } = selected;
    let text = here.text(expr.span);
    let mut result = String::new();
    let mut last = 0;
    for (span, name) in renamed {
        let (start, end) = (span.start - expr.span.start, span.end - expr.span.start);
        result.push_str(text.get(last..start as usize).unwrap_or_default());
        result.push_str(name);
        last = end as usize;
    }
    if last == 0 {
        return moved(here, expr.span, "");
    }
    result.push_str(text.get(last..).unwrap_or_default());
    result
}
