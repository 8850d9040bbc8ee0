//! What the policy engines of the clusters are told: the rules that are in force, in each environment with policies of its own, so that
//! two of them in one cluster share nothing.

use ecow::{EcoString, eco_format};
use o8_backends::argocd::EnvironmentNamespaces;
use o8_backends::policies::{self, Engine, Target};
use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::policies as catalogue;
use o8_ir::Node;
use o8_policies::{Binding, Exemption, Policy, Rule};

use super::runtime::watched_in;
use super::signatures::asked_in;
use super::verdicts::{InForce, RuleSet};
use crate::db::Program;
use crate::model::Model;
use crate::names::name_place;

/// The label by which an engine knows the objects of a module, as `module.selector` has it.
pub(crate) const INSTANCE: &str = "app.kubernetes.io/instance";

/// The objects by which the policy engines of a cluster enforce what holds in an environment.
pub fn enforced_in(model: &Model, in_force: &[InForce], here: &EnvironmentNamespaces) -> Vec<Node> {
    let Some(found) = InForce::at(in_force, here.environment.as_ref()) else { return Vec::new() };
    let cluster = model.clusters.iter().find(|entry| entry.cluster.name == here.cluster);
    let Some(release) = cluster.map(|entry| entry.cluster.kubernetes) else { return Vec::new() };
    let names: Vec<EcoString> = here.namespaces.iter().map(|namespace| namespace.name.clone()).collect();
    let signatures = asked_in(model, found, release, &names);
    let policies = found.sets.iter().filter_map(|set| policy(set, &found.environment, &names));
    let made = policies.flat_map(|policy| {
        // What an engine cannot be told has been reported, and nothing is written then.
        let of = |engine: &Engine| policies::objects(target(*engine, release), &policy).unwrap_or_default();
        model.engines.iter().flat_map(of).collect::<Vec<_>>()
    });
    made.chain(signatures).chain(watched_in(found, &names)).collect()
}

fn policy(set: &RuleSet, environment: &EcoString, namespaces: &[EcoString]) -> Option<Policy> {
    let rules: Vec<Rule> = set.rules.iter().map(|rule| rule.rule.clone()).collect();
    let binding = Binding {
        environment: environment.clone(),
        action: set.action,
        namespaces: namespaces.to_vec(),
        exemptions: exemptions(set, |rule| rules.iter().any(|known| known.name == *rule), namespaces),
    };
    let policy = Policy {
        name: eco_format!("{}-{environment}", set.entity.name()),
        description: set.description.clone(),
        rules,
        bindings: vec![binding],
    };
    (!policy.rules.is_empty() && !namespaces.is_empty()).then_some(policy)
}

/// What some rules leave alone, in each of the namespaces.
pub(super) fn exemptions(
    set: &RuleSet,
    of: impl Fn(&EcoString) -> bool,
    namespaces: &[EcoString],
) -> Vec<Exemption> {
    let own = set.exceptions.iter().filter(|exception| of(&exception.rule));
    let all = own.flat_map(|exception| {
        namespaces.iter().map(|namespace| Exemption {
            rule: exception.rule.clone(),
            namespace: namespace.clone(),
            labels: vec![(INSTANCE.into(), exception.module.clone())],
            reason: exception.reason.clone(),
        })
    });
    all.collect()
}

/// What an engine is told of clusters of a release.
pub(super) fn target(engine: Engine, oldest: (u32, u32)) -> Target<'static> {
    Target { engine, oldest: oldest.1, plural: &plural }
}

/// The plural that the API has for a kind of Kubernetes itself.
fn plural(api_version: &str, kind: &str) -> Option<EcoString> {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    o8_kubernetes::kind(group, version, kind).map(|kind| kind.plural.into())
}

/// Reports what an engine of the platform cannot be told.
pub fn check_enforcement(
    db: &dyn salsa::Database,
    program: Program,
    model: &Model,
    in_force: &[InForce],
) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for (here, entry) in in_force.iter().zip(&model.environments) {
        let Some(oldest) = entry.environment.clusters.iter().map(|cluster| cluster.kubernetes).min() else {
            continue;
        };
        for (set, engine) in
            here.sets.iter().flat_map(|set| model.engines.iter().map(move |engine| (set, *engine)))
        {
            let Some(policy) = policy(set, &here.environment, &["default".into()]) else { continue };
            let Err(found) = policies::objects(target(engine, oldest), &policy) else { continue };
            let rule = set.rules.iter().find(|rule| Some(&rule.rule.name) == found.rule.as_ref());
            let own = rule.map(|rule| rule.place).filter(super::is_own);
            let place = own.unwrap_or_else(|| name_place(db, program, set.entity));
            let found = catalogue::engine_cannot(place, engine.word(), set.entity.name(), &found.why);
            if !diagnostics.contains(&found) {
                diagnostics.push(found);
            }
        }
    }
    diagnostics
}
