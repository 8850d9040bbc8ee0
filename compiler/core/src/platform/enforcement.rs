//! What the policy engines of the clusters are told: the rules that are in force, in each environment with policies of its own, so that
//! two of them in one cluster share nothing.

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};
use o8_backends::argocd::{ENVIRONMENT, EnvironmentNamespaces, NamespaceSummary};
use o8_backends::policies::{self, Engine, Target, Verifier, template_name};
use o8_diagnostics::catalogue::policies as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::{ModuleSummary, Node};
use o8_policies::{Binding, Exemption, Namespaces, Policy, Rule, Signatures};

use super::held::{Everywhere, InForce, RuleSet};
use super::runtime::watched_in;
use super::signatures::{asked, objects_of};
use crate::db::Program;
use crate::model::{EnvironmentEntry, Model};
use crate::names::name_place;

/// The label by which an engine knows the objects of a module, as `module.selector` has it.
pub(crate) const INSTANCE: &str = "app.kubernetes.io/instance";

/// The objects by which the policy engines of a cluster enforce what holds in an environment, or for the addons of the cluster.
pub fn enforced_in(
    model: &Model,
    everywhere: Everywhere<'_>,
    modules: &[&ModuleSummary],
    here: &EnvironmentNamespaces,
) -> Vec<Node> {
    let cluster = model.clusters.iter().find(|entry| entry.cluster.name == here.cluster);
    let Some(release) = cluster.map(|entry| entry.cluster.kubernetes) else { return Vec::new() };
    let names: Vec<EcoString> = here.namespaces.iter().map(|namespace| namespace.name.clone()).collect();
    let signatures = signatures_of(everywhere, modules, here);
    let signatures = signatures.iter().flat_map(|asked| {
        let is_told = |verifier: &&Verifier| here.is_plain() || **verifier == Verifier::Kyverno;
        model.verifiers.iter().filter(is_told).flat_map(move |verifier| objects_of(asked, *verifier, release))
    });
    // Falco knows namespaces by their names alone: see `docs/security.md`.
    let own = InForce::at(everywhere.environments, here.environment.as_ref()).filter(|_| !here.copies);
    let watched = own.and_then(|found| watched_in(found, &names));
    let made = policies_of(everywhere, modules, here).into_iter().flat_map(|policy| {
        // What an engine cannot be told has been reported, and nothing is written then.
        let of = |engine: &Engine| policies::objects(target(*engine, release), &policy).unwrap_or_default();
        model.engines.iter().flat_map(of).collect::<Vec<_>>()
    });
    made.chain(signatures).chain(watched).collect()
}

fn policies_of(
    everywhere: Everywhere<'_>,
    modules: &[&ModuleSummary],
    here: &EnvironmentNamespaces,
) -> Vec<Policy> {
    let is_here = |module: &&&ModuleSummary| {
        module.deployments.iter().any(|deployment| deployment.target.cluster == here.cluster)
    };
    let beside: BTreeSet<&EcoString> = modules.iter().filter(is_here).map(|module| &module.name).collect();
    if let Some(name) = &here.environment {
        let found = InForce::at(everywhere.environments, Some(name));
        let namespaces = match here.copies {
            true => Bound::Copies,
            false => Bound::Named(here.namespaces.iter().collect(), &beside),
        };
        let sets = found.into_iter().flat_map(|found| &found.sets);
        let of = |set| policy(set, (name, set_name(set, name)), &namespaces, true);
        return sets.filter_map(of).collect();
    }
    let all = sets_of_addons(everywhere, modules, here).into_iter();
    let policies = all.filter_map(|(environment, set, namespaces, cluster_wide)| {
        let named = (&ADDONS.into(), addons_name(set, environment));
        policy(set, named, &Bound::Named(namespaces, &beside), cluster_wide)
    });
    policies.collect()
}

/// Who has to have signed images, in the same namespaces.
fn signatures_of(
    everywhere: Everywhere<'_>,
    modules: &[&ModuleSummary],
    here: &EnvironmentNamespaces,
) -> Vec<Signatures> {
    let Some(name) = &here.environment else {
        let all = sets_of_addons(everywhere, modules, here).into_iter();
        let asked = all.filter_map(|(environment, set, namespaces, _)| {
            let with = |module: &EcoString| {
                let own = namespaces.iter().filter(|namespace| namespace.modules.contains(module));
                own.map(|namespace| Some(namespace.name.clone())).collect()
            };
            let names = Namespaces::Named(namespaces.iter().map(|found| found.name.clone()).collect());
            asked(set, addons_name(set, environment), &ADDONS.into(), names, with)
        });
        return asked.collect();
    };
    let found = InForce::at(everywhere.environments, Some(name));
    let names = || here.namespaces.iter().map(|namespace| namespace.name.clone());
    let asked = found.into_iter().flat_map(|found| &found.sets).filter_map(|set| match here.copies {
        true => {
            let copies = Namespaces::Labelled(ENVIRONMENT.into(), name.clone());
            asked(set, set_name(set, name), name, copies, |_| vec![None])
        }
        false => {
            let all = Namespaces::Named(names().collect());
            asked(set, set_name(set, name), name, all, |_| names().map(Some).collect())
        }
    });
    asked.collect()
}

/// Each set that addons of a cluster are held to once: of which environment it is, the namespaces of those addons, and whether it is
/// asked of all that has no namespace.
fn sets_of_addons<'f, 'n>(
    everywhere: Everywhere<'f>,
    modules: &[&ModuleSummary],
    here: &'n EnvironmentNamespaces,
) -> Vec<(&'f EcoString, &'f RuleSet, Vec<&'n NamespaceSummary>, bool)> {
    let mut all: Vec<(&EcoString, &RuleSet, Vec<&NamespaceSummary>, bool)> = Vec::new();
    for namespace in &here.namespaces {
        let own = baseline_of(modules, &here.cluster, &namespace.name);
        for found in everywhere.held_addon(own, &here.cluster) {
            for set in &found.sets {
                let is_same = |known: &&mut (&EcoString, &RuleSet, _, bool)| {
                    known.0 == &found.environment && known.1.entity == set.entity
                };
                match all.iter_mut().find(is_same) {
                    Some(known) => {
                        known.2.push(namespace);
                        known.3 |= own.is_none();
                    }
                    // What an addon asks of itself is not asked of all that has no namespace.
                    None => all.push((&found.environment, set, vec![namespace], own.is_none())),
                }
            }
        }
    }
    all
}

/// The baseline that the addons of a namespace name.
fn baseline_of<'m>(modules: &[&'m ModuleSummary], cluster: &str, namespace: &str) -> Option<&'m EcoString> {
    let deployments = modules.iter().filter(|module| module.addon).flat_map(|module| &module.deployments);
    let mut here = deployments
        .filter(|deployment| deployment.target.cluster == *cluster && deployment.namespace == *namespace);
    here.find_map(|deployment| deployment.addon.as_ref()?.baseline.as_ref())
}

/// What stands for the environment in policies for addons, which are in none.
const ADDONS: &str = "addons";

/// What a set is called in the clusters of an environment.
fn set_name(set: &RuleSet, environment: &str) -> EcoString {
    eco_format!("{}-{environment}", set.entity.name())
}

/// The same for the addons that are held to what an environment asks for; the name is empty outside of all.
fn addons_name(set: &RuleSet, environment: &str) -> EcoString {
    match environment {
        "" => eco_format!("{}-{ADDONS}", set.entity.name()),
        environment => eco_format!("{}-{environment}-{ADDONS}", set.entity.name()),
    }
}

/// The namespaces that rules hold in.
enum Bound<'n> {
    /// And the modules and addons that their cluster has.
    Named(Vec<&'n NamespaceSummary>, &'n BTreeSet<&'n EcoString>),
    /// Those of the copies for pull requests, whose names only Argo CD knows: they carry the label of their environment.
    Copies,
}

fn policy(
    set: &RuleSet,
    (environment, name): (&EcoString, EcoString),
    bound: &Bound<'_>,
    cluster_wide: bool,
) -> Option<Policy> {
    let rules: Vec<Rule> = set.rules.iter().map(|rule| rule.rule.clone()).collect();
    let exemptions: Vec<Exemption> = set
        .exceptions
        .iter()
        .filter(|exception| rules.iter().any(|rule| rule.name == exception.rule))
        .flat_map(|exception| {
            // A label is put on quickly: it tells nothing where the module is not.
            let namespaces: Vec<Option<EcoString>> = match bound {
                Bound::Copies => vec![None],
                Bound::Named(all, beside) => {
                    let own = all.iter().filter(|namespace| namespace.modules.contains(&exception.module));
                    let own: Vec<_> = own.map(|namespace| Some(namespace.name.clone())).collect();
                    // What it has in no namespace is looked at here as well.
                    let only_wide = own.is_empty() && cluster_wide && beside.contains(&exception.module);
                    let is_about_pods = |rule: &&Rule| rule.name == exception.rule && rule.is_about_pods();
                    match only_wide && !rules.iter().any(|rule| is_about_pods(&rule)) {
                        true => vec![Some(EcoString::new())],
                        false => own,
                    }
                }
            };
            namespaces.into_iter().map(|namespace| Exemption {
                rule: exception.rule.clone(),
                namespace,
                labels: vec![(INSTANCE.into(), exception.module.clone())],
                reason: exception.reason.clone(),
            })
        })
        .collect();
    let namespaces = match bound {
        Bound::Copies => Namespaces::Labelled(ENVIRONMENT.into(), environment.clone()),
        Bound::Named(all, _) => {
            Namespaces::Named(all.iter().map(|namespace| namespace.name.clone()).collect())
        }
    };
    let is_somewhere = !matches!(&namespaces, Namespaces::Named(names) if names.is_empty());
    let binding = Binding {
        environment: environment.clone(),
        action: set.action,
        namespaces,
        cluster_wide,
        exemptions,
    };
    let policy = Policy { name, description: set.description.clone(), rules, bindings: vec![binding] };
    (!policy.rules.is_empty() && is_somewhere).then_some(policy)
}

/// What an engine is told of clusters of a release.
pub(super) fn target(engine: Engine, oldest: (u32, u32)) -> Target<'static> {
    Target { engine, oldest: oldest.1, plurals: &plurals }
}

/// The plurals that the API has for a kind of Kubernetes itself; without a version, in whatever group it is.
fn plurals(api_version: Option<&str>, kind: &str) -> Vec<EcoString> {
    let mut found: Vec<EcoString> = match api_version {
        Some(api_version) => {
            let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
            o8_kubernetes::kind(group, version, kind).map(|kind| kind.plural.into()).into_iter().collect()
        }
        None => {
            let known = o8_kubernetes::kinds().filter(|known| known.kind == kind);
            known.map(|known| known.plural.into()).collect()
        }
    };
    found.sort();
    found.dedup();
    found
}

/// Reports what an engine of the platform cannot be told, and what it could not tell apart.
pub fn check_enforcement<'m>(
    db: &dyn salsa::Database,
    program: Program,
    model: &Model,
    everywhere: Everywhere<'_>,
    modules: impl Iterator<Item = &'m ModuleSummary>,
) -> Vec<Diagnostic> {
    if model.engines.is_empty() {
        return Vec::new();
    }
    let release = |name: &EcoString| {
        let cluster = model.clusters.iter().find(|entry| entry.cluster.name == *name);
        cluster.map(|entry| entry.cluster.kubernetes)
    };
    // What addons name shows only where they are.
    let addons = modules.flat_map(|module| &module.deployments).filter_map(|deployment| {
        Some((deployment.addon.as_ref()?.baseline.as_ref(), &deployment.target.cluster))
    });
    let addons: BTreeSet<_> = addons.collect();
    let mut told: Vec<Told<'_>> = Vec::new();
    for here in everywhere.environments {
        let oldest = here.clusters.iter().filter_map(release).min();
        for set in &here.sets {
            let name = set_name(set, &here.environment);
            told.push(Told { here, set, name, clusters: here.clusters.iter().collect(), oldest });
        }
    }
    for (own, cluster) in addons {
        for here in everywhere.held_addon(own, cluster) {
            for set in &here.sets {
                let name = addons_name(set, &here.environment);
                told.push(Told { here, set, name, clusters: vec![cluster], oldest: release(cluster) });
            }
        }
    }
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for told in &told {
        diagnostics.extend(told.unsayable(db, program, &model.engines));
    }
    diagnostics.extend(of_one_name(db, program, model, &told));
    let mut said: Vec<Diagnostic> = Vec::new();
    for found in diagnostics {
        if !said.contains(&found) {
            said.push(found);
        }
    }
    said
}

/// What the engines of some clusters are told of a baseline or policy.
struct Told<'f> {
    here: &'f InForce,
    set: &'f RuleSet,
    name: EcoString,
    clusters: Vec<&'f EcoString>,
    /// The oldest Kubernetes among the clusters.
    oldest: Option<(u32, u32)>,
}

impl Told<'_> {
    fn unsayable(&self, db: &dyn salsa::Database, program: Program, engines: &[Engine]) -> Vec<Diagnostic> {
        let Some(oldest) = self.oldest else { return Vec::new() };
        // Nothing of it depends on the namespaces.
        let named = (&self.here.environment, self.name.clone());
        let Some(policy) = policy(self.set, named, &Bound::Copies, true) else {
            return Vec::new();
        };
        let one = |engine: &Engine| {
            let found = policies::objects(target(*engine, oldest), &policy).err()?;
            let rule = self.set.rules.iter().find(|rule| Some(&rule.rule.name) == found.rule.as_ref());
            let own = rule.map(|rule| rule.place).filter(super::is_own);
            let place = own.unwrap_or_else(|| name_place(db, program, self.set.entity));
            Some(catalogue::engine_cannot(place, engine.word(), self.set.entity.name(), &found.why))
        };
        engines.iter().filter_map(one).collect()
    }
}

/// Reports what would have one name in the engine of a cluster.
fn of_one_name(
    db: &dyn salsa::Database,
    program: Program,
    model: &Model,
    told: &[Told<'_>],
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut reported: BTreeSet<(Place, Place)> = BTreeSet::new();
    for (index, one) in told.iter().enumerate().filter(|(_, one)| !one.set.rules.is_empty()) {
        for other in told[..index].iter().filter(|other| !other.set.rules.is_empty()) {
            let is_same =
                (one.set.entity, &one.here.environment) == (other.set.entity, &other.here.environment);
            let meet = one.clusters.iter().any(|cluster| other.clusters.contains(cluster));
            let shared = model.engines.iter().find(|engine| match engine {
                Engine::Gatekeeper => template_name(&one.name) == template_name(&other.name),
                Engine::Native | Engine::Kyverno => one.name == other.name,
            });
            let Some(engine) = shared.filter(|_| meet && !is_same) else { continue };
            let environment = |told: &Told<'_>| {
                let named = |entry: &&EnvironmentEntry| entry.environment.name == told.here.environment;
                model.environments.iter().find(named).map(|entry| entry.environment.place)
            };
            let of_set = |told: &Told<'_>| Some(name_place(db, program, told.set.entity));
            let (place, first) = match one.set.entity == other.set.entity {
                true => (environment(one), environment(other)),
                false => (of_set(one), of_set(other)),
            };
            let said =
                |told: &Told<'_>| (EcoString::from(told.set.entity.name()), told.here.environment.clone());
            let (Some(mut place), Some(mut first)) = (place, first) else { continue };
            let (mut here, mut there) = (said(one), said(other));
            // Whichever environment comes first: the second is the one whose name does.
            if one.set.entity != other.set.entity && here.0 < there.0 {
                (place, first, here, there) = (first, place, there, here);
            }
            if reported.insert((place, first)) {
                diagnostics.push(catalogue::policies_of_one_name(place, engine.word(), &here, &there, first));
            }
        }
    }
    diagnostics
}
