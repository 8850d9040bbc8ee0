//! OW01: every object of a cluster (group, kind, namespace, name) comes from exactly one module in one environment.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::{ModuleSummary, ObjectKey, ObjectSummary};
use rustc_hash::{FxHashMap, FxHashSet};

/// Who puts an object into a cluster.
#[derive(Clone, Copy)]
struct Owner<'a> {
    module: &'a ModuleSummary,
    /// `None` of an addon.
    environment: Option<&'a str>,
    object: &'a ObjectSummary,
}

/// Reports objects with two owners: once for each pair of modules, and once for each module and pair of environments.
/// Namespaces that modules live in belong to their environments, but for the `existing` ones.
pub fn check_ownership(
    modules: &[&ModuleSummary],
    platform: Option<Place>,
    existing_namespaces: &[EcoString],
) -> Vec<Diagnostic> {
    let mut owners: FxHashMap<(&str, &ObjectKey), Owner<'_>> = FxHashMap::default();
    let mut reported: FxHashSet<(&str, Option<&str>, &str, Option<&str>)> = FxHashSet::default();
    let mut diagnostics = Vec::new();
    for &module in modules {
        for deployment in &module.deployments {
            let cluster = deployment.target.cluster.as_str();
            let environment = deployment.target.environment.as_deref();
            for object in &deployment.objects {
                let owner = Owner { module, environment, object };
                let Some(first) = owners.insert((cluster, &object.key), owner) else { continue };
                // That two are called the same is what is wrong with them, and reported elsewhere.
                if first.module.name == module.name && first.module.place != module.place {
                    continue;
                }
                if reported.insert((&first.module.name, first.environment, &module.name, environment)) {
                    diagnostics.push(two_owners(cluster, first, owner, platform));
                }
            }
        }
    }
    diagnostics.extend(check_namespaces(modules, existing_namespaces));
    diagnostics
}

/// Namespaces that a module emits and that its environment makes too, each once a module.
fn check_namespaces(modules: &[&ModuleSummary], existing: &[EcoString]) -> Vec<Diagnostic> {
    let all = || {
        modules
            .iter()
            .flat_map(|module| module.deployments.iter().map(move |deployment| (*module, deployment)))
    };
    let made: FxHashSet<(&str, &str)> = all()
        .filter(|(_, deployment)| !existing.contains(&deployment.namespace))
        .map(|(_, deployment)| (deployment.target.cluster.as_str(), deployment.namespace.as_str()))
        .collect();
    let mut reported: FxHashSet<(&str, &str)> = FxHashSet::default();
    let mut diagnostics = Vec::new();
    for (module, deployment) in all() {
        let is_namespace =
            |object: &&ObjectSummary| object.key.kind == "Namespace" && object.key.group.is_empty();
        for object in deployment.objects.iter().filter(is_namespace) {
            let name = object.key.name.as_str();
            let twice = made.contains(&(deployment.target.cluster.as_str(), name));
            if twice && reported.insert((&module.name, name)) {
                diagnostics.push(catalogue::platform::namespace_of_environment(
                    module.place,
                    &module.name,
                    name,
                ));
            }
        }
    }
    diagnostics
}

fn two_owners(cluster: &str, first: Owner<'_>, second: Owner<'_>, platform: Option<Place>) -> Diagnostic {
    let object = describe(&second.object.key);
    // An addon is in a cluster once, so that it is never in its own way.
    if first.module.name == second.module.name
        && let (Some(one), Some(two)) = (first.environment, second.environment)
    {
        let environments = (one, two);
        return catalogue::platform::object_of_two_environments(
            &object,
            cluster,
            second.module.place,
            &second.module.name,
            environments,
            platform,
        );
    }
    catalogue::platform::object_of_two_modules(
        &object,
        cluster,
        second.module.place,
        &second.module.name,
        first.module.place,
        &first.module.name,
    )
}

/// `` `Deployment web` in the namespace `shop` ``.
pub(super) fn describe(key: &ObjectKey) -> String {
    match &key.namespace {
        Some(namespace) => format!("`{} {}` in the namespace `{namespace}`", key.kind, key.name),
        None => format!("`{} {}`", key.kind, key.name),
    }
}
