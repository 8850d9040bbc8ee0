//! Names that mean nothing, or too much.

use crate::catalogue::{nearest, one_of};
use crate::{Diagnostic, Fix, Place};

/// E0201: a name stands for nothing: no local, declaration, import, entity or prelude name has it.
pub fn unknown_name<'a>(
    place: Place,
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found =
        Diagnostic::error("E0201", place, format!("nothing is called `{name}`")).label("not known here");
    did_you_mean(found, place, nearest(name, candidates))
}

/// E0201: a name stands for no entity of the kind that is due. `candidates` are those that there are.
pub fn unknown_entity(place: Place, name: &str, candidates: &[&str]) -> Diagnostic {
    let found = unknown_name(place, name, candidates.iter().copied());
    if found.help.is_some() || candidates.is_empty() {
        return found;
    }
    found.help(format!("there is {}", one_of(candidates.iter().copied(), 8)))
}

/// E0201: a name stands for nothing in the file, but a package has it.
pub fn name_not_imported(place: Place, name: &str, package: &str) -> Diagnostic {
    Diagnostic::error("E0201", place, format!("nothing is called `{name}` in this file"))
        .label("not known here")
        .help(format!("`import {package} {{ {name} }}` brings it in"))
}

/// E0228: a name is that of entities of several kinds, and nothing says which is meant.
pub fn ambiguous_name(place: Place, name: &str, qualified: &[String]) -> Diagnostic {
    let forms = one_of(qualified.iter().map(String::as_str), 4);
    Diagnostic::error("E0228", place, format!("`{name}` is the name of several entities"))
        .label("which one is not clear here")
        .help(format!("write {forms}"))
}

/// E0233: a name before a dot stands for something that is no package. `sort` says what: "a type".
pub fn not_a_package(place: Place, name: &str, sort: &str) -> Diagnostic {
    Diagnostic::error("E0233", place, format!("expected a package before the dot, found {sort}: `{name}`"))
        .label("not a package")
}

/// With "did you mean", where a name is near.
pub(super) fn did_you_mean(found: Diagnostic, place: Place, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("write `{near}`"),
            place,
            near,
        )),
        None => found,
    }
}
