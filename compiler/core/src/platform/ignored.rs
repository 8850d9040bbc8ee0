//! What ApplicationSets leave alone of applications: of those that there are.

use o8_backends::argocd::application_name;
use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::argocd as catalogue;
use o8_ir::ModuleSummary;

use crate::model::Model;

/// Reports applications that nothing makes. One of a fleet, or of a pull request, has a name that nobody knows yet.
pub fn check_ignored(model: &Model, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let Some(platform) = &model.platform else { return Vec::new() };
    let named = platform.ignored.iter().filter_map(|ignored| Some((ignored.name.as_ref()?, ignored.place)));
    let mut known = Vec::new();
    let mut prefixes = Vec::new();
    for module in modules {
        for deployment in &module.deployments {
            let target = &deployment.target;
            match (&target.environment, target.live || target.per_pull_request) {
                (Some(environment), true) => prefixes.push(format!("{}-{environment}-", module.deployed_as)),
                _ => known.push(application_name(&module.deployed_as, target)),
            }
        }
    }
    let is_known = |name: &str| {
        // Those of the namespaces have dots.
        name.contains('.')
            || known.iter().any(|known| known == name)
            || prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()))
    };
    let names: Vec<&str> = known.iter().map(|name| name.as_str()).collect();
    let unknown = named.filter(|(name, _)| !is_known(name));
    unknown.map(|(name, place)| catalogue::unknown_application(place, name, &names)).collect()
}
