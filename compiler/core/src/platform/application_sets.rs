//! AS03, AS05 and SY01: an ApplicationSet by hand makes applications that differ, each of them is synced at some time, and no
//! waves order them.

use ecow::EcoString;
use o8_diagnostics::catalogue::application_sets as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::platform::Module;
use o8_ir::{Node, Object, Origins, Tree};

use super::readers_place;

/// Reports what is wrong with the ApplicationSets that a module emits, once for each place.
pub fn check_application_sets(module: &Module, origins: &Origins) -> Vec<Diagnostic> {
    let place = |node: &Node| readers_place(origins, node.origin, module.place);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let objects = module.deployments.iter().flat_map(|deployment| &deployment.objects);
    for set in objects.filter(|object| object.kind() == "ApplicationSet" && object.group() == "argoproj.io") {
        let found = pinned(set, &place).into_iter().chain(left_out(set, &place)).chain(in_wave(set, &place));
        for found in found {
            if !diagnostics.iter().any(|known| known.place == found.place && known.code == found.code) {
                diagnostics.push(found);
            }
        }
    }
    diagnostics
}

/// SY01: waves are those of one sync, and no sync brings what an ApplicationSet makes.
fn in_wave(set: &Object, place: &dyn Fn(&Node) -> Place) -> Option<Diagnostic> {
    let annotations = set.body.at(&["spec", "template", "metadata", "annotations"]);
    let in_template = annotations.and_then(|annotations| annotations.at(&[SYNC_WAVE]));
    let patch = set.body.at(&["spec", "templatePatch"]);
    let in_patch = || patch.filter(|patch| patch.as_str().is_some_and(|text| text.contains(SYNC_WAVE)));
    in_template.or_else(in_patch).map(|node| catalogue::wave_of_made(place(node), set.name()))
}

const SYNC_WAVE: &str = "argocd.argoproj.io/sync-wave";

/// What tells applications apart and where they take their manifests from.
const VARYING: [&[&str]; 4] = [
    &["metadata", "name"],
    &["spec", "source", "path"],
    &["spec", "source", "targetRevision"],
    &["spec", "destination", "namespace"],
];

/// AS03: labels that every cluster generator fixes to one value, where the template takes them for something that varies.
fn pinned(set: &Object, place: &dyn Fn(&Node) -> Place) -> Vec<Diagnostic> {
    let Some(template) = set.body.at(&["spec", "template"]) else { return Vec::new() };
    let mut selectors = Vec::new();
    let generators = set.body.at(&["spec", "generators"]);
    // Another generator may give what this one fixes.
    let all =
        generators.into_iter().flat_map(Node::items).all(|generator| clusters(generator, &mut selectors));
    if !all || selectors.is_empty() {
        return Vec::new();
    }
    let mut texts: Vec<&Node> = VARYING.iter().filter_map(|path| template.at(path)).collect();
    let sources = template.at(&["spec", "sources"]).into_iter().flat_map(Node::items);
    texts.extend(sources.filter_map(|source| source.at(&["path"])));
    let mut found = Vec::new();
    for (label, value, fixed) in fixed_labels(selectors[0]) {
        let everywhere = |selector: &&Node| {
            fixed_labels(selector).iter().any(|(other, same, _)| (other, same) == (&label, &value))
        };
        if !selectors.iter().all(everywhere) {
            continue;
        }
        for text in &texts {
            if text.as_str().is_some_and(|text| mentions_label(text, &label)) {
                found.push(catalogue::pinned(place(text), &label, &value, place(fixed)));
            }
        }
    }
    found
}

/// Gathers the selectors of cluster generators; false where one of them selects nothing, so that nothing is fixed.
fn clusters<'a>(generator: &'a Node, selectors: &mut Vec<&'a Node>) -> bool {
    if let Some(clusters) = generator.at(&["clusters"]) {
        selectors.extend(clusters.at(&["selector"]));
        return clusters.at(&["selector"]).is_some();
    }
    let nested = ["matrix", "merge"].into_iter().find_map(|name| generator.at(&[name, "generators"]));
    let Some(nested) = nested else { return false };
    // Of those that belong together, one is enough.
    nested.items().any(|inner| inner.at(&["clusters"]).is_some() && clusters(inner, selectors))
}

/// Labels that a selector admits one value of, with where it says so.
fn fixed_labels(selector: &Node) -> Vec<(EcoString, EcoString, &Node)> {
    let by_label = selector.at(&["matchLabels"]).into_iter().flat_map(Node::entries);
    let by_label = by_label.filter_map(|(label, value)| Some((label.clone(), value.as_str()?.into(), value)));
    let expressions = selector.at(&["matchExpressions"]).into_iter().flat_map(Node::items);
    let by_expression = expressions.filter_map(|expression| {
        let text = |field: &str| expression.at(&[field]).and_then(Node::as_str);
        let values: Vec<&Node> = expression.at(&["values"]).into_iter().flat_map(Node::items).collect();
        match (text("operator"), values.as_slice()) {
            (Some("In"), [only]) => Some((text("key")?.into(), only.as_str()?.into(), *only)),
            _ => None,
        }
    });
    by_label.chain(by_expression).collect()
}

/// Whether a Go template reads a label of a cluster.
fn mentions_label(text: &str, label: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let (action, after) = after.split_once("}}").unwrap_or((after, ""));
        let mut fields = action.split(|c: char| c.is_whitespace() || "()|".contains(c));
        let field = format!(".metadata.labels.{label}");
        let quoted = [format!("\"{label}\""), format!("`{label}`")];
        if fields.any(|word| word == field)
            || (action.contains(".metadata.labels")
                && quoted.iter().any(|quoted| action.contains(quoted.as_str())))
        {
            return true;
        }
        rest = after;
    }
    false
}

/// AS05: applications that no step of a RollingSync syncs, or two do.
fn left_out(set: &Object, place: &dyn Fn(&Node) -> Place) -> Vec<Diagnostic> {
    let Some(steps) = set.body.at(&["spec", "strategy", "rollingSync", "steps"]) else { return Vec::new() };
    let labels = set.body.at(&["spec", "template", "metadata", "labels"]);
    let label = |key: &str| labels.and_then(|labels| labels.as_map()?.get(key));
    let mut found = Vec::new();
    for step in steps.items() {
        for expression in step.at(&["matchExpressions"]).into_iter().flat_map(Node::items) {
            let Some(key) = expression.at(&["key"]) else { continue };
            let is_in = expression.at(&["operator"]).and_then(Node::as_str) == Some("In");
            // A key of the template's labels that is a template itself may be any.
            let any = labels.into_iter().flat_map(Node::entries).any(|(name, _)| name.contains("{{"));
            if let Some(name) = key.as_str()
                && is_in
                && !any
                && label(name).is_none()
            {
                let names = labels.into_iter().flat_map(Node::entries).map(|(name, _)| name.as_str());
                found.push(catalogue::step_of_unknown_label(place(key), name, &names.collect::<Vec<_>>()));
            }
        }
    }
    if !found.is_empty() {
        return found;
    }
    for element in listed(set) {
        let matching: Vec<usize> = (1..)
            .zip(steps.items())
            .filter(|(_, step)| matches(step, &|key| rendered(label(key)?.as_str()?, element)) == Some(true))
            .map(|(number, _)| number)
            .collect();
        let unknown = steps
            .items()
            .any(|step| matches(step, &|key| rendered(label(key)?.as_str()?, element)).is_none());
        let name = set.body.at(&["spec", "template", "metadata", "name"]).and_then(Node::as_str);
        let name = name.and_then(|name| rendered(name, element)).unwrap_or_else(|| "an application".into());
        match matching.as_slice() {
            [] if !unknown => found.push(catalogue::in_no_step(place(steps), &name, place(element))),
            [one, two, ..] => {
                found.push(catalogue::in_two_steps(place(steps), &name, (*one, *two), place(element)))
            }
            _ => {}
        }
    }
    found
}

/// The elements of list generators, where there are no others.
fn listed(set: &Object) -> Vec<&Node> {
    let generators: Vec<&Node> =
        set.body.at(&["spec", "generators"]).into_iter().flat_map(Node::items).collect();
    if generators.iter().any(|generator| generator.at(&["list", "elements"]).is_none()) {
        return Vec::new();
    }
    generators
        .iter()
        .filter_map(|generator| generator.at(&["list", "elements"]))
        .flat_map(Node::items)
        .collect()
}

/// Whether a step takes an application with these labels; `None` where a label is not known.
fn matches(step: &Node, label: &dyn Fn(&str) -> Option<EcoString>) -> Option<bool> {
    for expression in step.at(&["matchExpressions"]).into_iter().flat_map(Node::items) {
        let key = expression.at(&["key"])?.as_str()?;
        let value = label(key)?;
        let among = expression.at(&["values"]).into_iter().flat_map(Node::items);
        let is_among = among.filter_map(Node::as_str).any(|known| known == value);
        if is_among != (expression.at(&["operator"]).and_then(Node::as_str) == Some("In")) {
            return Some(false);
        }
    }
    Some(true)
}

/// A template of plain parameters for one element; `None` for what does more than that.
fn rendered(template: &str, element: &Node) -> Option<EcoString> {
    let mut text = EcoString::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (action, after) = after.split_once("}}")?;
        text.push_str(before);
        let path: Vec<&str> = action.trim().strip_prefix('.')?.split('.').collect();
        match &element.at(&path)?.tree {
            Tree::String(value) => text.push_str(value),
            Tree::Int(number) => text.push_str(&number.to_string()),
            Tree::Bool(value) => text.push_str(&value.to_string()),
            _ => return None,
        }
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}
