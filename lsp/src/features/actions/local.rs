//! A selected expression as a `let`: in the nearest braces, or of the file.

use o8_core::ty::{Literal, Ty};
use o8_core::types;
use o8_diagnostics::Span;
use o8_syntax::ast::{Block, Expr, ExprKind, ItemKind, Member, MemberKind, Step};

use super::insert::indentation;
use super::nodes::{Node, around};
use super::place::{Here, Place};
use super::uses::{Sort, free_name, is_guarded, uses};
use super::{Action, Kind, written};
use crate::features::format::Edit;

/// An expression that is selected as a whole.
pub(super) struct Selected<'a> {
    pub(super) here: Here<'a>,
    pub(super) expr: &'a Expr,
    /// What is around it, the outermost first; itself is the last.
    pub(super) around: Vec<Node<'a>>,
}

/// The expression that is selected, where a name for it would say more than it does.
pub(super) fn selected<'a>(place: &'a Place<'a>) -> Option<Selected<'a>> {
    let here = place.here().filter(|here| !here.span.is_empty() && here.is_sound())?;
    let mut around = around(here.item, here.span);
    // Of several that are the same text, the outermost.
    while let [.., Node::Expr(before), _] = around.as_slice()
        && before.span == here.span
    {
        around.pop();
    }
    let Some(Node::Expr(expr)) = around.last().copied() else { return None };
    let is_plain =
        matches!(expr.kind, ExprKind::Name(_) | ExprKind::Hole | ExprKind::Null | ExprKind::Lambda(..));
    let before = around.iter().rev().nth(1);
    if before.is_some_and(|node| is_bound_to_its_place(*node, expr)) {
        return None;
    }
    let is_callee = around.iter().rev().nth(1).is_some_and(|node| {
        matches!(node, Node::Expr(Expr { kind: ExprKind::Call { callee, .. }, .. }) if callee.span == expr.span)
    });
    let ty = here.index.type_of(expr.span)?;
    let has_value = !matches!(ty, Ty::Error | Ty::Function(_));
    (expr.span == here.span && !is_plain && !is_callee && has_value).then_some(Selected {
        here,
        expr,
        around,
    })
}

/// Whether a part can only be written where it stands: keys of paths, names of patches, and constants that are read
/// before anything is worked out.
fn is_bound_to_its_place(parent: Node<'_>, expr: &Expr) -> bool {
    match parent {
        Node::Member(member) => match &member.kind {
            MemberKind::Set(path, _)
            | MemberKind::Append(path, _)
            | MemberKind::Open(path, _)
            | MemberKind::Unset(path) => path.span.start <= expr.span.start && expr.span.end <= path.span.end,
            MemberKind::Patch(patch) => patch.name.as_ref().is_some_and(|name| name.span == expr.span),
            _ => false,
        },
        Node::Expr(Expr { kind: ExprKind::Call { callee, .. }, .. }) => {
            matches!(&callee.kind, ExprKind::Name(name)
                if matches!(name.as_str(), "readFile" | "rendered" | "assertFails"))
        }
        Node::Block(_) | Node::Expr(_) => false,
    }
}

/// The two changes, as far as the expression means the same there.
pub(super) fn extracted(place: &Place<'_>) -> Vec<Action> {
    let Some(selected) = selected(place) else { return Vec::new() };
    [in_braces(&selected), of_file(&selected)].into_iter().flatten().collect()
}

fn in_braces(selected: &Selected<'_>) -> Option<Action> {
    let Selected { here, expr, around } = selected;
    let last = around.iter().rposition(|node| matches!(node, Node::Block(_)))?;
    let Node::Block(block) = around[last] else { return None };
    let inner = &around[last + 1..];
    let Some(Node::Member(member)) = inner.first() else { return None };
    let uses = uses(here, &[Node::Expr(expr)])?;
    let before = stands_before(here, block, member);
    let at = before.map_or(block.span.end, |member| member.span.start);
    let is_known = |span: Span| span.start < at;
    if uses.iter().any(|found| matches!(found.sort, Sort::Local(declared) if !is_known(declared)))
        || is_guarded(inner, &uses)
    {
        return None;
    }
    let name = free_name(here, &wanted_name(around));
    let (ty, mut edits) = annotation(selected)?;
    let line = format!("let {name}{ty} = {}", here.text(expr.span));
    let before = before?;
    let start = here.in_file(before.span).start;
    let is_one_line = !here.text(block.span).contains('\n');
    let gap =
        if is_one_line { ", ".to_owned() } else { format!("\n{}", indentation(here.place.text, start)) };
    edits.push(Edit { span: Span::at(start), text: format!("{line}{gap}") });
    edits.push(replaced(selected, &name));
    edits.sort_by_key(|edit| edit.span);
    Some(here.place.action("extract into a `let`".to_owned(), Kind::Extract, edits))
}

/// The member that a new `let` of a block stands before: it may use those that are there, and is known to `member`.
fn stands_before<'a>(here: &Here<'_>, block: &'a Block, member: &'a Member) -> Option<&'a Member> {
    let is_own = match &here.item.kind {
        ItemKind::Component(decl) => decl.body.span == block.span,
        ItemKind::Type(_) => true,
        _ => false,
    };
    // Members of declarations stand in any order; all other `let`s come first.
    if is_own || matches!(member.kind, MemberKind::Let(_)) {
        return Some(member);
    }
    block.members.iter().find(|member| !matches!(member.kind, MemberKind::Let(_)))
}

fn of_file(selected: &Selected<'_>) -> Option<Action> {
    let Selected { here, expr, around } = selected;
    let uses = uses(here, &[Node::Expr(expr)])?;
    if uses.iter().any(|found| found.sort != Sort::Global) || is_guarded(around, &uses) {
        return None;
    }
    // A value of a `let` of the file is one already.
    if matches!(&here.item.kind, ItemKind::Let(decl) if decl.value.span == expr.span) {
        return None;
    }
    let name = free_name(here, &wanted_name(around));
    let (ty, mut edits) = annotation(selected)?;
    let value = moved(here, expr.span, "");
    edits.push(Edit { span: Span::at(here.start), text: format!("let {name}{ty} = {value}\n\n") });
    edits.push(replaced(selected, &name));
    edits.sort_by_key(|edit| edit.span);
    Some(here.place.action("extract into a `let` of the file".to_owned(), Kind::Extract, edits))
}

/// The text of a part with its lines moved to another indentation; as it is, where a line stands further to the left
/// than its first one.
pub(super) fn moved(here: &Here<'_>, span: Span, to: &str) -> String {
    let old = indentation(here.place.text, here.in_file(span).start);
    let text = here.text(span);
    let mut lines = text.split('\n');
    let mut result = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        result.push('\n');
        match line.strip_prefix(old) {
            _ if line.trim().is_empty() => {}
            Some(rest) => {
                result.push_str(to);
                result.push_str(rest);
            }
            None => return text.to_owned(),
        }
    }
    result
}

/// The selection with a name in its place.
pub(super) fn replaced(selected: &Selected<'_>, text: &str) -> Edit {
    Edit { span: selected.here.in_file(selected.expr.span), text: text.to_owned() }
}

/// The name of what is set to the expression, or a plain one.
pub(super) fn wanted_name(around: &[Node<'_>]) -> String {
    let Some(expr) = around.last().map(|node| node.span()) else { return "value".to_owned() };
    let member = around.iter().rev().find_map(|node| match node {
        Node::Member(member) => Some(*member),
        Node::Block(_) | Node::Expr(_) => None,
    });
    let step = member.and_then(|member| match &member.kind {
        MemberKind::Set(path, value) if value.span == expr => path.steps.last(),
        _ => None,
    });
    match step {
        Some(Step::Field(name) | Step::Word(name)) if name.text.starts_with(char::is_lowercase) => {
            let mut words = name.text.split(['-', '_']);
            let first = words.next().unwrap_or_default().to_owned();
            words.fold(first, |name, word| {
                let mut letters = word.chars();
                let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
                name + &capital + letters.as_str()
            })
        }
        _ => "value".to_owned(),
    }
}

/// `: T` where the expression is only understood with the type that was due, and the import that `T` needs.
fn annotation(selected: &Selected<'_>) -> Option<(String, Vec<Edit>)> {
    let Selected { here, expr, .. } = selected;
    let value = here.index.values.iter().find(|value| value.span == expr.span)?;
    let due = value.due.as_ref().map(types::remove_null);
    let Some(ty) = annotated(expr, &value.ty, due) else { return Some((String::new(), Vec::new())) };
    let (text, edits) = written::ty(here.place, &ty)?;
    Some((format!(": {text}"), edits))
}

fn annotated(expr: &Expr, ty: &Ty, due: Option<&Ty>) -> Option<Ty> {
    let due = due?;
    match &expr.kind {
        ExprKind::Record(None, _)
        | ExprKind::List(_)
        | ExprKind::ListFor(..)
        | ExprKind::MapFor(..)
        | ExprKind::If(_)
        | ExprKind::Match(..)
        | ExprKind::Number(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary { .. }
            if *ty != Ty::Int && *ty != Ty::Bool && *ty != Ty::String =>
        {
            Some(types::remove_null(ty).clone())
        }
        ExprKind::String(_) => {
            let is_listed =
                types::alternatives(due).iter().any(|ty| matches!(ty, Ty::Literal(Literal::String(_))));
            is_listed.then(|| due.clone())
        }
        ExprKind::Paren(inner) => annotated(inner, ty, Some(due)),
        _ => None,
    }
}
