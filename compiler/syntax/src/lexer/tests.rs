use super::tokens;
use crate::token::TokenKind;

/// Compares the tokens (blanks and line ends left out) and the diagnostics of `input`, one per line.
fn check(input: &str, expected: &str) {
    let read = tokens(input);
    let mut lines: Vec<String> = Vec::new();
    for token in &read.tokens {
        if !matches!(token.kind, TokenKind::Space | TokenKind::Newline) {
            lines.push(
                format!("{:?} {}", token.kind, token.text(input).escape_debug()).trim_end().to_string(),
            );
        }
    }
    for diagnostic in &read.diagnostics {
        let span = diagnostic.place.span;
        lines.push(format!("{} {}..{} {}", diagnostic.code, span.start, span.end, diagnostic.message));
    }
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, expected, "tokens of {input:?}");
    lossless(input);
}

fn lossless(input: &str) {
    let mut end = 0;
    for token in tokens(input).tokens {
        assert_eq!(token.span.start, end, "tokens of {input:?} are adjacent");
        end = token.span.end;
    }
    assert_eq!(end as usize, input.len(), "tokens of {input:?} cover the text");
}

#[test]
fn names_have_inner_dashes() {
    check("payments-api a-1 a->b", "Word payments-api\nWord a-1\nWord a\nArrow ->\nWord b");
    check("a- b", "Word a\nMinus -\nWord b");
    check("_ r", "Underscore _\nWord r");
}

#[test]
fn numbers_touch_their_units() {
    check("42 1_000 0.5", "Number 42\nNumber 1_000\nNumber 0.5");
    check("512Mi 1h30m 25% 1.5", "Number 512Mi\nNumber 1h30m\nNumber 25%\nNumber 1.5");
    check("1.size", "Number 1\nDot .\nWord size");
}

#[test]
fn numbers_that_are_none() {
    check("1.4.2", "Number 1.4.2\nE0108 0..5 `1.4.2` is not a number");
    check("1e5", "Number 1e5\nE0108 0..3 `1e5` has an exponent");
    check("1e-5", "Number 1e-5\nE0108 0..4 `1e-5` has an exponent");
    check("0644", "Number 0644\nE0108 0..4 `0644` begins with a zero");
    check("0 0.5 00.5", "Number 0\nNumber 0.5\nNumber 00.5\nE0108 6..10 `00.5` begins with a zero");
    check("010m", "Number 010m\nE0108 0..4 `010m` begins with a zero");
    check("1__000", "Number 1__000\nE0108 0..6 `_` stands between two digits of a number");
    check("0x1F", "Number 0x1F\nE0108 0..4 `0x1F` is not written in decimal digits");
}

#[test]
fn strings_nest_in_interpolations() {
    check(
        r#""a${f("b${c}")}d\n""#,
        "StringOpen \\\"\nStringText a\nInterpolationOpen ${\nWord f\nOpenParen (\nStringOpen \\\"\nStringText b
         InterpolationOpen ${\nWord c\nInterpolationClose }\nStringClose \\\"\nCloseParen )\nInterpolationClose }
         StringText d\nEscape \\\\n\nStringClose \\\"",
    );
    check(
        r#""${ {a = 1}.a }""#,
        "StringOpen \\\"\nInterpolationOpen ${\nOpenBrace {\nWord a\nEqual =\nNumber 1\nCloseBrace }\nDot .\nWord a
         InterpolationClose }\nStringClose \\\"",
    );
}

#[test]
fn raw_strings_and_blocks() {
    check(r#"r"\d${x}""#, "StringOpen r\\\"\nStringText \\\\d${x}\nStringClose \\\"");
    check(
        "\"\"\"\n  a \"b\"\n  \"\"\" c",
        "StringOpen \\\"\\\"\\\"\nStringText \\n  a \\\"b\\\"\\n  \nStringClose \\\"\\\"\\\"\nWord c",
    );
}

#[test]
fn a_plain_string_ends_with_its_line() {
    check(
        "\"abc\nx",
        "StringOpen \\\"\nStringText abc\nStringClose\nWord x\nE0103 0..4 this string is not closed on its line",
    );
    check(
        "\"a${b\"\nx",
        "StringOpen \\\"\nStringText a\nInterpolationOpen ${\nWord b\nStringOpen \\\"\nStringClose
         InterpolationClose\nStringClose\nWord x\nE0104 2..4 this `${` is not closed on its line",
    );
    check("\"", "StringOpen \\\"\nStringClose\nE0103 0..1 this string is not closed on its line");
}

#[test]
fn a_text_block_ends_before_the_next_declaration() {
    check(
        "\"\"\"\na\nmodule b {\n}",
        "StringOpen \\\"\\\"\\\"\nStringText \\na\nStringClose\nWord module\nWord b\nOpenBrace {\nCloseBrace }
         E0103 0..3 this text block is never closed",
    );
}

#[test]
fn escapes() {
    check(
        r#""\u{1F600}\$\q\u{110000}""#,
        "StringOpen \\\"\nEscape \\\\u{1F600}\nEscape \\\\$\nEscape \\\\q\nEscape \\\\u{110000}\nStringClose \\\"
         E0105 12..14 there is no escape `\\q`\nE0105 14..24 this escape names no character",
    );
}

#[test]
fn habits_of_other_languages() {
    check(
        "a; 'b' # c",
        "Word a\nSemicolon ;\nStringOpen \\'\nStringText b\nStringClose \\'\nComment # c
         E0113 1..2 `;` separates nothing in o8\nE0106 3..6 a string stands in double quotes
         E0107 7..10 a comment begins with `//`",
    );
    check("a & b", "Word a\nAndAnd &\nWord b\nE0112 2..3 expected `&&`, found `&`");
    check("“a”", "StringOpen “\nStringText a\nStringClose ”\nE0106 0..7 a string stands in double quotes");
}

#[test]
fn comments_and_control_characters() {
    check(
        "\u{feff}/// a\n// b\n//// c\r\nd",
        "Bom \\u{feff}\nDoc /// a\nComment // b\nComment //// c\nWord d",
    );
    check("a\u{7}", "Word a\nE0102 1..2 the invisible character U+0007 stands outside of a string");
    check("größe", "Word größe\nE0109 0..7 `größe` has letters that a name cannot have");
}

#[test]
fn every_truncation_is_lossless() {
    let text = "a = \"x${f(\"y\", [1h30m])}z\\u{1F600}\" // é\n\"\"\"\n ${b}\n \"\"\" 'q' “r” /* s */ ¤ 1e-3\r\nmodule x {\n}";
    for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
        lossless(&text[..end]);
        lossless(&text[end..]);
    }
}
