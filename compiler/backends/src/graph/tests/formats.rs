//! What the formats say, and what they do with texts that could break them.

use super::{generated, named};
use crate::graph::{dot, json, mermaid, svg};

const NASTY: &str = "a\"b\\n<script>&'#;|end`\u{1}\u{1b}]\n%{}*_";

#[test]
fn the_same_graph_gives_the_same_bytes() {
    let graph = generated(60, 3);
    for format in [dot, json, mermaid, svg] {
        assert_eq!(format(&graph), format(&graph));
    }
}

#[test]
fn json_can_be_read_whatever_is_in_it() {
    let value: serde_json::Value = serde_json::from_str(&json(&named(NASTY))).expect("it is JSON");
    assert_eq!(value["nodes"][0]["name"], NASTY);
    assert_eq!(value["edges"][0]["labels"][0]["text"], NASTY);
    assert_eq!(value["environment"], serde_json::Value::Null);
}

/// Each tag that is opened is closed, texts hold nothing that is a tag, and attributes end where they should.
#[test]
fn svg_is_well_formed_whatever_is_in_it() {
    for text in [NASTY, "plain", "]]>", "--><!--", "é漢字"] {
        well_formed(&svg(&named(text)));
    }
    well_formed(&svg(&generated(30, 3)));
}

fn well_formed(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        assert!(!before.contains("]]>"), "{before}");
        assert!(open.last() == Some(&"style") || !before.contains('>'), "{before}");
        let (tag, after) = after.split_once('>').expect("a tag ends");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if tag.ends_with('/') => {}
            None => open.push(tag.split(' ').next().expect("a tag has a name")),
        }
        rest = after;
    }
    assert!(open.is_empty(), "{open:?}");
    let is_plain = |c: char| c == '\n' || !c.is_control();
    assert!(text.chars().all(is_plain));
}

#[test]
fn mermaid_has_nothing_that_ends_a_text() {
    let text = mermaid(&named(NASTY));
    for line in text.lines().skip(3).filter(|line| line.contains('"')) {
        assert_eq!(line.matches('"').count(), 2, "{line}");
        let inside = line.split('"').nth(1).expect("a text between two quotes");
        let bare: String = inside.split("<br/>").collect();
        assert!(!bare.contains(['<', '>', '`', '\\', '|', '&']), "{line}");
    }
}

#[test]
fn dot_has_nothing_that_ends_a_text() {
    let text = dot(&named(NASTY));
    assert!(text.contains(r#"label="a\"b\\n<script>"#), "{text}");
    for line in text.lines() {
        let unescaped = line.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(unescaped.matches('"').count() % 2, 0, "{line}");
    }
}
