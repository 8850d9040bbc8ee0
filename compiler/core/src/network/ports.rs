//! Ports that modules expose, as the containers behind them listen: a NetworkPolicy sees requests where they arrive, and not
//! the port of the Service that they were sent to. A name means a port of each pod, so that it becomes a number here.

use o8_diagnostics::Place;
use o8_ir::network::{Exposed, Listening, Protocol};
use o8_ir::relations::{ContainerPort, ServicePort};
use o8_ir::{DeploymentSummary, ObjectSummary};

use super::pods::Group;
use crate::platform::selects;

/// What became of a port.
pub(super) enum Resolved {
    /// Groups, by their index, with the ports that they listen on.
    Ports(Vec<(usize, Vec<Listening>)>),
    /// Its name means two ports of one pod.
    TwoPorts(Box<TwoPorts>),
    /// No Service has it, and no container listens on it.
    NobodyListens,
}

/// A name that means two ports of one pod.
pub(super) struct TwoPorts {
    /// The name.
    pub(super) name: ecow::EcoString,
    /// What makes the pod.
    pub(super) maker: ecow::EcoString,
    /// The ports.
    pub(super) numbers: (i64, i64),
    /// Where they are said.
    pub(super) places: (Place, Place),
}

/// Where requests to an exposed port arrive.
pub(super) fn resolve(deployment: &DeploymentSummary, groups: &[Group<'_>], exposed: &Exposed) -> Resolved {
    let mut found: Vec<(usize, Vec<Listening>)> = Vec::new();
    for (selection, port) in services(deployment, exposed.number) {
        for (at, group) in groups.iter().enumerate() {
            for maker in &group.makers {
                let chosen = maker.pods.as_ref().is_some_and(|pods| selects(&selection.labels, pods));
                if !chosen {
                    continue;
                }
                match target(maker, port) {
                    Ok(Some(number)) => add(&mut found, at, (port.protocol, number)),
                    // That no container has a port of this name is said of the Service.
                    Ok(None) => {}
                    Err(two) => return Resolved::TwoPorts(two),
                }
            }
            // What o8 does not see listens on what the Service says.
            if group.makers.is_empty() && selects(&selection.labels, &group.pods.labels) {
                add(&mut found, at, (port.protocol, port.target_number));
            }
        }
    }
    if !found.is_empty() {
        return Resolved::Ports(found);
    }
    for (at, group) in groups.iter().enumerate() {
        for port in group.makers.iter().flat_map(|maker| &maker.relations.container_ports) {
            if port.number == exposed.number {
                add(&mut found, at, (port.protocol, port.number));
            }
        }
    }
    if !found.is_empty() {
        return Resolved::Ports(found);
    }
    let silent = groups.iter().enumerate().filter(|(_, group)| {
        group.makers.is_empty() || group.makers.iter().any(|maker| maker.relations.container_ports.is_empty())
    });
    let silent: Vec<_> = silent.map(|(at, _)| (at, vec![(Protocol::Tcp, exposed.number)])).collect();
    if silent.is_empty() { Resolved::NobodyListens } else { Resolved::Ports(silent) }
}

/// Adds a port to those of a group.
fn add(found: &mut Vec<(usize, Vec<Listening>)>, group: usize, listening: Listening) {
    match found.iter_mut().find(|(at, _)| *at == group) {
        Some((_, all)) => {
            if !all.contains(&listening) {
                all.push(listening);
            }
        }
        None => found.push((group, vec![listening])),
    }
}

/// The Services of a module that have a port with this number.
fn services(
    deployment: &DeploymentSummary,
    number: i64,
) -> impl Iterator<Item = (&o8_ir::Selection, &ServicePort)> {
    deployment.objects.iter().filter_map(|object| Some((object, object.selects.as_ref()?))).flat_map(
        move |(object, selection)| {
            let ports = object.relations.service_ports.iter().filter(move |port| port.number == number);
            ports.map(move |port| (selection, port))
        },
    )
}

/// The number that a port of a Service is in the pods of an object.
fn target(maker: &ObjectSummary, port: &ServicePort) -> Result<Option<i64>, Box<TwoPorts>> {
    let Some((name, _)) = &port.target else { return Ok(Some(port.target_number)) };
    let is_it = |found: &&ContainerPort| found.name.as_ref() == Some(name) && found.protocol == port.protocol;
    let mut named = maker.relations.container_ports.iter().filter(is_it);
    let Some(first) = named.next() else { return Ok(None) };
    match named.find(|other| other.number != first.number) {
        Some(other) => Err(Box::new(TwoPorts {
            name: name.clone(),
            maker: maker.key.name.clone(),
            numbers: (first.number, other.number),
            places: (first.place, other.place),
        })),
        None => Ok(Some(first.number)),
    }
}
