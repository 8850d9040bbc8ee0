//! The namespaces of the environments, and those of addons in each cluster, with ApplicationSets and AppProjects of their
//! own: each namespace has one owner, whoever's modules live in it.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Destination, Environment, Form, Layout, Platform, Tier};
use o8_ir::{DeploymentSummary, ModuleSummary, Node, OutputFile};

use super::application::application;
use super::application_set::set;
use super::element::{Element, Group};
use super::fleet::{application_of_any, fleet_set, of_any_cluster};
use super::folder;
use super::identity::{permitted, server};
use super::paths::Above;
use super::project::{Needs, app_project, windows};
use super::waves::NAMESPACES;
use crate::document::{file, list, map, text, text_map};
use crate::network::istio::NamespaceMesh;
use crate::network::{NamespaceNetwork, in_namespace};

/// The namespaces that one environment, or the addons, have in one cluster.
#[derive(Clone, PartialEq, Debug)]
pub struct EnvironmentNamespaces {
    /// The environment's name; `None` for addons.
    pub environment: Option<EcoString>,
    /// The cluster's name.
    pub cluster: EcoString,
    /// How Argo CD addresses the cluster.
    pub destination: Destination,
    /// Whether the environment spans several clusters, so that each has a folder of its own.
    pub one_of_several: bool,
    /// The labels by which Argo CD looks for the clusters itself, which then share a folder.
    pub live: Option<Vec<(EcoString, EcoString)>>,
    /// What holds for requests to and from pods in all of them.
    pub network: Option<NamespaceNetwork>,
    /// The mesh that these are in.
    pub mesh: Option<NamespaceMesh>,
    /// Whether its namespaces are those of copies for pull requests: Argo CD makes them, and none of them is listed.
    pub copies: bool,
    /// By name.
    pub namespaces: Vec<NamespaceSummary>,
    /// Objects by which the policy engines of the cluster enforce what holds in all of them.
    pub policies: Vec<Node>,
}

impl EnvironmentNamespaces {
    /// Whether they are those of an environment, by their names: neither those of addons nor those of copies.
    pub fn is_plain(&self) -> bool {
        self.environment.is_some() && !self.copies
    }
}

/// A namespace that modules live in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamespaceSummary {
    /// Its name.
    pub name: EcoString,
    /// The modules that live in it, by name.
    pub modules: Vec<EcoString>,
    /// Its labels.
    pub labels: Vec<(EcoString, EcoString)>,
    /// Source of what it is made for, relative to the package root.
    pub source: EcoString,
}

impl EnvironmentNamespaces {
    /// The folder of the namespaces below the output folder.
    pub fn folder(&self) -> EcoString {
        folder(self.environment.as_deref(), &self.cluster, self.one_of_several)
    }

    /// The name of the application that brings them; for clusters that Argo CD looks for, what all their names begin with.
    pub fn application(&self) -> EcoString {
        // Folders have slashes where names of applications have dots.
        self.folder().replace("/", ".")
    }
}

/// The label by which namespaces say their environment.
pub const ENVIRONMENT: &str = "environment";

/// Whether every cluster has the namespace from its start.
pub fn is_built_in(namespace: &str) -> bool {
    matches!(namespace, "default" | "kube-node-lease" | "kube-public" | "kube-system")
}

/// The namespaces that modules live in, by environment and cluster in the order of the program, then those of addons, by
/// cluster. `existing` are left out: something else owns them. Of environments that are copied for pull requests, there is what
/// holds in all copies.
pub fn namespaces(
    environments: &[Environment],
    modules: &[&ModuleSummary],
    existing: &[&str],
) -> Vec<EnvironmentNamespaces> {
    let mut users: BTreeMap<(Option<&str>, &str), Users<'_>> = BTreeMap::new();
    let mut destinations: BTreeMap<&str, &Destination> = BTreeMap::new();
    for module in modules {
        for deployment in &module.deployments {
            let namespace = deployment.namespace.as_str();
            if is_built_in(namespace) || existing.contains(&namespace) {
                continue;
            }
            let target = &deployment.target;
            let place = (target.environment.as_deref(), target.cluster.as_str());
            users
                .entry(place)
                .or_default()
                .entry(&deployment.namespace)
                .or_default()
                .push((module, deployment));
            destinations.insert(&target.cluster, &deployment.destination);
        }
    }
    let mut result = Vec::new();
    for environment in environments.iter().filter(|environment| !environment.existing) {
        for cluster in &environment.clusters {
            let Some(found) = users.remove(&(Some(environment.name.as_str()), cluster.name.as_str())) else {
                continue;
            };
            let own = (ENVIRONMENT.into(), environment.name.clone());
            let mesh = NamespaceMesh::of(environment.mesh.as_deref(), &cluster.network);
            let of_mesh = mesh.as_ref().map(NamespaceMesh::label);
            let labels: Vec<_> =
                std::iter::once(own).chain(of_mesh).chain(environment.namespace_labels.clone()).collect();
            let namespace = |(name, users): (&EcoString, Vec<User<'_>>)| NamespaceSummary {
                name: name.clone(),
                modules: users.iter().map(|(module, _)| module.name.clone()).collect(),
                labels: labels.clone(),
                source: environment.source.clone(),
            };
            let copies = environment.pull_requests.is_some();
            let namespaces = found.into_iter().filter(|_| !copies).map(namespace).collect();
            result.push(EnvironmentNamespaces {
                environment: Some(environment.name.clone()),
                cluster: cluster.name.clone(),
                destination: cluster.destination.clone(),
                one_of_several: environment.clusters.len() > 1 && environment.live.is_none(),
                live: environment.live.clone(),
                network: NamespaceNetwork::of(environment.network.as_deref(), &cluster.network),
                mesh,
                copies,
                namespaces,
                policies: Vec::new(),
            });
            // All clusters of a fleet have the same.
            if environment.live.is_some() {
                break;
            }
        }
    }
    for ((environment, cluster), found) in users {
        let (None, Some(&destination)) = (environment, destinations.get(cluster)) else { continue };
        result.push(EnvironmentNamespaces {
            environment: None,
            cluster: cluster.into(),
            destination: destination.clone(),
            one_of_several: false,
            live: None,
            network: None,
            mesh: None,
            copies: false,
            namespaces: found.into_iter().map(|(name, addons)| of_addons(name, &addons)).collect(),
            policies: Vec::new(),
        });
    }
    result
}

/// A module that lives in a namespace, and what it is there.
type User<'a> = (&'a ModuleSummary, &'a DeploymentSummary);

/// Who lives in which namespace, by its name.
type Users<'a> = BTreeMap<&'a EcoString, Vec<User<'a>>>;

/// A namespace that addons live in.
fn of_addons(name: &EcoString, addons: &[User<'_>]) -> NamespaceSummary {
    let level = addons.iter().find_map(|(_, deployment)| {
        let addon = deployment.addon.as_ref()?;
        Some((addon.pod_security.as_ref()?, addon.pod_security_version.as_ref()))
    });
    NamespaceSummary {
        name: name.clone(),
        modules: addons.iter().map(|(module, _)| module.name.clone()).collect(),
        labels: level.map(|(level, version)| pod_security_labels(level, version)).unwrap_or_default(),
        source: addons.first().map(|(module, _)| module.source.clone()).unwrap_or_default(),
    }
}

/// What a namespace says of the Pod Security Standards. Where it is known whose, the cluster warns and audits, too, and of nothing that
/// the compiler has not looked at.
pub fn pod_security_labels(level: &EcoString, version: Option<&EcoString>) -> Vec<(EcoString, EcoString)> {
    let label = |mode: &str| eco_format!("pod-security.kubernetes.io/{mode}");
    let Some(version) = version else { return vec![(label("enforce"), level.clone())] };
    let pinned = |mode: &'static str| {
        [(label(mode), level.clone()), (eco_format!("{}-version", label(mode)), eco_format!("v{version}"))]
    };
    ["enforce", "audit", "warn"].into_iter().flat_map(pinned).collect()
}

/// The namespaces' files, their ApplicationSets and AppProjects: one for those of the environments, and one for those of
/// addons. Nothing where there are no namespaces.
pub fn namespace_files(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    all: &[EnvironmentNamespaces],
) -> Vec<OutputFile> {
    let (of_environments, of_clusters): (Vec<_>, Vec<_>) =
        all.iter().partition(|here| here.environment.is_some());
    [
        files_of(platform, environments, layout, &of_environments, OF_ENVIRONMENTS),
        files_of(platform, environments, layout, &of_clusters, OF_CLUSTERS),
    ]
    .concat()
}

fn files_of(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    all: &[&EnvironmentNamespaces],
    (name, description): (&str, &str),
) -> Vec<OutputFile> {
    if all.is_empty() {
        return Vec::new();
    }
    let mut files = Vec::new();
    let mut elements = Vec::new();
    let mut fleets = Vec::new();
    let mut applications = Vec::new();
    let mut needs = Needs::default();
    needs.cluster_scoped.insert(("".into(), "Namespace".into()));
    needs.service_account = platform.service_account.as_ref().map(|(account, _)| account.clone());
    for here in all {
        let environment =
            environments.iter().find(|environment| Some(&environment.name) == here.environment.as_ref());
        let folder = here.folder();
        let (key, value) = permitted(&here.destination, here.live.is_some());
        needs.destinations.insert((key, value.clone(), platform.argocd_namespace.clone()));
        let server = server(&here.destination, here.live.is_some());
        needs.applications.insert((server, platform.argocd_namespace.clone()));
        for namespace in &here.namespaces {
            let name = &namespace.name;
            needs.destinations.insert((key, value.clone(), name.clone()));
            files.push(file(
                eco_format!("{folder}/namespace-{name}.yaml"),
                &namespace.source,
                &namespace_object(namespace),
            ));
            for (kind, object) in environment.into_iter().flat_map(|environment| bounds(environment, name)) {
                let path = eco_format!("{folder}/{}-{name}.yaml", kind.to_ascii_lowercase());
                files.push(file(path, &namespace.source, &object));
                needs.namespaced.insert(("".into(), kind.into()));
            }
        }
        for namespace in &here.namespaces {
            for (group, kind, name, object) in policies(here, &namespace.name) {
                let kind_of_file = kind.to_ascii_lowercase();
                let path = eco_format!("{folder}/{kind_of_file}-{name}-{}.yaml", namespace.name);
                files.push(file(path, &namespace.source, &object));
                needs.namespaced.insert((group.into(), kind.into()));
            }
        }
        for object in &here.policies {
            let said = |path: &[&str]| object.at(path).and_then(Node::as_str).unwrap_or_default();
            let (kind, name) = (said(&["kind"]), said(&["metadata", "name"]));
            let path = eco_format!("{folder}/{}-{name}.yaml", kind.to_ascii_lowercase());
            let first = here.namespaces.first().map(|namespace| &namespace.source);
            let source = first.or(environment.map(|environment| &environment.source));
            let source = source.unwrap_or(&platform.source);
            files.push(file(path, source, object));
            let group = said(&["apiVersion"]).split_once('/').map_or("", |(group, _)| group);
            match said(&["metadata", "namespace"]) {
                "" => needs.cluster_scoped.insert((group.into(), kind.into())),
                namespace => {
                    needs.destinations.insert((key, value.clone(), namespace.into()));
                    needs.namespaced.insert((group.into(), kind.into()))
                }
            };
        }
        let application = here.application();
        let pattern = if here.live.is_some() { eco_format!("{application}.*") } else { application.clone() };
        applications.push((here.environment.as_deref(), pattern));
        let element = Element {
            application,
            module: None,
            team: None,
            environment: here.environment.as_deref(),
            tier: environment.map_or(Tier::Production, |environment| environment.tier),
            revision: environment.map_or(&platform.revision, |environment| &environment.revision),
            automated: environment.is_none_or(|environment| environment.automated),
            cluster: &here.cluster,
            destination: &here.destination,
            namespace: &platform.argocd_namespace,
            path: Some(eco_format!("{}/{folder}", platform.path)),
            above: Above::Nothing,
            source: None,
            has_values: false,
            has_objects: true,
            makes_definitions: false,
            ignored: &[],
            retiring: false,
            hydrated: false,
        };
        match &here.live {
            Some(selector) => fleets.push((element, selector)),
            None => elements.push(element),
        }
    }
    needs.windows = windows(environments, &applications);
    let project = app_project(platform, name, description, &needs, None);
    files.push(file(eco_format!("argocd/projects/{name}.yaml"), &platform.source, &project));
    let labels = vec![("app.kubernetes.io/part-of", platform.name.clone())];
    for (element, selector) in fleets {
        let set = eco_format!("{name}.{}", element.environment.unwrap_or_default());
        let application = application_of_any(&element.application);
        let elements = [of_any_cluster(Element { application, ..element })];
        let project = Some(name);
        let labels = labels.clone();
        let group = Group { platform, layout, name, project, labels, elements: &elements, rolling: false };
        let path = eco_format!("argocd/applicationsets/{set}.yaml");
        files.push(file(path, &platform.source, &fleet_set(&group, &elements[0], &set, selector)));
    }
    if elements.is_empty() {
        return files;
    }
    let group =
        Group { platform, layout, name, project: Some(name), labels, elements: &elements, rolling: false };
    match platform.form {
        Form::ApplicationSets => {
            let path = eco_format!("argocd/applicationsets/{name}.yaml");
            files.push(file(path, &platform.source, &set(&group)));
        }
        Form::Applications => files.extend(
            elements.iter().map(|element| application(&group, element, &platform.source, NAMESPACES)),
        ),
    }
    files
}

/// What holds for requests in a namespace: the group, the kind, the name and the object.
fn policies<'a>(
    here: &'a EnvironmentNamespaces,
    namespace: &'a str,
) -> impl Iterator<Item = (&'static str, &'static str, EcoString, Node)> {
    let of_kubernetes = here.network.iter().flat_map(move |network| in_namespace(network, namespace));
    let of_kubernetes =
        of_kubernetes.map(|(name, object)| ("networking.k8s.io", "NetworkPolicy", name, object));
    let denies = here.network.is_some();
    let of_mesh = here.mesh.iter().flat_map(move |mesh| mesh.in_namespace(namespace, denies));
    let of_mesh = of_mesh.map(|(kind, name, object)| {
        let group = if kind == "NetworkPolicy" { "networking.k8s.io" } else { "security.istio.io" };
        (group, kind, name.into(), object)
    });
    of_kubernetes.chain(of_mesh)
}

/// The name of the project and of the ApplicationSet of the namespaces, and what they are. The dot keeps it apart from
/// every team and module, whose names are DNS labels.
const OF_ENVIRONMENTS: (&str, &str) = ("o8.environments", "Namespaces of the environments");
const OF_CLUSTERS: (&str, &str) = ("o8.clusters", "Namespaces of addons");

fn namespace_object(namespace: &NamespaceSummary) -> Node {
    let labels = namespace.labels.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let labels = (!namespace.labels.is_empty()).then(|| text_map(labels));
    map([
        ("apiVersion", Some(text("v1"))),
        ("kind", Some(text("Namespace"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(namespace.name.clone()))),
                ("labels", labels),
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
