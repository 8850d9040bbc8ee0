//! A `let` replaced by its value, everywhere.

use o8_core::hir::RecordRef;
use o8_core::ids::PackageId;
use o8_core::index::Target;
use o8_core::types;
use o8_diagnostics::Span;
use o8_syntax::ast::{Expr, ExprKind, ItemKind, Let, MemberKind};

use super::fixes::whole_lines;
use super::nodes::{Node, around, every};
use super::place::{Here, Place};
use super::uses::{Sort, uses};
use super::{Action, Kind};
use crate::features::format::Edit;
use crate::features::references;
use crate::features::words::{Location, Word};

/// The change, where the value means the same at every place that uses the name at the selection.
pub(super) fn inlined(place: &Place<'_>) -> Option<Action> {
    let word = place.analysis.word_at(place.file, place.span.start)?;
    if place.span.end > word.at.span.end {
        return None;
    }
    let at = declared_at(place, &word)?;
    let declaring = Place { span: at, ..*place };
    let here = declaring.here().filter(Here::is_sound)?;
    let (decl, removed) = declaration(&here)?;
    let all = references::of_word(place.analysis, &word, false);
    if all.is_empty() || all.iter().any(|found| found.file != place.file) {
        return None;
    }
    let value = Node::Expr(&decl.value);
    let used = uses(&here, &[value])?;
    let is_local = removed.is_some();
    if !is_local && used.iter().any(|found| found.sort != Sort::Global) {
        return None;
    }
    let mut edits = Vec::new();
    for found in all {
        let inside = Place { span: found.span, ..*place };
        let there = inside.here().filter(Here::is_sound)?;
        if is_hidden(&here, &there, &used) || !is_understood(&there, decl) {
            return None;
        }
        edits.push(Edit { span: found.span, text: at_use(&here, &there, decl)? });
    }
    let gone = removed.map_or(Span::new(here.start, here.end), |member| here.in_file(member));
    edits.push(Edit { span: without_comma(place.text, whole_lines(place.text, gone)), text: String::new() });
    edits.sort_by_key(|edit| edit.span);
    Some(place.action(format!("inline `{}`", decl.name.text), Kind::Inline, edits))
}

/// Where the name of the `let` stands that a word means.
fn declared_at(place: &Place<'_>, word: &Word) -> Option<Span> {
    let found = match &word.target {
        Target::Declaration(_) | Target::Local(_) => place.analysis.declaration(&word.target, word.item)?,
        Target::Field(RecordRef::Declared(def), _) if *def == word.item => {
            place.analysis.declaration(&word.target, word.item)?
        }
        _ => return None,
    };
    let Location { file, span } = found;
    (file == place.file && file.package(&place.analysis.db) == PackageId::root()).then_some(span)
}

/// The `let` whose name is selected, and the member that goes with it where it is a local one.
fn declaration<'a>(here: &Here<'a>) -> Option<(&'a Let, Option<Span>)> {
    if let ItemKind::Let(decl) = &here.item.kind
        && decl.name.span == here.span
    {
        return here.item.public.is_none().then_some((decl, None));
    }
    every(here.item).find_map(|node| match node {
        Node::Member(member) => match &member.kind {
            MemberKind::Let(decl) if decl.name.span == here.span => Some((&**decl, Some(member.span))),
            _ => None,
        },
        Node::Block(_) | Node::Expr(_) => None,
    })
}

/// Whether a name of the value stands for something else at a use.
fn is_hidden(here: &Here<'_>, there: &Here<'_>, used: &[super::uses::Use<'_>]) -> bool {
    let target = |found: &super::uses::Use<'_>| {
        here.index.references.iter().find(|known| known.span == found.span).map(|known| &known.target)
    };
    used.iter().any(|found| {
        let wanted = target(found);
        there.index.references.iter().any(|other| {
            let binds = match &other.target {
                Target::Local(_) | Target::Parameter(..) => true,
                Target::Field(RecordRef::Declared(def), _) => *def == there.def,
                _ => false,
            };
            binds && there.text(other.span) == found.name.as_str() && Some(&other.target) != wanted
        })
    })
}

/// Whether a value that is only understood with the type of its `let` meets that type at a use.
fn is_understood(there: &Here<'_>, decl: &Let) -> bool {
    let stands_alone = matches!(
        decl.value.kind,
        ExprKind::String(_)
            | ExprKind::Bool(_)
            | ExprKind::Name(_)
            | ExprKind::Field { .. }
            | ExprKind::Index(..)
            | ExprKind::Call { .. }
            | ExprKind::Record(Some(_), _)
    );
    if decl.ty.is_none() || stands_alone {
        return true;
    }
    let value = there.index.values.iter().find(|value| value.span == there.span);
    value.is_some_and(|value| {
        value.due.as_ref().is_some_and(|due| types::remove_null(due) == types::remove_null(&value.ty))
    })
}

/// The value as it is written in place of a name; `None` where it cannot be.
fn at_use(here: &Here<'_>, there: &Here<'_>, decl: &Let) -> Option<String> {
    let text = here.text(decl.value.span);
    let around = around(there.item, there.span);
    let Some(Node::Expr(_)) = around.last() else { return None };
    let in_text =
        around.iter().any(|node| matches!(node, Node::Expr(Expr { kind: ExprKind::String(_), .. })));
    if in_text && text.contains('\n') {
        return None;
    }
    let stands_free = match around.iter().rev().nth(1) {
        None | Some(Node::Member(_)) => true,
        Some(Node::Expr(parent)) => match &parent.kind {
            ExprKind::List(_) | ExprKind::Paren(_) | ExprKind::String(_) => true,
            ExprKind::Call { callee, .. } => callee.span != there.span,
            _ => false,
        },
        Some(Node::Block(_)) => false,
    };
    let is_one_word = matches!(
        decl.value.kind,
        ExprKind::String(_)
            | ExprKind::Name(_)
            | ExprKind::Bool(_)
            | ExprKind::Field { .. }
            | ExprKind::Index(..)
            | ExprKind::Call { .. }
            | ExprKind::List(_)
            | ExprKind::ListFor(..)
            | ExprKind::Paren(_)
    );
    Some(if stands_free || is_one_word { text.to_owned() } else { format!("({text})") })
}

/// What goes with a comma behind it, where the line goes on.
fn without_comma(text: &str, span: Span) -> Span {
    let rest = text.get(span.end as usize..).unwrap_or_default();
    let behind = rest.trim_start_matches([' ', '\t']);
    match behind.strip_prefix(',') {
        Some(after) => {
            let after = after.trim_start_matches([' ', '\t']);
            Span::new(span.start, u32::try_from(text.len() - after.len()).unwrap_or(span.end))
        }
        None => span,
    }
}
