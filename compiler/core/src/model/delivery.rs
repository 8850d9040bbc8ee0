//! How Argo CD delivers, as plain data: branches that it renders to, by whom it syncs, what has to be signed.

use ecow::EcoString;
use o8_diagnostics::Place;
use o8_ir::Node;
use o8_ir::argocd::{ApplicationDifference, Hydrator, Repository, Signatures};

use super::{entries, flag, items, text, texts};

/// What `delivery.hydrator` says.
pub(super) fn hydrator(node: &Node, place: Place) -> Option<Hydrator> {
    Some(Hydrator {
        branch: text(node, "branch")?,
        proposals: text(node, "proposals"),
        direct: flag(node, "direct"),
        place,
    })
}

/// `serviceAccount` of what has one, and where it is said.
pub(super) fn service_account(node: &Node, place: impl Fn(&Node) -> Place) -> Option<(EcoString, Place)> {
    Some((text(node, "serviceAccount")?, place(node.at(&["serviceAccount"])?)))
}

/// What `signatures` says.
pub(super) fn signatures(node: &Node, place: Place) -> Signatures {
    Signatures {
        keys: texts(node, "keys").map(Into::into).collect(),
        strict: text(node, "mode").is_some_and(|mode| mode == "strict"),
        place,
    }
}

/// `argocd.repositories`.
pub(super) fn repositories(argocd: &Node, place: impl Fn(&Node) -> Place) -> Vec<Repository> {
    let one = |(name, node): &(EcoString, Node)| {
        Some(Repository {
            name: name.clone(),
            url: text(node, "url")?,
            sort: text(node, "type")?,
            team: text(node, "team"),
            place: place(node),
        })
    };
    entries(argocd, "repositories").filter_map(one).collect()
}

/// `delivery.ignoreDifferences`.
pub(super) fn ignored(delivery: &Node, place: impl Fn(&Node) -> Place) -> Vec<ApplicationDifference> {
    let list = |node: &Node, field: &str| texts(node, field).map(Into::into).collect();
    let one = |node: &Node| ApplicationDifference {
        name: text(node, "name"),
        pointers: list(node, "jsonPointers"),
        expressions: list(node, "jqPathExpressions"),
        place: place(node),
    };
    items(delivery, "ignoreDifferences").map(one).collect()
}
