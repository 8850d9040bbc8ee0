//! What is wrong with the platform as a whole: E08xx, W08xx.

use super::wording::{all_of, few, nearest, nearest_of, one_of, plural, quoted};
use crate::{Diagnostic, Fix, Place};

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
    let names: Vec<String> = names.iter().chain(names.first()).map(|name| quoted(name)).collect();
    let circle = few(&names).join(" after ");
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

/// The same of the application that brings the namespaces of an environment to a cluster, or those of addons. Check NM01.
pub fn application_of_namespaces_too_long(place: Place, name: &str, of_environment: bool) -> Diagnostic {
    let found = Diagnostic::error(
        "E0806",
        place,
        format!(
            "the application `{name}` has {} characters, and Argo CD takes at most 63",
            name.chars().count()
        ),
    );
    match of_environment {
        true => found
            .label("brings the namespaces of this environment")
            .help("shorten the name of the environment or the cluster"),
        false => found.label("brings the namespaces of addons here").help("shorten the name of the cluster"),
    }
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
    (version, set): (&str, Place),
    target: &str,
) -> Diagnostic {
    Diagnostic::error(
        "E0808",
        place,
        format!("`{module}` needs `{needed}` {requirement}, and `{target}` has {version}"),
    )
    .label("this requirement is not met")
    .related(set, format!("`{needed}` is {version} here"))
}

/// Modules need each other.
pub fn needs_in_a_circle(place: Place, names: &[&str]) -> Diagnostic {
    if let [only] = names {
        return Diagnostic::error("E0809", place, format!("`{only}` needs itself"))
            .label("would have to be there before it is")
            .help("take the need out");
    }
    let names: Vec<String> = names.iter().chain(names.first()).map(|name| quoted(name)).collect();
    let circle = few(&names).join(" needs ");
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
        Some(instead) => found.help(format!("use {instead}")),
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
        Some(instead) => found.help(format!("use {instead}")),
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

/// What a controller makes has a name, or carries a label, that is too long: `text`, and `what` says of what it is. Check NM01.
pub fn made_name_too_long(
    place: Place,
    what: &str,
    (length, most): (usize, usize),
    text: &str,
) -> Diagnostic {
    Diagnostic::error(
        "E0891",
        place,
        format!("{what} would have {length} characters, and the most that there may be is {most}"),
    )
    .label(format!("with what is added to it: `{text}`"))
    .help(format!("shorten it by {}", plural(length - most, "character")))
}

/// A name that the API server refuses for objects of a kind. `form` is what its names have to be. Check NM01.
pub fn refused_name(place: Place, kind: &str, name: &str, form: &str, near: Option<&str>) -> Diagnostic {
    let message = if name.is_empty() {
        format!("the API server takes no `{kind}` without a name")
    } else {
        format!("the API server takes no `{kind}` called `{name}`")
    };
    let found = Diagnostic::error("E0817", place, message).label(form);
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    }
}

/// A namespace that cannot exist. Check NM01.
pub fn refused_namespace(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0817", place, format!("no namespace can be called `{name}`"))
        .label("must be at most 63 lower-case letters, digits and `-`, with a letter or digit at both ends (RFC 1123)")
}

/// The key of a label or an annotation (`what`) that the API server refuses. Check NM01.
pub fn refused_key(place: Place, what: &str, key: &str) -> Diagnostic {
    Diagnostic::error("E0818", place, format!("`{key}` cannot be the key of {} {what}", article(what)))
        .label(format!("the {what} is set here"))
        .help("a key is a name of at most 63 letters, digits, `-`, `_` and `.`, with an optional DNS name and `/` before it")
}

/// The value of a label that the API server refuses. Check NM01.
pub fn refused_label_value(place: Place, key: &str, value: &str) -> Diagnostic {
    Diagnostic::error("E0818", place, format!("`{value}` cannot be the value of the label `{key}`"))
        .label("must be at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends")
        .help("an annotation takes any text")
}

/// The value of a label or an annotation (`what`) that is no text, in free data. Check NM01.
pub fn value_is_no_text(place: Place, what: &str, key: &str) -> Diagnostic {
    Diagnostic::error("E0818", place, format!("the value of the {what} `{key}` is no text"))
        .label("the API server takes texts alone")
        .help("put it in quotes")
}

/// More annotations than the API server stores with an object. Check NM01.
pub fn annotations_too_large(place: Place, size: usize, most: usize) -> Diagnostic {
    Diagnostic::error(
        "E0818",
        place,
        format!("the annotations have {size} bytes, and an object takes at most {most}"),
    )
    .label("keys and values together")
    .help("put what is large into a ConfigMap")
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with('a') { "an" } else { "a" }
}

/// Two applications have one name: Argo CD would take them for one. Check AS02.
pub fn application_of_two(name: &str, first: (&str, Place), second: (&str, Place)) -> Diagnostic {
    let message = format!("the application `{name}` is that of {} and that of {}", first.0, second.0);
    Diagnostic::error("E0819", second.1, message)
        .label("the second one")
        .related(first.1, "the first one")
        .help("the names of module, environment and cluster are joined with `-`: change one of them")
}

/// Two applications read one folder, so that each would apply what is the other's. Check AS02.
pub fn folder_of_two(folder: &str, first: (&str, Place), second: (&str, Place)) -> Diagnostic {
    let message = format!("the folder `{folder}` is that of {} and that of {}", first.0, second.0);
    Diagnostic::error("E0819", second.1, message)
        .label("the second one")
        .related(first.1, "the first one")
        .help("give the module or the cluster another name")
}

/// A workload whose selector its own pods do not meet. `there` is what they have instead. Check SV01.
pub fn selects_not_its_own(
    place: Place,
    workload: &str,
    key: &str,
    value: &str,
    there: Option<(&str, Place)>,
) -> Diagnostic {
    let found = Diagnostic::error("E0821", place, format!("{workload} does not select its own pods"))
        .label(format!("it asks for `{key}: {value}`"));
    match there {
        Some((value, place)) => found.related(place, format!("its pods have `{key}: {value}`")),
        None => found.help(format!("the pods of its template have no label `{key}`")),
    }
}

/// A workload whose selector is not the same in two targets. Check KZ01.
pub fn selector_differs(place: Place, workload: &str, one: &str, two: &str) -> Diagnostic {
    Diagnostic::error("E0822", place, format!("the selector of {workload} is another one in `{two}` than in `{one}`"))
        .label("depends on the target")
        .help("Kubernetes lets no selector change: select by what is the same everywhere, such as `module.selector`")
}

/// A Service that selects no pods. `nearest` is a label that it asks for, and what the nearest pods have there. Check SV01.
pub fn service_without_pods(
    place: Place,
    service: &str,
    target: &str,
    nearest: Option<(&str, &str, Option<&str>)>,
) -> Diagnostic {
    let found = Diagnostic::warning("W0821", place, format!("{service} selects no pods in `{target}`"))
        .label("no pods of its namespace have these labels");
    nearest_of(found, "pods", nearest, "leave the selector out if something else sees to its endpoints")
}

/// A namespace that is declared as if it were made: those that modules live in are made for their environments. `place` is
/// the word `namespace`.
pub fn namespace_declared(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0824", place, format!("`{name}` is not made by a declaration"))
        .label("only a namespace that something else owns is declared")
        .help("the namespaces that modules live in are made for their environments")
        .fix(Fix::offered("say that something else owns it", place, "existing namespace"))
}

/// A cluster runs an older release than the oldest that the platform allows.
pub fn older_cluster(
    place: Place,
    cluster: &str,
    release: (u32, u32),
    oldest: (u32, u32),
    platform: Place,
) -> Diagnostic {
    let show = |(major, minor): (u32, u32)| format!("{major}.{minor}");
    let (release, oldest) = (show(release), show(oldest));
    Diagnostic::error(
        "E0825",
        place,
        format!("`{cluster}` runs Kubernetes {release}, and the platform allows {oldest} and newer"),
    )
    .label("older than the platform allows")
    .related(platform, format!("`kubernetes = \"{oldest}\"` here"))
    .help(format!("upgrade the cluster, or lower `kubernetes` of the platform to `{release}`"))
}

/// What changed with a release of Kubernetes is not known. `clusters` run it, and `known` are the first and the last that are.
pub fn unknown_release(
    place: Place,
    clusters: &[&str],
    release: (u32, u32),
    (first, last): ((u32, u32), (u32, u32)),
) -> Diagnostic {
    let show = |(major, minor): (u32, u32)| format!("{major}.{minor}");
    let run = if clusters.len() == 1 { "runs" } else { "run" };
    let found = Diagnostic::warning(
        "W0891",
        place,
        format!(
            "{} {run} Kubernetes {}, and o8 knows those from {} to {}",
            all_of(clusters.iter().copied(), 3),
            show(release),
            show(first),
            show(last)
        ),
    );
    if release > last {
        found
            .label("what has changed since is not checked")
            .help("write the release that the cluster runs, or use a newer o8")
    } else {
        found.label("what came later is not all known").help("write the release that the cluster runs")
    }
}

/// The platform is `existing`: then nothing would be this program's to write.
pub fn platform_of_others(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error(
        "E0823",
        place,
        format!("`{name}` is what this program makes, and cannot be `existing`"),
    )
    .label("the platform of the program")
    .help("declare it without `existing`, and with `existing` what of it something else owns")
}

/// A window whose `cron` names only days that do not exist. Check SW01.
pub fn window_never_opens(place: Place, cron: &str, used: Place) -> Diagnostic {
    Diagnostic::error(
        "E0830",
        place,
        format!("this window never opens: `{cron}` names days that its months do not have"),
    )
    .label("no such day")
    .related(used, "a window of this environment")
    .help("write a day that comes, such as `28`, or the first day of the next month")
}

/// The windows of an environment never let its applications be synced. `windows` holds for each whether it allows, and its
/// place; `by_itself` is whether Argo CD syncs there without people. Check SW01.
pub fn never_synced(
    place: Place,
    environment: &str,
    by_itself: bool,
    windows: &[(bool, Place)],
) -> Diagnostic {
    let when = match windows.iter().any(|(allows, _)| *allows) {
        true => "while a window that allows is open, one that denies is open too",
        false => "at any time, a window that denies is open",
    };
    let who = if by_itself { "by Argo CD" } else { "by anybody" };
    let found = Diagnostic::error(
        "E0831",
        place,
        format!("applications in `{environment}` can never be synced {who}: {when}"),
    )
    .label("never synced");
    let found = windows.iter().fold(found, |found, (allows, place)| {
        found.related(*place, if *allows { "allows" } else { "denies" })
    });
    found.help("where windows of both kinds are open, nothing is synced: make one that denies shorter")
}

/// A window that allows and is never closed. Check SW01.
pub fn window_always_open(place: Place, environment: Place) -> Diagnostic {
    Diagnostic::warning("W0830", place, "this window is always open: it allows what is allowed without it")
        .label("opens again before it closes")
        .related(environment, "a window of this environment")
        .help("make its `duration` shorter than the time between two openings, or leave it out")
}

/// What the API server refuses above some size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SizeLimit {
    /// The values of a ConfigMap or a Secret together: `MaxSecretSize` of `k8s.io/kubernetes/pkg/apis/core`.
    Data,
    /// A request to etcd, which takes 1.5 MiB unless it is told otherwise: `--max-request-bytes`.
    Request,
    /// All annotations together. Applied by the client, the whole object is kept in one of them.
    Annotations,
}

impl SizeLimit {
    /// The limit in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Data => 1 << 20,
            Self::Request => 3 << 19,
            Self::Annotations => 1 << 18,
        }
    }
}

/// E0868: the API server refuses an object for its size. Check CR02.
pub fn too_large((place, whole): (Place, Place), object: &str, limit: SizeLimit, size: usize) -> Diagnostic {
    let (what, label, help) = match limit {
        SizeLimit::Data => (
            "values of a ConfigMap or a Secret of more than",
            "the largest of its values",
            "share them out among several objects",
        ),
        SizeLimit::Request => {
            ("an object of more than", "the whole of it", "share it out among several objects")
        }
        SizeLimit::Annotations => (
            "annotations of more than",
            "keeps the whole object in an annotation",
            "leave `ServerSideApply=false` out: applied on the server's side, an object keeps nothing there",
        ),
    };
    let most = limit.bytes();
    let message = format!("{object} has {size} bytes, and the API server refuses {what} {most}");
    let found = Diagnostic::error("E0868", place, message).label(label).help(help);
    if place == whole { found } else { found.related(whole, "in this object") }
}
