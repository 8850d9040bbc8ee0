//! Connections to the policies of the modules at their ends: one for each end, so that each is there with its module alone.

use ecow::{EcoString, eco_format};
use o8_ir::network::{Direction, Edge, End, Listening, Peer, Pods, Policy};

use super::edges::Here;

/// The policies of a module in a target, in the order of the connections.
pub(super) fn policies(here: &Here<'_>, edges: &[Edge]) -> Vec<Policy> {
    let mut policies = Vec::new();
    if !here.is_denied {
        return policies;
    }
    let me = End::Module(here.module.name.clone());
    for edge in edges.iter().filter(|edge| edge.target == here.deployment.target) {
        if edge.from == me {
            for source in &edge.sources {
                let Peer::Pods(pods) = source else { continue };
                for (to, ports) in &edge.destinations {
                    let name = eco_format!("{}.to.{}", named(here, pods), edge.to.word());
                    let rule = (vec![to.clone()], ports.clone());
                    add(&mut policies, (name, Direction::Egress, pods), rule, edge);
                }
            }
        }
        if edge.to == me {
            for (to, ports) in &edge.destinations {
                let Peer::Pods(pods) = to else { continue };
                let name = eco_format!("{}.from.{}", named(here, pods), edge.from.word());
                let rule = (edge.sources.clone(), ports.clone());
                add(&mut policies, (name, Direction::Ingress, pods), rule, edge);
            }
        }
    }
    policies
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
fn named(here: &Here<'_>, pods: &Pods) -> EcoString {
    let module = &here.module.name;
    match here.groups.iter().find(|group| group.pods == *pods) {
        Some(group) if here.groups.len() > 1 && group.name != *module => {
            eco_format!("{module}.{}", group.name)
        }
        _ => module.clone(),
    }
}
