use super::*;

fn node(text: &str) -> Node {
    fn of(value: &serde_json::Value) -> Node {
        let tree = match value {
            serde_json::Value::Object(map) => {
                Tree::Map(map.iter().map(|(key, value)| (key.as_str(), of(value))).collect())
            }
            serde_json::Value::Array(items) => Tree::from(items.iter().map(of).collect::<Vec<_>>()),
            serde_json::Value::String(text) => Tree::String(text.as_str().into()),
            serde_json::Value::Number(number) => Tree::Int(number.as_i64().expect("a whole number")),
            serde_json::Value::Bool(value) => Tree::Bool(*value),
            serde_json::Value::Null => Tree::Null,
        };
        Node::derived(tree)
    }
    of(&serde_json::from_str(text).expect("JSON"))
}

/// Helm's merge of a later file over an earlier one.
fn merged(below: &Node, over: &Node) -> Node {
    let (Some(below), Some(over)) = (below.as_map(), over.as_map()) else { return over.clone() };
    let mut result = below.clone();
    for (key, value) in &over.0 {
        let value = match below.get(key) {
            Some(other) if other.as_map().is_some() && value.as_map().is_some() => merged(other, value),
            _ => value.clone(),
        };
        result.insert(key.clone(), value);
    }
    Node::derived(Tree::Map(result))
}

#[track_caller]
fn check(base: &str, targets: &[&str], expected_base: &str, expected: &[&str]) {
    let targets: Vec<Node> = targets.iter().map(|text| node(text)).collect();
    let base = shared(&node(base), &targets.iter().collect::<Vec<_>>());
    assert_eq!(base, node(expected_base));
    for (target, expected) in targets.iter().zip(expected) {
        let overlay = difference(&base, target);
        assert_eq!(overlay, node(expected));
        assert_eq!(merged(&base, &overlay), *target);
    }
}

#[test]
fn a_target_holds_what_differs() {
    check(
        r#"{"replicas": 1, "image": {"tag": "1"}}"#,
        &[
            r#"{"replicas": 1, "image": {"tag": "1"}}"#,
            r#"{"replicas": 3, "image": {"tag": "1", "pull": true}}"#,
        ],
        r#"{"replicas": 1, "image": {"tag": "1"}}"#,
        &["{}", r#"{"replicas": 3, "image": {"pull": true}}"#],
    );
}

#[test]
fn what_a_target_lacks_is_in_no_shared_file() {
    check(
        r#"{"a": {"x": 1, "y": 2}, "b": 1}"#,
        &[r#"{"a": {"x": 1}, "b": 1}"#, r#"{"a": {"x": 1, "y": 2}}"#],
        r#"{"a": {"x": 1}}"#,
        &[r#"{"b": 1}"#, r#"{"a": {"y": 2}}"#],
    );
}

#[test]
fn lists_are_replaced_and_a_map_may_become_a_scalar() {
    check(
        r#"{"list": [1, 2], "of": {"x": 1}, "on": 1}"#,
        &[r#"{"list": [1], "of": 3, "on": {"x": 1}}"#, r#"{"list": [1, 2], "of": {}, "on": 1}"#],
        r#"{"list": [1, 2], "of": {}, "on": 1}"#,
        &[r#"{"list": [1], "of": 3, "on": {"x": 1}}"#, "{}"],
    );
}
