//! Where the applications of a module take their manifests from.

use ecow::{EcoString, eco_format};
use o8_ir::argocd::Hydrator;
use o8_ir::platform::{Layout, Setting, Source, SourceSort};
use o8_ir::{Node, Tree, late};

use super::base_path;
use super::element::{Field, Fields, Group};
use crate::document::{list, map, text, text_map, texts};
use crate::helm::values_file;

/// What an application says of sources: `source`, `sources` where there are several, or `sourceHydrator`.
pub(super) fn sources(group: &Group<'_>, fields: Fields<'_>) -> (&'static str, Node) {
    let own = |reference: Option<&str>, path: bool| {
        map([
            ("repoURL", Some(text(group.platform.repository.clone()))),
            ("targetRevision", Some(text(fields.get(Field::Revision)))),
            ("path", path.then(|| text(fields.get(Field::Path)))),
            ("ref", reference.map(text)),
        ])
    };
    let Some(source) = group.elements.first().and_then(|element| element.source) else {
        return match &group.platform.hydrator {
            Some(hydrator) if group.elements.iter().all(|element| element.hydrated) => {
                ("sourceHydrator", source_hydrator(group, fields, hydrator, own(None, true)))
            }
            _ => ("source", own(None, true)),
        };
    };
    let values = group.elements.iter().any(|element| element.has_values);
    let objects = group.elements.iter().any(|element| element.has_objects);
    let other = other(group, fields, source, values);
    match (values, objects) {
        (false, false) => ("source", other),
        (false, true) => ("sources", list([other, own(None, true)])),
        (true, objects) => ("sources", list([other, own(Some(VALUES), objects)])),
    }
}

/// What Argo CD renders, and to which folder of which branch: each application has a folder of its own, and applications that
/// follow different revisions have different branches.
fn source_hydrator(group: &Group<'_>, fields: Fields<'_>, hydrator: &Hydrator, dry: Node) -> Node {
    let application = fields.get(Field::Application);
    let in_environments = group.elements.iter().all(|element| element.environment.is_some());
    let branch = |prefix: &EcoString| {
        text(match in_environments {
            true => eco_format!("{prefix}/{}", fields.get(Field::Environment)),
            false => eco_format!("{prefix}/@{application}"),
        })
    };
    let sync =
        map([("targetBranch", Some(branch(&hydrator.branch))), ("path", Some(text(application.clone())))]);
    let proposed = hydrator.proposals.as_ref();
    map([
        ("drySource", Some(dry)),
        ("syncSource", Some(sync)),
        ("hydrateTo", proposed.map(|prefix| map([("targetBranch", Some(branch(prefix)))]))),
    ])
}

/// The name by which a chart's source refers to the one that holds its values.
const VALUES: &str = "values";

/// The source that is not ours. `values` is whether values of ours belong to it.
fn other(group: &Group<'_>, fields: Fields<'_>, source: &Source, values: bool) -> Node {
    // An ApplicationSet renders all texts of its template, and a patch may have braces of its own.
    let written = |value: &Setting| match fields {
        Fields::Of(_) => option(value),
        Fields::Placeholders | Fields::Fleet(_) => {
            late::map_texts(&option(value), &mut |text| late::escaped(text))
        }
    };
    let options = source.options.iter().map(|(name, value)| (*name, Some(written(value))));
    let here = || eco_format!("${VALUES}/{}/{}", fields.get(Field::Path), values_file(group.layout));
    let files = values.then(|| match group.layout {
        Layout::Kustomize => {
            let module = group.elements.first().and_then(|element| element.module).unwrap_or_default();
            let base = eco_format!("${VALUES}/{}/{}/values.yaml", group.platform.path, base_path(module));
            texts([base.as_str(), here().as_str()])
        }
        Layout::Rendered => texts([here().as_str()]),
    });
    let options = map(options.chain([("valueFiles", files)]));
    let key = match source.sort {
        SourceSort::Helm => "helm",
        SourceSort::Kustomize => "kustomize",
        SourceSort::Directory | SourceSort::Oci => "directory",
    };
    let says = options.as_map().is_some_and(|map| !map.0.is_empty());
    map([
        ("repoURL", Some(text(source.repository.clone()))),
        ("chart", source.chart.clone().map(text)),
        ("targetRevision", Some(text(fields.get(Field::Version)))),
        ("path", source.path.is_some().then(|| text(fields.get(Field::Folder)))),
        (key, says.then_some(options)),
    ])
}

fn option(value: &Setting) -> Node {
    match value {
        Setting::Set => Node::from(true),
        Setting::Text(value) => text(value.clone()),
        Setting::Texts(values) => texts(values.iter().map(|value| value.as_str())),
        Setting::Int(number) => Node::from(Tree::Int(*number)),
        Setting::Fields(fields) => map(fields.iter().map(|(name, value)| (*name, Some(option(value))))),
        Setting::List(items) => list(items.iter().map(option)),
        Setting::Map(entries) => text_map(entries.iter().map(|(key, value)| (key.as_str(), value.as_str()))),
    }
}
