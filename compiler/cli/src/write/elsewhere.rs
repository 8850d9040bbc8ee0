//! PR01: what would change outside of what was asked for, down to the field and the source.

use std::fmt;
use std::fs;
use std::path::Path;

use serde_yaml::Value;

use super::Change;
use super::plan::{HEADER, Plan};
use super::refusal::SHOWN_NAMES;

/// A file that was not to change, and would.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Elsewhere {
    /// Relative to the output folder.
    pub path: String,
    /// What of it.
    what: What,
    /// The source that it is made from.
    source: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum What {
    /// It would be written for the first time.
    New,
    /// It would go.
    Gone,
    /// The first field that would be another, as a path.
    Field(String),
    /// Its fields are the same, or are not looked at.
    Text,
}

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path)?;
        match &self.what {
            What::New => write!(f, "new")?,
            What::Gone => write!(f, "no longer produced")?,
            What::Field(field) => write!(f, "`{field}`")?,
            What::Text => write!(f, "other text")?,
        }
        match &self.source {
            Some(source) => write!(f, ", from {source}"),
            None => Ok(()),
        }
    }
}

/// What of the plan is not in `only`, by its path.
pub(super) fn elsewhere(root: &Path, plan: &Plan<'_>, only: &dyn Fn(&str) -> bool) -> Vec<Elsewhere> {
    let mut found: Vec<Change<'_>> = plan.changes().filter(|change| !only(change.path())).collect();
    found.sort_by_key(|change| change.path());
    let one = |(at, change): (usize, Change<'_>)| {
        let path = change.path();
        // Where it is not shown, nothing has to be read for it.
        let there = if at < SHOWN_NAMES { fs::read(root.join(path)).ok() } else { None };
        let item = plan.items.iter().find(|item| item.path() == path);
        let (what, text): (What, Option<&[u8]>) = match (item, &there) {
            (Some(item), Some(there)) => (difference(there, &item.file.bytes), Some(&item.file.bytes)),
            (Some(item), None) => (What::New, Some(&item.file.bytes)),
            (None, there) => (What::Gone, there.as_deref()),
        };
        Elsewhere { path: path.to_owned(), what, source: text.and_then(source) }
    };
    found.into_iter().enumerate().map(one).collect()
}

/// The source that the first line of a file names.
fn source(text: &[u8]) -> Option<String> {
    let line = text.strip_prefix(HEADER)?.split(|byte| *byte == b'\n').next()?;
    let line = str::from_utf8(line).ok()?;
    Some(line.strip_suffix(". Do not edit.")?.to_owned())
}

fn difference(there: &[u8], here: &[u8]) -> What {
    let read = |text: &[u8]| serde_yaml::from_slice::<Value>(text).ok();
    let (Some(there), Some(here)) = (read(there), read(here)) else { return What::Text };
    let mut path = String::new();
    match differs(&there, &here, &mut path) {
        true if !path.is_empty() => What::Field(path),
        _ => What::Text,
    }
}

/// Whether two values differ; `path` then leads to the first field that does, in the order of the new file.
fn differs(there: &Value, here: &Value, path: &mut String) -> bool {
    let inside: Vec<(String, Option<&Value>, Option<&Value>)> = match (there, here) {
        (Value::Mapping(there), Value::Mapping(here)) => {
            let gone = there.keys().filter(|key| !here.contains_key(key));
            here.keys().chain(gone).map(|key| (step_of_key(key), there.get(key), here.get(key))).collect()
        }
        (Value::Sequence(there), Value::Sequence(here)) => {
            let all = 0..there.len().max(here.len());
            all.map(|at| (format!("[{at}]"), there.get(at), here.get(at))).collect()
        }
        (there, here) => return there != here,
    };
    let length = path.len();
    inside.into_iter().any(|(step, there, here)| {
        path.truncate(length);
        // The first key of a path has nothing to be parted from.
        path.push_str(if length == 0 { step.trim_start_matches('.') } else { &step });
        match (there, here) {
            (Some(there), Some(here)) => differs(there, here, path),
            _ => true,
        }
    })
}

/// `.metadata`, and in quotes what has dots of its own.
fn step_of_key(key: &Value) -> String {
    let key = key.as_str().map_or_else(|| format!("{key:?}"), str::to_owned);
    match key.contains(['.', '[', '"']) || key.is_empty() {
        true => format!(".{key:?}"),
        false => format!(".{key}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_field_that_differs_is_named() {
        let field = |there: &str, here: &str| difference(there.as_bytes(), here.as_bytes());
        let named = |path: &str| What::Field(path.to_owned());
        let cases = [
            ("a: 1\nb:\n  c: 2\n", "a: 1\nb:\n  c: 3\n", named("b.c")),
            ("l:\n- name: a\n- name: b\n", "l:\n- name: a\n- name: c\n", named("l[1].name")),
            ("l: [1]\n", "l: [1, 2]\n", named("l[1]")),
            ("a: 1\nold: 2\n", "a: 1\n", named("old")),
            ("x: {}\n", "x:\n  a.b/c: yes\n", named("x.\"a.b/c\"")),
            ("a: 1\n", "# other\na: 1\n", What::Text),
            ("a: [\n", "a: 1\n", What::Text),
            ("1\n", "2\n", What::Text),
        ];
        for (there, here, what) in cases {
            assert_eq!(field(there, here), what, "{there} {here}");
        }
    }
}
