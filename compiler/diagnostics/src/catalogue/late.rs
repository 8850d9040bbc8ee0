//! What only Argo CD knows, and an environment that is copied for each pull request: E0845 to E0849.

use crate::{Diagnostic, Place};

/// Something is done to a late value that needs to know it.
pub fn late_value(place: Place, done: &str, value: Option<&str>) -> Diagnostic {
    let what = value.map_or_else(|| "a text of a pull request".to_owned(), |value| format!("`{value}`"));
    Diagnostic::error("E0845", place, format!("{what} is {done}, and only Argo CD knows it"))
        .label("there is one for each pull request")
        .help("it can be passed on and stand in texts: let something that is the same in all of them decide, such as `environment.tier`")
}

/// A late value as what an object is known by.
pub fn late_identity(place: Place, what: &str, value: &str) -> Diagnostic {
    Diagnostic::error("E0845", place, format!("`{value}` is used as {what}, and only Argo CD knows it"))
        .label("there is one for each pull request")
        .help(
            "each pull request has namespaces of its own: what is in them can be called the same everywhere",
        )
}

/// Says of a refinement that it was held against one of the values that a late text may take.
pub fn held_against_sample(found: Diagnostic) -> Diagnostic {
    found.help("the text differs from one pull request to the next; it is checked with the shortest and the longest of them")
}

/// An object of which all copies would be one.
pub fn shared_by_copies(place: Place, object: &str, where_: &str, environment: &str) -> Diagnostic {
    Diagnostic::error("E0846", place, format!("{object} would be one and the same in every copy of `{environment}`"))
        .label(where_.to_owned())
        .help("leave it out where `environment.pullRequest` is not null, or let a module that is deployed once have it")
}

/// A module whose namespace is the same for all pull requests.
pub fn shared_namespace(place: Place, namespace: &str, module: &str, environment: &str) -> Diagnostic {
    Diagnostic::error(
        "E0846",
        place,
        format!("all copies of `{environment}` would put `{module}` into the namespace `{namespace}`"),
    )
    .label("the same for every pull request")
    .help("leave the namespace to the platform, or make it of `environment.name`")
}

/// A layout without templates.
pub fn layout_without_templates(place: Place, environment: &str) -> Diagnostic {
    Diagnostic::error("E0847", place, format!("the layout `rendered` has no place for `{environment}`"))
        .label("only Argo CD knows what differs between its copies")
        .help("use `layout = \"kustomize\"` in `o8.toml`: Argo CD sets it by patches of Kustomize")
}

/// A late value in the values of a chart.
pub fn late_in_values(place: Place, value: &str) -> Diagnostic {
    Diagnostic::error("E0848", place, format!("`{value}` stands in the values of a chart, and only Argo CD knows it"))
        .label("there is one for each pull request")
        .help("a values file is the same for all of them; what differs can be the chart's `version`, or the namespace")
}

/// A late value that no patch can set.
pub fn no_late_patch(place: Place, object: &str, environment: &str) -> Diagnostic {
    Diagnostic::error(
        "E0849",
        place,
        format!("{object} cannot be changed for each pull request of `{environment}`"),
    )
    .label("Kustomize cannot write one of its texts again")
    .help("a text of several lines that begins with a tab is in the way: begin it with something else")
}
