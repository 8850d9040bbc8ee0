//! A namespace that addons live in is made once for its cluster: not for an environment too, and with one level of Pod Security
//! and one baseline.

use ecow::EcoString;
use o8_backends::argocd::is_built_in;
use o8_diagnostics::{Diagnostic, catalogue};
use o8_ir::{DeploymentSummary, ModuleSummary};
use rustc_hash::{FxHashMap, FxHashSet};

type User<'a> = (&'a ModuleSummary, &'a DeploymentSummary);

/// Reports namespaces of addons that something else is made for as well; each pair of modules once.
pub fn check_namespaces(modules: &[&ModuleSummary], existing: &[EcoString]) -> Vec<Diagnostic> {
    let all = || {
        let deployments = modules
            .iter()
            .flat_map(|module| module.deployments.iter().map(move |deployment| (*module, deployment)));
        deployments.filter(|(_, deployment)| {
            !is_built_in(&deployment.namespace) && !existing.contains(&deployment.namespace)
        })
    };
    let key =
        |deployment: &'_ DeploymentSummary| (deployment.target.cluster.clone(), deployment.namespace.clone());
    let mut addons: FxHashMap<(EcoString, EcoString), User<'_>> = FxHashMap::default();
    let mut reported: FxHashSet<(&str, &str)> = FxHashSet::default();
    let mut diagnostics = Vec::new();
    for here in all().filter(|(module, _)| module.addon) {
        let first = *addons.entry(key(here.1)).or_insert(here);
        if level(first) != level(here) && reported.insert((&first.0.name, &here.0.name)) {
            diagnostics.push(catalogue::clusters::levels_of_namespace(
                here.0.place,
                &here.1.namespace,
                &here.1.target.cluster,
                (&here.0.name, level(here)),
                (&first.0.name, level(first)),
                first.0.place,
            ));
        }
        if baseline(first) != baseline(here) && reported.insert((&first.0.name, &here.0.name)) {
            diagnostics.push(catalogue::policies::baselines_of_namespace(
                here.0.place,
                (&here.1.namespace, &here.1.target.cluster),
                (&here.0.name, baseline(here)),
                (&first.0.name, baseline(first)),
                first.0.place,
            ));
        }
    }
    for (module, deployment) in all().filter(|(module, _)| !module.addon) {
        let Some((addon, _)) = addons.get(&key(deployment)) else { continue };
        // Of two with one name, that is what is wrong, and reported elsewhere.
        if addon.name != module.name && reported.insert((&addon.name, &module.name)) {
            diagnostics.push(catalogue::clusters::namespace_of_two(
                addon.place,
                &addon.name,
                &deployment.namespace,
                &deployment.target.cluster,
                (&deployment.target.label(), &module.name),
                module.place,
            ));
        }
    }
    diagnostics
}

fn level<'a>((_, deployment): User<'a>) -> &'a str {
    deployment.addon.as_ref().and_then(|addon| addon.pod_security.as_deref()).unwrap_or("privileged")
}

fn baseline<'a>((_, deployment): User<'a>) -> Option<&'a str> {
    deployment.addon.as_ref()?.baseline.as_deref()
}
