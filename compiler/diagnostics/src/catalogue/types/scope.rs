//! Names in sight: locals, context values, names that are no values.

use crate::catalogue::wording::few;
use crate::{Diagnostic, Place};

/// E0330: two locals of one name in one place.
pub fn local_declared_twice(place: Place, name: &str, first: Place) -> Diagnostic {
    Diagnostic::error("E0330", place, format!("`{name}` is declared twice"))
        .label("declared again here")
        .related(first, "declared here first")
}

/// E0331: a local with the name of a context value.
pub fn local_named_like_context(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error(
        "E0331",
        place,
        format!("`{name}` is what the evaluation is for, and no other name may be the same"),
    )
    .label("choose another name")
}

/// E0332: a context value in a function.
pub fn context_in_function(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0332", place, format!("functions see no context: pass `{name}` as an argument"))
        .label("not visible in a function")
        .help(format!("add a parameter, and pass `{name}` where the function is called"))
}

/// E0332: a context value in the fields that say where a module runs.
pub fn context_in_targets(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0332", place, format!("where a module runs cannot depend on `{name}`"))
        .label("not visible in `environments`, `clusters` and `select`")
}

/// E0332: a context value where nothing is evaluated for a target.
pub fn no_context_here(place: Place, name: &str, owner: &str) -> Diagnostic {
    Diagnostic::error("E0332", place, format!("{owner} sees no context: there is no `{name}` here"))
        .label("not visible here")
        .help("context values are visible in components and in the bodies of modules, addons and secrets")
}

/// E0333: a type where a value is due.
pub fn type_as_value(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0333", place, format!("expected a value, found the type `{name}`"))
        .label("a type")
        .help(format!("a value of it is written `{name} {{ … }}`"))
}

/// E0334: a package where a value is due.
pub fn package_as_value(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0334", place, format!("expected a value, found the package `{name}`"))
        .label("a package")
        .help(format!("a name of it is written `{name}.…`"))
}

/// E0335: a function where its result is due.
pub fn function_as_value(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0335", place, format!("expected a value, found the function `{name}`"))
        .label("not called")
        .help(format!("call it: `{name}(…)`"))
}

/// E0357: `let`s of a record that need each other.
pub fn lets_in_a_circle(place: Place, path: &[&str]) -> Diagnostic {
    let mut circle: Vec<String> = path.iter().map(|name| format!("`{name}`")).collect();
    circle.extend(circle.first().cloned());
    Diagnostic::error("E0357", place, format!("this value needs itself: {}", few(&circle).join(" → ")))
        .label("in a circle")
}
