//! The ApplicationSet of a module: a list generator with one element for each target.
//!
//! The elements are written out, never discovered: an empty answer of a cluster or of Git can delete nothing. Where
//! a target is production, applications outlive their element and objects outlive their application.

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Destination, Environment, Layout, Platform, Source, Tier};
use o8_ir::{ModuleSummary, Node, OutputFile, Tree};

use super::source::sources;
use super::{application_name, application_path, destination};
use crate::document::{file, list, map, text, text_map, texts};

/// One element of the list: a target as Argo CD sees it.
pub(super) struct Element<'a> {
    pub(super) application: EcoString,
    pub(super) environment: &'a Environment,
    pub(super) cluster: &'a str,
    pub(super) destination: &'a Destination,
    pub(super) namespace: &'a str,
    /// The folder of what o8 writes for the target, from the root of the repository; `None` where that is nothing.
    pub(super) path: Option<EcoString>,
    /// What is deployed besides, where it is no set of objects of ours.
    pub(super) source: Option<&'a Source>,
    /// Whether there are values of a chart.
    pub(super) has_values: bool,
    /// Whether there are objects of ours.
    pub(super) has_objects: bool,
}

/// The ApplicationSet of a module, `argocd/applicationsets/MODULE.yaml`. `environments` holds at least those of its targets.
pub fn application_set(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    module: &ModuleSummary,
) -> OutputFile {
    let written = module.deployments.iter().any(|deployment| {
        deployment.source.is_none() || deployment.has_values || !deployment.objects.is_empty()
    });
    let elements: Vec<Element<'_>> = module
        .deployments
        .iter()
        .filter_map(|deployment| {
            let target = &deployment.target;
            let path = || eco_format!("{}/{}", platform.path, application_path(layout, &module.name, target));
            Some(Element {
                application: application_name(&module.name, target),
                environment: environments
                    .iter()
                    .find(|environment| environment.name == target.environment)?,
                cluster: &target.cluster,
                destination: &deployment.destination,
                namespace: &deployment.namespace,
                path: written.then(path),
                source: deployment.source.as_deref(),
                has_values: deployment.has_values,
                has_objects: !deployment.objects.is_empty(),
            })
        })
        .collect();
    let labels = [("app.kubernetes.io/part-of", platform.name.as_str()), ("team", &module.team)];
    let source = sources(platform, layout, &module.name, &elements);
    let object = set(platform, &module.name, &module.team, &labels, &elements, source);
    file(eco_format!("argocd/applicationsets/{}.yaml", module.name), &module.source, &object)
}

/// An ApplicationSet over these elements.
pub(super) fn set(
    platform: &Platform,
    name: &str,
    project: &str,
    labels: &[(&str, &str)],
    elements: &[Element<'_>],
    source: (&'static str, Node),
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
                ("template", Some(template(project, labels, elements, production, automated, source))),
                ("templatePatch", template_patch(automated, is_mixed(elements))),
            ])),
        ),
    ])
}

/// What the template cannot say, because it differs from one element to the next and is no text, or because it may be
/// there in some and absent in others.
fn template_patch(automation: Automation, mixed: bool) -> Option<Node> {
    const SERVER: &str = "\
{{- if .server }}
spec:
  destination:
    server: \"{{.server}}\"
{{- end }}
";
    const AUTOMATED: &str = "\
{{- if .automated }}
spec:
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
{{- end }}
";
    const BOTH: &str = "\
{{- if or .server .automated }}
spec:
  {{- if .server }}
  destination:
    server: \"{{.server}}\"
  {{- end }}
  {{- if .automated }}
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
  {{- end }}
{{- end }}
";
    match (automation == Automation::Some, mixed) {
        (true, true) => Some(text(BOTH)),
        (true, false) => Some(text(AUTOMATED)),
        (false, true) => Some(text(SERVER)),
        (false, false) => None,
    }
}

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
            ("version", element.source.map(|source| text(source.revision.clone()))),
            ("folder", element.source.and_then(|source| source.path.clone()).map(text)),
            ("revision", element.path.as_ref().map(|_| text(element.environment.revision.clone()))),
            ("path", element.path.clone().map(text)),
            (
                "automated",
                (automation == Automation::Some).then(|| Node::from(element.environment.automated)),
            ),
        ])
    });
    map([("elements", Some(list(items)))])
}

/// Whether some clusters are addressed by URL and some by name: the template then says the name, which is empty for the
/// former, and a patch the URL.
fn is_mixed(elements: &[Element<'_>]) -> bool {
    let by_server =
        elements.iter().filter(|element| matches!(element.destination, Destination::Server(_))).count();
    by_server != 0 && by_server != elements.len()
}

fn template(
    project: &str,
    labels: &[(&str, &str)],
    elements: &[Element<'_>],
    production: bool,
    automation: Automation,
    source: (&'static str, Node),
) -> Node {
    let (sources, source) = source;
    let mixed = is_mixed(elements);
    let by_server = !mixed && elements.iter().all(|element| destination(element.destination).0 == "server");
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
                (sources, Some(source)),
                (
                    "destination",
                    Some(map([
                        ("server", by_server.then(|| text("{{.server}}"))),
                        ("name", (!by_server).then(|| text("{{.name}}"))),
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
