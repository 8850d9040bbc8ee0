//! What rules hold where: those of the environments, and those that addons are held to, which are in none.
//!
//! A cluster has an addon once, for whatever is on it. So it is held to the rules of each environment that has the cluster; where it
//! names a baseline, its own objects are held to that one instead. What lives in no namespace a policy engine cannot tell from what is
//! of the environment, so that is held to both.

use ecow::EcoString;
use o8_diagnostics::Place;
use o8_ir::platform::{Addon, Deployment, Target};
use o8_ir::{Node, Object};
use o8_policies::Action;

use crate::db::Program;
use crate::eval::{self, LocatedRule};
use crate::ids::DefId;
use crate::model::{EnvironmentEntry, model};
use crate::names::name_place;

use super::authors_place;
use super::runtime::{Watched, watched};
use super::signatures::{Signed, signed};

/// What holds in an environment.
#[derive(Clone, PartialEq, Debug)]
pub struct InForce {
    /// The environment; empty for clusters that are in none.
    pub environment: EcoString,
    /// Its clusters.
    pub clusters: Vec<EcoString>,
    /// The baseline first, then policies in the order of their names.
    pub sets: Vec<RuleSet>,
    /// What is noticed in its pods.
    pub watched: Option<Watched>,
}

impl InForce {
    /// What holds in an environment; nothing does where there is none.
    pub(super) fn at<'f>(in_force: &'f [Self], environment: Option<&EcoString>) -> Option<&'f Self> {
        in_force.iter().find(|here| Some(&here.environment) == environment)
    }
}

/// What addons of one baseline are held to.
#[derive(Clone, PartialEq, Debug)]
pub struct OfAddons {
    /// The baseline that they name, where they do.
    pub baseline: Option<EcoString>,
    /// What holds in each environment, then what does in clusters that are in none.
    pub there: Vec<InForce>,
    /// Where that baseline has something noticed in their pods, which nobody is told.
    pub watched: Option<Place>,
}

/// What holds where.
#[derive(Clone, Copy, Debug)]
pub struct Everywhere<'f> {
    /// In the order of the environments.
    pub environments: &'f [InForce],
    /// For addons without a baseline of their own, then by baseline.
    pub addons: &'f [OfAddons],
}

impl<'f> Everywhere<'f> {
    /// What holds in all of a program.
    pub fn of(db: &'f dyn salsa::Database, program: Program) -> Self {
        Self { environments: in_force(db, program), addons: in_force_for_addons(db, program) }
    }

    /// What the objects of a module are held to that live in a namespace.
    pub(super) fn held(self, target: &Target, addon: Option<&Addon>) -> Vec<&'f InForce> {
        match (&target.environment, addon) {
            (Some(name), _) => InForce::at(self.environments, Some(name)).into_iter().collect(),
            (None, Some(addon)) => self.held_addon(addon.baseline.as_ref(), &target.cluster).collect(),
            (None, None) => Vec::new(),
        }
    }

    /// What an object is held to. `enforced` says whether the clusters have a policy engine.
    pub(super) fn held_object(
        self,
        deployment: &Deployment,
        object: &Object,
        enforced: bool,
    ) -> Vec<&'f InForce> {
        let mut held = self.held(&deployment.target, deployment.addon.as_ref());
        if object.in_own_namespace || object.namespace().is_some() {
            return held;
        }
        // Whose it is, an engine does not know.
        let target = &deployment.target;
        match &deployment.addon {
            Some(addon) if addon.baseline.is_some() => held.extend(self.held_addon(None, &target.cluster)),
            None if enforced => {
                let others = self
                    .environments
                    .iter()
                    .filter(|here| target.environment.as_ref() != Some(&here.environment));
                let own = held.first().map(|own| own.clusters.as_slice()).unwrap_or_default();
                let is_there = |cluster: &EcoString| match target.live {
                    true => own.contains(cluster),
                    false => target.cluster == *cluster,
                };
                held.extend(others.filter(|here| here.clusters.iter().any(is_there)));
            }
            _ => {}
        }
        held
    }

    /// What addons of a baseline are held to in a cluster.
    pub(super) fn held_addon(
        self,
        baseline: Option<&EcoString>,
        cluster: &'_ str,
    ) -> impl Iterator<Item = &'f InForce> {
        let found = self.addons.iter().find(|found| found.baseline.as_ref() == baseline);
        let there = found.into_iter().flat_map(|found| &found.there);
        there.filter(move |here| here.clusters.iter().any(|name| name == cluster))
    }
}

/// The rules of a baseline or policy, as they hold in one environment.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleSet {
    /// The baseline or policy.
    pub entity: DefId,
    /// What it is for; empty where it says nothing.
    pub description: EcoString,
    /// Its rules.
    pub rules: Vec<LocatedRule>,
    /// What happens to an object that does not pass.
    pub action: Action,
    /// What need not pass.
    pub exceptions: Vec<Excepted>,
    /// Who has to have signed images.
    pub signed: Option<Signed>,
}

/// A rule that a module need not pass in the environment.
#[derive(Clone, PartialEq, Debug)]
pub struct Excepted {
    /// The rule.
    pub rule: EcoString,
    /// The module or addon.
    pub module: EcoString,
    /// Why.
    pub reason: EcoString,
    /// Where the exception stands.
    pub place: Place,
    /// Where the rule is named.
    pub rule_place: Place,
    /// The last day on which it holds, and where that is said.
    pub until: (EcoString, Place),
}

/// What holds where, in the order of the environments.
#[salsa::tracked]
pub fn in_force(db: &dyn salsa::Database, program: Program) -> Vec<InForce> {
    let model = model(db, program);
    let entries = model.environments.iter();
    let of_environment = |entry: &EnvironmentEntry| {
        let mut here = in_environment(db, program, entry, entry.baseline);
        here.watched = entry.baseline.and_then(|baseline| watched(db, program, baseline));
        here
    };
    entries.map(of_environment).collect()
}

/// What holds for addons, by the baseline that they name; nothing where there are none.
#[salsa::tracked]
pub fn in_force_for_addons(db: &dyn salsa::Database, program: Program) -> Vec<OfAddons> {
    let model = model(db, program);
    if model.modules.iter().all(|module| module.data().word != "addon") {
        return Vec::new();
    }
    let is_free = |cluster: &&EcoString| {
        let of =
            |entry: &EnvironmentEntry| entry.environment.clusters.iter().any(|has| has.name == **cluster);
        !model.environments.iter().any(of)
    };
    let clusters = model.clusters.iter().map(|entry| &entry.cluster.name);
    let free: Vec<EcoString> = clusters.filter(is_free).cloned().collect();
    let own = std::iter::once(None).chain(model.baselines.iter().map(|def| Some(*def)));
    let of_baseline = |own: Option<DefId>| {
        let entries = model.environments.iter();
        let mut there: Vec<InForce> =
            entries.map(|entry| in_environment(db, program, entry, own.or(entry.baseline))).collect();
        let sets = own.into_iter().chain(model.policies.iter().copied());
        let sets = sets.map(|entity| rule_set(db, program, entity, None)).collect();
        there.push(InForce { environment: EcoString::new(), clusters: free.clone(), sets, watched: None });
        let watched = own.and_then(|baseline| watched(db, program, baseline));
        let watched = watched.map(|watched| watched.namespace.1);
        OfAddons { baseline: own.map(|def| def.name().into()), there, watched }
    };
    own.map(of_baseline).collect()
}

/// What holds in an environment with a baseline.
fn in_environment(
    db: &dyn salsa::Database,
    program: Program,
    entry: &EnvironmentEntry,
    baseline: Option<DefId>,
) -> InForce {
    let entities = baseline.into_iter().chain(model(db, program).policies.iter().copied());
    InForce {
        environment: entry.environment.name.clone(),
        clusters: entry.environment.clusters.iter().map(|cluster| cluster.name.clone()).collect(),
        sets: entities.map(|entity| rule_set(db, program, entity, Some(entry))).collect(),
        watched: None,
    }
}

fn rule_set(
    db: &dyn salsa::Database,
    program: Program,
    entity: DefId,
    entry: Option<&EnvironmentEntry>,
) -> RuleSet {
    let environment = entry.map_or("", |entry| entry.environment.name.as_str());
    let is_baseline = entity.data().word == "baseline";
    let holds = |environments: &[&str]| environments.is_empty() || environments.contains(&environment);
    RuleSet {
        entity,
        description: description(db, program, entity),
        rules: eval::rules_of(db, program, entity, entry.map(|entry| entry.def)).rules.clone(),
        action: action(db, program, entity, environment),
        exceptions: exceptions(db, program, entity)
            .filter(|(environments, _)| holds(environments))
            .map(|(_, exception)| exception)
            .collect(),
        signed: is_baseline.then(|| signed(db, program, entity)).flatten(),
    }
}

fn description(db: &dyn salsa::Database, program: Program, entity: DefId) -> EcoString {
    let node = &eval::entity(db, program, entity).node;
    node.at(&["description"]).and_then(Node::as_str).unwrap_or_default().into()
}

/// What is said to happen in an environment; where nothing is, objects are refused.
fn action(db: &dyn salsa::Database, program: Program, entity: DefId, environment: &str) -> Action {
    let node = &eval::entity(db, program, entity).node;
    // A baseline has those of the one that it extends as well.
    let field = if entity.data().word == "baseline" { "allActions" } else { "action" };
    match node.at(&[field, environment]).and_then(Node::as_str) {
        Some("warn") => Action::Warn,
        Some("audit") => Action::Audit,
        _ => Action::Deny,
    }
}

/// The exceptions of a baseline or policy, with the environments that each is about.
pub(super) fn exceptions(
    db: &dyn salsa::Database,
    program: Program,
    entity: DefId,
) -> impl Iterator<Item = (Vec<&str>, Excepted)> {
    let value = eval::entity(db, program, entity);
    let own = name_place(db, program, entity);
    let list = value.node.at(&["exceptions"]).into_iter().flat_map(Node::items);
    list.filter_map(move |node| {
        let text = |field| node.at(&[field]).and_then(Node::as_str);
        let environments =
            node.at(&["environments"]).into_iter().flat_map(Node::items).filter_map(Node::as_str);
        let exception = Excepted {
            rule: text("rule")?.into(),
            module: text("module")?.into(),
            reason: text("reason")?.into(),
            place: authors_place(&value.origins, node.origin, own),
            rule_place: authors_place(&value.origins, node.at(&["rule"])?.origin, own),
            until: (text("until")?.into(), authors_place(&value.origins, node.at(&["until"])?.origin, own)),
        };
        Some((environments.collect(), exception))
    })
}
