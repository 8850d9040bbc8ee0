//! Operators, comparisons, what loops go through.

use crate::{Diagnostic, Place};

/// E0345: an operator on a type that it does not take.
pub fn operator_does_not_take(place: Place, operator: &str, ty: &str) -> Diagnostic {
    Diagnostic::error("E0345", place, format!("`{operator}` does not take `{ty}`")).label(format!("`{ty}`"))
}

/// E0345: an operator between types that it does not take together.
pub fn operator_sides(
    place: Place,
    operator: &str,
    left: &str,
    right: &str,
    help: Option<&str>,
) -> Diagnostic {
    let found =
        Diagnostic::error("E0345", place, format!("`{operator}` does not take `{left}` and `{right}`"))
            .label(format!("`{left}` and `{right}`"));
    match help {
        Some(help) => found.help(help),
        None => found,
    }
}

/// E0346: a comparison of types that have no value in common.
pub fn never_equal(place: Place, left: &str, right: &str, help: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0346", place, format!("`{left}` never equals `{right}`"))
        .label("of different types");
    match help {
        Some(help) => found.help(help),
        None => found,
    }
}

/// E0346: a comparison with null of what is never null.
pub fn never_null_compared(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0346", place, format!("`{ty}` is never null"))
        .label("of different types")
        .help("a value that may be null has a type that ends in `?`")
}

/// E0354: a loop over what is neither a list nor a map.
pub fn not_gone_through(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0354", place, format!("expected a list or a map to go through, found `{ty}`"))
        .label("neither")
}

/// E0354: `in` with something else than a list or a map on its right.
pub fn in_takes_collections(place: Place, ty: &str, text: bool) -> Diagnostic {
    let found =
        Diagnostic::error("E0354", place, format!("expected a list or a map after `in`, found `{ty}`"))
            .label("neither");
    if text { found.help("whether a text is in another says `a.contains(b)`") } else { found }
}

/// E0354: the key of a map of another type than keys have.
pub fn not_a_key(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0354", place, format!("expected a text or an entity as the key, found `{ty}`"))
        .label("cannot be a key")
        .help("a number becomes a text by interpolation: `\"${n}\"`")
}
