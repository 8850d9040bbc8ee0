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
