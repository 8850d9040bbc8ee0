//! The order in which applications are synced: what others need comes first, by the longest way there.

use o8_ir::ModuleSummary;
use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

/// The wave of the namespaces: before everything that lives in them.
pub(super) const NAMESPACES: i64 = -1;

/// Module, environment and cluster; an addon is in no environment.
type Key<'a> = (&'a str, Option<&'a str>, &'a str);

/// The waves of all applications.
pub struct Waves<'a> {
    waves: FxHashMap<Key<'a>, i64>,
}

impl<'a> Waves<'a> {
    /// The waves of these modules. None needs itself, in whatever circle.
    pub fn new(modules: &[&'a ModuleSummary]) -> Self {
        let mut graph: DiGraph<Key<'_>, ()> = DiGraph::new();
        let mut nodes: FxHashMap<Key<'_>, NodeIndex> = FxHashMap::default();
        let targets = || {
            modules.iter().flat_map(|module| {
                module.deployments.iter().map(|deployment| {
                    let target = &deployment.target;
                    let key = (module.name.as_str(), target.environment.as_deref(), target.cluster.as_str());
                    (key, deployment)
                })
            })
        };
        for (key, _) in targets() {
            nodes.insert(key, graph.add_node(key));
        }
        for (key, deployment) in targets() {
            for need in &deployment.needs {
                // An addon is in the cluster, whatever the environment.
                for environment in [key.1, None] {
                    if let Some(&needed) = nodes.get(&(need.module.as_str(), environment, key.2)) {
                        graph.update_edge(needed, nodes[&key], ());
                    }
                }
            }
        }
        let mut waves = FxHashMap::default();
        for node in toposort(&graph, None).unwrap_or_default() {
            let before = graph.neighbors_directed(node, petgraph::Direction::Incoming);
            let wave = before.map(|needed| waves[&graph[needed]] + 1).max().unwrap_or(0);
            waves.insert(graph[node], wave);
        }
        Self { waves }
    }

    /// The wave of the application of a module in an environment and cluster.
    pub fn of(&self, module: &str, environment: Option<&str>, cluster: &str) -> i64 {
        self.waves.get(&(module, environment, cluster)).copied().unwrap_or(0)
    }

    /// Whether one application waits for another.
    pub fn order_something(&self) -> bool {
        self.waves.values().any(|wave| *wave > 0)
    }
}
