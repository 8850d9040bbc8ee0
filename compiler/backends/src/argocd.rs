//! Argo CD: one ApplicationSet a module (or a team, or an environment), one AppProject a team, the namespaces of the
//! environments, and the root application that brings them all. Field names and rules are those of Argo CD 3.5
//! (`argoproj.io/v1alpha1` Application, ApplicationSet, AppProject).
//!
//! ```text
//! bootstrap/root.yaml                  applied by hand, once
//! argocd/projects/TEAM.yaml            what the team's modules need, and no more
//! argocd/applicationsets/MODULE.yaml   one element for each target
//! argocd/config/                       settings of Argo CD itself
//! environments/ENV[/CLUSTER]/          namespaces
//! clusters/CLUSTER/                    namespaces of addons
//! ```

mod application;
mod application_set;
mod clusters;
mod config;
mod element;
mod fleet;
mod health;
mod identity;
mod ignore;
mod namespaces;
mod notifications;
mod paths;
mod previews;
mod project;
mod rbac;
mod repositories;
mod root;
mod secrets;
mod source;
mod template_patch;
mod waves;

use ecow::{EcoString, eco_format};
use o8_ir::late::PullRequestField;
use o8_ir::platform::{Destination, Layout, Target};

pub use application::applications;
pub use application_set::application_sets;
pub use clusters::cluster;
pub use config::{HEALTH_OF_APPLICATIONS, parameters, settings};
pub use health::{HEALTH_CHECKS, has_health_since, has_no_health, is_checked_by_us};
pub use identity::root_project;
pub use namespaces::{
    ENVIRONMENT, EnvironmentNamespaces, NamespaceSummary, is_built_in, namespace_files, namespaces,
    pod_security_labels,
};
pub use notifications::notifications;
pub use previews::previews;
pub use project::project;
pub use rbac::rbac;
pub use repositories::repository;
pub use root::root;
pub use waves::Waves;

/// The name of the application of a module in a target: `MODULE-ENV`, or `MODULE-ENV-CLUSTER` where the environment
/// has several of the module's clusters. That of an addon is `ADDON-CLUSTER`; that of a pull request has its number besides.
///
/// In a fleet it is `MODULE-ENV.CLUSTER`: Argo CD finds the clusters, and whatever their names are, the dot keeps the
/// applications apart from those of an environment whose name begins with `ENV-`.
pub fn application_name(module: &str, target: &Target) -> EcoString {
    let mut name = match &target.environment {
        Some(environment) if target.live => {
            eco_format!("{}.{}", application_of_fleet(module, environment), target.cluster)
        }
        Some(environment) if target.one_of_several => {
            eco_format!("{module}-{environment}-{}", target.cluster)
        }
        Some(environment) => eco_format!("{module}-{environment}"),
        None => eco_format!("{module}-{}", target.cluster),
    };
    if target.per_pull_request {
        name.push('-');
        name.push_str(&PullRequestField::Number.mark());
    }
    name
}

/// What the names of the applications of a module begin with in an environment whose clusters Argo CD looks for itself.
fn application_of_fleet(module: &str, environment: &str) -> EcoString {
    eco_format!("{module}-{environment}")
}

/// The names of those applications, as a glob.
pub fn applications_of_fleet(module: &str, environment: &str) -> EcoString {
    eco_format!("{}.*", application_of_fleet(module, environment))
}

/// The folder, below the output folder, that Argo CD reads for a module in a target.
pub fn application_path(layout: Layout, module: &str, target: &Target) -> EcoString {
    match layout {
        Layout::Kustomize => eco_format!("modules/{module}/overlays/{}", target.label()),
        Layout::Rendered => {
            let of_environment = target.environment.as_deref();
            let apart = target.one_of_several && !target.live;
            eco_format!("{}/{module}", folder(of_environment, &target.cluster, apart))
        }
    }
}

/// The folder, below the output folder, of what is in an environment, or in a cluster whatever the environment.
fn folder(environment: Option<&str>, cluster: &str, one_of_several: bool) -> EcoString {
    match environment {
        Some(environment) if one_of_several => eco_format!("environments/{environment}/{cluster}"),
        Some(environment) => eco_format!("environments/{environment}"),
        None => eco_format!("clusters/{cluster}"),
    }
}

/// The folder, below the output folder, of what holds for a module in every target.
pub fn base_path(module: &str) -> EcoString {
    eco_format!("modules/{module}/base")
}

/// Key and value of a destination.
fn destination(destination: &Destination) -> (&'static str, &str) {
    match destination {
        Destination::Server(url) => ("server", url),
        Destination::Name(name) => ("name", name),
    }
}
