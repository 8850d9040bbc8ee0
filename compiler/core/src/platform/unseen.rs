//! PS01: what modules bring that only the cluster sees: what a chart, a folder or an artifact of others holds. Nobody has rendered it here,
//! so that it is held against no rule. Said once for all of them, so that the silence does not look like a verdict.

use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::policies as catalogue;
use o8_ir::{DeploymentSummary, ModuleSummary};

use super::held::Everywhere;

/// Names the modules whose objects are others', where rules hold for them.
pub fn check_unseen<'m>(
    everywhere: Everywhere<'_>,
    modules: impl Iterator<Item = &'m ModuleSummary>,
) -> Option<Diagnostic> {
    let unseen: Vec<catalogue::Unseen<'m>> =
        modules.filter_map(|module| unseen(everywhere, module)).collect();
    (!unseen.is_empty()).then(|| catalogue::at_admission_only(&unseen))
}

fn unseen<'m>(everywhere: Everywhere<'_>, module: &'m ModuleSummary) -> Option<catalogue::Unseen<'m>> {
    let holds = |deployment: &&DeploymentSummary| {
        let held = everywhere.held(&deployment.target, deployment.addon.as_ref());
        held.iter().any(|here| here.sets.iter().any(|set| !set.rules.is_empty()))
    };
    let mut targets: Vec<String> = Vec::new();
    let mut place = None;
    for deployment in module.deployments.iter().filter(holds) {
        // What it is said to render to has been held against the rules.
        let Some(source) = deployment.source.as_ref().filter(|source| source.rendered.is_none()) else {
            continue;
        };
        let label = deployment.target.label().to_string();
        // All clusters of a fleet are one target.
        if !targets.contains(&label) {
            targets.push(label);
        }
        place = place.or(Some(source.place));
    }
    Some(catalogue::Unseen { module: &module.name, place: place?, targets })
}
