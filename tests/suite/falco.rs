//! What is written for Falco can be read by it: conditions are of the grammar of its library, and whatever they name is a field, or
//! declared above in the same file.

mod grammar;

use std::collections::BTreeSet;

use o8_backends::falco::{Noticed, RuntimeRule, RuntimeRules, rules};
use o8_ir::Node;

use self::grammar::{Names, check_condition, fields_of_output};

/// The priorities that Falco knows.
const PRIORITIES: [&str; 8] =
    ["EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFORMATIONAL", "DEBUG"];

fn all_of_it(environment: &str, except: &[&str]) -> RuntimeRules {
    let rule = |what| RuntimeRule {
        what,
        priority: "WARNING".into(),
        tags: vec!["pci".into()],
        except: except.iter().map(|image| (*image).into()).collect(),
        paths: vec!["/etc".into(), "/usr/local/bin".into()],
    };
    RuntimeRules {
        environment: environment.into(),
        namespace: "falco".into(),
        namespaces: vec!["shop".into(), "shop-billing".into()],
        rules: Noticed::ALL.into_iter().map(rule).collect(),
    }
}

/// The names that a file declares; says what of it Falco would not take.
fn declared(file: &Node) -> Names {
    let mut names = Names::default();
    let mut rules = BTreeSet::new();
    for (index, entry) in file.items().enumerate() {
        let said = |field| entry.at(&[field]).and_then(Node::as_str).map(str::to_owned);
        let keys: Vec<&str> = entry.entries().map(|(key, _)| key.as_str()).collect();
        match keys.as_slice() {
            ["required_engine_version"] | ["required_plugin_versions"] => {
                assert!(index < 2, "these come first")
            }
            ["list", "items"] => {
                let items: Vec<String> = entry
                    .at(&["items"])
                    .into_iter()
                    .flat_map(Node::items)
                    .filter_map(Node::as_str)
                    .map(str::to_owned)
                    .collect();
                assert!(!items.is_empty(), "a list holds something");
                assert!(items.iter().all(|item| grammar::is_bare(item)), "{items:?}");
                assert!(names.lists.insert(said("list").expect("a name")), "{entry:?}");
            }
            ["macro", "condition"] => {
                let condition = said("condition").expect("a text");
                check_condition(&condition, &names).unwrap_or_else(|found| panic!("{found}: {condition}"));
                // It is put where it is named, as it is.
                assert!(condition.starts_with('(') && condition.ends_with(')'), "{condition}");
                assert!(names.macros.insert(said("macro").expect("a name")), "{entry:?}");
            }
            ["rule", "desc", "condition", "output", "priority", "tags"] => {
                let condition = said("condition").expect("a text");
                check_condition(&condition, &names).unwrap_or_else(|found| panic!("{found}: {condition}"));
                let output = said("output").expect("a text");
                fields_of_output(&output).unwrap_or_else(|found| panic!("{found}: {output}"));
                assert!(PRIORITIES.contains(&said("priority").expect("a text").as_str()), "{entry:?}");
                assert!(rules.insert(said("rule").expect("a name")), "{entry:?}");
            }
            other => panic!("no entry of a file of rules: {other:?}"),
        }
    }
    names.rules = rules;
    names
}

#[test]
fn what_is_written_can_be_read() {
    for except in [&[][..], &["ghcr.io/acme/debug", "localhost:5000/tools"]] {
        let names = declared(&rules(&all_of_it("prod-eu", except)));
        assert_eq!(names.rules.len(), Noticed::ALL.len());
    }
}

#[test]
fn one_thing_can_be_noticed_alone() {
    let all = all_of_it("prod", &[]);
    for rule in &all.rules {
        let one = RuntimeRules { rules: vec![rule.clone()], ..all.clone() };
        assert_eq!(declared(&rules(&one)).rules.len(), 1, "{}", rule.what.word());
    }
}

#[test]
fn environments_share_no_name() {
    // Falco reads all files as one: a name that comes again takes the place of the first.
    let (one, other) =
        (declared(&rules(&all_of_it("prod", &[]))), declared(&rules(&all_of_it("prod-eu", &[]))));
    assert!(one.rules.is_disjoint(&other.rules), "{:?}", one.rules);
    assert!(one.lists.is_disjoint(&other.lists) && one.macros.is_disjoint(&other.macros));
}

#[test]
fn programs_are_known_by_what_the_kernel_keeps_of_their_names() {
    for entry in rules(&all_of_it("prod", &[])).items() {
        let name = entry.at(&["list"]).and_then(Node::as_str).unwrap_or_default();
        if name.ends_with("_programs") {
            let items = entry.at(&["items"]).into_iter().flat_map(Node::items).filter_map(Node::as_str);
            let long: Vec<&str> = items.filter(|program| program.len() > 15).collect();
            assert!(long.is_empty(), "{long:?}");
        }
    }
}
