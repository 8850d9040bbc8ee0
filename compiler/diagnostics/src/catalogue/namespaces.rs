//! Labels of namespaces: E0988, W0975.

use crate::{Diagnostic, Fix, Place};

/// A label of namespaces that the compiler gives them itself, with another value. `ours` is that, and what it follows from.
pub fn label_of_ours(
    place: Place,
    environment: &str,
    (key, value): (&str, &str),
    ours: (&str, Place),
) -> Diagnostic {
    Diagnostic::error(
        "E0988",
        place,
        format!("o8 gives the namespaces of `{environment}` the label `{key}` with another value"),
    )
    .label(format!("expected `{}`, found `{value}`", ours.0))
    .related(ours.1, format!("the label `{key}` follows from this"))
    .help("a namespace has one value for a label: remove this one, or change what the other follows from")
}

/// The label by which Kubernetes names namespaces.
pub fn label_of_kubernetes(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("E0988", place, format!("Kubernetes itself gives each namespace the label `{key}`"))
        .label("it is the name of the namespace, whatever stands here")
        .help("remove it")
}

/// A label of namespaces that the compiler gives them itself, with the same value.
pub fn label_said_twice(
    place: Place,
    environment: &str,
    key: &str,
    ours: Place,
    fix: Option<Fix>,
) -> Diagnostic {
    let found = Diagnostic::warning(
        "W0975",
        place,
        format!("the namespaces of `{environment}` have the label `{key}` already"),
    )
    .label("this says it again")
    .related(ours, "the label follows from this");
    match fix {
        Some(fix) => found.fix(fix),
        None => found.help("remove it"),
    }
}
