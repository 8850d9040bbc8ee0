//! A file as documents: YAML with `---` between them, or JSON.

use serde_yaml::Value;

use crate::problem::{Problem, Sort};

/// A document and where it begins.
pub(crate) struct Document<'t> {
    /// Its content.
    pub(crate) value: Value,
    /// How it is written.
    pub(crate) text: Written<'t>,
}

/// A document as it is written.
#[derive(Clone, Copy)]
pub(crate) struct Written<'t> {
    text: &'t str,
    /// The byte of the file that it begins at.
    pub(crate) offset: usize,
}

impl<'t> Written<'t> {
    fn new(text: &'t str, start: usize, end: usize) -> Self {
        let text = &text[start..end];
        let blank = text.len() - text.trim_start().len();
        Self { text: &text[blank..], offset: start + blank }
    }

    /// Offset and length of a value behind its key, the first one where there are several; else the first line. (What reads
    /// YAML does not say where values are, and what is wrong has a value that one would search for.)
    pub(crate) fn value_of(self, key: &str, value: &str) -> (usize, usize) {
        let found =
            self.text.match_indices(value).find(|(at, _)| self.is_behind(key, *at, *at + value.len()));
        found
            .filter(|_| !value.is_empty())
            .map_or((self.offset, 0), |(at, _)| (self.offset + at, value.len()))
    }

    /// Whether a piece of the text is a value, and what stands before it is its key.
    fn is_behind(self, key: &str, start: usize, end: usize) -> bool {
        let quotes = ['"', '\''];
        let before = self.text[..start].trim_end_matches(quotes).trim_end();
        let Some(before) = before.strip_suffix(':') else { return false };
        let before = before.trim_end().trim_end_matches(quotes);
        let Some(before) = before.strip_suffix(key) else { return false };
        let begins = |c: char| c.is_whitespace() || quotes.contains(&c) || matches!(c, '{' | ',');
        let ends = |c: char| c.is_whitespace() || quotes.contains(&c) || matches!(c, '}' | ',' | ']');
        before.chars().next_back().is_none_or(begins) && self.text[end..].chars().next().is_none_or(ends)
    }
}

/// The documents of a text, empty ones left out.
pub(crate) fn documents(text: &str) -> Result<Vec<Document<'_>>, Problem> {
    // JSON may be indented by tabs, which YAML refuses.
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        return Ok(vec![Document { value, text: Written::new(text, 0, text.len()) }]);
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
            result.push(Document { value, text: Written::new(text, start, end) });
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
