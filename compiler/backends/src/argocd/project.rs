//! The AppProject of a team: exactly what its modules render, and where.

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Environment, Orphans, Platform, SourceSort, Team};
use o8_ir::{ModuleSummary, Node, OutputFile, late};

use super::identity::{permitted, server, service_accounts, signatures, source_namespaces};
use super::rbac::permission_on_applications;
use super::{application_name, applications_of_fleet};
use crate::document::{file, list, map, text, text_map, texts};

/// The AppProject of a team, `argocd/projects/TEAM.yaml`. `modules` are those of the team.
pub fn project(
    platform: &Platform,
    environments: &[Environment],
    team: &Team,
    modules: &[&ModuleSummary],
) -> OutputFile {
    let mut needs = Needs::default();
    for deployment in modules.iter().flat_map(|module| &module.deployments) {
        let (key, value) = permitted(&deployment.destination, deployment.target.live);
        let namespace = late::pattern(&deployment.namespace);
        if deployment.target.per_pull_request {
            needs.namespaces.insert(namespace.clone());
        }
        needs
            .applications
            .insert((server(&deployment.destination, deployment.target.live), namespace.clone()));
        needs.destinations.insert((key, value.clone(), namespace));
        if let Some(source) = &deployment.source {
            needs.repositories.insert(source.repository.clone());
            if matches!(source.sort, SourceSort::Kustomize | SourceSort::Directory) {
                needs.signed.insert(source.repository.clone());
            }
            needs.cluster_scoped.extend(source.cluster_kinds.iter().map(|kind| group_and_kind(kind)));
            match &source.kinds {
                Some(kinds) => needs.namespaced.extend(kinds.iter().map(|kind| group_and_kind(kind))),
                // What it makes is not known.
                None => needs.any_namespaced = true,
            }
        }
        for object in &deployment.objects {
            let kind = (object.key.group.clone(), object.key.kind.clone());
            match &object.key.namespace {
                Some(namespace) => {
                    needs.destinations.insert((key, value.clone(), namespace.clone()));
                    needs.namespaced.insert(kind);
                }
                None => {
                    needs.cluster_scoped.insert(kind);
                }
            }
        }
    }
    needs.signed.insert(platform.repository.clone());
    needs.signatures = team.signatures.as_ref().map(|wanted| signatures(platform, wanted, &needs.signed));
    needs.source_namespaces.clone_from(&team.source_namespaces);
    needs.service_account = team.service_account.as_ref().map(|(account, _)| account.clone());
    let description = match &team.contact {
        Some(contact) => eco_format!("Modules of the team {}, reached at {contact}", team.name),
        None => eco_format!("Modules of the team {}", team.name),
    };
    let applications = modules.iter().flat_map(|module| {
        module.deployments.iter().map(|deployment| {
            let target = &deployment.target;
            let application = match (&target.environment, target.live) {
                (Some(environment), true) => applications_of_fleet(&module.deployed_as, environment),
                _ => late::pattern(&application_name(&module.deployed_as, target)),
            };
            (target.environment.as_deref(), application)
        })
    });
    needs.orphans = team.orphans.as_ref().map(orphaned_resources);
    let mut applications: Vec<_> = applications.collect();
    applications.dedup();
    needs.windows = windows(environments, &applications);
    let object = app_project(platform, &team.name, &description, &needs, roles(team));
    file(eco_format!("argocd/projects/{}.yaml", team.name), &team.source, &object)
}

/// `GROUP/KIND`, or `KIND` of the core group, as two.
fn group_and_kind(name: &str) -> (EcoString, EcoString) {
    let (group, kind) = name.rsplit_once('/').unwrap_or(("", name));
    (group.into(), kind.into())
}

/// What applications of a project may do.
#[derive(Default)]
pub(super) struct Needs {
    /// Where manifests come from besides the platform's repository.
    pub(super) repositories: BTreeSet<EcoString>,
    /// `server` or `name`, its value, and a namespace.
    pub(super) destinations: BTreeSet<(&'static str, EcoString, EcoString)>,
    /// Group and kind.
    pub(super) cluster_scoped: BTreeSet<(EcoString, EcoString)>,
    /// Group and kind.
    pub(super) namespaced: BTreeSet<(EcoString, EcoString)>,
    /// Whether any kind will do in a namespace.
    pub(super) any_namespaced: bool,
    /// Namespaces that its applications make, as globs.
    pub(super) namespaces: BTreeSet<EcoString>,
    /// Server and namespace of its applications, as globs.
    pub(super) applications: BTreeSet<(EcoString, EcoString)>,
    /// By whom they are synced; without one, Argo CD does it as itself.
    pub(super) service_account: Option<EcoString>,
    /// Namespaces besides that of Argo CD in which there may be applications.
    pub(super) source_namespaces: Vec<EcoString>,
    /// Repositories of Git whose commits may have to be signed.
    pub(super) signed: BTreeSet<EcoString>,
    /// What is said of signatures, and under which name.
    pub(super) signatures: Option<(&'static str, Node)>,
    /// Its `orphanedResources`, where somebody looks for them.
    pub(super) orphans: Option<Node>,
    /// Its `syncWindows`, where there are any.
    pub(super) windows: Option<Node>,
}

/// The windows of environments, each for the applications of its environment. `applications` holds the names of
/// environments, where there is one, and applications.
///
/// Applications are named one by one: a pattern such as `*-prod` would take those of an environment `eu-prod` along.
pub(super) fn windows(
    environments: &[Environment],
    applications: &[(Option<&str>, EcoString)],
) -> Option<Node> {
    let mut found = Vec::new();
    for environment in environments.iter().filter(|environment| !environment.windows.is_empty()) {
        let here = applications.iter().filter(|(name, _)| *name == Some(environment.name.as_str()));
        let here: Vec<&str> = here.map(|(_, application)| application.as_str()).collect();
        if here.is_empty() {
            continue;
        }
        found.extend(environment.windows.iter().map(|window| {
            map([
                ("kind", Some(text(if window.allows { "allow" } else { "deny" }))),
                ("schedule", Some(text(window.cron.clone()))),
                ("duration", Some(text(window.duration.clone()))),
                ("timeZone", Some(text(window.time_zone.clone()))),
                ("applications", Some(texts(here.iter().copied()))),
                ("manualSync", window.manual_sync.then(|| Node::from(true))),
                ("description", window.description.clone().map(text)),
            ])
        }));
    }
    (!found.is_empty()).then(|| list(found))
}

/// An AppProject that allows what is needed from the platform's repository, and nothing else.
pub(super) fn app_project(
    platform: &Platform,
    name: &str,
    description: &str,
    needs: &Needs,
    roles: Option<Node>,
) -> Node {
    let destinations = needs
        .destinations
        .iter()
        .map(|(key, value, namespace)| text_map([(*key, value.as_str()), ("namespace", namespace.as_str())]));
    let others = needs.repositories.iter().filter(|other| **other != platform.repository);
    let repositories = std::iter::once(&platform.repository).chain(others).map(EcoString::as_str);
    let (signatures, signed) = needs.signatures.clone().map_or(("", None), |(key, node)| (key, Some(node)));
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
                ("sourceRepos", Some(texts(repositories))),
                ("sourceNamespaces", source_namespaces(needs)),
                ("destinations", Some(list(destinations))),
                ("destinationServiceAccounts", service_accounts(needs)),
                // An absent list of namespaced kinds allows all of them, so it is written even when it is empty.
                ("clusterResourceWhitelist", Some(cluster_kinds(platform, needs))),
                (
                    "namespaceResourceWhitelist",
                    Some(match needs.any_namespaced {
                        true => list([text_map([("group", "*"), ("kind", "*")])]),
                        false => list(needs.namespaced.iter().map(group_and_kind_of)),
                    }),
                ),
                ("roles", roles),
                ("syncWindows", needs.windows.clone()),
                ("orphanedResources", needs.orphans.clone()),
                (signatures, signed),
            ])),
        ),
    ])
}

/// Kinds without a namespace that a project allows. Argo CD makes the namespace of an application as part of its sync, and
/// only where the project allows that.
fn cluster_kinds(platform: &Platform, needs: &Needs) -> Node {
    const NAMESPACE: (&str, &str) = ("", "Namespace");
    let mut all: Vec<Node> = needs.cluster_scoped.iter().map(group_and_kind_of).collect();
    let is_allowed = needs.cluster_scoped.contains(&(NAMESPACE.0.into(), NAMESPACE.1.into()));
    if !is_allowed && !needs.namespaces.is_empty() {
        let (group, kind) = NAMESPACE;
        if platform.argocd_version >= NAMES_OF_CLUSTER_KINDS {
            let one =
                |name: &EcoString| text_map([("group", group), ("kind", kind), ("name", name.as_str())]);
            all.extend(needs.namespaces.iter().map(one));
        } else {
            all.push(text_map([("group", group), ("kind", kind)]));
        }
    }
    list(all)
}

/// The release of Argo CD from which on a project can allow objects without a namespace by their names.
const NAMES_OF_CLUSTER_KINDS: (u32, u32) = (3, 5);

fn group_and_kind_of((group, kind): &(EcoString, EcoString)) -> Node {
    text_map([("group", group.as_str()), ("kind", kind.as_str())])
}

/// Group, kind and name of what is in a namespace without anybody's doing. Argo CD itself passes over the default service
/// account, `kube-root-ca.crt` and the service `kubernetes`.
const NO_ORPHANS: [(&str, &str, &str); 6] = [
    ("", "ConfigMap", "istio-ca-root-cert"),
    ("", "ConfigMap", "openshift-service-ca.crt"),
    ("", "Event", "*"),
    ("coordination.k8s.io", "Lease", "*"),
    ("events.k8s.io", "Event", "*"),
    ("metrics.k8s.io", "PodMetrics", "*"),
];

fn orphaned_resources(orphans: &Orphans) -> Node {
    let known = NO_ORPHANS.into_iter();
    let known = known.map(|(group, kind, name)| text_map([("group", group), ("kind", kind), ("name", name)]));
    let named = orphans.ignored.iter().map(|[group, kind, name]| {
        let whatever =
            |pattern: &Option<EcoString>| Some(text(pattern.clone().unwrap_or_else(|| "*".into())));
        map([("group", whatever(group)), ("kind", whatever(kind)), ("name", whatever(name))])
    });
    map([("warn", Some(Node::from(orphans.warn))), ("ignore", Some(list(known.chain(named))))])
}

/// The roles of a project: `owner`, of the people who own the modules, and those that the team gives to others.
fn roles(team: &Team) -> Option<Node> {
    let mut all = Vec::new();
    if !team.owners.is_empty() {
        // They see, sync, restart and read logs. What is deployed comes from Git alone.
        all.push(role(
            &team.name,
            "owner",
            Some("See, sync, run actions and read logs"),
            &team.owners,
            ["get", "sync", "action", "logs"].into_iter(),
        ));
    }
    all.extend(team.roles.iter().map(|found| {
        let may = found.may.iter().map(EcoString::as_str);
        role(&team.name, &found.name, found.description.as_deref(), &found.groups, may)
    }));
    (!all.is_empty()).then(|| list(all))
}

fn role<'a>(
    project: &str,
    name: &str,
    description: Option<&str>,
    groups: &[EcoString],
    may: impl Iterator<Item = &'a str>,
) -> Node {
    let policies = may.map(|permission| {
        let (resource, action) = permission_on_applications(permission);
        text(eco_format!("p, proj:{project}:{name}, {resource}, {action}, {project}/*, allow"))
    });
    map([
        ("name", Some(text(name))),
        ("description", description.map(text)),
        ("groups", Some(texts(groups.iter().map(EcoString::as_str)))),
        ("policies", Some(list(policies))),
    ])
}
