//! `network` and `mesh` of an environment.

use ecow::EcoString;
use o8_diagnostics::Place;
use o8_ir::Node;
use o8_ir::network::{Mesh, NameServers, Network, Pods};

use super::{entries, pairs, text};

pub(super) fn network(node: &Node, place: impl Fn(&Node) -> Place) -> Network {
    let gateway = |(name, node): &(EcoString, Node)| Some((name.clone(), pods(node)?));
    Network {
        denies: text(node, "default").is_some_and(|default| default == "deny"),
        names: text(node, "dns").map(|dns| match dns.as_str() {
            "openshift-dns" => NameServers::OpenShift,
            _ => NameServers::KubeDns,
        }),
        gateways: entries(node, "gateways").filter_map(gateway).collect(),
        place: place(node),
    }
}

pub(super) fn mesh(node: &Node, place: impl Fn(&Node) -> Place) -> Option<Mesh> {
    Some(Mesh {
        strict: text(node, "mtls")? == "strict",
        trust_domain: text(node, "trustDomain")?,
        namespace: text(node, "namespace")?,
        place: place(node),
    })
}

/// Pods of a namespace, where it is named.
pub(crate) fn pods(node: &Node) -> Option<Pods> {
    Some(Pods { namespace: text(node, "namespace")?, labels: pairs(node, "pods").collect() })
}
