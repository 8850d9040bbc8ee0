//! Kyverno's policies in CEL: a ValidatingPolicy for each environment, because the policy itself says what happens to an object that
//! does not pass.
//!
//! The expressions are those of the API server's own policies, byte for byte. Kyverno can rewrite rules about pods for what makes pods;
//! that is off: it goes by the text of `object.spec`, and these rules look into templates themselves.

use o8_ir::Node;
use o8_policies::{Binding, Policy};

use super::native::{self, in_environment};
use super::{Engine, Target, Unsayable, namespace_selector};
use crate::document::{list, map, text};

pub(super) fn objects(target: Target<'_>, policy: &Policy) -> Result<Vec<Node>, Unsayable> {
    native::check_messages(Engine::Kyverno, policy)?;
    Ok(policy.bindings.iter().map(|binding| of_policy(target, policy, binding)).collect())
}

fn of_policy(target: Target<'_>, policy: &Policy, binding: &Binding) -> Node {
    let program = native::program(policy, &binding.exemptions);
    let spec = map([
        ("validationActions", Some(list([text(native::action(binding.action))]))),
        ("failurePolicy", Some(text("Fail"))),
        ("autogen", Some(map([("podControllers", Some(map([("controllers", Some(list([])))])))]))),
        (
            "matchConstraints",
            Some(map([
                ("namespaceSelector", Some(namespace_selector(&binding.namespaces))),
                ("resourceRules", Some(native::resource_rules(target, policy))),
            ])),
        ),
        ("matchConditions", Some(native::match_conditions(policy))),
        ("variables", native::variables(&program)),
        ("validations", Some(native::validations(policy, &program))),
    ]);
    let annotations = [("policies.kyverno.io/description", &policy.description)];
    let name = in_environment(policy, binding);
    super::object("policies.kyverno.io/v1", "ValidatingPolicy", &name, &annotations, spec)
}
