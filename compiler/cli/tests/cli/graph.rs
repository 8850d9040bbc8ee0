//! `o8 graph`: pictures of the platform.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::folder::Folder;
use crate::run;

/// The examples of this repository.
fn examples() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples"))
}

fn shop(arguments: &[&str]) -> run::Ran {
    let arguments: Vec<&str> = ["graph", "shop"].iter().chain(arguments).copied().collect();
    run::ended(&mut run::command(examples(), &arguments))
}

#[test]
fn modules_are_drawn_by_what_they_need() {
    let graph = shop(&["--format", "json"]).ends(0).json();
    let orders =
        graph["nodes"].as_array().and_then(|nodes| nodes.iter().find(|node| node["name"] == "orders"));
    let orders = orders.expect("a module");
    assert_eq!(
        (&orders["team"], &orders["wave"], &orders["removal"]),
        (&"commerce".into(), &1.into(), &1.into())
    );
    assert_eq!(orders["targets"][0]["version"], "3.2.0");
    let edge = serde_json::json!({
        "from": "orders", "to": "payments-api", "kind": "needs",
        "labels": [{ "text": "^1.4", "environments": ["dev", "staging", "prod"] }],
    });
    assert!(graph["edges"].as_array().is_some_and(|edges| edges.contains(&edge)), "{graph:#}");
}

#[test]
fn an_environment_narrows_the_modules() {
    let names = |arguments: &[&str]| -> Vec<String> {
        let graph = shop(arguments).ends(0).json();
        let nodes = graph["nodes"].as_array().cloned().unwrap_or_default();
        nodes.iter().filter_map(|node| node["name"].as_str().map(str::to_owned)).collect()
    };
    assert!(names(&["--format", "json"]).contains(&"reports".to_owned()));
    assert!(!names(&["--format", "json", "--environment", "dev"]).contains(&"reports".to_owned()));
    shop(&["--environment", "stagin"])
        .ends(2)
        .prints("")
        .says("error: no environment is called `stagin`: did you mean `staging`?\n");
    shop(&["--of", "promotion", "--environment", "prod"])
        .ends(2)
        .prints("")
        .says("error: `--environment` narrows the picture of the modules alone\n");
}

#[test]
fn packages_are_drawn_with_all_that_they_depend_on() {
    let folder = Folder::with(&[
        (
            "acme/o8.toml",
            "name = \"acme\"\nversion = \"1.0.0\"\n[dependencies]\nblocks = { path = \"../blocks\" }\n\"base\" = { path = \"../base\" }\n",
        ),
        ("blocks/o8.toml", "name = \"blocks\"\n[dependencies]\nbase = { path = \"../base\" }\n"),
        ("base/o8.toml", "name = \"base\"\nversion = \"0.2.0\"\n"),
    ]);
    let ran = folder.o8(&["graph", "acme", "--of", "packages", "--format", "mermaid"]).ends(0);
    insta::assert_snapshot!(ran.out, @r#"
    ---
    title: "Packages of acme"
    ---
    flowchart LR
      n0["acme<br/>1.0.0<br/>."]
      n1["base<br/>0.2.0<br/>../blocks/../base"]
      n2["blocks<br/>../blocks"]
      n0 --> n2
      n0 --> n1
      n2 --> n1
    "#);
}

#[test]
fn the_picture_in_the_documentation_is_that_of_the_example() {
    let kept =
        std::fs::read_to_string(examples().join("../docs/pictures/promotion.svg")).expect("it is there");
    shop(&["--of", "promotion"]).ends(0).prints(&kept);
}

#[test]
fn a_picture_goes_to_a_file_that_it_replaces() {
    let folder = Folder::platform();
    for _ in 0..2 {
        folder.o8(&["graph", "--output", "modules.svg"]).ends(0).prints("");
        assert!(folder.read("modules.svg").contains("role=\"graphics-document document\""));
    }
    folder.o8(&["graph", "-o", "modules"]).ends(2).says("`modules` is a folder, where a file is expected\n");
    folder.o8(&["graph", "-o", "no/such/folder"]).ends(2).says("error: cannot write `no/such/folder`");
}

#[test]
fn a_program_with_errors_has_no_picture() {
    let folder = Folder::platform();
    folder.change("modules/web.o8", "team = delivery", "team = delivry");
    for of in ["modules", "promotion", "packages"] {
        folder.o8(&["graph", "--of", of, "-o", "x.svg"]).ends(1).prints("").says("error[E0201]");
    }
    assert!(!folder.has("x.svg"));
}

#[test]
fn graphviz_draws_what_is_written_for_it() {
    let found = Command::new("dot").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !found.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no `dot`");
        return;
    }
    let folder = Folder::new();
    folder.put("shop.dot", shop(&["--format", "dot"]).ends(0).out);
    run::ended(Command::new("dot").args(["-Tsvg", "shop.dot"]).current_dir(folder.path())).ends(0);
}
