//! Built-in functions and methods: arguments worked out, then handed to the group that they belong to.

mod annotations;
mod lists;
mod network;
mod numbers;
mod texts;

use o8_diagnostics::Place;
use o8_diagnostics::catalogue::values as catalogue;

use crate::hir::{Builtin, Expr};

use super::machine::Machine;
use super::value::{Key, Located, Scope, Value};

/// A call of a built-in: what its group needs to know besides the receiver.
#[derive(Clone, Copy)]
struct Call<'a> {
    /// The arguments after the receiver.
    arguments: &'a [Expr],
    /// The whole call.
    expr: &'a Expr,
    scope: &'a Scope<'a>,
}

impl<'a> Call<'a> {
    fn place(&self) -> Place {
        self.scope.place(self.expr.span)
    }

    /// The place of an argument after the receiver; of the call where there is none.
    fn argument_place(&self, at: usize) -> Place {
        self.scope.place(self.arguments.get(at).unwrap_or(self.expr).span)
    }
}

impl<'a> Machine<'a, '_> {
    /// A built-in function or method.
    pub(super) fn builtin(
        &mut self,
        builtin: Builtin,
        arguments: &'a [Expr],
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Located<'a> {
        use Builtin as B;
        let Some((receiver, rest)) = arguments.split_first() else { return Located::HOLE };
        let call = Call { arguments: rest, expr, scope };
        let receiver = self.eval_settled(receiver, scope);
        if matches!(receiver.value, Value::Hole) {
            return Located::HOLE;
        }
        if let Value::Reviewed(reviewed) = receiver.value {
            return self.method_under_review(builtin, reviewed, rest.first(), expr, scope).into();
        }
        if builtin != B::ToString
            && matches!(receiver.value, Value::String(_))
            && self.refuses_late(receiver.value, "looked into", || call.place())
        {
            return Located::HOLE;
        }
        if let (B::Get, Value::Map(map)) = (builtin, receiver.value) {
            self.check_annotation(&arguments[0], map, call);
        }
        let value = match (builtin, receiver.value) {
            (B::OrNull, Value::Null) => Value::Null,
            (_, Value::Null) => return self.fail(|| catalogue::unexpected_null(call.place())).into(),
            (B::OrNull, value) => match self.is_empty(value) {
                Some(true) => Value::Null,
                Some(false) => return receiver,
                None => Value::Hole,
            },
            (B::IsEmpty, value) => self.is_empty(value).map_or(Value::Hole, Value::Bool),
            (B::Size, value) => self.size(value),
            (B::Contains, Value::List(_) | Value::Map(_)) => {
                let needle = self.argument(call, 0);
                self.contains(receiver.value, needle, &|| call.place())
            }
            (B::ToJsonText, value) => self.json_text(value, call.place()),
            (B::ToYaml, value) => self.yaml_text(value, call.place()),
            (B::Keys | B::Values | B::Merge | B::Get, Value::Map(map)) => {
                return self.map_method(builtin, map, call);
            }
            (_, Value::List(list)) => return self.list_method(builtin, list, call),
            (
                B::SemverMajor | B::SemverMinor | B::SemverPatch | B::SemverCompare | B::SemverMatches,
                value,
            ) => self.semver(builtin, value, call),
            (B::CidrContains | B::CidrPrefix, value) => self.cidr(builtin, value, call),
            (
                B::Seconds
                | B::Millis
                | B::Bytes
                | B::PercentInt
                | B::Mod
                | B::Abs
                | B::ToInt
                | B::ToFloat
                | B::ToString
                | B::Range
                | B::Ceil
                | B::Floor
                | B::Round,
                value,
            ) => self.number(builtin, value, call),
            (_, Value::String(text)) => self.text_method(builtin, text, call),
            _ => Value::Hole,
        };
        value.into()
    }

    fn argument(&mut self, call: Call<'a>, at: usize) -> Value<'a> {
        call.arguments.get(at).map_or(Value::Null, |argument| self.eval_settled(argument, call.scope).value)
    }

    /// The first argument as a key.
    fn key_argument(&mut self, call: Call<'a>) -> Option<Key<'a>> {
        let key = self.argument(call, 0);
        if self.refuses_late(key, "used as a key", || call.argument_place(0)) { None } else { Key::of(key) }
    }

    fn size(&mut self, value: Value<'a>) -> Value<'a> {
        let size = match value {
            Value::List(list) => list.items.len(),
            Value::Map(map) if map.complete => map.entries.len(),
            Value::String(text) => text.chars().count(),
            _ => return Value::Hole,
        };
        Value::Int(size as i64)
    }

    fn is_empty(&mut self, value: Value<'a>) -> Option<bool> {
        match value {
            Value::List(list) => Some(list.items.is_empty()),
            Value::Map(map) if map.entries.is_empty() => map.complete.then_some(true),
            Value::Map(_) => Some(false),
            Value::String(text) => Some(text.is_empty()),
            _ => None,
        }
    }

    fn map_method(
        &mut self,
        builtin: Builtin,
        map: &'a super::value::Map<'a>,
        call: Call<'a>,
    ) -> Located<'a> {
        match builtin {
            Builtin::Keys | Builtin::Values if !map.complete => Located::HOLE,
            Builtin::Keys => {
                let keys: Vec<_> = map
                    .entries
                    .iter()
                    .map(|entry| Located { value: entry.key.value(), from: entry.value.from })
                    .collect();
                self.list(&keys, || call.place()).into()
            }
            Builtin::Values => {
                let values: Vec<_> = map.entries.iter().map(|entry| entry.value).collect();
                self.list(&values, || call.place()).into()
            }
            Builtin::Merge => match self.argument(call, 0) {
                Value::Map(other) if other.entries.is_empty() && other.complete => Value::Map(map).into(),
                Value::Map(other) => {
                    let mut merged = super::maps::MapBuilder::from(map);
                    merged.complete &= other.complete;
                    for &entry in other.entries {
                        merged.set(entry);
                    }
                    merged.finish(self.arena).into()
                }
                _ => Located::HOLE,
            },
            Builtin::Get => match self.key_argument(call) {
                Some(key) => match map.get(self.arena, key) {
                    Some(entry) => entry.value,
                    None if map.complete => Value::Null.into(),
                    None => Located::HOLE,
                },
                None => Located::HOLE,
            },
            _ => Located::HOLE,
        }
    }
}
