//! NM01: names that are valid alone and too long once they are joined or once a controller adds to them.

use o8_backends::argocd::application_name;
use o8_diagnostics::{Diagnostic, catalogue};
use o8_ir::{ModuleSummary, ObjectSummary};

/// The most characters of a label's value, where Argo CD and many controllers put names.
const LABEL: usize = 63;
/// The most characters of a DNS subdomain (RFC 1123).
const SUBDOMAIN: usize = 253;
/// CronJob: the controller adds 11 characters to the names of its jobs, whose pods carry them in a label.
const CRON_JOB: usize = 52;

/// Reports names that are too long, each once a module.
pub fn check_names(module: &ModuleSummary) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for deployment in &module.deployments {
        let name = application_name(&module.name, &deployment.target);
        if name.len() > LABEL {
            diagnostics.push(catalogue::platform::application_name_too_long(module.place, &name));
            break;
        }
    }
    let mut reported: Vec<(&str, &str)> = Vec::new();
    for object in module.deployments.iter().flat_map(|deployment| &deployment.objects) {
        let (most, why) = longest_name(object);
        let identity = (object.key.kind.as_str(), object.key.name.as_str());
        if object.key.name.len() > most && !reported.contains(&identity) {
            reported.push(identity);
            let described = format!("`{} {}`", object.key.kind, object.key.name);
            diagnostics.push(catalogue::platform::name_too_long(
                object.place,
                &described,
                object.key.name.len(),
                most,
                why,
            ));
        }
    }
    diagnostics
}

fn longest_name(object: &ObjectSummary) -> (usize, &'static str) {
    match (object.key.group.as_str(), object.key.kind.as_str()) {
        ("batch", "CronJob") => (CRON_JOB, "that of a CronJob"),
        ("", "Service" | "Namespace") => (LABEL, "that of a Service or Namespace"),
        ("batch", "Job") => (LABEL, "that of a Job"),
        ("apps", "StatefulSet" | "Deployment" | "DaemonSet" | "ReplicaSet") => {
            (LABEL, "that of a workload, which its pods carry in a label,")
        }
        _ => (SUBDOMAIN, "the name of an object"),
    }
}
