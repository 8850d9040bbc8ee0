//! Expressions and records, as a config map shows them.

use super::*;

/// A component that shows texts, and a module of it; `body` is what stands in the module's component.
fn showing(component: &str, body: &str) -> String {
    format!(
        r#"
        import k8s/core/v1 {{ ConfigMap }}
        component Show {{
          param name: String = module.name
          {component}
          emit ConfigMap {{ metadata {{ name = name }}, data = shown }}
        }}
        module web {{ team = shop, environments = [dev], deploy = Show {{ {body} }} }}
        "#
    )
}

/// What expressions may use.
const SIZES: &str = "let sizes: [Cpu] = [100m, 200m]\n";

/// Checks the value of an expression, as a text.
#[track_caller]
pub(super) fn check_value(expression: &str, expected: &str) {
    let program = showing(&format!("{SIZES}let shown = {{ value = string({expression}) }}"), "");
    let fixture = fixture(&format!("{PLATFORM}{program}"));
    let found = fixture.lines(&findings(&fixture));
    assert!(found.is_empty(), "evaluation says:\n{found}");
    let value = eval::module(&fixture.db, fixture.program, fixture.def("web"));
    let data = value.module.deployments[0].objects[0].body.at(&["data", "value"]);
    assert_eq!(data.and_then(o8_ir::Node::as_str), Some(expected), "{expression}");
}

/// Checks what is said of an expression.
#[track_caller]
fn check_failure(expression: &str, expected: &str) {
    let program = showing(&format!("{SIZES}let shown = {{ value = string({expression}) }}"), "");
    let fixture = fixture(&format!("{PLATFORM}{program}"));
    let found = findings(&fixture);
    let found: Vec<String> = found.iter().map(|found| format!("{} {}", found.code, found.message)).collect();
    assert_eq!(found.join("\n"), expected, "{expression}");
}

#[test]
fn arithmetic() {
    check_value("1 + 2 * 3", "7");
    check_value("7 / 2", "3");
    check_value("mod(7, 2)", "1");
    check_value("1.5 + 2.25", "3.75");
    check_value("sizes[0] * 1.5", "150m");
    check_value("sizes[1] * 10", "2");
    check_value("512Mi * 2", "1Gi");
    check_value("1Gi * 25%", "256Mi");
    check_value("90s / 2", "45s");
    check_value("1h30m", "1h30m");
    check_value("2d", "48h");
    check_value("(1Gi / 512Mi)", "2");
    check_value("-(3)", "-3");
}

#[test]
fn failures_of_arithmetic() {
    check_failure("1 / 0", "E0401 division by zero");
    check_failure("9223372036854775807 + 1", "E0402 the result is too large: whole numbers have 64 bits");
    check_failure("[1, 2][2]", "E0411 there is no position 2: the last one is 1");
    check_failure("{ a = 1 }[\"b\"]", "E0412 the map has no key `b`");
    check_failure("int(\"x\")", "E0404 expected a whole number, found \"x\"");
    check_failure(
        "[1].filter(x => x > 1).max()",
        "E0417 an empty list has no smallest and no largest element",
    );
}

#[test]
fn methods_of_lists() {
    check_value("[3, 1, 2].sort().toJson()", "[1,2,3]");
    check_value("[\"b\", \"a\"].sortBy(x => x).join(\",\")", "a,b");
    check_value("[1, 2, 3].map(x => x * 2).filter(x => x > 2).toJson()", "[4,6]");
    check_value("[1, 2, 3].all(x => x > 0)", "true");
    check_value("[1, 2, 3].exists_one(x => x > 2)", "true");
    check_value("[1, 1, 2].unique().toJson()", "[1,2]");
    check_value("[[1], [2, 3]].flatten().toJson()", "[1,2,3]");
    check_value("[1, 2].zip([3, 4]).toJson()", "[[1,3],[2,4]]");
    check_value("[1, 2, 3].sum()", "6");
    check_value("sizes.sum()", "300m");
    check_value("[1, 2, 3].max()", "3");
    check_value("([1, 2].first() ?? 0)", "1");
    check_value("[1, 2, 3].slice(1).toJson()", "[2,3]");
    check_value("[1, 2].contains(2)", "true");
    check_value("(2 in [1, 2])", "true");
    check_value("[for x in [1, 2, 3] if x > 1: x * 10].toJson()", "[20,30]");
    check_value("[for i, x in [\"a\", \"b\"]: \"${i}${x}\"].join(\"\")", "0a1b");
    check_value("range(3).toJson()", "[0,1,2]");
}

#[test]
fn methods_of_texts_and_maps() {
    check_value("\"Hello\".lowerAscii()", "hello");
    check_value("\"héllo\".size()", "5");
    check_value("\"héllo\".slice(1, 3)", "él");
    check_value("\"a,b\".split(\",\").toJson()", "[\"a\",\"b\"]");
    check_value("\"aXbX\".replace(\"X\", \"-\")", "a-b-");
    check_value("\"web\".matches(\"^w\")", "true");
    check_value("base64(\"hello\")", "aGVsbG8=");
    check_value("sha256(\"abc\").slice(0, 8)", "ba7816bf");
    check_value("{ a = 1, b = 2 }.keys().join(\",\")", "a,b");
    check_value("{ a = 1 }.merge({ b = 2 }).toJson()", "{\"a\":1,\"b\":2}");
    check_value("({ a = 1 }.get(\"b\") ?? 7)", "7");
    check_value("{ for k, v in { a = 1 }: \"${k}x\" => v + 1 }.toJson()", "{\"ax\":2}");
    check_value("semver(\"1.4.2\").minor", "4");
    check_value("semver(\"1.4.2\").matches(\"^1.3\")", "true");
    check_value("cidr(\"10.0.0.0/8\").contains(\"10.1.2.3\")", "true");
    check_value("cidr(\"10.0.0.0/8\").prefix", "8");
    check_value("{ a = [1, 2] }.toYaml()", "a:\n- 1\n- 2\n");
}

#[test]
fn bounds_are_ordinary_errors() {
    check_failure("range(1000000).size()", "E0422 more than 100000 elements");
    check_failure(
        "[for a in range(3000): [for b in range(3000): a]].size()",
        "E0421 evaluating this takes too many steps",
    );
}
