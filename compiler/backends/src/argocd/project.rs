//! The AppProject of a team: exactly what its modules render, and where.

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Platform, Team};
use o8_ir::{ModuleSummary, Node, OutputFile};

use super::destination;
use crate::document::{file, list, map, text, text_map, texts};

/// The AppProject of a team, `argocd/projects/TEAM.yaml`. `modules` are those of the team.
pub fn project(platform: &Platform, team: &Team, modules: &[&ModuleSummary]) -> OutputFile {
    let mut needs = Needs::default();
    for deployment in modules.iter().flat_map(|module| &module.deployments) {
        let (key, value) = destination(&deployment.destination);
        needs.destinations.insert((key, value.into(), deployment.namespace.clone()));
        for object in &deployment.objects {
            let kind = (object.key.group.clone(), object.key.kind.clone());
            match &object.key.namespace {
                Some(namespace) => {
                    needs.destinations.insert((key, value.into(), namespace.clone()));
                    needs.namespaced.insert(kind);
                }
                None => {
                    needs.cluster_scoped.insert(kind);
                }
            }
        }
    }
    let description = match &team.contact {
        Some(contact) => eco_format!("Modules of the team {}, reached at {contact}", team.name),
        None => eco_format!("Modules of the team {}", team.name),
    };
    let object = app_project(platform, &team.name, &description, &needs, owners(team));
    file(eco_format!("argocd/projects/{}.yaml", team.name), &team.source, &object)
}

/// What applications of a project may do.
#[derive(Default)]
pub(super) struct Needs {
    /// `server` or `name`, its value, and a namespace.
    pub(super) destinations: BTreeSet<(&'static str, EcoString, EcoString)>,
    /// Group and kind.
    pub(super) cluster_scoped: BTreeSet<(EcoString, EcoString)>,
    /// Group and kind.
    pub(super) namespaced: BTreeSet<(EcoString, EcoString)>,
}

/// An AppProject that allows what is needed from the platform's repository, and nothing else.
pub(super) fn app_project(
    platform: &Platform,
    name: &str,
    description: &str,
    needs: &Needs,
    roles: Option<Node>,
) -> Node {
    let kinds = |kinds: &BTreeSet<(EcoString, EcoString)>| {
        list(kinds.iter().map(|(group, kind)| text_map([("group", group.as_str()), ("kind", kind.as_str())])))
    };
    let destinations = needs
        .destinations
        .iter()
        .map(|(key, value, namespace)| text_map([(*key, value.as_str()), ("namespace", namespace.as_str())]));
    map([
        ("apiVersion", Some(text("argoproj.io/v1alpha1"))),
        ("kind", Some(text("AppProject"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(name))),
                ("namespace", Some(text(platform.argocd_namespace.clone()))),
                ("labels", Some(text_map([("app.kubernetes.io/part-of", platform.name.as_str())]))),
            ])),
        ),
        (
            "spec",
            Some(map([
                ("description", Some(text(description))),
                ("sourceRepos", Some(texts([platform.repository.as_str()]))),
                ("destinations", Some(list(destinations))),
                // An absent list of namespaced kinds allows all of them, so it is written even when it is empty.
                ("clusterResourceWhitelist", Some(kinds(&needs.cluster_scoped))),
                ("namespaceResourceWhitelist", Some(kinds(&needs.namespaced))),
                ("roles", roles),
            ])),
        ),
    ])
}

/// The role of the people who own the modules: they see, sync, restart and read logs. What is deployed comes from Git alone.
fn owners(team: &Team) -> Option<Node> {
    if team.owners.is_empty() {
        return None;
    }
    let project = &team.name;
    let policy = |resource: &str, action: &str| {
        eco_format!("p, proj:{project}:owner, {resource}, {action}, {project}/*, allow")
    };
    let policies = [
        policy("applications", "get"),
        policy("applications", "sync"),
        policy("applications", "action/*"),
        policy("logs", "get"),
    ];
    Some(list([map([
        ("name", Some(text("owner"))),
        ("description", Some(text("See, sync, run actions and read logs"))),
        ("groups", Some(texts(team.owners.iter().map(EcoString::as_str)))),
        ("policies", Some(texts(policies.iter().map(EcoString::as_str)))),
    ])]))
}
