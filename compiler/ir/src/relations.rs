//! What an object has to do with others: whom it refers to, what it offers, and the fields that a controller writes.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;
use o8_diagnostics::Place;

use crate::Labels;
use crate::network::Protocol;
use crate::platform::Target;

/// What an object has to do with others. Most have little, and there are many: what is large and rare is boxed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Relations {
    /// How many copies the object itself asks for.
    pub replicas: Option<(i64, Place)>,
    /// What it has others scaled by.
    pub scaler: Option<Box<Scaler>>,
    /// The workload whose requests it decides on, where it is a VerticalPodAutoscaler.
    pub sized: Option<Box<Named>>,
    /// Fields that something else than Git writes, whatever the manifest says there.
    pub written: Vec<Written>,
    /// The ports of the containers that it makes.
    pub container_ports: Vec<ContainerPort>,
    /// How the pods that it makes take part in the network.
    pub runs: Option<Box<Runs>>,
    /// The labels of a Service.
    pub service_labels: Labels,
    /// The ports of a Service.
    pub service_ports: Vec<ServicePort>,
    /// Services that it sends requests to.
    pub backends: Vec<Backend>,
    /// The Service that gives names to its pods, where it is a StatefulSet.
    pub governing: Option<Box<Named>>,
    /// How few copies it keeps, where it is a PodDisruptionBudget.
    pub budget: Option<Box<Budget>>,
    /// What pods may send requests to, where it is a NetworkPolicy that says so.
    pub egress: Option<Box<Egress>>,
    /// The pods that it speaks of, where it is a NetworkPolicy.
    pub spoken_of: Vec<SpokenOf>,
    /// What Prometheus scrapes because of it.
    pub monitor: Option<Box<Monitor>>,
}

/// The name of an object in a namespace, as another one says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// API group; empty for core kinds.
    pub group: EcoString,
    /// Kind.
    pub kind: EcoString,
    /// Name.
    pub name: EcoString,
    /// Where that is said.
    pub place: Place,
}

/// Something that decides on the number of copies of a workload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scaler {
    /// The workload.
    pub target: Named,
    /// The fewest copies that there are while it works.
    pub least: i64,
    /// Where that is said, or what scales is named.
    pub least_place: Place,
}

/// A field that something else than Git writes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The object with the field.
    pub object: Named,
    /// Which one it is.
    pub field: Field,
}

/// A field of an object, as Argo CD is told of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    /// A JSON pointer.
    Pointer(&'static str),
    /// An expression of jq.
    Path {
        /// The expression.
        path: &'static str,
        /// Whether it leads into a list that a merge patch can only replace as a whole.
        replaces: bool,
    },
}

/// A port that a container listens on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContainerPort {
    /// Its name, if it has one.
    pub name: Option<EcoString>,
    /// Its number.
    pub number: i64,
    /// How requests travel to it.
    pub protocol: Protocol,
    /// Where it is written.
    pub place: Place,
}

/// How the pods that an object makes take part in the network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Runs {
    /// Where it is said that they have the network of their node, if they have.
    pub on_host: Option<Place>,
    /// By which service account they run, and where that is said; without one, that of the namespace.
    pub account: Option<(EcoString, Place)>,
    /// Where they are kept out of a mesh, if they are.
    pub out_of_mesh: Option<Place>,
}

/// A port of a Service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServicePort {
    /// Its name, if it has one.
    pub name: Option<EcoString>,
    /// Its number.
    pub number: i64,
    /// The name of the container's port that requests are sent to, where it is no number.
    pub target: Option<(EcoString, Place)>,
    /// The number of that port, where it has no name: its own, where nothing else is said.
    pub target_number: i64,
    /// How requests travel to it.
    pub protocol: Protocol,
    /// Where it is written.
    pub place: Place,
}

/// A Service that an Ingress or a route sends requests to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Backend {
    /// Its namespace, where that is not the one of the object that says it.
    pub namespace: Option<EcoString>,
    /// Its name.
    pub name: EcoString,
    /// Where that is said.
    pub place: Place,
    /// Its port, where one is said.
    pub port: Option<(Port, Place)>,
}

/// How a port is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Port {
    /// By its name.
    Name(EcoString),
    /// By its number.
    Number(i64),
}

/// What Prometheus scrapes because of a ServiceMonitor or a PodMonitor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Monitor {
    /// What its selector looks for.
    pub of: Monitored,
    /// The namespaces that it looks in, where they are not its own alone.
    pub namespaces: Option<Vec<EcoString>>,
    /// The labels that it looks for. Expressions of its selector can only leave some of the found out.
    pub labels: Labels,
    /// Where that is said.
    pub selector: Place,
    /// The ports of what it finds.
    pub ports: Vec<MonitoredPort>,
}

/// What a monitor looks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Monitored {
    /// Services, and through them their pods.
    Services,
    /// Pods.
    Pods,
}

/// A port that is scraped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MonitoredPort {
    /// Whether it is one of a Service, and not one of its pods' containers.
    pub of_service: bool,
    /// Its name or its number.
    pub port: Port,
    /// Where that is said.
    pub place: Place,
}

/// How many copies have to stay while nodes are drained.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Budget {
    /// The labels of the pods.
    pub labels: Labels,
    /// The field that says it: `minAvailable`, `maxUnavailable`.
    pub field: &'static str,
    /// Its value.
    pub amount: Amount,
    /// Where that is said.
    pub place: Place,
    /// Where the pods are said.
    pub selector: Place,
}

/// A number of copies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    /// So many.
    Count(i64),
    /// So many in a hundred.
    Percent(i64),
}

impl Budget {
    /// How many of so many copies may go. Kubernetes rounds percentages up, whichever field has them.
    pub fn lets_go_of(&self, copies: i64) -> i64 {
        let amount = match self.amount {
            Amount::Count(count) => count,
            Amount::Percent(percent) => copies.saturating_mul(percent).saturating_add(99) / 100,
        };
        if self.field == "maxUnavailable" { amount } else { copies.saturating_sub(amount) }
    }
}

/// Pods that a NetworkPolicy speaks of by their labels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpokenOf {
    /// Whether it is for them, or lets requests of theirs, or to them, through.
    pub as_peers: bool,
    /// Their namespace, where it is not that of the policy.
    pub namespace: Option<EcoString>,
    /// Their labels, at least one.
    pub labels: Labels,
    /// Where that is said.
    pub place: Place,
}

/// What a NetworkPolicy lets pods send requests to. All that no policy of theirs lets through is denied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Egress {
    /// The labels of the pods, of which none are all pods; `None` where more than labels choose them.
    pub pods: Option<Labels>,
    /// What is let through.
    pub rules: Vec<EgressRule>,
    /// Where that is said.
    pub place: Place,
}

/// Something that a NetworkPolicy lets through.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EgressRule {
    /// Whether it goes to addresses and not to pods.
    pub to_addresses: bool,
    /// To which ports, by protocol, both ends included; none are all.
    pub ports: Vec<(EcoString, i64, i64)>,
}

impl Egress {
    /// Whether requests to a port are let through, wherever they go.
    pub fn lets(&self, protocol: &str, port: i64) -> bool {
        let to = |(other, first, last): &(EcoString, i64, i64)| {
            other == protocol && (*first..=*last).contains(&port)
        };
        self.rules.iter().any(|rule| rule.ports.is_empty() || rule.ports.iter().any(to))
    }
}

/// Fields of an object of an application that Argo CD leaves alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignored {
    /// API group; empty for core kinds.
    pub group: EcoString,
    /// Kind.
    pub kind: EcoString,
    /// Namespace, where it is not that of the application, or where the name alone does not tell.
    pub namespace: Option<EcoString>,
    /// Name.
    pub name: EcoString,
    /// The fields, sorted.
    pub fields: Vec<Field>,
}

impl Ignored {
    /// Whether a sync that leaves the fields alone would leave more alone than these.
    pub fn freezes(&self) -> bool {
        self.fields.iter().any(|field| matches!(field, Field::Path { replaces: true, .. }))
    }
}

/// What others than Git do to the objects of every application: modules, where they are deployed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    /// Who writes which field: what Argo CD leaves alone.
    pub ignored: BTreeMap<(EcoString, Target), Vec<Ignored>>,
    /// Where a controller of the application itself may make the definitions of its custom resources, and only when it runs.
    pub made_later: BTreeSet<(EcoString, Target)>,
}

impl Ledger {
    /// What is left alone of a module in a target.
    pub fn of(&self, module: &EcoString, target: &Target) -> &[Ignored] {
        self.ignored.get(&(module.clone(), target.clone())).map_or(&[], Vec::as_slice)
    }

    /// Whether a controller of a module may make the definitions of its custom resources in a target.
    pub fn makes_definitions(&self, module: &EcoString, target: &Target) -> bool {
        self.made_later.contains(&(module.clone(), target.clone()))
    }
}
