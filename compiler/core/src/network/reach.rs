//! Who reaches whom, and why: the question behind `o8 net`.
//!
//! An answer never says too little. Where nothing is denied, whoever is beside a module may reach it; where a policy was written by
//! hand, it may let more through than is declared.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ecow::{EcoString, eco_format};
use o8_ir::network::{Edge, End};
use o8_ir::platform::Target;

use super::{Connections, Standing};
use crate::model::Model;

/// Somebody who sends or gets requests.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Party {
    /// Whatever is outside of the cluster.
    Internet,
    /// A gateway of the environment.
    Gateway(EcoString),
    /// Pods of a namespace that are no module's.
    Namespace(EcoString),
    /// A module.
    Module(EcoString),
}

impl Party {
    /// As people write it: `internet`, `gateway:public`, `namespace:monitoring`, `web`.
    pub fn text(&self) -> EcoString {
        match self {
            Self::Internet => "internet".into(),
            Self::Gateway(name) => eco_format!("gateway:{name}"),
            Self::Namespace(name) => eco_format!("namespace:{name}"),
            Self::Module(name) => name.clone(),
        }
    }

    fn of(end: &End) -> Self {
        match end {
            End::Module(name) => Self::Module(name.clone()),
            End::Gateway(name) => Self::Gateway(name.clone()),
            End::Namespace(name) => Self::Namespace(name.clone()),
            End::Addresses | End::Hosts => Self::Internet,
        }
    }
}

/// Why requests get from one to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// It is declared: by the names of these ports.
    Declared(Vec<EcoString>),
    /// Gateways are there for that.
    Gateway,
    /// Nothing is denied to either.
    NothingDenied,
    /// A policy that was written by hand may let them through.
    ByHand(EcoString),
}

/// One way that requests get.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Who sends.
    pub from: Party,
    /// Who gets.
    pub to: Party,
    /// Why.
    pub why: Why,
}

/// One environment in one cluster.
#[derive(Debug)]
pub struct Reach<'a> {
    /// Its environment.
    pub environment: EcoString,
    /// Its cluster.
    pub cluster: EcoString,
    /// `prod`, or `prod@prod-eu` where it has several clusters.
    pub name: EcoString,
    modules: BTreeMap<&'a EcoString, &'a Standing>,
    gateways: Vec<&'a EcoString>,
    edges: Vec<&'a Edge>,
}

/// All places that the modules are in, in the order of promotion.
pub fn reaches<'a>(model: &'a Model, connections: &'a Connections) -> Vec<Reach<'a>> {
    let mut all = Vec::new();
    for entry in &model.environments {
        let environment = &entry.environment;
        for cluster in &environment.clusters {
            let is_here = |target: &Target| {
                target.environment.as_ref() == Some(&environment.name) && target.cluster == cluster.name
            };
            let modules: BTreeMap<_, _> = connections
                .modules
                .iter()
                .filter(|found| is_here(&found.target))
                .map(|found| (&found.module, found))
                .collect();
            if modules.is_empty() {
                continue;
            }
            let several = environment.clusters.len() > 1;
            let network = environment.network.as_deref();
            all.push(Reach {
                environment: environment.name.clone(),
                cluster: cluster.name.clone(),
                name: match several {
                    true => eco_format!("{}@{}", environment.name, cluster.name),
                    false => environment.name.clone(),
                },
                modules,
                gateways: network
                    .into_iter()
                    .flat_map(|found| &found.gateways)
                    .map(|(name, _)| name)
                    .collect(),
                edges: connections.edges.iter().filter(|edge| is_here(&edge.target)).collect(),
            });
        }
    }
    all
}

impl<'a> Reach<'a> {
    /// Everybody that something is known of.
    pub fn parties(&self) -> Vec<Party> {
        let mut parties: BTreeSet<Party> = BTreeSet::from([Party::Internet]);
        parties.extend(self.gateways.iter().map(|name| Party::Gateway((*name).clone())));
        parties.extend(self.modules.keys().map(|name| Party::Module((*name).clone())));
        parties.extend(self.edges.iter().flat_map(|edge| [Party::of(&edge.from), Party::of(&edge.to)]));
        parties.into_iter().collect()
    }

    /// The connections that are declared here.
    pub fn declared(&self) -> impl Iterator<Item = &'a Edge> + '_ {
        self.edges.iter().copied()
    }

    /// The modules here to and from which nothing is denied.
    pub fn open(&self) -> impl Iterator<Item = &'a EcoString> + '_ {
        self.modules.iter().filter(|(_, found)| !found.is_denied).map(|(name, _)| *name)
    }

    /// How many modules there are here.
    pub fn modules(&self) -> usize {
        self.modules.len()
    }

    /// Why requests get from one to another without anybody between them; `None` where they do not.
    pub fn step(&self, from: &Party, to: &Party) -> Option<Why> {
        let declared = self
            .edges
            .iter()
            .filter(|edge| (Party::of(&edge.from), Party::of(&edge.to)) == (from.clone(), to.clone()));
        let mut ports: Vec<EcoString> = Vec::new();
        for port in declared.flat_map(|edge| &edge.ports) {
            if !ports.contains(port) {
                ports.push(port.clone());
            }
        }
        if !ports.is_empty() {
            return Some(Why::Declared(ports));
        }
        match (from, to) {
            (Party::Internet, Party::Gateway(_)) => return Some(Why::Gateway),
            // What others do among themselves is not known, and not asked.
            (
                Party::Internet | Party::Gateway(_) | Party::Namespace(_),
                Party::Internet | Party::Gateway(_) | Party::Namespace(_),
            ) => {
                return None;
            }
            _ => {}
        }
        let mut by_hand = None;
        for party in [from, to] {
            let Party::Module(name) = party else { continue };
            let here = self.modules.get(name)?;
            if here.is_denied && !here.is_on_host {
                by_hand = Some(here.by_hand.as_ref()?);
            }
        }
        Some(by_hand.map_or(Why::NothingDenied, |policy| Why::ByHand(policy.clone())))
    }

    /// The shortest way from one to another: through gateways, and where asked for through modules as well.
    pub fn path(&self, from: &Party, to: &Party, through_modules: bool) -> Option<Vec<Step>> {
        let parties = self.parties();
        let mut before: BTreeMap<&Party, (&Party, Why)> = BTreeMap::new();
        let mut next: VecDeque<&Party> = VecDeque::from([from]);
        while let Some(at) = next.pop_front() {
            let forwards = at == from || through_modules || matches!(at, Party::Gateway(_));
            if !forwards {
                continue;
            }
            for other in parties.iter().filter(|other| *other != from) {
                if before.contains_key(other) {
                    continue;
                }
                let Some(why) = self.step(at, other) else { continue };
                before.insert(other, (at, why));
                if other == to {
                    return Some(way(from, other, &before));
                }
                next.push_back(other);
            }
        }
        None
    }

    /// Whoever sends requests to somebody, and why they get there.
    pub fn senders(&self, to: &Party) -> Vec<(Party, Why)> {
        let parties = self.parties().into_iter().filter(|party| party != to);
        parties.filter_map(|from| self.step(&from, to).map(|why| (from, why))).collect()
    }

    /// Everybody that requests of one get to, through whomever.
    pub fn reached(&self, from: &Party) -> BTreeSet<Party> {
        let parties = self.parties();
        let mut reached = BTreeSet::from([from.clone()]);
        let mut next = vec![from.clone()];
        while let Some(at) = next.pop() {
            for other in &parties {
                if !reached.contains(other) && self.step(&at, other).is_some() {
                    reached.insert(other.clone());
                    next.push(other.clone());
                }
            }
        }
        reached
    }
}

/// The steps from the first to one that was found.
fn way(from: &Party, to: &Party, before: &BTreeMap<&Party, (&Party, Why)>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = to;
    while at != from {
        let (last, why) = &before[at];
        steps.push(Step { from: (*last).clone(), to: at.clone(), why: why.clone() });
        at = last;
    }
    steps.reverse();
    steps
}
