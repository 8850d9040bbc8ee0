//! Rules mean the same to our own evaluation and to every policy engine.

mod chance;
mod corpus;
mod engines;
mod images;
mod judges;
mod kyverno;
mod library;
mod rules;

use o8_ir::Node;
use o8_policies::{Action, Binding, Namespaces, Policy, Rule, Subject, defaulted};

use self::chance::{Chance, canonical};
use self::engines::{Engines, Verdict, json};

/// How many policies chance makes, rules in each, and objects that are held against each.
const POLICIES: u64 = 60;
const RULES: usize = 12;
const OBJECTS: usize = 24;

fn policy(rules: Vec<Rule>) -> Policy {
    let binding = Binding {
        environment: "prod".into(),
        action: Action::Deny,
        namespaces: Namespaces::Named(vec!["shop".into()]),
        cluster_wide: true,
        exemptions: Vec::new(),
    };
    Policy { name: "chance".into(), description: "".into(), rules, bindings: vec![binding] }
}

/// Holds what we say of objects against what the engines say.
fn agree(policy: &Policy, engines: &mut Engines, object: &Node, counts: &mut [usize; 3]) {
    let object = &defaulted(object);
    let there = canonical(object);
    let (cel, rego) = (engines.cel(&there), engines.rego(&there));
    for (index, rule) in policy.rules.iter().enumerate() {
        let verdict = rule.verdict(Subject::new(object));
        counts[verdict as usize] += 1;
        let wanted = if verdict == o8_policies::Verdict::Fail { Verdict::Fails } else { Verdict::Passes };
        assert!(
            cel[index] == wanted && rego[index] == wanted,
            "{}: {verdict:?}, in CEL {:?}, in Rego {:?}\n\n{rule:#?}\n\n{}\n\n{}",
            rule.name,
            cel[index],
            rego[index],
            json(object),
            engines.text,
        );
    }
}

#[test]
fn rules_by_chance_mean_the_same_to_every_engine() {
    let mut counts = [0; 3];
    for seed in 0..POLICIES {
        let mut chance = Chance::new(seed);
        let rules = (0..RULES).map(|index| chance.rule(&format!("rule {}", "x".repeat(index)))).collect();
        let policy = policy(rules);
        let mut engines = Engines::new(&policy);
        for _ in 0..OBJECTS {
            agree(&policy, &mut engines, &chance.object(), &mut counts);
        }
    }
    assert!(counts.iter().all(|count| *count > 1000), "chance has become one-sided: {counts:?}");
}
