//! Where an unknown field of a Kubernetes object belongs: `containers` of a Deployment's `spec` is one of `template.spec`.

use crate::hir::RecordRef;
use crate::ty::Ty;
use crate::{types, view};

use super::Checker;

/// How many steps below its record a field is looked for, and how many records are looked at.
const STEPS: usize = 4;
const RECORDS: usize = 60;

impl Checker<'_> {
    /// The shortest path below a record to a record that has the field, as `template.spec`.
    pub(super) fn field_below(&self, record: RecordRef, name: &str) -> Option<String> {
        let mut seen = vec![record];
        let mut front = vec![(record, String::new())];
        for _ in 0..STEPS {
            let mut next = Vec::new();
            for (record, path) in front {
                for (_, field) in view::record(self.db, self.program, record).fields() {
                    let Some(below) = view::record_of(types::remove_null(field.ty)) else { continue };
                    if seen.contains(&below) || field.name == "status" || seen.len() > RECORDS {
                        continue;
                    }
                    seen.push(below);
                    let dot = if path.is_empty() { "" } else { "." };
                    let path = format!("{path}{dot}{}", field.name);
                    if view::record(self.db, self.program, below).field_named(name).is_some() {
                        return Some(path);
                    }
                    next.push((below, path));
                }
            }
            front = next;
        }
        None
    }

    /// What an entry of a map of quantities is: processors and memory by the name of the resource.
    pub(super) fn entry_type(&self, value: &Ty, key: Option<&crate::ty::Literal>) -> Ty {
        let (Ty::Quantity, Some(crate::ty::Literal::String(key))) = (types::remove_null(value), key) else {
            return value.clone();
        };
        let dimension = match key.rsplit('.').next().unwrap_or(key) {
            "cpu" => Ty::Cpu,
            "memory" | "storage" | "ephemeral-storage" => Ty::Memory,
            _ if key.starts_with("hugepages-") => Ty::Memory,
            _ => return value.clone(),
        };
        if types::is_optional(value) { types::optional(dimension) } else { dimension }
    }
}
