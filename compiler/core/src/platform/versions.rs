//! VE01: every API version is served by the release of Kubernetes that its cluster runs.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, catalogue};
use o8_ir::{DeploymentSummary, ModuleSummary, ObjectKey, ObjectSummary};
use o8_kubernetes::{ApiKind, ApiStatus, Release, api_status, successor_advice};

use super::ownership::describe;
use crate::model::Model;

/// Reports API versions that a target's cluster does not serve, or will not for ever; each kind once a module.
pub fn check_versions(model: &Model, module: &ModuleSummary) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut seen: Vec<(Release, &ObjectSummary)> = Vec::new();
    let mut reported: Vec<&ObjectSummary> = Vec::new();
    for deployment in &module.deployments {
        let Some(entry) = model.clusters.iter().find(|entry| entry.cluster.name == deployment.target.cluster)
        else {
            continue;
        };
        let release = entry.cluster.kubernetes;
        // Also of an `Any`, and of kinds that Kubernetes had once: of what was never one of its own, nothing is known here.
        for object in &deployment.objects {
            if seen.iter().any(|(known, other)| *known == release && same_kind(other, object)) {
                continue;
            }
            seen.push((release, object));
            if reported.iter().any(|other| same_kind(other, object)) {
                continue;
            }
            if let Some(found) = status(object, &describe_place(deployment), release) {
                reported.push(object);
                diagnostics.push(found);
            }
        }
    }
    diagnostics
}

/// The environment, or the cluster of an addon.
fn describe_place(deployment: &DeploymentSummary) -> EcoString {
    let target = &deployment.target;
    target.environment.clone().unwrap_or_else(|| target.label())
}

fn same_kind(a: &ObjectSummary, b: &ObjectSummary) -> bool {
    a.key.group == b.key.group && a.key.kind == b.key.kind && a.version == b.version
}

fn status(object: &ObjectSummary, environment: &str, release: Release) -> Option<Diagnostic> {
    let ObjectKey { group, kind, .. } = &object.key;
    let described = describe(&object.key);
    let api_version =
        if group.is_empty() { object.version.to_string() } else { format!("{group}/{}", object.version) };
    let quoted = |kind: ApiKind| format!("`{kind}`");
    let instead = |replacement: Option<ApiKind>| match replacement {
        Some(replacement) => Some(quoted(replacement)),
        None => successor_advice(group, kind).map(str::to_owned),
    };
    let not_served = |why: String, instead: Option<String>| {
        let instead = instead.as_deref();
        catalogue::platform::api_not_served(
            (object.place, object.emitted),
            &described,
            &api_version,
            environment,
            release,
            &why,
            instead,
        )
    };
    match api_status(group, &object.version, kind, release)? {
        ApiStatus::Served => None,
        ApiStatus::Deprecated { removed_in, replacement, .. } => {
            let instead = instead(replacement);
            Some(catalogue::platform::api_deprecated(
                (object.place, object.emitted),
                &described,
                &api_version,
                removed_in,
                instead.as_deref(),
            ))
        }
        ApiStatus::Removed { removed_in: (major, minor), replacement } => {
            Some(not_served(format!("it was removed in {major}.{minor}"), instead(replacement)))
        }
        ApiStatus::NotYet { since: (major, minor), earlier } => {
            Some(not_served(format!("it came with {major}.{minor}"), earlier.map(quoted)))
        }
    }
}
