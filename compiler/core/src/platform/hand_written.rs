//! PJ02: an Application by hand says all that Argo CD asks of one. Until it does, Argo CD shows it with an error and syncs nothing.

use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::application_sets as catalogue;
use o8_ir::platform::Module;
use o8_ir::{Node, Origins};

use super::freezing::{freezing, freezing_of_applications};
use super::readers_place;

/// Reports what is wrong with the Applications that a module emits and with those that its ApplicationSets make, once for each place.
pub fn check_hand_written(module: &Module, origins: &Origins) -> Vec<Diagnostic> {
    let place = |node: &Node| readers_place(origins, node.origin, module.place);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let objects = module.deployments.iter().flat_map(|deployment| &deployment.objects);
    for object in objects.filter(|object| object.group() == "argoproj.io") {
        let described = format!("`{} {}`", object.kind(), object.name());
        let mut found = Vec::new();
        let specification = match object.kind() {
            "Application" => object.body.at(&["spec"]),
            "ApplicationSet" => {
                found.extend(freezing_of_applications(&object.body, &place));
                object.body.at(&["spec", "template", "spec"])
            }
            _ => continue,
        };
        let Some(spec) = specification else { continue };
        found.extend(freezing(spec, &place));
        // A patch of the template may say what the template does not.
        if object.body.at(&["spec", "templatePatch"]).is_none() {
            let missing = [project(spec), destination(spec)].into_iter().flatten().chain(sources(spec));
            found.extend(missing.map(|Mistake { node, what, label, help }| {
                catalogue::application_incomplete(place(node), &described, what, label, help)
            }));
        }
        for found in found {
            let is_same = |known: &Diagnostic| known.place == found.place && known.message == found.message;
            if !diagnostics.iter().any(is_same) {
                diagnostics.push(found);
            }
        }
    }
    diagnostics
}

/// What becomes of an application that Argo CD refuses.
const NOTHING: &str = "Argo CD would sync nothing of it";

/// What is wrong, where, what comes of it, and what to write.
struct Mistake<'a> {
    node: &'a Node,
    what: &'static str,
    label: &'static str,
    help: &'static str,
}

/// The text of a field; none where there is nothing in it.
fn text<'a>(node: &'a Node, field: &str) -> Option<&'a str> {
    node.at(&[field]).and_then(Node::as_str).filter(|text| !text.is_empty())
}

fn project(spec: &Node) -> Option<Mistake<'_>> {
    let help = "name its project: `project`; the one called `default` allows everything";
    text(spec, "project").is_none().then_some(Mistake {
        node: spec,
        what: "is in no project",
        label: NOTHING,
        help,
    })
}

fn destination(spec: &Node) -> Option<Mistake<'_>> {
    let mistake = |node, what, help| Some(Mistake { node, what, label: NOTHING, help });
    let one = "say `server`, the address of the cluster, or `name`, what Argo CD calls it";
    let Some(destination) = spec.at(&["destination"]) else {
        return mistake(spec, "goes to no cluster: it has no `destination`", one);
    };
    match (text(destination, "server"), text(destination, "name")) {
        (None, None) => {
            mistake(destination, "goes to no cluster: neither `server` nor `name` says which", one)
        }
        (Some(_), Some(_)) => mistake(
            destination,
            "says twice where it goes: by `server` and by `name`",
            "leave one of the two out",
        ),
        _ => None,
    }
}

fn sources(spec: &Node) -> Vec<Mistake<'_>> {
    let several: Vec<&Node> = spec.at(&["sources"]).into_iter().flat_map(Node::items).collect();
    let (one, hydrated) = (spec.at(&["source"]), spec.at(&["sourceHydrator"]));
    let mistake = |what, label, help| vec![Mistake { node: spec, what, label, help }];
    match (one, several.as_slice(), hydrated) {
        (None, [], None) => {
            return mistake("has no `source`", NOTHING, "say where its manifests are: `source`");
        }
        (Some(_), [_, ..], _) => {
            let label = "Argo CD passes over `source`";
            return mistake("has both `source` and `sources`", label, "leave one of the two out");
        }
        _ => {}
    }
    let is_one_of_several = !several.is_empty();
    one.into_iter().chain(several).filter_map(|source| mistake_of_source(source, is_one_of_several)).collect()
}

fn mistake_of_source(source: &Node, is_one_of_several: bool) -> Option<Mistake<'_>> {
    let has = |field: &str| text(source, field).is_some();
    let (what, help) = if !has("repoURL") {
        ("has a source without `repoURL`", "say where the repository is: `repoURL`")
    } else if !(has("path") || has("chart") || is_one_of_several && has("ref")) {
        (
            "has a source without `path` and `chart`",
            "say which folder, or which chart: `path` is `.` for the whole repository",
        )
    } else if has("chart") && !has("targetRevision") {
        ("has a chart without a version", "say which version, or which will do: `targetRevision`")
    } else {
        return None;
    };
    Some(Mistake { node: source, what, label: NOTHING, help })
}
