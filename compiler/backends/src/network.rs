//! NetworkPolicies out of declared connections. Rules of `networking.k8s.io/v1`: what several policies let through adds up; a
//! namespace and labels in one peer both have to hold; ports are those that pods listen on.

pub mod istio;
mod namespace;

use o8_ir::network::{Block, Direction, Listening, Peer, Pods, Policy};
use o8_ir::{Labels, Node};

use crate::document::{list, map, text, text_map, texts};

pub use namespace::{NamespaceNetwork, in_namespace, name_servers};

/// The label by which Kubernetes itself names a namespace.
pub(crate) const NAMESPACE: &str = "kubernetes.io/metadata.name";

/// A policy for pods of a module.
pub fn policy(policy: &Policy) -> Node {
    let (word, peers, field) = match policy.direction {
        Direction::Ingress => ("Ingress", "from", "ingress"),
        Direction::Egress => ("Egress", "to", "egress"),
    };
    let rules = policy.rules.iter().map(|(from, listening)| {
        map([(peers, Some(list(from.iter().filter_map(peer)))), ("ports", Some(ports(listening)))])
    });
    network_policy(&policy.name, &policy.pods.namespace, &policy.pods.labels, &[word], [(field, list(rules))])
}

/// A NetworkPolicy with these rules.
pub(crate) fn network_policy<const N: usize>(
    name: &str,
    namespace: &str,
    pods: &Labels,
    types: &[&str],
    rules: [(&'static str, Node); N],
) -> Node {
    let selector = ("podSelector", Some(selector(pods)));
    let types = ("policyTypes", Some(texts(types.iter().copied())));
    let rules = rules.into_iter().map(|(field, node)| (field, Some(node)));
    map([
        ("apiVersion", Some(text("networking.k8s.io/v1"))),
        ("kind", Some(text("NetworkPolicy"))),
        ("metadata", Some(text_map([("name", name), ("namespace", namespace)]))),
        ("spec", Some(map([selector, types].into_iter().chain(rules)))),
    ])
}

/// A selector of labels; without any, of everything.
pub(crate) fn selector(labels: &Labels) -> Node {
    let pairs = labels.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    map([("matchLabels", (!labels.is_empty()).then(|| text_map(pairs)))])
}

/// A peer. That a host is one has to be said otherwise.
fn peer(peer: &Peer) -> Option<Node> {
    match peer {
        Peer::Pods(pods) => Some(peer_of_pods(pods)),
        Peer::Addresses(Block { cidr, except }) => Some(map([(
            "ipBlock",
            Some(map([
                ("cidr", Some(text(cidr.clone()))),
                ("except", (!except.is_empty()).then(|| texts(except.iter().map(|text| text.as_str())))),
            ])),
        )])),
        Peer::Host(_) => None,
    }
}

pub(crate) fn peer_of_pods(pods: &Pods) -> Node {
    let namespace = vec![(NAMESPACE.into(), pods.namespace.clone())];
    map([
        ("namespaceSelector", Some(selector(&namespace))),
        ("podSelector", (!pods.labels.is_empty()).then(|| selector(&pods.labels))),
    ])
}

pub(crate) fn ports(listening: &[Listening]) -> Node {
    list(listening.iter().map(|(protocol, number)| {
        map([("protocol", Some(text(protocol.text()))), ("port", Some(Node::from(*number)))])
    }))
}

/// A policy that lets requests to hosts through, by their names: Cilium learns the addresses from the answers of the name
/// servers, so that it has to see these.
pub fn policy_by_name(policy: &Policy, servers: &[(Peer, i64)]) -> Node {
    let prefixed = |labels: &Labels| -> Vec<(String, String)> {
        labels.iter().map(|(key, value)| (format!("k8s:{key}"), value.to_string())).collect()
    };
    let labels_of = |pairs: &[(String, String)]| {
        map([(
            "matchLabels",
            Some(text_map(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))),
        )])
    };
    let to_hosts = policy.rules.iter().map(|(peers, listening)| {
        let hosts = peers.iter().filter_map(|peer| match peer {
            Peer::Host(host) => Some(text_map([("matchName", host.as_str())])),
            Peer::Pods(_) | Peer::Addresses(_) => None,
        });
        let ports = listening.iter().map(|(protocol, number)| {
            let number = number.to_string();
            text_map([("port", number.as_str()), ("protocol", protocol.text())])
        });
        map([("toFQDNs", Some(list(hosts))), ("toPorts", Some(list([map([("ports", Some(list(ports)))])])))])
    });
    let to_names = servers.iter().filter_map(|(peer, port)| {
        let number = port.to_string();
        let seen = list([map([
            ("ports", Some(list([text_map([("port", number.as_str()), ("protocol", "ANY")])]))),
            ("rules", Some(map([("dns", Some(list([text_map([("matchPattern", "*")])])))]))),
        ])]);
        match peer {
            Peer::Pods(pods) => {
                let mut labels =
                    vec![("k8s:io.kubernetes.pod.namespace".to_owned(), pods.namespace.to_string())];
                labels.extend(prefixed(&pods.labels));
                Some(map([("toEndpoints", Some(list([labels_of(&labels)]))), ("toPorts", Some(seen))]))
            }
            Peer::Addresses(block) => {
                Some(map([("toCIDR", Some(texts([block.cidr.as_str()]))), ("toPorts", Some(seen))]))
            }
            Peer::Host(_) => None,
        }
    });
    map([
        ("apiVersion", Some(text("cilium.io/v2"))),
        ("kind", Some(text("CiliumNetworkPolicy"))),
        (
            "metadata",
            Some(text_map([("name", policy.name.as_str()), ("namespace", policy.pods.namespace.as_str())])),
        ),
        (
            "spec",
            Some(map([
                ("endpointSelector", Some(labels_of(&prefixed(&policy.pods.labels)))),
                ("egress", Some(list(to_hosts.chain(to_names)))),
            ])),
        ),
    ])
}
