//! The root application: the one file that is applied by hand. It brings projects and ApplicationSets.

use ecow::eco_format;
use o8_ir::platform::Platform;
use o8_ir::{Node, OutputFile};

use super::element::{SYNC_OPTIONS, sync_policy};
use super::paths::{GENERATE_PATHS, HERE};
use crate::document::{file, map, text, text_map};

/// `bootstrap/root.yaml`.
pub fn root(platform: &Platform) -> OutputFile {
    let object = map([
        ("apiVersion", Some(text("argoproj.io/v1alpha1"))),
        ("kind", Some(text("Application"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(platform.name.clone()))),
                ("namespace", Some(text(platform.argocd_namespace.clone()))),
                ("labels", Some(text_map([("app.kubernetes.io/part-of", platform.name.as_str())]))),
                ("annotations", Some(text_map([(GENERATE_PATHS, HERE)]))),
            ])),
        ),
        (
            "spec",
            Some(map([
                // Only the built-in project may hold projects without knowing their names.
                ("project", Some(text("default"))),
                (
                    "source",
                    Some(map([
                        ("repoURL", Some(text(platform.repository.clone()))),
                        ("targetRevision", Some(text(platform.revision.clone()))),
                        ("path", Some(text(eco_format!("{}/argocd", platform.path)))),
                        ("directory", Some(map([("recurse", Some(Node::from(true)))]))),
                    ])),
                ),
                (
                    "destination",
                    Some(text_map([
                        ("server", "https://kubernetes.default.svc"),
                        ("namespace", platform.argocd_namespace.as_str()),
                    ])),
                ),
                ("syncPolicy", Some(sync_policy(true, SYNC_OPTIONS.into_iter()))),
            ])),
        ),
    ]);
    file("bootstrap/root.yaml", &platform.source, &object)
}
