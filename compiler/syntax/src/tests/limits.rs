use super::programs::diagnostics;
use crate::parse;

#[test]
fn nesting_is_bounded() {
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("{a=", "}"),
        ("\"${", "}\""),
        ("f(", ")"),
        ("if ", ""),
        ("!", ""),
        ("x => ", ""),
    ] {
        for count in [200, 300, 100_000] {
            let text = format!("let x = {}1{}\nlet y = 2", open.repeat(count), close.repeat(count));
            let parse = parse(&text);
            assert_eq!(parse.items.len(), 2, "{open} {count} times");
            assert!(parse.items[1].diagnostics.is_empty(), "{open} {count} times");
        }
        let text = format!("let x = {}1{}", open.repeat(120), close.repeat(120));
        let found: Vec<String> =
            diagnostics(&text).into_iter().filter(|line| line.starts_with("E0116")).collect();
        assert_eq!(found, Vec::<String>::new(), "{open} 120 times");
        let text = format!("let x = {}1{}", open.repeat(300), close.repeat(300));
        let found = diagnostics(&text);
        assert_eq!(found.len(), 1, "{open}: {found:?}");
        assert!(found[0].starts_with("E0116"), "{open}: {found:?}");
    }
}

#[test]
fn chains_are_bounded() {
    for link in [".a", "(1)", "[1]", " + a", " with {}", "?.b", " ?? -a"] {
        let text = format!("let x = a{}", link.repeat(100_000));
        let found = diagnostics(&text);
        assert_eq!(found.len(), 1, "{link}: {found:?}");
        assert!(found[0].starts_with("E0116"), "{link}: {found:?}");
    }
}

#[test]
fn brackets_without_counterparts_take_linear_time() {
    for part in [
        "[",
        "(",
        "{",
        "]",
        ")",
        "}",
        "([{",
        "(]",
        "\"${",
        "module a {\n",
        "}\n",
        "a = [\n",
        "\"\"\"\n",
        "x\n{\n",
    ] {
        let text = part.repeat(100_000 / part.len());
        parse(&text);
    }
}

#[test]
fn wide_lists_are_not_deep() {
    let text =
        format!("let x = [{}]\ntype T = {}\"z\"", "[1, f(2)],".repeat(10_000), "\"a\" | ".repeat(10_000));
    assert_eq!(diagnostics(&text), Vec::<String>::new());
}
