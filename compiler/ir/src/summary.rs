//! What is left of a module once its files are made: enough for Argo CD, for namespaces and for checks over the platform.

use ecow::EcoString;
use o8_diagnostics::Place;

use crate::ObjectKey;
use crate::network::{Declared, Exposed};
use crate::platform::{Addon, Destination, Source, Target};
use crate::relations::Relations;

/// A module without its trees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModuleSummary {
    /// The name of the entity.
    pub name: EcoString,
    /// What the names of its applications begin with: its name, or the one that it had when they were made.
    pub deployed_as: EcoString,
    /// Whether the program says of it that it goes from somewhere.
    pub retiring: bool,
    /// Name of its team.
    pub team: EcoString,
    /// Source of the declaration, relative to the package root.
    pub source: EcoString,
    /// Where it is declared.
    pub place: Place,
    /// Whether it is only referred to: `existing module`.
    pub existing: bool,
    /// Whether it is an addon.
    pub addon: bool,
    /// Every target, in the order of the environments and their clusters.
    pub deployments: Vec<DeploymentSummary>,
}

/// What a module is in one target, without its trees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeploymentSummary {
    /// Where.
    pub target: Target,
    /// How Argo CD addresses the cluster.
    pub destination: Destination,
    /// The module's own namespace there.
    pub namespace: EcoString,
    /// What it says of itself there, where it is an addon.
    pub addon: Option<Addon>,
    /// The objects, in the order of the program.
    pub objects: Vec<ObjectSummary>,
    /// What is deployed besides, where it is no set of objects of ours.
    pub source: Option<Box<Source>>,
    /// Whether the program sets values of a chart there.
    pub has_values: bool,
    /// The version that runs there.
    pub version: EcoString,
    /// Where that is said.
    pub version_place: Place,
    /// What has to run there too.
    pub needs: Vec<Need>,
    /// The ports that others may connect to.
    pub exposes: Vec<Exposed>,
    /// What it connects to.
    pub connects: Vec<Connection>,
    /// What it says of its other connections.
    pub network: Declared,
    /// What Argo CD changes in the overlay for each pull request.
    pub late_patches: Vec<LatePatch>,
}

/// A patch of Kustomize in the template of an ApplicationSet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LatePatch {
    /// Which objects it changes: fields of a `target` with their regular expressions. A patch that names its object itself
    /// has none.
    pub target: Vec<(&'static str, EcoString)>,
    /// The patch: a Go template.
    pub patch: EcoString,
}

/// A module that another one needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Need {
    /// The name of the module needed.
    pub module: EcoString,
    /// Which versions will do.
    pub requirement: EcoString,
    /// Where that is said.
    pub place: Place,
}

/// A port of another module that a module connects to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connection {
    /// The name of the other module.
    pub module: EcoString,
    /// The name of the port.
    pub port: EcoString,
    /// Where that is said.
    pub place: Place,
}

/// An object without its tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectSummary {
    /// What the API server knows it by.
    pub key: ObjectKey,
    /// The API version that it is written in.
    pub version: EcoString,
    /// Whether it is a kind of Kubernetes itself.
    pub built_in: bool,
    /// What emits it.
    pub emitted: Place,
    /// The author's line that brings it about; where there is none, what emits it.
    pub place: Place,
    /// The labels of the pods that it makes, if it makes some.
    pub pods: Option<Labels>,
    /// The pods that it sends requests to, where it is a Service.
    pub selects: Option<Selection>,
    /// How it tells which pods are its own, where it is a workload that has to keep to that.
    pub selector: Option<Box<Selector>>,
    /// Group and kind that it defines, where it is a definition of custom resources.
    pub defines: Option<Box<(EcoString, EcoString)>>,
    /// What it has to do with other objects.
    pub relations: Relations,
}

/// The selector of a workload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selector {
    /// What it asks for, one text each, as `kubectl -l` takes them: `app=web`, `tier in (web,api)`. Labels are sorted, as their
    /// order means nothing; expressions keep theirs, which the API server compares.
    pub requirements: Vec<(EcoString, Place)>,
    /// Where the whole is said.
    pub place: Place,
    /// Whether Argo CD deletes the object and makes it anew rather than change it, so that anything in it may change.
    pub is_made_anew: bool,
}

/// Labels in the order of the program.
pub type Labels = Vec<(EcoString, EcoString)>;

/// Labels by which pods are selected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection {
    /// The labels, at least one.
    pub labels: Labels,
    /// Where that is said.
    pub place: Place,
}
