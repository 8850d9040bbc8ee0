//! Repositories as Argo CD knows them: a Secret each, without its credentials.

use o8_ir::OutputFile;
use o8_ir::argocd::Repository;
use o8_ir::platform::Platform;

use super::secrets::{Known, secret};

/// `argocd/config/repository-NAME.yaml`.
pub fn repository(platform: &Platform, repository: &Repository) -> OutputFile {
    let data = [
        ("name", Some(repository.name.as_str())),
        ("type", Some(repository.sort.as_str())),
        ("url", Some(repository.url.as_str())),
        ("project", repository.team.as_deref()),
    ];
    let known = Known {
        sort: "repository",
        name: &repository.name,
        labels: &[],
        annotations: &[],
        data: &data,
        source: &platform.source,
    };
    secret(platform, &known)
}
