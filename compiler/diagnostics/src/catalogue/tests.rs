//! What is wrong with a `test`: E075x.

use crate::{Diagnostic, Place};

/// An assertion does not hold. `sides` are the values of a comparison.
pub fn assertion_failed(place: Place, sides: Option<(&str, &str)>) -> Diagnostic {
    let found = Diagnostic::error("E0750", place, "the assertion does not hold");
    match sides {
        Some((left, right)) => found.label(format!("left is {left}, right is {right}")),
        None => found.label("is false"),
    }
}

/// E0752: an assertion whose value is not known. `absent` is the context that it needs, and where that is asked for.
pub fn assertion_unknown(place: Place, absent: Option<(&str, Place)>) -> Diagnostic {
    let found = Diagnostic::error("E0752", place, "what is asserted cannot be worked out");
    match absent {
        Some((context, asked)) => found
            .label(format!("depends on `{context}`, which a test does not have"))
            .related(asked, format!("`{context}` is asked for here"))
            .help("set the field that asks for it, or read what a module renders: `rendered(MODULE, \"TARGET\", KIND)`"),
        None => found.label("depends on something that has an error"),
    }
}

/// `assertFails`: the declarations compile, or fail in another way.
pub fn did_not_fail_so(place: Place, code: &str, text: &str, found: &[String]) -> Diagnostic {
    let expected = if text.is_empty() { format!("`{code}`") } else { format!("`{code}` with \"{text}\"") };
    let message = if found.is_empty() {
        format!("expected {expected}, and the declarations compile")
    } else {
        format!("expected {expected}, found {}", found.join("; "))
    };
    Diagnostic::error("E0751", place, message).label("does not fail as it should")
}
