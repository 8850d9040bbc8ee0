//! How many verdicts a second: a dozen rules, as Pod Security has them, over Deployments of two containers that pass all of them,
//! because what passes is looked at to its end. `cargo bench -p o8-policies --bench verdicts`.

use std::hint::black_box;
use std::time::Instant;

use o8_ir::{Map, Node, Tree};
use o8_policies::{
    Comparison, Constant, Pattern, Quantifier, Root, Rule, Sort, Subject, Term, TextTest, Verdict,
};

fn main() {
    let rules = rules();
    let objects: Vec<Node> = (0..500).map(deployment).collect();
    let mut best = f64::MAX;
    for _ in 0..20 {
        let start = Instant::now();
        let mut passed = 0;
        for object in &objects {
            let subject = Subject::new(black_box(object));
            passed += rules.iter().filter(|rule| rule.verdict(subject) == Verdict::Pass).count();
        }
        best = best.min(start.elapsed().as_secs_f64());
        assert_eq!(passed, rules.len() * objects.len(), "the objects pass all rules");
    }
    let verdicts = (rules.len() * objects.len()) as f64;
    #[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
    {
        println!(
            "{:.2} million verdicts a second, {:.0} ns each",
            verdicts / best / 1e6,
            best * 1e9 / verdicts
        );
    }
}

fn rules() -> Vec<Rule> {
    let pod = || Term::Root(Root::Pod);
    let container = |path: &[&str], sort| below(Term::Element { variable: 0, sort: Sort::Map }, path, sort);
    let containers = |test| quantified(Quantifier::All, 0, Term::Root(Root::Containers), test);
    let boolean = |term: Term, value| compare(Comparison::Equal, Sort::Bool, term, Constant::Bool(value));
    let text =
        |term: Term, value: &str| compare(Comparison::Equal, Sort::Text, term, Constant::Text(value.into()));
    let item = |variable, sort| Term::Element { variable, sort };
    let security = |path: &[&str], sort| {
        let path: Vec<&str> = ["securityContext"].iter().chain(path).copied().collect();
        container(&path, sort)
    };
    let image = || container(&["image"], Sort::Text);
    let label = |key: &str| below(Term::Root(Root::Object), &["metadata", "labels", key], Sort::Text);
    let tests = [
        containers(boolean(security(&["privileged"], Sort::Bool), true).negated()),
        boolean(below(pod(), &["hostNetwork"], Sort::Bool), true).negated(),
        quantified(
            Quantifier::All,
            1,
            below(pod(), &["volumes"], Sort::List),
            Term::Present(Box::new(item(1, Sort::Map).field("hostPath", Sort::Map))).negated(),
        ),
        containers(quantified(
            Quantifier::All,
            1,
            container(&["ports"], Sort::List),
            compare(
                Comparison::Equal,
                Sort::Int,
                Term::OrElse(
                    Box::new(item(1, Sort::Map).field("hostPort", Sort::Int)),
                    Box::new(Term::Constant(Constant::Int(0))),
                ),
                Constant::Int(0),
            ),
        )),
        containers(boolean(security(&["allowPrivilegeEscalation"], Sort::Bool), false)),
        containers(boolean(security(&["readOnlyRootFilesystem"], Sort::Bool), true)),
        containers(quantified(
            Quantifier::Some,
            1,
            security(&["capabilities", "drop"], Sort::List),
            text(item(1, Sort::Text), "ALL"),
        )),
        containers(boolean(
            Term::OrElse(
                Box::new(security(&["runAsNonRoot"], Sort::Bool)),
                Box::new(below(pod(), &["securityContext", "runAsNonRoot"], Sort::Bool)),
            ),
            true,
        )),
        containers(Term::Text(
            TextTest::StartsWith,
            Box::new(Term::Reference(Box::new(image()))),
            "ghcr.io/acme/".into(),
        )),
        containers(Term::Matches(
            Box::new(image()),
            Pattern::new("@sha256:[0-9a-f]{64}$").expect("a regular expression"),
        )),
        containers(compare(
            Comparison::LessEqual,
            Sort::Quantity,
            container(&["resources", "limits", "memory"], Sort::Quantity),
            Constant::Quantity("1Gi".into()),
        )),
        text(label("team"), "").negated().and(text(label("app.kubernetes.io/name"), "").negated()),
    ];
    tests.into_iter().map(|test| Rule::new("rule", Term::TRUE, test, "")).collect()
}

fn below(term: Term, path: &[&str], sort: Sort) -> Term {
    let (last, records) = path.split_last().expect("a path");
    records.iter().fold(term, |term, field| term.field(*field, Sort::Map)).field(*last, sort)
}

fn compare(op: Comparison, sort: Sort, left: Term, right: Constant) -> Term {
    Term::Compare { op, sort, left: Box::new(left), right: Box::new(Term::Constant(right)) }
}

fn quantified(quantifier: Quantifier, variable: u32, list: Term, test: Term) -> Term {
    Term::Quantified { quantifier, variable, list: Box::new(list), test: Box::new(test) }
}

fn deployment(number: usize) -> Node {
    let name = format!("web-{number}");
    let labels = || map([("app.kubernetes.io/name", text(&name)), ("team", text("shop"))]);
    let container = |name: &str| {
        map([
            ("name", text(name)),
            ("image", text(&format!("ghcr.io/acme/{name}@sha256:{}", "0123456789abcdef".repeat(4)))),
            ("ports", list([map([("name", text("http")), ("containerPort", Node::from(8080))])])),
            (
                "resources",
                map([
                    ("requests", map([("cpu", text("100m")), ("memory", text("128Mi"))])),
                    ("limits", map([("memory", text("256Mi"))])),
                ]),
            ),
            (
                "securityContext",
                map([
                    ("allowPrivilegeEscalation", Node::from(false)),
                    ("capabilities", map([("drop", list([text("ALL")]))])),
                    ("readOnlyRootFilesystem", Node::from(true)),
                ]),
            ),
        ])
    };
    let pod = map([
        ("securityContext", map([("runAsNonRoot", Node::from(true))])),
        ("containers", list([container("web"), container("proxy")])),
        ("volumes", list([map([("name", text("tmp")), ("emptyDir", map([]))])])),
    ]);
    map([
        ("apiVersion", text("apps/v1")),
        ("kind", text("Deployment")),
        ("metadata", map([("name", text(&name)), ("labels", labels())])),
        (
            "spec",
            map([
                ("replicas", Node::from(3)),
                ("template", map([("metadata", map([("labels", labels())])), ("spec", pod)])),
            ]),
        ),
    ])
}

fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
    Node::derived(Tree::Map(entries.into_iter().collect::<Map>()))
}

fn list<const N: usize>(items: [Node; N]) -> Node {
    Node::derived(Tree::from(Vec::from(items)))
}

fn text(text: &str) -> Node {
    Node::from(text)
}
