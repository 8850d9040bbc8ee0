//! What pictures have, from programs.

use o8_ir::ModuleSummary;
use o8_ir::graph::{Fact, Graph, Node};

use super::{modules, promotion};
use crate::model::model;
use crate::output::module_outputs;
use crate::testing::fixture;

const PROGRAM: &str = r#"
import std/raw { Objects }
platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }
cluster a {}
cluster b {}
environment dev { clusters = [a] }
environment prod { clusters = [a, b], after = [dev], tier = "production" }
team data {}
team web {}
existing module vault { team = data, version = "1.0.0" }
module postgres {
  team = data
  version = "15.2.0"
  exposes = { sql = 5432 }
  deploy = Objects { objects = [] }
  in dev { version = "16.0.0" }
}
module orders {
  team = web
  needs = { postgres = ">=15", vault = "*" }
  connects = { postgres = ["sql"] }
  deploy = Objects { objects = [] }
  in prod { needs { postgres = "^15" } }
}
module shop {
  team = web
  environments = [prod]
  needs = { orders = "*" }
  deploy = Objects { objects = [] }
}
"#;

fn with<T>(use_them: impl Fn(&crate::model::Model, &[&ModuleSummary]) -> T) -> T {
    let fixture = fixture(PROGRAM);
    let model = model(&fixture.db, fixture.program);
    let outputs = module_outputs(&fixture.db, fixture.program, &model.modules, 1);
    let summaries: Vec<&ModuleSummary> = outputs.iter().map(|output| &output.summary).collect();
    use_them(model, &summaries)
}

fn edges(graph: &Graph) -> Vec<String> {
    let one = |edge: &o8_ir::graph::Edge| {
        let (from, to) = (&graph.nodes[edge.from].name, &graph.nodes[edge.to].name);
        format!("{from} {} {to}: {}", edge.kind.word(), edge.label())
    };
    graph.edges.iter().map(one).collect()
}

fn steps(node: &Node) -> String {
    let step = |name| match node.fact(name) {
        Some(Fact::Number(number)) => number.to_string(),
        _ => "-".to_owned(),
    };
    format!("{} {} {}", node.name, step("wave"), step("removal"))
}

#[test]
fn edges_say_where_they_hold() {
    let graph = with(|model, summaries| modules(model, summaries, None));
    assert_eq!(
        edges(&graph),
        [
            "orders needs postgres: >=15 in dev, ^15 in prod",
            "orders needs vault: *",
            "orders connects postgres: sql",
            "shop needs orders: *",
        ]
    );
    assert!(graph.nodes.iter().all(|node| node.existing == (node.name == "vault")));
}

#[test]
fn waves_follow_needs_and_removals_go_the_other_way() {
    let graph = with(|model, summaries| modules(model, summaries, None));
    let found: Vec<String> = graph.nodes.iter().map(steps).collect();
    assert_eq!(found, ["orders 1 1", "postgres 0 2", "shop 2 0", "vault - -"]);
}

#[test]
fn an_environment_narrows_the_picture() {
    let graph = with(|model, summaries| modules(model, summaries, Some("dev")));
    assert_eq!(graph.title, "Modules of acme in dev");
    assert_eq!(
        edges(&graph),
        ["orders needs postgres: >=15", "orders needs vault: *", "orders connects postgres: sql"]
    );
    let found: Vec<String> = graph.nodes.iter().map(steps).collect();
    assert_eq!(found, ["orders 1 0", "postgres 0 1", "vault - -"]);
    let postgres = graph.nodes.iter().find(|node| node.name == "postgres").expect("it is there");
    assert_eq!(postgres.lines, ["data · 16.0.0"]);
}

#[test]
fn promotion_leads_to_what_comes_after() {
    let graph = with(promotion);
    assert_eq!(edges(&graph), ["dev promotes prod: "]);
    assert_eq!(graph.nodes[1].lines, ["4 modules", "a · Kubernetes 1.30", "b · Kubernetes 1.30"]);
}
