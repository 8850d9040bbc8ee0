use super::check_value;

#[test]
fn escapes_and_interpolations() {
    check_value(r#""a\n\u{41}\$${b.c("d${e}")}f""#, r#""a\nA$${b.c("d${e}")}f""#);
    check_value(r#""""#, r#""""#);
    check_value(r#"r"\d${x}""#, r#"r"\d${x}""#);
    check_value(r#""${}""#, "\"${_?}\"\nE0117 1..4 expected a value between the brackets, found nothing");
}

#[test]
fn the_closing_quotes_set_the_indentation() {
    check_value("\"\"\"\n    a\n      b\n\n    c\n    \"\"\"", r#"b"a\n  b\n\nc""#);
    check_value("\"\"\"\n    a ${b}\n    ${c}\n  \"\"\"", r#"b"  a ${b}\n  ${c}""#);
    check_value("r\"\"\"\r\n  a\\n${b}\r\n  \"\"\"", r#"rb"a\n${b}""#);
    check_value("\"\"\"\n  \"\"\"", r#"b"""#);
    check_value("\"\"\"\n\n  \"\"\"", r#"b"""#);
    check_value("\"\"\"\n  a\n\n  \"\"\"", r#"b"a\n""#);
}

#[test]
fn text_blocks_stand_on_lines_of_their_own() {
    check_value(
        "\"\"\"a\"\"\"",
        "b\"a\"\nE0111 0..3 the text of a block begins on the line after its `\"\"\"`",
    );
    check_value(
        "\"\"\"\n  a\"\"\"",
        "b\"\\n  a\"\nE0111 7..10 the closing `\"\"\"` of a block stands on a line of its own",
    );
    check_value(
        "\"\"\"\n a\n  b\n  \"\"\"",
        "b\"a\\nb\"\nE0111 4..5 this line is indented less than the closing `\"\"\"` of its block",
    );
}
