//! The pull requests of an environment as plain data.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::{Environment, PullRequests};
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

/// Warns of an environment that whoever may open a pull request gets a copy of. Bitbucket has nothing to tell them apart by.
pub(super) fn open_to_all(environment: &Environment) -> Option<Diagnostic> {
    let requests = environment.pull_requests.as_deref()?;
    let open = requests.labels.is_empty() && !requests.provider.starts_with("bitbucket");
    open.then(|| catalogue::argocd::open_to_all(requests.place, &environment.name, &requests.repository))
}
