//! Lists and maps: positions, keys, elements.

use crate::{Diagnostic, Place};

use super::did_you_mean;

/// E0411: a position outside a list or text.
pub fn index_out_of_range(place: Place, index: i64, length: usize) -> Diagnostic {
    let message = match length {
        0 => format!("there is no position {index}: it is empty"),
        _ => format!("there is no position {index}: the last one is {}", length - 1),
    };
    Diagnostic::error("E0411", place, message)
}

/// E0411: a slice that ends before it starts.
pub fn slice_ends_before_it_starts(place: Place, start: i64, end: i64) -> Diagnostic {
    Diagnostic::error("E0411", place, format!("a slice from {start} cannot end at {end}"))
}

/// E0412: a key that a map does not have.
pub fn no_such_key(place: Place, key: &str, near: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0412", place, format!("the map has no key `{key}`"));
    found.help(
        near.map_or_else(|| "`get(key)` gives `null` for a key that is not there".to_owned(), did_you_mean),
    )
}

/// E0413: a key that no element of a keyed list has.
pub fn no_such_element(place: Place, key: &str, near: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0413", place, format!("the list has no element `{key}`"));
    match near {
        Some(near) => found.help(did_you_mean(near)),
        None => found,
    }
}

/// E0414: a comprehension makes an entry twice.
pub fn duplicate_key(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("E0414", place, format!("the key `{key}` comes up twice"))
}

/// E0414: two elements of a keyed list have one key. `first` is where the other stands.
pub fn twin_elements(place: Place, field: &str, key: &str, first: Option<Place>) -> Diagnostic {
    let found = Diagnostic::error("E0414", place, format!("two elements have the {field} `{key}`"))
        .label("the second one")
        .help(format!("elements of this list are told apart by their `{field}`"));
    match first {
        Some(first) => found.related(first, "the first one"),
        None => found,
    }
}

/// E0415: `+=` adds an element with a key that the list has.
pub fn element_is_there(place: Place, key: &str, there: Option<Place>) -> Diagnostic {
    already_there(place, format!("the list has an element `{key}` already"), key, there)
}

/// E0415: `+=` adds an entry with a key that the map has.
pub fn entry_is_there(place: Place, key: &str, there: Option<Place>) -> Diagnostic {
    already_there(place, format!("the map has an entry `{key}` already"), key, there)
}

fn already_there(place: Place, message: String, key: &str, there: Option<Place>) -> Diagnostic {
    let found = Diagnostic::error("E0415", place, message)
        .help(format!("`+=` only adds: open it to change it, with `[\"{key}\"]` behind the name"));
    match there {
        Some(there) => found.related(there, "it is set here"),
        None => found,
    }
}

/// E0416: `unset` of an entry or element that is not there.
pub fn unset_of_absent(place: Place, key: &str, near: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0416", place, format!("there is no `{key}` to take out"));
    match near {
        Some(near) => found.help(did_you_mean(near)),
        None => found,
    }
}

/// E0417: the smallest or largest of no elements.
pub fn empty_list(place: Place) -> Diagnostic {
    Diagnostic::error("E0417", place, "an empty list has no smallest and no largest element")
}

/// E0418: elements that have no order.
pub fn no_order(place: Place) -> Diagnostic {
    Diagnostic::error("E0418", place, "these values have no order")
}
