//! What the platform tells Argo CD itself: `argocd` of its declaration.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::Node;
use o8_ir::argocd::{GlobalRole, Grant, HealthCheck, Rbac, Resource};

use super::{entries, items, text, texts};
use crate::eval::EntityValue;
use crate::platform::authors_place;

/// The roles that Argo CD has itself.
const BUILT_IN_ROLES: [&str; 2] = ["readonly", "admin"];

/// The fields of a grant and what they are about.
const RESOURCES: [(&str, Resource); 8] = [
    ("applications", Resource::Applications),
    ("applicationSets", Resource::ApplicationSets),
    ("projects", Resource::Projects),
    ("repositories", Resource::Repositories),
    ("clusters", Resource::Clusters),
    ("certificates", Resource::Certificates),
    ("gpgKeys", Resource::GpgKeys),
    ("accounts", Resource::Accounts),
];

/// `argocd.health`.
pub(super) fn health(argocd: &Node, place: impl Fn(&Node) -> Place) -> Vec<HealthCheck> {
    let check = |(kind, script): &(EcoString, Node)| {
        Some(HealthCheck { kind: kind.clone(), script: script.as_str()?.into(), place: place(script) })
    };
    entries(argocd, "health").filter_map(check).collect()
}

/// `argocd.rbac`.
pub(super) fn rbac(node: &Node) -> Rbac {
    Rbac {
        default: text(node, "default"),
        scopes: texts(node, "scopes").map(Into::into).collect(),
        roles: entries(node, "roles").map(|(name, node)| global_role(name, node)).collect(),
    }
}

fn global_role(name: &EcoString, node: &Node) -> GlobalRole {
    GlobalRole {
        name: name.clone(),
        groups: texts(node, "groups").map(Into::into).collect(),
        grants: items(node, "may").map(grant).collect(),
    }
}

fn grant(node: &Node) -> Grant {
    let permissions = RESOURCES
        .iter()
        .flat_map(|(field, resource)| texts(node, field).map(|action| (*resource, action.into())))
        .collect();
    let projects = texts(node, "teams").chain(texts(node, "projectsLike")).map(Into::into).collect();
    Grant { projects, permissions }
}

/// Reports names in the settings of Argo CD that nothing has there. `platform` is the declaration, `otherwise` its name.
pub(super) fn check(platform: &EntityValue, otherwise: Place) -> Vec<Diagnostic> {
    let place = |node: &Node| authors_place(&platform.origins, node.origin, otherwise);
    let mut diagnostics = Vec::new();
    if let Some(rbac) = platform.node.at(&["argocd", "rbac"])
        && let Some(node) = rbac.at(&["default"])
        && let Some(default) = node.as_str()
    {
        let roles = entries(rbac, "roles").map(|(name, _)| name.as_str());
        let known: Vec<&str> = roles.chain(BUILT_IN_ROLES).collect();
        if !known.contains(&default) {
            diagnostics.push(catalogue::settings::unknown_default_role(place(node), default, &known));
        }
    }
    diagnostics
}
