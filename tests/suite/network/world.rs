//! A cluster as files describe it: its namespaces, its pods and its policies, and around them pods and addresses of others.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use o8_ir::OutputFile;
use serde_yaml::Value;

use super::authorization::Authorization;
use super::policies::Policy;

/// Everything of one environment in one cluster.
#[derive(Clone, Debug)]
pub(super) struct World {
    /// `prod` or `prod/prod-eu`
    pub(super) name: String,
    pub(super) pods: Vec<Pod>,
    pub(super) policies: Vec<Policy>,
    /// What a mesh allows.
    pub(super) allowed: Vec<Authorization>,
    /// Ports that anything listens on, and some that nothing does.
    pub(super) ports: BTreeSet<(&'static str, i64)>,
}

/// Somebody who sends or gets requests.
#[derive(Clone, Debug)]
pub(super) struct Pod {
    /// The module, where it is one's.
    pub(super) module: Option<String>,
    /// What makes it.
    pub(super) maker: String,
    /// Its namespace; without one it is an address outside of the cluster.
    pub(super) namespace: Option<String>,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) address: Ipv4Addr,
    /// Its service account.
    pub(super) account: String,
}

/// Whether requests get from one to another, by indices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) protocol: &'static str,
    pub(super) port: i64,
}

impl Ask {
    pub(super) fn shown(&self, world: &World) -> String {
        let (from, to) = (&world.pods[self.from], &world.pods[self.to]);
        format!("{from:?} -> {to:?} by {} {}", self.protocol, self.port)
    }
}

impl Pod {
    /// Whether it is in a namespace of ours.
    pub(super) fn is_ours(&self) -> bool {
        self.module.is_some() || self.maker == "stranger"
    }
}

impl World {
    /// Every pair, and every port.
    pub(super) fn asks(&self) -> impl Iterator<Item = Ask> + '_ {
        let pairs = (0..self.pods.len()).flat_map(|from| (0..self.pods.len()).map(move |to| (from, to)));
        pairs.filter(|(from, to)| from != to).flat_map(|(from, to)| {
            self.ports.iter().map(move |&(protocol, port)| Ask { from, to, protocol, port })
        })
    }
}

/// The clusters that the files of the rendered layout describe.
pub(super) fn worlds(files: &[OutputFile]) -> Vec<World> {
    let mut worlds: BTreeMap<String, World> = BTreeMap::new();
    let several = files.iter().any(|file| file.path.contains("/on-"));
    for file in files {
        let Some(path) = file.path.strip_prefix("environments/") else { continue };
        let mut parts: Vec<&str> = path.split('/').collect();
        // A module in one cluster of several has no folder of that; it is in the first.
        if several && !parts[1].starts_with("on-") {
            parts.insert(1, "on-c0");
        }
        // Clusters of these platforms are called `on-…`, and modules are not.
        let depth = if parts[1].starts_with("on-") { 2 } else { 1 };
        let name = parts[..depth].join("/");
        let module = (parts.len() > depth + 1).then(|| parts[depth].to_owned());
        let object: Value = serde_yaml::from_slice(&file.bytes).expect("we write YAML");
        let world = worlds.entry(name.clone()).or_insert_with(|| World {
            name,
            pods: others(),
            policies: Vec::new(),
            allowed: Vec::new(),
            ports: BTreeSet::from([
                ("TCP", 53),
                ("UDP", 53),
                ("TCP", 5432),
                ("TCP", 80),
                ("TCP", 15008),
                ("TCP", 15012),
            ]),
        });
        if object["kind"] == "NetworkPolicy" {
            world.policies.push(Policy::of(&object));
        } else if object["kind"] == "AuthorizationPolicy" {
            world.allowed.push(Authorization::of(&object));
        } else if object["kind"] == "Namespace" {
            // Somebody who is no module's, in each of them.
            let namespace = object["metadata"]["name"].as_str().map(str::to_owned);
            let address = Ipv4Addr::new(10, 9, 1, world.pods.len() as u8);
            world.pods.push(Pod {
                module: None,
                maker: "stranger".into(),
                namespace,
                labels: labels(&[("app", "stranger")]),
                address,
                account: "default".into(),
            });
        } else if let Some(template) = template(&object) {
            let found = template["metadata"]["labels"].as_mapping().into_iter().flatten();
            let text = |value: &Value| value.as_str().expect("labels are text").to_owned();
            for container in template["spec"]["containers"].as_sequence().into_iter().flatten() {
                for port in container["ports"].as_sequence().into_iter().flatten() {
                    world.ports.insert(("TCP", port["containerPort"].as_i64().expect("a number")));
                }
            }
            let pod = Pod {
                module,
                maker: format!("{}/{}", text(&object["kind"]), text(&object["metadata"]["name"])),
                namespace: object["metadata"]["namespace"].as_str().map(str::to_owned),
                labels: found.map(|(key, value)| (text(key), text(value))).collect(),
                address: Ipv4Addr::new(10, 9, 2, world.pods.len() as u8),
                account: template["spec"]["serviceAccountName"].as_str().unwrap_or("default").to_owned(),
            };
            // Copies that talk to each other.
            if object["kind"] == "StatefulSet" {
                world
                    .pods
                    .push(Pod { address: Ipv4Addr::new(10, 9, 3, world.pods.len() as u8), ..pod.clone() });
            }
            world.pods.push(pod);
        }
    }
    worlds.into_values().collect()
}

fn template(object: &Value) -> Option<&Value> {
    match object["kind"].as_str()? {
        "Deployment" | "StatefulSet" | "Job" => Some(&object["spec"]["template"]),
        _ => None,
    }
}

/// Pods and addresses that no module makes.
fn others() -> Vec<Pod> {
    let pod = |maker: &str, namespace: &str, pairs: &[(&str, &str)], address| Pod {
        module: None,
        maker: maker.into(),
        namespace: Some(namespace.into()),
        labels: labels(pairs),
        address,
        account: maker.into(),
    };
    let address = |maker: &str, address| Pod {
        module: None,
        maker: maker.into(),
        namespace: None,
        labels: BTreeMap::new(),
        address,
        account: String::new(),
    };
    vec![
        pod("gateway", "gateways", &[("app", "envoy")], Ipv4Addr::new(10, 9, 0, 1)),
        pod("beside-gateway", "gateways", &[("app", "other")], Ipv4Addr::new(10, 9, 0, 2)),
        pod("dns", "kube-system", &[("k8s-app", "kube-dns")], Ipv4Addr::new(10, 9, 0, 3)),
        pod("beside-dns", "kube-system", &[("k8s-app", "other")], Ipv4Addr::new(10, 9, 0, 4)),
        pod("prometheus", "monitoring", &[("app", "prometheus")], Ipv4Addr::new(10, 9, 0, 5)),
        pod("control-plane", "istio-system", &[("app", "istiod")], Ipv4Addr::new(10, 9, 0, 6)),
        address("probe", Ipv4Addr::new(169, 254, 7, 127)),
        address("inside", Ipv4Addr::new(192, 0, 2, 7)),
        address("taken-out", Ipv4Addr::new(192, 0, 2, 200)),
        address("outside", Ipv4Addr::new(198, 51, 100, 7)),
    ]
}

fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
