//! A file as documents: YAML with `---` between them, or JSON.

use serde_yaml::Value;

use crate::problem::{Problem, Sort};

/// A document and where it begins.
pub(crate) struct Document {
    /// Its content.
    pub(crate) value: Value,
    /// The byte of the file that it begins at.
    pub(crate) offset: usize,
}

/// The documents of a text, empty ones left out.
pub(crate) fn documents(text: &str) -> Result<Vec<Document>, Problem> {
    // JSON may be indented by tabs, which YAML refuses.
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        return Ok(vec![Document { value, offset: text.len() - text.trim_start().len() }]);
    }
    let mut result = Vec::new();
    for (start, end) in ranges(text) {
        let value: Value = serde_yaml::from_str(&text[start..end]).map_err(|error| {
            let at = error.location().map_or(0, |location| location.index());
            // What the reader says of the place counts from the start of the document.
            let message = error.to_string();
            let reason = message.split(" at line ").next().unwrap_or(&message);
            let offset = (start..=start + at.min(end - start)).rev().find(|at| text.is_char_boundary(*at));
            Problem::new(Sort::Unreadable, offset.unwrap_or(start), reason)
        })?;
        if !value.is_null() {
            let blank = text[start..end].len() - text[start..end].trim_start().len();
            result.push(Document { value, offset: start + blank });
        }
    }
    Ok(result)
}

/// Where documents begin and end. A line `---` inside a block of text is indented, so none is mistaken.
fn ranges(text: &str) -> Vec<(usize, usize)> {
    let mut result = Vec::new();
    let (mut start, mut at) = (text.len() - text.trim_start_matches('\u{FEFF}').len(), 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let is_mark =
            line.strip_prefix("---").is_some_and(|rest| rest.trim().is_empty() || rest.starts_with(" #"));
        if is_mark {
            result.push((start.min(at), at));
            start = end;
        }
        at = end;
    }
    result.push((start, text.len()));
    result
}
