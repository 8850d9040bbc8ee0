//! What a place leaves out: the fields that a record or an entity needs, the arms of a `match`.

use o8_core::hir::{FieldIndex, RecordRef};
use o8_core::index::{Lacking, Target};
use o8_core::ty::Ty;
use o8_core::types::{display, remove_null};
use o8_core::view;
use o8_diagnostics::Span;
use o8_syntax::ast::{Arm, Block, Expr, ExprKind, ItemKind, Member, MemberKind, Path, Step};

use super::insert::{self, STEP, indentation};
use super::nodes::{Node, every};
use super::place::{Here, Place};
use super::{Action, Kind, written};
use crate::features::format::Edit;

/// The changes that add what is left out at the selection, as the checker or the evaluation has said.
pub(super) fn missing(place: &Place<'_>) -> Vec<Action> {
    let Some(here) = place.here() else { return Vec::new() };
    let mut actions: Vec<Action> = Vec::new();
    for lack in &here.index.lacks {
        let at = here.in_file(lack.span);
        let Some(said) = place
            .touched()
            .find(|found| found.place.span == at && matches!(found.code, "E0315" | "E0603" | "E0348"))
        else {
            continue;
        };
        let offer = match &lack.what {
            Lacking::Fields(record, fields) => self::fields(&here, lack.span, *record, fields),
            Lacking::Arms(types) => arms(&here, lack.span, types),
        };
        let Some((title, edit)) = offer else { continue };
        let action = Action { code: Some(said.code), ..place.action(title, Kind::Fix, vec![edit]) };
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    for found in place.touched().filter(|found| found.code == "E0432") {
        let Some((title, edit)) = evaluated(&here, found.place.span) else { continue };
        let action = Action { code: Some(found.code), ..place.action(title, Kind::Fix, vec![edit]) };
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    actions
}

/// The fields of a record that a path makes of what was null: what it needs is only known once the values are.
fn evaluated(here: &Here<'_>, at: Span) -> Option<(String, Edit)> {
    let at = Span::new(at.start.checked_sub(here.start)?, at.end.checked_sub(here.start)?);
    let goes = goes(here, at)?;
    let opened = here.index.references.iter().find(|found| found.span.end == at.end)?;
    let Target::Field(owner, field) = &opened.target else { return None };
    let (db, program) = (&here.place.analysis.db, here.place.analysis.program);
    let owner = view::record(db, program, *owner);
    if usize::from(*field) >= owner.len() {
        return None;
    }
    let record = view::record_of(remove_null(owner.field(*field).ty))?;
    let given = given(here, at, &goes);
    let fields: Vec<FieldIndex> = view::record(db, program, record)
        .fields()
        .filter(|(_, field)| field.required && !given.contains(&field.name))
        .map(|(index, _)| index)
        .collect();
    (!fields.is_empty()).then(|| self::fields(here, at, record, &fields))?
}

/// The names that settings of what is opened at a place begin with.
fn given<'a>(here: &Here<'a>, at: Span, goes: &Goes<'a>) -> Vec<&'a str> {
    let path = |member: &'a Member| match &member.kind {
        MemberKind::Set(path, _) | MemberKind::Append(path, _) | MemberKind::Open(path, _) => Some(path),
        _ => None,
    };
    let name = |step: &'a Step| match step {
        Step::Field(name) | Step::Word(name) => Some(name.text.as_str()),
        Step::Key(_) => None,
    };
    match goes {
        Goes::Into(block) => {
            block.members.iter().filter_map(path).filter_map(|path| name(path.steps.first()?)).collect()
        }
        Goes::Behind(block, _) => {
            let opened = here.text(at);
            let behind = |path: &'a Path| {
                let step = path.steps.iter().find(|step| {
                    let before = Span::new(path.span.start, step.span().start.saturating_sub(1));
                    here.text(before) == opened
                });
                step.and_then(name)
            };
            block.members.iter().filter_map(path).filter_map(behind).collect()
        }
    }
}

fn fields(here: &Here<'_>, at: Span, record: RecordRef, fields: &[FieldIndex]) -> Option<(String, Edit)> {
    let analysis = here.place.analysis;
    let view = view::record(&analysis.db, analysis.program, record);
    let fields: Vec<_> = fields.iter().map(|field| view.field(*field)).collect();
    let names: Vec<String> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
    let what = if names.len() == 1 { "field" } else { "fields" };
    let title = format!("add the missing {what} {}", names.join(", "));
    let settings = |before: &str| -> Vec<String> {
        let value = |ty| written::first_value(here.place, ty);
        fields.iter().map(|field| format!("{before}{} = {}", field.name, value(field.ty))).collect()
    };
    let edit = match goes(here, at)? {
        Goes::Into(block) => {
            let is_one_line = !here.text(block.span).contains('\n') && !block.members.is_empty();
            insert::member(here, block, &settings("").join(if is_one_line { ", " } else { "\n" }))
        }
        Goes::Behind(block, member) => {
            let settings = settings(&format!("{}.", here.text(at)));
            let is_one_line = !here.text(block.span).contains('\n');
            insert::after(here, block, Some(member), &settings.join(if is_one_line { ", " } else { "\n" }))
        }
    };
    Some((title, edit))
}

/// Where missing fields are written.
enum Goes<'a> {
    Into(&'a Block),
    /// Behind a member that opens the record by its path alone.
    Behind(&'a Block, Span),
}

fn goes<'a>(here: &Here<'a>, at: Span) -> Option<Goes<'a>> {
    if let ItemKind::Entity(decl) = &here.item.kind
        && decl.name.span == at
    {
        return decl.body.as_ref().map(Goes::Into);
    }
    for node in every(here.item) {
        match node {
            Node::Expr(Expr { kind: ExprKind::Record(_, block), span }) if span.start == at.start => {
                return Some(Goes::Into(block));
            }
            Node::Block(block) => {
                for member in &block.members {
                    match &member.kind {
                        MemberKind::Open(path, inner) if path.span == at => return Some(Goes::Into(inner)),
                        MemberKind::Set(path, _)
                        | MemberKind::Append(path, _)
                        | MemberKind::Open(path, _)
                            if path.span.start == at.start && at.end < path.span.end =>
                        {
                            return Some(Goes::Behind(block, member.span));
                        }
                        _ => {}
                    }
                }
            }
            Node::Member(_) | Node::Expr(_) => {}
        }
    }
    None
}

fn arms(here: &Here<'_>, at: Span, types: &[Ty]) -> Option<(String, Edit)> {
    let (whole, arms) = every(here.item).find_map(|node| match node {
        Node::Expr(Expr { kind: ExprKind::Match(value, arms), span }) if value.span == at => {
            Some((*span, arms.as_slice()))
        }
        _ => None,
    })?;
    let mut patterns: Vec<String> = types.iter().map(pattern).collect();
    // What stands for everything else makes further patterns for it needless.
    if patterns.iter().any(|pattern| pattern == "_") {
        patterns.retain(|pattern| pattern != "_");
        patterns.push("_".to_owned());
    }
    let first = arms.first().and_then(|arm| here.index.type_of(arm.value.span));
    let due = here.index.values.iter().find(|value| value.span == whole).and_then(|value| value.due.as_ref());
    let value = due.or(first).map_or_else(|| "null".to_owned(), |ty| written::first_value(here.place, ty));
    let lines: Vec<String> = patterns.iter().map(|pattern| format!("{pattern} => {value}")).collect();
    let title = match lines.as_slice() {
        [one] => format!("add the missing arm `{}`", one.split(" => ").next().unwrap_or_default()),
        _ => "add the missing arms".to_owned(),
    };
    Some((title, new_arms(here, whole, arms, &lines)?))
}

fn pattern(ty: &Ty) -> String {
    match ty {
        Ty::Literal(_) | Ty::Null => display(ty),
        Ty::Int | Ty::Float | Ty::String => "_".to_owned(),
        ty => format!("{} found", display(ty)),
    }
}

fn new_arms(here: &Here<'_>, whole: Span, arms: &[Arm], lines: &[String]) -> Option<Edit> {
    let text = here.place.text;
    let Some(last) = arms.last() else {
        let outer = indentation(text, here.in_file(whole).start);
        let open = whole.start + u32::try_from(here.text(whole).rfind('{')?).ok()?;
        let lines: String = lines.iter().map(|line| format!("\n{outer}{STEP}{line}")).collect();
        let span = here.in_file(Span::new(open + 1, whole.end.checked_sub(1)?.max(open + 1)));
        return Some(Edit { span, text: format!("{lines}\n{outer}") });
    };
    let braces = Span::new(arms.first()?.span.start, whole.end);
    let at = here.in_file(last.span);
    if !here.text(braces).contains('\n') {
        return Some(Edit { span: Span::at(at.end), text: format!(", {}", lines.join(", ")) });
    }
    let indent = indentation(text, at.start);
    let rest = text.get(at.end as usize..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default().trim_end();
    let is_comment = line.trim_start().starts_with("//");
    let end = if is_comment { at.end + u32::try_from(line.len()).ok()? } else { at.end };
    let lines: String = lines.iter().map(|line| format!("\n{indent}{line}")).collect();
    Some(Edit { span: Span::at(end), text: lines })
}
