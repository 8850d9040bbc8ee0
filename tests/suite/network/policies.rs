//! What NetworkPolicies let through, as `networking.k8s.io/v1` defines it: pods that no policy of a direction selects may do what
//! they like in that direction; others may do what any of their policies lets through. Requests need both ends.

use std::net::Ipv4Addr;

use serde_yaml::Value;

use super::world::{Ask, Pod, World};

/// A policy as it was read. What it has and this cannot be asked is a mistake of the test.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub(super) name: String,
    namespace: String,
    pods: Selector,
    /// What it says of requests to its pods, where it says something of them.
    ingress: Option<Vec<Rule>>,
    /// The same of requests from them.
    egress: Option<Vec<Rule>>,
}

#[derive(Clone, Debug)]
struct Rule {
    /// No ports are all.
    ports: Option<Vec<(String, i64)>>,
    /// No peers are everybody.
    peers: Option<Vec<Peer>>,
}

#[derive(Clone, Debug)]
enum Peer {
    Addresses { cidr: Range, except: Vec<Range> },
    Pods { namespaces: Option<Selector>, pods: Option<Selector> },
}

/// Labels, all of which have to be there.
pub(super) type Selector = Vec<(String, String)>;

/// The first address and the mask.
pub(super) type Range = (u32, u32);

impl Policy {
    pub(super) fn of(object: &Value) -> Self {
        let spec = &object["spec"];
        let types = spec["policyTypes"].as_sequence().expect("always said");
        let rules = |kind: &str, field: &str, peers: &str| {
            let said = types.iter().any(|found| found.as_str() == Some(kind));
            let rules = spec[field].as_sequence().into_iter().flatten();
            said.then(|| rules.map(|rule| Rule::of(rule, peers)).collect())
        };
        Self {
            name: text(&object["metadata"]["name"]),
            namespace: text(&object["metadata"]["namespace"]),
            pods: selector(&spec["podSelector"]),
            ingress: rules("Ingress", "ingress", "from"),
            egress: rules("Egress", "egress", "to"),
        }
    }

    fn is_for(&self, pod: &Pod) -> bool {
        pod.namespace.as_ref() == Some(&self.namespace) && selects(&self.pods, pod)
    }
}

impl Rule {
    fn of(rule: &Value, peers: &str) -> Self {
        let port = |port: &Value| {
            let number = port["port"].as_i64().expect("ports are numbers");
            (port["protocol"].as_str().unwrap_or("TCP").to_owned(), number)
        };
        let peer = |peer: &Value| match peer["ipBlock"]["cidr"].as_str() {
            Some(cidr) => Peer::Addresses {
                cidr: range(cidr),
                except: peer["ipBlock"]["except"]
                    .as_sequence()
                    .into_iter()
                    .flatten()
                    .map(|taken| range(taken.as_str().expect("a text")))
                    .collect(),
            },
            None => {
                let at = |field: &str| peer.get(field).map(selector);
                Peer::Pods { namespaces: at("namespaceSelector"), pods: at("podSelector") }
            }
        };
        let ports = rule["ports"].as_sequence().map(|ports| ports.iter().map(port).collect());
        Self { ports, peers: rule[peers].as_sequence().map(|peers| peers.iter().map(peer).collect()) }
    }

    fn lets(&self, ask: &Ask, other: &Pod, namespace: &str) -> bool {
        let by_port = self.ports.as_ref().is_none_or(|ports| {
            ports.iter().any(|(protocol, number)| protocol == ask.protocol && *number == ask.port)
        });
        let by_peer = || {
            self.peers.as_ref().is_none_or(|peers| peers.iter().any(|peer| is_peer(peer, other, namespace)))
        };
        by_port && by_peer()
    }
}

/// Whether requests get through.
pub(super) fn reaches(world: &World, ask: &Ask) -> bool {
    let (from, to) = (&world.pods[ask.from], &world.pods[ask.to]);
    may(world, ask, (from, to), |policy| &policy.egress)
        && may(world, ask, (to, from), |policy| &policy.ingress)
}

/// Whether the policies of the first let requests to or from the second through.
fn may(
    world: &World,
    ask: &Ask,
    (own, other): (&Pod, &Pod),
    rules: impl Fn(&Policy) -> &Option<Vec<Rule>>,
) -> bool {
    // Addresses outside of the cluster have no policies.
    let Some(namespace) = &own.namespace else { return true };
    let mut is_selected = false;
    for policy in world.policies.iter().filter(|policy| policy.is_for(own)) {
        let Some(rules) = rules(policy) else { continue };
        is_selected = true;
        if rules.iter().any(|rule| rule.lets(ask, other, namespace)) {
            return true;
        }
    }
    !is_selected
}

fn is_peer(peer: &Peer, other: &Pod, own_namespace: &str) -> bool {
    match peer {
        Peer::Addresses { cidr, except } => {
            is_in(cidr, other.address) && !except.iter().any(|taken| is_in(taken, other.address))
        }
        Peer::Pods { namespaces, pods } => {
            let Some(namespace) = &other.namespace else { return false };
            let by_namespace = match namespaces {
                None => namespace == own_namespace,
                // The only label that every namespace has.
                Some(labels) => labels
                    .iter()
                    .all(|(key, value)| key == "kubernetes.io/metadata.name" && value == namespace),
            };
            by_namespace && pods.as_ref().is_none_or(|labels| selects(labels, other))
        }
    }
}

pub(super) fn selects(labels: &Selector, pod: &Pod) -> bool {
    labels.iter().all(|(key, value)| pod.labels.get(key) == Some(value))
}

fn selector(selector: &Value) -> Selector {
    assert!(selector.is_mapping() && selector["matchExpressions"].is_null(), "{selector:?}");
    let labels = selector["matchLabels"].as_mapping().into_iter().flatten();
    labels.map(|(key, value)| (text(key), text(value))).collect()
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

pub(super) fn range(cidr: &str) -> Range {
    let (first, bits) = cidr.split_once('/').expect("a range");
    let (first, bits): (Ipv4Addr, u32) =
        (first.parse().expect("an address"), bits.parse().expect("a number"));
    let mask = if bits == 0 { 0 } else { u32::MAX << (32 - bits) };
    (u32::from(first) & mask, mask)
}

pub(super) fn is_in((first, mask): &Range, address: Ipv4Addr) -> bool {
    u32::from(address) & mask == *first
}
