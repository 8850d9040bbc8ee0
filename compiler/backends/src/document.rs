//! Making the trees of generated objects and the files that hold them.

use ecow::EcoString;
use o8_ir::{Map, Node, OutputFile, Tree};

use crate::yaml;

/// A file with what its parts come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TracedFile {
    /// Path relative to the output folder, with `/`.
    pub path: EcoString,
    /// The content, byte for byte what a build writes.
    pub content: yaml::Traced,
}

/// A map out of the entries that are there.
pub(crate) fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Option<Node>)>) -> Node {
    let map: Map = entries.into_iter().filter_map(|(key, node)| Some((key, node?))).collect();
    Node::derived(Tree::Map(map))
}

/// A list.
pub(crate) fn list(items: impl IntoIterator<Item = Node>) -> Node {
    Node::derived(Tree::from(items.into_iter().collect::<Vec<_>>()))
}

/// Text.
pub(crate) fn text(value: impl Into<EcoString>) -> Node {
    Node::derived(Tree::String(value.into()))
}

/// A list of texts.
pub(crate) fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> Node {
    list(values.into_iter().map(text))
}

/// A map of texts.
pub(crate) fn text_map<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> Node {
    map(entries.into_iter().map(|(key, value)| (key, Some(text(value)))))
}

/// A tree as the YAML that other YAML holds as text: a value of a ConfigMap.
pub(crate) fn yaml_in_text(node: &Node) -> EcoString {
    let mut bytes = Vec::new();
    yaml::write_document(node, &mut bytes);
    String::from_utf8(bytes).expect("the writer writes text").into()
}

/// A file with one object, below the line that says what it is generated from.
pub(crate) fn file(path: impl Into<EcoString>, source: &str, object: &Node) -> OutputFile {
    let mut bytes = Vec::new();
    yaml::write_header(source, &mut bytes);
    yaml::write_document(object, &mut bytes);
    OutputFile { path: path.into(), bytes: bytes.into() }
}
