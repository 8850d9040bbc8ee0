//! Policies and baselines: their rules as terms, for one environment.

use std::rc::Rc;

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place};
use o8_policies::{Rule, Term};

use crate::ids::DefId;

use super::machine::{Machine, Purpose};
use super::refinement::Memo;
use super::value::{Arena, Function, Instance, Key, Value};
use super::world::{Definitions, World};

/// The rules of a policy or baseline in an environment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rules {
    /// In the order of the program; those that are about nothing there are left out.
    pub rules: Vec<LocatedRule>,
    /// Those that are about nothing, and where they are made.
    pub idle: Vec<(EcoString, Place)>,
    /// The names of those that hang on their environment, where none is given.
    pub unknown: Vec<EcoString>,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

/// A rule and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct LocatedRule {
    /// The rule.
    pub rule: Rule,
    /// Where it is made.
    pub place: Place,
}

pub(super) fn evaluate<'a>(
    definitions: &'a dyn Definitions<'a>,
    arena: &'a Arena,
    entity: DefId,
    environment: Option<DefId>,
) -> Rules {
    let world = World::new(arena, definitions);
    let purpose = Purpose { reports: true, environment, ..Purpose::default() };
    let mut machine = Machine::new(&world, purpose, Rc::new(Memo::default()));
    machine.reviews = true;
    let Some(instance) = machine.entity(entity) else { return Rules::default() };
    let matches = machine.predicate_field(instance, "match").unwrap_or(Some(Term::TRUE));
    let list = if entity.data().word == "baseline" { "allRules" } else { "rules" };
    let all_need_environment = machine.absent_context.is_some();
    let Value::Map(map) = machine.named_field(instance, list) else {
        return Rules { diagnostics: machine.diagnostics, ..Rules::default() };
    };
    let (mut rules, mut idle, mut unknown) = (Vec::with_capacity(map.entries.len()), Vec::new(), Vec::new());
    for entry in map.entries {
        machine.refresh();
        machine.absent_context = None;
        let rule = match (entry.key, entry.value.value, &matches) {
            (Key::String(name), Value::Record(rule), Some(matches)) => machine.rule(name, matches, rule),
            _ => None,
        };
        match rule {
            Some(rule) if rule.rule.is_about_something() => rules.push(rule),
            Some(rule) => idle.push((rule.rule.name, rule.place)),
            None if all_need_environment || machine.absent_context.is_some() => {
                unknown.push(entry.key.name().into());
            }
            None => {}
        }
    }
    Rules { rules, idle, unknown, diagnostics: machine.diagnostics }
}

impl<'a> Machine<'a, '_> {
    /// The value of a field by its name.
    fn named_field(&mut self, instance: &'a Instance<'a>, name: &str) -> Value<'a> {
        match instance.info.shape.position(name) {
            Some(field) => self.field(instance, field, || instance.made.place()).value,
            None => Value::Hole,
        }
    }

    /// A field that holds a rule over what is under review: outside `None` where there is no such field, inside where it could not
    /// be worked out.
    fn predicate_field(&mut self, instance: &'a Instance<'a>, name: &str) -> Option<Option<Term>> {
        instance.info.shape.position(name)?;
        Some(match self.named_field(instance, name) {
            Value::Function(Function::Lambda { body, scope, .. }) => {
                self.variables = 0;
                self.predicate(body, scope)
            }
            _ => None,
        })
    }

    fn rule(&mut self, name: &EcoString, matches: &Term, rule: &'a Instance<'a>) -> Option<LocatedRule> {
        let own = self.predicate_field(rule, "match")??;
        let asserts = self.predicate_field(rule, "assert")??;
        let Value::String(message) = self.named_field(rule, "message") else { return None };
        Some(LocatedRule {
            rule: Rule::new(name.clone(), matches.clone().and(own), asserts, message.clone()),
            place: rule.made.place(),
        })
    }
}
