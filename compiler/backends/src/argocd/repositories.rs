//! Repositories as Argo CD knows them: a Secret each, without its credentials.

use ecow::eco_format;
use o8_ir::OutputFile;
use o8_ir::argocd::Repository;
use o8_ir::platform::Platform;

use crate::base64::encoded;
use crate::document::{file, map, text, text_map};

/// `argocd/config/repository-NAME.yaml`. Credentials are other keys of the same Secret, whose owner brings them: as with clusters,
/// the Secret is applied on the server's side, and is never pruned.
pub fn repository(platform: &Platform, repository: &Repository) -> OutputFile {
    let name = eco_format!("repository-{}", repository.name);
    let data = |value: &str| Some(text(encoded(value.as_bytes())));
    let object = map([
        ("apiVersion", Some(text("v1"))),
        ("kind", Some(text("Secret"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(name.clone()))),
                ("namespace", Some(text(platform.argocd_namespace.clone()))),
                ("labels", Some(text_map([("argocd.argoproj.io/secret-type", "repository")]))),
                (
                    "annotations",
                    Some(text_map([("argocd.argoproj.io/sync-options", "Prune=false,Delete=false")])),
                ),
            ])),
        ),
        ("type", Some(text("Opaque"))),
        (
            "data",
            Some(map([
                ("name", data(&repository.name)),
                ("type", data(&repository.sort)),
                ("url", data(&repository.url)),
                ("project", repository.team.as_deref().and_then(data)),
            ])),
        ),
    ]);
    file(eco_format!("argocd/config/{name}.yaml"), &platform.source, &object)
}
