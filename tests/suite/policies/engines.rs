//! What is printed for the policy engines, read by implementations of CEL and Rego that are not ours.

use std::sync::Arc;

use cel::extractors::This;
use cel::objects::{Map as CelMap, Opaque};
use cel::{Context, Env, ExecutionError, Program, Value as Cel};
use o8_backends::policies::{self, Engine, Target};
use o8_ir::{Node, Tree};
use o8_policies::{Policy, Quantity};
use serde_json::Value as Json;

/// A policy as each engine has it.
pub(super) struct Engines {
    env: Arc<Env>,
    variables: Vec<(String, Program)>,
    validations: Vec<Program>,
    rego: regorus::Engine,
    messages: Vec<String>,
    /// What was printed, for those who look into a disagreement.
    pub text: String,
}

/// What an engine says of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    Passes,
    Fails,
    Error(String),
}

fn target(engine: Engine) -> Target<'static> {
    Target { engine, oldest: 30, plurals: &|_, _| Vec::new() }
}

/// The objects for an engine.
pub(super) fn printed(engine: Engine, policy: &Policy) -> Vec<Node> {
    policies::objects(target(engine), policy).unwrap_or_else(|found| panic!("{found:?}"))
}

fn text(node: &Node, path: &[&str]) -> String {
    node.at(path).and_then(Node::as_str).unwrap_or_else(|| panic!("no {path:?}")).to_owned()
}

impl Engines {
    pub(super) fn new(policy: &Policy) -> Self {
        let env = Arc::new(Env::stdlib());
        let compiled = |source: &str| env.compile(source).unwrap_or_else(|found| panic!("{found}\n{source}"));
        let native = &printed(Engine::Native, policy)[0];
        let spec = |field| native.at(&["spec", field]).into_iter().flat_map(Node::items);
        let variables = spec("variables")
            .map(|variable| (text(variable, &["name"]), compiled(&text(variable, &["expression"]))))
            .collect();
        let validations = spec("validations").map(|rule| compiled(&text(rule, &["expression"]))).collect();
        let messages = spec("validations").map(|rule| text(rule, &["message"])).collect();
        let template = &printed(Engine::Gatekeeper, policy)[0];
        let code =
            template.at(&["spec", "targets"]).and_then(|targets| targets.items().next()?.at(&["code"]));
        let code = code.and_then(|code| code.items().next()).expect("a template has code");
        let module = text(code, &["source", "rego"]);
        let mut rego = regorus::Engine::new();
        rego.set_strict_builtin_errors(true);
        rego.add_policy("policy.rego".to_owned(), module.clone())
            .unwrap_or_else(|found| panic!("{found}\n{module}"));
        let mut printed = String::new();
        for rule in spec("variables").chain(spec("validations")) {
            printed.push_str(&text(rule, &["expression"]));
            printed.push_str("\n\n");
        }
        printed.push_str(&module);
        Self { env, variables, validations, rego, messages, text: printed }
    }

    /// What CEL says of each rule.
    pub(super) fn cel(&self, object: &Node) -> Vec<Verdict> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        functions(&mut context);
        context.add_variable_from_value("object", cel(object));
        let mut variables = std::collections::HashMap::<String, Cel>::new();
        context.add_variable_from_value("variables", Cel::Map(CelMap::from(variables.clone())));
        for (name, program) in &self.variables {
            match program.execute(&context) {
                Ok(value) => variables.insert(name.clone(), value),
                Err(found) => {
                    return vec![Verdict::Error(format!("{name}: {found}")); self.validations.len()];
                }
            };
            context.add_variable_from_value("variables", Cel::Map(CelMap::from(variables.clone())));
        }
        let verdict = |program: &Program| match program.execute(&context) {
            Ok(Cel::Bool(true)) => Verdict::Passes,
            Ok(Cel::Bool(false)) => Verdict::Fails,
            Ok(other) => Verdict::Error(format!("{other:?}")),
            Err(found) => Verdict::Error(found.to_string()),
        };
        self.validations.iter().map(verdict).collect()
    }

    /// What Rego says of each rule.
    pub(super) fn rego(&mut self, object: &Node) -> Vec<Verdict> {
        self.rego_in(object, "prod")
    }

    /// The same in one environment.
    pub(super) fn rego_in(&mut self, object: &Node, environment: &str) -> Vec<Verdict> {
        let review = serde_json::json!({ "object": json(object), "operation": "CREATE" });
        let input = serde_json::json!({ "review": review, "parameters": { "environment": environment } });
        let text = input.to_string();
        let found = self
            .rego
            .set_input_json(&text)
            .and_then(|()| self.rego.eval_rule("data.o8.violation".to_owned()))
            .and_then(|value| value.to_json_str());
        match found {
            Ok(found) => {
                let found: Json = serde_json::from_str(&found).expect("it is JSON");
                let found = found.as_array().map_or(&[][..], Vec::as_slice);
                let said = |message: &str| found.iter().any(|one| one["msg"] == *message);
                let verdict = |message: &String| if said(message) { Verdict::Fails } else { Verdict::Passes };
                self.messages.iter().map(verdict).collect()
            }
            Err(found) => vec![Verdict::Error(found.to_string()); self.messages.len()],
        }
    }
}

/// The value of an expression.
pub(super) fn evaluated(source: &str, variables: impl FnOnce(&mut Context<'_, '_>)) -> Cel {
    let env = Arc::new(Env::stdlib());
    let program = env.compile(source).unwrap_or_else(|found| panic!("{found}\n{source}"));
    let mut context = Context::with_env(env);
    functions(&mut context);
    variables(&mut context);
    program.execute(&context).unwrap_or_else(|found| panic!("{found}\n{source}"))
}

/// The functions of Kubernetes that the crate has not.
#[expect(unused_must_use, reason = "names are given once")]
fn functions(context: &mut Context<'_, '_>) {
    #[derive(PartialEq, Eq, Debug)]
    struct Amount(Vec<Quantity>);
    impl Opaque for Amount {
        fn runtime_type_name(&self) -> &str {
            "kubernetes.Quantity"
        }
    }
    fn amount(value: &Cel) -> Result<&Amount, ExecutionError> {
        match value {
            Cel::Opaque(opaque) => opaque.downcast_ref::<Amount>(),
            _ => None,
        }
        .ok_or_else(|| ExecutionError::function_error("quantity", "no quantity"))
    }
    /// The sum: our own quantities cannot be added to each other, but be multiplied.
    fn sum(amount: &Amount) -> Quantity {
        amount.0[0].times(u32::try_from(amount.0.len()).expect("few"))
    }
    context.add_function("isQuantity", |text: Arc<String>| Quantity::parse(&text).is_some());
    context.add_function("quantity", |text: Arc<String>| match Quantity::parse(&text) {
        Some(quantity) => Ok(Cel::Opaque(Arc::new(Amount(vec![quantity])))),
        None => Err(ExecutionError::function_error("quantity", "no quantity")),
    });
    context.add_function("compareTo", |This(this): This<Cel>, other: Cel| -> Result<i64, ExecutionError> {
        Ok(sum(amount(&this)?).cmp(&sum(amount(&other)?)) as i64)
    });
    context.add_function("add", |This(this): This<Cel>, other: Cel| -> Result<Cel, ExecutionError> {
        let (this, other) = (amount(&this)?, amount(&other)?);
        assert_eq!(this.0[0], other.0[0], "only what is multiplied is added");
        let all = this.0.iter().chain(&other.0).copied().collect();
        Ok(Cel::Opaque(Arc::new(Amount(all))))
    });
}

/// An object as the crate has it.
pub(super) fn cel(node: &Node) -> Cel {
    match &node.tree {
        Tree::Null => Cel::Null,
        Tree::Bool(value) => Cel::Bool(*value),
        Tree::Int(value) => Cel::Int(*value),
        Tree::Float(value) => Cel::Float(*value),
        Tree::String(text) => Cel::String(Arc::new(text.to_string())),
        Tree::List(list) => Cel::List(Arc::new(list.items.iter().map(cel).collect())),
        Tree::Map(map) => {
            let entries = map.0.iter().map(|(key, node)| (key.to_string(), cel(node)));
            Cel::Map(CelMap::from(entries.collect::<std::collections::HashMap<_, _>>()))
        }
    }
}

/// An object as JSON.
pub(super) fn json(node: &Node) -> Json {
    match &node.tree {
        Tree::Null => Json::Null,
        Tree::Bool(value) => Json::Bool(*value),
        Tree::Int(value) => Json::from(*value),
        Tree::Float(value) => Json::from(*value),
        Tree::String(text) => Json::String(text.to_string()),
        Tree::List(list) => Json::Array(list.items.iter().map(json).collect()),
        Tree::Map(map) => {
            Json::Object(map.0.iter().map(|(key, node)| (key.to_string(), json(node))).collect())
        }
    }
}
