//! `rendered(MODULE, "TARGET", KIND, "name")`: an object as a test reads it.

use o8_diagnostics::catalogue::values as catalogue;

use crate::hir::{Expr, RecordRef};
use crate::ids::DefId;

use super::machine::{Machine, Purpose};
use super::value::{Scope, Value};

impl<'a, 'w> Machine<'a, 'w> {
    pub(super) fn rendered(
        &mut self,
        module: &'a Expr,
        target: &'a Expr,
        kind: RecordRef,
        name: Option<&'a Expr>,
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Value<'a> {
        let Value::Entity(module) = self.eval(module, scope).value else { return Value::Hole };
        let Value::String(text) = self.eval(target, scope).value else { return Value::Hole };
        let name = match name.map(|name| self.eval(name, scope).value) {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Value::Hole,
        };
        let Some((environment, cluster)) = self.target_named(text) else {
            return self.fail(|| catalogue::no_such_target(scope.place(target.span), text));
        };
        let purpose = Purpose {
            subject: Some(module),
            environment: Some(environment),
            cluster: Some(cluster),
            live: false,
            reports: self.reports(),
        };
        let mut machine = Machine::new(self.world, purpose, self.memo.clone());
        // Everything that is rendered is worked out there, so that it can be read here.
        let emitted = machine.module_records(module);
        for diagnostic in std::mem::take(&mut machine.diagnostics) {
            self.fail(|| diagnostic);
        }
        let mut found = emitted.records.iter().zip(&emitted.objects).filter_map(|(record, object)| {
            let record = (*record)?;
            let wanted = record.info.record == kind && name.is_none_or(|name| object.name() == name.as_str());
            wanted.then_some(record)
        });
        let first = found.next();
        let count = usize::from(first.is_some()) + found.count();
        match first {
            Some(record) if count == 1 => Value::Record(record),
            _ => {
                let kind = &self.world.info(kind).shape.name;
                self.fail(|| catalogue::rendered_not_one(scope.place(expr.span), kind, text, count))
            }
        }
    }

    /// The target that `"ENV"` or `"ENV@CLUSTER"` means; an environment alone has to have one cluster.
    fn target_named(&self, text: &str) -> Option<(DefId, DefId)> {
        let (environment, cluster) = match text.split_once('@') {
            Some((environment, cluster)) => (environment, Some(cluster)),
            None => (text, None),
        };
        let is_named = |entry: &&super::EnvironmentClusters| {
            // What a copy for a pull request holds, only Argo CD knows.
            entry.environment.name() == environment && !entry.per_pull_request
        };
        let entry = self.environments.iter().find(is_named)?;
        let cluster = match cluster {
            Some(cluster) => *entry.clusters.iter().find(|def| def.name() == cluster)?,
            None => match entry.clusters.as_slice() {
                [only] => *only,
                _ => return None,
            },
        };
        Some((entry.environment, cluster))
    }
}
