//! Operators: arithmetic with and without dimensions, comparison, equality.

use std::cmp::Ordering;

use ecow::{EcoString, eco_format};
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::values as catalogue;

use crate::hir::BinaryOp;

use super::decimal::{Decimal, divide_up};
use super::machine::Machine;
use super::quantity;
use super::value::{Amount, Dimension, Key, Value};

/// Values nest at most this deep where two of them are compared.
const MOST_NESTED: u32 = 200;

impl<'a> Machine<'a, '_> {
    /// `left op right`.
    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        left: Value<'a>,
        right: Value<'a>,
        place: &dyn Fn() -> Place,
    ) -> Value<'a> {
        if matches!(left, Value::Hole) || matches!(right, Value::Hole) {
            return Value::Hole;
        }
        let ordered =
            matches!(op, BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual);
        if ordered
            && (self.refuses_late(left, "compared", place) || self.refuses_late(right, "compared", place))
        {
            return Value::Hole;
        }
        if matches!(left, Value::Reviewed(_)) || matches!(right, Value::Reviewed(_)) {
            return self.binary_under_review(op, left, right, place);
        }
        match op {
            BinaryOp::Equal => self.equal(left, right, place).map_or(Value::Hole, Value::Bool),
            BinaryOp::NotEqual => {
                self.equal(left, right, place).map_or(Value::Hole, |equal| Value::Bool(!equal))
            }
            BinaryOp::Less => self.ordered(left, right, Ordering::is_lt),
            BinaryOp::LessEqual => self.ordered(left, right, Ordering::is_le),
            BinaryOp::Greater => self.ordered(left, right, Ordering::is_gt),
            BinaryOp::GreaterEqual => self.ordered(left, right, Ordering::is_ge),
            BinaryOp::In => self.contains(right, left, place),
            BinaryOp::Add | BinaryOp::Subtract => self.add(op, left, right, place),
            BinaryOp::Multiply => self.multiply(left, right, place),
            BinaryOp::Divide => self.divide(left, right, place),
        }
    }

    /// `-value`.
    pub(super) fn negate(&mut self, value: Value<'a>, place: impl FnOnce() -> Place) -> Value<'a> {
        match value {
            Value::Int(number) => match number.checked_neg() {
                Some(number) => Value::Int(number),
                None => self.fail(|| catalogue::overflow(place())),
            },
            Value::Float(number) => Value::Float(-number),
            Value::Amount(amount) => match amount.amount.checked_neg() {
                Some(negated) => plain(amount.dimension, negated),
                None => self.fail(|| catalogue::overflow(place())),
            },
            _ => Value::Hole,
        }
    }

    fn add(
        &mut self,
        op: BinaryOp,
        left: Value<'a>,
        right: Value<'a>,
        place: &dyn Fn() -> Place,
    ) -> Value<'a> {
        let whole = |a: i64, b: i64| if op == BinaryOp::Add { a.checked_add(b) } else { a.checked_sub(b) };
        match (left, right) {
            (Value::Int(a), Value::Int(b)) => match whole(a, b) {
                Some(sum) => Value::Int(sum),
                None => self.fail(|| catalogue::overflow(place())),
            },
            (Value::Float(a), Value::Float(b)) => {
                self.finite(if op == BinaryOp::Add { a + b } else { a - b }, place)
            }
            (Value::Amount(a), Value::Amount(b)) if a.dimension == b.dimension => {
                match whole(a.amount, b.amount) {
                    Some(sum) => plain(a.dimension, sum),
                    None => self.fail(|| catalogue::overflow(place())),
                }
            }
            // The sum of an empty list has no dimension.
            (Value::Amount(amount), Value::Int(0)) => Value::Amount(amount),
            (Value::String(a), Value::String(b)) if op == BinaryOp::Add => {
                let mut text = a.clone();
                text.push_str(b);
                self.text(text, place)
            }
            (Value::List(a), Value::List(b)) if op == BinaryOp::Add => {
                let items: Vec<_> = a.items.iter().chain(b.items).copied().collect();
                self.list(&items, place)
            }
            _ => Value::Hole,
        }
    }

    fn multiply(&mut self, left: Value<'a>, right: Value<'a>, place: &dyn Fn() -> Place) -> Value<'a> {
        let (amount, factor) = match (left, right) {
            (Value::Int(a), Value::Int(b)) => {
                return match a.checked_mul(b) {
                    Some(product) => Value::Int(product),
                    None => self.fail(|| catalogue::overflow(place())),
                };
            }
            (Value::Float(a), Value::Float(b)) => return self.finite(a * b, place),
            // `Q * 25%`, whichever way round.
            (Value::Amount(percent), Value::Amount(amount))
                if percent.dimension == Dimension::Percent && amount.dimension != Dimension::Percent =>
            {
                (amount, left)
            }
            (Value::Amount(amount), factor) => (amount, factor),
            (factor, Value::Amount(amount)) => (amount, factor),
            _ => return Value::Hole,
        };
        let quantity = i128::from(amount.amount);
        let product = match factor {
            Value::Int(number) => {
                quantity.checked_mul(i128::from(number)).and_then(|n| i64::try_from(n).ok())
            }
            Value::Float(number) => Decimal::of(number)
                .and_then(|number| divide_up(quantity.checked_mul(number.digits)?, number.unit())),
            Value::Amount(percent) if percent.dimension == Dimension::Percent => {
                divide_up(quantity * i128::from(percent.amount), 10_000)
            }
            _ => return Value::Hole,
        };
        match product {
            Some(product) => plain(amount.dimension, product),
            None => self.fail(|| catalogue::overflow(place())),
        }
    }

    fn divide(&mut self, left: Value<'a>, right: Value<'a>, place: &dyn Fn() -> Place) -> Value<'a> {
        let zero = match right {
            Value::Int(number) => number == 0,
            Value::Float(number) => number == 0.0,
            Value::Amount(amount) => amount.amount == 0,
            _ => false,
        };
        if zero {
            return self.fail(|| catalogue::division_by_zero(place()));
        }
        match (left, right) {
            (Value::Int(a), Value::Int(b)) => match a.checked_div(b) {
                Some(quotient) => Value::Int(quotient),
                None => self.fail(|| catalogue::overflow(place())),
            },
            (Value::Float(a), Value::Float(b)) => self.finite(a / b, place),
            (Value::Amount(a), Value::Amount(b)) if a.dimension == b.dimension => {
                self.finite(a.amount as f64 / b.amount as f64, place)
            }
            (Value::Amount(a), Value::Int(b)) => match divide_up(i128::from(a.amount), i128::from(b)) {
                Some(quotient) => plain(a.dimension, quotient),
                None => self.fail(|| catalogue::overflow(place())),
            },
            (Value::Amount(a), Value::Float(b)) => {
                let quotient = Decimal::of(b).and_then(|number| {
                    divide_up(i128::from(a.amount).checked_mul(number.unit())?, number.digits)
                });
                match quotient {
                    Some(quotient) => plain(a.dimension, quotient),
                    None => self.fail(|| catalogue::overflow(place())),
                }
            }
            _ => Value::Hole,
        }
    }

    fn finite(&mut self, number: f64, place: &dyn Fn() -> Place) -> Value<'a> {
        if number.is_finite() { Value::Float(number) } else { self.fail(|| catalogue::not_finite(place())) }
    }

    fn ordered(&self, left: Value<'a>, right: Value<'a>, holds: fn(Ordering) -> bool) -> Value<'a> {
        compare(left, right).map_or(Value::Hole, |ordering| Value::Bool(holds(ordering)))
    }

    /// Whether a list holds an element, or a map a key.
    pub(super) fn contains(
        &mut self,
        haystack: Value<'a>,
        needle: Value<'a>,
        place: &dyn Fn() -> Place,
    ) -> Value<'a> {
        match (haystack, needle) {
            (Value::Hole, _) | (_, Value::Hole) => Value::Hole,
            (Value::Reviewed(_), _) | (_, Value::Reviewed(_)) => self.contained(haystack, needle, place),
            (Value::List(list), needle) => {
                let mut unknown = false;
                for item in list.items {
                    match self.equal(item.value, needle, place) {
                        Some(true) => return Value::Bool(true),
                        Some(false) => {}
                        None => unknown = true,
                    }
                }
                if unknown { Value::Hole } else { Value::Bool(false) }
            }
            (Value::Map(_), needle) if self.refuses_late(needle, "used as a key", place) => Value::Hole,
            (Value::Map(map), needle) => match Key::of(needle) {
                Some(key) if map.get(self.arena, key).is_some() => Value::Bool(true),
                Some(_) if map.complete => Value::Bool(false),
                _ => Value::Hole,
            },
            (Value::String(text), Value::String(piece)) => Value::Bool(text.contains(piece.as_str())),
            _ => Value::Hole,
        }
    }

    /// Whether two values are the same; `None` where that depends on an unknown.
    pub(super) fn equal(
        &mut self,
        left: Value<'a>,
        right: Value<'a>,
        place: &dyn Fn() -> Place,
    ) -> Option<bool> {
        self.equal_at(left, right, place, 0)
    }

    fn equal_at(
        &mut self,
        left: Value<'a>,
        right: Value<'a>,
        place: &dyn Fn() -> Place,
        depth: u32,
    ) -> Option<bool> {
        if depth > MOST_NESTED {
            self.fail(|| catalogue::nested_too_deeply(place()));
            return None;
        }
        Some(match (left, right) {
            (Value::Hole, _) | (_, Value::Hole) => return None,
            (Value::String(_), Value::String(_))
                if self.refuses_late(left, "compared", place)
                    || self.refuses_late(right, "compared", place) =>
            {
                return None;
            }
            (Value::List(a), Value::List(b)) => {
                if a.items.len() != b.items.len() {
                    return Some(false);
                }
                return self.all_equal(
                    a.items.iter().zip(b.items).map(|(a, b)| (a.value, b.value)),
                    place,
                    depth,
                );
            }
            (Value::Map(a), Value::Map(b)) => {
                if !a.complete || !b.complete {
                    return None;
                }
                if a.entries.len() != b.entries.len() {
                    return Some(false);
                }
                let arena = self.arena;
                let pairs: Option<Vec<_>> = a
                    .entries
                    .iter()
                    .map(|entry| b.get(arena, entry.key).map(|other| (entry.value.value, other.value.value)))
                    .collect();
                let Some(pairs) = pairs else { return Some(false) };
                return self.all_equal(pairs.into_iter(), place, depth);
            }
            (Value::Record(a), Value::Record(b)) => {
                if std::ptr::eq(a, b) {
                    return Some(true);
                }
                if a.info.record != b.info.record {
                    return Some(false);
                }
                let mut known = true;
                for field in 0..a.info.shape.fields.len() as u16 {
                    if a.slot(field).is_none() && b.slot(field).is_none() {
                        continue;
                    }
                    let left = self.optional_field(a, field);
                    let right = self.optional_field(b, field);
                    match self.equal_at(left, right, place, depth + 1) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => known = false,
                    }
                }
                return known.then_some(true);
            }
            (left, right) => same(left, right),
        })
    }

    fn all_equal(
        &mut self,
        pairs: impl Iterator<Item = (Value<'a>, Value<'a>)>,
        place: &dyn Fn() -> Place,
        depth: u32,
    ) -> Option<bool> {
        let mut known = true;
        for (left, right) in pairs {
            match self.equal_at(left, right, place, depth + 1) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => known = false,
            }
        }
        known.then_some(true)
    }
}

/// Whether two values that hold no others are the same.
pub(super) fn same<'a>(left: Value<'a>, right: Value<'a>) -> bool {
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Amount(a), Value::Amount(b)) => a.dimension == b.dimension && a.amount == b.amount,
        (Value::Entity(a), Value::Entity(b)) => a == b,
        (Value::Secret(a), Value::Secret(b)) => a.entity == b.entity && a.key == b.key,
        (Value::Function(a), Value::Function(b)) => std::ptr::eq(a, b),
        // Numbers by value, quantities of Kubernetes among them: `2` is `2000m`.
        _ => compare(left, right) == Some(Ordering::Equal),
    }
}

/// An amount that no text was written for.
pub(super) fn plain<'a>(dimension: Dimension, amount: i64) -> Value<'a> {
    Value::Amount(Amount { dimension, amount, text: None })
}

/// The order of two values of one type that has an order.
pub(super) fn compare(left: Value<'_>, right: Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(&b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(&b),
        (Value::Int(a), Value::Float(b)) => (a as f64).partial_cmp(&b),
        (Value::Float(a), Value::Int(b)) => a.partial_cmp(&(b as f64)),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(&b)),
        (Value::Amount(a), Value::Amount(b)) if a.dimension == b.dimension => Some(a.amount.cmp(&b.amount)),
        _ => quantity::compare(&as_quantity(left)?, &as_quantity(right)?),
    }
}

/// The text of what a `Quantity` may hold.
fn as_quantity(value: Value<'_>) -> Option<EcoString> {
    match value {
        Value::Quantity(text) => Some(text.clone()),
        Value::Int(number) => Some(eco_format!("{number}")),
        Value::Float(number) => Some(eco_format!("{number}")),
        Value::Amount(amount) if matches!(amount.dimension, Dimension::Cpu | Dimension::Memory) => {
            Some(quantity::text(amount))
        }
        _ => None,
    }
}
