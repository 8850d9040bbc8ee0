//! Repositories that Argo CD gets to know: each once, and one that something reads.

use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::argocd as catalogue;
use o8_ir::ModuleSummary;

use crate::model::Model;

/// Reports repositories that are there twice, and warns of those that no module reads.
pub fn check_repositories(model: &Model, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let Some(platform) = &model.platform else { return Vec::new() };
    let sources = modules.iter().flat_map(|module| &module.deployments);
    let mut read: Vec<&str> = sources
        .filter_map(|deployment| Some(deployment.source.as_ref()?.repository.as_str()))
        .chain([platform.repository.as_str()])
        .collect();
    read.sort_unstable();
    read.dedup();
    let mut found = Vec::new();
    for (index, repository) in platform.repositories.iter().enumerate() {
        let before = &platform.repositories[..index];
        let same = |other: &&o8_ir::argocd::Repository| {
            (same_address(&other.url), &other.team) == (same_address(&repository.url), &repository.team)
        };
        if let Some(other) = before.iter().find(same) {
            let names = (other.name.as_str(), repository.name.as_str());
            found.push(catalogue::repository_twice(repository.place, names, &repository.url, other.place));
        } else if !read.iter().any(|known| same_address(known) == same_address(&repository.url)) {
            found.push(catalogue::repository_unread(
                repository.place,
                &repository.name,
                &repository.url,
                &read,
            ));
        }
    }
    found
}

/// What Argo CD tells addresses apart by: `.git` at the end makes no difference.
fn same_address(url: &str) -> String {
    let url = url.to_ascii_lowercase();
    url.strip_suffix(".git").unwrap_or(&url).to_owned()
}
