//! Which names a part of an item uses, and what holds where it stands: whether it means the same elsewhere.

use std::collections::BTreeSet;

use ecow::EcoString;
use o8_core::hir::RecordRef;
use o8_core::index::{Target, declared};
use o8_core::names::{self, Meaning};
use o8_core::ty::Ty;
use o8_diagnostics::Span;
use o8_syntax::ast::{BinaryOp, Expr, ExprKind, ItemKind, MemberKind, Name, TypeBody};

use super::nodes::{Node, every};
use super::place::Here;

/// A name that stands for something outside of the part that uses it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Use<'a> {
    pub(super) name: &'a EcoString,
    pub(super) span: Span,
    pub(super) sort: Sort,
}

/// How far such a name reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    /// A local of the item, declared there.
    Local(Span),
    /// A field, parameter or `let` of the record that the item declares.
    Own,
    /// `module`, `environment` …
    Context,
    /// Known in the whole file.
    Global,
}

/// The names that some nodes use; `None` where one is not understood.
pub(super) fn uses<'a>(here: &Here<'a>, nodes: &[Node<'a>]) -> Option<Vec<Use<'a>>> {
    let is_inside =
        |span: Span| nodes.iter().any(|node| node.span().start <= span.start && span.end <= node.span().end);
    let mut result = Vec::new();
    for node in nodes.iter().flat_map(|node| node.all()) {
        let Node::Expr(Expr { kind: ExprKind::Name(name), span }) = node else { continue };
        let found = here.index.references.iter().find(|found| found.span == *span)?;
        let sort = match &found.target {
            Target::Local(declared) if is_inside(*declared) => continue,
            Target::Local(declared) => Sort::Local(*declared),
            Target::Field(RecordRef::Declared(def), _) if *def == here.def => {
                let (db, program) = (&here.place.analysis.db, here.place.analysis.program);
                let place = declared(db, program, &found.target, here.def)?;
                // A `let` that goes along.
                if is_inside(place.span) {
                    continue;
                }
                Sort::Own
            }
            Target::Context(_) => Sort::Context,
            Target::Parameter(def, _) if *def == here.def => Sort::Own,
            _ => Sort::Global,
        };
        result.push(Use { name, span: *span, sort });
    }
    Some(result)
}

/// The type of a use.
pub(super) fn type_of<'a>(here: &Here<'a>, found: &Use<'_>) -> Option<&'a Ty> {
    here.index.type_of(found.span).filter(|ty| **ty != Ty::Error)
}

/// Whether something between a node and the outermost of `around` makes sure of what the names are: `x` in
/// `if x != null then …`. What is moved out of it would have to be made sure of again.
pub(super) fn is_guarded(around: &[Node<'_>], used: &[Use<'_>]) -> bool {
    let mentions = |expr: &Expr| {
        Node::Expr(expr).all().into_iter().any(|node| {
            matches!(node, Node::Expr(Expr { kind: ExprKind::Name(name), .. })
                if used.iter().any(|found| found.name == name))
        })
    };
    let Some(last) = around.last() else { return false };
    let inner = last.span();
    let is_in = |span: Span| span.start <= inner.start && inner.end <= span.end;
    around.iter().any(|node| match node {
        Node::Expr(expr) => match &expr.kind {
            ExprKind::If(parts) => match is_in(parts.0.span) {
                true => makes_sure(*last),
                false => mentions(&parts.0),
            },
            ExprKind::Match(value, arms) => match is_in(value.span) {
                true => arms.iter().any(|arm| mentions(&arm.value)),
                false => mentions(value),
            },
            ExprKind::Binary { op: BinaryOp::And | BinaryOp::Or, sides, .. } => {
                if is_in(sides.1.span) {
                    mentions(&sides.0)
                } else {
                    makes_sure(*last)
                }
            }
            ExprKind::ListFor(each, _) | ExprKind::MapFor(each, _) => {
                let condition = each.condition.as_ref();
                condition
                    .is_some_and(|found| if is_in(found.span) { makes_sure(*last) } else { mentions(found) })
            }
            _ => false,
        },
        Node::Member(member) => match &member.kind {
            MemberKind::Emit(emit) => {
                let of_each = emit.each.as_ref().and_then(|each| each.condition.as_deref());
                let mut conditions = of_each.into_iter().chain(&emit.condition);
                conditions.any(|found| if is_in(found.span) { makes_sure(*last) } else { mentions(found) })
            }
            _ => false,
        },
        Node::Block(_) => false,
    })
}

/// Whether a part of a condition tells what is there: it does so only where it stands.
fn makes_sure(node: Node<'_>) -> bool {
    let is_null = |expr: &Expr| matches!(expr.kind, ExprKind::Null);
    node.all().into_iter().any(|node| match node {
        Node::Expr(Expr { kind: ExprKind::Binary { op, sides, .. }, .. }) => {
            matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) && (is_null(&sides.0) || is_null(&sides.1))
        }
        _ => false,
    })
}

/// A name like `wanted` that means nothing yet in the item or the file.
pub(super) fn free_name(here: &Here<'_>, wanted: &str) -> String {
    let taken = taken(here);
    let analysis = here.place.analysis;
    let is_free = |name: &str| {
        let meaning = names::lookup(&analysis.db, analysis.program, here.place.file, name, None);
        let is_context = matches!(name, "module" | "environment" | "cluster" | "team" | "platform");
        meaning == Meaning::Missing && !is_context && !taken.contains(name)
    };
    let numbered = (2..).map(|number| format!("{wanted}{number}"));
    let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
    all.find(|name| is_free(name)).unwrap_or_else(|| wanted.to_owned())
}

/// The names that an item uses or binds, and the fields that it declares.
fn taken<'a>(here: &Here<'a>) -> BTreeSet<&'a str> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let words = here.index.references.iter().filter(|found| {
        !matches!(&found.target, Target::Field(RecordRef::Declared(def), _) if *def != here.def)
            && !matches!(found.target, Target::Field(RecordRef::Kube(_), _))
    });
    names.extend(words.map(|found| here.text(found.span)));
    for node in every(here.item) {
        if let Node::Expr(Expr { kind: ExprKind::Name(name), .. }) = node {
            names.insert(name);
        }
    }
    let declared = match &here.item.kind {
        ItemKind::Component(decl) => Some(&decl.body),
        ItemKind::Type(decl) => match &decl.body {
            TypeBody::Record(block) => Some(block),
            TypeBody::Alias { .. } => None,
        },
        _ => None,
    };
    for member in declared.into_iter().flat_map(|block| &block.members) {
        let name: Option<&Name> = match &member.kind {
            MemberKind::Field(field) | MemberKind::Param(field) => Some(&field.name),
            MemberKind::Let(decl) => Some(&decl.name),
            _ => None,
        };
        names.extend(name.map(|name| name.text.as_str()));
    }
    names
}
