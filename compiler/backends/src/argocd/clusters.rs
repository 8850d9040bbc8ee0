//! Clusters as Argo CD knows them: a Secret each, with what is known of the cluster, and without its credentials.

use ecow::{EcoString, eco_format};
use o8_ir::OutputFile;
use o8_ir::platform::{Cluster, Destination, Platform};

use crate::base64::encoded;
use crate::document::{file, map, text, text_map};

/// `argocd/config/cluster-NAME.yaml`; nothing of a cluster that is not registered from here.
///
/// Credentials are the key `config` of the same Secret. Whoever brings them owns that key: the Secret is applied on the
/// server's side, where the keys of others stay, and is never pruned. (`stringData` would not do: on the server's side, what
/// is taken out of it stays in the Secret.)
pub fn cluster(platform: &Platform, cluster: &Cluster) -> Option<OutputFile> {
    let Destination::Server(server) = &cluster.destination else { return None };
    if !cluster.register {
        return None;
    }
    let name = eco_format!("cluster-{}", cluster.name);
    let with = |own: (&'static str, &'static str), others: &[(EcoString, EcoString)]| {
        let others = others.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        text_map(std::iter::once(own).chain(others))
    };
    let object = map([
        ("apiVersion", Some(text("v1"))),
        ("kind", Some(text("Secret"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(name.clone()))),
                ("namespace", Some(text(platform.argocd_namespace.clone()))),
                ("labels", Some(with(("argocd.argoproj.io/secret-type", "cluster"), &cluster.labels))),
                (
                    "annotations",
                    Some(with(
                        ("argocd.argoproj.io/sync-options", "Prune=false,Delete=false"),
                        &cluster.annotations,
                    )),
                ),
            ])),
        ),
        ("type", Some(text("Opaque"))),
        (
            "data",
            Some(map([
                ("name", Some(text(encoded(cluster.name.as_bytes())))),
                ("server", Some(text(encoded(server.as_bytes())))),
            ])),
        ),
    ]);
    Some(file(eco_format!("argocd/config/{name}.yaml"), &cluster.source, &object))
}
