//! Objects: records where fields are named, maps where they are not.

use serde_yaml::{Mapping, Value};

use super::texts::size;
use super::{Dialect, Read, Reader, Size, count, flag, strings};
use crate::problem::Problem;
use crate::shape::{Condition, Field, Record, Shape};
use crate::text;

/// Words that stand for something else where a condition names a field.
const WORDS: [&str; 12] =
    ["if", "then", "else", "match", "for", "in", "let", "with", "null", "true", "false", "it"];

impl Reader<'_> {
    pub(super) fn object(&mut self, schema: &Mapping) -> Result<Read, Problem> {
        let properties =
            schema.get("properties").and_then(Value::as_mapping).filter(|found| !found.is_empty());
        let more = schema.get("additionalProperties").filter(|more| more.as_bool() != Some(false));
        let by_pattern = schema.get("patternProperties").and_then(Value::as_mapping);
        match (properties, more, by_pattern) {
            (Some(properties), None, None) => self.record(schema, properties),
            (Some(_), _, _) => {
                Ok(Read::free("the fields that the schema names, beside which it allows others"))
            }
            (None, Some(value), None) => self.map(schema, value),
            (None, None, Some(patterns)) if patterns.len() == 1 => match patterns.iter().next() {
                Some((pattern, value)) => {
                    let mut read = self.map(schema, value)?;
                    let pattern = text::line(pattern.as_str().unwrap_or_default(), 120);
                    read.unchecked.push(format!("that each key matches `{pattern}`"));
                    Ok(read)
                }
                None => Ok(Read::of(Shape::JSON)),
            },
            (None, _, Some(_)) => Ok(Read::free("which keys have which values")),
            (None, None, None) => {
                let closed = schema.get("additionalProperties").is_some();
                match self.dialect {
                    Dialect::Json | Dialect::Values if !closed => self.map(schema, &Value::Bool(true)),
                    // What nobody named is pruned.
                    _ => Ok(Read::of(Shape::Record(Record::default()))),
                }
            }
        }
    }

    fn map(&mut self, schema: &Mapping, value: &Value) -> Result<Read, Problem> {
        let value = self.read(value)?;
        let mut unchecked = value.unchecked;
        if value.size != Size::default() {
            unchecked.push("the size of each value".to_owned());
        }
        let size = Size {
            least: count(schema, "minProperties"),
            most: count(schema, "maxProperties"),
            distinct: false,
        };
        Ok(Read { size, unchecked, format: value.format, ..Read::of(Shape::Map(value.shape)) })
    }

    fn record(&mut self, schema: &Mapping, properties: &Mapping) -> Result<Read, Problem> {
        let required: Vec<&str> = strings(schema.get("required")).collect();
        let mut record = Record::default();
        for (name, property) in properties {
            let Some(name) = name.as_str() else { continue };
            // `false` is a field that may not be there.
            if property.as_bool() == Some(false) {
                continue;
            }
            if !text::is_name(name) {
                let shown = text::line(name, 60);
                return Ok(Read::free(format!("the fields, for `{shown}` cannot be the name of one in o8")));
            }
            let read = self.read(property)?;
            record.fields.push(self.field(name, property, read, &required, &mut record.conditions));
        }
        let unknown: Vec<&&str> = required.iter().filter(|name| !properties.contains_key(**name)).collect();
        if let Some(name) = unknown.first() {
            record.unchecked.push(format!(
                "that `{}` is there, which the schema does not describe",
                text::line(name, 60)
            ));
        }
        together(schema, &mut record);
        Ok(Read::of(Shape::Record(record)))
    }

    fn field(
        &self,
        name: &str,
        property: &Value,
        read: Read,
        required: &[&str],
        conditions: &mut Vec<Condition>,
    ) -> Field {
        // The API server fills in defaults before it looks for what is missing; a chart has values of its own.
        let filled = match self.dialect {
            Dialect::CustomResource => property.get("default").is_some(),
            Dialect::Json => false,
            Dialect::Values => !self.in_list,
        };
        let is_required = required.contains(&name) && !filled && !read.nullable;
        let mut unchecked = read.unchecked;
        for condition in sizes(name, read.size) {
            if WORDS.contains(&name) {
                unchecked.push(condition.message);
                continue;
            }
            let text = match is_required {
                true => condition.text,
                false => format!("{name} == null || {}", condition.text),
            };
            conditions.push(Condition { text, message: format!("`{name}` {}", condition.message) });
        }
        let said = property.get("description").and_then(Value::as_str).map(text::docs).unwrap_or_default();
        let docs = match read.format {
            Some(format) if said.is_empty() => format!("Format: `{format}`."),
            Some(format) => format!("{said} Format: `{format}`."),
            None => said,
        };
        Field { name: name.to_owned(), shape: read.shape, required: is_required, docs, unchecked }
    }
}

/// The conditions on the size of a field.
fn sizes(name: &str, of: Size) -> Vec<Condition> {
    let mut result: Vec<Condition> =
        size(name, of.least.filter(|least| *least > 0), of.most, "element").into_iter().collect();
    if of.distinct {
        result.push(Condition {
            text: format!("{name}.unique().size() == {name}.size()"),
            message: "must not have an element twice".to_owned(),
        });
    }
    for condition in &mut result {
        // Alternatives bind looser than what is put before them.
        if condition.text.contains("&&") {
            condition.text = format!("({})", condition.text);
        }
    }
    result
}

/// What holds of several fields together: which of them exclude or need each other, and how many there may be.
fn together(schema: &Mapping, record: &mut Record) {
    for (key, sign, word) in [("oneOf", "==", "exactly one"), ("anyOf", ">=", "at least one")] {
        let Some(branches) = schema.get(key).and_then(Value::as_sequence) else { continue };
        let Some(sets) =
            branches.iter().map(|branch| required_alone(branch, record)).collect::<Option<Vec<_>>>()
        else {
            record.unchecked.push(format!("which of {} forms it has (`{key}`)", branches.len()));
            continue;
        };
        let present = |set: &Vec<String>| {
            let all: Vec<String> = set.iter().map(|name| format!("{name} != null")).collect();
            if all.len() == 1 { all.concat() } else { format!("({})", all.join(" && ")) }
        };
        let parts: Vec<String> = sets.iter().map(present).collect();
        let names: Vec<String> = sets.iter().map(|set| format!("`{}`", set.join("` with `"))).collect();
        let text = match sign {
            ">=" => parts.join(" || "),
            _ => format!("[{}].filter(given => given).size() == 1", parts.join(", ")),
        };
        record
            .conditions
            .push(Condition { text, message: format!("{word} of {} is needed", names.join(", ")) });
    }
    let (least, most) = (count(schema, "minProperties"), count(schema, "maxProperties"));
    let least =
        least.filter(|least| *least > record.fields.iter().filter(|field| field.required).count() as u64);
    if least.is_none() && most.is_none() {
        return;
    }
    let countable =
        record.fields.iter().all(|field| !field.required && !WORDS.contains(&field.name.as_str()));
    if !countable {
        record.unchecked.push("how many fields are given".to_owned());
        return;
    }
    let given: Vec<String> = record.fields.iter().map(|field| format!("{} != null", field.name)).collect();
    let given = format!("[{}].filter(given => given)", given.join(", "));
    if let Some(Condition { text, message }) = size(&given, least, most, "field") {
        record.conditions.push(Condition { text, message });
    }
}

/// The names of fields that a branch requires, where it says nothing else.
fn required_alone(branch: &Value, record: &Record) -> Option<Vec<String>> {
    let branch = branch.as_mapping()?;
    let plain = branch.len() == 1 && branch.contains_key("required") && !flag(branch, "not");
    let names: Vec<String> = strings(branch.get("required")).map(str::to_owned).collect();
    let optional = |name: &String| {
        !WORDS.contains(&name.as_str())
            && record.fields.iter().any(|field| field.name == *name && !field.required)
    };
    (plain && !names.is_empty() && names.iter().all(optional)).then_some(names)
}
