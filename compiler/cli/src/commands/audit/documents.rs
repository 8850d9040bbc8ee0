//! YAML and JSON of others, as objects.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use o8_ir::{List, ListMerge, Map, Node, Tree};
use serde::Deserialize as _;
use serde_yaml::Value;

use crate::Error;
use crate::error::{At, shown};

/// A file as it lies there.
pub(super) struct Text {
    /// Its path as given, `-` for standard input.
    pub(super) path: String,
    pub(super) text: String,
}

/// A document of a file.
pub(super) struct Document {
    /// Where it begins in its file, in bytes.
    pub(super) start: usize,
    /// Where that of its first line ends which may be shown.
    pub(super) end: usize,
    pub(super) object: Node,
}

/// What is in a file.
pub(super) struct Documents {
    pub(super) objects: Vec<Document>,
    /// How many documents are no objects.
    pub(super) others: usize,
    /// What stands in the way of reading on, and where.
    pub(super) broken: Option<(usize, String)>,
}

/// The files that are meant: those that are named, and in folders all that end in `.yaml`, `.yml` or `.json`, in the order of
/// their paths.
pub(super) fn texts(paths: &[PathBuf]) -> Result<Vec<Text>, Error> {
    let mut texts = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            std::io::stdin()
                .read_to_end(&mut bytes)
                .map_err(|error| Error::of("cannot read standard input", &error))?;
            texts.push(Text { path: "-".to_owned(), text: utf8(path, bytes)? });
            continue;
        }
        let mut files = Vec::new();
        if fs::metadata(path).at("open", path)?.is_dir() {
            in_folder(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
        for file in files {
            let bytes = fs::read(&file).at("read", &file)?;
            texts.push(Text { path: shown(&file), text: utf8(&file, bytes)? });
        }
    }
    Ok(texts)
}

fn utf8(path: &Path, bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| {
        Error::new(format!("`{}` is not UTF-8 at byte {}", shown(path), error.utf8_error().valid_up_to()))
    })
}

/// Goes down a folder. Links to folders are left alone: they may lead in circles.
fn in_folder(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).at("read", folder)? {
        entries.push(entry.at("read", folder)?);
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type().at("read", &path)?;
        let is_yaml = path
            .extension()
            .is_some_and(|extension| matches!(extension.to_str(), Some("yaml" | "yml" | "json")));
        if kind.is_dir() {
            if entry.file_name() != ".git" {
                in_folder(&path, files)?;
            }
        } else if is_yaml && fs::metadata(&path).is_ok_and(|found| found.is_file()) {
            files.push(path);
        }
    }
    Ok(())
}

/// The objects in a text; those of a `List` one by one.
pub(super) fn documents(text: &str) -> Documents {
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

/// The text as reports may show it: the lines that objects begin with, and blanks for whatever may be a secret.
pub(super) fn veiled(text: &str, found: &Documents) -> String {
    let mut shown = String::with_capacity(text.len());
    // As many bytes, so that places stay where they are.
    let blank =
        |part: &str| -> String { part.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect() };
    for document in &found.objects {
        // The objects of a list are all where it begins.
        if document.start >= shown.len() {
            shown.push_str(&blank(&text[shown.len()..document.start]));
            shown.push_str(&text[document.start..document.end]);
        }
    }
    shown.push_str(&blank(&text[shown.len()..]));
    shown
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
    fn what_may_be_a_secret_is_not_shown() {
        let text = "kind: Secret\napiVersion: v1\nstringData: {a: geh€im}\n---\n{\"stringData\": {\"a\": \"geheim\"},\n\"kind\": \"Secret\", \"apiVersion\": \"v1\"}\n---\nstringData: geheim\nkind: Secret\napiVersion: v1\n";
        let shown = veiled(text, &documents(text));
        let lines: Vec<&str> = shown.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["kind: Secret", "{", "stringData:"]);
        assert_eq!(shown.len(), text.len());
        let reason = documents("apiVersion: v1\nkind: Secret\ndata: {a: !!int geheim}\n").broken;
        assert!(reason.is_some_and(|(_, reason)| !reason.contains("geheim")));
    }

    #[test]
    fn lists_are_their_objects_and_what_is_no_object_is_counted() {
        let found = documents(
            "{\"apiVersion\": \"v1\", \"kind\": \"PodList\", \"items\": [{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}, {\"a\": 1}]}\n---\nreplicas: 1\n",
        );
        assert_eq!((found.objects.len(), found.others, found.broken.is_none()), (1, 2, true));
    }

    #[test]
    fn what_comes_after_broken_text_is_not_read() {
        let found = documents("apiVersion: v1\nkind: A\n---\na: [\n---\napiVersion: v1\nkind: B\n");
        assert_eq!(found.objects.len(), 1);
        assert!(found.broken.is_some());
    }
}
