//! Every module in each of its targets, and what is looked up among all of them: connections are many, and so are modules.

use ecow::EcoString;
use o8_ir::network::{Edge, End, Pods};
use o8_ir::platform::{Environment, Target};
use o8_ir::{DeploymentSummary, Labels, ModuleSummary, ObjectSummary};
use rustc_hash::FxHashMap;

use super::pods::{Group, groups, selectors};
use super::{Concern, Network};
use crate::platform::{is_generated, selects};

/// A module in a target.
pub(super) struct Here<'a> {
    pub(super) module: &'a ModuleSummary,
    pub(super) deployment: &'a DeploymentSummary,
    /// The environment that it is in there.
    pub(super) environment: &'a Environment,
    /// Its pods.
    pub(super) groups: Vec<Group<'a>>,
    /// The fewest selectors for them.
    pub(super) selectors: Vec<Pods>,
    /// What the environment does about requests there.
    pub(super) concern: Concern,
    /// Whether it is in a namespace that o8 writes.
    pub(super) is_ours: bool,
    /// Whether what nobody declares is denied to its pods.
    pub(super) is_denied: bool,
}

/// An environment, a cluster and a module.
type Key<'a> = (&'a str, &'a str, &'a str);

/// A cluster and a namespace.
type Namespace<'a> = (&'a str, &'a str);

/// A namespace and one label of the pods in it.
type Labelled<'a> = (Namespace<'a>, &'a (EcoString, EcoString));

/// Pods that a module makes, by its index.
type Made<'a> = (usize, &'a Labels);

/// Every module in each of its targets, in their order.
pub(super) struct Places<'a> {
    pub(super) all: Vec<Here<'a>>,
    by_name: FxHashMap<Key<'a>, usize>,
    pods: FxHashMap<Namespace<'a>, Vec<Made<'a>>>,
    labelled: FxHashMap<Labelled<'a>, Vec<Made<'a>>>,
    by_hand: FxHashMap<Namespace<'a>, &'a EcoString>,
}

impl<'a> Places<'a> {
    /// Those of some modules; addons are in none.
    pub(super) fn new(network: &Network<'a>, modules: &[&'a ModuleSummary]) -> Self {
        let mut all = Vec::new();
        for &module in modules {
            let deployments = module.deployments.iter();
            all.extend(deployments.filter_map(|deployment| here(network, module, deployment)));
        }
        let mut places = Self {
            all,
            by_name: FxHashMap::default(),
            pods: FxHashMap::default(),
            labelled: FxHashMap::default(),
            by_hand: FxHashMap::default(),
        };
        for at in 0..places.all.len() {
            let Here { module, deployment, environment, .. } = &places.all[at];
            let (module, deployment): (&'a ModuleSummary, &'a DeploymentSummary) = (module, deployment);
            let (environment, cluster) = (environment.name.as_str(), deployment.target.cluster.as_str());
            places.by_name.entry((environment, cluster, &module.name)).or_insert(at);
            for object in &deployment.objects {
                let Some(namespace) = &object.key.namespace else { continue };
                places.add(at, (cluster, namespace), object);
            }
        }
        places
    }

    fn add(&mut self, at: usize, namespace: Namespace<'a>, object: &'a ObjectSummary) {
        if matches!(object.key.kind.as_str(), "NetworkPolicy" | "CiliumNetworkPolicy") {
            self.by_hand.entry(namespace).or_insert(&object.key.name);
        }
        if let Some(labels) = &object.pods {
            self.pods.entry(namespace).or_default().push((at, labels));
            for label in labels {
                self.labelled.entry((namespace, label)).or_default().push((at, labels));
            }
        }
    }

    /// A module in an environment and a cluster.
    pub(super) fn at(&self, target: &Target, module: &str) -> Option<&Here<'a>> {
        let environment = target.environment.as_deref().unwrap_or_default();
        self.by_name.get(&(environment, target.cluster.as_str(), module)).map(|at| &self.all[*at])
    }

    /// The first policy in a namespace that was written by hand.
    pub(super) fn by_hand(&self, cluster: &str, namespace: &str) -> Option<&'a EcoString> {
        self.by_hand.get(&(cluster, namespace)).copied()
    }

    /// The first module other than this one that makes pods which are taken for these.
    pub(super) fn taken_for(&self, cluster: &str, pods: &Pods, module: &str) -> Option<&'a ModuleSummary> {
        let namespace = (cluster, pods.namespace.as_str());
        let wanted = pods.labels.iter().filter(|label| !is_generated(&label.0));
        // All labels have to be there, so that whoever has the rarest is enough.
        let lists = wanted.map(|label| self.labelled.get(&(namespace, label)).map_or(&[][..], Vec::as_slice));
        let all = || self.pods.get(&namespace).map_or(&[][..], Vec::as_slice);
        let candidates = lists.min_by_key(|list| list.len()).unwrap_or_else(all).iter();
        let mut others = candidates.filter(|(at, _)| self.all[*at].module.name != module);
        others.find(|(_, labels)| selects(&pods.labels, labels)).map(|(at, _)| self.all[*at].module)
    }
}

fn here<'a>(
    network: &Network<'a>,
    module: &'a ModuleSummary,
    deployment: &'a DeploymentSummary,
) -> Option<Here<'a>> {
    let name = deployment.target.environment.as_ref();
    let entry = network.model.environments.iter().find(|entry| Some(&entry.environment.name) == name)?;
    let environment = &entry.environment;
    let groups = groups(deployment);
    let concern = network.concern(environment, &deployment.target.cluster);
    let is_ours = !module.existing && network.is_ours(&deployment.namespace);
    Some(Here {
        module,
        deployment,
        environment,
        selectors: selectors(&module.name, deployment, &groups),
        is_denied: concern.denies && is_ours,
        is_ours,
        groups,
        concern,
    })
}

/// The connections of each module in each of its targets, whichever end it is.
pub(super) struct ByModule<'e>(FxHashMap<Key<'e>, Vec<&'e Edge>>);

impl<'e> ByModule<'e> {
    pub(super) fn new(edges: &'e [Edge]) -> Self {
        let mut all: FxHashMap<Key<'e>, Vec<&'e Edge>> = FxHashMap::default();
        for edge in edges {
            let environment = edge.target.environment.as_deref().unwrap_or_default();
            let mut add = |end: &'e End| {
                if let End::Module(name) = end {
                    all.entry((environment, edge.target.cluster.as_str(), name)).or_default().push(edge);
                }
            };
            add(&edge.from);
            // A module that connects to itself has the connection once.
            if edge.to != edge.from {
                add(&edge.to);
            }
        }
        Self(all)
    }

    /// Those of a module in a target, in the order of all.
    pub(super) fn of<'s>(&'s self, here: &'s Here<'_>) -> &'s [&'e Edge] {
        let target = &here.deployment.target;
        let environment = target.environment.as_deref().unwrap_or_default();
        self.0
            .get(&(environment, target.cluster.as_str(), here.module.name.as_str()))
            .map_or(&[], Vec::as_slice)
    }
}
