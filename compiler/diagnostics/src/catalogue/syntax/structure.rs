//! Brackets, separators, and what begins a declaration or a member.

use crate::{Diagnostic, Fix, Place, Span};

/// E0110: a `-` between two values without a space on both sides, which could be a part of a name or a sign.
pub fn minus_without_spaces(place: Place, before: bool, after: bool) -> Diagnostic {
    let text = match (before, after) {
        (true, true) => " - ",
        (true, false) => " -",
        (false, _) => "- ",
    };
    Diagnostic::error("E0110", place, "`-` between two values has a space on both sides")
        .label("looks like a sign or a part of a name")
        .fix(Fix::safe("write the spaces", place, text))
}

/// E0110: a sign with a space between it and its operand. `gap` is the space.
pub fn sign_apart(place: Place, gap: Place) -> Diagnostic {
    Diagnostic::error("E0110", place, "a sign touches its operand")
        .label("expected no space after this")
        .fix(Fix::safe("remove the space", gap, ""))
}

/// E0113: a comma with nothing before it.
pub fn nothing_before_comma(place: Place) -> Diagnostic {
    Diagnostic::error("E0113", place, "there is nothing before this `,`")
        .label("one `,` too many")
        .fix(Fix::safe("remove it", place, ""))
}

/// E0114: a bracket without its closing bracket.
pub fn never_closed(place: Place, open: &str, close: &str) -> Diagnostic {
    Diagnostic::error("E0114", place, format!("this `{open}` is never closed"))
        .label(format!("expected a `{close}`"))
}

/// E0114: a declaration's block lacks its `{`: `place` holds the last word before it.
pub fn block_not_opened(place: Place, text: &str) -> Diagnostic {
    let end = Place { span: Span::at(place.span.end), ..place };
    Diagnostic::error("E0114", place, format!("the block of `{text}` is not opened"))
        .label("expected `{` after this")
        .fix(Fix::safe("write `{`", end, " {"))
}

/// E0115: a closing bracket without its opening bracket.
pub fn closes_nothing(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0115", place, format!("this `{text}` closes nothing"))
        .label("no bracket is open here")
}

/// E0115: a closing bracket of another kind than the opening one.
pub fn wrong_closer(place: Place, text: &str, expected: &str, open: Place) -> Diagnostic {
    Diagnostic::error("E0115", place, format!("expected `{expected}`, found `{text}`"))
        .label(format!("expected `{expected}`"))
        .related(open, "opened here")
        .fix(Fix::safe(format!("write `{expected}`"), place, expected))
}

/// E0116: brackets nest deeper than the compiler follows.
pub fn nested_too_deep(place: Place, limit: usize) -> Diagnostic {
    Diagnostic::error("E0116", place, format!("brackets nest more than {limit} levels deep"))
        .label(format!("level {}", limit + 1))
        .help("give a name to a part of it with `let`")
}

/// E0116: an expression has more operators, fields and calls in a row than the compiler follows.
pub fn expression_too_long(place: Place, limit: usize) -> Diagnostic {
    Diagnostic::error("E0116", place, format!("this expression has more than {limit} steps"))
        .label("one step too many")
        .help("give a name to a part of it with `let`")
}

/// E0116: a file is larger than the compiler reads.
pub fn file_too_large(place: Place, limit: usize) -> Diagnostic {
    Diagnostic::error("E0116", place, format!("this file is larger than {} MiB", limit >> 20))
        .label("the file begins here")
        .help("split it: all files of a package share their names")
}

/// E0124: a `{` on a line of its own. `gap` reaches from what it belongs to up to the brace.
pub fn brace_on_own_line(place: Place, gap: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::error("E0124", place, "what a `{` belongs to stands on its line")
        .label("stands on a line of its own");
    match gap {
        Some(gap) => diagnostic.fix(Fix::safe("move it to the line above", gap, " ")),
        None => diagnostic,
    }
}

/// W0101: a documentation comment with no declaration or field after it. `place` holds its slashes.
pub fn misplaced_documentation(place: Place) -> Diagnostic {
    let last = Place { span: Span::new(place.span.end - 1, place.span.end), ..place };
    Diagnostic::warning("W0101", place, "this documentation belongs to nothing")
        .label("no declaration or field follows")
        .help("`///` stands on the lines before what it describes; a comment begins with `//`")
        .fix(Fix::safe("make it a comment", last, ""))
}

/// E0113: two members, elements or arguments with nothing between them. `end` is the end of the first one.
/// `lines` says that a line end separates there too.
pub fn separator_missing(place: Place, found: &str, end: Place, lines: bool) -> Diagnostic {
    let due = if lines { "a new line or `,`" } else { "`,`" };
    Diagnostic::error("E0113", place, format!("expected {due} before {found}"))
        .label("begins something new")
        .fix(Fix::safe("write `,`", end, ","))
}

/// E0132: a line outside of all declarations that begins none.
pub fn not_a_declaration(place: Place, found: &str) -> Diagnostic {
    Diagnostic::error("E0132", place, format!("expected a declaration, found {found}"))
        .label("begins no declaration")
        .help("a declaration begins with a kind and a name, such as `module web {`, or with `import`, `let`, `type`, `fn`, `component`, `extend`, `existing` or `test`")
}

/// E0132: a word that is nearly one with which a declaration begins.
pub fn misspelt_declaration(place: Place, found: &str, near: &str) -> Diagnostic {
    Diagnostic::error("E0132", place, format!("expected a declaration, found `{found}`"))
        .label("begins no declaration")
        .help(format!("did you mean `{near}`?"))
        .fix(Fix::offered(format!("write `{near}`"), place, near))
}

/// E0132: a setting outside of all declarations.
pub fn setting_outside(place: Place, name: &str) -> Diagnostic {
    let start = Place { span: Span::at(place.span.start), ..place };
    Diagnostic::error("E0132", place, format!("`{name}` is set outside of all declarations"))
        .label("belongs to no block")
        .fix(Fix::offered(format!("declare it: `let {name}`"), start, "let "))
}
