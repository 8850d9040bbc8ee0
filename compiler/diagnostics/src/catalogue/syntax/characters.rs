//! Characters, names, numbers, strings and comments: what the lexer finds.

use crate::{Diagnostic, Edit, Fix, Place, Span};

/// E0101: a character that means nothing in o8 stands outside of strings and comments.
pub fn stray_character(place: Place, found: char) -> Diagnostic {
    Diagnostic::error("E0101", place, format!("`{found}` means nothing in o8")).label("not expected here")
}

/// E0101: a blank that is not a space or a tab, such as one that was copied from a web page.
pub fn foreign_space(place: Place, found: char) -> Diagnostic {
    let message = format!("expected an ordinary space, found the blank U+{:04X}", u32::from(found));
    Diagnostic::error("E0101", place, message).label("looks like a space").fix(Fix::safe(
        "replace it by a space",
        place,
        " ",
    ))
}

/// E0101: `%` between values; the remainder is `mod(a, b)`.
pub fn no_remainder_operator(place: Place) -> Diagnostic {
    Diagnostic::error("E0101", place, "there is no operator `%`")
        .label("not an operator")
        .help("write `mod(a, b)` for a remainder; `25%` without a space is a percentage")
}

/// E0101: `-=`, `*=`, `/=`.
pub fn no_compound_assignment(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0101", place, format!("there is no operator `{text}`"))
        .label("not an operator")
        .help("`=` sets a field, `+=` adds to a list or map, and `unset` removes")
}

/// E0102: a control character, or one that changes the direction of text, stands outside of strings.
pub fn control_character(place: Place, found: char) -> Diagnostic {
    let message = format!("the invisible character U+{:04X} stands outside of a string", u32::from(found));
    Diagnostic::error("E0102", place, message).label("here").fix(Fix::safe("remove it", place, ""))
}

/// E0103: a plain string is not closed on its line.
pub fn string_not_closed(place: Place) -> Diagnostic {
    Diagnostic::error("E0103", place, "this string is not closed on its line")
        .label("expected `\"` before the line ends")
        .help("a text of several lines stands between `\"\"\"` and `\"\"\"`")
        .fix(Fix::offered("close it at the line's end", after(place), "\""))
}

/// E0103: a text block is never closed.
pub fn text_block_not_closed(place: Place) -> Diagnostic {
    Diagnostic::error("E0103", place, "this text block is never closed")
        .label("opened here")
        .help("close it with `\"\"\"` on a line of its own")
}

/// E0104: the expression of an interpolation is not closed on its line.
pub fn interpolation_not_closed(place: Place) -> Diagnostic {
    Diagnostic::error("E0104", place, "this `${` is not closed on its line")
        .label("expected `}` after the expression")
        .help("write `\\$` for a dollar sign before a brace")
}

/// E0105: a backslash with a character behind it that makes no escape.
pub fn unknown_escape(place: Place, found: char) -> Diagnostic {
    Diagnostic::error("E0105", place, format!("there is no escape `\\{found}`"))
        .label("not an escape")
        .help("the escapes are `\\n`, `\\t`, `\\\"`, `\\\\`, `\\$` and `\\u{1F600}`; a raw string `r\"…\"` has none")
        .fix(Fix::offered("write a backslash", at_start(place), "\\"))
}

/// E0105: a backslash at the end of a line of a string.
pub fn escaped_line_end(place: Place) -> Diagnostic {
    Diagnostic::error("E0105", place, "a backslash does not join lines")
        .label("not an escape")
        .help("write `\\\\` for a backslash; a text of several lines stands between `\"\"\"` and `\"\"\"`")
}

/// E0105: `\u` without the number of a character in braces.
pub fn unicode_escape(place: Place) -> Diagnostic {
    Diagnostic::error("E0105", place, "this escape names no character")
        .label("expected `\\u{…}` with one to six hexadecimal digits")
        .help("a character is written as `\\u{1F600}`")
}

/// E0106: a string in quotation marks of other languages. `clean` says that its text can stay as it is.
pub fn foreign_quotes(place: Place, open: Place, close: Place, clean: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error("E0106", place, "a string stands in double quotes")
        .label("expected `\"…\"`")
        .help("a string with many quotes in it can be raw: `r\"…\"`");
    if !clean {
        return diagnostic;
    }
    let edit = |place| Edit { place, text: "\"".into() };
    diagnostic.fix(Fix {
        title: "use double quotes".into(),
        safe: true,
        edits: vec![edit(open), edit(close)],
    })
}

/// E0107: a comment that begins with `#`. `sign` is the `#` alone.
pub fn hash_comment(place: Place, sign: Place) -> Diagnostic {
    Diagnostic::error("E0107", place, "a comment begins with `//`")
        .label("expected `//`, found `#`")
        .fix(Fix::safe("write `//`", sign, "//"))
}

/// E0107: a comment between `/*` and `*/`.
pub fn block_comment(place: Place) -> Diagnostic {
    Diagnostic::error("E0107", place, "a comment begins with `//` on each of its lines")
        .label("there are no comments of this form")
}

/// E0108: a number with several dots, which only a version can be.
pub fn version_is_a_string(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0108", place, format!("`{text}` is not a number"))
        .label("a version is a string")
        .fix(Fix::safe(format!("write `\"{text}\"`"), place, format!("\"{text}\"")))
}

/// E0108: a number with an exponent.
pub fn exponent(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0108", place, format!("`{text}` has an exponent"))
        .label("numbers have no exponents")
        .help("write the number out; `_` may stand between its digits: `1_000_000`")
}

/// E0108: a number in another base than ten.
pub fn not_decimal(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0108", place, format!("`{text}` is not written in decimal digits"))
        .label("numbers are decimal")
}

/// E0108: `_` in a number that does not stand between two digits.
pub fn underscore_in_number(place: Place) -> Diagnostic {
    Diagnostic::error("E0108", place, "`_` stands between two digits of a number")
        .label("not a single one between digits")
}

/// E0108: a number that begins with a zero. `place` is the number with its unit, `number` its digits.
pub fn leading_zero(place: Place, number: &str, unit: &str) -> Diagnostic {
    let found = Diagnostic::error("E0108", place, format!("`{number}{unit}` begins with a zero"));
    match u64::from_str_radix(number, 8) {
        Ok(value) if value > 0 && unit.is_empty() => found
            .label("other languages would read this in base eight")
            .help(format!("numbers are decimal: the file mode `{number}` is `{value}`")),
        _ => {
            let rest = number.trim_start_matches(['0', '_']);
            let zero = if rest.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
            let right = format!("{zero}{rest}{unit}");
            found
                .label("says no more with the zero than without")
                .help("numbers are decimal: leave the zero out")
                .fix(Fix::safe(format!("write `{right}`"), place, right))
        }
    }
}

/// E0109: a name with letters beyond ASCII.
pub fn name_beyond_ascii(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0109", place, format!("`{name}` has letters that a name cannot have"))
        .label("names consist of a-z, A-Z, 0-9, `_` and inner `-`")
}

/// E0109: a name that begins with `_`.
pub fn name_begins_with_underscore(place: Place) -> Diagnostic {
    Diagnostic::error("E0109", place, "a name begins with a letter").label("begins with `_`")
}

/// E0111: text on the line of the opening quotes of a text block. `place` holds the quotes.
pub fn text_beside_opening(place: Place) -> Diagnostic {
    Diagnostic::error("E0111", place, "the text of a block begins on the line after its `\"\"\"`")
        .label("expected the end of the line after this")
        .help("a text of one line is a plain string `\"…\"`, or a raw one `r\"…\"`")
}

/// E0111: text on the line of the closing quotes of a text block. `place` holds the quotes.
pub fn text_beside_closing(place: Place) -> Diagnostic {
    Diagnostic::error("E0111", place, "the closing `\"\"\"` of a block stands on a line of its own")
        .label("expected a new line before this")
        .help("the indentation of the closing `\"\"\"` is what is removed from each line")
}

/// E0111: a line of a text block is indented less than its closing quotes.
pub fn text_left_of_closing(place: Place, closing: Place, indent: &str) -> Diagnostic {
    let blanks = if indent.contains('\t') {
        "as the closing `\"\"\"`".into()
    } else {
        format!("by {} spaces", indent.len())
    };
    Diagnostic::error("E0111", place, "this line is indented less than the closing `\"\"\"` of its block")
        .label(format!("expected to be indented {blanks}"))
        .related(closing, "its indentation is removed from each line")
}

/// E0112: an operator as other languages write it.
pub fn foreign_operator(place: Place, wrong: &str, right: &str) -> Diagnostic {
    Diagnostic::error("E0112", place, format!("expected `{right}`, found `{wrong}`"))
        .label("not an operator of o8")
        .fix(Fix::safe(format!("write `{right}`"), place, right))
}

/// E0113: a `;`. `last` says that nothing follows on its line.
pub fn semicolon(place: Place, last: bool) -> Diagnostic {
    let diagnostic =
        Diagnostic::error("E0113", place, "`;` separates nothing in o8").label("expected a new line or `,`");
    if last {
        diagnostic.fix(Fix::safe("remove it", place, ""))
    } else {
        diagnostic.fix(Fix::safe("write `,`", place, ","))
    }
}

fn after(place: Place) -> Place {
    Place { span: Span::at(place.span.end), ..place }
}

fn at_start(place: Place) -> Place {
    Place { span: Span::at(place.span.start), ..place }
}
