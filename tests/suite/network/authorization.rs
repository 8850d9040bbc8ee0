//! What AuthorizationPolicies of Istio let through: pods that no policy selects take everything; others what any of their policies
//! allows. A policy without rules allows nothing, and one whose rule is empty everything.

use serde_yaml::Value;

use super::policies::{Selector, is_in, range, selects, text};
use super::world::{Ask, Pod, World};

/// A policy that allows something.
#[derive(Clone, Debug)]
pub(super) struct Authorization {
    namespace: String,
    /// Without labels, all pods of the namespace.
    pods: Selector,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    /// Without any, everybody.
    sources: Option<Vec<Source>>,
    /// Without any, all.
    ports: Option<Vec<i64>>,
}

/// What a caller has to be: of each list that there is, one.
#[derive(Clone, Debug)]
struct Source {
    principals: Option<Vec<String>>,
    namespaces: Option<Vec<String>>,
    blocks: Option<Vec<String>>,
    not_blocks: Vec<String>,
}

impl Authorization {
    pub(super) fn of(object: &Value) -> Self {
        let spec = &object["spec"];
        let action = spec["action"].as_str().unwrap_or("ALLOW");
        assert_eq!(action, "ALLOW", "a policy that denies takes what is no HTTP along");
        let labels = spec["selector"]["matchLabels"].as_mapping().into_iter().flatten();
        let rules = spec["rules"].as_sequence().into_iter().flatten();
        Self {
            namespace: text(&object["metadata"]["namespace"]),
            pods: labels.map(|(key, value)| (text(key), text(value))).collect(),
            rules: rules.map(Rule::of).collect(),
        }
    }
}

impl Rule {
    fn of(rule: &Value) -> Self {
        let source = |entry: &Value| {
            let source = &entry["source"];
            let list = |field: &str| source[field].as_sequence().map(|all| all.iter().map(text).collect());
            Source {
                principals: list("principals"),
                namespaces: list("namespaces"),
                blocks: list("ipBlocks"),
                not_blocks: list("notIpBlocks").unwrap_or_default(),
            }
        };
        let port = |port: &Value| text(port).parse().expect("a number");
        let ports = rule["to"].as_sequence().map(|all| {
            let all = all.iter().map(|entry| &entry["operation"]["ports"]);
            all.filter_map(Value::as_sequence).flatten().map(port).collect()
        });
        Self { sources: rule["from"].as_sequence().map(|all| all.iter().map(source).collect()), ports }
    }
}

/// Whether the mesh lets requests by TCP through, of callers that are in it.
pub(super) fn allows(world: &World, ask: &Ask) -> bool {
    let (from, to) = (&world.pods[ask.from], &world.pods[ask.to]);
    let mut theirs = world
        .allowed
        .iter()
        .filter(|policy| Some(&policy.namespace) == to.namespace.as_ref() && selects(&policy.pods, to))
        .peekable();
    theirs.peek().is_none() || theirs.any(|policy| policy.rules.iter().any(|rule| lets(rule, from, ask)))
}

fn lets(rule: &Rule, from: &Pod, ask: &Ask) -> bool {
    let namespace = from.namespace.as_deref().unwrap_or_default();
    let principal = format!("cluster.local/ns/{namespace}/sa/{}", from.account);
    let is_it = |source: &Source| {
        let among = |all: &Option<Vec<String>>, one: &str| {
            all.as_ref().is_none_or(|all| all.iter().any(|known| known == one))
        };
        let by_address =
            source.blocks.as_ref().is_none_or(|all| all.iter().any(|cidr| is_in(&range(cidr), from.address)));
        among(&source.principals, &principal)
            && among(&source.namespaces, namespace)
            && by_address
            && !source.not_blocks.iter().any(|cidr| is_in(&range(cidr), from.address))
    };
    rule.sources.as_ref().is_none_or(|sources| sources.iter().any(is_it))
        && rule.ports.as_ref().is_none_or(|ports| ports.contains(&ask.port))
}
