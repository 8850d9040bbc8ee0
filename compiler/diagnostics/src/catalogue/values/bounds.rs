//! Bounds: every program ends, and fits into memory.

use crate::{Diagnostic, Place};

/// E0421: evaluating one module takes more steps than any sensible one.
pub fn too_much_work(place: Place) -> Diagnostic {
    Diagnostic::error("E0421", place, "evaluating this takes too many steps")
        .help("go through fewer elements, or fewer lists inside each other")
}

/// E0422: a list or map grows beyond its bound.
pub fn too_many_elements(place: Place, most: usize) -> Diagnostic {
    Diagnostic::error("E0422", place, format!("more than {most} elements"))
}

/// E0423: a text grows beyond its bound.
pub fn text_too_long(place: Place, most: usize) -> Diagnostic {
    Diagnostic::error("E0423", place, format!("a text of more than {} MiB", most >> 20))
}

/// E0424: values, calls or components nest beyond their bound.
pub fn nested_too_deeply(place: Place) -> Diagnostic {
    Diagnostic::error("E0424", place, "values or calls are nested too deeply here")
}

/// E0425: `readFile` names a file outside the package.
pub fn file_outside(place: Place, path: &str) -> Diagnostic {
    Diagnostic::error("E0425", place, format!("`{path}` is outside the package"))
        .help("a path is relative to the folder of the file that it stands in, with `/`")
}

/// E0426: `readFile` names a file that does not exist or is not UTF-8.
pub fn no_such_file(place: Place, path: &str) -> Diagnostic {
    Diagnostic::error("E0426", place, format!("there is no text file `{path}` in the package"))
}
