//! Alternatives: several types, `oneOf` and `anyOf`.

use std::rc::Rc;

use serde_yaml::{Mapping, Value};

use super::{Read, Reader};
use crate::problem::Problem;
use crate::shape::Shape;

/// Whether a schema without a type says what it is by alternatives.
pub(super) fn has_alternatives(schema: &Mapping) -> bool {
    !schema.contains_key("properties")
        && ["oneOf", "anyOf"].iter().any(|key| schema.get(*key).is_some_and(Value::is_sequence))
}

impl Reader<'_> {
    /// A value of one of several forms.
    pub(super) fn alternatives(&mut self, schema: &Mapping) -> Result<Read, Problem> {
        let branches = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_sequence);
        let mut found = Vec::new();
        let mut nullable = false;
        for branch in branches.into_iter().flatten() {
            if branch.get("type").and_then(Value::as_str) == Some("null") {
                nullable = true;
            } else {
                found.push(self.read(branch)?);
            }
        }
        let mut read = union(found);
        read.nullable |= nullable;
        Ok(read)
    }

    /// `type: [string, integer]`
    pub(super) fn several(&mut self, types: &[&str], schema: &Mapping) -> Result<Read, Problem> {
        let mut found = Vec::new();
        for name in types {
            found.push(self.of_type(name, schema)?);
        }
        Ok(union(found))
    }
}

/// By what a value shows which alternative it is of.
#[derive(PartialEq)]
enum Tag {
    Scalar(&'static str),
    List,
    /// Braces: a record or a map.
    Braces,
}

fn union(found: Vec<Read>) -> Read {
    let nullable = found.iter().any(|read| read.nullable);
    let mut unchecked: Vec<String> = found.iter().flat_map(|read| read.unchecked.iter().cloned()).collect();
    let mut shapes: Vec<Rc<Shape>> = Vec::new();
    for read in &found {
        if read.shape.is_free() {
            return Read { nullable, ..Read::free("which of several forms it has") };
        }
        if read.size != super::Size::default() {
            unchecked.push("how many elements it has".to_owned());
        }
        if !shapes.contains(&read.shape) {
            shapes.push(read.shape.clone());
        }
    }
    let mut tags: Vec<Tag> = Vec::new();
    let mut constants: Vec<String> = Vec::new();
    let mut others: Vec<Rc<Shape>> = Vec::new();
    for shape in &shapes {
        match &**shape {
            Shape::Constants(values) => {
                constants.extend(
                    values.iter().filter(|value| !constants.contains(value)).cloned().collect::<Vec<_>>(),
                );
            }
            _ => {
                let Some(tag) = tag(shape) else {
                    return Read { nullable, ..Read::free("which of several forms it has") };
                };
                if tags.contains(&tag) {
                    return Read { nullable, ..Read::free("which of several forms it has") };
                }
                tags.push(tag);
                others.push(shape.clone());
            }
        }
    }
    // A constant among all texts is a text.
    let constants: Vec<String> =
        constants.into_iter().filter(|constant| !tags.contains(&tag_of(constant))).collect();
    if !constants.is_empty() {
        others.insert(0, Rc::new(Shape::Constants(constants)));
    }
    let shape = match others.len() {
        0 => Shape::JSON,
        1 => (*others[0]).clone(),
        _ => Shape::Union(others),
    };
    Read { nullable, unchecked, ..Read::of(shape) }
}

fn tag_of(constant: &str) -> Tag {
    match constant {
        "true" | "false" => Tag::Scalar("Bool"),
        text if text.starts_with('"') || text.starts_with("r\"") => Tag::Scalar("String"),
        _ => Tag::Scalar("Int"),
    }
}

fn tag(shape: &Shape) -> Option<Tag> {
    Some(match shape {
        Shape::Named("Port") => Tag::Scalar("Int"),
        Shape::Named("Cidr") => Tag::Scalar("String"),
        Shape::Named("Json" | "Quantity") | Shape::Union(_) | Shape::Constants(_) | Shape::Definition(_) => {
            return None;
        }
        Shape::Named(name) => Tag::Scalar(name),
        Shape::Refined(base, _) => tag(base)?,
        Shape::List(..) => Tag::List,
        Shape::Map(_) | Shape::Record(_) => Tag::Braces,
    })
}
