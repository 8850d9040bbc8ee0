//! What is wrong with pods that connections lead to: policies know them by their labels alone.

use o8_backends::network::name_servers;
use o8_diagnostics::catalogue;
use o8_ir::network::{Edge, End, Peer, Pods};
use o8_ir::platform::Cluster;
use o8_ir::relations::Backend;

use super::edges::Found;
use super::places::{Here, Places};
use crate::model::Model;
use crate::platform::{described, selects};

/// Reports fleets whose clusters differ in what policies follow from: Argo CD finds the clusters, and all have the same.
pub(super) fn check_fleets(model: &Model, found: &mut Found) {
    let environments = model.environments.iter().map(|entry| &entry.environment);
    for environment in environments.filter(|environment| environment.live.is_some()) {
        let network = environment.network.as_ref().filter(|network| network.denies);
        let place = network.map(|network| network.place).or(environment.mesh.as_ref().map(|mesh| mesh.place));
        let Some(place) = place else { continue };
        let servers =
            |cluster: &Cluster| network.map(|network| name_servers(network.names, &cluster.network));
        let Some((first, others)) = environment.clusters.split_first() else { continue };
        let differs = |other: &&Cluster| {
            let (a, b) = (&first.network, &other.network);
            servers(first) != servers(other) || (a.mesh, a.has_cilium) != (b.mesh, b.has_cilium)
        };
        let Some(other) = others.iter().find(differs) else { continue };
        let facts = [other, first].into_iter().find_map(|cluster| {
            let entry = model.clusters.iter().find(|entry| entry.cluster.name == cluster.name)?;
            entry.facts.as_ref().map(|facts| facts.place)
        });
        let names = (first.name.as_str(), other.name.as_str());
        let facts = facts.unwrap_or(environment.place);
        found.say(catalogue::network::fleet_differs(place, &environment.name, names, facts));
    }
}

/// Reports pods that take part in a connection and that policies cannot tell from those of another module, or not see.
pub(super) fn check(places: &Places<'_>, found: &mut Found) {
    let edges = std::mem::take(&mut found.edges);
    for edge in &edges {
        for (end, pods) in ends(edge) {
            let End::Module(name) = end else { continue };
            let Some(here) = places.at(&edge.target, name).filter(|here| here.concern.matters()) else {
                continue;
            };
            on_host(here, pods, found);
            // Where an environment and its cluster are shared, so are namespaces: all of the cluster is looked at.
            if let Some(other) = places.taken_for(&edge.target.cluster, pods, name) {
                found.say(catalogue::network::not_told_apart(
                    here.module.place,
                    (&here.module.name, &pods.namespace),
                    &pods.labels,
                    (&other.name, other.place),
                ));
            }
        }
    }
    found.edges = edges;
}

/// The pods at both ends.
fn ends(edge: &Edge) -> impl Iterator<Item = (&End, &Pods)> {
    let sources = edge.sources.iter().map(|peer| (&edge.from, peer));
    let destinations = edge.destinations.iter().map(|(peer, _)| (&edge.to, peer));
    sources.chain(destinations).filter_map(|(end, peer)| match peer {
        Peer::Pods(pods) => Some((end, pods)),
        Peer::Addresses(_) | Peer::Host(_) => None,
    })
}

/// Warns of environments that ask something of a mesh which none of their clusters has.
pub(super) fn check_meshes(model: &Model, found: &mut Found) {
    for environment in model.environments.iter().map(|entry| &entry.environment) {
        let Some(mesh) = &environment.mesh else { continue };
        if environment.clusters.iter().all(|cluster| cluster.network.mesh.is_none()) {
            let clusters: Vec<&str> =
                environment.clusters.iter().map(|cluster| cluster.name.as_str()).collect();
            found.say(catalogue::network::no_mesh(mesh.place, &environment.name, &clusters));
        }
    }
}

/// Warns of routes that lead to a module which lets nobody from outside in.
pub(super) fn check_routes(places: &Places<'_>, found: &mut Found) {
    for here in places.all.iter().filter(|here| here.is_denied && here.deployment.network.ingress.is_empty())
    {
        let is_own = |name: &str| {
            here.deployment.objects.iter().any(|object| object.selects.is_some() && object.key.name == name)
        };
        for route in &here.deployment.objects {
            let leads_here = |backend: &Backend| backend.namespace.is_none() && is_own(&backend.name);
            // What the controller of a rollout sends is no route by itself.
            let is_route =
                matches!(route.key.group.as_str(), "networking.k8s.io" | "gateway.networking.k8s.io");
            if is_route && route.relations.backends.iter().any(leads_here) {
                let (name, declared) = (&here.module.name, here.module.place);
                found.say(catalogue::network::route_to_denied(
                    route.place,
                    &described(route),
                    name,
                    declared,
                ));
            }
        }
    }
}

/// Warns of pods that have the network of their node: no policy holds for them, and none can name them.
fn on_host(here: &Here<'_>, pods: &Pods, found: &mut Found) {
    for object in &here.deployment.objects {
        let Some(place) = object.relations.runs.as_ref().and_then(|runs| runs.on_host) else { continue };
        let chosen = object.pods.as_ref().is_some_and(|labels| selects(&pods.labels, labels));
        if chosen && object.key.namespace.as_ref() == Some(&pods.namespace) {
            found.say(catalogue::network::on_host(place, &described(object), &here.module.name));
        }
    }
}
