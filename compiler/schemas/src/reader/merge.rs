//! `allOf`: one schema out of several that hold together.

use serde_yaml::{Mapping, Value};

/// Where it is noted that alternatives of two schemas met.
pub(super) const LOST: &str = "x-o8-alternatives";
/// Further patterns, where several hold together.
pub(super) const PATTERNS: &str = "x-o8-patterns";

/// The schema with what its `allOf` adds.
pub(super) fn all_of(schema: &Mapping) -> Mapping {
    let mut result = schema.clone();
    let Some(Value::Sequence(parts)) = result.shift_remove("allOf") else { return result };
    for part in parts.iter().filter_map(Value::as_mapping) {
        if part.contains_key("$ref") {
            // What is referred to keeps its own name, so it is not taken apart.
            match result.is_empty() {
                true => result = part.clone(),
                false => drop(result.insert(LOST.into(), true.into())),
            }
            continue;
        }
        merge(&mut result, &all_of(part));
    }
    result
}

fn merge(into: &mut Mapping, from: &Mapping) {
    for (key, value) in from {
        let Some(known) = into.get_mut(key) else {
            into.insert(key.clone(), value.clone());
            continue;
        };
        if known == value {
            continue;
        }
        match (key.as_str().unwrap_or_default(), known, value) {
            (
                "properties" | "patternProperties" | "$defs" | "definitions",
                Value::Mapping(known),
                Value::Mapping(more),
            ) => {
                for (name, schema) in more {
                    match (known.get_mut(name), schema) {
                        (Some(Value::Mapping(known)), Value::Mapping(schema)) => merge(known, schema),
                        (Some(_), _) => {}
                        (None, schema) => drop(known.insert(name.clone(), schema.clone())),
                    }
                }
            }
            ("items" | "additionalProperties", Value::Mapping(known), Value::Mapping(more)) => {
                merge(known, more)
            }
            (
                "required" | "x-kubernetes-validations" | PATTERNS,
                Value::Sequence(known),
                Value::Sequence(more),
            ) => {
                let new: Vec<Value> = more.iter().filter(|value| !known.contains(value)).cloned().collect();
                known.extend(new);
            }
            ("enum", Value::Sequence(known), Value::Sequence(more)) => {
                known.retain(|value| more.contains(value))
            }
            ("minimum" | "minLength" | "minItems" | "minProperties", known, more)
                if more.as_f64() > known.as_f64() =>
            {
                *known = more.clone();
            }
            ("maximum" | "maxLength" | "maxItems" | "maxProperties", known, more)
                if more.as_f64() < known.as_f64() =>
            {
                *known = more.clone();
            }
            ("pattern", _, more) => {
                let more = Value::Sequence(vec![more.clone()]);
                merge(into, &Mapping::from_iter([(PATTERNS.into(), more)]));
            }
            ("oneOf" | "anyOf" | "not" | "if" | "type" | "const", _, _) => {
                into.insert(LOST.into(), true.into());
            }
            // What says how things look, and defaults: the first is as good.
            _ => {}
        }
    }
}
