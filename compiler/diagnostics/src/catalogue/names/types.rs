//! Type expressions.

use crate::catalogue::nearest;
use crate::{Diagnostic, Fix, Place};

use super::lookup::did_you_mean;

/// E0202: a name in a type stands for nothing.
pub fn unknown_type<'a>(
    place: Place,
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::error("E0202", place, format!("there is no type `{name}`")).label("not a type");
    did_you_mean(found, place, nearest(name, candidates))
}

/// E0202: a type is written as another language calls it.
pub fn foreign_type(place: Place, name: &str, ours: &str) -> Diagnostic {
    Diagnostic::error("E0202", place, format!("there is no type `{name}`"))
        .label("not a type")
        .help(format!("write `{ours}`"))
        .fix(Fix::offered(format!("write `{ours}`"), place, ours))
}

/// E0202: a name in a type stands for nothing in the file, but a package has a type of that name.
pub fn type_not_imported(place: Place, name: &str, package: &str) -> Diagnostic {
    Diagnostic::error("E0202", place, format!("there is no type `{name}` in this file"))
        .label("not known here")
        .help(format!("`import {package} {{ {name} }}` brings it in"))
}

/// E0212: a name in a type stands for something that is no type. `sort` says what: "a function".
pub fn not_a_type(place: Place, name: &str, sort: &str) -> Diagnostic {
    Diagnostic::error("E0212", place, format!("expected a type, found {sort}: `{name}`")).label("not a type")
}

/// E0214: `T??`, or `?` on a type that holds `null` already.
pub fn optional_twice(place: Place, mark: Place) -> Diagnostic {
    Diagnostic::error("E0214", place, "this type holds `null` already")
        .label("optional twice")
        .fix(Fix::safe("remove the second `?`", mark, ""))
}

/// E0215: a value does not tell which alternative of a union it is.
pub fn union_not_told_apart(place: Place, first: &str, second: &str) -> Diagnostic {
    Diagnostic::error("E0215", place, format!("a value does not tell `{first}` and `{second}` apart"))
        .label("also holds values of the other")
        .help("alternatives of a union are literals, records, or built-in types that a value tells apart, such as `Int | String`")
}

/// E0215: a type that cannot be an alternative of a union.
pub fn not_in_union(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0215", place, format!("`{ty}` cannot be an alternative of a union"))
        .label("holds values of every sort")
}

/// E0216: the keys of a map are of a type that keys cannot have.
pub fn map_key_type(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0216", place, format!("`{ty}` cannot be the key of a map"))
        .label("not a type of keys")
        .help("keys are of `String`, a refined string, a union of string literals, or a kind of entity")
}

/// E0217: the type of a function stands where it is not that of a parameter.
pub fn function_type_elsewhere(place: Place) -> Diagnostic {
    Diagnostic::error("E0217", place, "only a parameter of a function may have a function as its type")
        .label("not the type of a parameter")
}

/// E0227: a literal that cannot be a type.
pub fn literal_type(place: Place) -> Diagnostic {
    Diagnostic::error("E0227", place, "only a string, a whole number, `true` and `false` can be a type")
        .label("not a type")
}
