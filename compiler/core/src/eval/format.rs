//! Values as text: in interpolations, `string(…)`, and messages.

use std::fmt::Write;

use super::quantity;
use super::value::Value;

/// Writes a string, number, boolean or quantity; false for anything else.
pub(super) fn write(text: &mut impl Write, value: Value<'_>) -> bool {
    let written = match value {
        Value::String(piece) | Value::Quantity(piece) => text.write_str(piece),
        Value::Bool(value) => text.write_str(if value { "true" } else { "false" }),
        Value::Int(number) => write!(text, "{number}"),
        Value::Float(number) => write!(text, "{number}"),
        Value::Amount(amount) => text.write_str(&quantity::text(amount)),
        Value::Hole
        | Value::Null
        | Value::List(_)
        | Value::Map(_)
        | Value::Record(_)
        | Value::Entity(_)
        | Value::Secret(_)
        | Value::Reviewed(_)
        | Value::Function(_) => return false,
    };
    // Writing to a string cannot fail.
    written.is_ok()
}

/// A value as a message shows it: short, texts in quotes.
pub(super) fn shown(value: Value<'_>) -> String {
    const MOST: usize = 60;
    match value {
        Value::Null => "null".into(),
        Value::String(text) if text.chars().count() > MOST => {
            format!("\"{}…\"", text.chars().take(MOST).collect::<String>())
        }
        Value::String(text) => format!("\"{text}\""),
        Value::List(list) => {
            let items: Vec<String> = list.items.iter().take(8).map(|item| shown(item.value)).collect();
            let more = if list.items.len() > 8 { ", …" } else { "" };
            format!("[{}{more}]", items.join(", "))
        }
        Value::Map(map) => {
            let entries: Vec<String> = map
                .entries
                .iter()
                .take(8)
                .map(|entry| format!("{} = {}", entry.key.name(), shown(entry.value.value)))
                .collect();
            let more = if map.entries.len() > 8 { ", …" } else { "" };
            format!("{{ {}{more} }}", entries.join(", "))
        }
        Value::Record(instance) => format!("a `{}`", instance.info.shape.name),
        Value::Entity(def) => def.name().into(),
        Value::Secret(_) => "a secret".into(),
        Value::Function(_) => "a function".into(),
        Value::Reviewed(_) => "a part of an object".into(),
        Value::Hole => "unknown".into(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Amount(_) | Value::Quantity(_) => {
            let mut text = String::new();
            write(&mut text, value);
            text
        }
    }
}
