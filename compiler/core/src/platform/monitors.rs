//! OB01: a ServiceMonitor finds Services and their ports, a PodMonitor pods and theirs. One that finds nothing is silent: there
//! are no numbers, and so no alerts either.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::relations::{ContainerPort, Monitor, Monitored, MonitoredPort, Port};
use o8_ir::{DeploymentSummary, Labels, ModuleSummary, Node, Object, ObjectSummary};
use rustc_hash::FxHashSet;

use super::ledger::described;
use super::relations::number;
use super::selectors::{nearest, selects, texts};
use super::surroundings::{Contents, Surroundings};

/// What is scraped because of an object. `place` says where a value comes from.
pub(super) fn monitor(object: &Object, place: &dyn Fn(&Node) -> Place) -> Option<Monitor> {
    let (of, ports) = match (object.group(), object.kind()) {
        ("monitoring.coreos.com", "ServiceMonitor") => (Monitored::Services, "endpoints"),
        ("monitoring.coreos.com", "PodMonitor") => (Monitored::Pods, "podMetricsEndpoints"),
        _ => return None,
    };
    let spec = object.body.at(&["spec"])?;
    let selector = spec.at(&["selector"])?;
    let labels = selector.at(&["matchLabels"]);
    let chosen = spec.at(&["namespaceSelector"]);
    let any = chosen.and_then(|chosen| chosen.at(&["any"])).map(|node| &node.tree);
    // Whatever is on the cluster may be meant, and not all of it is of the program.
    if matches!(any, Some(o8_ir::Tree::Bool(true))) {
        return None;
    }
    let names = chosen.and_then(|chosen| chosen.at(&["matchNames"])).into_iter().flat_map(Node::items);
    let names: Vec<EcoString> = names.filter_map(|name| Some(name.as_str()?.into())).collect();
    let ports = spec.at(&[ports]).into_iter().flat_map(Node::items);
    Some(Monitor {
        of,
        namespaces: (!names.is_empty()).then_some(names),
        labels: labels.map_or_else(Labels::new, texts),
        selector: place(labels.unwrap_or(selector)),
        ports: ports.filter_map(|endpoint| port(of, endpoint, place)).collect(),
    })
}

/// The port of an endpoint; `None` where it has all of them. The operator reads the fields in this order, and the first that is
/// there counts.
fn port(of: Monitored, endpoint: &Node, place: &dyn Fn(&Node) -> Place) -> Option<MonitoredPort> {
    let fields: &[(&str, bool)] = match of {
        Monitored::Services => &[("port", true), ("targetPort", false)],
        Monitored::Pods => &[("port", false), ("portNumber", false), ("targetPort", false)],
    };
    let mut said = fields.iter().filter_map(|(field, of_service)| Some((endpoint.at(&[field])?, of_service)));
    let (node, &of_service) = said.find(|(node, _)| node.as_str() != Some(""))?;
    let port = match node.as_str() {
        Some(name) => Port::Name(name.into()),
        None => Port::Number(number(node)?),
    };
    Some(MonitoredPort { of_service, port, place: place(node) })
}

/// Reports monitors that find nothing, and ports that nothing of what they find has, each once.
pub fn check_monitors(modules: &[&ModuleSummary], around: &Surroundings<'_>) -> Vec<Diagnostic> {
    let mut reported: FxHashSet<Place> = FxHashSet::default();
    let mut diagnostics = Vec::new();
    let owned = modules.iter().filter(|module| !module.existing);
    for deployment in owned.flat_map(|module| &module.deployments) {
        for object in &deployment.objects {
            let Some(monitor) = &object.relations.monitor else { continue };
            let Some(there) = looked_at(around, deployment, object, monitor) else { continue };
            let found = findings(deployment, object, monitor, &there);
            diagnostics.extend(found.into_iter().filter(|found| reported.insert(found.place)));
        }
    }
    diagnostics
}

/// The namespaces that a monitor looks in; `None` where something unknown may be in one of them.
fn looked_at<'c, 'a>(
    around: &'c Surroundings<'a>,
    deployment: &DeploymentSummary,
    object: &ObjectSummary,
    monitor: &Monitor,
) -> Option<Vec<&'c Contents<'a>>> {
    let own = std::slice::from_ref(object.key.namespace.as_ref()?);
    let names = monitor.namespaces.as_deref().unwrap_or(own);
    names.iter().map(|name| around.of(deployment, name).filter(|there| !there.is_open)).collect()
}

fn findings(
    deployment: &DeploymentSummary,
    object: &ObjectSummary,
    monitor: &Monitor,
    there: &[&Contents<'_>],
) -> Vec<Diagnostic> {
    let labels = |object: &'_ ObjectSummary| -> Option<Labels> {
        match monitor.of {
            Monitored::Services => is_service(object).then(|| object.relations.service_labels.clone()),
            Monitored::Pods => object.pods.clone(),
        }
    };
    let mut known = Vec::new();
    let mut found: Vec<(&Contents<'_>, &ObjectSummary)> = Vec::new();
    for &contents in there {
        for &candidate in &contents.objects {
            let Some(labels) = labels(candidate) else { continue };
            if selects(&monitor.labels, &labels) {
                found.push((contents, candidate));
            }
            known.push(labels);
        }
    }
    let target = deployment.target.label();
    let Some((_, first)) = found.first() else {
        return vec![catalogue::ledger::monitor_of_nothing(
            monitor.selector,
            &described(object),
            monitor.of == Monitored::Services,
            &target,
            nearest(&monitor.labels, known.iter()),
        )];
    };
    let missing = |port: &MonitoredPort| {
        let names = ports_without(&found, monitor.of, port)?;
        let wanted = match &port.port {
            Port::Name(name) => name.to_string(),
            Port::Number(number) => number.to_string(),
        };
        Some(catalogue::ledger::monitor_without_port(
            port.place,
            &described(object),
            (port.of_service, &wanted),
            (&described(first), first.place, &target),
            &names,
        ))
    };
    monitor.ports.iter().filter_map(missing).collect()
}

fn is_service(object: &ObjectSummary) -> bool {
    object.key.group.is_empty() && object.key.kind == "Service"
}

/// The ports that there are, by name or by number as the port is said, where none of them is that port. `None` where one is, or
/// where not all of them are known.
fn ports_without(
    found: &[(&Contents<'_>, &ObjectSummary)],
    of: Monitored,
    port: &MonitoredPort,
) -> Option<Vec<String>> {
    let mut known: Vec<(Option<EcoString>, i64)> = Vec::new();
    for (contents, object) in found {
        match of {
            Monitored::Services if port.of_service => {
                let ports = &object.relations.service_ports;
                known.extend(ports.iter().map(|port| (port.name.clone(), port.number)));
            }
            Monitored::Services => known.extend(container_ports(contents, object)?),
            Monitored::Pods => known.extend(listened(object)),
        }
    }
    let is_there = known.iter().any(|(name, number)| match &port.port {
        Port::Name(wanted) => name.as_ref() == Some(wanted),
        Port::Number(wanted) => number == wanted,
    });
    let mut words = Vec::new();
    for (name, number) in known {
        let word = match port.port {
            Port::Name(_) => name.map(|name| name.to_string()),
            Port::Number(_) => Some(number.to_string()),
        };
        words.extend(word.filter(|word| !words.contains(word)));
    }
    (!is_there).then_some(words)
}

/// The ports of the pods behind a Service; `None` where something else sees to its endpoints.
fn container_ports(
    contents: &Contents<'_>,
    service: &ObjectSummary,
) -> Option<Vec<(Option<EcoString>, i64)>> {
    let selection = service.selects.as_ref()?;
    let is_behind =
        |object: &&&ObjectSummary| object.pods.as_ref().is_some_and(|pods| selects(&selection.labels, pods));
    Some(contents.objects.iter().filter(is_behind).flat_map(|object| listened(object)).collect())
}

fn listened(object: &ObjectSummary) -> impl Iterator<Item = (Option<EcoString>, i64)> {
    object.relations.container_ports.iter().map(|ContainerPort { name, number, .. }| (name.clone(), *number))
}
