//! Names, values, operators and types.

use crate::{Diagnostic, Edit, Fix, Place, Span};

/// E0117: something else is due. `after` is what stands before it.
pub fn expected(place: Place, what: &str, after: Option<&str>, found: &str) -> Diagnostic {
    Diagnostic::error("E0117", place, format!("expected {what}{}, found {found}", behind(after)))
        .label(format!("expected {what}"))
}

/// E0117: brackets with nothing in them where one thing is due.
pub fn empty_brackets(place: Place, what: &str) -> Diagnostic {
    Diagnostic::error("E0117", place, format!("expected {what} between the brackets, found nothing"))
        .label(format!("expected {what}"))
}

/// E0117: more than one thing in brackets that hold one.
pub fn one_only(place: Place, what: &str, found: &str) -> Diagnostic {
    Diagnostic::error(
        "E0117",
        place,
        format!("expected {what} alone between the brackets, found {found} too"),
    )
    .label("one too many")
}

/// E0117: `= =`.
pub fn doubled_equal(place: Place) -> Diagnostic {
    Diagnostic::error("E0117", place, "expected a value after `=`, found `=`")
        .label("one `=` too many")
        .fix(Fix::safe("remove it", place, ""))
}

/// E0118: a value is due.
pub fn missing_value(place: Place, after: Option<&str>, found: &str) -> Diagnostic {
    Diagnostic::error("E0118", place, format!("expected a value{}, found {found}", behind(after)))
        .label("expected a value")
}

/// E0119: a name is due.
pub fn missing_name(place: Place, what: &str, after: Option<&str>, found: &str) -> Diagnostic {
    Diagnostic::error("E0119", place, format!("expected {what}{}, found {found}", behind(after)))
        .label(format!("expected {what}"))
}

/// E0119: a path ends with a dot.
pub fn field_after_dot(place: Place) -> Diagnostic {
    Diagnostic::error("E0119", place, "expected a field after `.`").label("expected a field")
}

/// E0119: a declared name begins with a digit.
pub fn name_begins_with_digit(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0119", place, format!("`{text}` begins with a digit, a name begins with a letter"))
        .label("not a name")
        .help(format!("choose another name, and set `name = \"{text}\"` in the block for what is emitted"))
}

/// E0120: `key: value`; a value is set with `=`. `spaced` says that a blank stands before the colon.
pub fn colon_for_equal(place: Place, spaced: bool) -> Diagnostic {
    Diagnostic::error("E0120", place, "expected `=`, found `:`")
        .label("a value is set with `=`")
        .fix(Fix::safe("write `=`", place, if spaced { "=" } else { " =" }))
}

/// E0121: `=` between two values that are compared.
pub fn comparison_sign(place: Place) -> Diagnostic {
    Diagnostic::error("E0121", place, "expected `==` between two values, found `=`")
        .label("`=` sets, `==` compares")
        .fix(Fix::safe("write `==`", place, "=="))
}

/// E0122: `a < b < c`.
pub fn comparisons_chain(place: Place, first: Place) -> Diagnostic {
    Diagnostic::error("E0122", place, "comparisons do not chain")
        .label("compares the result of the other comparison")
        .related(first, "the other comparison")
        .help("write `a < b && b < c`")
}

/// E0123: an `if` without `then`. `found` is what stands there instead.
pub fn then_missing(place: Place, found: Option<(Place, String)>) -> Diagnostic {
    let (place, message) = match found {
        Some((at, found)) => (at, format!("expected `then` after the condition, found {found}")),
        None => (place, "this `if` has no `then`".to_string()),
    };
    Diagnostic::error("E0123", place, message)
        .label("expected `then`")
        .help("a choice is written `if condition then value else value`")
}

/// E0123: an `if` without `else`.
pub fn else_missing(place: Place) -> Diagnostic {
    Diagnostic::error("E0123", place, "this `if` has no `else`")
        .label("expected `else` and a value")
        .help("write `else null` where the value may be absent")
}

/// E0123: `a if c else b`.
pub fn choice_order(place: Place) -> Diagnostic {
    Diagnostic::error("E0123", place, "an `if` stands before its values")
        .label("not expected here")
        .help("a choice is written `if condition then value else value`")
}

/// E0117: `[e for x in xs]`.
pub fn comprehension_order(place: Place) -> Diagnostic {
    Diagnostic::error("E0117", place, "a `for` stands before the element that it makes")
        .label("not expected here")
        .help("write `[for x in xs: element]`, or `{for x in xs: key => value}` for a map")
}

/// E0123: `c ? a : b`.
pub fn ternary(place: Place) -> Diagnostic {
    Diagnostic::error("E0123", place, "there is no operator `?`")
        .label("not an operator")
        .help("a choice is written `if condition then value else value`")
}

/// E0125: a word with which another language begins what `right` begins here.
pub fn foreign_keyword(place: Place, wrong: &str, right: &str, what: &str) -> Diagnostic {
    Diagnostic::error("E0125", place, format!("{what} is declared with `{right}`, not `{wrong}`"))
        .label(format!("expected `{right}`"))
        .fix(Fix::safe(format!("write `{right}`"), place, right))
}

/// E0125: `return`.
pub fn return_word(place: Place) -> Diagnostic {
    Diagnostic::error("E0125", place, "there is no `return`: the last expression is the result")
        .label("not a word of o8")
        .fix(Fix::safe("remove `return`", place, ""))
}

/// E0125: `resource`.
pub fn no_resources(place: Place) -> Diagnostic {
    Diagnostic::error("E0125", place, "there is no `resource` in o8")
        .label("not a declaration")
        .help("a component emits the objects of Kubernetes, and a `module` deploys a component")
}

/// E0126: `nil`, `None`, `True`.
pub fn foreign_literal(place: Place, wrong: &str, right: &str) -> Diagnostic {
    Diagnostic::error("E0126", place, format!("expected `{right}`, found `{wrong}`"))
        .label(format!("written `{right}` in o8"))
        .fix(Fix::safe(format!("write `{right}`"), place, right))
}

/// E0127: a record with its type's name, or an `if`, before a `{` that belongs to a `match` or `for`.
pub fn parentheses_due(place: Place, text: &str, what: &str) -> Diagnostic {
    let start = Place { span: Span::at(place.span.start), ..place };
    let end = Place { span: Span::at(place.span.end), ..place };
    let edit = |place, text: &str| Edit { place, text: text.into() };
    let diagnostic = Diagnostic::error("E0127", place, format!("{what} stands in parentheses here"))
        .label("its end cannot be told otherwise")
        .fix(Fix {
            title: "write parentheses".into(),
            safe: true,
            edits: vec![edit(start, "("), edit(end, ")")],
        });
    if text.len() < 40 && !text.contains('\n') {
        diagnostic.help(format!("write `({text})`"))
    } else {
        diagnostic
    }
}

/// E0128: a name in quotes. `plain` says that it can stand without.
pub fn quoted_name(place: Place, text: &str, plain: bool) -> Diagnostic {
    let diagnostic =
        Diagnostic::error("E0128", place, "a name stands without quotes").label("expected a name");
    if plain {
        diagnostic.fix(Fix::safe(format!("write `{text}`"), place, text))
    } else {
        diagnostic.help(
            "names consist of letters, digits, `_` and inner `-`; set `name = \"…\"` for what is emitted",
        )
    }
}

/// E0128: the name of an emitted object without quotes.
pub fn unquoted_object_name(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0128", place, "the name of an object stands in quotes")
        .label("expected a string")
        .fix(Fix::safe(format!("write `\"{text}\"`"), place, format!("\"{text}\"")))
}

/// E0129: a target with spaces in it.
pub fn target_apart(place: Place, joined: &str) -> Diagnostic {
    Diagnostic::error("E0129", place, format!("one target is written without spaces: `{joined}`"))
        .label("looks like two targets")
        .fix(Fix::safe(format!("write `{joined}`"), place, joined))
}

/// E0130: a `where` without its message. `end` is where the message is due.
pub fn message_missing(place: Place, end: Place) -> Diagnostic {
    Diagnostic::error("E0130", place, "this condition does not say what is wrong where it fails")
        .label("expected `else \"message\"` after the condition")
        .fix(Fix::offered("add a message", end, " else \"\""))
}

/// E0131: a field or parameter without its type.
pub fn field_without_type(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0131", place, format!("expected the type of `{name}`"))
        .label(format!("expected `{name}: TYPE`"))
}

/// E0131: `null` among types.
pub fn null_in_type(place: Place) -> Diagnostic {
    Diagnostic::error("E0131", place, "`null` is no type")
        .label("not a type")
        .help("a value that may be absent has a type with a question mark: `String?`")
}

/// E0131: `{ a: Int, b: Int }` where a type is used.
pub fn record_type(place: Place) -> Diagnostic {
    Diagnostic::error("E0131", place, "a type with fields has a name")
        .label("expected `{K: V}` or the name of a type")
        .help("declare it with `type NAME { … }`, and write its name here")
}

/// E0131: `List<String>`.
pub fn type_parameters(place: Place) -> Diagnostic {
    Diagnostic::error("E0131", place, "types take no parameters")
        .label("not a part of a type")
        .help("a list is written `[T]`, a map `{K: V}`, and what may be absent `T?`")
}

/// E0131: `String[]`.
pub fn list_type(place: Place, element: &str) -> Diagnostic {
    Diagnostic::error("E0131", place, format!("a list of `{element}` is written `[{element}]`"))
        .label(format!("expected `[{element}]`"))
        .fix(Fix::safe(format!("write `[{element}]`"), place, format!("[{element}]")))
}

fn behind(after: Option<&str>) -> String {
    after.map(|after| format!(" after {after}")).unwrap_or_default()
}
