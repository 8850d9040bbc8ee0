//! Overrides: which of them hold in a target, and which contradict each other.

use o8_diagnostics::Span;

use crate::hir::{Edit, EditOp, Expr, ExprKind, Step, TargetRef};
use crate::ids::DefId;
use crate::ty::Literal;

/// How specific an override is, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Level {
    /// `in ENV` and `in @CLUSTER`
    One,
    /// `in ENV@CLUSTER`
    Both,
}

/// The level at which an override with these targets holds in a target; `None` where it does not. A layer that
/// several clusters share has no cluster, and the base has neither.
pub(crate) fn level(
    targets: &[TargetRef],
    environment: Option<DefId>,
    cluster: Option<DefId>,
) -> Option<Level> {
    let matching = targets.iter().filter(|target| {
        target.environment.is_none_or(|wanted| environment == Some(wanted))
            && target.cluster.is_none_or(|wanted| cluster == Some(wanted))
            && (target.environment.is_some() || target.cluster.is_some())
    });
    matching
        .map(
            |target| {
                if target.environment.is_some() && target.cluster.is_some() {
                    Level::Both
                } else {
                    Level::One
                }
            },
        )
        .max()
}

/// One step of a path that can be compared without evaluating anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Constant<'a> {
    Field(u16),
    Text(&'a str),
    Entity(DefId),
    /// A key that only evaluation knows: equal to none.
    Unknown,
}

/// A setting of one text.
struct SettingPath<'a> {
    steps: Vec<Constant<'a>>,
    span: Span,
}

/// The settings of `first` and `second` of which one's path begins with the other's: the spans of each pair.
pub(crate) fn clashes(first: &[Edit], second: &[Edit]) -> Vec<(Span, Span)> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    collect(first, &mut Vec::new(), &mut left);
    collect(second, &mut Vec::new(), &mut right);
    let mut found = Vec::new();
    for a in &left {
        for b in &right {
            let shared = a.steps.len().min(b.steps.len());
            let known = !a.steps[..shared].contains(&Constant::Unknown);
            if known && a.steps[..shared] == b.steps[..shared] {
                found.push((a.span, b.span));
            }
        }
    }
    found
}

fn collect<'a>(edits: &'a [Edit], path: &mut Vec<Constant<'a>>, found: &mut Vec<SettingPath<'a>>) {
    for edit in edits {
        path.push(constant(&edit.step));
        match &edit.op {
            // Two empty blocks agree with each other, and with whatever is set inside.
            EditOp::Open(_, inner) => collect(inner, path, found),
            EditOp::Set(_) | EditOp::Append(_) | EditOp::Unset => {
                found.push(SettingPath { steps: path.clone(), span: edit.span });
            }
        }
        path.pop();
    }
}

fn constant(step: &Step) -> Constant<'_> {
    match step {
        Step::Field(field) => Constant::Field(*field),
        Step::Key(key) => match &bare(key).kind {
            ExprKind::Literal(Literal::String(text)) => Constant::Text(text),
            ExprKind::Entity(def) => Constant::Entity(*def),
            _ => Constant::Unknown,
        },
    }
}

/// The expression behind the check of its type.
fn bare(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Check(_, inner) => bare(inner),
        _ => expr,
    }
}

/// Whether two overrides that hold in one target name it by its environment and by its cluster: `in ENV@CLUSTER` is
/// then more specific than both.
pub(crate) fn crossing(first: &[TargetRef], second: &[TargetRef]) -> bool {
    let by_cluster = |targets: &[TargetRef]| targets.iter().any(|target| target.environment.is_none());
    by_cluster(first) != by_cluster(second)
}
