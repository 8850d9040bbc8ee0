//! Objects as JSON, for tools that would rather not read YAML.

use std::io::Write as _;

use o8_ir::{Node, Tree};

/// A `v1 List` of the objects, indented by two spaces, with a newline at the end.
pub fn write_list(objects: &[&Node], out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": ");
    sequence(objects.iter().copied(), 2, out);
    out.extend_from_slice(b"\n}\n");
}

/// One object as a whole text, indented by two spaces, with a newline at the end.
pub(crate) fn document(node: &Node) -> String {
    let mut bytes = Vec::new();
    value(node, 0, &mut bytes);
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("the writer writes text")
}

fn value(node: &Node, indent: usize, out: &mut Vec<u8>) {
    match &node.tree {
        Tree::Null => out.extend_from_slice(b"null"),
        Tree::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Tree::Int(number) => drop(write!(out, "{number}")),
        Tree::Float(number) => drop(write!(out, "{number}")),
        Tree::String(text) => string(text, out),
        Tree::List(list) => sequence(list.items.iter(), indent, out),
        Tree::Map(map) if map.0.is_empty() => out.extend_from_slice(b"{}"),
        Tree::Map(map) => {
            out.push(b'{');
            for (index, (key, node)) in map.0.iter().enumerate() {
                line(index, indent + 2, out);
                string(key, out);
                out.extend_from_slice(b": ");
                value(node, indent + 2, out);
            }
            line(0, indent, out);
            out.push(b'}');
        }
    }
}

fn sequence<'a>(items: impl ExactSizeIterator<Item = &'a Node>, indent: usize, out: &mut Vec<u8>) {
    if items.len() == 0 {
        return out.extend_from_slice(b"[]");
    }
    out.push(b'[');
    for (index, item) in items.enumerate() {
        line(index, indent + 2, out);
        value(item, indent + 2, out);
    }
    line(0, indent, out);
    out.push(b']');
}

/// The end of a line, after a comma where something stands before, and the indentation of the next.
fn line(index: usize, indent: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
    out.resize(out.len() + indent, b' ');
}

/// RFC 8259, section 7: quotes, backslashes and control characters are escaped.
fn string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\r' => out.extend_from_slice(b"\\r"),
            c if c < ' ' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}
