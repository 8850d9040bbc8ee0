//! SV01: what objects name is there. Autoscalers name workloads, Ingresses and routes name Services and their ports, Services
//! name ports of containers. Where something that o8 does not see may have made the other end, nothing is said.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::Target;
use o8_ir::relations::{Backend, Named, Port, ServicePort};
use o8_ir::{DeploymentSummary, ModuleSummary, ObjectSummary};
use rustc_hash::FxHashSet;

use super::ledger::described;
use super::relations::{is_scalable, is_sizable};
use super::selectors::selects;
use super::surroundings::{Contents, Surroundings};

/// Reports references that lead nowhere, each once.
pub fn check_references(modules: &[&ModuleSummary], around: &Surroundings<'_>) -> Vec<Diagnostic> {
    let mut check = Check { around, reported: FxHashSet::default(), diagnostics: Vec::new() };
    for module in modules.iter().filter(|module| !module.existing) {
        for deployment in &module.deployments {
            for object in &deployment.objects {
                check.object(deployment, object);
            }
        }
    }
    check.diagnostics
}

struct Check<'a> {
    around: &'a Surroundings<'a>,
    reported: FxHashSet<Place>,
    diagnostics: Vec<Diagnostic>,
}

impl Check<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported.insert(diagnostic.place) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn object(&mut self, deployment: &DeploymentSummary, object: &ObjectSummary) {
        let Some(namespace) = &object.key.namespace else { return };
        let Some(here) = self.around.of(deployment, namespace) else { return };
        let target = &deployment.target;
        if let Some(scaler) = &object.relations.scaler {
            let found = scaled(here, object, &scaler.target, is_scalable, target);
            found.into_iter().for_each(|found| self.report(found));
        }
        if let Some(sized) = &object.relations.sized {
            let found = scaled(here, object, sized, is_sizable, target);
            found.into_iter().for_each(|found| self.report(found));
        }
        for backend in &object.relations.backends {
            let namespace = backend.namespace.as_ref().unwrap_or(namespace);
            let found = self
                .around
                .of(deployment, namespace)
                .and_then(|there| reached(there, object, backend, namespace, target));
            found.into_iter().for_each(|found| self.report(found));
        }
        if let Some(service) = &object.relations.governing {
            let found = governed(here, object, service, namespace, target);
            found.into_iter().for_each(|found| self.report(found));
        }
        for port in &object.relations.service_ports {
            let found = container_port(here, object, port, target);
            found.into_iter().for_each(|found| self.report(found));
        }
    }
}

/// The workload of an autoscaler. Of other kinds than those that `is_known` takes, nothing is said.
fn scaled(
    here: &Contents<'_>,
    by: &ObjectSummary,
    named: &Named,
    is_known: fn(&str, &str) -> bool,
    target: &Target,
) -> Option<Diagnostic> {
    if here.get(&named.group, &named.kind, &named.name).is_some() {
        return None;
    }
    let mut workloads = here.objects.iter().filter(|object| is_known(&object.key.group, &object.key.kind));
    let of_other_kind = workloads.find(|object| object.key.name == named.name);
    if let Some(other) = of_other_kind {
        return Some(catalogue::ledger::scaler_of_another_kind(
            named.place,
            &described(by),
            &named.kind,
            (&described(other), &other.key.group, other.place),
        ));
    }
    if here.is_open || !is_known(&named.group, &named.kind) {
        return None;
    }
    let names = here.of_kind(&named.group, &named.kind).map(|object| object.key.name.as_str());
    let near = catalogue::nearest(&named.name, names);
    Some(catalogue::ledger::scaler_of_nothing(
        named.place,
        &described(by),
        (&named.kind, &named.name),
        &target.label(),
        near,
    ))
}

/// The Service that names the pods of a StatefulSet.
fn governed(
    here: &Contents<'_>,
    by: &ObjectSummary,
    service: &Named,
    namespace: &str,
    target: &Target,
) -> Option<Diagnostic> {
    if here.is_open || here.get("", "Service", &service.name).is_some() {
        return None;
    }
    let names = here.of_kind("", "Service").map(|object| object.key.name.as_str());
    let near = catalogue::nearest(&service.name, names);
    Some(catalogue::ledger::governing_service_absent(
        service.place,
        &described(by),
        &service.name,
        (namespace, &target.label()),
        near,
    ))
}

/// The Service and the port that requests are sent to.
fn reached(
    there: &Contents<'_>,
    by: &ObjectSummary,
    backend: &Backend,
    namespace: &str,
    target: &Target,
) -> Option<Diagnostic> {
    let Some(service) = there.get("", "Service", &backend.name) else {
        if there.is_open {
            return None;
        }
        let names = there.of_kind("", "Service").map(|object| object.key.name.as_str());
        let near = catalogue::nearest(&backend.name, names);
        return Some(catalogue::ledger::service_absent(
            backend.place,
            &described(by),
            &backend.name,
            (namespace, &target.label()),
            near,
        ));
    };
    let (port, place) = backend.port.as_ref()?;
    let ports = &service.relations.service_ports;
    let is_there = ports.iter().any(|known| match port {
        Port::Name(name) => known.name.as_ref() == Some(name),
        Port::Number(number) => known.number == *number,
    });
    if is_there || ports.is_empty() {
        return None;
    }
    let known: Vec<String> = match port {
        Port::Name(_) => {
            ports.iter().filter_map(|known| known.name.as_ref()).map(EcoString::to_string).collect()
        }
        Port::Number(_) => ports.iter().map(|known| known.number.to_string()).collect(),
    };
    let port = match port {
        Port::Name(name) => name.to_string(),
        Port::Number(number) => number.to_string(),
    };
    Some(catalogue::ledger::service_without_port(
        *place,
        &described(by),
        (&described(service), &port, ports[0].place),
        &known,
    ))
}

/// The port of the containers that a Service names.
fn container_port(
    here: &Contents<'_>,
    service: &ObjectSummary,
    port: &ServicePort,
    target: &Target,
) -> Option<Diagnostic> {
    let (name, place) = port.target.as_ref()?;
    let selection = service.selects.as_ref()?;
    let selected = || {
        here.objects
            .iter()
            .filter(|object| object.pods.as_ref().is_some_and(|pods| selects(&selection.labels, pods)))
    };
    let ports = || selected().flat_map(|object| &object.relations.container_ports);
    // Which pods controllers make is not known, and that there are none is said elsewhere.
    let workload = selected().next()?;
    if here.is_open || ports().any(|known| known.name.as_ref() == Some(name)) {
        return None;
    }
    let known: Vec<String> =
        ports().filter_map(|known| known.name.as_ref()).map(EcoString::to_string).collect();
    Some(catalogue::ledger::container_without_port(
        *place,
        &described(service),
        name,
        (&described(workload), workload.place, &target.label()),
        &known,
    ))
}
