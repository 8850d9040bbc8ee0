//! Objects as a component of their own: what they use of their place becomes parameters.

use o8_core::ty::Ty;
use o8_core::types;
use o8_diagnostics::Span;
use o8_syntax::ast::{ItemKind, Member, MemberKind};

use super::insert::STEP;
use super::local::{Selected, moved, replaced, selected};
use super::nodes::Node;
use super::place::{Here, Place};
use super::uses::{Sort, free_name, is_guarded, type_of, uses};
use super::{Action, Kind, written};
use crate::features::format::Edit;

const TITLE: &str = "extract into a component";

/// The change, for whole members of a component or for one object.
pub(super) fn extracted(place: &Place<'_>) -> Option<Action> {
    of_members(place).or_else(|| of_object(place))
}

/// Members that emit, with the `let`s that nothing else uses.
fn of_members(place: &Place<'_>) -> Option<Action> {
    let here = place.here().filter(|here| !here.span.is_empty() && here.is_sound())?;
    let ItemKind::Component(decl) = &here.item.kind else { return None };
    let (first, last) = (here.span.start, here.span.end);
    if first <= decl.body.span.start || decl.body.span.end <= last {
        return None;
    }
    let meets = |member: &&Member| member.span.start < last && first < member.span.end;
    let members: Vec<&Member> = decl.body.members.iter().filter(meets).collect();
    let is_whole = |member: &&Member| first <= member.span.start && member.span.end <= last;
    let is_object = |member: &&Member| matches!(member.kind, MemberKind::Emit(_));
    let is_let = |member: &&Member| matches!(member.kind, MemberKind::Let(_));
    if !members.iter().all(|member| is_whole(member) && (is_object(member) || is_let(member)))
        || !members.iter().any(is_object)
    {
        return None;
    }
    let mut names = members.iter().filter_map(|member| match &member.kind {
        MemberKind::Let(decl) => Some(&decl.name),
        _ => None,
    });
    let is_used_elsewhere = names.any(|name| {
        let of_name = here.index.references.iter().filter(|found| here.text(found.span) == name.text);
        of_name.into_iter().any(|found| found.span.end <= first || last <= found.span.start)
    });
    if is_used_elsewhere {
        return None;
    }
    let nodes: Vec<Node<'_>> = members.into_iter().map(Node::Member).collect();
    let made = made(&here, &nodes, &moved(&here, here.span, STEP))?;
    let span = here.in_file(here.span);
    Some(finished(&here, made, Edit { span, text: String::new() }, "emit "))
}

/// One object, where a component may stand as well.
fn of_object(place: &Place<'_>) -> Option<Action> {
    let selected = selected(place)?;
    let Selected { here, expr, around } = &selected;
    let value = here.index.values.iter().find(|value| value.span == expr.span)?;
    let (db, program) = (&place.analysis.db, place.analysis.program);
    let is_emitted = around.iter().rev().nth(1).is_some_and(|node| {
        matches!(node, Node::Member(member) if matches!(&member.kind, MemberKind::Emit(emit) if emit.value.span == expr.span))
    });
    let takes_components =
        is_emitted || value.due.as_ref().is_some_and(|due| types::alternatives(due).contains(&Ty::Component));
    if !types::is_kind(db, program, &value.ty) || !takes_components {
        return None;
    }
    let used = uses(here, &[Node::Expr(expr)])?;
    if is_guarded(around, &used) {
        return None;
    }
    let made = made(here, &[Node::Expr(expr)], &format!("emit {}", moved(here, expr.span, STEP)))?;
    let edit = replaced(&selected, "");
    Some(finished(here, made, edit, ""))
}

/// A component with what its place has to hand on.
struct Made {
    name: String,
    /// Names of the parameters; each is set to what has the name at the place.
    passed: Vec<String>,
    text: String,
    imports: Vec<Edit>,
}

fn made(here: &Here<'_>, nodes: &[Node<'_>], body: &str) -> Option<Made> {
    let (mut passed, mut declared, mut imports) = (Vec::new(), Vec::new(), Vec::new());
    for found in uses(here, nodes)? {
        let is_handed_on = matches!(found.sort, Sort::Local(_) | Sort::Own);
        if !is_handed_on || passed.contains(&found.name.to_string()) {
            continue;
        }
        let (ty, needs) = written::ty(here.place, type_of(here, &found)?)?;
        imports.extend(needs);
        declared.push(format!("{STEP}param {}: {ty}\n", found.name));
        passed.push(found.name.to_string());
    }
    written::once(&mut imports);
    let name = free_name(here, "Extracted");
    let gap = if declared.is_empty() { "" } else { "\n" };
    let text = format!("component {name} {{\n{}{gap}{STEP}{body}\n}}", declared.concat());
    Some(Made { name, passed, text, imports })
}

fn finished(here: &Here<'_>, made: Made, mut edit: Edit, before: &str) -> Action {
    let settings: Vec<String> = made.passed.iter().map(|name| format!("{name} = {name}")).collect();
    let braces = if settings.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", settings.join(", ")) };
    edit.text = format!("{before}{} {braces}", made.name);
    let mut edits = made.imports;
    edits.push(edit);
    edits.push(Edit { span: Span::at(here.end), text: format!("\n\n{}", made.text) });
    edits.sort_by_key(|edit| edit.span);
    here.place.action(TITLE.to_owned(), Kind::Extract, edits)
}
