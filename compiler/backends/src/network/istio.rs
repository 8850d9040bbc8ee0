//! What a mesh of Istio is told of connections. Only ever what is allowed: a rule that denies and speaks of paths or methods
//! would match all that is no HTTP.

use ecow::{EcoString, eco_format};
use o8_ir::Node;
use o8_ir::network::{Block, Caller, ClusterNetwork, Listening, Mesh, MeshMode, Pods, Protocol};

use super::{network_policy, peer_of_pods, ports, selector};
use crate::document::{list, map, text, text_map, texts};

/// The port by which proxies on nodes speak with each other for their pods.
pub const HBONE: i64 = 15008;
/// The port by which proxies in pods ask the control plane.
const CONTROL_PLANE: i64 = 15012;
/// Where the kubelet's probes come from where a proxy on the node sees to a pod's requests.
const PROBES: &str = "169.254.7.127/32";

/// The mesh of an environment in one of its clusters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamespaceMesh {
    mode: MeshMode,
    strict: bool,
    control_plane: EcoString,
}

impl NamespaceMesh {
    /// What follows from what an environment says, and from what is known of a cluster.
    pub fn of(mesh: Option<&Mesh>, cluster: &ClusterNetwork) -> Option<Self> {
        let (mesh, mode) = (mesh?, cluster.mesh?);
        Some(Self { mode, strict: mesh.strict, control_plane: mesh.namespace.clone() })
    }

    /// The label that puts the pods of a namespace into the mesh.
    pub fn label(&self) -> (EcoString, EcoString) {
        match self.mode {
            MeshMode::Sidecar => ("istio-injection".into(), "enabled".into()),
            MeshMode::Ambient => ("istio.io/dataplane-mode".into(), "ambient".into()),
        }
    }

    /// What a namespace has: kind, name and object. `denies` is whether what nobody declares is denied there.
    pub fn in_namespace(&self, namespace: &str, denies: bool) -> Vec<(&'static str, &'static str, Node)> {
        let mode = if self.strict { "STRICT" } else { "PERMISSIVE" };
        let spec = map([("mtls", Some(text_map([("mode", mode)])))]);
        let mut all = vec![(
            "PeerAuthentication",
            "default",
            object("security.istio.io/v1", "PeerAuthentication", ("default", namespace), spec),
        )];
        if denies {
            let nothing = map([]);
            all.push((
                "AuthorizationPolicy",
                "default-deny",
                object("security.istio.io/v1", "AuthorizationPolicy", ("default-deny", namespace), nothing),
            ));
            all.push(("NetworkPolicy", "allow-mesh", self.allow_mesh(namespace)));
        }
        all
    }

    /// What the mesh itself needs.
    fn allow_mesh(&self, namespace: &str) -> Node {
        let everybody = Vec::new();
        match self.mode {
            MeshMode::Sidecar => {
                let control_plane = Pods {
                    namespace: self.control_plane.clone(),
                    labels: vec![("app".into(), "istiod".into())],
                };
                let rule = map([
                    ("to", Some(list([peer_of_pods(&control_plane)]))),
                    ("ports", Some(ports(&[(Protocol::Tcp, CONTROL_PLANE)]))),
                ]);
                let rules = [("egress", list([rule]))];
                network_policy("allow-mesh", namespace, &everybody, &["Egress"], rules)
            }
            MeshMode::Ambient => {
                let from = map([("ipBlock", Some(text_map([("cidr", PROBES)])))]);
                let rules = [("ingress", list([map([("from", Some(list([from])))])]))];
                network_policy("allow-mesh", namespace, &everybody, &["Ingress"], rules)
            }
        }
    }
}

/// An AuthorizationPolicy that lets callers through to pods.
pub fn allow(name: &str, pods: &Pods, trust_domain: &str, rules: &[(Vec<Caller>, Vec<Listening>)]) -> Node {
    let rules = rules.iter().map(|(callers, listening)| {
        let numbers: Vec<EcoString> = listening
            .iter()
            .filter(|(protocol, _)| *protocol == Protocol::Tcp)
            .map(|(_, number)| eco_format!("{number}"))
            .collect();
        let operation = map([("ports", Some(texts(numbers.iter().map(|number| number.as_str()))))]);
        map([
            ("from", Some(list(sources(callers, trust_domain)))),
            ("to", Some(list([map([("operation", Some(operation))])]))),
        ])
    });
    let spec = map([
        ("selector", Some(selector(&pods.labels))),
        ("action", Some(text("ALLOW"))),
        ("rules", Some(list(rules))),
    ]);
    object("security.istio.io/v1", "AuthorizationPolicy", (name, &pods.namespace), spec)
}

/// Sources, of which one has to be the caller.
fn sources(callers: &[Caller], trust_domain: &str) -> Vec<Node> {
    let mut accounts = Vec::new();
    let mut namespaces = Vec::new();
    let mut all = Vec::new();
    for caller in callers {
        match caller {
            Caller::Account { namespace, account } => {
                accounts.push(eco_format!("{trust_domain}/ns/{namespace}/sa/{account}"));
            }
            Caller::Namespace(namespace) => namespaces.push(namespace.clone()),
            Caller::Addresses(Block { cidr, except }) => {
                all.push(source([
                    ("ipBlocks", Some(texts([cidr.as_str()]))),
                    (
                        "notIpBlocks",
                        (!except.is_empty()).then(|| texts(except.iter().map(|text| text.as_str()))),
                    ),
                ]));
            }
        }
    }
    let named = |field, names: Vec<EcoString>| {
        (!names.is_empty()).then(|| source([(field, Some(texts(names.iter().map(|name| name.as_str()))))]))
    };
    named("principals", accounts).into_iter().chain(named("namespaces", namespaces)).chain(all).collect()
}

fn source<const N: usize>(fields: [(&'static str, Option<Node>); N]) -> Node {
    map([("source", Some(map(fields)))])
}

/// What the proxies of pods know of others: without it, they know everything, and let requests to everywhere through.
pub fn sidecar(name: &str, pods: &Pods, namespaces: &[EcoString]) -> Node {
    let hosts = namespaces.iter().map(|namespace| match *namespace == pods.namespace {
        true => text("./*"),
        false => text(eco_format!("{namespace}/*")),
    });
    let labels = pods.labels.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let spec = map([
        ("workloadSelector", Some(map([("labels", Some(text_map(labels)))]))),
        ("egress", Some(list([map([("hosts", Some(list(hosts)))])]))),
        ("outboundTrafficPolicy", Some(text_map([("mode", "REGISTRY_ONLY")]))),
    ]);
    object("networking.istio.io/v1", "Sidecar", (name, &pods.namespace), spec)
}

/// A host outside of the mesh, for the namespace of who connects to it.
pub fn host_outside(name: &str, namespace: &str, host: &str, listening: &[Listening]) -> Node {
    outside(name, namespace, (host, None, "DNS"), listening)
}

/// Addresses outside of the mesh, for the namespace of who connects to them.
pub fn addresses_outside(name: &str, namespace: &str, block: &Block, listening: &[Listening]) -> Node {
    // A name that nobody asks for: what is matched are the addresses.
    let host = eco_format!("{name}.{namespace}.internal");
    outside(name, namespace, (&host, Some(&block.cidr), "NONE"), listening)
}

fn outside(
    name: &str,
    namespace: &str,
    (host, addresses, resolution): (&str, Option<&str>, &str),
    listening: &[Listening],
) -> Node {
    let ports = listening.iter().filter(|(protocol, _)| *protocol == Protocol::Tcp).map(|(_, number)| {
        // Requests to 443 say in the clear which host they are for, and that tells two hosts of one address apart.
        let protocol = if *number == 443 && addresses.is_none() { "TLS" } else { "TCP" };
        map([
            ("number", Some(Node::from(*number))),
            ("name", Some(text(eco_format!("{}-{number}", protocol.to_ascii_lowercase())))),
            ("protocol", Some(text(protocol))),
        ])
    });
    let spec = map([
        ("hosts", Some(texts([host]))),
        ("addresses", addresses.map(|cidr| texts([cidr]))),
        ("exportTo", Some(texts(["."]))),
        ("location", Some(text("MESH_EXTERNAL"))),
        ("ports", Some(list(ports))),
        ("resolution", Some(text(resolution))),
    ]);
    object("networking.istio.io/v1", "ServiceEntry", (name, namespace), spec)
}

fn object(version: &str, kind: &str, (name, namespace): (&str, &str), spec: Node) -> Node {
    map([
        ("apiVersion", Some(text(version))),
        ("kind", Some(text(kind))),
        ("metadata", Some(text_map([("name", name), ("namespace", namespace)]))),
        ("spec", Some(spec)),
    ])
}
