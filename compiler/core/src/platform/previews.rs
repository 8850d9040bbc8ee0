//! Environments that are copied for each pull request: what copies cannot share, and what has to be known before there is one.

use std::borrow::Cow;

use o8_backends::kustomize;
use o8_diagnostics::catalogue::late as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::late::{self, Sample};
use o8_ir::platform::{Deployment, Layout, Module};
use o8_ir::{LatePatch, ListMerge, Node, Object, Origins, Tree};

use super::ownership::describe;
use super::readers_place;
use crate::model::Model;

/// Reports what of a module cannot be copied for each pull request.
pub fn check_previews(model: &Model, layout: Layout, module: &Module, origins: &Origins) -> Vec<Diagnostic> {
    let mut check = Check { module, origins, diagnostics: Vec::new() };
    for deployment in module.deployments.iter().filter(|deployment| deployment.target.per_pull_request) {
        match layout {
            Layout::Kustomize => check.deployment(deployment),
            Layout::Rendered => {
                check.diagnostics.extend(without_templates(model, environment_of(deployment)))
            }
        }
    }
    check.diagnostics
}

fn without_templates(model: &Model, name: &str) -> Option<Diagnostic> {
    let entry = model.environments.iter().find(|entry| entry.environment.name == name)?;
    let place = entry.environment.pull_requests.as_ref()?.place;
    Some(catalogue::layout_without_templates(place, name))
}

/// The patches of a target that Argo CD makes for each pull request; or what stands in the way of one.
pub(crate) fn late_patches(
    module: &Module,
    deployment: &Deployment,
) -> Result<Vec<LatePatch>, Box<Diagnostic>> {
    kustomize::late_patches(deployment).map_err(|object| {
        let described = describe(&object.key());
        let environment = environment_of(deployment);
        Box::new(catalogue::no_late_patch(module.place, &late::shown(&described), environment))
    })
}

/// The module as checks of objects see it: instead of each target that is copied, the shortest and the longest copy.
pub(crate) fn sampled(module: &Module) -> Cow<'_, Module> {
    if module.deployments.iter().all(|deployment| deployment.known.is_none()) {
        return Cow::Borrowed(module);
    }
    let mut sampled = module.clone();
    sampled.deployments = module
        .deployments
        .iter()
        .flat_map(|deployment| {
            let samples: &[Sample] = match deployment.known {
                None => return vec![deployment.clone()],
                Some(_) => &[Sample::Shortest, Sample::Longest],
            };
            samples.iter().map(|which| sample_of(deployment, *which)).collect()
        })
        .collect();
    Cow::Owned(sampled)
}

/// A target as it is for one pull request.
pub(crate) fn sample_of(deployment: &Deployment, which: Sample) -> Deployment {
    let object = |object: &Object| Object { body: late::sample_of(&object.body, which), ..object.clone() };
    Deployment {
        objects: deployment.objects.iter().map(object).collect(),
        namespace: late::sample(&deployment.namespace, which),
        settings: late::sample_of(&deployment.settings, which),
        known: None,
        ..deployment.clone()
    }
}

fn environment_of(deployment: &Deployment) -> &str {
    deployment.target.environment.as_deref().unwrap_or_default()
}

struct Check<'a> {
    module: &'a Module,
    origins: &'a Origins,
    diagnostics: Vec<Diagnostic>,
}

impl Check<'_> {
    fn deployment(&mut self, deployment: &Deployment) {
        let environment = environment_of(deployment);
        if !late::is_late(&deployment.namespace) {
            let module = self.module;
            self.diagnostics.push(catalogue::shared_namespace(
                module.place,
                &deployment.namespace,
                &module.name,
                environment,
            ));
            return;
        }
        for object in &deployment.objects {
            self.object(object, environment);
        }
        for (_, value) in deployment.values.iter().flat_map(Node::entries) {
            self.values(value);
        }
    }

    fn object(&mut self, object: &Object, environment: &str) {
        let before = self.diagnostics.len();
        for (path, what) in [
            (&["apiVersion"][..], "the version of an object"),
            (&["kind"], "the kind of an object"),
            (&["metadata", "name"], "the name of an object"),
        ] {
            if let Some(node) = object.body.at(path).filter(|node| late::mentions_late(node)) {
                self.late(node, what);
            }
        }
        if self.diagnostics.len() > before {
            return;
        }
        if !object.in_own_namespace {
            match object.body.at(&["metadata", "namespace"]).filter(|node| late::mentions_late(node)) {
                Some(node) => self.late(node, "another namespace than that of the module"),
                None => self.shared(object, environment),
            }
            return;
        }
        self.keys(&object.body);
    }

    fn shared(&mut self, object: &Object, environment: &str) {
        let place = self.place(&object.body);
        let where_ = match object.namespaced {
            true => "in a namespace of its own",
            false => "in no namespace",
        };
        let described = describe(&object.key());
        self.report(catalogue::shared_by_copies(place, &described, where_, environment));
    }

    /// Keys by which patches find what they change.
    fn keys(&mut self, node: &Node) {
        match &node.tree {
            Tree::Map(map) => {
                for (key, value) in &map.0 {
                    if late::is_late(key) {
                        let place = self.place(value);
                        self.report(catalogue::late_identity(place, "a key", &late::shown(key)));
                    } else {
                        self.keys(value);
                    }
                }
            }
            Tree::List(list) => {
                for item in &list.items {
                    match list.merge {
                        ListMerge::Keyed(key) if item.at(&[key]).is_some_and(late::mentions_late) => {
                            let found = item.at(&[key]).unwrap_or(item);
                            self.late(found, "what tells an element of a list from others");
                        }
                        _ => self.keys(item),
                    }
                }
            }
            Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::String(_) => {}
        }
    }

    fn values(&mut self, node: &Node) {
        match &node.tree {
            Tree::String(text) if late::is_late(text) => {
                let place = self.place(node);
                self.report(catalogue::late_in_values(place, &late::shown(text)));
            }
            Tree::Map(_) => node.entries().for_each(|(_, value)| self.values(value)),
            Tree::List(_) => node.items().for_each(|item| self.values(item)),
            _ => {}
        }
    }

    fn late(&mut self, node: &Node, what: &str) {
        let place = self.place(node);
        let value = node.as_str().map(late::shown).unwrap_or_default();
        self.report(catalogue::late_identity(place, what, &value));
    }

    fn place(&self, node: &Node) -> Place {
        readers_place(self.origins, node.origin, self.module.place)
    }

    /// One mistake at one place, whatever the number of objects that it is in.
    fn report(&mut self, found: Diagnostic) {
        if !self.diagnostics.iter().any(|known| known.place == found.place && known.code == found.code) {
            self.diagnostics.push(found);
        }
    }
}
