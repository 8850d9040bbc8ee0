//! What the command line cannot show at small: names that meet, references in a circle, odd texts.

use crate::{Input, Sort, Source, custom_resources, is_type_name, json_schema};

fn definition(kind: &str, schema: &str) -> String {
    format!(
        "kind: CustomResourceDefinition\nmetadata: {{name: {kind}}}\nspec:\n  group: example.org\n  names: {{kind: {kind}, plural: x}}\n  versions:\n  - {{name: v1, served: true, schema: {{openAPIV3Schema: {schema}}}}}\n"
    )
}

fn kinds(texts: &[String], taken: &[&str]) -> Vec<Source> {
    let inputs: Vec<Input<'_>> = texts.iter().map(|text| Input { name: "a.yaml", text }).collect();
    let taken: Vec<String> = taken.iter().map(|&name| name.to_owned()).collect();
    custom_resources(&inputs, &|_, _| taken.clone()).expect("definitions")
}

fn declared(source: &Source) -> Vec<&str> {
    let words = source.text.lines().filter_map(|line| line.strip_prefix("pub type "));
    words.map(|rest| rest.split([' ', '{']).next().unwrap_or_default()).collect()
}

const NESTED: &str = "{properties: {spec: {type: object, properties: {a: {type: object, properties: {tls: {type: object, properties: {x: {type: string}}}}}, b: {type: object, properties: {tls: {type: object, properties: {x: {type: string}}}}}, c: {type: object, properties: {tls: {type: object, properties: {y: {type: string}}}}}}}}}";

#[test]
fn equal_records_of_one_name_share_a_type_and_others_say_more() {
    let sources = kinds(&[definition("Web", NESTED)], &[]);
    assert_eq!(declared(&sources[0]), ["Web", "WebSpec", "WebA", "WebB", "WebC", "WebTls", "WebCTls"]);
}

#[test]
fn names_keep_clear_of_other_kinds_and_files() {
    let other =
        definition("WebSpec", "{properties: {spec: {type: object, properties: {x: {type: string}}}}}");
    let sources = kinds(&[definition("Web", NESTED), other], &["WebA"]);
    assert_eq!(declared(&sources[0]), ["Web", "WebSpec2", "WebSpecA", "WebB", "WebC", "WebTls", "WebCTls"]);
    assert_eq!(declared(&sources[1]), ["WebSpec", "WebSpecSpec"]);
}

#[test]
fn kinds_with_the_names_of_types_leave_these_alone() {
    let port = definition(
        "Port",
        "{properties: {spec: {properties: {to: {type: integer, minimum: 1, maximum: 65535}}}}}",
    );
    let sources = kinds(&[port, definition("Json", "{properties: {a: {type: string}}}")], &[]);
    assert_eq!(declared(&sources[0]), ["JsonKind"]);
    assert_eq!(declared(&sources[1]), ["PortKind", "PortKindSpec"]);
    assert!(sources[1].text.contains("kind = \"Port\"") && sources[1].text.contains("  to: Port? = null\n"));
    assert_eq!(sources[1].path, "crd/example.org/v1/port.o8");
    assert_eq!(sources[1].declares, "PortKind of example.org/v1");
}

#[test]
fn a_kind_that_comes_twice_is_what_it_is_last() {
    let first = definition("Web", "{properties: {a: {type: string}}}");
    let second = definition("Web", "{properties: {b: {type: string}}}");
    let sources = kinds(&[first, second], &[]);
    assert_eq!(sources.len(), 1);
    assert!(sources[0].text.contains("  b: String? = null\n") && !sources[0].text.contains("  a: "));
}

#[test]
fn a_kind_that_describes_nothing_has_a_free_spec() {
    let sources =
        kinds(&[definition("Web", "{type: object, x-kubernetes-preserve-unknown-fields: true}")], &[]);
    assert!(
        sources[0].text.contains("  metadata: ObjectMeta\n  spec: Json? = null\n"),
        "{}",
        sources[0].text
    );
}

#[test]
fn texts_of_others_stay_inside_of_comments_and_strings() {
    let schema = r#"{properties: {a: {type: string, description: "one\n*/ \u202E two `x` ${y}", enum: ["$x", "a\"b", "c\\d"]}, b: {type: string, pattern: '"[^"]*"\$'}}}"#;
    let sources = kinds(&[definition("Web", schema)], &[]);
    assert!(sources[0].text.contains("  /// one */ two `x` ${y}\n"), "{}", sources[0].text);
    assert!(sources[0].text.contains(r#"a: ("\$x" | "a\"b" | "c\\d")? = null"#), "{}", sources[0].text);
    assert!(!o8_syntax::format(&sources[0].text).partial, "{}", sources[0].text);
}

#[test]
fn references_in_circles_end() {
    let schema = r##"{"$ref": "#/$defs/a", "$defs": {"a": {"type": "object", "properties": {"b": {"$ref": "#/$defs/b"}, "self": {"$ref": "#"}}}, "b": {"type": "array", "items": {"$ref": "#/$defs/b"}}}}"##;
    let source = json_schema("Values", Input { name: "v.json", text: schema }, false, &[]);
    let source = source.expect("an object");
    assert!(source.text.contains("self: Values? = null"), "{}", source.text);
    assert!(!o8_syntax::format(&source.text).partial, "{}", source.text);
    let endless = r##"{"$ref": "#"}"##;
    let problem = json_schema("Values", Input { name: "v.json", text: endless }, false, &[])
        .expect_err("nothing is in it");
    assert_eq!(problem.sort, Sort::NoSchema);
}

#[test]
fn names_of_types_are_capital() {
    assert!(is_type_name("RedisValues") && is_type_name("A1"));
    assert!(!is_type_name("redis") && !is_type_name("") && !is_type_name("A-B") && !is_type_name("1A"));
    assert!(!is_type_name("String"), "files that are written need it themselves");
}

#[test]
fn bounds_that_exclude_each_other_are_remarked() {
    let of = |bounds: &str| {
        let schema = format!("{{properties: {{spec: {{properties: {{a: {{{bounds}}}}}}}}}}}");
        kinds(&[definition("Web", &schema)], &[])[0].text.clone()
    };
    let none = "// Not checked here: its bounds, as no number keeps to both of them\n  a: ";
    for bounds in [
        "type: integer, minimum: 5, maximum: 3",
        "type: integer, minimum: 2, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true",
        "type: number, minimum: 5.5, maximum: 3",
        "type: number, minimum: 3, maximum: 3, exclusiveMaximum: true",
    ] {
        assert!(of(bounds).contains(none), "{bounds}: {}", of(bounds));
    }
    for bounds in ["type: integer, minimum: 3, maximum: 3", "type: number, minimum: 3, maximum: 3"] {
        assert!(!of(bounds).contains("Not checked"), "{bounds}: {}", of(bounds));
    }
}
