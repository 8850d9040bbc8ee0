//! Settings of Argo CD itself that what we emit depends on.

use ecow::eco_format;
use o8_ir::platform::Platform;
use o8_ir::{ModuleSummary, Node, OutputFile};

use super::health::health_checks;

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

/// `argocd/config/argocd-cm.yaml`: how healthy what others wait for is. `applications` is whether that is applications, and
/// `awaited` are the modules. Nothing where Argo CD knows all of it by itself.
pub fn settings(platform: &Platform, applications: bool, awaited: &[&ModuleSummary]) -> Option<OutputFile> {
    let of_applications = applications
        .then_some(("resource.customizations.health.argoproj.io_Application".into(), HEALTH_OF_APPLICATIONS));
    let checks: Vec<_> = of_applications.into_iter().chain(health_checks(awaited)).collect();
    let data = checks.iter().map(|(key, script)| (key.as_str(), Some(text(*script))));
    (!checks.is_empty()).then(|| config_map(platform, "argocd-cm", data))
}

/// `argocd/config/argocd-cmd-params-cm.yaml`, where `files` hold ApplicationSets that depend on a switch of their controller,
/// which reads them when it starts.
///
/// A controller that was given a policy of its own, as by the usual chart, passes over the `applicationsSync` of a set unless it
/// is told not to, and would delete what a set is to keep. Without such a policy the switch changes nothing.
pub fn parameters(platform: &Platform, files: &[OutputFile]) -> Option<OutputFile> {
    let sets = || files.iter().filter(|file| file.path.starts_with("argocd/applicationsets/"));
    // What is written is asked, so that no set can be forgotten.
    let says = |field: &[u8]| sets().any(|file| file.bytes.windows(field.len()).any(|part| part == field));
    let switches = [
        ("applicationsetcontroller.enable.policy.override", says(b"\n    applicationsSync: ")),
        ("applicationsetcontroller.enable.progressive.syncs", says(b"\n    type: RollingSync\n")),
    ];
    let on: Vec<_> =
        switches.into_iter().filter(|(_, on)| *on).map(|(key, _)| (key, Some(text("true")))).collect();
    (!on.is_empty()).then(|| config_map(platform, "argocd-cmd-params-cm", on))
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
