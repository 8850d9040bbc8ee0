//! CL01: an annotation that is asked of a cluster has to be one that some cluster declares. Without it, `get` gives `null` for
//! ever, and what was meant never comes.

use o8_diagnostics::catalogue::clusters;

use crate::hir::{Expr, ExprKind, RecordRef};

use super::super::machine::Machine;
use super::super::value::{Key, Map, Value};
use super::Call;

impl<'a> Machine<'a, '_> {
    /// Reports `cluster.annotations.get("KEY")` of a key that no cluster has. `map` is what `receiver` gave.
    pub(super) fn check_annotation(&mut self, receiver: &Expr, map: &Map<'a>, call: Call<'a>) {
        let ExprKind::Field { record, field, .. } = &receiver.kind else { return };
        let Some(kind) = self.world.kind("cluster") else { return };
        if *record != RecordRef::Declared(kind)
            || self.world.info(*record).shape.position("annotations") != Some(*field)
            || !self.reports()
        {
            return;
        }
        let Some(key) = Key::of(self.argument(call, 0)) else { return };
        if !map.complete || map.get(self.arena, key).is_some() {
            return;
        }
        let mut known: Vec<&str> = Vec::new();
        for &cluster in self.world.definitions.entities(kind) {
            let Some(instance) = self.entity(cluster) else { return };
            let found = self.field(instance, *field, || instance.made.place()).value;
            let Value::Map(map) = found else { return };
            if !map.complete {
                return;
            }
            known.extend(map.entries.iter().filter_map(|entry| match entry.key {
                Key::String(text) => Some(text.as_str()),
                Key::Entity(_) => None,
            }));
        }
        if !known.contains(&key.name()) {
            known.sort_unstable();
            known.dedup();
            self.fail(|| clusters::unknown_annotation(call.argument_place(0), key.name(), &known));
        }
    }
}
