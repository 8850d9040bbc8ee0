//! The settings of Argo CD itself, as the backends read them.

use ecow::EcoString;

use o8_diagnostics::Place;

use crate::Node;

/// Branches that Argo CD writes what it renders to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hydrator {
    /// What those begin with that it syncs from.
    pub branch: EcoString,
    /// What those begin with that it commits to, where that is not the same.
    pub proposals: Option<EcoString>,
    /// Whether that is synced from where it is what cannot be rendered to a branch.
    pub direct: bool,
    /// Where it is written.
    pub place: Place,
}

/// A repository that Argo CD gets to know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repository {
    /// Its name.
    pub name: EcoString,
    /// Its address.
    pub url: EcoString,
    /// What it is: `git`, `helm`, `oci`.
    pub sort: EcoString,
    /// The team whose project alone may use it.
    pub team: Option<EcoString>,
    /// Where it is written.
    pub place: Place,
}

/// A check of the health of objects of a kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HealthCheck {
    /// `GROUP/KIND`, or `KIND` of the core group.
    pub kind: EcoString,
    /// A script in Lua that looks at `obj`.
    pub script: EcoString,
    /// Where it is written.
    pub place: Place,
}

/// Fields of applications that others than an ApplicationSet write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApplicationDifference {
    /// The application; `None` for all.
    pub name: Option<EcoString>,
    /// Pointers of JSON.
    pub pointers: Vec<EcoString>,
    /// Expressions of jq.
    pub expressions: Vec<EcoString>,
    /// Where it is written.
    pub place: Place,
}

/// Keys that commits have to be signed with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signatures {
    /// Ids of keys.
    pub keys: Vec<EcoString>,
    /// Whether that holds for all commits since the last sync, and not for the last one alone.
    pub strict: bool,
    /// Where it is written.
    pub place: Place,
}

/// Who may do what in all of Argo CD.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rbac {
    /// The role of everybody who is logged in: one of `roles`, or one that Argo CD has itself.
    pub default: Option<EcoString>,
    /// The claims of a login that groups are read from; where there are none, Argo CD knows which.
    pub scopes: Vec<EcoString>,
    /// In the order of the program.
    pub roles: Vec<GlobalRole>,
}

/// What a group of people may do in all of Argo CD.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GlobalRole {
    /// Its name, without `role:`.
    pub name: EcoString,
    /// Groups that have it, as the identity provider names them.
    pub groups: Vec<EcoString>,
    /// What they may do.
    pub grants: Vec<Grant>,
}

/// Things that may be done, in some projects or in all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// Names of projects and patterns of them; where there are none, all.
    pub projects: Vec<EcoString>,
    /// What may be done.
    pub permissions: Vec<(Resource, EcoString)>,
}

/// What Argo CD knows, and people do something with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resource {
    /// With `logs` and `exec` among what may be done.
    Applications,
    /// What makes applications.
    ApplicationSets,
    /// Projects themselves.
    Projects,
    /// Of Git, Helm and OCI.
    Repositories,
    /// Clusters that Argo CD deploys to.
    Clusters,
    /// Certificates and host keys of repositories.
    Certificates,
    /// Keys that sign commits.
    GpgKeys,
    /// Accounts of Argo CD's own.
    Accounts,
}

/// Whom Argo CD tells what happens to applications.
#[derive(Clone, PartialEq, Debug)]
pub struct Notifications {
    /// Where people reach Argo CD, for templates.
    pub url: Option<EcoString>,
    /// What carries messages.
    pub services: Vec<Service>,
    /// Names and what is said, as Argo CD writes it.
    pub templates: Vec<(EcoString, Node)>,
    /// Names and when something is said, as Argo CD writes it.
    pub triggers: Vec<(EcoString, Node)>,
    /// Who is told.
    pub subscriptions: Vec<Subscription>,
}

/// What carries messages.
#[derive(Clone, PartialEq, Debug)]
pub struct Service {
    /// What Argo CD calls it: `slack`, `webhook`.
    pub kind: &'static str,
    /// Its name, where there may be several.
    pub name: Option<EcoString>,
    /// Its options as Argo CD writes them, with `$KEY` for the key of a secret.
    pub options: Node,
}

/// Who is told of which applications.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscription {
    /// Names of triggers.
    pub triggers: Vec<EcoString>,
    /// Names of services, each with whom it tells, where it tells anybody in particular.
    pub recipients: Vec<(EcoString, Option<EcoString>)>,
    /// Teams of the applications; where there are none, all.
    pub teams: Vec<EcoString>,
    /// Environments of the applications; where there are none, all.
    pub environments: Vec<EcoString>,
}
