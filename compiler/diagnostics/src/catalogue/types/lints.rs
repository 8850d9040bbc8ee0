//! What is allowed and probably not meant.

use crate::{Diagnostic, Place};

/// W0301: a local hides an entity where the entity would be due.
pub fn local_hides_entity(place: Place, name: &str, word: &str, plural: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0301",
        place,
        format!("this `{name}` is the local, not the {word} of the same name"),
    )
    .label("the local wins")
    .help(format!("write `{plural}.{name}` for the {word}, or rename the local"))
}

/// W0302: a deprecated field is used.
pub fn deprecated_field(place: Place, name: &str, instead: &str) -> Diagnostic {
    Diagnostic::warning("W0302", place, format!("`{name}` is deprecated: {instead}")).label("deprecated")
}

/// W0302: a deprecated declaration is named.
pub fn deprecated_item(place: Place, name: &str, instead: &str) -> Diagnostic {
    Diagnostic::warning("W0302", place, format!("`{name}` is deprecated: {instead}")).label("deprecated")
}

/// W0303: an object that nothing checks.
pub fn any_is_unchecked(place: Place) -> Diagnostic {
    Diagnostic::warning("W0303", place, "nothing checks the fields of an `Any`")
        .label("an object of a kind without a schema")
        .help("declare the kind as a type with `@kind(…)`, or import it if the library has it")
}

/// W0304: an arm of a `match` that no value reaches.
pub fn arm_never_taken(place: Place) -> Diagnostic {
    Diagnostic::warning("W0304", place, "this arm is never taken")
        .label("the arms above take every value like this")
        .help("remove it")
}

/// W0305: `??` after a value that is never null.
pub fn never_null(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::warning("W0305", place, format!("what stands before `??` is never null: it is `{ty}`"))
        .label("the right side is never taken")
        .help("remove `??` and what follows")
}
