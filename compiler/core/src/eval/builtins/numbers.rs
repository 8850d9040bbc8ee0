//! Numbers: out of a dimension, between types, ranges.

use o8_diagnostics::catalogue::values as catalogue;

use crate::eval::format;
use crate::eval::machine::{MOST_ELEMENTS, Machine};
use crate::eval::value::{Dimension, Located, Value};
use crate::hir::Builtin;

use super::Call;

impl<'a> Machine<'a, '_> {
    pub(super) fn number(&mut self, builtin: Builtin, value: Value<'a>, call: Call<'a>) -> Value<'a> {
        use Builtin as B;
        match (builtin, value) {
            (B::Seconds, Value::Amount(amount)) => Value::Int(amount.amount.div_euclid(1000)),
            (B::Millis | B::Bytes, Value::Amount(amount)) => Value::Int(amount.amount),
            (B::PercentInt, Value::Amount(amount)) => Value::Int(amount.amount / 100),
            (B::Mod, Value::Int(a)) => match self.argument(call, 0) {
                Value::Int(0) => self.fail(|| catalogue::division_by_zero(call.place())),
                Value::Int(b) => match a.checked_rem(b) {
                    Some(rest) => Value::Int(rest),
                    None => Value::Int(0),
                },
                _ => Value::Hole,
            },
            (B::Abs, Value::Int(number)) => match number.checked_abs() {
                Some(number) => Value::Int(number),
                None => self.fail(|| catalogue::overflow(call.place())),
            },
            (B::Abs, Value::Float(number)) => Value::Float(number.abs()),
            (B::Ceil, Value::Float(number)) => self.whole(number.ceil(), call),
            (B::Floor, Value::Float(number)) => self.whole(number.floor(), call),
            (B::Round, Value::Float(number)) => self.whole(number.round(), call),
            (B::ToInt, Value::Float(number)) => self.whole(number.trunc(), call),
            (B::ToInt | B::Ceil | B::Floor | B::Round, Value::Int(number)) => Value::Int(number),
            (B::ToInt, Value::Amount(amount)) if amount.dimension == Dimension::Percent => {
                Value::Int(amount.amount / 100)
            }
            (B::ToInt, Value::String(text)) => match text.trim().parse() {
                Ok(number) => Value::Int(number),
                Err(_) => self.fail(|| catalogue::no_number(call.place(), text, "a whole number")),
            },
            (B::ToFloat, Value::Int(number)) => Value::Float(number as f64),
            (B::ToFloat, Value::Float(number)) => Value::Float(number),
            (B::ToFloat, Value::Amount(amount)) if amount.dimension == Dimension::Percent => {
                Value::Float(amount.amount as f64 / 100.0)
            }
            (B::ToFloat, Value::String(text)) => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Value::Float(number),
                _ => self.fail(|| catalogue::no_number(call.place(), text, "a number")),
            },
            (B::ToString, Value::Entity(entity)) => {
                self.visible_name(entity).map_or(Value::Hole, Value::String)
            }
            (B::ToString, value) => {
                let mut text = ecow::EcoString::new();
                if format::write(&mut text, value) { self.text(text, || call.place()) } else { Value::Hole }
            }
            (B::Range, Value::Int(first)) => match self.argument(call, 0) {
                Value::Null => self.range(0, first, call),
                Value::Int(end) => self.range(first, end, call),
                _ => Value::Hole,
            },
            _ => Value::Hole,
        }
    }

    fn whole(&mut self, number: f64, call: Call<'a>) -> Value<'a> {
        // Both bounds are exact: the largest `f64` below 2^63 is smaller by 1024.
        if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&number) {
            Value::Int(number as i64)
        } else {
            self.fail(|| catalogue::overflow(call.place()))
        }
    }

    fn range(&mut self, start: i64, end: i64, call: Call<'a>) -> Value<'a> {
        if i128::from(end) - i128::from(start) > MOST_ELEMENTS as i128 {
            return self.fail(|| catalogue::too_many_elements(call.place(), MOST_ELEMENTS));
        }
        let from = Some(call.scope.setting(call.expr.span));
        let items: Vec<_> = (start..end).map(|number| Located { value: Value::Int(number), from }).collect();
        self.list(&items, || call.place())
    }
}
