//! The table of built-in methods and functions: each has a value, so that none can be declared and forgotten.

use super::values::check_value;
use crate::check::{functions, methods_of};
use crate::ty::Ty;

/// A call of each, by the type that it is called on, and its value.
const CALLS: &[(&str, &str, &str)] = &[
    ("[Int]", "[1, 2].all(x => x > 1)", "false"),
    ("[Int]", "[1, 2].exists(x => x > 1)", "true"),
    ("[Int]", "[1, 2].exists_one(x => x > 1)", "true"),
    ("[Int]", "[1, 2].map(x => x + 1).toJson()", "[2,3]"),
    ("[Int]", "[1, 2].filter(x => x > 1).toJson()", "[2]"),
    ("[Int]", "[[1], [2]].flatten().toJson()", "[1,2]"),
    ("[Int]", "[2, 1].sort().toJson()", "[1,2]"),
    ("[Int]", "[1, 2].sortBy(x => -x).toJson()", "[2,1]"),
    ("[Int]", "[1, 1].unique().toJson()", "[1]"),
    ("[Int]", "[1].zip([2]).toJson()", "[[1,2]]"),
    ("[Int]", "[1, 2].sum()", "3"),
    ("[Int]", "[1, 2].min()", "1"),
    ("[Int]", "[1, 2].max()", "2"),
    ("[Int]", "([1, 2].first() ?? 0)", "1"),
    ("[Int]", "([1, 2].last() ?? 0)", "2"),
    ("[Int]", "[1, 2].indexOf(2)", "1"),
    ("[Int]", "[1, 2].reverse().toJson()", "[2,1]"),
    ("[Int]", "[\"a\", \"b\"].join(\"-\")", "a-b"),
    ("[Int]", "[1, 2].slice(1).toJson()", "[2]"),
    ("[Int]", "[1, 2].contains(3)", "false"),
    ("[Int]", "[1, 2].size()", "2"),
    ("[Int]", "[1, 2].isEmpty()", "false"),
    ("[Int]", "([1].orNull() ?? []).toJson()", "[1]"),
    ("[Int]", "[1].toYaml()", "- 1\n"),
    ("[Int]", "[1].toJson()", "[1]"),
    ("String", "\"abc\".slice(1, 2)", "b"),
    ("String", "\"abc\".indexOf(\"c\")", "2"),
    ("String", "\"abc\".startsWith(\"a\")", "true"),
    ("String", "\"abc\".endsWith(\"a\")", "false"),
    ("String", "\"abc\".contains(\"b\")", "true"),
    ("String", "\"abc\".matches(\"^b\")", "false"),
    ("String", "\"a b\".split(\" \").toJson()", "[\"a\",\"b\"]"),
    ("String", "\"abc\".replace(\"b\", \"-\")", "a-c"),
    ("String", "\"Ab\".lowerAscii()", "ab"),
    ("String", "\"Ab\".upperAscii()", "AB"),
    ("String", "\"0 9 * * 1-5\".isCron()", "true"),
    ("String", "\"0 9 * * 5-1\".isCron()", "false"),
    ("String", "\"Asia/Tokyo\".isTimeZone()", "true"),
    ("String", "\"Asia/Tokio\".isTimeZone()", "false"),
    ("String", "\"^a+(b|c)$\".isRegex()", "true"),
    ("String", "\"a(b\".isRegex()", "false"),
    ("String", "\"(?=a)b\".isRegex()", "false"),
    ("String", "\"[a-z&&[^b]]\".isRegex()", "false"),
    ("String", "\" a \".trim()", "a"),
    ("{String: Int}", "{ a = 1 }.keys().toJson()", "[\"a\"]"),
    ("{String: Int}", "{ a = 1 }.values().toJson()", "[1]"),
    ("{String: Int}", "{ a = 1 }.merge({ a = 2 }).toJson()", "{\"a\":2}"),
    ("{String: Int}", "({ a = 1 }.get(\"a\") ?? 0)", "1"),
    ("Duration", "90s.seconds()", "90"),
    ("Duration", "90s.millis()", "90000"),
    ("Cpu", "sizes[0].millis()", "100"),
    ("Memory", "1Ki.bytes()", "1024"),
    ("Percent", "25%.int()", "25"),
    ("Float", "1.5.ceil()", "2"),
    ("Float", "1.5.floor()", "1"),
    ("Float", "2.5.round()", "3"),
    ("function", "imageReference(\"nginx\")", "docker.io/library/nginx"),
    ("function", "mod(7, 2)", "1"),
    ("function", "abs(-2)", "2"),
    ("function", "sha256(\"\").slice(0, 4)", "e3b0"),
    ("function", "base64(\"a\")", "YQ=="),
    ("function", "string(1)", "1"),
    ("function", "int(\"1\")", "1"),
    ("function", "float(\"1.5\")", "1.5"),
    ("function", "range(1, 3).toJson()", "[1,2]"),
];

#[test]
fn each_has_a_value() {
    for (_, call, value) in CALLS {
        check_value(call, value);
    }
}

#[test]
fn each_is_called_above() {
    let list = crate::check::list(Ty::Int);
    let map = crate::check::map(Ty::String, Ty::Int);
    let types = [&list, &map, &Ty::String, &Ty::Duration, &Ty::Cpu, &Ty::Memory, &Ty::Percent, &Ty::Float];
    let methods = types.into_iter().flat_map(|ty| {
        let on = crate::types::display(ty);
        methods_of(ty).map(move |method| (on.clone(), method.name))
    });
    // Of what several types have, one call is enough.
    let shared = ["size", "isEmpty", "orNull", "toYaml", "toJson"];
    for (on, name) in methods.filter(|(on, name)| on == "[Int]" || !shared.contains(name)) {
        let called = format!(".{name}(");
        assert!(CALLS.iter().any(|(of, call, _)| *of == on && call.contains(&called)), "{on}.{name}");
    }
    // `readFile` needs a file and has cases of its own.
    for function in functions().filter(|function| function.name != "readFile") {
        let called = format!("{}(", function.name);
        assert!(
            CALLS.iter().any(|(of, call, _)| *of == "function" && call.starts_with(&called)),
            "{}",
            function.name
        );
    }
}
