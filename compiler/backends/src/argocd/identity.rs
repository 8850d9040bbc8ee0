//! By whom a project's applications are synced, who may make some, and who has to have signed what they are made of.

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};
use o8_ir::argocd::Signatures;
use o8_ir::platform::{Destination, Platform};
use o8_ir::{Node, OutputFile};

use super::project::Needs;
use crate::document::{file, list, map, text, text_map, texts};

/// The address of the cluster that Argo CD itself is in.
const OWN_CLUSTER: &str = "https://kubernetes.default.svc";

/// The server of a destination as a glob. Of a cluster that is known by its name alone, it may be any: the project's destinations
/// say which clusters it may be.
pub(super) fn server(destination: &Destination, live: bool) -> EcoString {
    match destination {
        Destination::Server(url) if !live => glob(url),
        Destination::Name(name) if !live && name == "in-cluster" => OWN_CLUSTER.into(),
        Destination::Server(_) | Destination::Name(_) => "*".into(),
    }
}

/// How a project names a destination. A cluster that nobody knows yet is any cluster.
pub(super) fn permitted(destination: &Destination, live: bool) -> (&'static str, EcoString) {
    match destination {
        _ if live => ("server", "*".into()),
        Destination::Server(url) => ("server", glob(url)),
        Destination::Name(name) => ("name", name.clone()),
    }
}

/// An address as a glob that it matches: what brackets mean in one, those of an address of IPv6 do not.
fn glob(address: &str) -> EcoString {
    address.chars().map(|c| if "[]{}\\*!".contains(c) { '?' } else { c }).collect()
}

/// `destinationServiceAccounts`: where an application goes decides by whom it is synced.
pub(super) fn service_accounts(needs: &Needs) -> Option<Node> {
    let account = needs.service_account.as_ref()?;
    let one = |(server, namespace): &(EcoString, EcoString)| {
        text_map([
            ("server", server.as_str()),
            ("namespace", namespace.as_str()),
            ("defaultServiceAccount", account.as_str()),
        ])
    };
    Some(list(needs.applications.iter().map(one)))
}

/// `sourceNamespaces`.
pub(super) fn source_namespaces(needs: &Needs) -> Option<Node> {
    let all = &needs.source_namespaces;
    (!all.is_empty()).then(|| texts(all.iter().map(EcoString::as_str)))
}

/// What a project says of signatures, under the name that the release of Argo CD has for it.
pub(super) fn signatures(
    platform: &Platform,
    wanted: &Signatures,
    repositories: &BTreeSet<EcoString>,
) -> (&'static str, Node) {
    if platform.argocd_version < SOURCE_INTEGRITY {
        let keys = wanted.keys.iter().map(|key| text_map([("keyID", key.as_str())]));
        return ("signatureKeys", list(keys));
    }
    let gpg = map([
        ("mode", Some(text(if wanted.strict { "strict" } else { "head" }))),
        ("keys", Some(texts(wanted.keys.iter().map(EcoString::as_str)))),
    ]);
    let repositories = repositories.iter().map(|url| text_map([("url", url.as_str())]));
    let policy = map([("repos", Some(list(repositories))), ("gpg", Some(gpg))]);
    ("sourceIntegrity", map([("git", Some(map([("policies", Some(list([policy])))])))]))
}

/// The first release of Argo CD that says of each repository who has to have signed it.
const SOURCE_INTEGRITY: (u32, u32) = (3, 5);

/// `argocd/projects/default.yaml`: by whom the root application is synced. The rest of that project is Argo CD's own.
pub fn root_project(platform: &Platform) -> Option<OutputFile> {
    let (account, _) = platform.service_account.as_ref()?;
    let of_root = text_map([
        ("server", OWN_CLUSTER),
        ("namespace", platform.argocd_namespace.as_str()),
        ("defaultServiceAccount", account.as_str()),
    ]);
    let metadata = map([
        ("name", Some(text("default"))),
        ("namespace", Some(text(platform.argocd_namespace.clone()))),
        ("annotations", Some(text_map([("argocd.argoproj.io/sync-options", "Prune=false,Delete=false")]))),
    ]);
    let object = map([
        ("apiVersion", Some(text("argoproj.io/v1alpha1"))),
        ("kind", Some(text("AppProject"))),
        ("metadata", Some(metadata)),
        ("spec", Some(map([("destinationServiceAccounts", Some(list([of_root])))]))),
    ]);
    Some(file(eco_format!("argocd/projects/default.yaml"), &platform.source, &object))
}
