//! Secrets by which Argo CD knows clusters and repositories, without credentials.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use ecow::{EcoString, eco_format};
use o8_ir::OutputFile;
use o8_ir::platform::Platform;

use crate::document::{file, map, text, text_map};

/// What Argo CD is told of.
pub(super) struct Known<'a> {
    /// What it is, to Argo CD and in the name of the Secret: `cluster`, `repository`.
    pub(super) sort: &'static str,
    pub(super) name: &'a str,
    pub(super) labels: &'a [(EcoString, EcoString)],
    pub(super) annotations: &'a [(EcoString, EcoString)],
    /// Keys of the Secret that are there.
    pub(super) data: &'a [(&'static str, Option<&'a str>)],
    /// Where it is declared, relative to the package root.
    pub(super) source: &'a str,
}

/// `argocd/config/SORT-NAME.yaml`.
///
/// Credentials are other keys of the same Secret. Whoever brings them owns these: the Secret is applied on the server's side,
/// where the keys of others stay, and is never pruned. (`stringData` would not do: on the server's side, what is taken out of
/// it stays in the Secret.)
pub(super) fn secret(platform: &Platform, known: &Known<'_>) -> OutputFile {
    let name = eco_format!("{}-{}", known.sort, known.name);
    let with = |own: (&'static str, &'static str), others: &[(EcoString, EcoString)]| {
        let others = others.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        text_map(std::iter::once(own).chain(others))
    };
    let data = known.data.iter().map(|(key, value)| (*key, value.map(|value| text(BASE64.encode(value)))));
    let object = map([
        ("apiVersion", Some(text("v1"))),
        ("kind", Some(text("Secret"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(name.clone()))),
                ("namespace", Some(text(platform.argocd_namespace.clone()))),
                ("labels", Some(with(("argocd.argoproj.io/secret-type", known.sort), known.labels))),
                (
                    "annotations",
                    Some(with(
                        ("argocd.argoproj.io/sync-options", "Prune=false,Delete=false"),
                        known.annotations,
                    )),
                ),
            ])),
        ),
        ("type", Some(text("Opaque"))),
        ("data", Some(map(data))),
    ]);
    file(eco_format!("argocd/config/{name}.yaml"), known.source, &object)
}
