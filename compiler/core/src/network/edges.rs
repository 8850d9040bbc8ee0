//! Connections as they are declared, and as they are in each target: which pods, which ports.

use ecow::{EcoString, eco_format};
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::DeploymentSummary;
use o8_ir::network::{Edge, Elsewhere, End, Exposed, Inbound, Listening, Outbound, Peer};
use rustc_hash::FxHashSet;

use super::places::{Here, Places};
use super::ports::{Resolved, resolve};

/// What is found of connections.
#[derive(Default)]
pub(super) struct Found {
    pub(super) edges: Vec<Edge>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What has been said, so that it is said once whatever the number of targets.
    said: FxHashSet<(&'static str, Place)>,
    /// The same of what is said of a name, wherever it stands.
    named: FxHashSet<(&'static str, EcoString)>,
}

impl Found {
    /// Says something once of all that has this name.
    pub(super) fn say_of(&mut self, name: &EcoString, found: Diagnostic) {
        if self.named.insert((found.code, name.clone())) {
            self.say(found);
        }
    }

    pub(super) fn say(&mut self, found: Diagnostic) {
        if self.said.insert((found.code, found.place)) {
            self.diagnostics.push(found);
        }
    }
}

/// The connections of a module in a target. What is wrong with one is only said where it matters.
pub(super) fn edges_of<'a>(here: &Here<'a>, places: &Places<'a>, found: &mut Found) {
    for (name, connections) in by_module(here.deployment) {
        let Some(there) = places.at(&here.deployment.target, name) else { continue };
        let place = connections[0].1;
        let mut ports = Vec::new();
        let mut destinations = Vec::new();
        for (port, _) in &connections {
            let Some(exposed) = there.deployment.exposes.iter().find(|known| known.name == **port) else {
                continue;
            };
            ports.push((*port).clone());
            arrive(there, exposed, place, &mut destinations, found);
        }
        let sources = sources(here, place, found);
        if sources.is_empty() || destinations.is_empty() {
            continue;
        }
        let (from, to) = (End::Module(here.module.name.clone()), End::Module(name.clone()));
        let target = here.deployment.target.clone();
        found.edges.push(Edge { target, from, to, sources, destinations, ports, place });
    }
    for inbound in &here.deployment.network.ingress {
        from_elsewhere(here, inbound, found);
    }
    for outbound in &here.deployment.network.egress {
        to_elsewhere(here, outbound, found);
    }
}

/// The ports that a module connects to, by the module that has them, in the order of the program.
fn by_module(deployment: &DeploymentSummary) -> Vec<(&EcoString, Vec<(&EcoString, Place)>)> {
    let mut found: Vec<(&EcoString, Vec<(&EcoString, Place)>)> = Vec::new();
    for connection in &deployment.connects {
        let port = (&connection.port, connection.place);
        match found.iter_mut().find(|(name, _)| *name == &connection.module) {
            Some((_, ports)) => ports.push(port),
            None => found.push((&connection.module, vec![port])),
        }
    }
    found
}

/// The pods that requests of a module come from.
fn sources(here: &Here<'_>, asked: Place, found: &mut Found) -> Vec<Peer> {
    if let Some(unseen) = unseen(here, asked) {
        found.say(unseen);
    }
    here.selectors.iter().cloned().map(Peer::Pods).collect()
}

/// That pods of a module are not seen, where that matters.
fn unseen(here: &Here<'_>, asked: Place) -> Option<Diagnostic> {
    let is_declared = !here.deployment.network.pods.is_empty();
    let hidden = here.groups.is_empty() || here.deployment.source.is_some();
    (here.concern.matters() && hidden && !is_declared)
        .then(|| catalogue::network::pods_not_seen(here.module.place, &here.module.name, asked))
}

/// Adds where requests to an exposed port arrive.
fn arrive(
    there: &Here<'_>,
    exposed: &Exposed,
    asked: Place,
    destinations: &mut Vec<(Peer, Vec<Listening>)>,
    found: &mut Found,
) {
    if let Some(unseen) = unseen(there, asked) {
        return found.say(unseen);
    }
    let (name, matters) = (&there.module.name, there.concern.matters());
    let all = match resolve(there.deployment, &there.groups, exposed) {
        Resolved::Ports(all) => all,
        Resolved::TwoPorts(two) => {
            if matters {
                let (name, maker) = (two.name.as_str(), two.maker.as_str());
                found.say(catalogue::network::two_ports(two.places, (name, maker), two.numbers));
            }
            return;
        }
        Resolved::NobodyListens => {
            if matters {
                let (port, number) = (exposed.name.as_str(), exposed.number);
                found.say(catalogue::network::nobody_listens(exposed.place, name, (port, number)));
            }
            let unknown = vec![(o8_ir::network::Protocol::Tcp, exposed.number)];
            there.groups.iter().enumerate().map(|(at, _)| (at, unknown.clone())).collect()
        }
    };
    for (group, ports) in all {
        let peer = Peer::Pods(there.groups[group].pods.clone());
        match destinations.iter_mut().find(|(known, _)| *known == peer) {
            Some((_, known)) => {
                for port in ports {
                    if !known.contains(&port) {
                        known.push(port);
                    }
                }
            }
            None => destinations.push((peer, ports)),
        }
    }
}

fn from_elsewhere(here: &Here<'_>, inbound: &Inbound, found: &mut Found) {
    let (from, source) = match &inbound.from {
        Elsewhere::Gateway(name, place) => {
            // Where the environment says nothing of its network, nothing is denied, and gateways have no names.
            let Some(network) = &here.environment.network else { return };
            let Some((_, pods)) = network.gateways.iter().find(|(known, _)| known == name) else {
                let known = network.gateways.iter().map(|(known, _)| known.as_str());
                let known: Vec<&str> = known.collect();
                let environment = (here.environment.name.as_str(), network.place);
                return found.say(catalogue::network::unknown_gateway(*place, name, &known, environment));
            };
            (End::Gateway(name.clone()), Peer::Pods(pods.clone()))
        }
        Elsewhere::Pods(pods) => (End::Namespace(pods.namespace.clone()), Peer::Pods(pods.clone())),
        Elsewhere::Addresses(block, place) => {
            if let Some(wrong) = super::blocks::check(block, *place) {
                return found.say(wrong);
            }
            (End::Addresses, Peer::Addresses(block.clone()))
        }
        Elsewhere::Host(_) => return,
    };
    let mut destinations = Vec::new();
    let mut ports = Vec::new();
    for (name, place) in &inbound.ports {
        match here.deployment.exposes.iter().find(|known| known.name == *name) {
            Some(exposed) => {
                ports.push(name.clone());
                arrive(here, exposed, inbound.place, &mut destinations, found);
            }
            None => {
                let known: Vec<&str> =
                    here.deployment.exposes.iter().map(|known| known.name.as_str()).collect();
                found.say(catalogue::platform::connection_to_unknown_port(
                    *place,
                    &here.module.name,
                    name,
                    &known,
                    here.module.place,
                ));
            }
        }
    }
    if destinations.is_empty() {
        return;
    }
    found.edges.push(Edge {
        target: here.deployment.target.clone(),
        from,
        to: End::Module(here.module.name.clone()),
        sources: vec![source],
        destinations,
        ports,
        place: inbound.place,
    });
}

fn to_elsewhere(here: &Here<'_>, outbound: &Outbound, found: &mut Found) {
    let (to, peer) = match &outbound.to {
        Elsewhere::Pods(pods) => (End::Namespace(pods.namespace.clone()), Peer::Pods(pods.clone())),
        Elsewhere::Addresses(block, place) => {
            if let Some(wrong) = super::blocks::check(block, *place) {
                return found.say(wrong);
            }
            (End::Addresses, Peer::Addresses(block.clone()))
        }
        Elsewhere::Host(host) => {
            let engines = &here.concern;
            if engines.denies && !engines.knows_hosts() {
                let cluster = here.deployment.target.cluster.as_str();
                return found.say(catalogue::network::host_by_name(outbound.place, host, cluster));
            }
            (End::Hosts, Peer::Host(host.clone()))
        }
        Elsewhere::Gateway(..) => return,
    };
    let sources = sources(here, outbound.place, found);
    if sources.is_empty() {
        return;
    }
    found.edges.push(Edge {
        target: here.deployment.target.clone(),
        from: End::Module(here.module.name.clone()),
        to,
        sources,
        destinations: vec![(peer, outbound.ports.clone())],
        ports: outbound.ports.iter().map(|(_, number)| eco_format!("{number}")).collect(),
        place: outbound.place,
    });
}
