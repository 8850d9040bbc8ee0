//! Values of Helm charts: one file with what holds everywhere, and a small one for each target, as Helm merges them.
//!
//! Helm merges maps key by key and replaces everything else (`mergeMaps` of `helm.sh/helm/v3/pkg/cli/values`). A later
//! file takes a key away only by `null`, which takes the chart's own default along; so what some target lacks is in no
//! file that the target shares with others.

use ecow::eco_format;
use o8_ir::platform::{Deployment, Layout, Module};
use o8_ir::{Map, Node, OutputFile, Tree};

use crate::argocd::{application_path, base_path};
use crate::document::{TracedFile, file};
use crate::yaml::{Sink, Traced, write_document, write_header};

/// The file of the values of a target, below the folder of the target.
pub fn values_file(layout: Layout) -> &'static str {
    match layout {
        Layout::Kustomize => "values.yaml",
        // Beside manifests it would be applied as one of them.
        Layout::Rendered => "helm/values.yaml",
    }
}

/// The values of a module's chart, relative to the output folder; nothing where no target has any.
pub fn values_files(module: &Module, layout: Layout) -> Vec<OutputFile> {
    let targets: Vec<(&_, &Node)> = module
        .deployments
        .iter()
        .filter_map(|deployment| Some((&deployment.target, deployment.values.as_ref()?)))
        .collect();
    if targets.iter().all(|(_, values)| is_empty(values)) {
        return Vec::new();
    }
    let written = |folder: &str, values: &Node| {
        file(eco_format!("{folder}/{}", values_file(layout)), &module.source, values)
    };
    let mut files = Vec::with_capacity(targets.len() + 1);
    let mut base = Node::derived(Tree::Map(Map::default()));
    if layout == Layout::Kustomize {
        let all: Vec<&Node> = targets.iter().map(|(_, values)| *values).collect();
        if let Some(values) = &module.base_values {
            base = shared(values, &all);
        }
        files.push(written(&base_path(&module.name), &base));
    }
    for (target, values) in targets {
        files.push(written(&application_path(layout, &module.name, target), &difference(&base, values)));
    }
    files
}

/// All values of a target in one file, as Helm sees them once it has merged those that are written, with what its parts come
/// from; `None` where the target has no chart.
pub fn traced_values(module: &Module, deployment: &Deployment) -> Option<TracedFile> {
    let values = deployment.values.as_ref()?;
    let folder = application_path(Layout::Rendered, &module.name, &deployment.target);
    let mut content = Traced::default();
    write_header(&module.source, content.bytes());
    write_document(values, &mut content);
    Some(TracedFile { path: eco_format!("{folder}/{}", values_file(Layout::Rendered)), content })
}

fn is_empty(values: &Node) -> bool {
    values.as_map().is_none_or(|map| map.0.is_empty())
}

/// Of `base`, what every target has too, whatever its value there.
fn shared(base: &Node, targets: &[&Node]) -> Node {
    let Some(map) = base.as_map() else { return base.clone() };
    let maps: Vec<&Map> = targets.iter().filter_map(|target| target.as_map()).collect();
    let entries = map.0.iter().filter_map(|(key, value)| {
        let there: Option<Vec<&Node>> = maps.iter().map(|map| map.get(key)).collect();
        Some((key.clone(), shared(value, &there?)))
    });
    Node { tree: Tree::Map(Map(entries.collect())), origin: base.origin }
}

/// The least that makes `target` of `base` when Helm merges it over `base`. Everything in `base` has to be in `target`.
fn difference(base: &Node, target: &Node) -> Node {
    let (Some(below), Some(map)) = (base.as_map(), target.as_map()) else { return target.clone() };
    let entries = map.0.iter().filter_map(|(key, value)| match below.get(key) {
        Some(same) if same == value => None,
        Some(other) => Some((key.clone(), difference(other, value))),
        None => Some((key.clone(), value.clone())),
    });
    Node { tree: Tree::Map(Map(entries.collect())), origin: target.origin }
}

#[cfg(test)]
mod tests;
