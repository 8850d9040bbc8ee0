//! What a service mesh is told of connections: which identities may call whom, and what there is outside of it. Identities are
//! service accounts, so that pods of two modules with one account cannot be told apart.

use ecow::{EcoString, eco_format};
use o8_backends::network::istio;
use o8_diagnostics::{Place, catalogue};
use o8_ir::ObjectSummary;
use o8_ir::network::{Caller, Edge, End, Listening, MeshMode, Peer, Pods, Protocol};
use rustc_hash::FxHashMap;

use super::Made;
use super::edges::Found;
use super::places::{Here, Places};
use crate::platform::described;

/// The objects that a mesh has of a module in a target, which has these connections there.
pub(super) fn objects(here: &Here<'_>, edges: &[&Edge], places: &Places<'_>) -> Vec<Made> {
    let mut made = Vec::new();
    let (true, Some(mode), Some(mesh)) = (here.is_denied, here.concern.mesh, &here.environment.mesh) else {
        return made;
    };
    let mut allowed: Vec<Allowed> = Vec::new();
    let mut namespaces = vec![here.deployment.namespace.clone(), mesh.namespace.clone()];
    let mut outside: Vec<(EcoString, Made)> = Vec::new();
    let me = End::Module(here.module.name.clone());
    for &edge in edges {
        if edge.to == me {
            let callers = callers(edge, here, places);
            // A rule without callers would be one for all.
            for (to, ports) in &edge.destinations {
                let Peer::Pods(pods) = to else { continue };
                if callers.is_empty() || !ports.iter().any(is_tcp) {
                    continue;
                }
                let name = eco_format!("{}.from.{}", super::policies::named(here, pods), edge.from.word());
                allow(&mut allowed, name, pods, (callers.clone(), ports.clone()), edge.place);
            }
        }
        if edge.from != me || mode != MeshMode::Sidecar {
            continue;
        }
        for (to, ports) in &edge.destinations {
            let namespace = &here.deployment.namespace;
            let name = eco_format!("{}.outside.{}", here.module.name, outside.len() + 1);
            match to {
                Peer::Pods(pods) if !namespaces.contains(&pods.namespace) => {
                    namespaces.push(pods.namespace.clone());
                }
                Peer::Pods(_) => {}
                // Other requests than those by TCP are no business of the proxies.
                Peer::Host(_) | Peer::Addresses(_) if !ports.iter().any(is_tcp) => {}
                Peer::Host(host) => {
                    let body = istio::host_outside(&name, namespace, host, ports);
                    outside.push((name, Made { body, built_in: false, place: edge.place }));
                }
                Peer::Addresses(block) => {
                    let body = istio::addresses_outside(&name, namespace, block, ports);
                    outside.push((name, Made { body, built_in: false, place: edge.place }));
                }
            }
        }
    }
    made.extend(allowed.iter().map(|found| Made {
        body: istio::allow(&found.name, &found.pods, &mesh.trust_domain, &found.rules),
        built_in: false,
        place: found.place,
    }));
    if mode == MeshMode::Sidecar {
        for pods in &here.selectors {
            let body = istio::sidecar(&super::policies::named(here, pods), pods, &namespaces);
            made.push(Made { body, built_in: false, place: here.module.place });
        }
    }
    made.extend(outside.into_iter().map(|(_, made)| made));
    made
}

fn is_tcp((protocol, _): &Listening) -> bool {
    *protocol == Protocol::Tcp
}

/// Who may call some pods, and by which ports.
struct Allowed {
    name: EcoString,
    pods: Pods,
    rules: Vec<(Vec<Caller>, Vec<Listening>)>,
    place: Place,
}

fn allow(
    all: &mut Vec<Allowed>,
    name: EcoString,
    pods: &Pods,
    rule: (Vec<Caller>, Vec<Listening>),
    place: Place,
) {
    let known = all.iter().position(|found| found.name == name);
    let at = known.unwrap_or_else(|| {
        all.push(Allowed { name, pods: pods.clone(), rules: Vec::new(), place });
        all.len() - 1
    });
    if !all[at].rules.contains(&rule) {
        all[at].rules.push(rule);
    }
}

/// By which identities a connection is used.
fn callers(edge: &Edge, to: &Here<'_>, places: &Places<'_>) -> Vec<Caller> {
    let mut callers = Vec::new();
    let mut add = |caller| {
        if !callers.contains(&caller) {
            callers.push(caller);
        }
    };
    if let End::Module(name) = &edge.from {
        for (namespace, account) in places.at(&edge.target, name).into_iter().flat_map(accounts) {
            match account {
                Some(account) => add(Caller::Account { namespace, account }),
                None => add(Caller::Namespace(namespace)),
            }
        }
        return callers;
    }
    for source in &edge.sources {
        match source {
            Peer::Pods(pods) => add(Caller::Namespace(pods.namespace.clone())),
            Peer::Addresses(block) if !to.environment.mesh.as_ref().is_some_and(|mesh| mesh.strict) => {
                add(Caller::Addresses(block.clone()));
            }
            // Without encryption there is no identity: that has been reported.
            Peer::Addresses(_) | Peer::Host(_) => {}
        }
    }
    callers
}

/// The accounts by which the pods of a module run, with their namespaces; `None` where that is not seen.
fn accounts(here: &Here<'_>) -> Vec<(EcoString, Option<EcoString>)> {
    let mut all = Vec::new();
    for group in &here.groups {
        let namespace = || group.pods.namespace.clone();
        if group.makers.is_empty() {
            all.push((namespace(), None));
        }
        all.extend(group.makers.iter().map(|maker| (namespace(), Some(account_of(maker)))));
    }
    all
}

/// The account of the pods that an object makes: without one, that of their namespace.
fn account_of(maker: &ObjectSummary) -> EcoString {
    let said = maker.relations.runs.as_ref().and_then(|runs| runs.account.as_ref());
    said.map_or_else(|| "default".into(), |(account, _)| account.clone())
}

/// Reports callers that a mesh does not know: those outside of it where requests have to be encrypted, and those whose account
/// others have as well.
pub(super) fn check(places: &Places<'_>, found: &mut Found) {
    let accounts = Accounts::of(places);
    let edges = std::mem::take(&mut found.edges);
    for edge in &edges {
        let End::Module(to) = &edge.to else { continue };
        let Some(there) = places.at(&edge.target, to) else { continue };
        let (Some(_), Some(mesh)) = (there.concern.mesh, &there.environment.mesh) else { continue };
        if mesh.strict {
            outside(edge, places, there, found);
        }
        if let (End::Module(from), true) = (&edge.from, there.is_denied)
            && let Some(from) = places.at(&edge.target, from)
        {
            shared(from, &accounts, places, found);
        }
    }
    found.edges = edges;
}

/// Reports that requests without an identity go to pods that take none of these.
fn outside(edge: &Edge, places: &Places<'_>, there: &Here<'_>, found: &mut Found) {
    let to = &there.module.name;
    if let End::Module(name) = &edge.from {
        let Some(from) = places.at(&edge.target, name) else { return };
        for maker in from.groups.iter().flat_map(|group| &group.makers) {
            let Some(runs) = &maker.relations.runs else { continue };
            if let Some(place) = runs.out_of_mesh.or(runs.on_host) {
                found.say(catalogue::network::outside_of_mesh(place, &described(maker), to, edge.place));
            }
        }
        if !from.is_ours {
            let who = format!("`{name}`");
            found.say(catalogue::network::outside_of_mesh(edge.place, &who, to, from.module.place));
        }
        return;
    }
    for source in &edge.sources {
        if let Peer::Addresses(block) = source {
            let who = format!("`{}`", block.cidr);
            found.say(catalogue::network::outside_of_mesh(edge.place, &who, to, there.module.place));
        }
    }
}

/// The accounts that there are, by cluster and namespace: the index of the module that has each, and its number among that module's.
struct Accounts<'a>(FxHashMap<(&'a str, EcoString), Vec<Account>>);

type Account = ((usize, usize), Option<EcoString>);

impl<'a> Accounts<'a> {
    fn of(places: &Places<'a>) -> Self {
        let mut all: FxHashMap<(&'a str, EcoString), Vec<Account>> = FxHashMap::default();
        for (at, here) in places.all.iter().enumerate() {
            let cluster = here.deployment.target.cluster.as_str();
            for (number, (namespace, account)) in accounts(here).into_iter().enumerate() {
                all.entry((cluster, namespace)).or_default().push(((at, number), account));
            }
        }
        Self(all)
    }
}

/// Reports an account that pods of two modules have.
fn shared(from: &Here<'_>, all: &Accounts<'_>, places: &Places<'_>, found: &mut Found) {
    let cluster = from.deployment.target.cluster.as_str();
    let mut first: Option<(&Account, EcoString)> = None;
    for (namespace, mine) in accounts(from) {
        let Some(here) = all.0.get(&(cluster, namespace.clone())) else { continue };
        let others = here.iter().filter(|((at, _), _)| places.all[*at].module.name != from.module.name);
        // What is not seen is known by its namespace alone.
        let same = others.into_iter().find(|(_, other)| *other == mine || mine.is_none() || other.is_none());
        if let Some(same) = same
            && first.as_ref().is_none_or(|(known, _)| same.0 < known.0)
        {
            first = Some((same, namespace));
        }
    }
    let Some((((at, _), account), namespace)) = first else { return };
    let (other, account) = (places.all[*at].module, account.as_deref().unwrap_or("default"));
    // However many have it, it is one account too few.
    found.say_of(
        &eco_format!("{namespace}/{account}"),
        catalogue::network::account_of_two(
            from.module.place,
            (&from.module.name, &other.name),
            (&namespace, account),
            other.place,
        ),
    );
}
