//! The `where` items of records: checked once for each record that is in use, after all changes of it.

use o8_diagnostics::Place;
use o8_diagnostics::catalogue::conditions as catalogue;
use o8_ir::OriginKind;

use crate::hir::Condition;

use super::machine::Machine;
use super::value::{Instance, Located, Setting, Value};

impl<'a> Machine<'a, '_> {
    /// Checks the conditions of all records in use, those included that only their conditions use.
    pub(super) fn check_conditions(&mut self) {
        let mut next = 0;
        while let Some(&instance) = self.unsettled.get(next) {
            next += 1;
            let Some(body) = instance.info.body else { continue };
            for condition in &body.conditions {
                self.check_condition(instance, condition);
            }
        }
        self.unsettled.clear();
    }

    fn check_condition(&mut self, instance: &'a Instance<'a>, condition: &'a Condition) {
        let scope = self.text_scope(instance);
        let declared = scope.place(condition.span);
        let holds = self.deeper(declared, Located::HOLE, |machine| machine.eval(&condition.condition, scope));
        if !matches!(holds.value, Value::Bool(false)) || !self.reports() {
            return;
        }
        let message = match self.eval(&condition.message, scope).value {
            Value::String(text) => text.as_str(),
            _ => "",
        };
        let place = self.blamed(instance, &condition.reads);
        self.fail(|| catalogue::condition_fails(place, message, declared));
    }

    /// The setting that a failed condition is about: of those that it reads, the one of the most specific text.
    fn blamed(&mut self, instance: &'a Instance<'a>, reads: &[u16]) -> Place {
        let rank = |setting: &Setting| match setting.kind {
            OriginKind::Default | OriginKind::Component => 0,
            OriginKind::Body => 1,
            OriginKind::Extend => 2,
            OriginKind::Override | OriginKind::Patch => 3,
        };
        let mut blamed: Option<Setting> = None;
        for setting in reads.iter().filter_map(|&field| instance.slot(field)?.at) {
            if blamed.is_none_or(|best| rank(&setting) > rank(&best)) {
                blamed = Some(setting);
            }
        }
        blamed.unwrap_or(instance.made).place()
    }
}
