//! What is wrong between objects that name each other, and between those who write one field: E088x, W088x.

use super::wording::{all_of, near_or, nearest, nearest_of, one_of};
use crate::{Diagnostic, Place};

/// What stands at another place, if it is one.
fn related(found: Diagnostic, place: Place, label: impl Into<String>) -> Diagnostic {
    if place == found.place { found } else { found.related(place, label) }
}

/// The number of copies of a workload is set by the manifest and by what scales it. Check SY03.
pub fn replicas_of_scaled(
    place: Place,
    workload: &str,
    count: i64,
    target: &str,
    (scaler, scaled): (&str, Place),
) -> Diagnostic {
    let found = Diagnostic::warning(
        "W0880",
        place,
        format!("{workload} asks for {count} copies in `{target}`, and {scaler} decides how many there are"),
    )
    .label("holds until the scaler first looks, and means nothing after that")
    .help("leave `replicas` out wherever something scales the workload");
    related(found, scaled, "scaled here")
}

/// Two scalers decide on the number of copies of one workload. Check SY03.
pub fn two_scalers(
    workload: &str,
    target: &str,
    (first, other): (&str, Place),
    (second, place): (&str, Place),
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0881",
        place,
        format!("{first} and {second} both decide how many copies of {workload} there are in `{target}`"),
    )
    .label("the second to scale it")
    .help("keep one of them: a scaler can look at several metrics, and takes the highest number");
    related(found, other, "the first")
}

/// A scaler names a workload that does not exist. Check SV01.
pub fn scaler_of_nothing(
    place: Place,
    scaler: &str,
    (kind, name): (&str, &str),
    target: &str,
    near: Option<&str>,
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0882",
        place,
        format!("{scaler} scales `{kind} {name}`, and there is none in its namespace in `{target}`"),
    )
    .label("scales nothing");
    near_or(
        found,
        near,
        "name a workload of its namespace; one that others bring is declared with `existing module`",
    )
}

/// A scaler names a workload of another kind. Check SY03.
pub fn scaler_of_another_kind(
    place: Place,
    scaler: &str,
    kind: &str,
    (workload, group, other): (&str, &str, Place),
) -> Diagnostic {
    let found =
        Diagnostic::error("E0883", place, format!("{scaler} scales a `{kind}`, and {workload} is none"))
            .label("scales nothing");
    let kind = workload.trim_matches('`').split(' ').next().unwrap_or_default();
    let version = match group {
        "" => "v1".to_owned(),
        "argoproj.io" => "argoproj.io/v1alpha1".to_owned(),
        group => format!("{group}/v1"),
    };
    related(found, other, format!("{workload} comes from here"))
        .help(format!("write `apiVersion = \"{version}\"` and `kind = \"{kind}\"`"))
}

/// An Ingress or a route sends requests to a Service that does not exist. Check SV01.
pub fn service_absent(
    place: Place,
    by: &str,
    service: &str,
    (namespace, target): (&str, &str),
    near: Option<&str>,
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0884",
        place,
        format!(
            "{by} sends requests to `Service {service}`, and there is none in the namespace `{namespace}` in `{target}`"
        ),
    )
    .label("no such Service");
    near_or(
        found,
        near,
        "name a Service of the namespace; one that others bring is declared with `existing module`",
    )
}

/// An Ingress or a route sends requests to a port that a Service does not have. Check SV01.
pub fn service_without_port(
    place: Place,
    by: &str,
    (service, port, ports): (&str, &str, Place),
    known: &[String],
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0885",
        place,
        format!("{by} sends requests to port `{port}` of {service}, which has no such port"),
    )
    .label("no such port");
    let found = related(found, ports, "the ports of the Service");
    has(found, port, known, "it has no named ports: give the port a `name`, or say its number")
}

/// A Service sends requests to a port that no container of its pods has. Check SV01.
pub fn container_without_port(
    place: Place,
    service: &str,
    port: &str,
    (workload, made, target): (&str, Place, &str),
    known: &[String],
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0886",
        place,
        format!("{service} sends requests to the port `{port}` of its pods, and they have none of that name in `{target}`"),
    )
    .label("requests would be refused");
    let found = related(found, made, format!("the pods are those of {workload}"));
    has(found, port, known, "their ports have no names: give one to the `containerPort`, or say its number")
}

fn has(found: Diagnostic, wrong: &str, known: &[String], none: &str) -> Diagnostic {
    let names = || known.iter().map(String::as_str);
    match nearest(wrong, names()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => found.help(none),
        None if known.len() == 1 => found.help(format!("the only one is {}", one_of(names(), 1))),
        None => found.help(format!("there are {}", all_of(names(), 5))),
    }
}

/// A PodDisruptionBudget that never lets a copy go. Check RS03.
pub fn budget_stops_drains(
    place: Place,
    budget: &str,
    (field, amount): (&str, &str),
    (workload, copies, said): (&str, i64, Place),
    target: &str,
) -> Diagnostic {
    let there = if copies == 1 { "1 copy".to_owned() } else { format!("{copies} copies") };
    let found = Diagnostic::warning(
        "W0887",
        place,
        format!("with `{field}` {amount}, {budget} lets no copy of {workload} go in `{target}`: no node can be drained"),
    )
    .label(format!("as few as {there}"))
    .help("write `maxUnavailable = 1`, or make the budget only where there are several copies");
    related(found, said, "the number of copies comes from here")
}

/// A container says nothing of what a quota counts. Check RS01.
pub fn uncounted_by_quota(
    place: Place,
    (object, container): (&str, &str),
    missing: &[String],
    target: &str,
    environment: Place,
) -> Diagnostic {
    let missing = all_of(missing.iter().map(String::as_str), 6);
    Diagnostic::error(
        "E0888",
        place,
        format!("the quota of `{target}` counts {missing}, and the container `{container}` of {object} says nothing of it"),
    )
    .label("Kubernetes would refuse its pods")
    .related(environment, "this has the quota")
    .help("set it in `resources` of the container, or let the `limits` of the environment say what is taken where nothing is said")
}

/// A PodDisruptionBudget that selects no pods. Check SV01.
pub fn budget_without_pods(
    place: Place,
    budget: &str,
    target: &str,
    nearest: Option<(&str, &str, Option<&str>)>,
) -> Diagnostic {
    let found =
        Diagnostic::warning("W0888", place, format!("{budget} selects no pods in `{target}`: it keeps none"))
            .label("no pods of its namespace have these labels");
    nearest_of(found, "pods", nearest, "no module makes pods in its namespace")
}

/// A StatefulSet whose pods get their names from a Service that does not exist. Check SV01.
pub fn governing_service_absent(
    place: Place,
    by: &str,
    service: &str,
    (namespace, target): (&str, &str),
    near: Option<&str>,
) -> Diagnostic {
    let found = Diagnostic::warning(
        "W0889",
        place,
        format!("the pods of {by} get no names: there is no `Service {service}` in the namespace `{namespace}` in `{target}`"),
    )
    .label("no such Service");
    near_or(found, near, "emit a Service of that name with `clusterIP = \"None\"`")
}

/// A ServiceMonitor or a PodMonitor finds nothing. Check OB01.
pub fn monitor_of_nothing(
    place: Place,
    monitor: &str,
    of_services: bool,
    target: &str,
    nearest: Option<(&str, &str, Option<&str>)>,
) -> Diagnostic {
    let what = if of_services { "Services" } else { "pods" };
    let found = Diagnostic::warning(
        "W0890",
        place,
        format!("{monitor} finds no {what} in `{target}`: nothing is scraped because of it"),
    )
    .label(format!("no {what} where it looks have these labels"));
    let otherwise = format!(
        "no module makes {what} in the namespaces that it looks in: name others in `namespaceSelector`"
    );
    nearest_of(found, what, nearest, &otherwise)
}

/// A ServiceMonitor or a PodMonitor names a port that nothing of what it finds has. `first` is something that it finds. Check OB01.
pub fn monitor_without_port(
    place: Place,
    monitor: &str,
    (of_service, port): (bool, &str),
    (first, made, target): (&str, Place, &str),
    known: &[String],
) -> Diagnostic {
    let (whose, none) = match of_service {
        true => ("Services", "their ports have no names: give one to the port"),
        false => ("pods", "their containers say no ports like that: give the `containerPort` a `name`"),
    };
    let found = Diagnostic::error(
        "E0890",
        place,
        format!(
            "{monitor} scrapes the port `{port}` of {whose}, and none that it finds in `{target}` has it"
        ),
    )
    .label("nothing is scraped");
    let found = related(found, made, format!("it finds {first}"));
    has(found, port, known, none)
}
