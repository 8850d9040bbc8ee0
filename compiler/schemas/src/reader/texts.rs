//! Texts: their lengths, patterns and formats, and closed sets of them.

use regex_automata::meta::Regex;
use serde_yaml::{Mapping, Value};

use super::numbers::refined;
use super::{Dialect, Read, count, merge, strings};
use crate::shape::{Condition, Shape};
use crate::text;

/// How large a compiled pattern may be: what the compiler itself allows.
const MOST_SIZE: usize = 1 << 20;

/// `type: string`
pub(super) fn text(schema: &Mapping, dialect: Dialect) -> Read {
    let format = schema.get("format").and_then(Value::as_str);
    let mut unchecked = Vec::new();
    let patterns =
        schema.get("pattern").and_then(Value::as_str).into_iter().chain(strings(schema.get(merge::PATTERNS)));
    let patterns: Vec<&str> = patterns.collect();
    if dialect == Dialect::CustomResource
        && (format == Some("duration") || patterns.iter().any(|p| is_duration(p)))
    {
        return Read::of(Shape::Named("Duration"));
    }
    if format == Some("cidr") {
        return Read::of(Shape::Named("Cidr"));
    }
    let mut conditions = Vec::new();
    let (least, most) = (count(schema, "minLength").filter(|least| *least > 0), count(schema, "maxLength"));
    if let Some(condition) = size("it", least, most, "character") {
        conditions.push(condition);
    }
    for pattern in patterns {
        match is_pattern(pattern) {
            true => conditions.push(Condition {
                text: format!("it.matches({})", text::string(pattern)),
                message: format!("must match `{}`", text::line(pattern, 120)),
            }),
            false => unchecked.push(format!("the pattern `{}`", text::line(pattern, 120))),
        }
    }
    let mut read = refined(Shape::Named("String"), conditions);
    read.unchecked = unchecked;
    read.format = format.map(|format| text::line(format, 40));
    read
}

/// `x-kubernetes-int-or-string`
pub(super) fn int_or_string(schema: &Mapping) -> Read {
    let pattern = schema.get("pattern").and_then(Value::as_str);
    match pattern {
        // The pattern of quantities, as Kubernetes' own types have it.
        Some(pattern) if pattern.contains("[KMGTPE]i") => Read::of(Shape::Named("Quantity")),
        pattern => {
            let mut read = Read::of(Shape::Union(
                ["Int", "String", "Percent"].into_iter().map(|name| Shape::Named(name).into()).collect(),
            ));
            read.unchecked = pattern
                .map(|pattern| format!("the pattern `{}`", text::line(pattern, 120)))
                .into_iter()
                .collect();
            read
        }
    }
}

/// `enum`, `const`
pub(super) fn one_of(values: &[Value]) -> Read {
    let mut written: Vec<String> = Vec::new();
    let mut nullable = false;
    for value in values {
        let constant = match value {
            Value::Null => {
                nullable = true;
                continue;
            }
            Value::Bool(value) => value.to_string(),
            Value::Number(number) if number.is_i64() => number.to_string(),
            Value::String(text) => plain(text),
            _ => return Read::free("which of several values it is"),
        };
        if !written.contains(&constant) {
            written.push(constant);
        }
    }
    let mut read = match written.is_empty() {
        true => Read::free("that there is no value it could have"),
        false => Read::of(Shape::Constants(written)),
    };
    read.nullable = nullable;
    read
}

/// A constant in a type: never raw, so that equal ones look alike.
fn plain(constant: &str) -> String {
    let escaped = constant.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
    match constant.contains(char::is_control) {
        true => text::string(constant),
        false => format!("\"{escaped}\""),
    }
}

/// A condition on the size of something.
pub(super) fn size(what: &str, least: Option<u64>, most: Option<u64>, unit: &str) -> Option<Condition> {
    let units = |count: u64| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    Some(match (least, most) {
        (Some(least), Some(most)) if least == most => Condition {
            text: format!("{what}.size() == {least}"),
            message: format!("must have {}", units(least)),
        },
        (Some(least), Some(most)) => Condition {
            text: format!("{what}.size() >= {least} && {what}.size() <= {most}"),
            message: format!("must have {least} to {}", units(most)),
        },
        (Some(least), None) => Condition {
            text: format!("{what}.size() >= {least}"),
            message: format!("must have at least {}", units(least)),
        },
        (None, Some(most)) => Condition {
            text: format!("{what}.size() <= {most}"),
            message: format!("must have at most {}", units(most)),
        },
        (None, None) => return None,
    })
}

/// Patterns by which others describe durations in the units of Go.
fn is_duration(pattern: &str) -> bool {
    let plain: String = pattern.chars().filter(|c| !matches!(c, '(' | ')' | '?' | ':')).collect();
    let start = plain.starts_with("^[0-9]{1,5}h|m|s|ms") || plain.starts_with(r"^[0-9]+\.[0-9]+ms|s|m|h");
    start && !plain.contains('d') && !plain.contains('y')
}

/// Whether the compiler takes the pattern.
fn is_pattern(pattern: &str) -> bool {
    let config = Regex::config().nfa_size_limit(Some(MOST_SIZE)).onepass_size_limit(Some(MOST_SIZE));
    Regex::builder().configure(config).build(pattern).is_ok()
}
