//! Whose line brought an object about: what a message about an object of a library is placed at.

use crate::hir::{Emit, Expr, ExprKind};

use super::machine::Machine;
use super::value::{Instance, Scope, Setting};

/// How far `let`s that name other `let`s are followed.
const MOST_LETS: u32 = 8;

impl<'a> Machine<'a, '_> {
    /// The setting of the author's that an `emit` depends on: of a field that its condition or its loop reads.
    pub(super) fn cause(&self, emit: &'a Emit, scope: &'a Scope<'a>) -> Option<Setting> {
        let this = scope.root.this?;
        let read = emit.condition.iter().chain(emit.each.iter().map(|each| &each.iterable));
        read.into_iter().find_map(|expr| setting_in(expr, this, 0))
    }
}

/// The first setting of the author's among the fields that an expression reads.
fn setting_in(expr: &Expr, this: &Instance<'_>, depth: u32) -> Option<Setting> {
    let inside = |expr: &Expr| setting_in(expr, this, depth);
    match &expr.kind {
        ExprKind::This(field) => {
            let fields = this.info.shape.fields.len();
            if let Some(at) = usize::from(*field).checked_sub(fields) {
                let body = this.info.body.filter(|_| depth < MOST_LETS)?;
                return setting_in(body.lets.get(at)?, this, depth + 1);
            }
            this.slot(*field)?.at.filter(|at| is_authors(*at))
        }
        ExprKind::Binary(_, sides)
        | ExprKind::And(sides)
        | ExprKind::Or(sides)
        | ExprKind::Coalesce(sides) => inside(&sides.0).or_else(|| inside(&sides.1)),
        ExprKind::Not(inner) | ExprKind::Check(_, inner) => inside(inner),
        ExprKind::Field { base, .. } => inside(base),
        ExprKind::Builtin(_, arguments) => arguments.iter().find_map(inside),
        ExprKind::Let(lets, body) => lets.iter().find_map(inside).or_else(|| inside(body)),
        _ => None,
    }
}

/// Whether a setting stands in the package that is compiled, not in a library.
pub(super) fn is_authors(setting: Setting) -> bool {
    setting.item.package().path().is_empty()
}
