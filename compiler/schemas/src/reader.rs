//! From a schema to a [`Shape`].
//!
//! Kubernetes' structural schemas and JSON Schema say the same things with the same words, but for what an object may
//! hold that nobody named: a custom resource nothing, a document of JSON Schema anything.

mod merge;
mod numbers;
mod objects;
mod texts;
mod unions;

use std::rc::Rc;

use indexmap::IndexMap;
use serde_yaml::{Mapping, Value};

use crate::documents::Written;
use crate::problem::{Problem, Sort};
use crate::shape::Shape;
use crate::text;

/// Whose schema is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    /// A structural schema of a CustomResourceDefinition.
    CustomResource,
    /// JSON Schema.
    Json,
    /// JSON Schema of the values of a chart: the chart's own `values.yaml` fills what is left out.
    Values,
}

/// How deep schemas may nest before the rest is free data.
const MOST_DEPTH: usize = 96;

/// Reads schemas of one document.
pub(crate) struct Reader<'s> {
    dialect: Dialect,
    /// What a `$ref` is followed in.
    root: Option<&'s Value>,
    /// The document as it is written.
    text: Written<'s>,
    /// What each `$ref` stands for, in the order of asking; none while it is read.
    definitions: IndexMap<String, Option<Rc<Shape>>>,
    depth: usize,
    /// Whether what is read is inside of a list: nothing fills what is left out there.
    in_list: bool,
}

/// What a schema says.
pub(crate) struct Read {
    pub(crate) shape: Rc<Shape>,
    /// Whether `null` is allowed.
    pub(crate) nullable: bool,
    /// The sizes that a list or a map may have, and whether its elements have to differ.
    pub(crate) size: Size,
    /// What the schema asks for beside the shape, in words.
    pub(crate) unchecked: Vec<String>,
    /// What sort of text it is, for those who read it.
    pub(crate) format: Option<String>,
}

/// The size of a list or map.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) least: Option<u64>,
    pub(crate) most: Option<u64>,
    pub(crate) distinct: bool,
}

impl Read {
    fn of(shape: Shape) -> Self {
        Self {
            shape: Rc::new(shape),
            nullable: false,
            size: Size::default(),
            unchecked: Vec::new(),
            format: None,
        }
    }

    /// Free data, because of something that has no type.
    fn free(reason: impl Into<String>) -> Self {
        Self { unchecked: vec![reason.into()], ..Self::of(Shape::JSON) }
    }
}

impl<'s> Reader<'s> {
    pub(crate) fn new(dialect: Dialect, root: Option<&'s Value>, text: Written<'s>) -> Self {
        Self { dialect, root, text, definitions: IndexMap::new(), depth: 0, in_list: false }
    }

    /// What every `$ref` stands for.
    pub(crate) fn definitions(self) -> IndexMap<String, Rc<Shape>> {
        let known = self.definitions.into_iter();
        known.map(|(key, shape)| (key, shape.unwrap_or_else(|| Rc::new(Shape::JSON)))).collect()
    }

    /// The shape of a schema alone.
    pub(crate) fn shape(&mut self, schema: &Mapping) -> Result<Rc<Shape>, Problem> {
        Ok(self.read(&Value::Mapping(schema.clone()))?.shape)
    }

    /// What a schema says.
    pub(crate) fn read(&mut self, schema: &Value) -> Result<Read, Problem> {
        if self.depth >= MOST_DEPTH {
            return Ok(Read::free("what is nested deeper than types are read"));
        }
        self.depth += 1;
        let read = self.read_here(schema);
        self.depth -= 1;
        read
    }

    fn read_here(&mut self, schema: &Value) -> Result<Read, Problem> {
        let Some(schema) = schema.as_mapping() else { return Ok(Read::of(Shape::JSON)) };
        if self.dialect != Dialect::CustomResource
            && let Some(pointer) = schema.get("$ref").and_then(Value::as_str)
        {
            return self.reference(pointer);
        }
        let merged = merge::all_of(schema);
        let schema = &merged;
        let mut read = self.typed(schema)?;
        read.nullable |= flag(schema, "nullable");
        read.unchecked.extend(validations(schema));
        Ok(read)
    }

    fn typed(&mut self, schema: &Mapping) -> Result<Read, Problem> {
        if flag(schema, "x-kubernetes-int-or-string") {
            return Ok(texts::int_or_string(schema));
        }
        if flag(schema, "x-kubernetes-embedded-resource") {
            return Ok(Read::free("the object of another kind that this holds"));
        }
        if flag(schema, "x-kubernetes-preserve-unknown-fields") {
            return Ok(match schema.contains_key("properties") {
                true => {
                    Read::free("the fields that the definition names, beside which it lets others through")
                }
                false => Read::of(Shape::JSON),
            });
        }
        if let Some(values) = constants(schema) {
            return Ok(texts::one_of(&values));
        }
        let (types, nullable) = types(schema);
        let mut read = match types.as_slice() {
            [] if unions::has_alternatives(schema) => self.alternatives(schema)?,
            [] => match () {
                () if schema.contains_key("properties") => self.object(schema)?,
                () if schema.contains_key("items") => self.list(schema)?,
                () if self.dialect != Dialect::CustomResource
                    && schema.contains_key("additionalProperties") =>
                {
                    self.object(schema)?
                }
                () => Read::of(Shape::JSON),
            },
            [single] => self.of_type(single, schema)?,
            several => self.several(several, schema)?,
        };
        read.nullable |= nullable;
        Ok(read)
    }

    /// What a schema of one type says.
    fn of_type(&mut self, name: &str, schema: &Mapping) -> Result<Read, Problem> {
        Ok(match name {
            "object" => self.object(schema)?,
            "array" => self.list(schema)?,
            "string" => texts::text(schema, self.dialect),
            "integer" => numbers::integer(schema),
            "number" => numbers::number(schema),
            "boolean" => Read::of(Shape::Named("Bool")),
            other => Read::free(format!("the type `{}`", text::line(other, 40))),
        })
    }

    fn list(&mut self, schema: &Mapping) -> Result<Read, Problem> {
        let element = match schema.get("items") {
            Some(items @ Value::Mapping(_)) => {
                let outside = std::mem::replace(&mut self.in_list, true);
                let element = self.read(items);
                self.in_list = outside;
                element?
            }
            Some(Value::Sequence(_)) => Read::free("which element stands at which place of the list"),
            _ => Read::of(Shape::JSON),
        };
        let sort = schema.get("x-kubernetes-list-type").and_then(Value::as_str);
        let mut unchecked = element.unchecked;
        let keys: Vec<&str> = strings(schema.get("x-kubernetes-list-map-keys")).collect();
        let key = match (&*element.shape, keys.as_slice()) {
            (Shape::Record(record), [key])
                if sort == Some("map") && record.fields.iter().any(|field| field.name == *key) =>
            {
                Some((*key).to_owned())
            }
            (_, [_, _, ..]) if sort == Some("map") => {
                unchecked.push(format!("that no two elements have the same `{}`", keys.join("` and `")));
                None
            }
            _ => None,
        };
        if element.size != Size::default() {
            unchecked.push("the size of each element".to_owned());
        }
        let distinct = sort == Some("set") || flag(schema, "uniqueItems");
        let comparable = !matches!(&*element.shape, Shape::Record(_) | Shape::Named("Json"));
        if distinct && !comparable {
            unchecked.push("that no two elements are equal".to_owned());
        }
        let size = Size {
            least: count(schema, "minItems"),
            most: count(schema, "maxItems"),
            distinct: distinct && comparable,
        };
        let format = element.format;
        Ok(Read { size, unchecked, format, ..Read::of(Shape::List(element.shape, key)) })
    }

    /// What a `$ref` stands for.
    fn reference(&mut self, pointer: &str) -> Result<Read, Problem> {
        let wrong =
            |message: String| Problem::at(Sort::Reference, self.text.value_of("$ref", pointer), message);
        let Some(path) = pointer.strip_prefix('#') else {
            let message = format!("`$ref` leads to `{pointer}`, outside of the file");
            return Err(wrong(message));
        };
        if self.definitions.contains_key(pointer) {
            return Ok(Read::of(Shape::Definition(pointer.to_owned())));
        }
        let mut target = self.root;
        for word in path.split('/').skip(1) {
            let word = word.replace("~1", "/").replace("~0", "~");
            target = target.and_then(|target| match target {
                Value::Sequence(list) => list.get(word.parse::<usize>().ok()?),
                other => other.get(&word),
            });
        }
        let Some(target) = target else {
            return Err(wrong(format!("`$ref` leads to `{pointer}`, which is not there")));
        };
        self.definitions.insert(pointer.to_owned(), None);
        let depth = std::mem::take(&mut self.depth);
        let read = self.read(target);
        self.depth = depth;
        let read = read?;
        self.definitions.insert(pointer.to_owned(), Some(read.shape.clone()));
        Ok(Read { shape: Rc::new(Shape::Definition(pointer.to_owned())), ..read })
    }
}

/// The types that a schema names, and whether `null` is among them.
fn types(schema: &Mapping) -> (Vec<&str>, bool) {
    let named: Vec<&str> = match schema.get("type") {
        Some(Value::String(single)) => vec![single.as_str()],
        Some(list @ Value::Sequence(_)) => strings(Some(list)).collect(),
        _ => Vec::new(),
    };
    let nullable = named.contains(&"null");
    (named.into_iter().filter(|name| *name != "null").collect(), nullable)
}

/// The constants that a schema allows and no others.
fn constants(schema: &Mapping) -> Option<Vec<Value>> {
    if let Some(values) = schema.get("enum").and_then(Value::as_sequence) {
        return Some(values.clone());
    }
    schema.get("const").map(|value| vec![value.clone()])
}

/// The rules in CEL of a schema, in words.
fn validations(schema: &Mapping) -> Vec<String> {
    let rules = schema.get("x-kubernetes-validations").and_then(Value::as_sequence);
    let mut result: Vec<String> = rules
        .into_iter()
        .flatten()
        .filter_map(|rule| {
            let said = rule.get("message").or_else(|| rule.get("rule"))?.as_str()?;
            Some(text::line(said, 160))
        })
        .collect();
    for (key, what) in [
        ("not", "what the schema excludes with `not`"),
        ("if", "what the schema asks for under a condition (`if`)"),
        ("dependentRequired", "which fields need which others (`dependentRequired`)"),
        ("dependentSchemas", "which fields need which others (`dependentSchemas`)"),
        ("dependencies", "which fields need which others (`dependencies`)"),
        ("propertyNames", "how keys have to look (`propertyNames`)"),
        ("contains", "an element that has to be there (`contains`)"),
        (merge::LOST, "alternatives that the schema combines"),
    ] {
        if schema.contains_key(key) {
            result.push(what.to_owned());
        }
    }
    result
}

fn flag(schema: &Mapping, key: &str) -> bool {
    schema.get(key).and_then(Value::as_bool) == Some(true)
}

fn count(schema: &Mapping, key: &str) -> Option<u64> {
    schema.get(key).and_then(Value::as_u64)
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_sequence).into_iter().flatten().filter_map(Value::as_str)
}
