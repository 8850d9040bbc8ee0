//! Targets as Argo CD sees them, and what is the same in the template of an ApplicationSet and in an Application of its own.

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Destination, Environment, Layout, Platform, Source, Target, Tier};
use o8_ir::relations::{Ignored, Ledger};
use o8_ir::{DeploymentSummary, ModuleSummary, Node, Tree};

use super::ignore::{application_differences, ignore_differences, respects};
use super::paths::{Above, GENERATE_PATHS};
use super::source::sources;
use super::{application_name, application_path};
use crate::document::{list, map, text, text_map, texts};

/// A target as Argo CD sees it.
pub(super) struct Element<'a> {
    pub(super) application: EcoString,
    /// The module, whose files are in a folder of its name; `None` for what belongs to the platform.
    pub(super) module: Option<&'a str>,
    /// The team that owns the module, which is the project too; `None` for what belongs to the platform.
    pub(super) team: Option<&'a str>,
    /// The name of the environment, where it is in one.
    pub(super) environment: Option<&'a str>,
    pub(super) tier: Tier,
    /// Branch, tag or commit of the platform's repository that Argo CD follows.
    pub(super) revision: &'a str,
    /// Whether Argo CD syncs by itself.
    pub(super) automated: bool,
    pub(super) cluster: &'a str,
    pub(super) destination: &'a Destination,
    pub(super) namespace: &'a str,
    /// The folder of what o8 writes for the target, from the root of the repository; `None` where that is nothing.
    pub(super) path: Option<EcoString>,
    /// What that folder refers to.
    pub(super) above: Above,
    /// What is deployed besides, where it is no set of objects of ours.
    pub(super) source: Option<&'a Source>,
    /// Whether there are values of a chart.
    pub(super) has_values: bool,
    /// Whether there are objects of ours.
    pub(super) has_objects: bool,
    /// Whether what it has besides may make the definitions of custom resources among them, and only when it runs.
    pub(super) makes_definitions: bool,
    /// What others write of its objects.
    pub(super) ignored: &'a [Ignored],
    /// Whether applications beside this one are on their way out.
    pub(super) retiring: bool,
    /// Whether Argo CD renders it to a branch.
    pub(super) hydrated: bool,
}

/// The targets of a module. `environments` holds at least theirs.
pub(super) fn elements<'a>(
    platform: &Platform,
    environments: &'a [Environment],
    layout: Layout,
    module: &'a ModuleSummary,
    ledger: &'a Ledger,
) -> Vec<Element<'a>> {
    elements_where(platform, environments, layout, module, ledger, |target| {
        !target.live && !target.per_pull_request
    })
}

/// Those of its targets that are wanted.
pub(super) fn elements_where<'a>(
    platform: &Platform,
    environments: &'a [Environment],
    layout: Layout,
    module: &'a ModuleSummary,
    ledger: &'a Ledger,
    wanted: impl Fn(&Target) -> bool,
) -> Vec<Element<'a>> {
    let written = module.deployments.iter().any(|deployment| {
        deployment.source.is_none() || deployment.has_values || !deployment.objects.is_empty()
    });
    let element = |deployment: &'a DeploymentSummary| {
        let target = &deployment.target;
        let path = || eco_format!("{}/{}", platform.path, application_path(layout, &module.name, target));
        let (tier, revision, automated) = match (&target.environment, &deployment.addon) {
            (Some(name), _) => {
                let environment = environments.iter().find(|environment| environment.name == *name)?;
                (environment.tier, &environment.revision, environment.automated)
            }
            (None, Some(addon)) => (addon.tier, &addon.revision, addon.automated),
            (None, None) => return None,
        };
        Some(Element {
            application: application_name(&module.deployed_as, target),
            module: Some(&module.name),
            team: Some(&module.team),
            environment: target.environment.as_deref(),
            tier,
            revision,
            automated,
            cluster: &target.cluster,
            destination: &deployment.destination,
            namespace: &deployment.namespace,
            path: written.then(path),
            above: Above::of(layout, target),
            source: deployment.source.as_deref(),
            has_values: deployment.has_values,
            has_objects: !deployment.objects.is_empty(),
            makes_definitions: ledger.makes_definitions(&module.name, target),
            ignored: ledger.of(&module.name, target),
            retiring: module.retiring,
            hydrated: platform.hydrator.is_some()
                && deployment.source.is_none()
                && !target.live
                && !target.per_pull_request,
        })
    };
    // Rendered in full, a target without objects is no folder, and nothing to make an application from.
    let is_something = |deployment: &&'a DeploymentSummary| {
        layout == Layout::Kustomize || deployment.source.is_some() || !deployment.objects.is_empty()
    };
    let deployments = module.deployments.iter().filter(is_something);
    deployments.filter(|deployment| wanted(&deployment.target)).filter_map(element).collect()
}

/// Something that differs from one target to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Field {
    Application,
    Team,
    Environment,
    Cluster,
    Namespace,
    /// Of what is deployed besides objects of ours: branch, tag, commit, version.
    Version,
    /// The folder of what is deployed besides objects of ours.
    Folder,
    /// What is followed of the platform's repository.
    Revision,
    /// The folder in the platform's repository.
    Path,
}

impl Field {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Team => "team",
            Self::Environment => "environment",
            Self::Cluster => "cluster",
            Self::Namespace => "namespace",
            Self::Version => "version",
            Self::Folder => "folder",
            Self::Revision => "revision",
            Self::Path => "path",
        }
    }
}

impl Element<'_> {
    /// `None` where the target has no such thing.
    pub(super) fn value(&self, field: Field) -> Option<EcoString> {
        match field {
            Field::Application => Some(self.application.clone()),
            Field::Team => self.team.map(Into::into),
            Field::Environment => self.environment.map(Into::into),
            Field::Cluster => Some(self.cluster.into()),
            Field::Namespace => Some(self.namespace.into()),
            Field::Version => Some(self.source?.revision.clone()),
            Field::Folder => self.source?.path.clone(),
            Field::Revision => self.path.as_ref().map(|_| self.revision.into()),
            Field::Path => self.path.clone(),
        }
    }
}

/// What stands for a field: a placeholder in a template, its value in an application.
#[derive(Clone, Copy)]
pub(super) enum Fields<'a> {
    Placeholders,
    Of(&'a Element<'a>),
    /// Of a fleet: what all clusters have in common, with placeholders for the cluster.
    Fleet(&'a Element<'a>),
}

impl Fields<'_> {
    pub(super) fn get(self, field: Field) -> EcoString {
        match self {
            Self::Placeholders => eco_format!("{{{{.{}}}}}", field.name()),
            Self::Of(element) | Self::Fleet(element) => element.value(field).unwrap_or_default(),
        }
    }
}

/// What one ApplicationSet has that others have not.
pub(super) struct Set {
    pub(super) generator: Node,
    /// Whether applications outlive what they are made for, and their objects outlive them.
    pub(super) keeps: bool,
    pub(super) strategy: Option<Node>,
    pub(super) template: Node,
    pub(super) patch: Option<Node>,
}

/// Targets that have all but their fields in common.
pub(super) struct Group<'a> {
    pub(super) platform: &'a Platform,
    pub(super) layout: Layout,
    pub(super) name: &'a str,
    /// The project of all of them; `None` where each is in that of its team.
    pub(super) project: Option<&'a str>,
    pub(super) labels: Vec<(&'a str, EcoString)>,
    pub(super) elements: &'a [Element<'a>],
    /// Whether environments are synced one after the other.
    pub(super) rolling: bool,
}

impl<'a> Group<'a> {
    /// The targets of a module.
    pub(super) fn of_module(
        platform: &'a Platform,
        layout: Layout,
        module: &'a ModuleSummary,
        elements: &'a [Element<'a>],
    ) -> Self {
        let labels = vec![
            ("app.kubernetes.io/part-of", platform.name.clone()),
            (Field::Team.name(), module.team.clone()),
        ];
        Self {
            platform,
            layout,
            name: &module.deployed_as,
            project: Some(&module.team),
            labels,
            elements,
            // Clusters have no order in which they are synced.
            rolling: platform.rolling && !module.addon,
        }
    }

    /// Labels that all of them have.
    pub(super) fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.labels.iter().map(|(key, value)| (*key, value.as_str()))
    }

    /// Whether an accident in one of the targets would be one in production. What has left production is there until somebody
    /// deletes it.
    pub(super) fn is_production(&self) -> bool {
        self.elements.iter().any(|element| element.tier == Tier::Production || element.retiring)
    }

    /// `syncOptions` of an application; `respects` is whether a sync leaves alone what others write.
    ///
    /// An operator that makes the definitions of custom resources when it runs, in one application with them, would never come: the dry
    /// run before a sync would fail for the lack of a definition. Elsewhere the failure is what there is to see.
    pub(super) fn sync_options(&self, respects: bool) -> impl Iterator<Item = &'static str> + use<> {
        let waits = self.elements.iter().any(|element| element.makes_definitions);
        SYNC_OPTIONS
            .into_iter()
            .chain(respects.then_some("RespectIgnoreDifferences=true"))
            .chain(waits.then_some("SkipDryRunOnMissingResource=true"))
    }

    /// `metadata` of an application, with its annotations.
    pub(super) fn metadata(&self, fields: Fields<'_>, annotations: &[(&str, &str)]) -> Node {
        // What is in no environment is alone in its group with others like it.
        let in_environments = self.elements.iter().all(|element| element.environment.is_some());
        let environment = in_environments.then_some(Field::Environment);
        let own = environment.into_iter().chain([Field::Cluster]);
        let own: Vec<_> = own.map(|field| (field.name(), fields.get(field))).collect();
        let own = own.iter().map(|(key, value)| (*key, value.as_str()));
        let team = self.project.is_none().then(|| fields.get(Field::Team));
        let team = team.iter().map(|team| (Field::Team.name(), team.as_str()));
        let is_alone = matches!(fields, Fields::Of(_));
        let paths = self.generate_paths(fields);
        let paths = paths.iter().map(|paths| (GENERATE_PATHS, paths.as_str()));
        let annotations: Vec<_> = annotations.iter().copied().chain(paths).collect();
        map([
            ("name", Some(text(fields.get(Field::Application)))),
            ("namespace", is_alone.then(|| text(self.platform.argocd_namespace.clone()))),
            ("labels", Some(text_map(self.labels().chain(team).chain(own)))),
            ("annotations", (!annotations.is_empty()).then(|| text_map(annotations))),
            (
                "finalizers",
                (!self.is_production()).then(|| texts(["resources-finalizer.argocd.argoproj.io"])),
            ),
        ])
    }

    /// An ApplicationSet of this name. Templates are strict: a parameter that is missing is an error.
    pub(super) fn application_set(&self, name: &str, set: Set) -> Node {
        // Without `create-update` a generator that no longer gives a parameter takes its application along.
        let kept = || {
            map([
                ("preserveResourcesOnDeletion", Some(Node::from(true))),
                ("applicationsSync", Some(text("create-update"))),
            ])
        };
        map([
            ("apiVersion", Some(text("argoproj.io/v1alpha1"))),
            ("kind", Some(text("ApplicationSet"))),
            (
                "metadata",
                Some(map([
                    ("name", Some(text(name))),
                    ("namespace", Some(text(self.platform.argocd_namespace.clone()))),
                    ("labels", Some(text_map(self.labels()))),
                ])),
            ),
            (
                "spec",
                Some(map([
                    ("goTemplate", Some(Node::from(true))),
                    ("goTemplateOptions", Some(texts(["missingkey=error"]))),
                    ("generators", Some(list([set.generator]))),
                    ("syncPolicy", set.keeps.then(kept)),
                    ("ignoreApplicationDifferences", application_differences(self.platform)),
                    ("strategy", set.strategy),
                    ("template", Some(set.template)),
                    ("templatePatch", set.patch),
                ])),
            ),
        ])
    }

    /// `spec` of an application that leaves some fields alone.
    pub(super) fn spec(
        &self,
        fields: Fields<'_>,
        destination: Node,
        automated: bool,
        ignored: &[Ignored],
    ) -> Node {
        let (sources, source) = sources(self, fields);
        map([
            ("project", Some(self.project.map_or_else(|| text(fields.get(Field::Team)), text))),
            (sources, Some(source)),
            ("destination", Some(destination)),
            ("syncPolicy", Some(sync_policy(automated, self.sync_options(respects(ignored))))),
            ("ignoreDifferences", ignore_differences(ignored)),
        ])
    }
}

/// How applications are synced. Namespaces come by an application of their own, so a first sync may have to be tried again.
pub(super) fn sync_policy(automated: bool, options: impl Iterator<Item = &'static str>) -> Node {
    let automation = || map([("prune", Some(Node::from(true))), ("selfHeal", Some(Node::from(true)))]);
    let backoff = map([
        ("duration", Some(text("5s"))),
        ("factor", Some(Node::from(Tree::Int(2)))),
        ("maxDuration", Some(text("3m"))),
    ]);
    map([
        ("automated", automated.then(automation)),
        ("syncOptions", Some(texts(options))),
        ("retry", Some(map([("limit", Some(Node::from(Tree::Int(10)))), ("backoff", Some(backoff))]))),
    ])
}

/// `syncOptions` of every application.
pub(super) const SYNC_OPTIONS: [&str; 2] = ["ServerSideApply=true", "ApplyOutOfSyncOnly=true"];
