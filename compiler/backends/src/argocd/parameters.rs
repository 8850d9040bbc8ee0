//! Parameters of Argo CD's own processes that what we emit depends on.

use o8_ir::OutputFile;
use o8_ir::platform::Platform;

use crate::document::{file, map, text, text_map};

/// `argocd/config/argocd-cmd-params-cm.yaml`: RollingSync is behind a switch of the ApplicationSet controller, which reads it
/// when it starts.
pub fn parameters(platform: &Platform) -> OutputFile {
    let labels =
        [("app.kubernetes.io/name", "argocd-cmd-params-cm"), ("app.kubernetes.io/part-of", "argocd")];
    // Others have keys in it too.
    let annotations = [("argocd.argoproj.io/sync-options", "Prune=false,Delete=false")];
    let object = map([
        ("apiVersion", Some(text("v1"))),
        ("kind", Some(text("ConfigMap"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text("argocd-cmd-params-cm"))),
                ("namespace", Some(text(platform.argocd_namespace.clone()))),
                ("labels", Some(text_map(labels))),
                ("annotations", Some(text_map(annotations))),
            ])),
        ),
        ("data", Some(text_map([("applicationsetcontroller.enable.progressive.syncs", "true")]))),
    ]);
    file("argocd/config/argocd-cmd-params-cm.yaml", &platform.source, &object)
}
