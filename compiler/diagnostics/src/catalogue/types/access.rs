//! Fields, indexes and interpolation.

use crate::{Diagnostic, Fix, Place};

/// E0309: a value without a text is interpolated.
pub fn not_text(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0309", place, format!("`{ty}` cannot be interpolated"))
        .label("has no text")
        .help("strings, numbers, booleans, quantities and names of entities can be; `.toJson()` writes data")
}

/// E0351: a field of a type that has none.
pub fn no_fields(place: Place, name: &str, ty: &str, method: bool) -> Diagnostic {
    let found =
        Diagnostic::error("E0351", place, format!("`{ty}` has no field `{name}`")).label("unknown field");
    if method {
        let end = Place { span: crate::Span::at(place.span.end), ..place };
        found.help(format!("it is a method: `.{name}()`")).fix(Fix::offered("call it", end, "()"))
    } else {
        found
    }
}

/// E0351: a field of one of several types.
pub fn field_of_union(place: Place, name: &str, ty: &str, count: usize) -> Diagnostic {
    Diagnostic::error("E0351", place, format!("`{name}` is taken of one of {count} types"))
        .label(format!("of `{ty}`"))
        .help("ask which it is: `match x { TYPE y => y.… }`")
}

/// E0351: a field of a component or object, whatever sort it is of.
pub fn field_of_any_of(place: Place, name: &str, ty: &str) -> Diagnostic {
    Diagnostic::error("E0351", place, format!("`{name}` is taken of a `{ty}`, which may be of any sort"))
        .label("not known which fields it has")
        .help("ask which it is: `match x { TYPE y => y.…, _ => … }`")
}

/// E0352: an index on what has none.
pub fn not_indexed(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0352", place, format!("`{ty}` has no elements or entries")).label("cannot be indexed")
}

/// E0353: something is read out of free data.
pub fn free_data_read(place: Place) -> Diagnostic {
    Diagnostic::error("E0353", place, "nothing can be read out of free data")
        .label("of a `Json`")
        .help("keep the value in a `let` of its own type before it becomes free data")
}
