//! CR01: the definition of a custom resource is in every cluster that the resource goes to.
//!
//! A cluster has the definitions that its facts list, those that a module or an addon emits there, and those of charts that are
//! known to bring them. Anything else may be there as well, unless the facts are `complete`.

use std::collections::BTreeSet;

use ecow::EcoString;
use o8_diagnostics::catalogue::clusters::{self as catalogue, MissingDefinition};
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::platform::{Source, SourceSort, Target};
use o8_ir::{DeploymentSummary, ModuleSummary, Node, Object, ObjectSummary};
use rustc_hash::FxHashMap;

use super::ownership::describe;
use crate::model::{Facts, Model};

/// Charts and the API groups whose definitions they bring, as their templates and folders `crds` have them; `*` is any group
/// that ends so.
const CHARTS: &[(&str, &[&str])] = &[
    ("argo-cd", &["argoproj.io"]),
    ("argo-rollouts", &["argoproj.io"]),
    ("argo-workflows", &["argoproj.io"]),
    ("base", &["*.istio.io"]),
    ("cert-manager", &["acme.cert-manager.io", "cert-manager.io"]),
    ("cloudnative-pg", &["postgresql.cnpg.io"]),
    ("crossplane", &["*.crossplane.io"]),
    ("external-secrets", &["*.external-secrets.io", "external-secrets.io"]),
    ("flagger", &["flagger.app"]),
    ("gateway-helm", &["gateway.envoyproxy.io", "gateway.networking.k8s.io"]),
    ("keda", &["eventing.keda.sh", "keda.sh"]),
    ("kube-prometheus-stack", &["monitoring.coreos.com"]),
    ("kyverno", &["*.kyverno.io", "kyverno.io"]),
    ("plugin-barman-cloud", &["barmancloud.cnpg.io"]),
    ("prometheus-operator-crds", &["monitoring.coreos.com"]),
    ("sealed-secrets", &["bitnami.com"]),
    ("strimzi-kafka-operator", &["*.strimzi.io"]),
    ("traefik", &["*.traefik.io", "traefik.io"]),
    ("velero", &["velero.io"]),
];

const DEFINITION: &str = "apiextensions.k8s.io/CustomResourceDefinition";

/// What is known of the definitions of each cluster.
pub struct Definitions<'a> {
    clusters: FxHashMap<&'a str, Contents<'a>>,
    /// Who brings a kind somewhere: the first of them, and where.
    bringers: FxHashMap<(&'a str, &'a str), (&'a ModuleSummary, &'a str)>,
}

#[derive(Default)]
struct Contents<'a> {
    facts: Option<&'a Facts>,
    /// Group and kind of definitions that are emitted.
    emitted: BTreeSet<(&'a str, &'a str)>,
    charts: Vec<(&'a ModuleSummary, &'static [&'static str])>,
    /// Whether something brings definitions that o8 does not see.
    is_open: bool,
    /// Whether others bring something there.
    is_shared: bool,
}

impl<'a> Contents<'a> {
    fn has(&self, group: &str, kind: &str) -> bool {
        let listed = |facts: &Facts| facts.kinds.iter().any(|served| is_called(&served.kind, group, kind));
        self.facts.is_some_and(listed)
            || self.emitted.contains(&(group, kind))
            || self.charts.iter().any(|(_, groups)| groups.iter().any(|known| is_group(known, group)))
    }
}

impl<'a> Definitions<'a> {
    /// What the modules bring to the clusters of a model, and what those are said to have.
    pub fn new(model: &'a Model, modules: &[&'a ModuleSummary]) -> Self {
        let mut clusters: FxHashMap<&str, Contents<'a>> = FxHashMap::default();
        let mut bringers = FxHashMap::default();
        for entry in &model.clusters {
            let contents = Contents { facts: entry.facts.as_ref(), ..Contents::default() };
            clusters.insert(&entry.cluster.name, contents);
        }
        for &module in modules {
            for deployment in &module.deployments {
                let cluster = deployment.target.cluster.as_str();
                let contents = clusters.entry(cluster).or_default();
                contents.is_shared |= module.existing;
                for (group, kind) in deployment.objects.iter().filter_map(|object| object.defines.as_deref())
                {
                    contents.emitted.insert((group, kind));
                    bringers.entry((group.as_str(), kind.as_str())).or_insert((module, cluster));
                }
                let source = deployment.source.as_deref();
                match source.filter(|source| source.cluster_kinds.iter().any(|kind| kind == DEFINITION)) {
                    None => {}
                    Some(source) => match known_groups(source) {
                        Some(groups) => contents.charts.push((module, groups)),
                        None => contents.is_open = true,
                    },
                }
            }
        }
        Self { clusters, bringers }
    }

    /// A module that brings a kind somewhere, and to which cluster.
    fn bringer(&self, model: &'a Model, group: &str, kind: &str) -> Option<(&'a ModuleSummary, &'a str)> {
        let emits = self.bringers.get(&(group, kind)).copied();
        emits.or_else(|| {
            model.clusters.iter().find_map(|entry| {
                let contents = self.clusters.get(entry.cluster.name.as_str())?;
                let has = |groups: &[&str]| groups.iter().any(|known| is_group(known, group));
                let (module, _) = contents.charts.iter().find(|(_, groups)| has(groups))?;
                Some((*module, entry.cluster.name.as_str()))
            })
        })
    }

    /// The targets in which something that o8 does not see may make the definitions of custom resources only when it runs.
    pub fn made_later(&self, modules: &[&ModuleSummary]) -> BTreeSet<(EcoString, Target)> {
        let all = modules.iter().flat_map(|module| module.deployments.iter().map(move |here| (module, here)));
        let later = all.filter(|(_, here)| {
            let contents = self.clusters.get(here.target.cluster.as_str());
            let is_unknown = |object: &&ObjectSummary| {
                !contents.is_some_and(|contents| contents.has(&object.key.group, &object.key.kind))
            };
            here.source.is_some()
                && here.objects.iter().filter(|object| !object.built_in).any(|object| is_unknown(&object))
        });
        later.map(|(module, here)| (module.name.clone(), here.target.clone())).collect()
    }
}

/// Custom resources of a kind that a module has in clusters without its definition.
struct Lacking<'a> {
    object: &'a ObjectSummary,
    clusters: Vec<&'a str>,
    complete: Option<Place>,
    bringer: Option<(&'a ModuleSummary, &'a str)>,
}

/// Reports custom resources whose definition a cluster does not have, and warns of those that a module defines elsewhere and not there.
pub fn check_definitions(
    model: &Model,
    definitions: &Definitions<'_>,
    modules: &[&ModuleSummary],
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for module in modules {
        let mut lacking: Vec<Lacking<'_>> = Vec::new();
        for deployment in &module.deployments {
            for object in deployment.objects.iter().filter(|object| !object.built_in) {
                add(model, definitions, deployment, object, &mut lacking);
            }
        }
        found.extend(lacking.iter().map(report));
    }
    found
}

fn add<'a>(
    model: &'a Model,
    definitions: &Definitions<'a>,
    deployment: &'a DeploymentSummary,
    object: &'a ObjectSummary,
    lacking: &mut Vec<Lacking<'a>>,
) {
    let cluster = deployment.target.cluster.as_str();
    let (group, kind) = (object.key.group.as_str(), object.key.kind.as_str());
    let Some(contents) = definitions.clusters.get(cluster) else { return };
    if contents.has(group, kind) || contents.is_shared {
        return;
    }
    let complete = contents.facts.filter(|facts| facts.is_complete && !contents.is_open);
    let complete = complete.map(|facts| facts.place);
    let bringer = definitions.bringer(model, group, kind);
    if complete.is_none() && bringer.is_none() {
        return;
    }
    let is_same = |known: &&mut Lacking<'_>| {
        (known.object.key.group.as_str(), known.object.key.kind.as_str()) == (group, kind)
            && known.complete.is_some() == complete.is_some()
    };
    match lacking.iter_mut().find(is_same) {
        Some(known) if known.clusters.contains(&cluster) => {}
        Some(known) => known.clusters.push(cluster),
        None => lacking.push(Lacking { object, clusters: vec![cluster], complete, bringer }),
    }
}

fn report(lacking: &Lacking<'_>) -> Diagnostic {
    let Lacking { object, clusters, complete, bringer } = lacking;
    let group = object.key.group.as_str();
    let knows = |(_, groups): &&(&str, &[&str])| groups.iter().any(|known| is_group(known, group));
    let missing = MissingDefinition {
        object: &describe(&object.key),
        kind: &format!("{group}/{}", object.key.kind),
        clusters,
        bringer: bringer.map(|(module, cluster)| (module.name.as_str(), cluster, module.place)),
        chart: CHARTS.iter().find(knows).map(|(chart, _)| *chart),
    };
    let places = (object.place, object.emitted);
    match complete {
        Some(facts) => catalogue::definition_absent(places, &missing, *facts),
        None => catalogue::definition_elsewhere(places, &missing),
    }
}

/// The groups that a chart brings, where it is one that is known.
fn known_groups(source: &Source) -> Option<&'static [&'static str]> {
    if source.sort != SourceSort::Helm {
        return None;
    }
    let chart = source.chart.as_deref()?.rsplit('/').next()?;
    CHARTS.iter().find(|(known, _)| *known == chart).map(|(_, groups)| *groups)
}

fn is_group(pattern: &str, group: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(end) => group.ends_with(end),
        None => pattern == group,
    }
}

/// Whether `GROUP/KIND` is this.
fn is_called(name: &str, group: &str, kind: &str) -> bool {
    name.split_once('/') == Some((group, kind))
}

/// Group and kind that an object defines, where it is a definition.
pub(crate) fn defines(object: &Object) -> Option<(EcoString, EcoString)> {
    if object.kind() != "CustomResourceDefinition" || object.group() != "apiextensions.k8s.io" {
        return None;
    }
    let text = |path: &[&str]| object.body.at(path).and_then(Node::as_str).map(EcoString::from);
    Some((text(&["spec", "group"])?, text(&["spec", "names", "kind"])?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_are_sorted() {
        assert!(CHARTS.is_sorted() && CHARTS.iter().all(|(_, groups)| groups.is_sorted()));
        assert!(is_group("*.istio.io", "networking.istio.io") && !is_group("*.istio.io", "istio.io"));
    }
}
