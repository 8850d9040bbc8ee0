//! Arithmetic, and texts that are read as numbers, versions, addresses and patterns.

use crate::{Diagnostic, Place};

/// E0401: a number is divided by zero.
pub fn division_by_zero(place: Place) -> Diagnostic {
    Diagnostic::error("E0401", place, "division by zero")
}

/// E0402: the result of a calculation does not fit 64 bits.
pub fn overflow(place: Place) -> Diagnostic {
    Diagnostic::error("E0402", place, "the result is too large: whole numbers have 64 bits")
}

/// E0403: a calculation with fractions leaves the finite numbers.
pub fn not_finite(place: Place) -> Diagnostic {
    Diagnostic::error("E0403", place, "the result is not a finite number")
}

/// E0404: a text that is to become a number is none. `wanted` is "a whole number" or "a number".
pub fn no_number(place: Place, text: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error("E0404", place, format!("expected {wanted}, found \"{text}\""))
}

/// E0406: a text is no regular expression. `reason` is what the engine says.
pub fn bad_pattern(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E0406", place, format!("this is no regular expression: {reason}"))
        .help("patterns are those of RE2: no look-around, no back-references")
}

/// E0407: a text is no version, or no requirement on versions.
pub fn no_version(place: Place, text: &str, requirement: bool) -> Diagnostic {
    let (wanted, example) =
        if requirement { ("a requirement on versions", "^1.4") } else { ("a version", "1.4.2") };
    Diagnostic::error("E0407", place, format!("expected {wanted} such as `{example}`, found \"{text}\""))
}

/// E0408: a text is no range of addresses.
pub fn no_range(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0408", place, format!("expected addresses such as `10.0.0.0/8`, found \"{text}\""))
}
