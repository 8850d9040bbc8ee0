//! What an author writes for an object to pass a rule, where the rule leaves no choice: it asks for one value, and the text that
//! decided the field, or should have, is the author's own.

use std::fmt::Write as _;

use o8_diagnostics::{Anchor, Fix, ItemId, Place, Span};
use o8_ir::{Node, Tree};
use o8_policies::{Blame, Constant};

/// The change by which the part of an object that is to blame becomes what it has to be. `place` is what decided it, or decided what
/// should hold it.
pub(super) fn correction<'t>(
    blame: &Blame<'_>,
    place: Place,
    text: &dyn Fn(ItemId) -> Option<&'t str>,
) -> Option<Fix> {
    let Anchor::Item(item) = place.anchor else { return None };
    let (text, wanted) = (text(item)?, written(blame.wanted.as_ref()?)?);
    let (span, new) = match blame.found {
        Some(found) => (literal(text, place.span, found)?, wanted.clone()),
        None => setting(text, place.span, &blame.missing, &wanted)?,
    };
    let (start, end) = (span.start as usize, span.end as usize);
    let changed = format!("{}{new}{}", &text[..start], &text[end..]);
    if !is_right(&changed) {
        return None;
    }
    let title = match blame.found {
        Some(_) => format!("write `{wanted}`"),
        None => format!("set `{} = {wanted}`", blame.missing.join(".")),
    };
    let place = Place { span, ..place };
    // Another number or text may be known elsewhere: that of a port, or of a host.
    Some(match blame.wanted {
        Some(Constant::Bool(_) | Constant::List(_)) => Fix::safe(title, place, new),
        _ => Fix::offered(title, place, new),
    })
}

/// A constant as a program says it; `None` where that would need escapes.
fn written(constant: &Constant) -> Option<String> {
    Some(match constant {
        Constant::Bool(value) => value.to_string(),
        Constant::Int(number) => number.to_string(),
        Constant::Text(text) if !text.contains(['"', '\\', '$', '\n', '\r']) => format!("\"{text}\""),
        Constant::List(items) => {
            format!("[{}]", items.iter().map(written).collect::<Option<Vec<_>>>()?.join(", "))
        }
        Constant::Text(_) | Constant::Quantity(_) => return None,
    })
}

/// Where the value of a setting stands, if it is a literal: `= true` after the path of the setting.
fn literal(text: &str, setting: Span, found: &Node) -> Option<Span> {
    let said = match &found.tree {
        Tree::Bool(value) => value.to_string(),
        Tree::Int(number) => number.to_string(),
        Tree::String(text) => format!("\"{text}\""),
        _ => return None,
    };
    let after = text.get(setting.end as usize..)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let rest = value.strip_prefix(said.as_str())?;
    // A longer word or an expression begins with it, too.
    let ends = rest.trim_start_matches([' ', '\t']);
    if !(ends.is_empty() || ends.starts_with([',', '}', '\n', '\r']) || ends.starts_with("//")) {
        return None;
    }
    let start = text.len() - value.len();
    Some(Span::new(start as u32, (start + said.len()) as u32))
}

/// A setting at the beginning of the block that `holder` is, or that stands behind it.
fn setting(text: &str, holder: Span, path: &[impl AsRef<str>], value: &str) -> Option<(Span, String)> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if path.is_empty() || !path.iter().all(|name| is_name(name.as_ref())) {
        return None;
    }
    let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
    let line = format!("{} = {value}", path.join("."));
    let from = text.get(holder.start as usize..)?;
    if text.get(holder.end as usize..)?.starts_with('.') {
        return Some(beside(text, holder, &line));
    }
    let inside = match from.strip_prefix('{') {
        Some(inside) => inside,
        None => {
            let after = text.get(holder.end as usize..)?.trim_start_matches([' ', '\t']);
            let after = after.strip_prefix('=').unwrap_or(after);
            after.trim_start_matches([' ', '\t']).strip_prefix('{')?
        }
    };
    let at = (text.len() - inside.len()) as u32;
    let next = inside.trim_start();
    let gap = &inside[..inside.len() - next.len()];
    let mut new = String::new();
    let _ = match gap.rsplit_once('\n') {
        _ if next.starts_with('}') => write!(new, " {line}{}", if gap.is_empty() { " " } else { "" }),
        Some((_, indentation)) => write!(new, "\n{indentation}{line}"),
        None => write!(new, " {line},"),
    };
    Some((Span::new(at, at), new))
}

/// A setting before another one that begins alike: `securityContext.capabilities.drop = …`, of which `holder` is `securityContext`.
fn beside(text: &str, holder: Span, line: &str) -> (Span, String) {
    let before = &text[..holder.start as usize];
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let start = before.trim_end_matches(is_path).len();
    let above = &text[start..holder.end as usize];
    let indentation = before[..start].rsplit_once('\n').map_or("", |(_, line)| line);
    let next = match indentation.trim().is_empty() && before[..start].contains('\n') {
        true => format!("\n{indentation}"),
        false => ", ".to_owned(),
    };
    (Span::new(start as u32, start as u32), format!("{above}.{line}{next}"))
}

fn is_right(text: &str) -> bool {
    let parsed = o8_syntax::parse(text);
    parsed.diagnostics.is_empty() && parsed.items.len() == 1 && parsed.items[0].diagnostics.is_empty()
}
