//! The API server's own policies: a ValidatingAdmissionPolicy and a binding for each environment.
//!
//! A binding cannot leave single objects alone, so an environment that does gets a policy of its own.

use ecow::{EcoString, eco_format};
use o8_ir::Node;
use o8_policies::{Action, Binding, Exemption, Kind, Policy};

use super::cel::Program;
use super::{Engine, Target, Unsayable, cel, message, namespace_selector};
use crate::document::{list, map, text, texts};

/// What the expressions take of the library of CEL, and the first Kubernetes that has it in admission policies.
///
/// From `k8s.io/apiserver/pkg/cel/environment`. The kinds themselves are served as `v1` since [`SERVED`].
const LIBRARY: [(&str, u32); 2] =
    [("optional values (`?.`, `orValue`, `optMap`, `optFlatMap`)", 28), ("`quantity`", 28)];

/// The first Kubernetes that serves the kinds as `admissionregistration.k8s.io/v1`.
const SERVED: u32 = 30;

/// What a message may be long, by the validation of the API server.
const LONGEST_MESSAGE: usize = 5 * 1024;

pub(super) fn objects(target: Target<'_>, policy: &Policy) -> Result<Vec<Node>, Unsayable> {
    check_release(target)?;
    check_messages(Engine::Native, policy)?;
    let mut all = Vec::new();
    if policy.bindings.iter().any(|binding| binding.exemptions.is_empty()) {
        all.push(of_policy(&policy.name, target, policy, &[]));
    }
    for binding in &policy.bindings {
        let name = in_environment(policy, binding);
        let mut of = &policy.name;
        if !binding.exemptions.is_empty() {
            of = &name;
            all.push(of_policy(&name, target, policy, &binding.exemptions));
        }
        all.push(of_binding(&name, of, binding));
    }
    Ok(all)
}

fn check_release(target: Target<'_>) -> Result<(), Unsayable> {
    let newest = LIBRARY.iter().map(|(_, release)| *release).fold(SERVED, u32::max);
    if target.oldest >= newest {
        return Ok(());
    }
    let missing = LIBRARY.iter().find(|(_, release)| *release > target.oldest);
    let what = missing.map_or("ValidatingAdmissionPolicy of `v1`", |(function, _)| function);
    let why =
        format!("it takes Kubernetes 1.{newest}, and a cluster has 1.{}: {what} came later", target.oldest);
    Err(Unsayable { engine: Engine::Native, rule: None, why })
}

/// What the API server asks of messages.
pub(super) fn check_messages(engine: Engine, policy: &Policy) -> Result<(), Unsayable> {
    let wrong = policy.rules.iter().find_map(|rule| {
        let message = message(rule);
        let why = if message.contains(['\n', '\r']) {
            "its message has more than one line"
        } else if message.len() > LONGEST_MESSAGE {
            "its message has more than 5 KiB"
        } else {
            return None;
        };
        Some(Unsayable { engine, rule: Some(rule.name.clone()), why: why.to_owned() })
    });
    wrong.map_or(Ok(()), Err)
}

/// The name of what a policy has in one environment. Neither part has a dot.
pub(super) fn in_environment(policy: &Policy, binding: &Binding) -> EcoString {
    eco_format!("{}.{}", policy.name, binding.environment)
}

fn of_policy(name: &str, target: Target<'_>, policy: &Policy, exemptions: &[Exemption]) -> Node {
    let program = program(policy, exemptions);
    let spec = map([
        ("failurePolicy", Some(text("Fail"))),
        ("matchConstraints", Some(map([("resourceRules", Some(resource_rules(target, policy)))]))),
        ("matchConditions", Some(match_conditions(policy))),
        ("variables", variables(&program)),
        ("validations", Some(validations(policy, &program))),
    ]);
    let annotations = [("kubernetes.io/description", &policy.description)];
    super::object("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", name, &annotations, spec)
}

fn of_binding(name: &str, policy: &str, binding: &Binding) -> Node {
    let spec = map([
        ("policyName", Some(text(policy))),
        ("validationActions", Some(list([text(action(binding.action))]))),
        ("matchResources", Some(map([("namespaceSelector", Some(namespace_selector(&binding.namespaces)))]))),
    ]);
    super::object("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", name, &[], spec)
}

/// What happens to an object that does not pass, as both engines of CEL call it.
pub(super) fn action(action: Action) -> &'static str {
    match action {
        Action::Audit => "Audit",
        Action::Warn => "Warn",
        Action::Deny => "Deny",
    }
}

/// The rules of a policy in CEL.
pub(super) fn program(policy: &Policy, exemptions: &[Exemption]) -> Program {
    cel::program(policy.rules.iter().map(|rule| {
        let exempt = exemptions.iter().filter(|exemption| exemption.rule == rule.name);
        (rule, exempt.map(|exemption| (exemption.test(), exemption.reason.clone())).collect())
    }))
}

/// What is looked at: pods wherever they are made where the rules are about pods, and the kinds that they name.
pub(super) fn resource_rules(target: Target<'_>, policy: &Policy) -> Node {
    // Namespaces are chosen among what has one: all else is looked at, unless it is said that it is not.
    let in_namespaces = policy.bindings.iter().all(|binding| !binding.cluster_wide);
    let rule = |group: &str, version: &str, resources: Vec<EcoString>| {
        map([
            ("apiGroups", Some(texts([group]))),
            ("apiVersions", Some(texts([version]))),
            ("operations", Some(texts(["CREATE", "UPDATE"]))),
            ("resources", Some(list(resources.into_iter().map(text)))),
            ("scope", in_namespaces.then(|| text("Namespaced"))),
        ])
    };
    let Some(kinds) = super::kinds(policy) else {
        return list([rule("*", "*", pods_and("*".into()))]);
    };
    let mut groups: Vec<(Option<EcoString>, Vec<EcoString>)> = Vec::new();
    for kind in &kinds {
        let mut resources = plurals(target, kind);
        if kind.name == "Pod" && kind.api_version.as_ref().is_none_or(|version| version == "v1") {
            resources = pods_and("pods".into());
        }
        if resources.is_empty() {
            // Not to look at it would be worse than to look at others of its group, which the rules let through.
            resources.push("*".into());
        }
        let at = groups.iter().position(|(group, _)| *group == kind.api_version).unwrap_or_else(|| {
            groups.push((kind.api_version.clone(), Vec::new()));
            groups.len() - 1
        });
        groups[at].1.extend(resources);
    }
    list(groups.into_iter().map(|(api_version, mut resources)| {
        let (group, version) = match &api_version {
            Some(api_version) => api_version.split_once('/').unwrap_or(("", api_version)),
            None => ("*", "*"),
        };
        let mut seen: Vec<EcoString> = Vec::new();
        resources.retain(|resource| {
            let is_new = !seen.contains(resource);
            seen.push(resource.clone());
            is_new
        });
        if resources.iter().any(|resource| resource == "*") {
            resources.retain(|resource| resource == "*" || resource.contains('/'));
        }
        rule(group, version, resources)
    }))
}

/// A container can be put into a pod that is there: that goes by a resource of its own.
fn pods_and(resource: EcoString) -> Vec<EcoString> {
    vec![resource, "pods/ephemeralcontainers".into()]
}

fn plurals(target: Target<'_>, kind: &Kind) -> Vec<EcoString> {
    match (kind.api_version.as_deref(), kind.name.as_str()) {
        (Some("argoproj.io/v1alpha1"), "Rollout") => vec!["rollouts".into()],
        (api_version, name) => (target.plurals)(api_version, name),
    }
}

/// Which of the changes are looked at; see the documentation of [`super`].
pub(super) fn match_conditions(policy: &Policy) -> Node {
    let condition = |name: &str, expression: EcoString| {
        map([("name", Some(text(name))), ("expression", Some(text(expression)))])
    };
    let changed = super::parts(policy).map(|parts| condition("changed", cel::changed(&parts)));
    let kept = condition("not-being-deleted", "!has(object.metadata.deletionTimestamp)".into());
    list(changed.into_iter().chain([kept]))
}

pub(super) fn variables(program: &Program) -> Option<Node> {
    let variable = |(name, expression): &(&str, EcoString)| {
        map([("name", Some(text(*name))), ("expression", Some(text(expression.clone())))])
    };
    (!program.variables.is_empty()).then(|| list(program.variables.iter().map(variable)))
}

pub(super) fn validations(policy: &Policy, program: &Program) -> Node {
    list(policy.rules.iter().zip(&program.validations).map(|(rule, expression)| {
        map([("expression", Some(text(expression.clone()))), ("message", Some(text(message(rule))))])
    }))
}
