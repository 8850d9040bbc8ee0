//! The pull requests of an environment as plain data.

use ecow::EcoString;
use o8_diagnostics::Place;
use o8_ir::platform::PullRequests;
use o8_ir::{Node, Tree};

use super::text;

/// What `perPullRequest` says.
pub(super) fn pull_requests(node: &Node, place: Place) -> PullRequests {
    let token = node.at(&["token"]).and_then(|token| Some((text(token, "name")?, text(token, "key")?)));
    let requeue_after = match node.at(&["requeueAfterSeconds"]).map(|node| &node.tree) {
        Some(Tree::Int(seconds)) => *seconds,
        _ => 0,
    };
    let required = |name: &str| -> EcoString { text(node, name).unwrap_or_default() };
    PullRequests {
        provider: required("provider"),
        repository: required("repository"),
        api: text(node, "api"),
        labels: text(node, "label").into_iter().collect(),
        token,
        branches: ["branchMatch", "targetBranchMatch"].map(|name| text(node, name)),
        requeue_after,
        place,
    }
}
