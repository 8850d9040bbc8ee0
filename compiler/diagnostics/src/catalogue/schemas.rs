//! E095x: files that types are read from, and the types that are written.

use crate::{Diagnostic, Place};

/// A file that types are to be read from is no YAML or JSON.
pub fn unreadable(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E0950", place, format!("this is not valid YAML or JSON: {reason}"))
}

/// A file that types are to be read from has nothing that types could be made of.
pub fn no_schema(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E0951", place, reason.to_owned())
        .help("`o8 schema add` reads CustomResourceDefinitions, and with `--name` one JSON Schema")
}

/// A definition of custom resources lacks what makes it one.
pub fn incomplete(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E0952", place, reason.to_owned())
}

/// A file that would be written was changed by somebody else.
pub fn edited_by_hand(place: Place, path: &str) -> Diagnostic {
    Diagnostic::error("E0953", place, format!("`{path}` is not as `o8 schema add` wrote it"))
        .label("this would be replaced")
        .help("`--force` replaces it; nothing has been written")
}

/// A `$ref` of a schema leads nowhere, or out of its file.
pub fn bad_reference(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E0954", place, reason.to_owned())
        .help("a `$ref` begins with `#` and names a part of the same file")
}
