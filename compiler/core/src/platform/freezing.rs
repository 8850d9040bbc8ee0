//! SY04: what Argo CD is told by hand to leave alone leaves no more alone than it says.
//!
//! A sync that respects such a rule puts what is in the cluster back into the manifest, by a merge patch. A list that has no merge keys
//! goes into that as a whole, so a rule about one field of its elements keeps every change of the list from the cluster.

use o8_diagnostics::catalogue::application_sets as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::Node;
use o8_ir::platform::Platform;
use o8_kubernetes::{Definition, FieldType, PatchStrategy, definition, kind, versions};

/// Warns of rules of an application, or of the template of one, that freeze a list. `spec` is its specification.
pub(super) fn freezing(spec: &Node, place: &dyn Fn(&Node) -> Place) -> Vec<Diagnostic> {
    let options = spec.at(&["syncPolicy", "syncOptions"]);
    let respects = options
        .into_iter()
        .flat_map(Node::items)
        .find(|option| option.as_str() == Some("RespectIgnoreDifferences=true"));
    // Without the option, a rule is about what is shown, and a sync sets everything.
    let Some(respects) = respects else { return Vec::new() };
    let mut found = Vec::new();
    for rule in spec.at(&["ignoreDifferences"]).into_iter().flat_map(Node::items) {
        let text = |field: &str| rule.at(&[field]).and_then(Node::as_str);
        let (group, Some(kind)) = (text("group").unwrap_or_default(), text("kind")) else { continue };
        if group.contains('*') || kind.contains('*') {
            continue;
        }
        for (path, list) in frozen(rule, group, kind) {
            let rule = path.as_str().unwrap_or_default();
            found.push(catalogue::freezes(place(path), kind, rule, &list, Some(place(respects))));
        }
    }
    found
}

/// The same of fields of applications that an ApplicationSet by hand leaves alone, which it does by a merge patch always.
pub(super) fn freezing_of_applications(set: &Node, place: &dyn Fn(&Node) -> Place) -> Vec<Diagnostic> {
    let rules = set.at(&["spec", "ignoreApplicationDifferences"]).into_iter().flat_map(Node::items);
    let found = rules.flat_map(|rule| frozen(rule, "argoproj.io", "Application"));
    let report = |(path, list): (&Node, String)| {
        let rule = path.as_str().unwrap_or_default();
        catalogue::freezes(place(path), "Application", rule, &list, None)
    };
    found.map(report).collect()
}

/// The same of the fields that the ApplicationSets of the platform leave alone.
pub fn check_freezing(platform: &Platform) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for ignored in &platform.ignored {
        let paths = ignored.pointers.iter().map(|path| (path, by_pointer(path)));
        let paths = paths.chain(ignored.expressions.iter().map(|path| (path, by_expression(path))));
        for (rule, steps) in paths {
            if let Some(list) = frozen_list(&steps, None) {
                found.push(catalogue::freezes(ignored.place, "Application", rule, &list, None));
            }
        }
    }
    found
}

/// The paths of a rule that lead into a list without merge keys, and that list.
fn frozen<'a>(rule: &'a Node, group: &str, of: &str) -> Vec<(&'a Node, String)> {
    let known = versions(group).find_map(|version| kind(group, version, of));
    let known = known.map(|kind| definition(kind.definition));
    let texts = |field: &str| rule.at(&[field]).into_iter().flat_map(Node::items);
    let pointers = texts("jsonPointers").filter_map(|node| Some((node, by_pointer(node.as_str()?))));
    let expressions =
        texts("jqPathExpressions").filter_map(|node| Some((node, by_expression(node.as_str()?))));
    let paths = pointers.chain(expressions);
    paths.filter_map(|(node, steps)| Some((node, frozen_list(&steps, known)?))).collect()
}

/// A step of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    /// To a field.
    Field(String),
    /// To some elements of a list.
    Elements,
}

/// The first list without merge keys that a path leads into; `known` is the kind, where it is one of Kubernetes. Custom resources
/// have no merge keys as far as Argo CD knows.
fn frozen_list(steps: &[Step], known: Option<Definition>) -> Option<String> {
    let mut path = String::new();
    let mut at = known;
    let mut elements: Option<FieldType> = None;
    let mut has_keys = false;
    for step in steps {
        match step {
            Step::Field(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
                if known.is_none() {
                    continue;
                }
                let (ty, patch) = match elements.take() {
                    // The key of a map.
                    Some(ty) => (ty, PatchStrategy::Replace),
                    None => {
                        let field = at?.fields.get(name)?;
                        (field.ty, field.patch)
                    }
                };
                has_keys = matches!(patch, PatchStrategy::MergeKey(_) | PatchStrategy::MergeKeyRetainKeys(_));
                at = None;
                match ty {
                    FieldType::Object(id) => at = Some(definition(id)),
                    FieldType::List(of) | FieldType::Map(of) => elements = Some(of.get()),
                    _ => {}
                }
            }
            Step::Elements if known.is_none() || !has_keys => return Some(path),
            Step::Elements => {
                if let Some(FieldType::Object(id)) = elements.take() {
                    at = Some(definition(id));
                }
            }
        }
    }
    None
}

/// `/spec/containers/0/image`. A number is taken for the place of an element.
fn by_pointer(pointer: &str) -> Vec<Step> {
    let step = |part: &str| match !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Step::Elements,
        false => Step::Field(part.replace("~1", "/").replace("~0", "~")),
    };
    pointer.split('/').skip(1).map(step).collect()
}

/// `.spec.containers[] | select(.name == "web") | .image`, as far as it is plain to see where it leads.
fn by_expression(expression: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = expression.trim();
    loop {
        rest = rest.trim_start().trim_start_matches('?');
        if let Some(after) = rest.strip_prefix('[') {
            // A field whose name is no word, as `["app.kubernetes.io/name"]`, or elements.
            let Some((inside, after)) = after.split_once(']') else { return steps };
            let quoted = inside.trim().strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            steps.push(quoted.map_or(Step::Elements, |name| Step::Field(name.to_owned())));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('.') {
            if let Some((name, after)) = after.strip_prefix('"').and_then(|text| text.split_once('"')) {
                steps.push(Step::Field(name.to_owned()));
                rest = after;
                continue;
            }
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
            if end > 0 {
                steps.push(Step::Field(after[..end].to_owned()));
            }
            rest = &after[end..];
        } else if let Some(after) = rest.strip_prefix('|') {
            rest = after;
        } else {
            return steps;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(of: (&str, &str), path: &str, expected: Option<&str>) {
        let steps = if path.starts_with('/') { by_pointer(path) } else { by_expression(path) };
        let known = versions(of.0).find_map(|version| kind(of.0, version, of.1));
        let found = frozen_list(&steps, known.map(|kind| definition(kind.definition)));
        assert_eq!(found.as_deref(), expected, "{path}");
    }

    #[test]
    fn lists_without_merge_keys_are_found() {
        let deployment = ("apps", "Deployment");
        check(deployment, ".spec.template.spec.containers[].image", None);
        check(deployment, "/spec/template/spec/containers/0/image", None);
        check(deployment, ".spec.template.spec.containers[] | select(.name == \"web\") | .env[].value", None);
        let arguments = "spec.template.spec.containers.args";
        check(deployment, ".spec.template.spec.containers[].args[1]", Some(arguments));
        check(deployment, "/spec/template/spec/tolerations/0/key", Some("spec.template.spec.tolerations"));
        check(deployment, ".metadata.labels[\"app.kubernetes.io/name\"]", None);
        check(deployment, ".spec.replicas", None);
        check(("networking.k8s.io", "Ingress"), ".spec.rules[0].host", Some("spec.rules"));
        let rollout = ("argoproj.io", "Rollout");
        check(rollout, ".spec.template.spec.containers[]?.image", Some("spec.template.spec.containers"));
        check(rollout, "/spec/template/spec/containers/0/image", Some("spec.template.spec.containers"));
        // Who leaves a list alone as a whole means that.
        check(rollout, ".spec.template.spec.containers", None);
        check(rollout, ".spec.\"odd name\".x", None);
        check(rollout, "..|.image?", None);
        check(rollout, ".[", None);
    }
}
