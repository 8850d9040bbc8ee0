//! What charts and folders of others are said to render to. The compiler does not render them; whoever keeps what Helm makes of
//! one in the package has it read here, and held against the same rules as everything else.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ecow::EcoString;
use o8_diagnostics::catalogue::{plural, policies as catalogue};
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::platform::{Deployment, Module, Source};
use o8_ir::{Identity, Node, Object, Origin, Origins, Tree};
use o8_kubernetes::is_cluster_wide;
use o8_policies::{Documents, documents};

use super::authors_place;

/// The label that charts put on their objects: the name of the chart and its version, with `_` for `+`.
/// <https://helm.sh/docs/chart_best_practices/labels/>
const CHART: &str = "helm.sh/chart";

/// What the targets of a module are said to render to, each text read once.
pub struct Renders(BTreeMap<EcoString, Rc<Documents>>);

/// An object that a chart is said to render to.
pub(super) struct Rendered {
    pub(super) object: Object,
    /// The line of the text that it begins in, counted from 1.
    pub(super) line: usize,
}

impl Renders {
    /// Reads what a module is said to render to.
    pub fn of(module: &Module) -> Self {
        let mut texts = BTreeMap::new();
        for (text, _) in module.deployments.iter().filter_map(said) {
            texts.entry(text.clone()).or_insert_with(|| Rc::new(documents(text)));
        }
        Self(texts)
    }

    /// The objects that a deployment is said to render to.
    pub(super) fn objects(&self, deployment: &Deployment) -> Vec<Rendered> {
        let Some((source, (text, origin))) = deployment.source.as_deref().zip(said(deployment)) else {
            return Vec::new();
        };
        let mut lines = Lines::new(text);
        let found = &self.0[text].objects;
        let objects = found.iter().map(|document| {
            let mut body = document.object.clone();
            set_origin(&mut body, origin);
            Rendered { object: object(body, source, deployment), line: lines.at(document.start) }
        });
        objects.collect()
    }
}

/// What a deployment is said to render to, and where that comes from.
fn said(deployment: &Deployment) -> Option<(&EcoString, Origin)> {
    deployment.source.as_ref()?.rendered.as_ref().map(|(text, origin)| (text, *origin))
}

/// The object of a document.
fn object(body: Node, source: &Source, deployment: &Deployment) -> Object {
    let mut object = Object {
        identity: Identity("rendered".into()),
        built_in: false,
        namespaced: true,
        in_own_namespace: false,
        body,
    };
    object.namespaced =
        !is_cluster_wide(object.group(), object.kind()) && !source.cluster_kinds.contains(&kind_of(&object));
    let is_own = |namespace: &str| namespace == deployment.namespace;
    object.in_own_namespace = object.namespaced && object.namespace().is_none_or(is_own);
    object
}

/// `GROUP/KIND`, or `KIND` of the core group.
fn kind_of(object: &Object) -> EcoString {
    match object.group() {
        "" => object.kind().into(),
        group => ecow::eco_format!("{group}/{}", object.kind()),
    }
}

fn set_origin(node: &mut Node, origin: Origin) {
    node.origin = origin;
    match &mut node.tree {
        Tree::Map(map) => map.0.iter_mut().for_each(|(_, value)| set_origin(value, origin)),
        Tree::List(list) => list.items.iter_mut().for_each(|item| set_origin(item, origin)),
        _ => {}
    }
}

/// Counts the lines before places that come in order.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    fn at(&mut self, place: usize) -> usize {
        let between = &self.text.as_bytes()[self.at.min(place)..place.min(self.text.len())];
        self.line += between.iter().filter(|byte| **byte == b'\n').count();
        self.at = self.at.max(place);
        self.line
    }
}

/// What is wrong with what a module is said to render to: texts that hold no objects, of another version than the one that is
/// deployed, or with kinds that the project of the team does not allow.
pub fn check_rendered(module: &Module, renders: &Renders, origins: &Origins) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut seen: BTreeSet<(Place, &str, &str)> = BTreeSet::new();
    for deployment in &module.deployments {
        let Some((source, (text, origin))) = deployment.source.as_deref().zip(said(deployment)) else {
            continue;
        };
        let place = authors_place(origins, origin, source.place);
        let objects = renders.objects(deployment);
        let found = &renders.0[text];
        let target = deployment.target.label();
        let mut wrong: Vec<Diagnostic> = Vec::new();
        match unread(found, text) {
            Some(reason) => {
                wrong.push(catalogue::rendered_unreadable(place, &module.name, &target, &reason));
            }
            None => {
                wrong.extend(other_version(place, source, &target, &objects));
                wrong.extend(kinds_not_allowed(place, source, (&module.name, &target), &objects));
            }
        }
        // Once of each text, whatever the number of targets that have it.
        diagnostics.extend(wrong.into_iter().filter(|found| seen.insert((place, found.code, text))));
    }
    diagnostics
}

/// Why a text is not what something renders to.
fn unread(found: &Documents, text: &str) -> Option<String> {
    if let Some((at, reason)) = &found.broken {
        return Some(format!("line {} is no YAML: {reason}", Lines::new(text).at(*at)));
    }
    match (found.objects.len(), found.others) {
        (0, 0) => Some("there is nothing in it".to_owned()),
        (_, 0) => None,
        (_, others) => Some(format!("{} in it without `apiVersion` and `kind`", plural(others, "document"))),
    }
}

/// Whether objects say that they are of another version of the chart than the one that is deployed.
fn other_version(place: Place, source: &Source, target: &str, objects: &[Rendered]) -> Option<Diagnostic> {
    let chart = source.chart.as_deref().or_else(|| source.repository.rsplit('/').next())?;
    let deployed = plain(&source.revision);
    // A requirement on versions says nothing of which one it is.
    semver::Version::parse(&deployed).ok()?;
    objects.iter().find_map(|rendered| {
        let label = rendered.object.body.at(&["metadata", "labels", CHART])?.as_str()?;
        // Those of charts that the chart brings have another name.
        let version = label.strip_prefix(chart)?.strip_prefix('-')?;
        let version = plain(&version.replace('_', "+"));
        let is_other = semver::Version::parse(&version).is_ok() && version != deployed;
        is_other
            .then(|| catalogue::rendered_of_another(place, chart, &version, &deployed, target, rendered.line))
    })
}

/// A version without `v`.
fn plain(version: &str) -> String {
    version.strip_prefix('v').unwrap_or(version).to_owned()
}

/// Kinds that Argo CD refuses to sync, since the program says that the chart makes others.
fn kinds_not_allowed(
    place: Place,
    source: &Source,
    (module, target): (&str, &str),
    objects: &[Rendered],
) -> Option<Diagnostic> {
    let is_allowed = |object: &Object| match object.namespaced {
        true => source.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind_of(object))),
        false => source.cluster_kinds.contains(&kind_of(object)),
    };
    let mut missing: Vec<(bool, EcoString)> = Vec::new();
    let mut first = None;
    for rendered in objects.iter().filter(|rendered| !is_allowed(&rendered.object)) {
        let kind = (rendered.object.namespaced, kind_of(&rendered.object));
        first = first.or(Some(rendered.line));
        if !missing.contains(&kind) {
            missing.push(kind);
        }
    }
    missing.sort();
    let named = |wanted: bool| -> Vec<&str> {
        missing
            .iter()
            .filter(|(namespaced, _)| *namespaced == wanted)
            .map(|(_, kind)| kind.as_str())
            .collect()
    };
    Some(catalogue::rendered_not_allowed(place, (module, target), &named(false), &named(true), first?))
}
