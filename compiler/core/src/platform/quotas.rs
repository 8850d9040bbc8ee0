//! RS01: under a quota, every container says how much it asks for of what the quota counts, or a default of the environment does.
//! Kubernetes accepts the workload otherwise, and refuses each of its pods.

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::{Environment, Module};
use o8_ir::{Node, Object, Origins};
use rustc_hash::FxHashSet;

use super::authors_place;
use super::selectors::path_to_template;
use crate::model::Model;

/// Reports containers that say nothing of what a quota counts, each once.
pub fn check_quotas(model: &Model, module: &Module, origins: &Origins) -> Vec<Diagnostic> {
    let place = |node: &Node| authors_place(origins, node.origin, module.place);
    let mut reported: FxHashSet<(Place, String)> = FxHashSet::default();
    let mut diagnostics = Vec::new();
    for deployment in &module.deployments {
        let name = deployment.target.environment.as_ref();
        let found = model.environments.iter().find(|entry| Some(&entry.environment.name) == name);
        let Some(environment) = found.map(|entry| &entry.environment) else { continue };
        let counted = counted(environment);
        if counted.is_empty() || model.existing_namespaces.contains(&deployment.namespace) {
            continue;
        }
        let own = |object: &&Object| object.namespace() == Some(deployment.namespace.as_str());
        for object in deployment.objects.iter().filter(own) {
            for (pod, container) in containers(object) {
                let is_missing = |resource: &&Counted<'_>| !resource.is_said(pod) && !resource.is_said(container);
                let missing: Vec<String> =
                    counted.iter().filter(is_missing).map(|resource| resource.name()).collect();
                let name = container.at(&["name"]).and_then(Node::as_str).unwrap_or_default();
                if missing.is_empty() || !reported.insert((place(container), name.to_owned())) {
                    continue;
                }
                diagnostics.push(catalogue::ledger::uncounted_by_quota(
                    place(container),
                    (&format!("`{} {}`", object.kind(), object.name()), name),
                    &missing,
                    &deployment.target.label(),
                    environment.place,
                ));
            }
        }
    }
    diagnostics
}

/// A resource of containers that a quota counts.
struct Counted<'a> {
    /// `requests` or `limits`.
    field: &'static str,
    resource: &'a str,
}

impl Counted<'_> {
    fn name(&self) -> String {
        format!("{}.{}", self.field, self.resource)
    }

    /// Whether a container, or a pod as a whole, says how much. A limit is a request where there is none.
    fn is_said(&self, by: &Node) -> bool {
        let says = |field: &str| by.at(&["resources", field, self.resource]).is_some();
        says(self.field) || says("limits")
    }
}

/// What the quota of an environment counts of containers, and no default of the environment gives.
fn counted(environment: &Environment) -> Vec<Counted<'_>> {
    let keys = environment.quota.iter().flat_map(Node::entries);
    let mut found: Vec<Counted<'_>> = Vec::new();
    for (key, _) in keys {
        let (field, resource) = match key.split_once('.') {
            Some(("limits", resource)) => ("limits", resource),
            Some(("requests", resource)) => ("requests", resource),
            _ => ("requests", key.as_str()),
        };
        let is_known = matches!(resource, "cpu" | "memory");
        if is_known && !found.iter().any(|other| (other.field, other.resource) == (field, resource)) {
            found.push(Counted { field, resource });
        }
    }
    found.retain(|counted| !is_default(environment, counted));
    found
}

/// Whether the LimitRange of an environment gives a container something that says nothing. Kubernetes takes the most for the
/// default where there is none, and that or the least for the request.
fn is_default(environment: &Environment, counted: &Counted<'_>) -> bool {
    let fields: &[&str] = match counted.field {
        "limits" => &["default", "max"],
        _ => &["defaultRequest", "default", "max", "min"],
    };
    let says = |field: &&str| {
        let limits = environment.limits.as_ref();
        limits.is_some_and(|limits| limits.at(&[field, counted.resource]).is_some())
    };
    fields.iter().any(|field| says(&field))
}

/// The pods and containers that an object makes.
fn containers(object: &Object) -> impl Iterator<Item = (&Node, &Node)> {
    let template = path_to_template(object).and_then(|path| object.body.at(path));
    let pod = template.and_then(|template| template.at(&["spec"]));
    pod.into_iter().flat_map(|pod| {
        let lists = ["initContainers", "containers"].into_iter().filter_map(|field| pod.at(&[field]));
        lists.flat_map(Node::items).map(move |container| (pod, container))
    })
}
