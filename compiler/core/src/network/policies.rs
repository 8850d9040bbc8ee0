//! Connections to the policies of the modules at their ends: one for each end, so that each is there with its module alone.

use ecow::{EcoString, eco_format};
use o8_backends::network::{self as backend, istio};
use o8_ir::network::{Block, Direction, Edge, End, Listening, MeshMode, Peer, Pods, Policy, Protocol};

use super::Made;
use super::places::Here;

/// The policies of a module in a target, in the order of its connections there.
pub(super) fn made(here: &Here<'_>, edges: &[&Edge]) -> Vec<Made> {
    let network = here.environment.network.as_ref();
    let cluster = here.environment.clusters.iter().find(|found| found.name == here.deployment.target.cluster);
    let (Some(network), Some(cluster)) = (network, cluster) else { return Vec::new() };
    let object = |policy: &Policy| {
        let by_name =
            policy.rules.iter().flat_map(|(peers, _)| peers).any(|peer| matches!(peer, Peer::Host(_)));
        let body = match (by_name, here.concern.has_cilium) {
            (true, true) => {
                backend::policy_by_name(policy, &backend::name_servers(network.names, &cluster.network))
            }
            // The proxies of the mesh know names; a NetworkPolicy can only let them through to anywhere.
            (true, false) => backend::policy(&to_anywhere(policy)),
            (false, _) => backend::policy(policy),
        };
        Made { body, built_in: !(by_name && here.concern.has_cilium), place: policy.place }
    };
    policies(here, edges).iter().map(object).collect()
}

/// A policy with all addresses in place of hosts.
fn to_anywhere(policy: &Policy) -> Policy {
    let anywhere =
        ["0.0.0.0/0", "::/0"].map(|cidr| Peer::Addresses(Block { cidr: cidr.into(), except: Vec::new() }));
    let mut rules: Vec<(Vec<Peer>, Vec<Listening>)> = Vec::new();
    for (_, ports) in &policy.rules {
        let rule = (anywhere.to_vec(), ports.clone());
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    Policy { rules, ..policy.clone() }
}

fn policies(here: &Here<'_>, edges: &[&Edge]) -> Vec<Policy> {
    let mut policies = Vec::new();
    if !here.is_denied {
        return policies;
    }
    let me = End::Module(here.module.name.clone());
    for edge in edges {
        if edge.from == me {
            for source in &edge.sources {
                let Peer::Pods(pods) = source else { continue };
                for (to, ports) in &edge.destinations {
                    let name = eco_format!("{}.to.{}", named(here, pods), edge.to.word());
                    let rule = (vec![to.clone()], between(here, to, ports));
                    add(&mut policies, (name, Direction::Egress, pods), rule, edge);
                }
            }
        }
        if edge.to == me {
            for (to, ports) in &edge.destinations {
                let Peer::Pods(pods) = to else { continue };
                let name = eco_format!("{}.from.{}", named(here, pods), edge.from.word());
                let ports =
                    edge.sources.first().map_or_else(|| ports.clone(), |from| between(here, from, ports));
                add(&mut policies, (name, Direction::Ingress, pods), (edge.sources.clone(), ports), edge);
            }
        }
    }
    policies
}

/// The ports by which requests between pods arrive. Where proxies on nodes carry them, that is theirs: which of the pod's they
/// are meant for is then for the mesh to see.
fn between(here: &Here<'_>, other: &Peer, ports: &[Listening]) -> Vec<Listening> {
    let mut ports = ports.to_vec();
    let carried = here.concern.mesh == Some(MeshMode::Ambient) && matches!(other, Peer::Pods(_));
    if carried && !ports.contains(&(Protocol::Tcp, istio::HBONE)) {
        ports.push((Protocol::Tcp, istio::HBONE));
    }
    ports
}

/// Adds a rule to the policy of a name, which it may have from another connection with the same.
fn add(
    policies: &mut Vec<Policy>,
    (name, direction, pods): (EcoString, Direction, &Pods),
    rule: (Vec<Peer>, Vec<Listening>),
    edge: &Edge,
) {
    let known = policies.iter().position(|policy| policy.name == name);
    let at = known.unwrap_or_else(|| {
        policies.push(Policy { name, direction, pods: pods.clone(), rules: Vec::new(), place: edge.place });
        policies.len() - 1
    });
    if !policies[at].rules.contains(&rule) {
        policies[at].rules.push(rule);
    }
}

/// How names of policies for some pods of a module begin: with the module, and where it has others with what makes these.
pub(super) fn named(here: &Here<'_>, pods: &Pods) -> EcoString {
    let module = &here.module.name;
    match here.groups.iter().find(|group| group.pods == *pods) {
        Some(group) if here.groups.len() > 1 && group.name != *module => {
            eco_format!("{module}.{}", group.name)
        }
        _ => module.clone(),
    }
}
