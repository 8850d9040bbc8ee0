//! Typed data as free data and as text: `toJson()`, `toYaml()`, and what enters `Json`.

use std::fmt::Write;

use ecow::EcoString;
use o8_backends::yaml;
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::values as catalogue;
use o8_ir::{Map as TreeMap, Node, Tree};

use super::format;
use super::machine::Machine;
use super::maps::MapBuilder;
use super::value::{Entry, Key, Located, Value};

/// Data nests at most this deep where it leaves the evaluation.
pub(super) const MOST_NESTED: u32 = 200;

impl<'a> Machine<'a, '_> {
    /// Typed data as free data: records as maps of what is set, quantities as text. Without `null`s.
    pub(super) fn free_data(&mut self, value: Value<'a>, place: impl FnOnce() -> Place) -> Value<'a> {
        self.free(value, 0, &mut Some(place))
    }

    fn free<P: FnOnce() -> Place>(
        &mut self,
        value: Value<'a>,
        depth: u32,
        place: &mut Option<P>,
    ) -> Value<'a> {
        if depth > MOST_NESTED {
            return match place.take() {
                Some(place) => self.fail(|| catalogue::nested_too_deeply(place())),
                None => Value::Hole,
            };
        }
        match value {
            Value::Amount(_) => {
                let mut text = EcoString::new();
                format::write(&mut text, value);
                Value::String(self.arena.text(text))
            }
            Value::Quantity(text) => Value::String(text),
            Value::Entity(entity) => self.visible_name(entity).map_or(Value::Hole, Value::String),
            Value::List(list) => {
                let mut items = Vec::with_capacity(list.items.len());
                for item in list.items {
                    let value = self.free(item.value, depth + 1, place);
                    items.push(Located { value, from: item.from });
                }
                Value::List(self.arena.alloc(super::value::List { items: self.arena.slice(&items) }))
            }
            Value::Map(map) => {
                let mut entries = MapBuilder::new();
                entries.complete = map.complete;
                for entry in map.entries {
                    let Some(key) = self.text_key(entry.key) else { continue };
                    let value = self.free(entry.value.value, depth + 1, place);
                    entries.set(Entry { key, value: Located { value, from: entry.value.from } });
                }
                entries.finish(self.arena)
            }
            Value::Record(instance) => {
                let mut entries = MapBuilder::new();
                for field in self.fields_in_order(instance) {
                    let found = self.optional_located(instance, field);
                    if matches!(found.value, Value::Null) {
                        continue;
                    }
                    let name = &instance.info.shape.fields[usize::from(field)].name;
                    let value = self.free(found.value, depth + 1, place);
                    entries.set(Entry { key: Key::String(name), value: Located { value, from: found.from } });
                }
                entries.finish(self.arena)
            }
            value => value,
        }
    }

    /// A key as text: of an entity, its name.
    pub(super) fn text_key(&mut self, key: Key<'a>) -> Option<Key<'a>> {
        match key {
            Key::String(_) => Some(key),
            Key::Entity(entity) => self.entity_name(entity.0).map(Key::String),
        }
    }

    /// `toJson()`: on one line, `null`s included where a list holds them.
    pub(super) fn json_text(&mut self, value: Value<'a>, place: Place) -> Value<'a> {
        let value = self.free_data(value, || place);
        if self.refuses_late(value, "written as JSON", || place) {
            return Value::Hole;
        }
        let mut text = EcoString::new();
        if write_json(&mut text, value) { self.text(text, || place) } else { Value::Hole }
    }

    /// `toYaml()`: as a document without its markers.
    pub(super) fn yaml_text(&mut self, value: Value<'a>, place: Place) -> Value<'a> {
        let value = self.free_data(value, || place);
        if self.refuses_late(value, "written as YAML", || place) {
            return Value::Hole;
        }
        match tree(value) {
            Some(node) => {
                let mut bytes = Vec::new();
                yaml::write_document(&node, &mut bytes);
                match String::from_utf8(bytes) {
                    Ok(text) => self.text(text, || place),
                    // The writer puts texts together and nothing else.
                    Err(_) => Value::Hole,
                }
            }
            None => Value::Hole,
        }
    }
}

/// Free data as a tree; `None` where something in it is unknown.
pub(super) fn tree(value: Value<'_>) -> Option<Node> {
    Some(Node::derived(match value {
        Value::Null => Tree::Null,
        Value::Bool(value) => Tree::Bool(value),
        Value::Int(number) => Tree::Int(number),
        Value::Float(number) => Tree::Float(number),
        Value::String(text) | Value::Quantity(text) => Tree::String(text.clone()),
        Value::List(list) => {
            Tree::from(list.items.iter().map(|item| tree(item.value)).collect::<Option<Vec<_>>>()?)
        }
        Value::Map(map) if map.complete => {
            let entries = map.entries.iter().filter(|entry| !matches!(entry.value.value, Value::Null));
            let entries: Option<Vec<(EcoString, Node)>> =
                entries.map(|entry| Some((entry.key.name().into(), tree(entry.value.value)?))).collect();
            Tree::Map(TreeMap(entries?))
        }
        _ => return None,
    }))
}

/// Writes free data as JSON; false where something in it is unknown.
fn write_json(text: &mut EcoString, value: Value<'_>) -> bool {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            format::write(text, value);
        }
        Value::String(piece) | Value::Quantity(piece) => write_json_text(text, piece),
        Value::List(list) => {
            text.push('[');
            for (at, item) in list.items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                if !write_json(text, item.value) {
                    return false;
                }
            }
            text.push(']');
        }
        Value::Map(map) if map.complete => {
            text.push('{');
            let mut first = true;
            for entry in map.entries {
                if matches!(entry.value.value, Value::Null) {
                    continue;
                }
                if !std::mem::take(&mut first) {
                    text.push(',');
                }
                write_json_text(text, entry.key.name());
                text.push(':');
                if !write_json(text, entry.value.value) {
                    return false;
                }
            }
            text.push('}');
        }
        _ => return false,
    }
    true
}

fn write_json_text(text: &mut EcoString, piece: &str) {
    text.push('"');
    for c in piece.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            // Writing to a string cannot fail.
            c if c < ' ' => drop(write!(text, "\\u{:04x}", c as u32)),
            c => text.push(c),
        }
    }
    text.push('"');
}
