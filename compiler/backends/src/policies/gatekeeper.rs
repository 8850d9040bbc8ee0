//! Gatekeeper's policies: a ConstraintTemplate with the rules in Rego, and a constraint for each environment.
//!
//! What a rule leaves alone in an environment is in the template, beside its reason; the constraint says which environment it is for.

use ecow::EcoString;
use o8_ir::Node;
use o8_policies::{Action, Binding, Kind, Namespaces, Policy};

use super::native::in_environment;
use super::rego;
use crate::document::{list, map, text, texts};

pub(super) fn objects(policy: &Policy) -> Vec<Node> {
    let constraints = policy.bindings.iter().map(|binding| constraint(policy, binding));
    [template(policy)].into_iter().chain(constraints).collect()
}

/// The kind of the constraints of a policy: `O8AtLeastTwo` for `at-least-two`. Policies whose names differ in hyphens alone share one.
pub fn constraint_kind(policy: &str) -> EcoString {
    let words = policy.split('-').flat_map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        [first.to_ascii_uppercase(), rest.to_owned()]
    });
    std::iter::once("O8".to_owned()).chain(words).collect::<String>().into()
}

/// The name of the template of a policy, by which Gatekeeper tells kinds of constraints apart.
pub fn template_name(policy: &str) -> EcoString {
    constraint_kind(policy).to_ascii_lowercase()
}

/// Whether constraints say which environment they are for.
fn by_environment(policy: &Policy) -> bool {
    policy.bindings.iter().any(|binding| !binding.exemptions.is_empty())
}

fn template(policy: &Policy) -> Node {
    let kind = constraint_kind(&policy.name);
    let environment =
        by_environment(policy).then(|| map([("environment", Some(map([("type", Some(text("string")))])))]));
    let schema = map([("type", Some(text("object"))), ("properties", environment)]);
    let source = map([("version", Some(text("v1"))), ("rego", Some(text(rego::module(policy))))]);
    let code = map([("engine", Some(text("Rego"))), ("source", Some(source))]);
    let target = map([("target", Some(text("admission.k8s.gatekeeper.sh"))), ("code", Some(list([code])))]);
    let spec = map([
        (
            "crd",
            Some(map([(
                "spec",
                Some(map([
                    ("names", Some(map([("kind", Some(text(kind.clone())))]))),
                    ("validation", Some(map([("openAPIV3Schema", Some(schema))]))),
                ])),
            )])),
        ),
        ("targets", Some(list([target]))),
    ]);
    let annotations = [("description", &policy.description)];
    super::object(
        "templates.gatekeeper.sh/v1",
        "ConstraintTemplate",
        &template_name(&policy.name),
        &annotations,
        spec,
    )
}

fn constraint(policy: &Policy, binding: &Binding) -> Node {
    let parameters =
        by_environment(policy).then(|| map([("environment", Some(text(binding.environment.clone())))]));
    let spec = map([
        (
            "enforcementAction",
            Some(text(match binding.action {
                Action::Audit => "dryrun",
                Action::Warn => "warn",
                Action::Deny => "deny",
            })),
        ),
        (
            "match",
            Some(map([
                ("kinds", Some(kinds(policy))),
                namespaces(&binding.namespaces),
                ("scope", (!binding.cluster_wide).then(|| text("Namespaced"))),
            ])),
        ),
        ("parameters", parameters),
    ]);
    let name = in_environment(policy, binding);
    // Gatekeeper makes the kind of the constraint out of the template: until then there is nothing to try it on.
    let after = [
        ("argocd.argoproj.io/sync-wave", &EcoString::from("1")),
        ("argocd.argoproj.io/sync-options", &EcoString::from("SkipDryRunOnMissingResource=true")),
    ];
    super::object("constraints.gatekeeper.sh/v1beta1", &constraint_kind(&policy.name), &name, &after, spec)
}

fn namespaces(namespaces: &Namespaces) -> (&'static str, Option<Node>) {
    match namespaces {
        Namespaces::Named(names) => ("namespaces", Some(texts(names.iter().map(EcoString::as_str)))),
        Namespaces::Labelled(..) => ("namespaceSelector", Some(super::namespace_selector(namespaces))),
    }
}

/// What is looked at: pods wherever they are made where the rules are about pods, and the kinds that they name.
fn kinds(policy: &Policy) -> Node {
    let entry = |group: &str, kinds: Vec<&str>| {
        map([("apiGroups", Some(texts([group]))), ("kinds", Some(texts(kinds)))])
    };
    let Some(all) = super::kinds(policy) else { return list([entry("*", vec!["*"])]) };
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for Kind { api_version, name: kind } in &all {
        let group = match api_version {
            Some(api_version) => api_version.split_once('/').map_or("", |(group, _)| group),
            None => "*",
        };
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, kinds)) if kinds.contains(&kind.as_str()) => {}
            Some((_, kinds)) => kinds.push(kind),
            None => groups.push((group, vec![kind])),
        }
    }
    list(groups.into_iter().map(|(group, kinds)| entry(group, kinds)))
}
