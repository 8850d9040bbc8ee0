//! The rules of the library, held to every engine, and those of the Pod Security Standards to the checks of Kubernetes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use o8_core::platform::in_force;
use o8_policies::{Policy, Rule, Subject, Verdict, defaulted};
use o8_tests::fixture::Fixture;
use serde_json::{Value, json};

use super::chance::{Chance, canonical};
use super::engines::{self, Engines};
use super::judges::{asked, judge, node};
use crate::conformance::scratch;

/// Releases of Kubernetes in which the Pod Security Standards differ.
const RELEASES: [&str; 7] = ["1.25", "1.28", "1.30", "1.31", "1.34", "1.35", "1.37"];
const LEVELS: [&str; 2] = ["baseline", "restricted"];

/// Each rule of the library, as somebody uses it.
const LIBRARY: &[&str] = &[
    "requiredLabels([\"team\", \"app.kubernetes.io/name\"])",
    "labelMatches(\"team\", r\"^[a-z]+$\")",
    "requiredAnnotations([\"team\"])",
    "allowedRegistries([\"ghcr.io/acme/\", \"docker.io/library/\"])",
    "requireDigest()",
    "disallowLatestTag()",
    "imagePullPolicy()",
    "requireRequests()",
    "requireLimits()",
    "maxMemory(1Gi)",
    "maxCpu(1500m)",
    "limitRatio(\"memory\", 2)",
    "requireProbes()",
    "readOnlyRootFilesystem()",
    "dropAllCapabilities([\"NET_BIND_SERVICE\"])",
    "disallowDefaultNamespace()",
    "disallowDefaultServiceAccount()",
    "disallowTokenAutomount()",
    "disallowHostPaths()",
    "disallowRuntimeSockets()",
    "disallowNodePorts()",
    "disallowLoadBalancers()",
    "disallowExternalIPs()",
    "requireIngressTls()",
    "disallowHostWildcards()",
    "storageClasses([\"fast\"])",
    "minimumReplicas(2)",
    "drainableBudgets()",
    "disallowWildcardRoles()",
    "disallowEscalation()",
    "allowedSysctls([\"net.ipv4.tcp_syncookies\"])",
    "requireSeccomp()",
    "topologySpread()",
    "disallowDeprecatedApis()",
];

/// The rules of the library, and those of each level in each release: the name of the environment that they hold in, and them.
fn rules() -> Vec<(String, Vec<Rule>)> {
    let names: Vec<&str> = LIBRARY.iter().map(|call| call.split('(').next().expect("a call")).collect();
    let mut text = format!(
        "import std/policies {{ {} }}\nplatform acme {{ repository = \"https://github.com/acme/platform\", domain = \"acme.example\", namespaces = \"module-environment\" }}\ncluster local {{ kubernetes = \"1.36\" }}\n",
        names.join(", ")
    );
    for level in LEVELS {
        for release in RELEASES {
            let name = format!("{level}-{}", release.replace('.', "-"));
            write!(
                text,
                "baseline {name}-rules {{ podSecurity {{ level = \"{level}\", version = \"{release}\" }} }}\nenvironment {name} {{ clusters = [local], baseline = {name}-rules }}\n"
            )
            .expect("strings take text");
        }
    }
    text.push_str("baseline all {\n  rules {\n");
    for (name, call) in names.iter().zip(LIBRARY) {
        writeln!(text, "    {name} = {call}").expect("strings take text");
    }
    text.push_str("  }\n}\nenvironment library { clusters = [local], baseline = all }\n");
    let (db, program) = Fixture { files: vec![("main.o8".to_owned(), text)], ..Fixture::default() }.load();
    let found = o8_core::compile::compile(&db, program, 1).diagnostics;
    assert!(found.is_empty(), "{}", o8_tests::report::diagnostics(&db, program, &found));
    let found = in_force(&db, program).iter().map(|in_force| {
        let rules = in_force.sets.iter().flat_map(|set| &set.rules).map(|located| located.rule.clone());
        let about_something = rules.filter(Rule::is_about_something);
        (in_force.environment.to_string(), about_something.collect())
    });
    found.collect()
}

#[test]
fn rules_of_the_library_mean_the_same_to_every_engine() {
    let mut chance = Chance::new(1);
    for (environment, rules) in rules() {
        let library = environment == "library";
        let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
        assert!(names.len() >= if library { LIBRARY.len() } else { 10 }, "{environment}: {names:?}");
        let policy = Policy { name: environment.as_str().into(), ..super::policy(rules) };
        let mut engines = Engines::new(&policy);
        let (mut counts, mut seen) = ([0; 3], BTreeMap::<&str, [bool; 3]>::new());
        for _ in 0..if library { 400 } else { 40 } {
            let object = chance.object();
            super::agree(&policy, &mut engines, &object, &mut counts);
            for rule in &policy.rules {
                seen.entry(&rule.name).or_default()
                    [rule.verdict(Subject::new(&defaulted(&object))) as usize] = true;
            }
        }
        let broken = seen.values().filter(|seen| seen[Verdict::Fail as usize]).count();
        assert!(broken * 2 > seen.len(), "{environment}: hardly any rule is broken: {seen:?}");
    }
}

#[test]
fn pod_security_is_that_of_kubernetes() {
    let Some(judge) = judge("pod_security_is_that_of_kubernetes") else { return };
    let folder = scratch("standards-judge");
    let mut chance = Chance::new(2);
    chance.exact = true;
    let pods: Vec<Value> = (0..400).map(|_| engines::json(&canonical(&chance.pod()))).collect();
    let all: Vec<_> = rules().into_iter().filter(|(environment, _)| environment != "library").collect();
    for (environment, _) in &all {
        fs::create_dir_all(folder.join(environment)).expect("our own folder");
        let text = serde_json::to_string(&pods).expect("plain data");
        fs::write(folder.join(environment).join("objects.json"), text).expect("our own folder");
    }
    assert!(asked(&judge, "canonical", &folder) > 1000, "hardly any pod is one");
    for (environment, rules) in &all {
        let of = folder.join(environment);
        let text = fs::read_to_string(of.join("canonical.json")).expect("it was written");
        let served: Vec<Value> = serde_json::from_str(&text).expect("it is JSON");
        let pods = served.iter().filter(|pod| !pod.is_null()).map(|pod| {
            let node = node(pod);
            let fails = rules.iter().filter(|rule| rule.verdict(Subject::new(&node)) == Verdict::Fail);
            json!({ "object": pod, "fails": fails.map(|rule| rule.name.as_str()).collect::<Vec<_>>() })
        });
        let (level, release) = environment.split_once('-').expect("a level and a release");
        let standards = json!({
            "level": level,
            "version": release.replace('-', "."),
            "rules": rules.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>(),
            "pods": pods.collect::<Vec<_>>(),
        });
        fs::write(of.join("standards.json"), standards.to_string()).expect("our own folder");
    }
    assert!(asked(&judge, "standards", &folder) > 10_000, "hardly anything was checked");
    fs::remove_dir_all(folder).expect("our own folder");
}
