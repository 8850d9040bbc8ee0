//! Whole numbers and others, with their bounds.

use std::rc::Rc;

use serde_yaml::{Mapping, Value};

use super::Read;
use crate::shape::{Condition, Shape};

/// A bound and whether it is itself outside.
struct Bound {
    value: f64,
    written: String,
    exclusive: bool,
}

/// `type: integer`
pub(super) fn integer(schema: &Mapping) -> Read {
    let (low, high) =
        (bound(schema, "minimum", "exclusiveMinimum"), bound(schema, "maximum", "exclusiveMaximum"));
    let is = |bound: &Option<Bound>, value: f64| matches!(bound, Some(b) if !b.exclusive && b.value == value);
    if is(&low, 1.0) && is(&high, 65535.0) && !schema.contains_key("multipleOf") {
        return Read::of(Shape::Named("Port"));
    }
    let whole = |bound: &Bound| bound.value.fract() == 0.0 && bound.value.abs() < 9.0e18;
    let mut unchecked = Vec::new();
    let mut keep = |bound: Option<Bound>| match bound {
        Some(bound) if whole(&bound) => Some(Bound { written: format!("{:.0}", bound.value), ..bound }),
        Some(bound) => {
            unchecked.push(format!("the bound {}", bound.written));
            None
        }
        None => None,
    };
    let (mut low, mut high) = (keep(low), keep(high));
    if excludes_all(low.as_ref(), high.as_ref(), true) {
        unchecked.push(NOTHING_BETWEEN.to_owned());
        (low, high) = (None, None);
    }
    let mut conditions: Vec<Condition> = conditions(low, high).into_iter().collect();
    match schema.get("multipleOf").map(|value| (value.as_i64(), value)) {
        Some((Some(step), _)) if step > 0 => conditions.push(Condition {
            text: format!("mod(it, {step}) == 0"),
            message: format!("must be a multiple of {step}"),
        }),
        Some(_) => unchecked.push("what it has to be a multiple of".to_owned()),
        None => {}
    }
    Read { unchecked, ..refined(Shape::Named("Int"), conditions) }
}

/// `type: number`
pub(super) fn number(schema: &Mapping) -> Read {
    let written = |bound: Bound| {
        let text =
            if bound.value.fract() == 0.0 { format!("{:.1}", bound.value) } else { bound.written.clone() };
        Bound { written: text, ..bound }
    };
    let low = bound(schema, "minimum", "exclusiveMinimum").map(written);
    let high = bound(schema, "maximum", "exclusiveMaximum").map(written);
    let mut unchecked = Vec::new();
    if schema.contains_key("multipleOf") {
        unchecked.push("what it has to be a multiple of".to_owned());
    }
    // The language has no exponents.
    let plain = |bound: &Bound| !bound.written.contains(['e', 'E', 'n']);
    if !low.iter().chain(&high).all(plain) {
        unchecked.push("its bounds".to_owned());
        return Read { unchecked, ..Read::of(Shape::Named("Float")) };
    }
    let (low, high) = match excludes_all(low.as_ref(), high.as_ref(), false) {
        true => {
            unchecked.push(NOTHING_BETWEEN.to_owned());
            (None, None)
        }
        false => (low, high),
    };
    Read { unchecked, ..refined(Shape::Named("Float"), conditions(low, high).into_iter().collect()) }
}

const NOTHING_BETWEEN: &str = "its bounds, as no number keeps to both of them";

/// Whether no number is within both bounds: a condition that says so would let nothing through, and not why.
fn excludes_all(low: Option<&Bound>, high: Option<&Bound>, whole: bool) -> bool {
    let (Some(low), Some(high)) = (low, high) else { return false };
    let step = |bound: &Bound| if whole && bound.exclusive { 1.0 } else { 0.0 };
    let (least, most) = (low.value + step(low), high.value - step(high));
    least > most || (least == most && !whole && (low.exclusive || high.exclusive))
}

/// The shape with its conditions, if it has any.
pub(super) fn refined(base: Shape, conditions: Vec<Condition>) -> Read {
    match conditions.is_empty() {
        true => Read::of(base),
        false => Read::of(Shape::Refined(Rc::new(base), conditions)),
    }
}

/// Both spellings of an exclusive bound: a flag beside it, or a number of its own.
fn bound(schema: &Mapping, key: &str, exclusive: &str) -> Option<Bound> {
    let of = |value: &Value, exclusive| {
        let written = match value {
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some(Bound { value: value.as_f64()?, written, exclusive })
    };
    match schema.get(exclusive) {
        Some(number @ Value::Number(_)) => of(number, true),
        flag => of(schema.get(key)?, flag.and_then(Value::as_bool) == Some(true)),
    }
}

fn conditions(low: Option<Bound>, high: Option<Bound>) -> Option<Condition> {
    let text = |bound: &Bound, sign: &str| {
        format!("it {sign}{} {}", if bound.exclusive { "" } else { "=" }, bound.written)
    };
    Some(match (low, high) {
        (Some(low), Some(high)) => Condition {
            text: format!("{} && {}", text(&low, ">"), text(&high, "<")),
            message: match (low.exclusive, high.exclusive) {
                (false, false) => format!("must be {} to {}", low.written, high.written),
                _ => format!(
                    "must be {} {} and {} {}",
                    if low.exclusive { "above" } else { "at least" },
                    low.written,
                    if high.exclusive { "below" } else { "at most" },
                    high.written
                ),
            },
        },
        (Some(low), None) => Condition {
            text: text(&low, ">"),
            message: match (low.exclusive, low.value == 0.0) {
                (false, true) => "must not be negative".to_owned(),
                (false, false) => format!("must be at least {}", low.written),
                (true, _) => format!("must be above {}", low.written),
            },
        },
        (None, Some(high)) => Condition {
            text: text(&high, "<"),
            message: format!("must be {} {}", if high.exclusive { "below" } else { "at most" }, high.written),
        },
        (None, None) => return None,
    })
}
