//! Settings of overrides and patches, remembered to see whether they change anything.

use o8_diagnostics::{Place, Span};

use crate::hir::{Edit, EditOp};

use super::machine::Machine;
use super::value::{Instance, Value};

/// A setting, and what it made of what.
#[derive(Clone, Copy)]
pub(crate) struct Tracked<'a> {
    /// The override or patch.
    pub(super) block: u32,
    /// The whole setting, relative to the item of its block.
    pub(super) span: Span,
    pub(super) before: Side<'a>,
    pub(super) after: Side<'a>,
}

/// One side of a comparison.
#[derive(Clone, Copy)]
pub(crate) enum Side<'a> {
    /// There was nothing, so that any setting changes something.
    Nothing,
    Value(Value<'a>),
    Field(&'a Instance<'a>, u16),
}

impl Tracked<'_> {
    /// The text of a setting; `None` for a block, whose settings are looked at one by one.
    pub(super) fn span(edit: &Edit) -> Option<Span> {
        match &edit.op {
            EditOp::Set(expr) | EditOp::Append(expr) => Some(edit.span.to(expr.span)),
            EditOp::Unset => Some(edit.span),
            EditOp::Open(_, edits) => edits.is_empty().then_some(edit.span),
        }
    }
}

impl<'a> Machine<'a, '_> {
    /// Every setting that was applied: its block, its text, and whether it changed anything.
    pub(super) fn effects(&mut self) -> Vec<(u32, Span, bool)> {
        let tracked = std::mem::take(&mut self.tracked);
        self.silently(|machine| {
            tracked
                .iter()
                .map(|tracked| {
                    let same = machine.side(tracked.before).zip(machine.side(tracked.after));
                    let same = same.and_then(|(before, after)| {
                        machine.equal(before, after, &|| Place::local(tracked.span))
                    });
                    (tracked.block, tracked.span, same != Some(true))
                })
                .collect()
        })
    }

    fn side(&mut self, side: Side<'a>) -> Option<Value<'a>> {
        match side {
            Side::Nothing => None,
            Side::Value(value) => Some(value),
            Side::Field(instance, field) => Some(self.optional_field(instance, field)),
        }
    }
}
