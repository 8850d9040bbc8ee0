//! Settings of Argo CD itself that what we emit depends on.

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Platform, Team};
use o8_ir::{ModuleSummary, Node, ObjectSummary, OutputFile};

use super::health::{health_checks, key};

use crate::document::{file, map, text, text_map};

/// The health of an application as its parent sees it. Argo CD has none for its own kind since 1.8, so that a wave of
/// applications would be over as soon as they exist. One that is synced by hand must not hold up the others until then.
pub const HEALTH_OF_APPLICATIONS: &str = "\
local health = { status = \"Progressing\", message = \"Not looked at yet\" }
if obj.status ~= nil and obj.status.health ~= nil and obj.status.health.status ~= nil then
  health.status = obj.status.health.status
  health.message = obj.status.health.message or \"\"
end
local policy = obj.spec.syncPolicy
local waits = policy == nil or policy.automated == nil
if waits and (health.status == \"Progressing\" or health.status == \"Missing\") then
  health.status = \"Healthy\"
  health.message = \"Waits for somebody to sync it\"
end
return health
";

/// `argocd/config/argocd-cm.yaml`: the keys that we need, where we do. `applications` is whether applications wait for each
/// other, and `awaited` are the modules whose objects others wait for. A check that the program has itself takes the place of ours.
pub fn settings(platform: &Platform, applications: bool, awaited: &[&ModuleSummary]) -> Option<OutputFile> {
    let impersonation = platform
        .service_account
        .is_some()
        .then_some(("application.sync.impersonation.enabled".into(), "true"));
    let waits_for_one = || {
        awaited
            .iter()
            .flat_map(|module| &module.deployments)
            .any(|here| here.objects.iter().any(is_application))
    };
    let of_applications = (applications || waits_for_one())
        .then(|| (key("argoproj.io", "Application"), HEALTH_OF_APPLICATIONS));
    let said: Vec<_> = platform
        .health
        .iter()
        .map(|check| {
            let (group, kind) = check.kind.split_once('/').unwrap_or(("", &check.kind));
            (key(group, kind), check.script.as_str())
        })
        .collect();
    let ours = of_applications.into_iter().chain(health_checks(awaited));
    let ours: Vec<_> = ours.filter(|(key, _)| !said.iter().any(|(other, _)| other == key)).collect();
    let keys: Vec<_> = impersonation.into_iter().chain(ours).chain(said).collect();
    let data = keys.iter().map(|(key, value)| (key.as_str(), Some(text(*value))));
    (!keys.is_empty()).then(|| config_map(platform, "argocd-cm", data))
}

fn is_application(object: &ObjectSummary) -> bool {
    object.key.group == "argoproj.io" && object.key.kind == "Application"
}

/// `argocd/config/argocd-cmd-params-cm.yaml`: switches that the controllers and the server of Argo CD read when they start, where
/// what we emit needs one.
///
/// An ApplicationSet controller that was given a policy of its own, as by the usual chart, passes over the `applicationsSync` of
/// a set unless it is told not to, and would delete what a set is to keep. Without such a policy the switch changes nothing.
pub fn parameters(platform: &Platform, teams: &[Team], files: &[OutputFile]) -> Option<OutputFile> {
    let mut keys = Vec::new();
    let namespaces: BTreeSet<&str> =
        teams.iter().flat_map(|team| &team.source_namespaces).map(EcoString::as_str).collect();
    if !namespaces.is_empty() {
        let namespaces: Vec<&str> = namespaces.into_iter().collect();
        keys.push(("application.namespaces", Some(text(namespaces.join(",")))));
    }
    let sets = || files.iter().filter(|file| file.path.starts_with("argocd/applicationsets/"));
    // What is written is asked, so that no set can be forgotten.
    let says =
        |field: &str| sets().any(|file| str::from_utf8(&file.bytes).is_ok_and(|text| text.contains(field)));
    let switches = [
        ("applicationsetcontroller.enable.policy.override", says("\n    applicationsSync: ")),
        ("applicationsetcontroller.enable.progressive.syncs", says("\n    type: RollingSync\n")),
        ("hydrator.enabled", platform.hydrator.is_some()),
    ];
    keys.extend(switches.into_iter().filter(|(_, on)| *on).map(|(key, _)| (key, Some(text("true")))));
    (!keys.is_empty()).then(|| config_map(platform, "argocd-cmd-params-cm", keys))
}

/// A ConfigMap that Argo CD reads. It is applied on the server's side, where the keys of others stay.
pub(super) fn config_map<'a>(
    platform: &Platform,
    name: &str,
    data: impl IntoIterator<Item = (&'a str, Option<Node>)>,
) -> OutputFile {
    let object: Node = map([
        ("apiVersion", Some(text("v1"))),
        ("kind", Some(text("ConfigMap"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(name))),
                ("namespace", Some(text(platform.argocd_namespace.clone()))),
                // Argo CD reads the settings by the second label.
                (
                    "labels",
                    Some(text_map([
                        ("app.kubernetes.io/name", name),
                        ("app.kubernetes.io/part-of", "argocd"),
                    ])),
                ),
                // Others have keys in it too.
                (
                    "annotations",
                    Some(text_map([("argocd.argoproj.io/sync-options", "Prune=false,Delete=false")])),
                ),
            ])),
        ),
        ("data", Some(map(data))),
    ]);
    file(eco_format!("argocd/config/{name}.yaml"), &platform.source, &object)
}
