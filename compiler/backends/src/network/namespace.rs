//! What holds for all pods of a namespace: nothing goes in or out, but for questions to the name servers.

use ecow::EcoString;
use o8_ir::network::{Block, ClusterNetwork, NameServers, Network, Peer, Pods, Protocol};
use o8_ir::{Labels, Node};

use super::{network_policy, peer, ports};
use crate::document::{list, map};

/// What the namespaces of an environment have in one of its clusters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamespaceNetwork {
    /// Who answers for names, and by which port.
    pub servers: Vec<(Peer, i64)>,
}

impl NamespaceNetwork {
    /// What follows from what an environment says, and from what is known of a cluster.
    pub fn of(network: Option<&Network>, cluster: &ClusterNetwork) -> Option<Self> {
        let network = network.filter(|network| network.denies)?;
        Some(Self { servers: name_servers(network.names, cluster) })
    }
}

/// Who answers for names in a cluster, and by which port: a policy sees requests where they arrive.
pub fn name_servers(said: Option<NameServers>, cluster: &ClusterNetwork) -> Vec<(Peer, i64)> {
    let label = |key: &str, value: &str| vec![(key.into(), value.into())];
    let by_port = if cluster.dns_port == OPENSHIFT { NameServers::OpenShift } else { NameServers::KubeDns };
    let (namespace, labels, port) = match said.unwrap_or(by_port) {
        NameServers::KubeDns => ("kube-system", label("k8s-app", "kube-dns"), cluster.dns_port),
        NameServers::OpenShift => {
            ("openshift-dns", label("dns.operator.openshift.io/daemonset-dns", "default"), OPENSHIFT)
        }
    };
    let mut servers = vec![(Peer::Pods(Pods { namespace: namespace.into(), labels }), port)];
    // The cache has the network of its node, where no labels find it, and the port of DNS itself.
    if let Some(cidr) = &cluster.node_local_dns {
        servers.push((Peer::Addresses(Block { cidr: cidr.clone(), except: Vec::new() }), 53));
    }
    servers
}

/// The port that the name servers of OpenShift listen on.
const OPENSHIFT: i64 = 5353;

/// The policies of a namespace: their names and what they are.
pub fn in_namespace(network: &NamespaceNetwork, namespace: &str) -> Vec<(EcoString, Node)> {
    let all = Labels::new();
    let rules = network.servers.iter().map(|(server, port)| {
        let both = [(Protocol::Udp, *port), (Protocol::Tcp, *port)];
        map([("to", Some(list(peer(server)))), ("ports", Some(ports(&both)))])
    });
    let deny = network_policy("default-deny", namespace, &all, &["Ingress", "Egress"], []);
    let names = network_policy("allow-dns", namespace, &all, &["Egress"], [("egress", list(rules))]);
    vec![("default-deny".into(), deny), ("allow-dns".into(), names)]
}
