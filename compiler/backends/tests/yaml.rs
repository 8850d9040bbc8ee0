//! The strings of the corpus, written by the one YAML writer, come back equal from other readers: as values,
//! list items, items of nested lists and keys.

mod kubectl;
mod random;

use std::path::Path;

use o8_backends::yaml::{
    unwritable, unwritable_annotation_key, unwritable_key, write_document, write_stream,
};
use o8_ir::{Map, Node, Tree};
use random::Random;
use serde_json::{Value, json};

const CORPUS: &str = include_str!("corpus/awkward-strings.txt");

/// The strings of the corpus.
///
/// Keys that just keep the limit of the readers are among them, of each sort of character.
fn strings() -> Vec<String> {
    let lines = CORPUS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut strings: Vec<_> = lines.map(unescape).collect();
    assert!(strings.len() >= 340, "the corpus holds {} strings", strings.len());
    strings.extend(["k", "é", "#"].map(|text| text.repeat(1022)));
    strings.extend(["\"", "\t"].map(|text| text.repeat(511)));
    strings.extend(["<", "\u{1}", "\u{feff}"].map(|text| text.repeat(170)));
    strings
}

fn unescape(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next() {
            Some('e') => {}
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('\\') => text.push('\\'),
            Some('u') => {
                let digits: String = rest.by_ref().skip(1).take_while(|&c| c != '}').collect();
                let code = u32::from_str_radix(&digits, 16).expect("hexadecimal digits");
                text.push(char::from_u32(code).expect("a character"));
            }
            other => panic!("unknown escape {other:?} in {line:?}"),
        }
    }
    text
}

fn map(entries: impl IntoIterator<Item = (String, Node)>) -> Node {
    Node::derived(Tree::Map(entries.into_iter().collect::<Map>()))
}

/// The strings that may be keys.
fn keys() -> Vec<String> {
    strings().into_iter().filter(|text| unwritable_key(text).is_none()).collect()
}

/// An object of a kind that no tool knows, with every string in every place.
fn object(strings: &[String]) -> Node {
    let text = |text: &String| Node::from(text.as_str());
    map([
        ("apiVersion".to_owned(), "corpus.example.com/v1".into()),
        ("kind".to_owned(), "Corpus".into()),
        ("metadata".to_owned(), map([("name".to_owned(), "corpus".into())])),
        (
            "data".to_owned(),
            map([
                (
                    "values".to_owned(),
                    map(strings.iter().enumerate().map(|(i, s)| (format!("v{i}"), text(s)))),
                ),
                ("items".to_owned(), Node::derived(strings.iter().map(text).collect::<Vec<_>>().into())),
                (
                    "nested".to_owned(),
                    Node::derived(
                        strings
                            .iter()
                            .map(|s| Node::derived(vec![text(s), text(s)].into()))
                            .collect::<Vec<_>>()
                            .into(),
                    ),
                ),
                ("keys".to_owned(), map(strings.iter().map(|s| (s.clone(), "k".into())))),
                (
                    "fields".to_owned(),
                    Node::derived(
                        strings.iter().map(|s| map([(s.clone(), text(s))])).collect::<Vec<_>>().into(),
                    ),
                ),
            ]),
        ),
    ])
}

fn expected(strings: &[String]) -> Value {
    json!({
        "values": strings.iter().enumerate().map(|(i, s)| (format!("v{i}"), json!(s))).collect::<serde_json::Map<_, _>>(),
        "items": strings,
        "nested": strings.iter().map(|s| [s, s]).collect::<Vec<_>>(),
        "keys": strings.iter().map(|s| (s.clone(), json!("k"))).collect::<serde_json::Map<_, _>>(),
        "fields": strings.iter().map(|s| json!({ s: s })).collect::<Vec<_>>(),
    })
}

fn written(strings: &[String]) -> Vec<u8> {
    let mut out = Vec::new();
    write_document(&object(strings), &mut out);
    out
}

/// Compares string by string, so that a failure names the string.
#[track_caller]
fn assert_same(reader: &str, found: &Value, expected: &Value) {
    let mut wrong = Vec::new();
    for (place, strings) in expected.as_object().expect("a map") {
        let found = &found[place];
        match strings {
            Value::Object(map) => {
                for (key, value) in map {
                    if found.get(key) != Some(value) {
                        wrong.push(format!("{place}[{key:?}]: expected {value}, found {:?}", found.get(key)));
                    }
                }
                assert_eq!(found.as_object().map(serde_json::Map::len), Some(map.len()), "{reader}: {place}");
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    if found.get(index) != Some(value) {
                        wrong.push(format!(
                            "{place}[{index}]: expected {value}, found {:?}",
                            found.get(index)
                        ));
                    }
                }
            }
            _ => unreachable!("the places are maps and lists"),
        }
    }
    assert!(wrong.is_empty(), "{reader} reads {} strings otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_string_of_the_corpus_can_be_written() {
    let strings = strings();
    assert!(strings.iter().all(|text| unwritable(text).is_none()));
    assert!(keys().len() + 5 > strings.len(), "the merge key and long texts alone are no keys");
}

#[test]
fn serde_yaml_reads_the_corpus_back() {
    // It counts the bytes of a key where the others count characters.
    let strings: Vec<_> = keys().into_iter().filter(|text| text.len() < 1024).collect();
    let found: Value = serde_yaml::from_slice(&written(&strings)).expect("serde_yaml reads it");
    assert_same("serde_yaml", &found["data"], &expected(&strings));
}

/// What kubectl, and kubectl after kustomize, read of `strings`.
fn check_with_the_real_tools(test: &str, strings: &[String]) {
    let Some(dir) = kubectl::scratch(test) else { return };
    let file = dir.join("corpus.yaml");
    std::fs::write(&file, written(strings)).expect("the corpus can be written");
    let found = kubectl::read(&file);
    assert_same("kubectl", &found[0]["data"], &expected(strings));

    // A patch by operations turns every string into JSON and back. What it makes of a tab before several lines it
    // cannot read itself, so that objects with such a text are never patched like that.
    let patch = "patches:\n- target:\n    kind: Corpus\n  patch: |-\n    - op: add\n      path: /metadata/namespace\n      value: a\n";
    let readable: Vec<_> =
        strings.iter().filter(|text| !text.starts_with('\t') || !text.contains('\n')).cloned().collect();
    for (strings, patch) in [(strings, ""), (&readable, patch)] {
        let kustomization = format!("resources:\n- corpus.yaml\n{patch}");
        std::fs::write(dir.join("kustomization.yaml"), kustomization).expect("and its kustomization");
        std::fs::write(dir.join("corpus.yaml"), written(strings)).expect("the corpus can be written");
        let built = kubectl::kustomize(&dir).expect("kustomize builds the corpus");
        let file = dir.join("built.yaml");
        std::fs::write(&file, built).expect("the result can be written");
        let found = kubectl::read(&file);
        assert_same("kustomize", &found[0]["data"], &expected(strings));
    }
}

#[test]
fn kubectl_and_kustomize_read_the_corpus_back() {
    check_with_the_real_tools("yaml-corpus", &keys());
}

#[test]
fn kubectl_and_kustomize_read_random_strings_back() {
    const PARTS: &[&str] = &[
        "a",
        "b",
        "y",
        "No",
        "1",
        "0",
        "9",
        "x",
        "e",
        "_",
        " ",
        " ",
        "  ",
        "\n",
        "\n",
        "\t",
        ":",
        ": ",
        "#",
        " #",
        "-",
        "- ",
        ".",
        "/",
        "'",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "?",
        "=",
        "<<",
        "~",
        "+",
        "é",
        "😀",
        "\u{a0}",
        "\u{feff}",
        "\r",
        "\0",
        "\u{1b}",
        "2001-01-01",
        "T10:00:00Z",
        "null",
        "---",
        "...",
        "${A}",
        "500m",
        "true",
    ];
    let mut random = Random::new(8);
    let mut strings: Vec<String> =
        (0..2_000).map(|_| (0..=random.below(7)).map(|_| random.one_of(PARTS)).collect()).collect();
    strings.sort();
    strings.dedup();
    strings.retain(|text| unwritable_key(text).is_none());
    check_with_the_real_tools("yaml-random", &strings);
}

/// An object of a kind that every tool knows, with these annotations.
fn annotated(keys: &[String]) -> Vec<u8> {
    let object = map([
        ("apiVersion".to_owned(), "v1".into()),
        ("kind".to_owned(), "ConfigMap".into()),
        (
            "metadata".to_owned(),
            map([
                ("name".to_owned(), "corpus".into()),
                ("annotations".to_owned(), map(keys.iter().map(|key| (key.clone(), "k".into())))),
            ]),
        ),
    ]);
    let mut out = Vec::new();
    write_document(&object, &mut out);
    out
}

/// Kustomize writes the keys of annotations without their quotes, and reads them again.
#[test]
fn kustomize_reads_keys_of_annotations_back_unless_they_are_unwritable() {
    const PARTS: &[&str] =
        &["0", "1", "8", "20", "2001", "0x", "0o", "0b", "-", "_", ".", "e", "F", "-1", "true", "Null", "y"];
    let Some(dir) = kubectl::scratch("yaml-annotations") else { return };
    let is_key = |text: &String| {
        !text.is_empty()
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    let mut random = Random::new(21);
    let random = (0..400).map(|_| (0..=random.below(4)).map(|_| random.one_of(PARTS)).collect::<String>());
    let mut texts: Vec<String> = strings().into_iter().chain(random).filter(is_key).collect();
    texts.sort();
    texts.dedup();
    let (refused, written): (Vec<_>, Vec<_>) =
        texts.into_iter().partition(|text| unwritable_annotation_key(text).is_some());
    std::fs::write(dir.join("kustomization.yaml"), "resources:\n- corpus.yaml\n").expect("a kustomization");
    let build = |keys: &[String]| {
        std::fs::write(dir.join("corpus.yaml"), annotated(keys)).expect("the corpus can be written");
        kubectl::kustomize(&dir)
    };

    let built = build(&written).expect("kustomize builds the corpus");
    std::fs::write(dir.join("built.yaml"), built).expect("the result can be written");
    let found = kubectl::read(&dir.join("built.yaml"));
    let mut found = found[0]["metadata"]["annotations"].as_object().expect("annotations").clone();
    found.remove("a");
    let expected: serde_json::Map<String, Value> =
        written.iter().map(|key| (key.clone(), json!("k"))).collect();
    assert_eq!(found, expected);
    // What is refused without need would be a fault too. Building is slow, so that a few stand for all.
    assert!(refused.len() > 20, "{refused:?}");
    for key in refused.iter().step_by(refused.len() / 20) {
        assert!(build(std::slice::from_ref(key)).is_err(), "kustomize carries {key:?}");
    }
}

/// One document a string, so that a string which ends its document badly would swallow the next one.
#[test]
fn a_stream_loses_no_document() {
    let Some(dir) = kubectl::scratch("yaml-stream") else { return };
    let strings = strings();
    let documents: Vec<_> = strings
        .iter()
        .enumerate()
        .map(|(i, s)| {
            map([
                ("apiVersion".to_owned(), "corpus.example.com/v1".into()),
                ("kind".to_owned(), "Corpus".into()),
                ("metadata".to_owned(), map([("name".to_owned(), Node::from(format!("c{i}").as_str()))])),
                ("text".to_owned(), s.as_str().into()),
            ])
        })
        .collect();
    let mut out = Vec::new();
    write_stream(&documents, &mut out);
    let file = dir.join("stream.yaml");
    std::fs::write(&file, out).expect("the stream can be written");
    let found = kubectl::read(Path::new(&file));
    let texts: Vec<_> = found.iter().map(|document| document["text"].as_str().unwrap_or("?")).collect();
    assert_eq!(texts, strings);
}
