//! What only Argo CD knows: the name of an environment that is copied for each pull request, and the pull request.
//!
//! A late value is a text with marks in it ([`o8_ir::late`]). It may be passed on and joined; whatever asks what it is, is
//! refused at its place. In a layer it is unknown, like all that differs from one target to the next.

use ecow::{EcoString, eco_format};
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::late as catalogue;
use o8_ir::late::{self, PullRequestField, Sample};

use crate::hir::Pattern;
use crate::ids::{DefId, PackageId};

use super::cause::is_authors;
use super::machine::Machine;
use super::value::{Instance, Value};

/// What an entity, or the pull request, is asked for.
const NAME: &str = "name";
/// The record of the library whose fields are late.
const PULL_REQUEST: &str = "PullRequest";

impl<'a> Machine<'a, '_> {
    /// Whether the evaluation is for an environment that is copied for each pull request.
    pub(super) fn sees_late(&mut self) -> bool {
        if let Some(known) = self.late {
            return known;
        }
        // Nothing that the environment says of itself is late to it.
        self.late = Some(false);
        let found = self.purpose.environment.is_some_and(|def| self.is_copied(def));
        self.late = Some(found);
        found
    }

    /// Whether an environment is copied for each pull request.
    pub(super) fn is_copied(&mut self, environment: DefId) -> bool {
        let Some(instance) = self.entity(environment) else { return false };
        let Some(field) = instance.info.shape.position("perPullRequest") else { return false };
        matches!(self.field(instance, field, || instance.made.place()).value, Value::Record(_))
    }

    /// What the program sees of a field that is late; `None` where it is not.
    pub(super) fn late_field(
        &mut self,
        of: Value<'a>,
        instance: &Instance<'a>,
        field: &str,
    ) -> Option<Value<'a>> {
        if !self.sees_late() {
            return None;
        }
        let text = match of {
            Value::Entity(def) if field == NAME && self.purpose.environment == Some(def) => {
                self.late_name(def)?
            }
            Value::Record(_) => Value::String(self.arena.text(pull_request_field(instance, field)?.mark())),
            _ => return None,
        };
        Some(if self.purpose.reports { text } else { Value::Hole })
    }

    /// The name of an entity as the program sees it: late where that is the environment of a pull request.
    pub(super) fn visible_name(&mut self, def: DefId) -> Option<&'a EcoString> {
        if self.purpose.environment == Some(def) && self.sees_late() {
            return match self.late_name(def)? {
                Value::String(text) if self.purpose.reports => Some(text),
                _ => None,
            };
        }
        self.entity_name(def)
    }

    fn late_name(&mut self, environment: DefId) -> Option<Value<'a>> {
        let name = self.entity_name(environment)?;
        Some(Value::String(self.arena.text(eco_format!("{name}-{}", PullRequestField::Number.mark()))))
    }

    /// Whether something in a value is late.
    pub(super) fn is_late(&mut self, value: Value<'a>) -> bool {
        self.sees_late() && mentions(value)
    }

    /// Reports a late value where what is done to it needs to know it; whether it is one.
    pub(super) fn refuses_late(
        &mut self,
        value: Value<'a>,
        done: &str,
        place: impl FnOnce() -> Place,
    ) -> bool {
        if !self.is_late(value) {
            return false;
        }
        let place = self.authors_place(place());
        let shown = match value {
            Value::String(text) => Some(late::shown(text)),
            _ => None,
        };
        self.fail(|| catalogue::late_value(place, done, shown.as_deref()));
        true
    }

    /// Reports a late scrutinee of a `match` that compares it.
    pub(super) fn refuses_late_match<'p>(
        &mut self,
        value: Value<'a>,
        mut patterns: impl Iterator<Item = &'p Pattern>,
        place: impl FnOnce() -> Place,
    ) -> bool {
        patterns.any(compares) && self.refuses_late(value, "matched", place)
    }

    /// A place in the library says nothing to the author of a program: then it is the setting whose value is worked out.
    fn authors_place(&self, place: Place) -> Place {
        let is_own = match place.anchor {
            o8_diagnostics::Anchor::Item(item) => DefId::of_item(item).package() == PackageId::root(),
            _ => true,
        };
        if is_own {
            return place;
        }
        let settings = self.path.iter().rev().flat_map(|(instance, field)| {
            let slot = instance.slot(*field).and_then(|slot| slot.at);
            slot.into_iter().chain(std::iter::once(instance.made))
        });
        let authors = settings.filter(|setting| is_authors(*setting)).map(|setting| setting.place()).next();
        authors
            .or_else(|| self.purpose.subject.map(|module| self.name_setting(module).place()))
            .unwrap_or(place)
    }
}

/// The two values of a late text that its type is held against.
pub(super) fn samples(text: &str) -> [EcoString; 2] {
    [Sample::Shortest, Sample::Longest].map(|which| late::sample(text, which))
}

fn pull_request_field(instance: &Instance<'_>, field: &str) -> Option<PullRequestField> {
    let shape = instance.info.shape;
    let is_it = shape.name == PULL_REQUEST
        && instance.info.def().is_some_and(|def| def.package() == PackageId::prelude());
    is_it.then(|| PullRequestField::ALL.into_iter().find(|known| known.name() == field)).flatten()
}

fn compares(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Literal(_) => true,
        Pattern::Or(patterns) => patterns.iter().any(compares),
        Pattern::Any | Pattern::Type(_) => false,
    }
}

fn mentions(value: Value<'_>) -> bool {
    match value {
        Value::String(text) | Value::Quantity(text) => late::is_late(text),
        Value::List(list) => list.items.iter().any(|item| mentions(item.value)),
        Value::Map(map) => {
            map.entries.iter().any(|entry| mentions(entry.key.value()) || mentions(entry.value.value))
        }
        _ => false,
    }
}
