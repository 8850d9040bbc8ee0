//! What is wrong with connections: E089x, W089x.

use super::wording::{all_of, nearest};
use crate::{Diagnostic, Place};

/// E0892: clusters that share all of an environment differ in what its policies follow from.
pub fn fleet_differs(
    place: Place,
    environment: &str,
    (one, other): (&str, &str),
    facts: Place,
) -> Diagnostic {
    Diagnostic::error(
        "E0892",
        place,
        format!(
            "`{one}` and `{other}` have one set of policies, and what is known of their networks differs"
        ),
    )
    .label(format!("Argo CD looks for the clusters of `{environment}` itself, so that all have the same"))
    .related(facts, "differs here")
    .help("say `network.dns` for all of them, or take the cluster into an environment of its own")
}

/// E0893: a module that takes part in a connection has pods that o8 does not see.
pub fn pods_not_seen(place: Place, module: &str, asked: Place) -> Diagnostic {
    Diagnostic::error(
        "E0893",
        place,
        format!("o8 does not see the pods of `{module}`, so that no policy can be for them"),
    )
    .label("makes no pods itself")
    .related(asked, "this connection is denied unless it is let through at both ends")
    .help("say the labels of its pods: `pods = { \"app.kubernetes.io/name\" = \"…\" }`")
}

/// E0894: requests come through a gateway that the environment does not have.
pub fn unknown_gateway(
    place: Place,
    gateway: &str,
    known: &[&str],
    (environment, network): (&str, Place),
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0894",
        place,
        format!("the environment `{environment}` has no gateway `{gateway}`"),
    )
    .related(network, "its network");
    match nearest(gateway, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => found.help(format!(
            "say where its pods are: `network.gateways = {{ {gateway} = {{ namespace = \"…\" }} }}`"
        )),
        None => found.help(format!("it has {}", all_of(known.iter().copied(), 5))),
    }
}

/// E0895: a Service sends requests to a port by a name that means two ports of one pod.
pub fn two_ports(
    (first, second): (Place, Place),
    (port, maker): (&str, &str),
    (one, two): (i64, i64),
) -> Diagnostic {
    Diagnostic::error(
        "E0895",
        second,
        format!("the port `{port}` of the pods of `{maker}` is {one} in one container and {two} in another"),
    )
    .label(format!("{two} here"))
    .related(first, format!("{one} here"))
    .help("a policy is about a number: give each of the two a name of its own")
}

/// E0896: pods of two modules have the labels by which policies know those of one.
pub fn not_told_apart(
    place: Place,
    (module, namespace): (&str, &str),
    labels: &[(ecow::EcoString, ecow::EcoString)],
    (other, there): (&str, Place),
) -> Diagnostic {
    let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let labels = if labels.is_empty() { "any labels".to_owned() } else { labels.join(",") };
    Diagnostic::error(
        "E0896",
        place,
        format!("policies cannot tell the pods of `{module}` from those of `{other}`: in `{namespace}`, both have {labels}"),
    )
    .label("what is let through for it is let through for the other as well")
    .related(there, format!("`{other}` has such pods"))
    .help("give the pods of each a label of their own, and have their workload select them by it")
}

/// E0897: requests to a host by its name are to be let through where nothing knows hosts by their names.
pub fn host_by_name(place: Place, host: &str, cluster: &str) -> Diagnostic {
    Diagnostic::error(
        "E0897",
        place,
        format!("a NetworkPolicy cannot let requests to `{host}` through: it knows addresses, and no names"),
    )
    .label(format!("nothing in `{cluster}` knows hosts by their names"))
    .help(format!(
        "say the addresses instead: `cidr = \"…\"`; or, where Cilium runs there, say so: `facts {cluster} {{ cni = \"cilium\" }}`"
    ))
}

/// E0898: a text is no range of addresses.
pub fn no_range(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0898", place, format!("`{text}` is no range of addresses"))
        .label("four numbers up to 255, or an IPv6 address, and how many of the first bits count")
}

/// E0898: what is taken out of a range is not inside of it.
pub fn outside_of_range(place: Place, text: &str, whole: &str) -> Diagnostic {
    Diagnostic::error(
        "E0898",
        place,
        format!("`{text}` is not inside of `{whole}`, so that it cannot be taken out of it"),
    )
    .label("Kubernetes refuses such a policy")
}

/// W0892: a module exposes a port that nothing of it listens on.
pub fn nobody_listens(place: Place, module: &str, (name, number): (&str, i64)) -> Diagnostic {
    Diagnostic::warning(
        "W0892",
        place,
        format!(
            "`{module}` exposes `{name}` on {number}, and none of its Services and containers has that port"
        ),
    )
    .label("requests are let through to where nobody listens")
    .help("write the port of a Service, or that of a container")
}

/// W0893: pods that take part in a connection have the network of their node.
pub fn on_host(place: Place, object: &str, module: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0893",
        place,
        format!("the pods of {object} have the network of their node: no policy holds for them, or lets `{module}` through by its labels"),
    )
    .label("`hostNetwork`")
    .help("give them a network of their own, or let the addresses of the nodes through: `ingress` and `egress` take a `cidr`")
}

/// W0894: a NetworkPolicy is for pods, or about pods, that there are not.
pub fn policy_without_pods(
    place: Place,
    (policy, as_peers): (&str, bool),
    (namespace, target): (&str, &str),
    nearest: Option<(&str, &str, Option<&str>)>,
) -> Diagnostic {
    let what = match as_peers {
        true => "lets pods through that there are not",
        false => "is for pods that there are not",
    };
    let found = Diagnostic::warning(
        "W0894",
        place,
        format!("{policy} {what}: none in `{namespace}` of `{target}` has these labels"),
    )
    .label("matches nothing");
    match nearest {
        Some((key, value, Some(there))) => {
            found.help(format!("`{key}: {value}` is not there; the nearest pods have `{key}: {there}`"))
        }
        Some((key, value, None)) => found.help(format!("the nearest pods lack `{key}: {value}`")),
        None => found.help("no module makes pods there"),
    }
}

/// W0895: requests from outside lead to pods that nobody outside may reach.
pub fn route_to_denied(place: Place, route: &str, module: &str, declared: Place) -> Diagnostic {
    Diagnostic::warning(
        "W0895",
        place,
        format!("{route} sends requests from outside to `{module}`, and nothing lets them in"),
    )
    .label("these requests time out")
    .related(declared, "says of no `ingress` where they come from")
    .help("say which gateway it is: `ingress = [{ gateway = \"…\", ports = [\"…\"] }]`")
}

/// E0899: requests without an identity go to pods of a mesh that take none of these.
pub fn outside_of_mesh(place: Place, who: &str, to: &str, other: Place) -> Diagnostic {
    Diagnostic::error(
        "E0899",
        place,
        format!("{who} is outside of the mesh, and `{to}` takes only what the mesh encrypts"),
    )
    .label("requests from here are refused")
    .related(other, "the connection")
    .help("put the caller into the mesh, or let the environment take both: `mesh.mtls = \"permissive\"`")
}

/// E0899: pods of two modules have one identity in the mesh.
pub fn account_of_two(
    place: Place,
    (module, other): (&str, &str),
    (namespace, account): (&str, &str),
    there: Place,
) -> Diagnostic {
    Diagnostic::error(
        "E0899",
        place,
        format!("the mesh cannot tell `{module}` from `{other}`: both run as the service account `{account}` of `{namespace}`"),
    )
    .label("what is let through for it is let through for the other as well")
    .related(there, format!("`{other}` runs as it too"))
    .help("give each its own: a ServiceAccount, and `serviceAccountName` in its pods")
}

/// W0896: an environment asks something of a mesh that none of its clusters has.
pub fn no_mesh(place: Place, environment: &str, clusters: &[&str]) -> Diagnostic {
    Diagnostic::warning(
        "W0896",
        place,
        format!(
            "nothing follows from this: no cluster of `{environment}` has a mesh, as far as its facts say"
        ),
    )
    .label("does nothing")
    .help(format!(
        "say how pods get into it: `facts {} {{ mesh = \"sidecar\" }}`",
        clusters.first().unwrap_or(&"NAME")
    ))
}
