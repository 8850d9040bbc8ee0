//! VE01 for custom resources: where the facts of a cluster list a kind, what is emitted of it is in a version that is served.

use o8_diagnostics::{Diagnostic, catalogue};
use o8_ir::{ModuleSummary, ObjectSummary};

use super::ownership::describe;
use crate::model::Model;

/// Reports custom resources in versions that a target's cluster does not serve; each kind and version once a module.
pub fn check_custom_resources(model: &Model, module: &ModuleSummary) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut reported: Vec<&ObjectSummary> = Vec::new();
    for deployment in &module.deployments {
        let of_target = model.clusters.iter().find(|entry| entry.cluster.name == deployment.target.cluster);
        let Some((entry, facts)) = of_target.and_then(|entry| Some((entry, entry.facts.as_ref()?))) else {
            continue;
        };
        for object in deployment.objects.iter().filter(|object| !object.built_in) {
            let kind = format!("{}/{}", object.key.group, object.key.kind);
            let Some(served) = facts.kinds.iter().find(|served| served.kind == kind.as_str()) else {
                continue;
            };
            let same = |other: &&ObjectSummary| {
                (&other.key.group, &other.key.kind, &other.version)
                    == (&object.key.group, &object.key.kind, &object.version)
            };
            if served.versions.contains(&object.version) || reported.iter().any(same) {
                continue;
            }
            reported.push(object);
            let versions: Vec<&str> = served.versions.iter().map(|version| version.as_str()).collect();
            diagnostics.push(catalogue::clusters::custom_resource_not_served(
                (object.place, object.emitted),
                &describe(&object.key),
                (&object.key.group, &object.version),
                &entry.cluster.name,
                &versions,
                served.place,
            ));
        }
    }
    diagnostics
}
