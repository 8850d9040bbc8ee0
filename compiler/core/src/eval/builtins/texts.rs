//! Methods of strings, and functions of one text.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use ecow::{EcoString, eco_format};
use o8_diagnostics::catalogue::values as catalogue;

use crate::calendar::{cron, zone};
use crate::eval::machine::{MOST_ELEMENTS, MOST_TEXT, Machine};
use crate::eval::patterns;
use crate::eval::re2;
use crate::eval::sha256;
use crate::eval::value::{Located, Value};
use crate::hir::Builtin;

use super::Call;

impl<'a> Machine<'a, '_> {
    pub(super) fn text_method(&mut self, builtin: Builtin, text: &'a EcoString, call: Call<'a>) -> Value<'a> {
        use Builtin as B;
        if self.sees_late() {
            for (at, _) in call.arguments.iter().enumerate() {
                let argument = self.argument(call, at);
                if self.refuses_late(argument, "looked for", || call.argument_place(at)) {
                    return Value::Hole;
                }
            }
        }
        match builtin {
            B::StartsWith | B::EndsWith | B::Contains | B::IndexOf => match self.argument(call, 0) {
                Value::String(piece) => {
                    let piece = piece.as_str();
                    match builtin {
                        B::StartsWith => Value::Bool(text.starts_with(piece)),
                        B::EndsWith => Value::Bool(text.ends_with(piece)),
                        B::Contains => Value::Bool(text.contains(piece)),
                        _ => Value::Int(text.find(piece).map_or(-1, |at| text[..at].chars().count() as i64)),
                    }
                }
                _ => Value::Hole,
            },
            B::Matches => match self.argument(call, 0) {
                Value::String(pattern) => match patterns::is_match(pattern, text) {
                    Ok(found) => Value::Bool(found),
                    Err(reason) => self.fail(|| catalogue::bad_pattern(call.argument_place(0), &reason)),
                },
                _ => Value::Hole,
            },
            B::Split => match self.argument(call, 0) {
                Value::String(separator) => self.split(text, separator, call),
                _ => Value::Hole,
            },
            B::Replace => match (self.argument(call, 0), self.argument(call, 1)) {
                (Value::String(from), Value::String(to)) => {
                    // Each character may be replaced, and one more at the end.
                    let most =
                        text.len().saturating_add(1).saturating_mul(to.len()).saturating_add(text.len());
                    if most > MOST_TEXT && text.matches(from.as_str()).count() * to.len() > MOST_TEXT {
                        return self.fail(|| catalogue::text_too_long(call.place(), MOST_TEXT));
                    }
                    self.text(text.replace(from.as_str(), to), || call.place())
                }
                _ => Value::Hole,
            },
            B::LowerAscii => self.text(text.as_str().to_ascii_lowercase(), || call.place()),
            B::UpperAscii => self.text(text.as_str().to_ascii_uppercase(), || call.place()),
            B::Trim => self.text(text.trim(), || call.place()),
            B::IsCron => Value::Bool(cron::parse(text).is_ok()),
            B::IsTimeZone => Value::Bool(zone::is_zone(text)),
            B::IsRegex => Value::Bool(patterns::is_match(text, "").is_ok() && re2::is_of_re2(text)),
            B::Slice => {
                let length = text.chars().count();
                let Some((start, end)) = self.bounds(length, call) else { return Value::Hole };
                let piece: EcoString = text.chars().skip(start).take(end - start).collect();
                self.text(piece, || call.place())
            }
            B::ImageReference => self.text(o8_policies::reference::familiar(text), || call.place()),
            B::Sha256 => self.text(sha256::hex(text.as_bytes()), || call.place()),
            B::Base64Encode => self.text(BASE64.encode(text.as_bytes()), || call.place()),
            B::ReadFile => self.read_file(text, call),
            _ => Value::Hole,
        }
    }

    fn split(&mut self, text: &'a EcoString, separator: &str, call: Call<'a>) -> Value<'a> {
        if text.len() > MOST_ELEMENTS && text.matches(separator).count() >= MOST_ELEMENTS {
            return self.fail(|| catalogue::too_many_elements(call.place(), MOST_ELEMENTS));
        }
        let arena = self.arena;
        let piece = |piece: EcoString| Located::from(Value::String(arena.text(piece)));
        let items: Vec<Located<'a>> = if separator.is_empty() {
            text.chars().map(|c| piece(eco_format!("{c}"))).collect()
        } else {
            text.split(separator).map(|text| piece(text.into())).collect()
        };
        self.list(&items, || call.place())
    }

    /// `readFile("path")`: relative to the file that the call stands in, inside its package.
    fn read_file(&mut self, path: &str, call: Call<'a>) -> Value<'a> {
        let item = call.scope.root.item;
        let package = item.package();
        let folder = self.world.definitions.path(item).rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(full) = joined(folder, path) else {
            return self.fail(|| catalogue::file_outside(call.argument_place(0), path));
        };
        match self.world.definitions.read(package, &full) {
            Some(text) => self.text(&*text, || call.place()),
            None => self.fail(|| catalogue::no_such_file(call.argument_place(0), &full)),
        }
    }
}

/// A path below the root of a package; `None` where it leads out of it.
fn joined(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
