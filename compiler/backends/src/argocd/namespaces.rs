//! The namespaces of the environments, with an ApplicationSet and an AppProject of their own: each namespace has one
//! owner, whoever's modules live in it.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Destination, Environment, Form, Layout, Platform};
use o8_ir::{ModuleSummary, Node, OutputFile};

use super::application::application;
use super::application_set::set;
use super::destination;
use super::element::{Element, Group};
use super::project::{Needs, app_project, windows};
use super::waves::NAMESPACES;
use crate::document::{file, list, map, text, text_map};

/// The namespaces that one environment has in one cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnvironmentNamespaces {
    /// The environment's name.
    pub environment: EcoString,
    /// The cluster's name.
    pub cluster: EcoString,
    /// How Argo CD addresses the cluster.
    pub destination: Destination,
    /// Whether the environment spans several clusters, so that each has a folder of its own.
    pub one_of_several: bool,
    /// By name.
    pub namespaces: Vec<NamespaceSummary>,
}

/// A namespace that modules live in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamespaceSummary {
    /// Its name.
    pub name: EcoString,
    /// The modules that live in it, by name.
    pub modules: Vec<EcoString>,
}

impl EnvironmentNamespaces {
    /// The folder of the namespaces below the output folder.
    pub fn folder(&self) -> EcoString {
        if self.one_of_several {
            eco_format!("environments/{}/{}", self.environment, self.cluster)
        } else {
            eco_format!("environments/{}", self.environment)
        }
    }
}

/// Namespaces that every cluster has from its start.
const BUILT_IN: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// The namespaces that modules live in, by environment and cluster in the order of the program. `existing` are left out:
/// something else owns them.
pub fn namespaces(
    environments: &[Environment],
    modules: &[&ModuleSummary],
    existing: &[&str],
) -> Vec<EnvironmentNamespaces> {
    let mut users: BTreeMap<(&str, &str), BTreeMap<&EcoString, Vec<EcoString>>> = BTreeMap::new();
    for module in modules {
        // Argo CD makes those of pull requests.
        for deployment in module.deployments.iter().filter(|deployment| !deployment.target.per_pull_request) {
            let namespace = deployment.namespace.as_str();
            if BUILT_IN.contains(&namespace) || existing.contains(&namespace) {
                continue;
            }
            let place = (deployment.target.environment.as_str(), deployment.target.cluster.as_str());
            users
                .entry(place)
                .or_default()
                .entry(&deployment.namespace)
                .or_default()
                .push(module.name.clone());
        }
    }
    let mut result = Vec::new();
    for environment in environments.iter().filter(|environment| !environment.existing) {
        for cluster in &environment.clusters {
            let Some(found) = users.remove(&(environment.name.as_str(), cluster.name.as_str())) else {
                continue;
            };
            let namespaces = found
                .into_iter()
                .map(|(name, modules)| NamespaceSummary { name: name.clone(), modules })
                .collect();
            result.push(EnvironmentNamespaces {
                environment: environment.name.clone(),
                cluster: cluster.name.clone(),
                destination: cluster.destination.clone(),
                one_of_several: environment.clusters.len() > 1,
                namespaces,
            });
        }
    }
    result
}

/// The namespaces' files, their ApplicationSet and its AppProject. Nothing where there are no namespaces.
pub fn environment_files(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    all: &[EnvironmentNamespaces],
) -> Vec<OutputFile> {
    if all.is_empty() {
        return Vec::new();
    }
    let mut files = Vec::new();
    let mut elements = Vec::new();
    let mut applications = Vec::new();
    let mut needs = Needs::default();
    needs.cluster_scoped.insert(("".into(), "Namespace".into()));
    for here in all {
        let Some(environment) = environments.iter().find(|environment| environment.name == here.environment)
        else {
            continue;
        };
        let folder = here.folder();
        let (key, value) = destination(&here.destination);
        needs.destinations.insert((key, value.into(), platform.argocd_namespace.clone()));
        for namespace in &here.namespaces {
            let name = &namespace.name;
            needs.destinations.insert((key, value.into(), name.clone()));
            files.push(file(
                eco_format!("{folder}/namespace-{name}.yaml"),
                &environment.source,
                &namespace_object(environment, name),
            ));
            for (kind, object) in bounds(environment, name) {
                let path = eco_format!("{folder}/{}-{name}.yaml", kind.to_ascii_lowercase());
                files.push(file(path, &environment.source, &object));
                needs.namespaced.insert(("".into(), kind.into()));
            }
        }
        let application = match here.one_of_several {
            true => eco_format!("environments.{}.{}", here.environment, here.cluster),
            false => eco_format!("environments.{}", here.environment),
        };
        applications.push((environment.name.as_str(), application.clone()));
        elements.push(Element {
            application,
            team: None,
            environment,
            cluster: &here.cluster,
            destination: &here.destination,
            namespace: &platform.argocd_namespace,
            path: Some(eco_format!("{}/{folder}", platform.path)),
            source: None,
            has_values: false,
            has_objects: true,
        });
    }
    needs.windows = windows(environments, &applications);
    let project = app_project(platform, PROJECT, "Namespaces of the environments", &needs, None);
    files.push(file(eco_format!("argocd/projects/{PROJECT}.yaml"), &platform.source, &project));
    let labels = vec![("app.kubernetes.io/part-of", platform.name.clone())];
    let group = Group {
        platform,
        layout,
        name: PROJECT,
        project: Some(PROJECT),
        labels,
        elements: &elements,
        rolling: false,
    };
    match platform.form {
        Form::ApplicationSets => {
            let path = eco_format!("argocd/applicationsets/{PROJECT}.yaml");
            files.push(file(path, &platform.source, &set(&group)));
        }
        Form::Applications => files.extend(
            elements.iter().map(|element| application(&group, element, &platform.source, NAMESPACES)),
        ),
    }
    files
}

/// The name of the project and of the ApplicationSet of the namespaces. The dot keeps it apart from every team and
/// module, whose names are DNS labels.
const PROJECT: &str = "o8.environments";

fn namespace_object(environment: &Environment, name: &str) -> Node {
    let labels = [("environment", environment.name.as_str())]
        .into_iter()
        .chain(environment.namespace_labels.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    map([
        ("apiVersion", Some(text("v1"))),
        ("kind", Some(text("Namespace"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(name))),
                ("labels", Some(text_map(labels))),
                // A namespace takes everything in it along: it goes by hand or not at all.
                (
                    "annotations",
                    Some(text_map([("argocd.argoproj.io/sync-options", "Prune=false,Delete=false")])),
                ),
            ])),
        ),
    ])
}

/// The ResourceQuota and the LimitRange of a namespace, where its environment bounds what may be used.
fn bounds<'a>(
    environment: &'a Environment,
    namespace: &'a str,
) -> impl Iterator<Item = (&'static str, Node)> {
    let object = |kind: &'static str, spec: Node| {
        let object = map([
            ("apiVersion", Some(text("v1"))),
            ("kind", Some(text(kind))),
            (
                "metadata",
                Some(map([
                    ("name", Some(text(namespace))),
                    ("namespace", Some(text(namespace))),
                    ("labels", Some(text_map([("environment", environment.name.as_str())]))),
                ])),
            ),
            ("spec", Some(spec)),
        ]);
        (kind, object)
    };
    let quota = environment.quota.clone().map(|hard| map([("hard", Some(hard))]));
    let limits = environment.limits.as_ref().map(|limits| {
        let field = |name| limits.at(&[name]).cloned();
        let of_container = map([
            ("type", Some(text("Container"))),
            ("default", field("default")),
            ("defaultRequest", field("defaultRequest")),
            ("min", field("min")),
            ("max", field("max")),
        ]);
        map([("limits", Some(list([of_container])))])
    });
    let quota = quota.map(|spec| object("ResourceQuota", spec));
    let limits = limits.map(|spec| object("LimitRange", spec));
    quota.into_iter().chain(limits)
}
