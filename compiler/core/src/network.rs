//! Who may reach whom: the connections that modules declare, resolved to pods and to the ports that these listen on, and the
//! policies that follow from them.
//!
//! ```o8
//! module api { exposes = { http = 80 } }
//! module web { connects = { api = ["http"] } }
//! ```
//!
//! is one connection in each target. Where the environment denies what nobody declares, it makes two NetworkPolicies: one that
//! lets the pods of `web` send, and one that lets those of `api` receive. This sees all modules, so that it works on summaries;
//! what follows is added to modules that were evaluated without it.

mod blocks;
mod checks;
mod declared;
mod edges;
mod objects;
mod pods;
mod policies;
mod ports;

use std::collections::BTreeMap;
use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::Diagnostic;
use o8_ir::ModuleSummary;
use o8_ir::network::{Edge, Policy};
use o8_ir::platform::{Environment, Target};
use rustc_hash::FxHashSet;

use crate::db::Program;
use crate::model::{Model, model};
use crate::output::module_findings;

pub(crate) use declared::declared;
pub use objects::{add_to_module, module, with_policies};

/// All connections and what follows from them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Connections {
    /// The connections, by module and target.
    pub edges: Vec<Edge>,
    /// The policies of modules, in their targets.
    pub policies: BTreeMap<(EcoString, Target), Vec<Policy>>,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

/// What an environment does about requests in one of its clusters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Concern {
    /// Whether it denies what nobody declares.
    denies: bool,
    /// Whether the cluster has Cilium.
    has_cilium: bool,
}

impl Concern {
    /// Whether anything follows from what is declared.
    fn matters(self) -> bool {
        self.denies
    }
}

/// What the connections are looked for in.
pub(super) struct Network<'a> {
    model: &'a Model,
}

impl Network<'_> {
    fn concern(&self, environment: &Environment, cluster: &str) -> Concern {
        let cluster = environment.clusters.iter().find(|found| found.name == cluster);
        Concern {
            denies: environment.network.as_ref().is_some_and(|network| network.denies),
            has_cilium: cluster.is_some_and(|cluster| cluster.network.has_cilium),
        }
    }

    /// Whether a namespace is one that o8 writes, so that it is o8 who denies something in it.
    fn is_ours(&self, namespace: &str) -> bool {
        !o8_backends::argocd::is_built_in(namespace)
            && !self.model.existing_namespaces.iter().any(|other| other == namespace)
    }
}

/// Whether anything in a program follows from its connections.
pub fn is_concerned(model: &Model) -> bool {
    model.environments.iter().any(|entry| {
        entry.environment.network.as_ref().is_some_and(|network| network.denies)
            && entry.environment.pull_requests.is_none()
    })
}

/// The namespaces, with their clusters, whose pods may ask for names by a policy of o8.
pub(crate) fn may_ask_for_names<'a>(
    model: &Model,
    modules: &[&'a ModuleSummary],
) -> FxHashSet<(&'a str, &'a str)> {
    let network = Network { model };
    let denies = |name: &str| {
        let named = model.environments.iter().find(|entry| entry.environment.name == name);
        named.is_some_and(|entry| entry.environment.network.as_ref().is_some_and(|network| network.denies))
    };
    let deployments = modules.iter().filter(|module| !module.existing).flat_map(|module| &module.deployments);
    deployments
        .filter(|found| found.target.environment.as_deref().is_some_and(denies))
        .filter(|found| network.is_ours(&found.namespace))
        .map(|found| (found.target.cluster.as_str(), found.namespace.as_str()))
        .collect()
}

/// The connections of a program, where something follows from them.
#[salsa::tracked]
pub fn connections(db: &dyn salsa::Database, program: Program) -> Arc<Connections> {
    let model = model(db, program);
    if !is_concerned(model) {
        return Arc::default();
    }
    let modules: Vec<_> = model.modules.iter().map(|module| module_findings(db, program, *module)).collect();
    let summaries: Vec<&ModuleSummary> = modules.iter().map(|found| &found.summary).collect();
    Arc::new(connections_of(model, &summaries))
}

/// The connections of modules, whatever follows from them.
pub fn connections_of(model: &Model, modules: &[&ModuleSummary]) -> Connections {
    let network = Network { model };
    let places = edges::places(&network, modules);
    let mut found = edges::Found::default();
    for here in &places {
        edges::edges_of(here, &places, &mut found);
    }
    checks::check_fleets(model, &mut found);
    checks::check_routes(&places, &mut found);
    checks::check(&places, &mut found);
    let mut policies = BTreeMap::new();
    for here in &places {
        let own = policies::policies(here, &found.edges);
        if !own.is_empty() {
            policies.insert((here.module.name.clone(), here.deployment.target.clone()), own);
        }
    }
    Connections { edges: found.edges, policies, diagnostics: found.diagnostics }
}
