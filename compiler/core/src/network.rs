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
mod mesh;
mod objects;
mod places;
mod pods;
mod policies;
mod ports;
mod reach;

use std::collections::BTreeMap;
use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::network::{Edge, MeshMode};
use o8_ir::platform::{Environment, Target};
use o8_ir::{ModuleSummary, Node};
use rustc_hash::FxHashSet;

use crate::db::Program;
use crate::model::{EnvironmentEntry, Model, model};
use crate::output::module_findings;

use places::{ByModule, Here, Places};

pub(crate) use declared::declared;
pub use objects::{add_to_module, made_for, module, with_policies};
pub use reach::{Party, Reach, Step, Why, reaches};

/// All connections and what follows from them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Connections {
    /// The connections, by module and target.
    pub edges: Vec<Edge>,
    /// What modules get because of them.
    pub made: BTreeMap<EcoString, Arc<OfModule>>,
    /// Every module in each of its targets.
    pub modules: Vec<Standing>,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a module gets because of its connections, in each target where it gets something.
pub type OfModule = Vec<(Target, Vec<Made>)>;

/// An object that a module gets because of a connection.
#[derive(Clone, PartialEq, Debug)]
pub struct Made {
    /// The object.
    pub body: Node,
    /// Whether it is of a kind of Kubernetes itself.
    pub built_in: bool,
    /// Where the connection is declared.
    pub place: Place,
}

/// What holds for the pods of a module in a target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Its name.
    pub module: EcoString,
    /// Where.
    pub target: Target,
    /// Whether what nobody declares is denied to them.
    pub is_denied: bool,
    /// Whether some of them have the network of their node, where no policy holds for them.
    pub is_on_host: bool,
    /// The first policy in their namespace that was written by hand.
    pub by_hand: Option<EcoString>,
}

/// What an environment does about requests in one of its clusters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Concern {
    /// Whether it denies what nobody declares.
    denies: bool,
    /// Whether the cluster has Cilium.
    has_cilium: bool,
    /// How pods get into the mesh, where the environment says something of it and the cluster has one.
    mesh: Option<MeshMode>,
}

impl Concern {
    /// Whether anything follows from what is declared.
    fn matters(self) -> bool {
        self.denies || self.mesh.is_some()
    }

    /// Whether something sees to it that requests go to a host by its name, and to no other.
    fn knows_hosts(self) -> bool {
        self.has_cilium || self.mesh == Some(MeshMode::Sidecar)
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
            mesh: environment.mesh.as_ref().and_then(|_| cluster?.network.mesh),
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
    model.environments.iter().any(|EnvironmentEntry { environment, .. }| {
        environment.network.as_ref().is_some_and(|network| network.denies) || environment.mesh.is_some()
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
    let places = Places::new(&network, modules);
    let mut found = edges::Found::default();
    for here in &places.all {
        edges::edges_of(here, &places, &mut found);
    }
    checks::check_fleets(model, &mut found);
    checks::check_routes(&places, &mut found);
    checks::check(&places, &mut found);
    mesh::check(&places, &mut found);
    checks::check_meshes(model, &mut found);
    let edges = ByModule::new(&found.edges);
    let mut made: BTreeMap<EcoString, OfModule> = BTreeMap::new();
    for here in &places.all {
        let mut own = policies::made(here, edges.of(here));
        own.extend(mesh::objects(here, edges.of(here), &places));
        if !own.is_empty() {
            let target = here.deployment.target.clone();
            made.entry(here.module.name.clone()).or_default().push((target, own));
        }
    }
    let made = made.into_iter().map(|(module, made)| (module, Arc::new(made))).collect();
    let modules = places.all.iter().map(|here| standing(here, &places)).collect();
    Connections { edges: found.edges, made, modules, diagnostics: found.diagnostics }
}

fn standing(here: &Here<'_>, places: &Places<'_>) -> Standing {
    let deployment = here.deployment;
    let runs = deployment.objects.iter().filter_map(|object| object.relations.runs.as_ref());
    Standing {
        module: here.module.name.clone(),
        target: deployment.target.clone(),
        is_denied: here.is_denied,
        is_on_host: runs.into_iter().any(|runs| runs.on_host.is_some()),
        by_hand: places.by_hand(&deployment.target.cluster, &deployment.namespace).cloned(),
    }
}
