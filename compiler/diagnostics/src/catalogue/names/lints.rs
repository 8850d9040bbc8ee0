//! Names that work and mislead.

use crate::{Diagnostic, Fix, Place};

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

/// W0367: a declaration that nothing else of the package names. `whole` is all of it.
pub fn unused(place: Place, name: &str, whole: Place) -> Diagnostic {
    Diagnostic::warning("W0367", place, format!("nothing uses `{name}`"))
        .label("not named anywhere else")
        .help("what other packages use is `pub`")
        .fix(Fix::offered("remove it", whole, ""))
}

/// W0368: a `let` in braces that nothing there names. `whole` is all of it.
pub fn unused_let(place: Place, name: &str, whole: Place) -> Diagnostic {
    Diagnostic::warning("W0368", place, format!("nothing uses `{name}`"))
        .label("not named in these braces")
        .fix(Fix::safe("remove it", whole, ""))
}

/// W0206: an item of an import list, a field or a declaration is written with a deprecated name.
pub fn deprecated(place: Place, name: &str, reason: &str) -> Diagnostic {
    let found =
        Diagnostic::warning("W0206", place, format!("`{name}` is deprecated")).label("still works, for now");
    if reason.is_empty() { found } else { found.help(reason) }
}
