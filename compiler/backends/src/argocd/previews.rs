//! Environments that are copied for each pull request: `argocd/applicationsets/pull-requests.ENV.MODULE.yaml`.
//!
//! Argo CD asks for the pull requests, makes an application for each, and sets in it what only then is known: the namespace,
//! which it makes as well, and patches of the overlay.

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Environment, Layout, Platform, PullRequests, Target};
use o8_ir::relations::Ledger;
use o8_ir::{DeploymentSummary, LatePatch, ModuleSummary, Node, OutputFile, Tree, late};

use super::destination;
use super::element::{Element, Fields, Group, Set, elements_where};
use super::namespaces::ENVIRONMENT;
use super::paths::GENERATE_PATHS;
use crate::document::{file, list, map, text, text_map, texts};

/// The ApplicationSets of a module in environments that are copied for pull requests.
pub fn previews(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    module: &ModuleSummary,
    ledger: &Ledger,
) -> Vec<OutputFile> {
    let one = |deployment: &DeploymentSummary| {
        let target = &deployment.target;
        let wanted = target.environment.as_ref()?;
        let environment = environments.iter().find(|environment| environment.name == *wanted)?;
        let requests = environment.pull_requests.as_deref()?;
        // The dots keep the name apart from those of modules, teams and environments.
        let name = match target.one_of_several {
            true => eco_format!("pull-requests.{wanted}.{}.{}", target.cluster, module.deployed_as),
            false => eco_format!("pull-requests.{wanted}.{}", module.deployed_as),
        };
        let here = |other: &Target| other == target;
        let element =
            elements_where(platform, environments, layout, module, ledger, here).into_iter().next()?;
        let group = Group::of_module(platform, layout, module, std::slice::from_ref(&element));
        let set = Set {
            generator: map([("pullRequest", Some(generator(requests)))]),
            keeps: false,
            strategy: None,
            template: template(&group, &element, environment, &deployment.late_patches),
            patch: None,
        };
        let path = eco_format!("argocd/applicationsets/{name}.yaml");
        Some(file(path, &module.source, &group.application_set(&name, set)))
    };
    let copied = |deployment: &&DeploymentSummary| deployment.target.per_pull_request;
    module.deployments.iter().filter(copied).filter_map(one).collect()
}

/// Where Argo CD asks for pull requests.
fn generator(requests: &PullRequests) -> Node {
    let (owner, repository) = requests.repository.rsplit_once('/').unwrap_or(("", &requests.repository));
    let token = requests
        .token
        .as_ref()
        .map(|(secret, key)| text_map([("secretName", secret.as_str()), ("key", key.as_str())]));
    let bearer = token.clone().map(|token| map([("tokenRef", Some(token))]));
    let provider = requests.provider.as_str();
    let mut fields = Vec::new();
    match provider {
        "gitlab" => fields.push(("project", Some(text(requests.repository.clone())))),
        "bitbucketServer" => {
            fields.push(("project", Some(text(owner))));
            fields.push(("repo", Some(text(repository))));
        }
        "azuredevops" => {
            let (organization, project) = owner.split_once('/').unwrap_or((owner, owner));
            fields.push(("organization", Some(text(organization))));
            fields.push(("project", Some(text(project))));
            fields.push(("repo", Some(text(repository))));
        }
        _ => {
            fields.push(("owner", Some(text(owner))));
            fields.push(("repo", Some(text(repository))));
        }
    }
    fields.push(("api", requests.api.clone().map(text)));
    if provider.starts_with("bitbucket") {
        fields.push(("bearerToken", bearer));
    } else {
        fields.push(("tokenRef", token));
    }
    let labels = (!requests.labels.is_empty()).then(|| texts(requests.labels.iter().map(EcoString::as_str)));
    fields.push(("labels", labels));
    // Without it, GitLab lists those that were closed and merged long ago, and they would keep their copies.
    fields.push(("pullRequestState", (provider == "gitlab").then(|| text("opened"))));
    let [branch, target] = &requests.branches;
    let filter =
        map([("branchMatch", branch.clone().map(text)), ("targetBranchMatch", target.clone().map(text))]);
    let filters = (branch.is_some() || target.is_some()).then(|| list([filter]));
    map([
        (provider, Some(map(fields))),
        ("filters", filters),
        ("requeueAfterSeconds", Some(Node::from(Tree::Int(requests.requeue_after)))),
    ])
}

/// What the application of a pull request is made of.
fn template(
    group: &Group<'_>,
    element: &Element<'_>,
    environment: &Environment,
    patches: &[LatePatch],
) -> Node {
    let fields = Fields::Of(element);
    let (key, value) = destination(element.destination);
    let destination = map([(key, Some(text(value))), ("namespace", Some(text(element.namespace)))]);
    let labels = group.labels().map(|(key, value)| (key, text(value)));
    let own = [
        ("environment", text(environment.name.clone())),
        ("cluster", text(element.cluster)),
        ("pull-request", text(late::PullRequestField::Number.mark())),
    ];
    let labels = map(labels.chain(own).map(|(key, value)| (key, Some(value))));
    let metadata = map([
        ("name", Some(text(element.application.clone()))),
        ("labels", Some(labels)),
        (
            "annotations",
            group.generate_paths(fields).map(|paths| text_map([(GENERATE_PATHS, paths.as_str())])),
        ),
        ("finalizers", Some(texts(["resources-finalizer.argocd.argoproj.io"]))),
    ]);
    let mut spec = group.spec(fields, destination, element.automated, element.ignored);
    make_namespace(&mut spec, environment);
    let mut template = templated(&map([("metadata", Some(metadata)), ("spec", Some(spec))]));
    // The patches are templates already.
    if element.has_objects {
        set_kustomize(&mut template, element, patches);
    }
    template
}

/// The text of a tree as Go templates.
fn templated(node: &Node) -> Node {
    late::map_texts(node, &mut late::template)
}

/// Has Argo CD make the namespace, with the labels that those of its environment have.
fn make_namespace(spec: &mut Node, environment: &Environment) {
    let Some(Node { tree: Tree::Map(policy), .. }) = field(spec, "syncPolicy") else { return };
    let labels = std::iter::once((ENVIRONMENT, environment.name.as_str()))
        .chain(environment.namespace_labels.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    let labels = text_map(labels);
    policy.insert("managedNamespaceMetadata", map([("labels", Some(labels))]));
    if let Some(Node { tree: Tree::List(options), .. }) = policy.get_mut("syncOptions") {
        options.items.push(text("CreateNamespace=true"));
    }
}

/// What Kustomize does for the pull request, in the source that is ours.
fn set_kustomize(template: &mut Node, element: &Element<'_>, patches: &[LatePatch]) {
    let patches = patches.iter().map(|patch| {
        let fields = patch.target.iter().map(|(name, value)| (*name, Some(text(late::escaped(value)))));
        let target = (!patch.target.is_empty()).then(|| map(fields));
        map([("target", target), ("patch", Some(text(patch.patch.clone())))])
    });
    let patches: Vec<Node> = patches.collect();
    let kustomize = map([
        ("namespace", Some(text(late::template(element.namespace)))),
        ("patches", (!patches.is_empty()).then(|| list(patches))),
    ]);
    let Some(spec) = field(template, "spec") else { return };
    let source = match element.source {
        None => field(spec, "source"),
        // Ours comes last.
        Some(_) => match field(spec, "sources") {
            Some(Node { tree: Tree::List(sources), .. }) => sources.items.last_mut(),
            _ => None,
        },
    };
    if let Some(Node { tree: Tree::Map(source), .. }) = source {
        source.insert("kustomize", kustomize);
    }
}

fn field<'a>(node: &'a mut Node, name: &str) -> Option<&'a mut Node> {
    match &mut node.tree {
        Tree::Map(fields) => fields.get_mut(name),
        _ => None,
    }
}
