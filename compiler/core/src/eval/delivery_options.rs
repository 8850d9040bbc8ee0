//! What stands below `helm`, `kustomize` or `directory` in the source of an Application.

use ecow::EcoString;
use o8_ir::platform::{Options, Setting, SourceSort};
use o8_ir::{Node, Tree};

/// How a parameter becomes an option.
type Reading = fn(&Node) -> Option<Setting>;

/// Parameters, the options that they become, and how: in the order of printing.
const HELM: &[(&str, &str, Reading)] = &[
    ("releaseName", "releaseName", plain),
    ("skipCrds", "skipCrds", plain),
    ("skipTests", "skipTests", plain),
    ("skipSchemaValidation", "skipSchemaValidation", plain),
    ("passCredentials", "passCredentials", plain),
    ("kubeVersion", "kubeVersion", plain),
    ("apiVersions", "apiVersions", plain),
];

const KUSTOMIZE: &[(&str, &str, Reading)] = &[
    ("images", "images", plain),
    ("labels", "commonLabels", plain),
    ("annotations", "commonAnnotations", plain),
    ("namePrefix", "namePrefix", plain),
    ("nameSuffix", "nameSuffix", plain),
    ("replicas", "replicas", replicas),
    ("components", "components", plain),
    ("patches", "patches", patches),
];

const DIRECTORY: &[(&str, &str, Reading)] = &[
    ("recurse", "recurse", plain),
    ("include", "include", plain),
    ("exclude", "exclude", plain),
    ("jsonnet", "jsonnet", jsonnet),
];

/// The options of a delivery with these parameters.
pub(super) fn options(sort: SourceSort, fields: &Node) -> Options {
    let all = match sort {
        SourceSort::Helm => HELM,
        SourceSort::Kustomize => KUSTOMIZE,
        SourceSort::Directory => DIRECTORY,
        SourceSort::Oci => &[],
    };
    let one =
        |&(name, option, read): &(&str, &'static str, Reading)| Some((option, read(fields.at(&[name])?)?));
    let mut options: Options = all.iter().filter_map(one).collect();
    if options.iter().any(|(name, _)| *name == "commonLabels") {
        // Without it the labels would enter selectors, which never change.
        options.push(("labelWithoutSelector", Setting::Set));
    }
    options
}

/// A value as it is; `None` for what is as without it: `false`, an empty list or map.
fn plain(node: &Node) -> Option<Setting> {
    match &node.tree {
        Tree::Bool(true) => Some(Setting::Set),
        Tree::String(text) => Some(Setting::Text(text.clone())),
        Tree::List(list) if !list.items.is_empty() => {
            Some(Setting::Texts(list.items.iter().filter_map(Node::as_str).map(Into::into).collect()))
        }
        Tree::Map(map) if !map.0.is_empty() => {
            let entry = |(key, value): &(EcoString, Node)| Some((key.clone(), value.as_str()?.into()));
            Some(Setting::Map(map.0.iter().filter_map(entry).collect()))
        }
        _ => None,
    }
}

/// Numbers of copies by name, as a list.
fn replicas(node: &Node) -> Option<Setting> {
    let one = |(name, count): &(EcoString, Node)| match count.tree {
        Tree::Int(count) => {
            Some(Setting::Fields(vec![("name", Setting::Text(name.clone())), ("count", Setting::Int(count))]))
        }
        _ => None,
    };
    some_list(node.entries().filter_map(one).collect())
}

/// Patches with their targets.
fn patches(node: &Node) -> Option<Setting> {
    const TARGET: [&str; 7] =
        ["group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"];
    let one = |patch: &Node| {
        let mut fields: Options = Vec::new();
        if let Some(target) = patch.at(&["target"]) {
            let set = TARGET.iter().filter_map(|name| Some((*name, plain(target.at(&[name])?)?)));
            fields.push(("target", Setting::Fields(set.collect())));
        }
        fields.push(("patch", plain(patch.at(&["patch"])?)?));
        Some(Setting::Fields(fields))
    };
    some_list(node.items().filter_map(one).collect())
}

/// What Jsonnet is given.
fn jsonnet(node: &Node) -> Option<Setting> {
    let named = |field: &str| {
        let entries = node.at(&[field]).into_iter().flat_map(Node::entries);
        let one = |(name, value): &(EcoString, Node)| {
            let value = plain(value)?;
            Some(Setting::Fields(vec![("name", Setting::Text(name.clone())), ("value", value)]))
        };
        some_list(entries.filter_map(one).collect())
    };
    let fields = [
        ("extVars", named("variables")),
        ("tlas", named("arguments")),
        ("libs", node.at(&["libs"]).and_then(plain)),
    ];
    let fields: Options = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    (!fields.is_empty()).then_some(Setting::Fields(fields))
}

fn some_list(items: Vec<Setting>) -> Option<Setting> {
    (!items.is_empty()).then_some(Setting::List(items))
}
