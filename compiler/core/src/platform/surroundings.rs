//! What is in a namespace of a cluster, whichever modules put it there: where references between objects lead, and what their
//! selectors find.
//!
//! This is the only account of it. A namespace is one of its cluster, whichever environments share that, so an environment tells
//! nothing apart here. Whether others may have put something there is asked of the kinds of what is in it, and not of whether they
//! are custom resources: a Certificate next to a Service makes no pods, and a misspelt selector beside it is still one.

use ecow::EcoString;
use o8_ir::{DeploymentSummary, ModuleSummary, ObjectSummary};
use rustc_hash::{FxHashMap, FxHashSet};

/// Everything that modules put into a namespace of a cluster.
#[derive(Default)]
pub(super) struct Contents<'a> {
    /// In the order of the modules.
    pub(super) objects: Vec<&'a ObjectSummary>,
    /// Whether there may be objects that o8 does not see: those of charts, of controllers, of others.
    pub(super) is_open: bool,
}

impl<'a> Contents<'a> {
    /// The object of a kind with a name.
    pub(super) fn get(&self, group: &str, kind: &str, name: &str) -> Option<&'a ObjectSummary> {
        self.of_kind(group, kind).find(|object| object.key.name == name)
    }

    /// The objects of a kind.
    pub(super) fn of_kind(&self, group: &str, kind: &str) -> impl Iterator<Item = &'a ObjectSummary> {
        let is = move |object: &&ObjectSummary| object.key.group == group && object.key.kind == kind;
        self.objects.iter().copied().filter(is)
    }
}

/// All namespaces with something in them.
pub struct Surroundings<'a> {
    /// By cluster and name.
    namespaces: FxHashMap<&'a str, FxHashMap<&'a str, Contents<'a>>>,
}

impl<'a> Surroundings<'a> {
    /// `existing` are the names of namespaces that something else owns.
    pub fn new(modules: &[&'a ModuleSummary], existing: &[EcoString]) -> Self {
        let mut namespaces: FxHashMap<&str, FxHashMap<&str, Contents<'_>>> = FxHashMap::default();
        // Where no module lives, others do: what is put into `kube-system` is put beside what the cluster came with.
        let mut inhabited: FxHashSet<(&str, &str)> = FxHashSet::default();
        for &module in modules {
            for deployment in &module.deployments {
                let cluster = deployment.target.cluster.as_str();
                let own = deployment.namespace.as_str();
                inhabited.insert((cluster, own));
                let is_open = module.existing || deployment.source.is_some();
                let namespaces = namespaces.entry(cluster).or_default();
                namespaces.entry(own).or_default().is_open |= is_open;
                for object in &deployment.objects {
                    let Some(namespace) = &object.key.namespace else { continue };
                    let contents = namespaces.entry(namespace.as_str()).or_default();
                    contents.is_open |= is_open || makes_others(object);
                    contents.objects.push(object);
                }
            }
        }
        for (cluster, namespaces) in &mut namespaces {
            for (name, contents) in namespaces {
                contents.is_open |=
                    !inhabited.contains(&(cluster, name)) || existing.iter().any(|other| other == name);
            }
        }
        Self { namespaces }
    }

    /// What is in a namespace; `None` where nothing is known of it.
    pub(super) fn of(&self, deployment: &DeploymentSummary, namespace: &str) -> Option<&Contents<'a>> {
        self.namespaces.get(deployment.target.cluster.as_str())?.get(namespace)
    }
}

/// Whether a controller may make Services or workloads because of the object. What is known to make none is listed: of a
/// kind that is not, anything may be expected.
fn makes_others(object: &ObjectSummary) -> bool {
    let quiet = match object.key.group.as_str() {
        "argoproj.io" => {
            matches!(object.key.kind.as_str(), "Rollout" | "AnalysisTemplate" | "ClusterAnalysisTemplate")
        }
        "monitoring.coreos.com" => matches!(
            object.key.kind.as_str(),
            "AlertmanagerConfig"
                | "PodMonitor"
                | "Probe"
                | "PrometheusRule"
                | "ScrapeConfig"
                | "ServiceMonitor"
        ),
        // A Gateway gets a proxy of its own.
        "gateway.networking.k8s.io" => object.key.kind != "Gateway",
        "keda.sh" => object.key.kind != "ScaledJob",
        "autoscaling.k8s.io"
        | "bitnami.com"
        | "cert-manager.io"
        | "cilium.io"
        | "external-secrets.io"
        | "networking.istio.io"
        | "policies.kyverno.io"
        | "security.istio.io"
        | "telemetry.istio.io"
        | "velero.io" => true,
        _ => object.built_in,
    };
    !quiet
}
