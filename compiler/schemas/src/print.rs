//! Names for shapes, and the text of their declarations.
//!
//! A nested record is named after its kind and the field that holds it: `spec.alerting.tlsConfig` of a `Prometheus` is
//! `PrometheusTlsConfig`, and two fields of one name and one content share a type. Where contents differ, the later
//! one's name says more of its path.

use std::collections::VecDeque;
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::shape::{Condition, Field, Record, Shape};
use crate::text::{comment, line, pascal, string};

/// How many remarks on what is not checked stand in one place.
const MOST_REMARKS: usize = 8;
/// How many definitions may stand for one another.
const MOST_NESTING: usize = 32;

/// Writes the declarations of one kind or schema.
pub(crate) struct Printer<'a> {
    /// What every name begins with.
    prefix: &'a str,
    /// What stands before every record: attributes, each on its line.
    attributes: &'a str,
    definitions: &'a IndexMap<String, Rc<Shape>>,
    taken: &'a mut FxHashSet<String>,
    names: FxHashMap<(String, Rc<Shape>), String>,
    of_definitions: FxHashMap<String, String>,
    queue: VecDeque<(String, String, Rc<Shape>, Vec<String>)>,
    /// The definitions without a name that are being written out.
    open: Vec<String>,
    text: String,
}

impl<'a> Printer<'a> {
    pub(crate) fn new(
        prefix: &'a str,
        attributes: &'a str,
        definitions: &'a IndexMap<String, Rc<Shape>>,
        taken: &'a mut FxHashSet<String>,
    ) -> Self {
        Self {
            prefix,
            attributes,
            definitions,
            taken,
            names: FxHashMap::default(),
            of_definitions: FxHashMap::default(),
            queue: VecDeque::new(),
            open: Vec::new(),
            text: String::new(),
        }
    }

    /// Says that a definition is the record itself that is declared first.
    pub(crate) fn calls_whole(mut self, keys: Vec<String>) -> Self {
        self.of_definitions.extend(keys.into_iter().map(|key| (key, self.prefix.to_owned())));
        self
    }

    /// The declarations of a record with what stands before it, and of all that it holds.
    pub(crate) fn record(mut self, before: &str, record: &Record) -> String {
        self.taken.insert(self.prefix.to_owned());
        let prefix = self.prefix;
        self.declare_record(before, prefix, record, &[]);
        while let Some((docs, name, shape, path)) = self.queue.pop_front() {
            match &*shape {
                Shape::Record(record) => self.declare_record(&docs, &name, record, &path),
                Shape::Refined(base, conditions) => {
                    self.declare_refined(&docs, &name, base, conditions, &path)
                }
                _ => {}
            }
        }
        self.text
    }

    fn declare_record(&mut self, before: &str, name: &str, record: &Record, path: &[String]) {
        let mut body = remarks(&record.unchecked);
        for field in &record.fields {
            body.push_str(&self.field(field, path));
        }
        for Condition { text, message } in &record.conditions {
            body.push_str(&format!("where {text} else {}\n", string(message)));
        }
        self.text.push_str(&format!("{before}{}pub type {name} {{\n{body}}}\n\n", self.attributes));
    }

    fn declare_refined(
        &mut self,
        before: &str,
        name: &str,
        base: &Rc<Shape>,
        conditions: &[Condition],
        path: &[String],
    ) {
        let base = self.type_text(base, path);
        let several = conditions.len() > 1;
        let text: Vec<String> = conditions
            .iter()
            .map(|condition| match several && condition.text.contains("||") {
                true => format!("({})", condition.text),
                false => condition.text.clone(),
            })
            .collect();
        let messages: Vec<&str> = conditions.iter().map(|condition| condition.message.as_str()).collect();
        let message = messages.join(", and ");
        self.text.push_str(&format!(
            "{before}pub type {name} = {base} where {} else {}\n\n",
            text.join(" && "),
            string(&message)
        ));
    }

    fn field(&mut self, field: &Field, path: &[String]) -> String {
        let mut inner = path.to_vec();
        inner.push(field.name.clone());
        let ty = self.type_text(&field.shape, &inner);
        let mut text = remarks(&field.unchecked);
        text.push_str(&comment("///", &field.docs));
        if let Shape::List(_, Some(key)) = &*field.shape {
            text.push_str(&format!("@key({key})\n"));
        }
        let alternatives = self.has_alternatives(&field.shape);
        text.push_str(&match (field.required, alternatives) {
            (true, _) => format!("{}: {ty}\n", field.name),
            (false, true) => format!("{}: ({ty})? = null\n", field.name),
            (false, false) => format!("{}: {ty}? = null\n", field.name),
        });
        text
    }

    /// Whether the text of a type has a `|` at its outermost.
    fn has_alternatives(&self, shape: &Shape) -> bool {
        let mut shape = shape;
        for _ in 0..MOST_NESTING {
            match shape {
                Shape::Union(_) => return true,
                Shape::Constants(values) => return values.len() > 1,
                Shape::Definition(key) => match self.definitions.get(key) {
                    Some(target) => shape = target,
                    None => return false,
                },
                _ => return false,
            }
        }
        false
    }

    fn type_text(&mut self, shape: &Rc<Shape>, path: &[String]) -> String {
        match &**shape {
            Shape::Named(name) => (*name).to_owned(),
            Shape::Constants(values) => values.join(" | "),
            Shape::Union(shapes) => {
                let parts: Vec<String> = shapes.iter().map(|shape| self.type_text(shape, path)).collect();
                parts.join(" | ")
            }
            Shape::List(element, _) => format!("[{}]", self.type_text(element, path)),
            Shape::Map(value) => format!("{{String: {}}}", self.type_text(value, path)),
            Shape::Definition(key) => self.definition(key, path),
            Shape::Record(_) | Shape::Refined(..) => self.named(shape, path),
        }
    }

    /// A definition by its own name; what has none is written out.
    fn definition(&mut self, key: &str, path: &[String]) -> String {
        if let Some(name) = self.of_definitions.get(key) {
            return name.clone();
        }
        let Some(shape) = self.definitions.get(key).cloned() else { return "Json".to_owned() };
        match &*shape {
            Shape::Record(_) | Shape::Refined(..) => {
                let word = key.rsplit('/').next().unwrap_or(key);
                let name = self.free_name(&[word.to_owned()]);
                self.of_definitions.insert(key.to_owned(), name.clone());
                let docs = comment("///", &format!("`{}` of the schema.", line(word, 60)));
                self.queue.push_back((docs, name.clone(), shape, vec![word.to_owned()]));
                name
            }
            // What holds itself and has no name has no type.
            _ if self.open.iter().any(|open| open == key) => "Json".to_owned(),
            _ => {
                self.open.push(key.to_owned());
                let text = self.type_text(&shape, path);
                self.open.pop();
                text
            }
        }
    }

    /// The name of a shape that needs one.
    fn named(&mut self, shape: &Rc<Shape>, path: &[String]) -> String {
        let last = path.last().cloned().unwrap_or_default();
        let key = (last, shape.clone());
        if let Some(name) = self.names.get(&key) {
            return name.clone();
        }
        let name = self.free_name(path);
        self.names.insert(key, name.clone());
        let docs = comment("///", &format!("`{}` of `{}`.", path.join("."), self.prefix));
        self.queue.push_back((docs, name.clone(), shape.clone(), path.to_vec()));
        name
    }

    /// A name that is free, with as little of the path as is needed.
    fn free_name(&mut self, path: &[String]) -> String {
        let mut name = self.prefix.to_owned();
        for length in 1..=path.len() {
            let words: String = path[path.len() - length..].iter().map(|word| pascal(word)).collect();
            name = format!("{}{words}", self.prefix);
            if !words.is_empty() && self.taken.insert(name.clone()) {
                return name;
            }
        }
        let mut number = 2;
        while !self.taken.insert(format!("{name}{number}")) {
            number += 1;
        }
        format!("{name}{number}")
    }
}

/// What is not checked, a line each, bounded.
fn remarks(unchecked: &[String]) -> String {
    let mut seen: Vec<&String> = Vec::new();
    for said in unchecked {
        if !seen.contains(&said) {
            seen.push(said);
        }
    }
    let mut result: String = seen
        .iter()
        .take(MOST_REMARKS)
        .map(|said| comment("//", &format!("Not checked here: {}", line(said, 180))))
        .collect();
    if seen.len() > MOST_REMARKS {
        result.push_str(&format!("// Not checked here: {} rules more\n", seen.len() - MOST_REMARKS));
    }
    result
}
