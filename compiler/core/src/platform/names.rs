//! NM01: names that are valid alone and too long once they are joined.

use ecow::EcoString;
use o8_backends::argocd::application_name;
use o8_diagnostics::{Diagnostic, catalogue};
use o8_ir::ModuleSummary;
use o8_ir::late::{self, Sample};

/// The most characters of a label's value, where Argo CD puts the names of applications.
pub(super) const LABEL: usize = 63;

/// Reports the first application of a module whose name is too long.
pub fn check_names(module: &ModuleSummary) -> Option<Diagnostic> {
    let longest = |name: EcoString| late::sample(&name, Sample::Longest);
    let names =
        module.deployments.iter().map(|deployment| application_name(&module.deployed_as, &deployment.target));
    let name = names.map(longest).find(|name| name.len() > LABEL)?;
    Some(catalogue::platform::application_name_too_long(module.place, &name))
}
