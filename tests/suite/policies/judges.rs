//! Rules, held against the code of the engines that enforce them: `tests/conformance/policies`, a program in Go. Building it takes
//! minutes and hundreds of modules, so the gate does that, and says by `O8_POLICY_JUDGE` where it is.
//!
//! What is not judged, and why:
//!
//! - what the API server makes of an object before any engine sees it: it drops what is empty in fields that cannot be empty, so that
//!   `present` is false of them. A rule is judged by what it says of the object as it is served;
//! - texts without a digit, such as `Gi`, which the parser of Kubernetes takes for zero by accident;
//! - numbers with a point in what has no schema: the API server has 1.0 as it is, and sends it to webhooks as 1;
//! - quantities beyond what any machine has (4e19), which are all the same to us.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use o8_ir::{Node, Tree};
use o8_policies::{Policy, Subject, Verdict, defaulted};
use o8_tests::tools::skipped;
use serde_json::{Value, json};

use super::chance::{Chance, canonical};
use super::engines::{self, printed};
use super::rules;
use crate::conformance::scratch;
use o8_backends::policies::Engine;

const POLICIES: u64 = 24;
const RULES: usize = 12;
const OBJECTS: usize = 24;

#[test]
fn the_engines_that_enforce_rules_agree() {
    let Some(judge) = judge("the_engines_that_enforce_rules_agree") else { return };
    let folder = scratch("policy-judge");
    let mut policies: Vec<(Policy, Vec<Node>)> = (0..POLICIES).map(by_chance).collect();
    let written = Policy { bindings: super::policy(Vec::new()).bindings, ..rules::policy() };
    policies.push((written, rules::objects()));
    for (index, (policy, objects)) in policies.iter().enumerate() {
        let objects: Vec<Value> = objects.iter().map(|object| engines::json(&canonical(object))).collect();
        let objects_of = |engine| printed(engine, policy).iter().map(engines::json).collect::<Vec<_>>();
        let of = folder.join(index.to_string());
        fs::create_dir_all(&of).expect("our own folder");
        write(&of.join("objects.json"), &Value::Array(objects));
        write(
            &of.join("policy.json"),
            &json!({ "native": objects_of(Engine::Native), "gatekeeper": objects_of(Engine::Gatekeeper) }),
        );
    }
    let served = asked(&judge, "canonical", &folder);
    assert!(served > 300, "the API server refuses most objects: {served}");
    let (mut failed, mut kept_here) = (0, BTreeSet::new());
    for (index, (policy, _)) in policies.iter().enumerate() {
        let of = folder.join(index.to_string());
        let text = fs::read_to_string(of.join("canonical.json")).expect("it was written");
        let objects: Vec<Value> = serde_json::from_str(&text).expect("it is JSON");
        let sent = policies[index].1.iter();
        let judged =
            objects.iter().zip(sent).filter(|(object, _)| !object.is_null()).map(|(object, sent)| {
                let node = node(object);
                kept(&canonical(&defaulted(sent)), &defaulted(&node), "", &mut kept_here);
                let fails = |rule: &&o8_policies::Rule| rule.verdict(Subject::new(&node)) == Verdict::Fail;
                let messages =
                    policy.rules.iter().filter(fails).map(|rule| format!("{}: {}", rule.name, rule.message));
                let messages: Vec<String> = messages.collect();
                failed += messages.len();
                json!({ "object": object, "fails": messages })
            });
        let judged = judged.collect();
        write(&of.join("wanted.json"), &Value::Array(judged));
    }
    assert!(kept_here.is_empty(), "the API server drops these where they hold nothing: {kept_here:?}");
    assert!(failed > 300, "hardly any rule is broken: {failed}");
    assert!(asked(&judge, "verdicts", &folder) > 600, "hardly anything was judged");
    fs::remove_dir_all(folder).expect("our own folder");
}

/// Fields that are there in one object and not in what the API server has of it, below what they are in.
fn kept(ours: &Node, served: &Node, above: &str, found: &mut BTreeSet<String>) {
    for (name, node) in ours.entries() {
        match served.at(&[name]).filter(|there| there.tree != Tree::Null) {
            Some(there) => kept(node, there, name, found),
            // Fields of chance's own, which no kind has, or not this one.
            None if matches!(name.as_str(), "extra" | "strategy") => {}
            None if says_nothing(&node.tree) => _ = found.insert(format!("{above}.{name}")),
            None => {}
        }
    }
    for (node, there) in ours.items().zip(served.items()) {
        kept(node, there, above, found);
    }
}

fn says_nothing(tree: &Tree) -> bool {
    match tree {
        Tree::Bool(value) => !value,
        Tree::Int(number) => *number == 0,
        Tree::String(text) => text.is_empty(),
        Tree::List(list) => list.items.is_empty(),
        Tree::Map(map) => map.0.is_empty(),
        _ => false,
    }
}

/// The program that judges, where there is one.
pub(super) fn judge(test: &str) -> Option<OsString> {
    let judge = std::env::var_os("O8_POLICY_JUDGE");
    if judge.is_none() {
        skipped(test, "`tests/conformance/policies` built with Go, and its path in O8_POLICY_JUDGE");
    }
    judge
}

/// What a judge counts; it must have found nothing wrong.
pub(super) fn asked(judge: &OsString, mode: &str, folder: &Path) -> usize {
    let output = Command::new(judge).arg(mode).arg(folder).output().expect("it is the path of a program");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said.trim().parse().expect("it says how many")
}

/// Rules and objects by chance, as far as every engine can have them.
pub(super) fn by_chance(seed: u64) -> (Policy, Vec<Node>) {
    let mut chance = Chance::new(seed);
    chance.exact = true;
    let rules = (0..RULES).map(|index| chance.rule(&format!("rule {}", "x".repeat(index)))).collect();
    let objects = (0..OBJECTS).map(|_| chance.object()).collect();
    (super::policy(rules), objects)
}

pub(super) fn write(path: &Path, value: &Value) {
    fs::write(path, serde_json::to_string(value).expect("plain data")).expect("our own folder");
}

/// An object out of JSON.
pub(super) fn node(value: &Value) -> Node {
    Node::derived(match value {
        Value::Null => Tree::Null,
        Value::Bool(value) => Tree::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Tree::Int(number),
            None => Tree::Float(number.as_f64().expect("a number")),
        },
        Value::String(text) => Tree::from(text.as_str()),
        Value::Array(items) => Tree::from(items.iter().map(node).collect::<Vec<_>>()),
        Value::Object(map) => Tree::Map(map.iter().map(|(key, value)| (key.clone(), node(value))).collect()),
    })
}
