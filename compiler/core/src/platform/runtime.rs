//! What Falco notices in the pods of an environment, as its baseline says: `runtime { shellInContainer {} }`.
//!
//! It is noticed when it has happened. So nothing of it is a verdict, and no object is held against it here.

use std::collections::BTreeSet;

use ecow::EcoString;
use o8_backends::argocd::is_built_in;
use o8_backends::falco::{self, Noticed, RuntimeRule, RuntimeRules};
use o8_diagnostics::catalogue::trust as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::{ModuleSummary, Node};

use super::held::{Everywhere, InForce};
use super::weakening::{Baseline, Weaker};
use crate::db::Program;
use crate::ids::DefId;
use crate::model::Model;

/// How bad something is, as Falco counts: the least first.
const PRIORITIES: [&str; 8] =
    ["debug", "informational", "notice", "warning", "error", "critical", "alert", "emergency"];

/// What a baseline has noticed.
#[derive(Clone, PartialEq, Debug)]
pub struct Watched {
    /// The namespace of Falco, and where that is said.
    pub namespace: (EcoString, Place),
    /// What is noticed, in the order in which it is written.
    pub rules: Vec<RuntimeRule>,
}

/// What is noticed where a baseline holds: what it says, or the nearest that it extends.
pub(super) fn watched(db: &dyn salsa::Database, program: Program, baseline: DefId) -> Option<Watched> {
    let baseline = Baseline::new(db, program, baseline);
    let rules: Vec<RuntimeRule> =
        Noticed::ALL.into_iter().filter_map(|what| effective(&baseline, what)).collect();
    let namespace = baseline.effective(RUNTIME, |at| {
        let place = at.place_of(&[RUNTIME, "namespace"]);
        Some((at.text(&[RUNTIME, "namespace"])?.into(), place))
    })?;
    (!rules.is_empty()).then_some(Watched { namespace, rules })
}

/// What is noticed.
const PODS: &str = "what happens in pods";

/// The field that says it.
const RUNTIME: &str = "runtime";

fn effective(baseline: &Baseline<'_>, what: Noticed) -> Option<RuntimeRule> {
    baseline.effective(what.word(), |at| own(at, what))
}

/// What a baseline itself says of one thing.
fn own(baseline: &Baseline<'_>, what: Noticed) -> Option<RuntimeRule> {
    let node = baseline.value.node.at(&[RUNTIME, what.word()]).filter(|node| node.as_map().is_some())?;
    let texts = |field: &str| -> Vec<EcoString> {
        let list = node.at(&[field]).into_iter().flat_map(Node::items);
        list.filter_map(Node::as_str).map(Into::into).collect()
    };
    let priority = node.at(&["priority"]).and_then(Node::as_str)?;
    Some(RuntimeRule {
        what,
        priority: priority.to_ascii_uppercase().into(),
        tags: texts("tags"),
        except: texts("except"),
        paths: texts("paths"),
    })
}

/// The words under `weakens` for what another baseline has noticed.
pub(super) fn names(baseline: &Baseline<'_>) -> Vec<&'static str> {
    let noticed = Noticed::ALL.into_iter().filter(|what| effective(baseline, *what).is_some());
    noticed.map(Noticed::word).collect()
}

/// Whether a baseline itself has noticed what a word under `weakens` stands for.
pub(super) fn notices(baseline: &Baseline<'_>, name: &str) -> bool {
    Noticed::ALL.into_iter().any(|what| what.word() == name && own(baseline, what).is_some())
}

/// Whether a word under `weakens` stands for something that is noticed.
pub(super) fn is_noticed(name: &str) -> bool {
    Noticed::ALL.into_iter().any(|what| what.word() == name)
}

/// What is noticed less than where the other baseline holds.
pub(super) fn weaker(baseline: &Baseline<'_>, parent: &Baseline<'_>) -> Vec<Weaker> {
    let mut all = Vec::new();
    for what in Noticed::ALL {
        let (Some(own), Some(above)) = (own(baseline, what), effective(parent, what)) else { continue };
        let name = what.word();
        let mut add = |field: &str, what: String| {
            all.push(Weaker { name, place: baseline.place_of(&[RUNTIME, name, field]), what });
        };
        let rank = |rule: &RuntimeRule| {
            PRIORITIES.iter().position(|known| rule.priority.eq_ignore_ascii_case(known))
        };
        if rank(&own) < rank(&above) {
            add("priority", format!("it is `{}` there", above.priority.to_ascii_lowercase()));
        }
        if let Some(image) = own.except.iter().find(|image| !above.except.contains(image)) {
            add("except", format!("`{image}` is not excepted there"));
        }
        let is_below = |path: &str, folder: &str| {
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_left_out = |path: &&EcoString| !own.paths.iter().any(|folder| is_below(path, folder));
        if let Some(path) = above.paths.iter().find(is_left_out) {
            add("paths", format!("it is about `{path}`, too, there"));
        }
    }
    all
}

/// The file of rules for an environment.
pub(super) fn watched_in(found: &InForce, namespaces: &[EcoString]) -> Option<Node> {
    let watched = found.watched.as_ref().filter(|_| !namespaces.is_empty())?;
    Some(falco::config_map(&RuntimeRules {
        environment: found.environment.clone(),
        namespace: watched.namespace.0.clone(),
        namespaces: namespaces.to_vec(),
        rules: watched.rules.clone(),
    }))
}

/// Reports namespaces of Falco that nobody makes: what is put into them keeps all other namespaces of the environment from being synced;
/// and what Falco cannot be told.
pub fn check_runtime(
    model: &Model,
    everywhere: Everywhere<'_>,
    modules: &[&ModuleSummary],
) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = modules
        .iter()
        .filter_map(|module| {
            let addon = module.deployments.iter().find_map(|deployment| deployment.addon.as_ref())?;
            let held = everywhere.addons.iter().find(|found| found.baseline == addon.baseline)?;
            Some(catalogue::not_of_addons(module.place, &module.name, PODS, held.watched?))
        })
        .collect();
    let mut reported: BTreeSet<Place> = BTreeSet::new();
    let made: BTreeSet<(&str, &str)> = modules
        .iter()
        .flat_map(|module| &module.deployments)
        .map(|deployment| (deployment.target.cluster.as_str(), deployment.namespace.as_str()))
        .collect();
    for (here, entry) in everywhere.environments.iter().zip(&model.environments) {
        let environment = &entry.environment;
        let Some((namespace, place)) = here.watched.as_ref().map(|watched| &watched.namespace) else {
            continue;
        };
        if environment.pull_requests.is_some() {
            diagnostics.push(catalogue::not_in_previews(environment.place, &environment.name, PODS, *place));
            continue;
        }
        if is_built_in(namespace) || model.existing_namespaces.contains(namespace) {
            continue;
        }
        let unmade = environment.clusters.iter().find(|cluster| {
            let is_used = made.iter().any(|(name, _)| *name == cluster.name);
            is_used && !made.contains(&(cluster.name.as_str(), namespace.as_str()))
        });
        if let Some(cluster) = unmade
            && reported.insert(*place)
        {
            diagnostics.push(catalogue::no_falco(*place, namespace, &cluster.name));
        }
    }
    diagnostics
}
