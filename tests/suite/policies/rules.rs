//! Rules as people write them, what is printed for them, and objects with the verdicts that they deserve.

use std::process::Command;

use o8_backends::policies::{self, Engine, Target};
use o8_backends::yaml;
use o8_ir::{Node, OutputFile};
use o8_policies::{
    Action, Binding, Comparison, Constant, Exemption, Namespaces, Pattern, Policy, Quantifier, Root, Rule,
    Sort, Subject, Term, TextTest, Verdict,
};
use o8_tests::tools::{skipped, validator};

use super::engines::{Engines, printed};
use super::judges;
use crate::conformance::{scratch, write};

fn object() -> Term {
    Term::Root(Root::Object)
}

fn pod() -> Term {
    Term::Root(Root::Pod)
}

fn boxed(term: Term) -> Box<Term> {
    Box::new(term)
}

fn text(text: &str) -> Constant {
    Constant::Text(text.into())
}

fn compare(op: Comparison, sort: Sort, left: Term, right: Constant) -> Term {
    Term::Compare { op, sort, left: boxed(left), right: boxed(Term::Constant(right)) }
}

fn or(term: Term, otherwise: Constant) -> Term {
    Term::OrElse(boxed(term), boxed(Term::Constant(otherwise)))
}

/// A test of all containers, or of all elements of another list.
fn all(variable: u32, list: Term, test: Term) -> Term {
    Term::Quantified { quantifier: Quantifier::All, variable, list: boxed(list), test: boxed(test) }
}

fn containers(test: Term) -> Term {
    all(0, Term::Root(Root::Containers), test)
}

fn element(variable: u32, sort: Sort) -> Term {
    Term::Element { variable, sort }
}

fn of_container(path: &[(&str, Sort)]) -> Term {
    path.iter().fold(element(0, Sort::Map), |term, (field, sort)| term.field(*field, *sort))
}

fn image() -> Term {
    of_container(&[("image", Sort::Text)])
}

fn matches(term: Term, pattern: &str) -> Term {
    Term::Matches(boxed(term), Pattern::new(pattern).expect("a regular expression"))
}

fn of_kinds(kinds: &[&str]) -> Term {
    let one = |kind: &&str| Term::OfKind { api_version: "apps/v1".into(), kind: (*kind).into() };
    Term::Any(kinds.iter().map(one).collect())
}

/// The rules, each of which has objects in [`OBJECTS`] that pass and that do not.
pub(super) fn rules() -> Vec<Rule> {
    let labels = || object().field("metadata", Sort::Map).field("labels", Sort::Map);
    let label = |key: &str| {
        compare(Comparison::Equal, Sort::Text, or(labels().field(key, Sort::Text), text("")), text(""))
            .negated()
    };
    let security = |field, sort| of_container(&[("securityContext", Sort::Map), (field, sort)]);
    let pod_runs_as = || pod().field("securityContext", Sort::Map).field("runAsNonRoot", Sort::Bool);
    let memory =
        |list| of_container(&[("resources", Sort::Map), (list, Sort::Map), ("memory", Sort::Quantity)]);
    let capabilities = |list| security("capabilities", Sort::Map).field(list, Sort::List);
    let all_dropped = Term::Quantified {
        quantifier: Quantifier::Some,
        variable: 1,
        list: boxed(capabilities("drop")),
        test: boxed(compare(Comparison::Equal, Sort::Text, element(1, Sort::Text), text("ALL"))),
    };
    let starts = |prefix: &str| {
        Term::Text(TextTest::StartsWith, boxed(Term::Reference(boxed(image()))), prefix.into())
    };
    let contains = |part: &str| Term::Text(TextTest::Contains, boxed(image()), part.into());
    let ends = |end: &str| Term::Text(TextTest::EndsWith, boxed(image()), end.into());
    vec![
        Rule::new(
            "required labels",
            of_kinds(&["Deployment", "StatefulSet"]),
            label("app.kubernetes.io/name").and(label("team")),
            "workloads say what they are and whose",
        ),
        Rule::new(
            "replicated",
            of_kinds(&["Deployment"]),
            compare(
                Comparison::GreaterEqual,
                Sort::Int,
                or(object().field("spec", Sort::Map).field("replicas", Sort::Int), Constant::Int(1)),
                Constant::Int(2),
            ),
            "production workloads run at least two replicas",
        ),
        Rule::new(
            "registries",
            Term::TRUE,
            containers(Term::Any(vec![starts("ghcr.io/acme/"), starts("docker.io/library/")])),
            "images come from our registry",
        ),
        Rule::new(
            "pinned",
            Term::TRUE,
            containers(Term::Any(vec![
                contains("@").and(matches(image(), "@sha256:[0-9a-f]{64}$")),
                Term::All(vec![
                    contains("@").negated(),
                    matches(image(), ":[^:/]+$"),
                    ends(":latest").negated(),
                ]),
            ])),
            "images have a digest, or a tag other than `latest`",
        ),
        Rule::new(
            "runAsNonRoot",
            Term::TRUE,
            or(pod_runs_as(), Constant::Bool(true)).and(containers(Term::OrElse(
                boxed(security("runAsNonRoot", Sort::Bool)),
                boxed(or(pod_runs_as(), Constant::Bool(false))),
            ))),
            "containers do not run as root",
        ),
        Rule::new(
            "memory",
            Term::TRUE,
            containers(
                compare(
                    Comparison::LessEqual,
                    Sort::Quantity,
                    memory("limits"),
                    Constant::Quantity("1Gi".into()),
                )
                .and(Term::Compare {
                    op: Comparison::LessEqual,
                    sort: Sort::Quantity,
                    left: boxed(memory("limits")),
                    right: boxed(Term::Times(
                        2,
                        boxed(Term::OrElse(boxed(memory("requests")), boxed(memory("limits")))),
                    )),
                }),
            ),
            "memory is limited to 1Gi, and to twice what is requested",
        ),
        Rule::new(
            "drop ALL",
            Term::TRUE,
            containers(all_dropped.and(all(
                2,
                capabilities("add"),
                compare(Comparison::Equal, Sort::Text, element(2, Sort::Text), text("NET_BIND_SERVICE")),
            ))),
            "containers give up all capabilities",
        ),
    ]
}

pub(super) fn policy() -> Policy {
    let binding = |environment: &str, action, namespaces: &[&str], exemptions| Binding {
        environment: environment.into(),
        action,
        namespaces: Namespaces::Named(namespaces.iter().map(|name| (*name).into()).collect()),
        cluster_wide: true,
        exemptions,
    };
    let exempt = |rule: &str| Exemption {
        rule: rule.into(),
        namespace: Some("erp".into()),
        labels: vec![("app.kubernetes.io/name".into(), "legacy-erp".into())],
        reason: "the vendor's image has no other user".into(),
    };
    Policy {
        name: "hardened".into(),
        description: "What every workload of acme keeps".into(),
        rules: rules(),
        bindings: vec![
            binding("dev", Action::Audit, &["shop-dev"], Vec::new()),
            binding("staging", Action::Warn, &["shop-staging"], Vec::new()),
            binding("prod", Action::Deny, &["erp", "shop"], vec![exempt("runAsNonRoot")]),
        ],
    }
}

fn target(engine: Engine) -> Target<'static> {
    Target { engine, oldest: 30, plurals: &plurals }
}

fn plurals(api_version: Option<&str>, kind: &str) -> Vec<ecow::EcoString> {
    let Some(api_version) = api_version else { return Vec::new() };
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    o8_kubernetes::kind(group, version, kind).map(|kind| kind.plural.into()).into_iter().collect()
}

/// The objects for an engine in one file.
fn file(engine: Engine) -> OutputFile {
    let objects = policies::objects(target(engine), &policy()).expect("every engine can say it");
    let mut bytes = Vec::new();
    yaml::write_header("platform.o8", &mut bytes);
    yaml::write_stream(&objects, &mut bytes);
    OutputFile { path: format!("{}.yaml", engine.word()).into(), bytes: bytes.into() }
}

#[test]
fn policies_are_written_as_people_read_them() {
    for engine in Engine::ALL {
        let file = file(engine);
        let content = String::from_utf8(file.bytes.to_vec()).expect("text");
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_snapshot!(format!("policies_{}", engine.word()), content));
    }
}

#[test]
fn policies_pass_the_strict_schemas() {
    let Some(validator) = validator() else {
        return skipped("policies_pass_the_strict_schemas", "../shared/schemas/validate.py and PyYAML");
    };
    let folder = scratch("policies");
    write(&folder, &Engine::ALL.map(file));
    let output = Command::new("python3")
        .arg(validator)
        .arg("--quiet")
        .arg(&folder)
        .output()
        .expect("it ran a moment ago");
    let found = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{found}\n{}", String::from_utf8_lossy(&output.stderr));
    std::fs::remove_dir_all(folder).expect("our own folder");
}

#[test]
fn the_engines_of_cel_get_the_same_text() {
    let policy = policy();
    let expressions = |engine| {
        let all = printed(engine, &policy).into_iter();
        let mut found: Vec<Node> =
            all.filter_map(|object| object.at(&["spec", "validations"]).cloned()).collect();
        found.dedup();
        found
    };
    let (native, kyverno) = (expressions(Engine::Native), expressions(Engine::Kyverno));
    assert_eq!(native, kyverno);
    assert_eq!(native.len(), 2, "an environment with exemptions has its own");
}

#[test]
fn an_old_kubernetes_has_no_policies_of_its_own() {
    let old = Target { oldest: 29, ..target(Engine::Native) };
    let refused = policies::objects(old, &policy()).expect_err("1.30 has them first");
    assert_eq!(
        refused.why,
        "it takes Kubernetes 1.30, and a cluster has 1.29: ValidatingAdmissionPolicy of `v1` came later"
    );
    assert!(policies::objects(Target { oldest: 29, ..target(Engine::Gatekeeper) }, &policy()).is_ok());
    let mut long = policy();
    long.rules[0].message = "one\ntwo".into();
    let refused = policies::objects(target(Engine::Kyverno), &long).expect_err("messages have one line");
    assert_eq!(refused.rule.as_deref(), Some("required labels"));
}

#[test]
fn an_exemption_leaves_alone_what_it_names() {
    let policy = policy();
    let rule = &policy.rules[4];
    let only =
        Policy { rules: vec![rule.clone()], bindings: vec![policy.bindings[2].clone()], ..policy.clone() };
    let mut engines = Engines::new(&only);
    for (namespace, name, left_alone) in
        [("erp", "legacy-erp", true), ("erp", "api", false), ("shop", "legacy-erp", false)]
    {
        let object = node(&format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: {namespace}, labels: {{app.kubernetes.io/name: {name}}}}}\nspec: {{containers: [{{name: a}}]}}"
        ));
        assert_eq!(rule.verdict(Subject::new(&object)), Verdict::Fail);
        assert_eq!(policy.bindings[2].exemptions[0].test().holds(Subject::new(&object)), left_alone);
        let wanted =
            if left_alone { super::engines::Verdict::Passes } else { super::engines::Verdict::Fails };
        assert_eq!(engines.cel(&object), std::slice::from_ref(&wanted), "{namespace} {name}");
        assert_eq!(engines.rego_in(&object, "prod"), std::slice::from_ref(&wanted), "{namespace} {name}");
        assert_eq!(engines.rego_in(&object, "dev"), [super::engines::Verdict::Fails]);
    }
}

/// Objects, and the rules that they do not pass.
const OBJECTS: &[(&str, &[&str])] = &[
    (include_str!("objects/good.yaml"), &[]),
    (
        include_str!("objects/bare.yaml"),
        &["required labels", "replicated", "pinned", "runAsNonRoot", "memory", "drop ALL"],
    ),
    (include_str!("objects/cronjob.yaml"), &["registries", "pinned", "runAsNonRoot"]),
    (include_str!("objects/debugged.yaml"), &["registries", "memory", "drop ALL"]),
    (include_str!("objects/rollout.yaml"), &[]),
    (include_str!("objects/service.yaml"), &[]),
];

#[test]
fn objects_get_the_verdicts_that_they_deserve() {
    let policy = Policy { bindings: vec![super::policy(Vec::new()).bindings[0].clone()], ..policy() };
    let mut engines = Engines::new(&policy);
    let (mut failed, mut counts) = (std::collections::BTreeSet::new(), [0; 3]);
    for (yaml, wanted) in OBJECTS {
        let object = node(yaml);
        let fails = |rule: &&Rule| rule.verdict(Subject::new(&object)) == Verdict::Fail;
        let found: Vec<&str> = policy.rules.iter().filter(fails).map(|rule| rule.name.as_str()).collect();
        assert_eq!(found, *wanted, "{yaml}");
        failed.extend(found.iter().map(|name| (*name).to_owned()));
        super::agree(&policy, &mut engines, &object, &mut counts);
    }
    assert_eq!(failed.len(), policy.rules.len(), "no object fails a rule");
}

pub(super) fn objects() -> Vec<Node> {
    OBJECTS.iter().map(|(yaml, _)| node(yaml)).collect()
}

/// An object out of YAML.
pub(super) fn node(yaml: &str) -> Node {
    judges::node(&serde_yaml::from_str(yaml).expect("it is YAML, and no key is anything but a text"))
}
