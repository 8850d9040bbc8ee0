//! What is rendered: texts, objects, targets.

use crate::catalogue::plural;
use crate::{Diagnostic, Place};

/// E0441: a text that no YAML writer can carry to a cluster. `what` is "the character U+0080" and the like.
pub fn unwritable(place: Place, what: &str) -> Diagnostic {
    Diagnostic::error("E0441", place, format!("{what} cannot be written to YAML that every tool reads"))
}

/// E0442: free data that is emitted lacks what makes it an object, or holds something else than text there.
/// `generated` is whether it has a `generateName` instead of a name.
pub fn no_object(place: Place, field: &str, absent: bool, generated: bool) -> Diagnostic {
    let what = if absent { format!("it has no `{field}`") } else { format!("its `{field}` is no text") };
    let found = Diagnostic::error("E0442", place, format!("this is no object of Kubernetes: {what}"));
    if generated { found.help(NOT_GENERATED) } else { found }
}

/// E0442: an object of a kind with a schema has no name.
pub fn object_without_a_name(place: Place, kind: &str, generated: bool) -> Diagnostic {
    let found = Diagnostic::error("E0442", place, format!("this `{kind}` has no `metadata.name`"))
        .label("what is kept in Git has a name of its own");
    if generated { found.help(NOT_GENERATED) } else { found }
}

const NOT_GENERATED: &str =
    "Argo CD applies objects by their names, so that a `generateName` does not do: write a `name`";

/// E0443: a module has two objects that the API server could not tell apart.
pub fn twin_objects(place: Place, other: Place, kind: &str, name: &str) -> Diagnostic {
    Diagnostic::error("E0443", place, format!("the module has two objects {kind} `{name}`"))
        .label("the second is emitted here")
        .related(other, "the first is emitted here")
        .help("give one of them another name: components take one as `name`")
}

/// E0444: a test names a target that does not exist.
pub fn no_such_target(place: Place, target: &str) -> Diagnostic {
    Diagnostic::error("E0444", place, format!("there is no target `{target}`"))
        .help("`\"ENV\"` for an environment of one cluster, `\"ENV@CLUSTER\"` for others")
}

/// E0445: `rendered` finds no object, or several.
pub fn rendered_not_one(place: Place, kind: &str, target: &str, count: usize) -> Diagnostic {
    Diagnostic::error(
        "E0445",
        place,
        format!("expected one {kind} in `{target}`, found {}", plural(count, "object")),
    )
    .help("the name of the object can be given as the last argument")
}
