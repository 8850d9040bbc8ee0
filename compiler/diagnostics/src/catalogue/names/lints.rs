//! Names that work and mislead.

use crate::{Diagnostic, Place};

/// W0202: a declaration or import hides a name of the prelude.
pub fn hides_prelude(place: Place, name: &str) -> Diagnostic {
    Diagnostic::warning("W0202", place, format!("`{name}` hides a name that every file knows"))
        .label("means this from here on")
        .help("another name keeps both within reach")
}

/// W0203: a name is not written as names of its sort are.
pub fn naming_convention(
    place: Place,
    sort: &str,
    convention: &str,
    name: &str,
    conventional: &str,
) -> Diagnostic {
    Diagnostic::warning(
        "W0203",
        place,
        format!("the name of {sort} is written in {convention}: `{conventional}`"),
    )
    .label(format!("expected `{conventional}`, found `{name}`"))
}

/// W0206: an item of an import list, a field or a declaration is written with a deprecated name.
pub fn deprecated(place: Place, name: &str, reason: &str) -> Diagnostic {
    let found =
        Diagnostic::warning("W0206", place, format!("`{name}` is deprecated")).label("still works, for now");
    if reason.is_empty() { found } else { found.help(reason) }
}
