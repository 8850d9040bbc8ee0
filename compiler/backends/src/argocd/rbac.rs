//! Who may do what in all of Argo CD: `argocd/config/argocd-rbac-cm.yaml`.
//!
//! ```text
//! p, role:on-call, applications, sync, shop/*, allow
//! g, oidc:on-call, role:on-call
//! ```

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use ecow::{EcoString, eco_format};
use o8_ir::OutputFile;
use o8_ir::argocd::{Grant, Rbac, Resource};
use o8_ir::platform::Platform;

use super::config::config_map;
use crate::document::{text, texts, yaml_in_text};

/// The file, where there is something to say.
pub fn rbac(platform: &Platform, rbac: &Rbac) -> Option<OutputFile> {
    let data = [
        ("policy.default", rbac.default.as_ref().map(|role| eco_format!("role:{role}"))),
        ("policy.csv", (!rbac.roles.is_empty()).then(|| policy(rbac))),
        ("scopes", (!rbac.scopes.is_empty()).then(|| scopes(rbac))),
    ];
    let data: Vec<_> = data.into_iter().filter_map(|(key, value)| Some((key, Some(text(value?))))).collect();
    (!data.is_empty()).then(|| config_map(platform, "argocd-rbac-cm", data))
}

fn scopes(rbac: &Rbac) -> EcoString {
    yaml_in_text(&texts(rbac.scopes.iter().map(EcoString::as_str)))
}

fn policy(rbac: &Rbac) -> EcoString {
    let mut csv = EcoString::new();
    for role in &rbac.roles {
        for grant in &role.grants {
            for (resource, action) in &grant.permissions {
                for object in objects(*resource, grant) {
                    let (resource, action) = permission(*resource, action);
                    _ = writeln!(csv, "p, role:{}, {resource}, {action}, {object}, allow", role.name);
                }
            }
        }
        for group in &role.groups {
            _ = writeln!(csv, "g, {}, role:{}", cell(group), role.name);
        }
    }
    csv
}

/// Resource and action of a permission on applications, as Argo CD calls them.
pub(super) fn permission_on_applications(permission: &str) -> (&'static str, &str) {
    match permission {
        "logs" => ("logs", "get"),
        // Argo CD opens a shell by the action `create` of the resource `exec`.
        "exec" => ("exec", "create"),
        "action" => ("applications", "action/*"),
        action => ("applications", action),
    }
}

fn permission(resource: Resource, action: &str) -> (&'static str, &str) {
    match resource {
        Resource::Applications => permission_on_applications(action),
        Resource::ApplicationSets => ("applicationsets", action),
        Resource::Projects => ("projects", action),
        Resource::Repositories => ("repositories", action),
        Resource::Clusters => ("clusters", action),
        Resource::Certificates => ("certificates", action),
        Resource::GpgKeys => ("gpgkeys", action),
        Resource::Accounts => ("accounts", action),
    }
}

/// The objects that a grant is about: what belongs to a project is called `PROJECT/NAME`.
fn objects(resource: Resource, grant: &Grant) -> Vec<EcoString> {
    let is_in_project = matches!(resource, Resource::Applications | Resource::ApplicationSets);
    match grant.projects.as_slice() {
        [] if is_in_project => vec!["*/*".into()],
        [] => vec!["*".into()],
        projects if resource == Resource::Projects => projects.to_vec(),
        projects => projects.iter().map(|project| eco_format!("{project}/*")).collect(),
    }
}

/// A cell of CSV: groups of LDAP have commas in their names.
fn cell(value: &str) -> EcoString {
    if value.contains([',', '"']) { eco_format!("\"{}\"", value.replace('"', "\"\"")) } else { value.into() }
}
