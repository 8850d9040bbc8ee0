//! What Argo CD can render to a branch, and what not.

use ecow::{EcoString, eco_format};
use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::argocd as catalogue;
use o8_ir::argocd::Hydrator;
use o8_ir::platform::Layout;
use o8_ir::{DeploymentSummary, ModuleSummary};

use crate::model::Model;

/// The first release of Argo CD that can render to branches.
const SINCE: (u32, u32) = (2, 14);

/// Reports branches that Git cannot have beside those that are followed, and modules that cannot be rendered to a branch, each once.
pub fn check_hydrator(model: &Model, layout: Layout, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let Some(platform) = &model.platform else { return Vec::new() };
    let Some(hydrator) = &platform.hydrator else { return Vec::new() };
    if layout == Layout::Rendered {
        return vec![catalogue::rendered_already(hydrator.place)];
    }
    if platform.argocd_version < SINCE {
        return vec![catalogue::needs_release(
            hydrator.place,
            "a source hydrator",
            SINCE,
            platform.argocd_version,
        )];
    }
    if let Some(found) = clash(model, hydrator) {
        return vec![found];
    }
    if hydrator.direct {
        return Vec::new();
    }
    let one = |module: &&ModuleSummary| {
        let why = module.deployments.iter().find_map(obstacle)?;
        Some(catalogue::not_hydrated(module.place, &module.name, &why, hydrator.place))
    };
    modules.iter().filter_map(one).collect()
}

/// Why a module cannot be rendered to a branch.
fn obstacle(deployment: &DeploymentSummary) -> Option<EcoString> {
    let environment = deployment.target.environment.as_deref().unwrap_or_default();
    if let Some(source) = &deployment.source {
        return Some(eco_format!("`{}` is not in the repository of the platform", source.repository));
    }
    if deployment.target.per_pull_request {
        return Some(eco_format!("each pull request has its own copy of `{environment}`"));
    }
    let live = deployment.target.live;
    live.then(|| {
        eco_format!("the clusters of `{environment}` are known to Argo CD alone, and would share one folder")
    })
}

/// A branch that is followed and would have others below it, or is below one of those.
fn clash(model: &Model, hydrator: &Hydrator) -> Option<Diagnostic> {
    let platform = model.platform.as_ref()?;
    let environments = model.environments.iter().map(|entry| &entry.environment);
    let followed = environments.map(|environment| (&environment.revision, environment.place));
    let all: Vec<_> = std::iter::once((&platform.revision, platform.place)).chain(followed).collect();
    let prefixes = std::iter::once(&hydrator.branch).chain(&hydrator.proposals);
    for prefix in prefixes {
        let below = |revision: &str| {
            revision
                .strip_prefix(prefix.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let above = |revision: &str| prefix.strip_prefix(revision).is_some_and(|rest| rest.starts_with('/'));
        if let Some((revision, place)) = all.iter().find(|(revision, _)| below(revision) || above(revision)) {
            return Some(catalogue::branch_of_two(hydrator.place, prefix, revision, *place));
        }
    }
    None
}
