//! What is wrong with the platform as a whole: E08xx, W08xx.

use super::wording::{nearest, one_of};
use crate::{Diagnostic, Place};

/// Two modules put one object into one namespace of one cluster: the last sync would win, and deleting one would delete the
/// other's. Check OW01.
pub fn object_of_two_modules(
    object: &str,
    cluster: &str,
    place: Place,
    module: &str,
    other: Place,
    other_module: &str,
) -> Diagnostic {
    Diagnostic::error(
        "E0801",
        place,
        format!("{object} in `{cluster}` comes from `{module}` and from `{other_module}`"),
    )
    .label(format!("`{module}` emits it here"))
    .related(other, format!("`{other_module}` emits it here"))
    .help("declare it in one of them, and let the other one refer to it")
}

/// Two environments put one object of a module into one namespace of one cluster. Check OW01.
pub fn object_of_two_environments(
    object: &str,
    cluster: &str,
    place: Place,
    module: &str,
    environments: (&str, &str),
    platform: Option<Place>,
) -> Diagnostic {
    let (one, two) = environments;
    let found = Diagnostic::error(
        "E0801",
        place,
        format!(
            "{object} of `{module}` is the same in `{one}` and `{two}`: both are in the cluster `{cluster}`"
        ),
    )
    .label(format!("deployed to `{one}` and `{two}`"))
    .help("give each environment its own namespaces: `namespaces = \"module-environment\"` in the platform");
    match platform {
        Some(place) => found.related(place, "the platform decides on namespaces here"),
        None => found,
    }
}

/// The environments wait for each other.
pub fn environments_in_a_circle(place: Place, names: &[&str]) -> Diagnostic {
    let circle =
        names.iter().chain(names.first()).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" after ");
    Diagnostic::error("E0802", place, format!("no environment comes first: {circle}"))
        .label("waits for itself")
        .help("take one `after` out")
}

/// Two entities of a kind have one name in the output.
pub fn two_of_one_name(kind: &str, name: &str, place: Place, other: Place) -> Diagnostic {
    Diagnostic::error("E0803", place, format!("two of kind `{kind}` are called `{name}` in the output"))
        .label("the second one")
        .related(other, "the first one")
        .help("names in the output are unique for each kind: change one `name`")
}

/// A program has one platform.
pub fn second_platform(place: Place, first: Place) -> Diagnostic {
    Diagnostic::error("E0804", place, "a program has one platform")
        .label("the second one")
        .related(first, "the first one")
        .help("what belongs to another platform is declared with `existing` here")
}

/// There is something to deploy and nothing that says where the files go.
pub fn no_platform(place: Place) -> Diagnostic {
    Diagnostic::error(
        "E0805",
        place,
        "no platform is declared, so nothing says which repository the output goes to",
    )
    .label("this has to be delivered")
    .help("declare one: `platform acme { repository = \"https://…\", domain = \"acme.example\" }`")
}

/// The name of an application is too long for a label, and Argo CD puts it into one.
pub fn application_name_too_long(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error(
        "E0806",
        place,
        format!(
            "the application `{name}` has {} characters, and Argo CD takes at most 63",
            name.chars().count()
        ),
    )
    .label("joined with its environment and cluster")
    .help("shorten the name of the module, the environment or the cluster")
}

/// A module needs another one that is not in the same target.
pub fn needed_module_absent(place: Place, module: &str, needed: &str, target: &str) -> Diagnostic {
    Diagnostic::error(
        "E0807",
        place,
        format!("`{module}` needs `{needed}`, which is not deployed to `{target}`"),
    )
    .label(format!("`{module}` is deployed to `{target}`"))
    .help(format!("deploy `{needed}` there, or leave `{target}` out of the environments of `{module}`"))
}

/// A module needs a version of another one that is not what runs.
pub fn needed_version(
    place: Place,
    module: &str,
    needed: &str,
    requirement: &str,
    version: &str,
    target: &str,
) -> Diagnostic {
    Diagnostic::error(
        "E0808",
        place,
        format!("`{module}` needs `{needed}` {requirement}, and `{target}` has {version}"),
    )
    .label("this requirement is not met")
}

/// Modules need each other.
pub fn needs_in_a_circle(place: Place, names: &[&str]) -> Diagnostic {
    let circle =
        names.iter().chain(names.first()).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" needs ");
    Diagnostic::error("E0809", place, format!("these modules need each other: {circle}"))
        .label("needs itself in the end")
}

/// A module connects to another one that is not in the same target.
pub fn connection_to_absent_module(place: Place, module: &str, other: &str, target: &str) -> Diagnostic {
    Diagnostic::error(
        "E0810",
        place,
        format!("`{module}` connects to `{other}`, which is not deployed to `{target}`"),
    )
    .label(format!("`{module}` is deployed to `{target}`"))
}

/// A module connects to a port that the other one does not expose.
pub fn connection_to_unknown_port(
    place: Place,
    other: &str,
    port: &str,
    exposed: &[&str],
    declared: Place,
) -> Diagnostic {
    let found = Diagnostic::error("E0811", place, format!("`{other}` exposes no port `{port}`"))
        .related(declared, "declared here");
    match nearest(port, exposed.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None if exposed.is_empty() => {
            found.help(format!("`{other}` exposes none: `exposes = {{ {port} = 8080 }}`"))
        }
        None => found.help(format!("it exposes {}", one_of(exposed.iter().copied(), 5))),
    }
}

/// A cluster runs a release that does not serve the API version of an object. Check VE01.
///
/// The places are the author's line and, where that is another, the library's that emits the object.
pub fn api_not_served(
    (place, emitted): (Place, Place),
    object: &str,
    api_version: &str,
    target: &str,
    release: (u32, u32),
    why: &str,
    instead: Option<&str>,
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0812",
        place,
        format!(
            "{object} is {api_version}, which Kubernetes {}.{} in `{target}` does not serve: {why}",
            release.0, release.1
        ),
    );
    let found = brought_about(found, place, emitted);
    match instead {
        Some(instead) => found.help(format!("use `{instead}`")),
        None => found,
    }
}

/// Says what brings an object about, and where a library emits it.
fn brought_about(found: Diagnostic, place: Place, emitted: Place) -> Diagnostic {
    match place == emitted {
        true => found.label("emitted here"),
        false => found.label("brought about by this").related(emitted, "emitted here"),
    }
}

/// An API version is served by a cluster now and will go.
pub fn api_deprecated(
    (place, emitted): (Place, Place),
    object: &str,
    api_version: &str,
    removed_in: Option<(u32, u32)>,
    instead: Option<&str>,
) -> Diagnostic {
    let until = match removed_in {
        Some((major, minor)) => format!(" and gone in Kubernetes {major}.{minor}"),
        None => String::new(),
    };
    let found =
        Diagnostic::warning("W0812", place, format!("{object} is {api_version}, which is deprecated{until}"));
    let found = brought_about(found, place, emitted);
    match instead {
        Some(instead) => found.help(format!("use `{instead}`")),
        None => found,
    }
}

/// A module emits a namespace that its environment makes. Check NS01.
pub fn namespace_of_environment(place: Place, module: &str, namespace: &str) -> Diagnostic {
    let message =
        format!("`{module}` emits the namespace `{namespace}`, which its environment makes already");
    Diagnostic::error("E0816", place, message).label("emits it a second time").help(format!(
        "leave it out, or say that it is not the environment's: `existing namespace {namespace}`"
    ))
}

/// A module that goes nowhere.
pub fn module_deployed_nowhere(place: Place, module: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0801",
        place,
        format!("`{module}` is deployed nowhere: no environment has a cluster for it"),
    )
    .label("no target")
    .help("declare an environment, or list one in `environments`")
}

/// `clusters` of a module names a cluster that none of its environments has.
pub fn cluster_outside_environments(place: Place, module: &str, cluster: &str) -> Diagnostic {
    Diagnostic::error(
        "E0814",
        place,
        format!("`{module}` asks for the cluster `{cluster}`, which none of its environments has"),
    )
    .label("never reached")
}

/// A name of the output is longer than what Kubernetes takes for the kind.
pub fn name_too_long(place: Place, object: &str, length: usize, most: usize, why: &str) -> Diagnostic {
    Diagnostic::error(
        "E0815",
        place,
        format!("the name of {object} has {length} characters, and {why} has at most {most}"),
    )
    .label("emitted here")
}

/// No overlay gives exactly what holds in a target. The compiler never writes one that does not.
pub fn no_overlay(place: Place, what: &str) -> Diagnostic {
    Diagnostic::error("E0820", place, what.to_owned())
        .label("this module")
        .help("this is a fault of o8, please report it; `layout = \"rendered\"` does without overlays")
}
