//! Settings: fields, blocks, `+=`, `unset`.

use crate::catalogue::{one_of, quoted};
use crate::{Diagnostic, Fix, Place};

/// E0314: a field that the record does not have.
pub fn unknown_field(
    place: Place,
    name: &str,
    record: &str,
    near: Option<&str>,
    fields: &[&str],
) -> Diagnostic {
    let found =
        Diagnostic::error("E0314", place, format!("`{record}` has no field `{name}`")).label("unknown field");
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("rename to `{near}`"),
            place,
            near.to_owned(),
        )),
        None if fields.is_empty() => found.help("it has no fields"),
        None => found.help(format!("it has {}", one_of(fields.iter().copied(), 8))),
    }
}

/// E0987: a field that the record does not have, and of which its declaration says what is written instead. Check VE02.
pub fn field_elsewhere(place: Place, name: &str, record: &str, instead: &str) -> Diagnostic {
    Diagnostic::error("E0987", place, format!("`{record}` has no field `{name}`"))
        .label("unknown field")
        .help(instead.to_owned())
}

/// E0315: a new record without fields that it needs.
pub fn missing_fields(place: Place, record: &str, missing: &[&str], component: bool) -> Diagnostic {
    let names = and(missing);
    let what = if component { "parameter" } else { "field" };
    let what = if missing.len() == 1 { what.to_owned() } else { format!("{what}s") };
    Diagnostic::error("E0315", place, format!("`{record}` needs the {what} {names}")).label("not set here")
}

/// E0315: an entity without fields that it needs.
pub fn missing_entity_fields(place: Place, word: &str, name: &str, missing: &[&str]) -> Diagnostic {
    let what = if missing.len() == 1 { "field" } else { "fields" };
    Diagnostic::error("E0315", place, format!("the {word} `{name}` needs the {what} {}", and(missing)))
        .label("not set in its body, in an `extend` or in an override")
}

/// E0316: a place is set twice in one block.
pub fn set_twice(place: Place, name: &str, first: Place) -> Diagnostic {
    Diagnostic::error("E0316", place, format!("`{name}` is set twice"))
        .label("set again here")
        .related(first, "set here first")
        .help("keep one of them")
}

/// E0317: a place is set as a whole and opened in one block.
pub fn set_and_opened(place: Place, name: &str, first: Place) -> Diagnostic {
    Diagnostic::error("E0317", place, format!("`{name}` is set or added to, and opened, in one block"))
        .label("and here")
        .related(first, "here")
        .help("set everything in one value, or open it alone")
}

/// E0318: a field that cannot be set.
pub fn readonly_field(place: Place, name: &str, record: &str) -> Diagnostic {
    Diagnostic::error("E0318", place, format!("`{name}` of `{record}` cannot be set"))
        .label("has a value of its own")
        .help("leave it out")
}

/// E0363: an override of a field that says where a module runs.
pub fn target_overridden(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error(
        "E0363",
        place,
        format!("`{name}` says where a module runs, which no override can change"),
    )
    .label("out of place")
    .help("set it in the body")
}

/// E0319: a block or path opens a value that has nothing inside.
pub fn scalar_opened(place: Place, name: &str, ty: &str) -> Diagnostic {
    Diagnostic::error("E0319", place, format!("{} is `{ty}`: there is nothing in it to set", named(name)))
        .label("cannot be opened")
        .help("set it as a whole, with `=`")
}

/// E0320: a block or path opens a list whose elements have no key.
pub fn list_opened(place: Place, name: &str, ty: &str) -> Diagnostic {
    Diagnostic::error(
        "E0320",
        place,
        format!("the elements of {} have no key by which one could be opened", named(name)),
    )
    .label(format!("`{ty}`"))
    .help("set the whole list with `=`, or add to it with `+=`")
}

/// E0321: a block or path opens a reference to an entity.
pub fn entity_opened(place: Place, name: &str, ty: &str) -> Diagnostic {
    Diagnostic::error(
        "E0321",
        place,
        format!("{} names an entity of `{ty}`, whose fields are not set here", named(name)),
    )
    .label("a reference")
    .help("set the entity's own fields where it is declared, or in an `extend` of it")
}

/// E0321: `with` on an entity.
pub fn entity_changed(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0321", place, format!("`{ty}` is an entity: there is no changed copy of it"))
        .label("a reference")
}

/// E0322: a place is opened that may hold several types, and nothing less specific says which.
pub fn nothing_chosen(place: Place, name: &str, ty: &str, types: &[&str]) -> Diagnostic {
    let found = Diagnostic::error(
        "E0322",
        place,
        format!("nothing says which `{ty}` it is that {} opens", named(name)),
    )
    .label("not known which fields there are");
    match types {
        [] => found.help("set it as a whole: `= WebService { … }`"),
        types => found.help(format!("set it as a whole, to one of {}", one_of(types.iter().copied(), 6))),
    }
}

/// E0323: the targets of one override got different types from less specific ones.
pub fn targets_chose_differently(place: Place) -> Diagnostic {
    Diagnostic::error(
        "E0323",
        place,
        "less specific overrides chose different types for the targets of this one",
    )
    .label("what it opens is not the same in all of them")
    .help("write one override for each target")
}

/// E0324: `+=` on what is neither a list nor a map.
pub fn append_to_neither(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0324", place, format!("expected a list or a map before `+=`, found `{ty}`"))
        .label("nothing can be added to it")
        .help("`=` sets it")
}

/// E0325: `unset` of a field that needs a value.
pub fn unset_of_required(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0325", place, format!("`{name}` needs a value and cannot be unset"))
        .label("has no default")
        .help("set another value with `=`")
}

/// E0326: a key where a field is due.
pub fn key_of_record(place: Place, record: &str) -> Diagnostic {
    Diagnostic::error("E0326", place, format!("`{record}` is a record: it has fields and no keys"))
        .label("a key")
        .help("write the field after a dot")
}

/// The name of a place in backticks; one that has none is only pointed at.
fn named(name: &str) -> String {
    if name.is_empty() { "this".to_owned() } else { quoted(name) }
}

/// `` `a`, `b` and `c` ``
fn and(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
