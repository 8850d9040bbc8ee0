//! The ApplicationSet of a module: a list generator with one element for each target.
//!
//! The elements are written out, never discovered: an empty answer of a cluster or of Git can delete nothing. Where
//! a target is production, applications outlive their element and objects outlive their application.

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Destination, Environment, Layout, Platform, Tier};
use o8_ir::{ModuleSummary, Node, OutputFile, Tree};

use super::{application_name, application_path, destination};
use crate::document::{file, list, map, text, text_map, texts};

/// One element of the list: a target as Argo CD sees it.
pub(super) struct Element<'a> {
    pub(super) application: EcoString,
    pub(super) environment: &'a Environment,
    pub(super) cluster: &'a str,
    pub(super) destination: &'a Destination,
    pub(super) namespace: &'a str,
    pub(super) path: EcoString,
}

/// The ApplicationSet of a module, `argocd/applicationsets/MODULE.yaml`. `environments` holds at least those of its targets.
pub fn application_set(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    module: &ModuleSummary,
) -> OutputFile {
    let elements: Vec<Element<'_>> = module
        .deployments
        .iter()
        .filter_map(|deployment| {
            let target = &deployment.target;
            Some(Element {
                application: application_name(&module.name, target),
                environment: environments
                    .iter()
                    .find(|environment| environment.name == target.environment)?,
                cluster: &target.cluster,
                destination: &deployment.destination,
                namespace: &deployment.namespace,
                path: eco_format!("{}/{}", platform.path, application_path(layout, &module.name, target)),
            })
        })
        .collect();
    let labels = [("app.kubernetes.io/part-of", platform.name.as_str()), ("team", &module.team)];
    let object = set(platform, &module.name, &module.team, &labels, &elements);
    file(eco_format!("argocd/applicationsets/{}.yaml", module.name), &module.source, &object)
}

/// An ApplicationSet over these elements.
pub(super) fn set(
    platform: &Platform,
    name: &str,
    project: &str,
    labels: &[(&str, &str)],
    elements: &[Element<'_>],
) -> Node {
    let production = elements.iter().any(|element| element.environment.tier == Tier::Production);
    let automated = Automation::of(elements);
    map([
        ("apiVersion", Some(text("argoproj.io/v1alpha1"))),
        ("kind", Some(text("ApplicationSet"))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(name))),
                ("namespace", Some(text(platform.argocd_namespace.clone()))),
                ("labels", Some(text_map(labels.iter().copied()))),
            ])),
        ),
        (
            "spec",
            Some(map([
                ("goTemplate", Some(Node::from(true))),
                ("goTemplateOptions", Some(texts(["missingkey=error"]))),
                ("generators", Some(list([map([("list", Some(list_generator(elements, automated)))])]))),
                // Without `create-update` an element that disappears takes its application along.
                (
                    "syncPolicy",
                    production.then(|| {
                        map([
                            ("preserveResourcesOnDeletion", Some(Node::from(true))),
                            ("applicationsSync", Some(text("create-update"))),
                        ])
                    }),
                ),
                ("template", Some(template(platform, project, labels, elements, production, automated))),
                ("templatePatch", (automated == Automation::Some).then(|| text(AUTOMATION_PATCH))),
            ])),
        ),
    ])
}

/// A template is typed, so a boolean of an element can only be reached by a patch.
const AUTOMATION_PATCH: &str = "\
{{- if .automated }}
spec:
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
{{- end }}
";

/// Which of the elements Argo CD syncs by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Automation {
    All,
    Some,
    None,
}

impl Automation {
    fn of(elements: &[Element<'_>]) -> Self {
        let automated = elements.iter().filter(|element| element.environment.automated).count();
        match automated {
            0 => Self::None,
            all if all == elements.len() => Self::All,
            _ => Self::Some,
        }
    }
}

fn list_generator(elements: &[Element<'_>], automation: Automation) -> Node {
    let mixed = is_mixed(elements);
    let items = elements.iter().map(|element| {
        let (key, value) = destination(element.destination);
        let other = if key == "server" { "name" } else { "server" };
        map([
            ("application", Some(text(element.application.clone()))),
            ("environment", Some(text(element.environment.name.clone()))),
            ("cluster", Some(text(element.cluster))),
            (key, Some(text(value))),
            (other, mixed.then(|| text(""))),
            ("namespace", Some(text(element.namespace))),
            ("revision", Some(text(element.environment.revision.clone()))),
            ("path", Some(text(element.path.clone()))),
            (
                "automated",
                (automation == Automation::Some).then(|| Node::from(element.environment.automated)),
            ),
        ])
    });
    map([("elements", Some(list(items)))])
}

/// Whether some clusters are addressed by URL and some by name: the template then carries both, one of them empty.
fn is_mixed(elements: &[Element<'_>]) -> bool {
    let by_server =
        elements.iter().filter(|element| matches!(element.destination, Destination::Server(_))).count();
    by_server != 0 && by_server != elements.len()
}

fn template(
    platform: &Platform,
    project: &str,
    labels: &[(&str, &str)],
    elements: &[Element<'_>],
    production: bool,
    automation: Automation,
) -> Node {
    let mixed = is_mixed(elements);
    let by = |key: &str| mixed || elements.iter().all(|element| destination(element.destination).0 == key);
    let own = [("environment", "{{.environment}}"), ("cluster", "{{.cluster}}")];
    map([
        (
            "metadata",
            Some(map([
                ("name", Some(text("{{.application}}"))),
                ("labels", Some(text_map(labels.iter().copied().chain(own)))),
                ("finalizers", (!production).then(|| texts(["resources-finalizer.argocd.argoproj.io"]))),
            ])),
        ),
        (
            "spec",
            Some(map([
                ("project", Some(text(project))),
                (
                    "source",
                    Some(map([
                        ("repoURL", Some(text(platform.repository.clone()))),
                        ("targetRevision", Some(text("{{.revision}}"))),
                        ("path", Some(text("{{.path}}"))),
                    ])),
                ),
                (
                    "destination",
                    Some(map([
                        ("server", by("server").then(|| text("{{.server}}"))),
                        ("name", by("name").then(|| text("{{.name}}"))),
                        ("namespace", Some(text("{{.namespace}}"))),
                    ])),
                ),
                ("syncPolicy", Some(sync_policy(automation == Automation::All))),
            ])),
        ),
    ])
}

/// How applications are synced. Namespaces come by an application of their own, so a first sync may have to be tried again.
pub(super) fn sync_policy(automated: bool) -> Node {
    let automation = || map([("prune", Some(Node::from(true))), ("selfHeal", Some(Node::from(true)))]);
    let backoff = map([
        ("duration", Some(text("5s"))),
        ("factor", Some(Node::from(Tree::Int(2)))),
        ("maxDuration", Some(text("3m"))),
    ]);
    map([
        ("automated", automated.then(automation)),
        ("syncOptions", Some(texts(["ServerSideApply=true", "ApplyOutOfSyncOnly=true"]))),
        ("retry", Some(map([("limit", Some(Node::from(Tree::Int(10)))), ("backoff", Some(backoff))]))),
    ])
}
