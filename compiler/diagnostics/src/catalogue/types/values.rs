//! Values that are not of the type that is due.

use crate::catalogue::{one_of, quoted};
use crate::{Diagnostic, Fix, Place};

/// E0301: a value of one type stands where another is due.
///
/// `described` says that `found` is a description and not a type.
pub fn mismatch(place: Place, expected: &str, found: &str, described: bool) -> Diagnostic {
    let found = if described { found.to_owned() } else { quoted(found) };
    Diagnostic::error("E0301", place, format!("expected `{expected}`, found {found}"))
        .label(format!("this is {found}"))
}

/// E0302: `null` stands where a value is due.
pub fn null_not_allowed(place: Place, expected: &str) -> Diagnostic {
    Diagnostic::error("E0302", place, format!("expected `{expected}`, found `null`"))
        .label("nothing may not stand here")
        .help("a field takes `null` where its type ends in `?`")
}

/// E0303: a value that may be null is used as if it were there.
pub fn may_be_null(place: Place, ty: &str, used: &str) -> Diagnostic {
    let message = match used.strip_prefix('a') {
        Some(due) if due.starts_with(" `") => format!("expected{due}, found `{ty}`, which may be null"),
        _ => format!("this may be null and cannot be {used}"),
    };
    Diagnostic::error("E0303", place, message)
        .label(format!("`{ty}`"))
        .help("say what holds without it: `x ?? default`, or ask first: `if x != null then …`")
}

/// E0303: the field of a value that may be null.
pub fn field_of_null(place: Place, ty: &str, field: &str) -> Diagnostic {
    Diagnostic::error("E0303", place, format!("`{field}` is taken of a value that may be null"))
        .label(format!("of `{ty}`"))
        .help(format!(
            "write `?.{field}`, which is null where the value is, or ask first: `if x != null then …`"
        ))
}

/// E0303: a method of a value that may be null.
pub fn method_of_null(place: Place, ty: &str, method: &str) -> Diagnostic {
    Diagnostic::error("E0303", place, format!("`{method}` is called on a value that may be null"))
        .label(format!("on `{ty}`"))
        .help(format!(
            "write `?.{method}(…)`, which is null where the value is, or ask first: `if x != null then …`"
        ))
}

/// E0303: `emit` of what may be null.
pub fn emit_of_null(place: Place) -> Diagnostic {
    Diagnostic::error("E0303", place, "this may be null and cannot be emitted")
        .label("not always an object")
        .help("the condition stands before the object: `emit if c: OBJECT`")
}

/// E0304: a text that is not among those that the type lists.
pub fn not_one_of(place: Place, text: &str, listed: &[&str], near: Option<&str>) -> Diagnostic {
    let all = one_of(listed.iter().copied(), 8);
    let found =
        Diagnostic::error("E0304", place, format!("expected {all}, found `{text}`")).label("none of these");
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("write `{near}`"),
            place,
            format!("\"{near}\""),
        )),
        None => found,
    }
}

/// E0313: the name of an entity in quotes, where the entity is due.
pub fn entity_in_quotes(place: Place, expected: &str, name: &str, exists: bool) -> Diagnostic {
    let found = Diagnostic::error(
        "E0313",
        place,
        format!("expected the name of an entity of `{expected}`, found a text"),
    )
    .label("an entity is named without quotes");
    if exists {
        found.help(format!("write `{name}`")).fix(Fix::safe(
            format!("write `{name}`"),
            place,
            name.to_owned(),
        ))
    } else {
        found
    }
}

/// E0347: the branches of an `if` or `match` have no type in common.
pub fn branches_differ(place: Place, what: &str, first: &str, found: &str, first_place: Place) -> Diagnostic {
    Diagnostic::error("E0347", place, format!("the branches of this `{what}` differ: `{first}` and `{found}`"))
        .label(format!("`{found}`"))
        .related(first_place, format!("`{first}`"))
        .help("both branches have one type; where the value is named in a `let`, its type can be written: `let x: T = …`")
}

/// E0347: the elements of a list have no type in common.
pub fn elements_differ(place: Place, first: &str, found: &str) -> Diagnostic {
    Diagnostic::error("E0347", place, format!("the elements of this list differ: `{first}` and `{found}`"))
        .label(format!("`{found}`"))
        .help("a list whose elements differ needs a written type")
}

/// E0347: the values of a map have no type in common, so that its type cannot be found.
pub fn values_differ(place: Place, first: &str, found: &str) -> Diagnostic {
    Diagnostic::error("E0347", place, format!("the values of this map differ: `{first}` and `{found}`"))
        .label(format!("`{found}`"))
        .help("if a record is meant, name its type before the brace or after the name of the `let`: `Sizing { … }`")
}

/// E0347: the sides of `??` have no type in common.
pub fn sides_differ(place: Place, operator: &str, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error("E0347", place, format!("the sides of `{operator}` differ: `{left}` and `{right}`"))
        .label("one type is due")
}

/// E0348: a `match` leaves values out.
pub fn match_not_exhaustive(place: Place, missing: &[&str]) -> Diagnostic {
    let missing = missing.join(", ");
    Diagnostic::error("E0348", place, format!("this `match` leaves out {missing}"))
        .label("not all of its values have an arm")
        .help("add arms for them, or `_ => …` for the rest")
}

/// E0349: a pattern that no value of the matched type has.
pub fn pattern_never_matches(place: Place, pattern: &str, of: &str, near: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0349", place, format!("`{pattern}` never matches `{of}`"))
        .label("no value is like this");
    match near {
        Some(near) => found.help(format!("did you mean `\"{near}\"`?")).fix(Fix::offered(
            format!("write `\"{near}\"`"),
            place,
            format!("\"{near}\""),
        )),
        None => found,
    }
}

/// E0350: a name is bound in one of several patterns.
pub fn name_in_alternative(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0350", place, format!("`{name}` would have a value in one of these patterns alone"))
        .label("a name cannot stand in one of several patterns")
        .help("write an arm for each pattern")
}

/// E0355: braces where several types, or none that can be told, are due.
pub fn braces_without_name(place: Place, expected: &str, types: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("E0355", place, "these braces could be of several types")
        .label(format!("expected `{expected}`"));
    match types {
        [] => found.help("write the name of its type before the brace: `WebService { … }`"),
        types => found.help(format!(
            "write the name of its type before the brace: {}",
            one_of(types.iter().copied(), 6)
        )),
    }
}

/// E0355: a path in braces whose type is not known.
pub fn type_not_known(place: Place) -> Diagnostic {
    Diagnostic::error(
        "E0355",
        place,
        "the type of these braces is not known, so nothing in them can be opened",
    )
    .label("opens a field of an unknown type")
    .help("write the type's name before the brace, or the type of the `let`: `let x: T = { … }`")
}

/// E0356: a type without fields has braces behind it.
pub fn type_without_braces(place: Place, ty: &str, entity: bool) -> Diagnostic {
    if entity {
        return entity_as_literal(place, ty);
    }
    Diagnostic::error("E0356", place, format!("`{ty}` is not made with braces"))
        .label("has no fields")
        .help("write the value alone: it takes the type that is expected")
}

/// E0356: a new entity as a value.
pub fn entity_as_literal(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0356", place, format!("`{ty}` cannot be made here: it is an entity"))
        .label("the name of a declared one is due")
        .help("declare it at the top level of a file, and write its name here")
}

/// E0358: `emit` of what is no object.
pub fn not_emitted(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0358", place, format!("expected an object of a kind or a component, found `{ty}`"))
        .label("cannot be emitted")
        .help("for several objects write `emit for x in xs: x`")
}
