//! YAML and JSON of others, as objects.

use o8_ir::{List, ListMerge, Map, Node, Tree};
use serde::Deserialize as _;
use serde_yaml::Value;

/// A document of a file.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it begins in its file, in bytes.
    pub start: usize,
    /// Where that of its first line ends which may be shown.
    pub end: usize,
    /// What it says; no part of it has an origin.
    pub object: Node,
}

/// What is in a file.
#[derive(Clone, Debug)]
pub struct Documents {
    /// Everything with `apiVersion` and `kind`, in order.
    pub objects: Vec<Document>,
    /// How many documents are no objects.
    pub others: usize,
    /// What stands in the way of reading on, and where.
    pub broken: Option<(usize, String)>,
}

/// The objects in a text of YAML or JSON; those of a `List` one by one. What comes behind broken text is not read.
pub fn documents(text: &str) -> Documents {
    // The API server's tools read past a mark of the order of bytes, and the reader here stumbles over it.
    let Some(rest) = text.strip_prefix('\u{feff}') else { return documents_of(text) };
    let by = text.len() - rest.len();
    let mut found = documents_of(rest);
    for document in &mut found.objects {
        document.start += by;
        document.end += by;
    }
    found.broken = found.broken.map(|(at, reason)| (at + by, reason));
    found
}

fn documents_of(text: &str) -> Documents {
    let mut found = Documents { objects: Vec::new(), others: 0, broken: None };
    if let Some(at) = too_deep(text) {
        found.broken = Some((at, "brackets nest too deep".to_owned()));
        return found;
    }
    let starts = starts(text);
    for (at, document) in serde_yaml::Deserializer::from_str(text).enumerate() {
        let start = starts.get(at).copied().unwrap_or_default();
        match Value::deserialize(document) {
            Ok(Value::Null) => {}
            Ok(value) => found.take(value, start, first_line(text, start)),
            Err(error) => {
                let place = error.location().map_or(start, |location| location.index().min(text.len()));
                found.broken = Some((place, reason(&error)));
                break;
            }
        }
    }
    found
}

impl Documents {
    fn take(&mut self, value: Value, start: usize, end: usize) {
        let text = |field: &str| value.get(field).and_then(Value::as_str);
        let (version, kind) = (text("apiVersion"), text("kind"));
        if version.is_none() || kind.is_none() {
            self.others += 1;
            return;
        }
        let is_list = kind.is_some_and(|kind| kind.ends_with("List"))
            && value.get("items").is_some_and(Value::is_sequence);
        match value {
            Value::Mapping(mut map) if is_list => {
                if let Some(Value::Sequence(items)) = map.remove("items") {
                    items.into_iter().for_each(|item| self.take(item, start, end));
                }
            }
            value => {
                if let Some(object) = node(value) {
                    self.objects.push(Document { start, end, object });
                }
            }
        }
    }
}

/// The reader of YAML takes time that grows with the square of how deep brackets nest, before it looks at how deep that is.
const DEEPEST: usize = 10_000;

/// Where brackets that are not closed become too many. They are counted in texts, too, where they mean nothing: no text has as many.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth: usize = 0;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

/// Where the contents of each document begin: at its first line that is no comment.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let (mut at, mut open) = (0, true);
    for line in text.split_inclusive('\n') {
        let is_separator =
            line.strip_prefix("---").is_some_and(|rest| rest.trim_start() != rest || rest.is_empty());
        let has_more =
            line.get(3..).is_some_and(|rest| !rest.trim().is_empty() && !rest.trim().starts_with('#'));
        if is_separator {
            // A document without contents counts, but for what stands before the first.
            if open && !starts.is_empty() {
                starts.push(at);
            }
            open = !has_more;
            if has_more {
                starts.push(at);
            }
        } else if open && !line.trim().is_empty() && !line.trim_start().starts_with(['#', '%']) {
            starts.push(at);
            open = false;
        }
        at += line.len();
    }
    starts
}

/// Where that of the first line ends which may be shown: a whole object may stand in one line, with all that it hides.
fn first_line(text: &str, start: usize) -> usize {
    let rest = &text[start.min(text.len())..];
    let line = rest.lines().next().unwrap_or_default();
    let says_what_it_is =
        ["apiVersion:", "kind:", "metadata:", "---"].iter().any(|field| line.starts_with(field));
    let brackets: &[char] = if says_what_it_is { &['{', '['] } else { &['{', '[', ':'] };
    let shown = line.find(brackets).map_or(line, |at| &line[..=at]);
    start + shown.trim_end().len()
}

/// Why a text is no YAML, without what stands in it.
fn reason(error: &serde_yaml::Error) -> String {
    let reason = error.to_string();
    match reason.contains("invalid value") || reason.contains("invalid type") {
        true => "a value is not what its tag says".to_owned(),
        false => reason,
    }
}

/// A value as the compiler has trees: nulls are absent, as to the API server.
fn node(value: Value) -> Option<Node> {
    let tree = match value {
        Value::Null => return None,
        Value::Bool(value) => Tree::Bool(value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Tree::Int(whole),
            (None, Some(float)) => Tree::Float(float),
            (None, None) => return None,
        },
        Value::String(text) => Tree::String(text.into()),
        Value::Sequence(items) => Tree::List(List {
            items: items.into_iter().filter_map(node).collect(),
            merge: ListMerge::Replace,
        }),
        Value::Mapping(map) => {
            let entry = |(key, value): (Value, Value)| Some((text_of_key(key)?.into(), node(value)?));
            Tree::Map(Map(map.into_iter().filter_map(entry).collect()))
        }
        Value::Tagged(tagged) => return node(tagged.value),
    };
    Some(Node::derived(tree))
}

/// Keys are texts to Kubernetes: what YAML reads otherwise is written as it stands.
fn text_of_key(key: Value) -> Option<String> {
    match key {
        Value::String(text) => Some(text),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first lines of the objects in a text.
    fn lines(text: &str) -> Vec<&str> {
        documents(text).objects.iter().map(|found| &text[found.start..found.end]).collect()
    }

    #[test]
    fn objects_are_found_where_they_begin() {
        let text = "# a comment\n---\n# another\napiVersion: v1\nkind: A\n---\n---\n\nkind: B\napiVersion: v1\n--- {apiVersion: v1, kind: C}\n";
        assert_eq!(lines(text), ["apiVersion: v1", "kind: B", "--- {"]);
    }

    #[test]
    fn lists_are_their_objects_and_what_is_no_object_is_counted() {
        let found = documents(
            "{\"apiVersion\": \"v1\", \"kind\": \"PodList\", \"items\": [{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}, {\"a\": 1}]}\n---\nreplicas: 1\n",
        );
        assert_eq!((found.objects.len(), found.others, found.broken.is_none()), (1, 2, true));
    }

    #[test]
    fn a_mark_of_the_order_of_bytes_is_read_past() {
        let text = "\u{feff}apiVersion: v1\nkind: A\n---\nkind: B\napiVersion: v1\n---\na: [";
        let found = documents(text);
        let lines: Vec<&str> = found.objects.iter().map(|found| &text[found.start..found.end]).collect();
        assert_eq!(lines, ["apiVersion: v1", "kind: B"]);
        assert_eq!(found.broken.map(|(at, _)| at), Some(text.len()));
    }

    #[test]
    fn what_comes_after_broken_text_is_not_read() {
        let found = documents("apiVersion: v1\nkind: A\n---\na: [\n---\napiVersion: v1\nkind: B\n");
        assert_eq!(found.objects.len(), 1);
        assert!(found.broken.is_some());
    }
}
