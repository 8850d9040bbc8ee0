//! Reads what an object has to do with others: whom it names, what it offers, which fields controllers write.

use ecow::EcoString;
use o8_diagnostics::Place;
use o8_ir::network::Protocol;
use o8_ir::relations::{
    Amount, Backend, Budget, ContainerPort, Field, Named, Port, Relations, Runs, Scaler, ServicePort, Written,
};
use o8_ir::{Labels, Node, Object, Tree};

use super::dns::egress;
use super::monitors::monitor;
use super::policies::spoken_of;
use super::selectors::{path_to_template, texts};

/// What an object has to do with others. `place` says where a value comes from.
pub(crate) fn relations(object: &Object, place: &dyn Fn(&Node) -> Place) -> Relations {
    let reader = Reader { object, group: object.group(), kind: object.kind(), place };
    let scaler = reader.scaler();
    let mut written = Vec::new();
    written.extend(
        scaler
            .as_ref()
            .filter(|scaler| has_replicas(&scaler.target))
            .map(|scaler| Written { object: scaler.target.clone(), field: Field::Pointer("/spec/replicas") }),
    );
    written.extend(reader.injected());
    written.extend(reader.weights());
    Relations {
        replicas: reader.replicas(),
        scaler: scaler.map(Box::new),
        sized: reader.sized().map(Box::new),
        written,
        container_ports: reader.container_ports(),
        runs: reader.runs().map(Box::new),
        service_labels: reader.service_labels(),
        service_ports: reader.service_ports(),
        backends: reader.backends(),
        governing: reader.governing().map(Box::new),
        budget: reader.budget().map(Box::new),
        egress: egress(object, place).map(Box::new),
        spoken_of: spoken_of(object, place),
        monitor: monitor(object, place).map(Box::new),
    }
}

/// Kinds whose number of copies is `spec.replicas`. Other custom resources say elsewhere where it is.
fn has_replicas(target: &Named) -> bool {
    is_scalable(&target.group, &target.kind)
}

pub(super) fn is_scalable(group: &str, kind: &str) -> bool {
    matches!(
        (group, kind),
        ("apps", "Deployment" | "StatefulSet" | "ReplicaSet")
            | ("", "ReplicationController")
            | ("argoproj.io", "Rollout")
    )
}

/// Kinds that a VerticalPodAutoscaler knows by itself. It sizes whatever has a scale of its own, too.
pub(super) fn is_sizable(group: &str, kind: &str) -> bool {
    is_scalable(group, kind) || matches!((group, kind), ("apps", "DaemonSet") | ("batch", "Job" | "CronJob"))
}

/// Fields of the API that cert-manager fills in where an annotation asks for it.
const INJECTED: &[(&str, &str, Field)] = &[
    (
        "apiextensions.k8s.io",
        "CustomResourceDefinition",
        Field::Pointer("/spec/conversion/webhook/clientConfig/caBundle"),
    ),
    ("apiregistration.k8s.io", "APIService", Field::Pointer("/spec/caBundle")),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration", WEBHOOKS),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", WEBHOOKS),
];

/// Kubernetes knows webhooks by their names, so a patch reaches into the list.
const WEBHOOKS: Field = Field::Path { path: ".webhooks[]?.clientConfig.caBundle", replaces: false };

const INJECTORS: &[&str] = &[
    "cert-manager.io/inject-ca-from",
    "cert-manager.io/inject-ca-from-secret",
    "cert-manager.io/inject-apiserver-ca",
];

const ROUTES: Field = Field::Path { path: ".spec.http[]?.route[]?.weight", replaces: true };
const BACKENDS: Field = Field::Path { path: ".spec.rules[]?.backendRefs[]?.weight", replaces: true };

struct Reader<'a> {
    object: &'a Object,
    group: &'a str,
    kind: &'a str,
    place: &'a dyn Fn(&Node) -> Place,
}

impl<'a> Reader<'a> {
    fn at(&self, path: &[&str]) -> Option<&'a Node> {
        self.object.body.at(path)
    }

    fn place(&self, node: &Node) -> Place {
        (self.place)(node)
    }

    fn is(&self, group: &str, kind: &str) -> bool {
        self.group == group && self.kind == kind
    }

    fn replicas(&self) -> Option<(i64, Place)> {
        if !is_scalable(self.group, self.kind) {
            return None;
        }
        let node = self.at(&["spec", "replicas"])?;
        Some((number(node)?, self.place(node)))
    }

    fn scaler(&self) -> Option<Scaler> {
        let (kind, least) = match (self.group, self.kind) {
            ("autoscaling", "HorizontalPodAutoscaler") => ("", "minReplicas"),
            // Where it scales to zero there are no pods to keep, so what counts is the first one.
            ("keda.sh", "ScaledObject") => ("Deployment", "minReplicaCount"),
            _ => return None,
        };
        let target = self.workload(self.at(&["spec", "scaleTargetRef"])?, kind)?;
        let least = self.at(&["spec", least]);
        Some(Scaler {
            least: least.and_then(number).unwrap_or(1).max(1),
            least_place: least.map_or(target.place, |node| self.place(node)),
            target,
        })
    }

    fn sized(&self) -> Option<Named> {
        if !self.is("autoscaling.k8s.io", "VerticalPodAutoscaler") {
            return None;
        }
        self.workload(self.at(&["spec", "targetRef"])?, "")
    }

    /// The workload that a reference names, of `kind` where it says none.
    fn workload(&self, reference: &Node, kind: &str) -> Option<Named> {
        let name = reference.at(&["name"])?;
        let group = match reference.at(&["apiVersion"]).and_then(Node::as_str) {
            Some(version) => version.split_once('/').map_or("", |(group, _)| group),
            None => "apps",
        };
        Some(Named {
            group: group.into(),
            kind: reference.at(&["kind"]).and_then(Node::as_str).unwrap_or(kind).into(),
            name: name.as_str()?.into(),
            place: self.place(name),
        })
    }

    /// What cert-manager writes into the object itself, where the manifest has something there.
    fn injected(&self) -> Option<Written> {
        let annotations = self.at(&["metadata", "annotations"])?;
        let asked = INJECTORS.iter().find_map(|key| annotations.at(&[key]))?;
        let (_, _, field) = INJECTED.iter().find(|(group, kind, _)| self.is(group, kind))?;
        let is_there = match field {
            Field::Pointer(pointer) => {
                let path: Vec<&str> = pointer.split('/').skip(1).collect();
                self.at(&path).is_some()
            }
            Field::Path { .. } => {
                let mut webhooks = self.at(&["webhooks"])?.items();
                webhooks.any(|webhook| webhook.at(&["clientConfig", "caBundle"]).is_some())
            }
        };
        is_there.then(|| Written { object: self.own(asked), field: *field })
    }

    fn own(&self, asked: &Node) -> Named {
        Named {
            group: self.group.into(),
            kind: self.kind.into(),
            name: self.object.name().into(),
            place: self.place(asked),
        }
    }

    /// The weights that Argo Rollouts writes into routes while it moves requests to a new version.
    fn weights(&self) -> Vec<Written> {
        let mut found = Vec::new();
        if !self.is("argoproj.io", "Rollout") {
            return found;
        }
        let Some(routing) = self.at(&["spec", "strategy", "canary", "trafficRouting"]) else { return found };
        let mut add = |name: Option<&Node>, group: &str, kind: &str, field: Field| {
            found.extend(name.and_then(|node| {
                let object = Named {
                    group: group.into(),
                    kind: kind.into(),
                    name: node.as_str()?.into(),
                    place: self.place(node),
                };
                Some(Written { object, field })
            }));
        };
        let istio = |path: &[&str]| routing.at(&["istio"]).and_then(|istio| istio.at(path));
        let one = istio(&["virtualService", "name"]);
        let several = istio(&["virtualServices"]).into_iter().flat_map(Node::items);
        for name in std::iter::once(one).chain(several.map(|service| service.at(&["name"]))) {
            add(name, "networking.istio.io", "VirtualService", ROUTES);
        }
        if let Some(gateway) = routing.at(&["plugins", "argoproj-labs/gatewayAPI"]) {
            for (one, several, kind) in
                [("httpRoute", "httpRoutes", "HTTPRoute"), ("grpcRoute", "grpcRoutes", "GRPCRoute")]
            {
                let several = gateway.at(&[several]).into_iter().flat_map(Node::items);
                let names =
                    std::iter::once(gateway.at(&[one])).chain(several.map(|route| route.at(&["name"])));
                for name in names {
                    add(name, "gateway.networking.k8s.io", kind, BACKENDS);
                }
            }
        }
        found
    }

    fn container_ports(&self) -> Vec<ContainerPort> {
        let Some(path) = path_to_template(self.object) else { return Vec::new() };
        let mut path = path.to_vec();
        path.push("spec");
        let Some(pod) = self.at(&path) else { return Vec::new() };
        let containers = ["containers", "initContainers"].into_iter().filter_map(|field| pod.at(&[field]));
        let ports = containers.flat_map(Node::items).filter_map(|container| container.at(&["ports"]));
        let port = |port: &Node| {
            let name = port.at(&["name"]).and_then(Node::as_str).map(Into::into);
            Some(ContainerPort {
                name,
                number: number(port.at(&["containerPort"])?)?,
                protocol: Protocol::of(port.at(&["protocol"]).and_then(Node::as_str)),
                place: self.place(port),
            })
        };
        ports.flat_map(Node::items).filter_map(port).collect()
    }

    fn runs(&self) -> Option<Runs> {
        let template = path_to_template(self.object)?;
        let path = |rest: &[&'static str]| [template, rest].concat();
        let pod = self.at(&path(&["spec"]))?;
        let metadata = self.at(&path(&["metadata"]));
        let said = |field: &'static str, key: &str, wanted: &str| {
            let found = metadata.and_then(|metadata| metadata.at(&[field, key]))?;
            (found.as_str() == Some(wanted)).then(|| self.place(found))
        };
        let account = pod.at(&["serviceAccountName"]);
        Some(Runs {
            on_host: pod
                .at(&["hostNetwork"])
                .filter(|node| node.tree == Tree::Bool(true))
                .map(|node| self.place(node)),
            account: account.and_then(|node| Some((node.as_str()?.into(), self.place(node)))),
            out_of_mesh: said("labels", "sidecar.istio.io/inject", "false")
                .or_else(|| said("annotations", "sidecar.istio.io/inject", "false"))
                .or_else(|| said("labels", "istio.io/dataplane-mode", "none")),
        })
    }

    fn service_labels(&self) -> Labels {
        let labels = self.is("", "Service").then(|| self.at(&["metadata", "labels"])).flatten();
        labels.map_or_else(Labels::new, texts)
    }

    fn service_ports(&self) -> Vec<ServicePort> {
        if !self.is("", "Service") {
            return Vec::new();
        }
        let ports = self.at(&["spec", "ports"]).into_iter().flat_map(Node::items);
        let port = |port: &Node| {
            let target = port.at(&["targetPort"]);
            let own = number(port.at(&["port"])?)?;
            Some(ServicePort {
                name: port.at(&["name"]).and_then(Node::as_str).map(Into::into),
                number: own,
                target_number: target.and_then(number).unwrap_or(own),
                protocol: Protocol::of(port.at(&["protocol"]).and_then(Node::as_str)),
                target: target.and_then(|node| Some((node.as_str()?.into(), self.place(node)))),
                place: self.place(port),
            })
        };
        ports.filter_map(port).collect()
    }

    fn backends(&self) -> Vec<Backend> {
        match (self.group, self.kind) {
            ("networking.k8s.io", "Ingress") => self.backends_of_ingress(),
            (
                "gateway.networking.k8s.io",
                "HTTPRoute" | "GRPCRoute" | "TCPRoute" | "TLSRoute" | "UDPRoute",
            ) => {
                let rules = self.at(&["spec", "rules"]).into_iter().flat_map(Node::items);
                let backends = rules.filter_map(|rule| rule.at(&["backendRefs"])).flat_map(Node::items);
                backends.filter_map(|backend| self.backend_of_route(backend)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn backends_of_ingress(&self) -> Vec<Backend> {
        let rules = self.at(&["spec", "rules"]).into_iter().flat_map(Node::items);
        let paths = rules.filter_map(|rule| rule.at(&["http", "paths"])).flat_map(Node::items);
        let backends = paths.filter_map(|path| path.at(&["backend", "service"]));
        let backends = self.at(&["spec", "defaultBackend", "service"]).into_iter().chain(backends);
        let backend = |service: &Node| {
            let name = service.at(&["name"])?;
            let by_name = service.at(&["port", "name"]);
            let port = match by_name.and_then(Node::as_str) {
                Some(text) => by_name.map(|node| (Port::Name(text.into()), self.place(node))),
                None => self.port_number(service.at(&["port", "number"])),
            };
            Some(Backend { namespace: None, name: name.as_str()?.into(), place: self.place(name), port })
        };
        backends.filter_map(backend).collect()
    }

    fn backend_of_route(&self, backend: &Node) -> Option<Backend> {
        let is = |field: &str, value: &str| {
            backend.at(&[field]).and_then(Node::as_str).is_none_or(|found| found == value)
        };
        if !is("group", "") || !is("kind", "Service") {
            return None;
        }
        let name = backend.at(&["name"])?;
        let namespace = backend.at(&["namespace"]).and_then(Node::as_str).map(EcoString::from);
        Some(Backend {
            namespace,
            name: name.as_str()?.into(),
            place: self.place(name),
            port: self.port_number(backend.at(&["port"])),
        })
    }

    fn port_number(&self, node: Option<&Node>) -> Option<(Port, Place)> {
        node.and_then(|node| Some((Port::Number(number(node)?), self.place(node))))
    }

    fn governing(&self) -> Option<Named> {
        if !self.is("apps", "StatefulSet") {
            return None;
        }
        let name = self.at(&["spec", "serviceName"])?;
        let text = name.as_str().filter(|text| !text.is_empty())?;
        Some(Named { group: "".into(), kind: "Service".into(), name: text.into(), place: self.place(name) })
    }

    fn budget(&self) -> Option<Budget> {
        if !self.is("policy", "PodDisruptionBudget") {
            return None;
        }
        let selector = self.at(&["spec", "selector"])?;
        let labels = texts(selector.at(&["matchLabels"])?);
        if labels.is_empty() || selector.at(&["matchExpressions"]).is_some() {
            return None;
        }
        let said = ["minAvailable", "maxUnavailable"].into_iter();
        let (field, node) = said.filter_map(|field| Some((field, self.at(&["spec", field])?))).next()?;
        let (place, selector) = (self.place(node), self.place(selector));
        Some(Budget { labels, field, amount: amount(node)?, place, selector })
    }
}

pub(super) fn number(node: &Node) -> Option<i64> {
    match node.tree {
        Tree::Int(number) => Some(number),
        _ => None,
    }
}

fn amount(node: &Node) -> Option<Amount> {
    match &node.tree {
        Tree::Int(number) => Some(Amount::Count(*number)),
        Tree::String(text) => text.strip_suffix('%')?.parse().ok().map(Amount::Percent),
        _ => None,
    }
}
