//! `delivery.hydrator` as plain data.

use o8_diagnostics::Place;
use o8_ir::Node;
use o8_ir::argocd::Hydrator;

use super::{flag, text};

/// What `delivery.hydrator` says.
pub(super) fn hydrator(node: &Node, place: Place) -> Option<Hydrator> {
    Some(Hydrator {
        branch: text(node, "branch")?,
        proposals: text(node, "proposals"),
        direct: flag(node, "direct"),
        place,
    })
}
