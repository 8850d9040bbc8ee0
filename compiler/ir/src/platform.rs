//! The platform as the backends read it: entities after evaluation, as plain data.

use ecow::{EcoString, eco_format};
use o8_diagnostics::Place;

use crate::argocd::{
    ApplicationDifference, HealthCheck, Hydrator, Notifications, Rbac, Repository, Signatures,
};
use crate::network::{ClusterNetwork, Mesh, Network};
use crate::{Node, Object, Origin};

/// How the output is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Layout {
    /// A base and overlays for each module.
    #[default]
    Kustomize,
    /// Every object of every target, rendered in full.
    Rendered,
}

/// How much an accident costs: production keeps what a generator no longer lists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tier {
    /// Applications may come and go with the text.
    Development,
    /// Applications and their objects are kept until someone removes them on purpose.
    Production,
}

/// How Argo CD gets its applications.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    /// Made by an ApplicationSet a module.
    ApplicationSets,
    /// Written one by one, and synced in waves.
    Applications,
}

/// What shares an ApplicationSet.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Grouping {
    /// The targets of a module.
    Module,
    /// The modules of a team.
    Team,
    /// What is in an environment.
    Environment,
}

/// The `platform` of the program.
#[derive(Clone, PartialEq, Debug)]
pub struct Platform {
    /// Its name.
    pub name: EcoString,
    /// URL of the GitOps repository.
    pub repository: EcoString,
    /// Branch, tag or commit that Argo CD follows.
    pub revision: EcoString,
    /// Folder of the repository that holds the output, with `/`, without one at its ends.
    pub path: EcoString,
    /// Namespace of Argo CD.
    pub argocd_namespace: EcoString,
    /// Minor release of Argo CD, such as `(3, 5)`.
    pub argocd_version: (u32, u32),
    /// The service account by which Argo CD syncs what is no team's, and where that is said. Without one, it syncs everything as
    /// itself.
    pub service_account: Option<(EcoString, Place)>,
    /// Repositories that Argo CD gets to know, in the order of the program.
    pub repositories: Vec<Repository>,
    /// When objects of a kind are healthy, in the order of the program.
    pub health: Vec<HealthCheck>,
    /// Who may do what in all of Argo CD, where the program says it.
    pub rbac: Option<Rbac>,
    /// Whom Argo CD tells what happens to applications, where the program says it.
    pub notifications: Option<Notifications>,
    /// How Argo CD gets its applications.
    pub form: Form,
    /// What shares an ApplicationSet.
    pub group: Grouping,
    /// Whether the environments of a module are synced one after the other.
    pub rolling: bool,
    /// Branches that Argo CD writes what it renders to, where it does.
    pub hydrator: Option<Hydrator>,
    /// What ApplicationSets leave alone of their applications.
    pub ignored: Vec<ApplicationDifference>,
    /// Where it is declared.
    pub place: Place,
    /// Source of the declaration, relative to the package root.
    pub source: EcoString,
}

/// A `cluster`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cluster {
    /// The name of the entity.
    pub name: EcoString,
    /// How Argo CD addresses it.
    pub destination: Destination,
    /// Kubernetes minor release, such as `(1, 36)`.
    pub kubernetes: (u32, u32),
    /// The release that it says itself, and where.
    pub says_release: Option<((u32, u32), Place)>,
    /// Its labels, in the order of the program.
    pub labels: Vec<(EcoString, EcoString)>,
    /// Its annotations, in the order of the program.
    pub annotations: Vec<(EcoString, EcoString)>,
    /// What is known of its network.
    pub network: ClusterNetwork,
    /// Whether Argo CD gets to know it from here.
    pub register: bool,
    /// Where it is declared.
    pub place: Place,
    /// Source of the declaration, relative to the package root.
    pub source: EcoString,
}

/// How Argo CD addresses a cluster.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Destination {
    /// URL of the API server.
    Server(EcoString),
    /// Name that the cluster has in Argo CD.
    Name(EcoString),
}

/// An `environment`.
#[derive(Clone, PartialEq, Debug)]
pub struct Environment {
    /// The name of the entity.
    pub name: EcoString,
    /// Its clusters, in the order of the program.
    pub clusters: Vec<Cluster>,
    /// The labels by which Argo CD looks for its clusters itself; `clusters` are then those that are declared.
    pub live: Option<Vec<(EcoString, EcoString)>>,
    /// What has to come before it in a promotion.
    pub after: Vec<EcoString>,
    /// How much an accident costs.
    pub tier: Tier,
    /// Branch, tag or commit that Argo CD follows here.
    pub revision: EcoString,
    /// Whether Argo CD syncs by itself.
    pub automated: bool,
    /// Labels of its namespaces, in order.
    pub namespace_labels: Vec<(EcoString, EcoString)>,
    /// When its applications may be synced, and when not.
    pub windows: Vec<Window>,
    /// The `hard` of the ResourceQuota of each of its namespaces.
    pub quota: Option<Node>,
    /// What the LimitRange of each of its namespaces says of containers: `default`, `defaultRequest`, `min`, `max`.
    pub limits: Option<Node>,
    /// What holds for requests between its pods, where it says something of them.
    pub network: Option<Box<Network>>,
    /// What it asks of a service mesh.
    pub mesh: Option<Box<Mesh>>,
    /// The pull requests of which each gets a copy of it, where that is what it is for.
    pub pull_requests: Option<Box<PullRequests>>,
    /// Whether it is only referred to: `existing environment`.
    pub existing: bool,
    /// Where it is declared.
    pub place: Place,
    /// Source of the declaration, relative to the package root.
    pub source: EcoString,
}

/// Pull requests that get a copy of an environment each, as Argo CD finds them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PullRequests {
    /// Who hosts them: the name that Argo CD has for it.
    pub provider: EcoString,
    /// The repository, as its provider addresses it.
    pub repository: EcoString,
    /// The address of the provider's API, where it is not the public one.
    pub api: Option<EcoString>,
    /// What a pull request has to be labelled with.
    pub labels: Vec<EcoString>,
    /// Secret and key of the token by which Argo CD asks.
    pub token: Option<(EcoString, EcoString)>,
    /// Regular expressions that the branch, and the one to merge into, have to match.
    pub branches: [Option<EcoString>; 2],
    /// After how many seconds Argo CD asks again.
    pub requeue_after: i64,
    /// Where they are written.
    pub place: Place,
}

/// A time that comes again and again, in which applications may or may not be synced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window {
    /// Whether they may, or may not.
    pub allows: bool,
    /// When it opens: five fields of cron.
    pub cron: EcoString,
    /// How long it is open, as Go writes a duration.
    pub duration: EcoString,
    /// The IANA name of the zone that `cron` is meant in.
    pub time_zone: EcoString,
    /// Whether people may sync by hand where it stops Argo CD.
    pub manual_sync: bool,
    /// What it is for.
    pub description: Option<EcoString>,
    /// Where it is written.
    pub place: Place,
    /// Where `cron` is written.
    pub cron_place: Place,
}

/// A `team`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Team {
    /// The name of the entity.
    pub name: EcoString,
    /// Groups that own its applications, as the identity provider names them.
    pub owners: Vec<EcoString>,
    /// How to reach it.
    pub contact: Option<EcoString>,
    /// Whether it is only referred to: `existing team`.
    pub existing: bool,
    /// What others may do with its applications, in the order of the program.
    pub roles: Vec<Role>,
    /// What is said of objects in its namespaces that belong to no application; `None` where nobody looks.
    pub orphans: Option<Orphans>,
    /// The service account by which Argo CD syncs its applications, and where that is said.
    pub service_account: Option<(EcoString, Place)>,
    /// Namespaces in which people may make applications of its project, as globs.
    pub source_namespaces: Vec<EcoString>,
    /// Who has to have signed what is synced.
    pub signatures: Option<Signatures>,
    /// Where it is declared.
    pub place: Place,
    /// Source of the declaration, relative to the package root.
    pub source: EcoString,
}

/// What is said of objects that belong to no application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Orphans {
    /// Whether applications carry a warning.
    pub warn: bool,
    /// Group, kind and name of objects that are none, as globs; `None` for whatever.
    pub ignored: Vec<[Option<EcoString>; 3]>,
}

/// What a group of people may do with the applications of a team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// Its name.
    pub name: EcoString,
    /// What it is for.
    pub description: Option<EcoString>,
    /// Groups that have it, as the identity provider names them.
    pub groups: Vec<EcoString>,
    /// What they may do: actions on applications, `logs`, `exec`.
    pub may: Vec<EcoString>,
}

/// What an application reads where a module is no set of objects of ours.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SourceSort {
    /// A Helm chart.
    Helm,
    /// A folder of a Git repository with a `kustomization.yaml`.
    Kustomize,
    /// A folder of a Git repository with manifests.
    Directory,
    /// An artifact of an OCI registry.
    Oci,
}

/// What an application reads in one target, where its module is no set of objects of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// What it is.
    pub sort: SourceSort,
    /// Where it is: the URL of a Git repository, a repository of charts, an OCI artifact.
    pub repository: EcoString,
    /// The name of a chart.
    pub chart: Option<EcoString>,
    /// The folder inside the repository or artifact.
    pub path: Option<EcoString>,
    /// Branch, tag, commit, version or requirement on versions.
    pub revision: EcoString,
    /// How Argo CD renders it: what stands below `helm`, `kustomize` or `directory` of an Application.
    pub options: Options,
    /// `GROUP/KIND` or `KIND` of what it makes without a namespace.
    pub cluster_kinds: Vec<EcoString>,
    /// The same of what it makes in namespaces; `None` where that is not known.
    pub kinds: Option<Vec<EcoString>>,
    /// What it is said to render to: YAML, and where that is from.
    pub rendered: Option<(EcoString, Origin)>,
    /// Where the program sets it.
    pub place: Place,
}

/// Fields of a source's options in the order of printing.
pub type Options = Vec<(&'static str, Setting)>;

/// The value of an option of a source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Setting {
    /// `true`
    Set,
    /// Text.
    Text(EcoString),
    /// A list of texts.
    Texts(Vec<EcoString>),
    /// A map of texts.
    Map(Vec<(EcoString, EcoString)>),
    /// A number.
    Int(i64),
    /// Fields.
    Fields(Options),
    /// A list of whatever.
    List(Vec<Setting>),
}

/// One place that a module is deployed to.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Target {
    /// Name of the environment; an addon is in none.
    pub environment: Option<EcoString>,
    /// Name of the cluster.
    pub cluster: EcoString,
    /// Whether the environment has several clusters that this module goes to, so that the overlay is `ENV@CLUSTER`.
    pub one_of_several: bool,
    /// Whether each pull request gets a copy of it.
    pub per_pull_request: bool,
    /// Whether Argo CD looks for the clusters of the environment itself, so that all of them share what there is.
    pub live: bool,
}

impl Target {
    /// The name of the target, as overrides and folders say it: `ENV`, `ENV@CLUSTER` where the environment has several of the
    /// module's clusters, `@CLUSTER` of an addon.
    pub fn label(&self) -> EcoString {
        match &self.environment {
            Some(environment) if self.one_of_several && !self.live => {
                eco_format!("{environment}@{}", self.cluster)
            }
            Some(environment) => environment.clone(),
            None => eco_format!("@{}", self.cluster),
        }
    }
}

/// What an addon says of itself that a module has from its environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Addon {
    /// Branch, tag or commit that Argo CD follows.
    pub revision: EcoString,
    /// Whether Argo CD syncs by itself.
    pub automated: bool,
    /// How much an accident costs.
    pub tier: Tier,
    /// The level of the Pod Security Standards that its namespace enforces, where it is not `privileged`.
    pub pod_security: Option<EcoString>,
    /// The release whose standards these are, where its baseline says it.
    pub pod_security_version: Option<EcoString>,
    /// The baseline that its objects are held to, in place of those of the environments on its clusters.
    pub baseline: Option<EcoString>,
}

/// What a module is in one target.
#[derive(Clone, PartialEq, Debug)]
pub struct Deployment {
    /// Where.
    pub target: Target,
    /// How Argo CD addresses the cluster.
    pub destination: Destination,
    /// Where Argo CD looks for the clusters itself: those that are declared. The target then names none.
    pub fleet: Vec<(EcoString, Destination)>,
    /// The module's own namespace there.
    pub namespace: EcoString,
    /// What it says of itself there, where it is an addon.
    pub addon: Option<Addon>,
    /// Everything that holds there, in the order of the program.
    pub objects: Vec<Object>,
    /// What is deployed there besides, where it is no set of objects of ours.
    pub source: Option<Box<Source>>,
    /// The values of a chart there.
    pub values: Option<Node>,
    /// What the module says of itself there: `version`, `needs`, `exposes`, and whom it connects to.
    pub settings: Node,
    /// What is known of it before Argo CD makes a copy of it for a pull request, where it does.
    pub known: Option<Known>,
}

/// What a target is without that which only Argo CD knows.
#[derive(Clone, PartialEq, Debug)]
pub struct Known {
    /// Its objects without such fields.
    pub objects: Vec<Object>,
    /// The module's own namespace as the layers below have it.
    pub namespace: Option<EcoString>,
}

/// A layer that several targets share: an environment of several clusters, with the cluster unknown.
#[derive(Clone, PartialEq, Debug)]
pub struct EnvironmentLayer {
    /// Name of the environment.
    pub environment: EcoString,
    /// What is known there already, in the order of the program.
    pub objects: Vec<Object>,
    /// The module's own namespace, where it does not depend on the cluster.
    pub namespace: Option<EcoString>,
}

/// A `module`, evaluated.
#[derive(Clone, PartialEq, Debug)]
pub struct Module {
    /// The name of the entity.
    pub name: EcoString,
    /// Name of its team.
    pub team: EcoString,
    /// Source of the declaration, relative to the package root.
    pub source: EcoString,
    /// Where it is declared.
    pub place: Place,
    /// The module with the environment unknown and no overrides.
    pub base: Vec<Object>,
    /// The values of a chart with the environment unknown and no overrides.
    pub base_values: Option<Node>,
    /// One for each environment that has several of the module's clusters.
    pub environments: Vec<EnvironmentLayer>,
    /// Every target, in the order of the environments and their clusters.
    pub deployments: Vec<Deployment>,
}
