//! Who may reach whom: what the program declares of it, and what that comes to in a target.

use ecow::EcoString;
use o8_diagnostics::Place;

use crate::Labels;
use crate::platform::Target;

/// What an environment says of requests between pods.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Network {
    /// Whether requests that nobody declares are denied.
    pub denies: bool,
    /// Who answers for names, where it is said.
    pub names: Option<NameServers>,
    /// Where requests from outside come in, by name.
    pub gateways: Vec<(EcoString, Pods)>,
    /// Where that is said.
    pub place: Place,
}

/// What an environment asks of its service mesh.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mesh {
    /// Whether pods take encrypted requests alone.
    pub strict: bool,
    /// What identities begin with.
    pub trust_domain: EcoString,
    /// The namespace of the control plane.
    pub namespace: EcoString,
    /// Where that is said.
    pub place: Place,
}

/// What is known of the network of a cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClusterNetwork {
    /// The port that the pods of its DNS listen on.
    pub dns_port: i64,
    /// The address of a cache of names on each node.
    pub node_local_dns: Option<EcoString>,
    /// How pods get into its mesh, where it has one.
    pub mesh: Option<MeshMode>,
    /// Whether Cilium runs there, which knows hosts by their names.
    pub has_cilium: bool,
}

impl Default for ClusterNetwork {
    fn default() -> Self {
        Self { dns_port: 53, node_local_dns: None, mesh: None, has_cilium: false }
    }
}

/// How pods get into a mesh.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MeshMode {
    /// By a proxy in each pod.
    Sidecar,
    /// By a proxy on each node.
    Ambient,
}

/// The pods that answer for names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameServers {
    /// Those of most clusters.
    KubeDns,
    /// Those of OpenShift.
    OpenShift,
}

/// Pods of a namespace.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pods {
    /// Its name.
    pub namespace: EcoString,
    /// Labels of the pods; without any, all of them.
    pub labels: Labels,
}

/// Addresses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Block {
    /// A range of them.
    pub cidr: EcoString,
    /// Ranges inside of it that do not belong to them.
    pub except: Vec<EcoString>,
}

/// How requests travel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Protocol {
    /// TCP
    Tcp,
    /// UDP
    Udp,
    /// SCTP
    Sctp,
}

impl Protocol {
    /// As Kubernetes writes it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }

    /// What Kubernetes reads; TCP where nothing is said.
    pub fn of(text: Option<&str>) -> Self {
        match text {
            Some("UDP") => Self::Udp,
            Some("SCTP") => Self::Sctp,
            _ => Self::Tcp,
        }
    }
}

/// A port that a container listens on.
pub type Listening = (Protocol, i64);

/// A port that a module exposes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exposed {
    /// Its name.
    pub name: EcoString,
    /// Its number: that of a Service, or of a container.
    pub number: i64,
    /// Where that is said.
    pub place: Place,
}

/// What a module says of its connections, besides those to other modules.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Declared {
    /// The labels of its pods, where o8 does not see them.
    pub pods: Labels,
    /// Who else may connect to it.
    pub ingress: Vec<Inbound>,
    /// What else it connects to.
    pub egress: Vec<Outbound>,
}

/// Who else may connect to a module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inbound {
    /// Who.
    pub from: Elsewhere,
    /// To which ports, by their names.
    pub ports: Vec<(EcoString, Place)>,
    /// Where that is said.
    pub place: Place,
}

/// What else a module connects to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outbound {
    /// What.
    pub to: Elsewhere,
    /// By which ports.
    pub ports: Vec<Listening>,
    /// Where that is said.
    pub place: Place,
}

/// Somebody that is no module beside this one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Elsewhere {
    /// A gateway of the environment, by its name, and where that is said.
    Gateway(EcoString, Place),
    /// Pods of a namespace.
    Pods(Pods),
    /// Addresses, and where they are said.
    Addresses(Block, Place),
    /// A host, by its name.
    Host(EcoString),
}

/// Somebody at an end of a connection.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum End {
    /// A module.
    Module(EcoString),
    /// A gateway.
    Gateway(EcoString),
    /// Pods of a namespace that are no module's.
    Namespace(EcoString),
    /// Addresses.
    Addresses,
    /// Hosts by their names.
    Hosts,
}

impl End {
    /// Somebody, as people name it.
    pub fn shown(&self) -> EcoString {
        match self {
            Self::Module(name) => name.clone(),
            Self::Gateway(name) => ecow::eco_format!("gateway:{name}"),
            Self::Namespace(name) => ecow::eco_format!("namespace:{name}"),
            Self::Addresses => "addresses".into(),
            Self::Hosts => "hosts".into(),
        }
    }

    /// The word by which names of policies speak of it. Names of modules have no dots, so that no two of these meet.
    pub fn word(&self) -> EcoString {
        match self {
            Self::Module(name) => name.clone(),
            Self::Gateway(name) => ecow::eco_format!("gateway.{name}"),
            Self::Namespace(name) => ecow::eco_format!("namespace.{name}"),
            Self::Addresses => "all.addresses".into(),
            Self::Hosts => "all.hosts".into(),
        }
    }
}

/// What a policy lets through at its other side.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Peer {
    /// Pods.
    Pods(Pods),
    /// Addresses.
    Addresses(Block),
    /// A host by its name.
    Host(EcoString),
}

/// A connection that is declared, as it is in one target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    /// Where.
    pub target: Target,
    /// Who sends requests.
    pub from: End,
    /// Who gets them.
    pub to: End,
    /// The pods or addresses that they come from.
    pub sources: Vec<Peer>,
    /// The pods or addresses that they go to, and the ports that are listened on there.
    pub destinations: Vec<(Peer, Vec<Listening>)>,
    /// The names of the ports, or their numbers where they have none.
    pub ports: Vec<EcoString>,
    /// Where it is declared.
    pub place: Place,
}

/// Somebody who calls, as a mesh knows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Caller {
    /// By a service account.
    Account {
        /// Its namespace.
        namespace: EcoString,
        /// Its name.
        account: EcoString,
    },
    /// Anybody of a namespace.
    Namespace(EcoString),
    /// Addresses, where requests need no identity.
    Addresses(Block),
}

/// A NetworkPolicy, or where hosts are let through by their names a CiliumNetworkPolicy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Its name.
    pub name: EcoString,
    /// Which requests it is about.
    pub direction: Direction,
    /// The pods that it is for.
    pub pods: Pods,
    /// Who is at the other side, and by which ports.
    pub rules: Vec<(Vec<Peer>, Vec<Listening>)>,
    /// Where it is declared.
    pub place: Place,
}

/// Which way requests go, as pods see it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Direction {
    /// To them.
    Ingress,
    /// From them.
    Egress,
}
