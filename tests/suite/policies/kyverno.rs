//! What is written for Kyverno, held against Kyverno's own engines: `tests/conformance/kyverno`, a program in Go. Building it takes
//! longer than the gate can spare (`.ci/kyverno` does it, and runs these tests); O8_KYVERNO says where it is.
//!
//! Where Kyverno is not as the API server:
//!
//! - it says the first of the rules that an object does not pass, and no other;
//! - an object that is made has an empty `oldObject` there, and not null.

mod images;

use std::ffi::OsString;
use std::fs;

use o8_backends::policies::Engine;
use o8_ir::{Node, OutputFile};
use o8_policies::{
    Action, Binding, Exemption, Namespaces, Policy, Root, Rule, Sort, Subject, Term, TextTest, Verdict,
    defaulted,
};
use o8_tests::programs::{Named, cases, examples};
use o8_tests::tools::skipped;
use o8_tests::workbench::Workbench;
use serde_json::{Value, json};

use super::chance::canonical;
use super::engines::{self, printed};
use super::judges::{asked, by_chance, write};
use super::rules;
use crate::conformance::scratch;

/// How many policies chance makes.
const POLICIES: u64 = 24;

fn judge(test: &str) -> Option<OsString> {
    let judge = std::env::var_os("O8_KYVERNO");
    if judge.is_none() {
        skipped(test, "`tests/conformance/kyverno` built with Go, and its path in O8_KYVERNO");
    }
    judge
}

#[test]
fn kyverno_says_the_same_of_rules_by_chance() {
    let Some(judge) = judge("kyverno_says_the_same_of_rules_by_chance") else { return };
    let folder = scratch("kyverno-chance");
    let mut policies: Vec<(Policy, Vec<Node>)> = (0..POLICIES).map(by_chance).collect();
    let written = Policy { bindings: super::policy(Vec::new()).bindings, ..rules::policy() };
    policies.push((written, rules::objects()));
    let (mut count, mut failed) = (0, 0);
    for (index, (policy, objects)) in policies.iter().enumerate() {
        let printed = &printed(Engine::Kyverno, policy)[0];
        // A policy that reads whole objects looks at each update.
        let skips = engines::json(printed).to_string().contains(r#""name":"changed""#);
        let mut requests = Vec::new();
        for object in objects {
            let object = &defaulted(object);
            let there = canonical(object);
            let fails = |rule: &&Rule| rule.verdict(Subject::new(object)) == Verdict::Fail;
            let wants = match policy.rules.iter().find(fails) {
                Some(rule) => says(&said(rule)),
                None => admits(),
            };
            failed += usize::from(wants != admits());
            let there = engines::json(&there);
            requests.push(request(&there, None, &wants));
            if skips {
                let left_alone = if wants == admits() { admits() } else { json!({ "status": "skip" }) };
                requests.push(request(&there, Some(&there), &left_alone));
            }
            // What is being deleted is left alone, whatever else changes.
            let mut deleted = there.clone();
            deleted["metadata"]["deletionTimestamp"] = json!("2024-01-01T00:00:00Z");
            let old = json!({ "apiVersion": there["apiVersion"], "kind": there["kind"], "metadata": {} });
            requests.push(request(&deleted, Some(&old), &admits()));
        }
        count += requests.len();
        put(&folder, index, &[(printed, Action::Deny, requests)]);
    }
    assert!(failed > 300, "hardly any rule is broken: {failed}");
    assert_eq!(asked(&judge, "verdicts", &folder), count);
    fs::remove_dir_all(folder).expect("our own folder");
}

/// A request about an object in the namespace that rules by chance hold in.
fn request(object: &Value, old: Option<&Value>, wants: &Value) -> Value {
    // Chance gives objects namespaces that no policy may name: all of them have the label of the one.
    let labels = json!({ "kubernetes.io/metadata.name": "shop" });
    json!({ "object": object, "old": old, "labels": labels, "wants": wants })
}

fn admits() -> Value {
    json!({ "status": "admit" })
}

fn says(message: &str) -> Value {
    json!({ "status": "fail", "message": message })
}

fn said(rule: &Rule) -> String {
    format!("{}: {}", rule.name, rule.message)
}

fn put(folder: &std::path::Path, index: usize, asked: &[(&Node, Action, Vec<Value>)]) {
    let of = folder.join(index.to_string());
    fs::create_dir_all(&of).expect("our own folder");
    let asked = asked.iter().map(|(policy, action, requests)| {
        let action = match action {
            Action::Audit => "Audit",
            Action::Warn => "Warn",
            Action::Deny => "Deny",
        };
        json!({ "policy": engines::json(policy), "actions": [action], "requests": requests })
    });
    write(&of.join("kyverno.json"), &asked.collect());
}

#[test]
fn kyverno_is_asked_and_answers_as_we_mean() {
    let Some(judge) = judge("kyverno_is_asked_and_answers_as_we_mean") else { return };
    let policies = printed(Engine::Kyverno, &tagged());
    let [prod, copies, staging] = &policies[..] else { panic!("one for each environment: {policies:?}") };
    let refused = says("tagged: images have a tag");
    let status = |status: &str| json!({ "status": status });
    let pod = |module: &str, image: &str| {
        json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": { "name": "a", "namespace": "shop", "labels": { "app.kubernetes.io/instance": module } },
            "spec": { "containers": [{ "name": "a", "image": image }] },
        })
    };
    let of_kind = |api_version: &str, kind: &str, image: &str| {
        let template = json!({ "spec": pod("web", image)["spec"] });
        let spec = match kind {
            "CronJob" => json!({ "jobTemplate": { "spec": { "template": template } } }),
            _ => json!({ "template": template }),
        };
        json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": "a", "namespace": "shop" }, "spec": spec })
    };
    let mut debugged = pod("web", "nginx:1");
    debugged["spec"]["ephemeralContainers"] = json!([{ "name": "debug", "image": "busybox" }]);
    let mut noted = pod("web", "nginx");
    noted["metadata"]["annotations"] = json!({ "noted": "by a controller" });
    let mut elsewhere = pod("web", "nginx");
    elsewhere["metadata"]["namespace"] = json!("other");
    let mut kept = pod("legacy", "nginx");
    kept["metadata"]["namespace"] = json!("other");
    let made = |object: &Value, wants: &Value| json!({ "object": object, "wants": wants });
    let of_pods = vec![
        made(&pod("web", "nginx:1"), &status("pass")),
        // Both rules are broken: the first is said.
        made(&pod("web", "nginx"), &refused),
        made(&pod("web", "nginx:latest"), &says("fixed: images have a tag that stays")),
        made(&elsewhere, &status("unmatched")),
        // An exception is that of one rule, in the namespace of its module.
        made(&pod("legacy", "nginx"), &says("fixed: images have a tag that stays")),
        made(&pod("legacy", "nginx:latest"), &says("fixed: images have a tag that stays")),
        made(&kept, &status("unmatched")),
        // What makes pods is looked at once, by the rules themselves.
        made(&of_kind("apps/v1", "Deployment", "nginx"), &refused),
        made(&of_kind("apps/v1", "Deployment", "nginx:1"), &status("pass")),
        made(&of_kind("batch/v1", "CronJob", "nginx"), &refused),
        made(&of_kind("batch/v1", "CronJob", "nginx:1"), &status("pass")),
        made(&of_kind("argoproj.io/v1alpha1", "Rollout", "nginx"), &refused),
        made(
            &json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "a", "namespace": "shop" }, "spec": {} }),
            &admits(),
        ),
        // Containers for debugging are put into a pod that is there, by a resource of their own.
        json!({ "object": debugged, "old": pod("web", "nginx:1"), "subresource": "ephemeralcontainers", "wants": refused }),
        json!({ "object": noted, "old": pod("web", "nginx"), "subresource": "status", "wants": status("unmatched") }),
        json!({ "object": noted, "old": pod("web", "nginx"), "wants": status("skip") }),
        json!({ "object": pod("web", "nginx"), "old": pod("web", "nginx:1"), "wants": refused }),
    ];
    let label = json!({ "environment": "prod" });
    let of_copies = vec![
        json!({ "object": elsewhere, "labels": label, "wants": refused }),
        json!({ "object": kept, "labels": label, "wants": refused }),
        made(&elsewhere, &status("unmatched")),
    ];
    let of_staging = vec![made(&elsewhere, &refused)];
    let folder = scratch("kyverno-meant");
    let count = of_pods.len() + of_copies.len() + of_staging.len();
    let all = [
        (prod, Action::Deny, of_pods),
        (copies, Action::Warn, of_copies),
        (staging, Action::Audit, of_staging),
    ];
    put(&folder, 0, &all);
    assert_eq!(asked(&judge, "verdicts", &folder), count);
    fs::remove_dir_all(folder).expect("our own folder");
}

#[test]
fn kyverno_takes_what_the_cases_give() {
    let Some(judge) = judge("kyverno_takes_what_the_cases_give") else { return };
    let folder = scratch("kyverno-cases");
    let mut bench = Workbench::default();
    let mut counts = [0; 2];
    for (index, Named { fixture, .. }) in examples().iter().chain(&cases()).enumerate() {
        if !fixture.files.iter().any(|(_, text)| text.contains("\"kyverno\"")) {
            continue;
        }
        bench.put(fixture);
        let files = bench.compile().files;
        let object = |file: &OutputFile| serde_yaml::from_slice::<Value>(&file.bytes).ok();
        let objects: Vec<Value> = files.iter().filter_map(object).collect();
        let of = folder.join(index.to_string());
        fs::create_dir_all(&of).expect("our own folder");
        let kinds = ["ValidatingPolicy", "ImageValidatingPolicy"];
        for (at, (kind, file)) in kinds.into_iter().zip(["kyverno.json", "images.json"]).enumerate() {
            let policies = objects.iter().filter(|object| object["kind"] == kind);
            let asked = policies.map(|policy| {
                json!({ "policy": policy, "actions": policy["spec"]["validationActions"], "requests": [] })
            });
            let asked: Vec<Value> = asked.collect();
            counts[at] += asked.len();
            write(&of.join(file), &Value::Array(asked));
        }
    }
    assert!(counts.iter().all(|count| *count > 3), "hardly any policy is written for Kyverno: {counts:?}");
    for mode in ["verdicts", "images"] {
        assert_eq!(asked(&judge, mode, &folder), 0, "nothing is asked of them");
    }
    fs::remove_dir_all(folder).expect("our own folder");
}

/// Two rules about images: in an environment with an exception, in copies of it, and in another one.
fn tagged() -> Policy {
    let image = || Term::Element { variable: 0, sort: Sort::Map }.field("image", Sort::Text);
    let all = |test: Term| Term::Quantified {
        quantifier: o8_policies::Quantifier::All,
        variable: 0,
        list: Box::new(Term::Root(Root::Containers)),
        test: Box::new(test),
    };
    let has_tag = Term::Text(TextTest::Contains, Box::new(image()), ":".into());
    let moves = Term::Text(TextTest::EndsWith, Box::new(image()), ":latest".into());
    let rules = vec![
        Rule::new("tagged", Term::TRUE, all(has_tag.clone()), "images have a tag"),
        Rule::new("fixed", Term::TRUE, all(has_tag.and(moves.negated())), "images have a tag that stays"),
    ];
    let bound = |environment: &str, action, namespaces, exemptions| Binding {
        environment: environment.into(),
        action,
        namespaces,
        cluster_wide: false,
        exemptions,
    };
    let exemption = Exemption {
        rule: "tagged".into(),
        namespace: Some("shop".into()),
        labels: vec![("app.kubernetes.io/instance".into(), "legacy".into())],
        reason: "of old".into(),
    };
    let bindings = vec![
        bound("prod", Action::Deny, Namespaces::Named(vec!["shop".into()]), vec![exemption]),
        bound("copies", Action::Warn, Namespaces::Labelled("environment".into(), "prod".into()), Vec::new()),
        bound("staging", Action::Audit, Namespaces::Named(vec!["other".into(), "more".into()]), Vec::new()),
    ];
    Policy { name: "tagged".into(), description: "images".into(), rules, bindings }
}
