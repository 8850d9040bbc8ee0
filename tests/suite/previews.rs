//! Copies for pull requests, held against the tools that make them: Argo CD's own code makes the applications, of pull requests
//! as short and as long as they come; Kustomize builds the overlay with their patches; and that is what the compiler says of
//! such a pull request.

use std::fs;
use std::path::Path;
use std::process::Command;

use o8_core::model::model;
use o8_ir::late::{self, PullRequestField, Sample};
use o8_ir::platform::{Deployment, Layout};
use o8_ir::{Node, OutputFile};
use o8_tests::programs::{Named, cases, examples};
use o8_tests::tools::{has, skipped};
use o8_tests::workbench::Workbench;
use serde_json::json;
use serde_yaml::{Mapping, Value};

use crate::conformance::{built_by_kustomize, scratch, write};

const NAME: &str = "copies_for_pull_requests_are_what_the_compiler_says";

#[test]
fn copies_for_pull_requests_are_what_the_compiler_says() {
    let Some(judge) = std::env::var_os("O8_ARGOCD").filter(|_| has("kubectl", &["kustomize", "--help"]))
    else {
        return skipped(NAME, "kubectl, `tests/conformance/argocd` built with Go, and its path in O8_ARGOCD");
    };
    let folder = scratch("previews");
    let pulls = [Sample::Shortest, Sample::Longest].map(|which| {
        let field = |field: PullRequestField| field.sample(which);
        json!({
            "number": field(PullRequestField::Number).parse::<i64>().expect("a number"),
            "title": field(PullRequestField::Title),
            "head": { "ref": field(PullRequestField::Branch), "sha": field(PullRequestField::HeadSha) },
            "base": { "ref": field(PullRequestField::TargetBranch) },
            "user": { "login": field(PullRequestField::Author) },
            "labels": [{ "name": "preview" }],
        })
    });
    fs::write(folder.join("pulls.json"), serde_json::to_string(&pulls).expect("plain data"))
        .expect("our own folder");
    let mut bench = Workbench::default();
    let mut programs = Vec::new();
    for Named { name, fixture } in examples().iter().chain(&cases()) {
        if !fixture.files.iter().any(|(_, text)| text.contains("perPullRequest")) {
            continue;
        }
        bench.put(fixture);
        bench.layout(Layout::Kustomize);
        let files = bench.compile().files;
        if files.is_empty() {
            continue;
        }
        let name = name.replace('/', "-");
        write(&folder.join(&name).join("tree"), &files);
        programs.push((name, files, targets(&bench)));
    }
    assert!(!programs.is_empty(), "there are programs with copies for pull requests");
    let output = Command::new(judge)
        .arg("previews")
        .arg(&folder)
        .output()
        .expect("O8_ARGOCD is the path of a program");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let mut compared = 0;
    for (name, files, targets) in &programs {
        let made = fs::read_to_string(folder.join(name).join("previews.json")).expect("the judge wrote it");
        let made: serde_json::Value = serde_json::from_str(&made).expect("the judge writes JSON");
        for (set, target) in targets {
            let previews = made[set].as_array().unwrap_or_else(|| panic!("{name}: no applications of {set}"));
            assert_eq!(previews.len(), 2, "{name}: {set}");
            for preview in previews {
                compared += holds(&folder.join(name), files, target, preview);
            }
        }
    }
    assert!(compared > 0, "something was compared");
    fs::remove_dir_all(folder).expect("our own folder");
}

/// The targets that are copied, by the names of their ApplicationSets.
fn targets(bench: &Workbench) -> Vec<(String, Deployment)> {
    let (db, program) = bench.parts();
    let modules = model(db, program).modules.clone();
    let mut found = Vec::new();
    for def in modules {
        let module = &o8_core::eval::module(db, program, def).module;
        for deployment in module.deployments.iter().filter(|deployment| deployment.known.is_some()) {
            let target = &deployment.target;
            let cluster = if target.one_of_several { format!("{}.", target.cluster) } else { String::new() };
            let set = format!(
                "pull-requests.{}.{cluster}{}",
                target.environment.as_deref().unwrap_or_default(),
                module.name
            );
            found.push((set, deployment.clone()));
        }
    }
    found
}

/// Holds one application against the compiler; how many objects were compared.
fn holds(folder: &Path, files: &[OutputFile], target: &Deployment, preview: &serde_json::Value) -> usize {
    let spec = &preview["application"]["spec"];
    let parameter = |field: PullRequestField| {
        let text = preview["parameters"][field.parameter()].as_str();
        let text = text.unwrap_or_else(|| panic!("Argo CD knows no {}", field.parameter()));
        assert!(text.len() <= field.sample(Sample::Longest).len(), "{} can be longer: {text}", field.name());
        assert!(
            text.len() >= field.sample(Sample::Shortest).len(),
            "{} can be shorter: {text}",
            field.name()
        );
        text.into()
    };
    let filled = |text: &str| late::filled(text, parameter);
    assert_eq!(spec["destination"]["namespace"], filled(&target.namespace).as_str());
    let wanted = |node: &Node| -> Value {
        let mut bytes = Vec::new();
        o8_backends::yaml::write_document(&late::map_texts(node, &mut |text| filled(text)), &mut bytes);
        serde_yaml::from_slice(&bytes).expect("we write YAML")
    };
    let mut wanted: Vec<Value> = target.objects.iter().map(|object| wanted(&object.body)).collect();
    let Some(source) = spec.get("source").filter(|source| source.get("chart").is_none()) else {
        return 0;
    };
    let path = source["path"].as_str().expect("a path").split_once('/').expect("below the output folder").1;
    let tree = folder.join("one");
    write(&tree, files);
    let overlay = tree.join(path);
    // What Argo CD does with the options of a source: see `util/kustomize` of its code.
    let file = overlay.join("kustomization.yaml");
    let mut kustomization: Mapping =
        serde_yaml::from_str(&fs::read_to_string(&file).expect("we wrote it")).expect("YAML");
    let options: Value = serde_json::from_value(source["kustomize"].clone()).expect("JSON is YAML");
    if let Some(patches) = options.get("patches").and_then(Value::as_sequence) {
        let all = kustomization.entry("patches".into()).or_insert_with(|| Value::Sequence(Vec::new()));
        all.as_sequence_mut().expect("a list of patches").extend(patches.iter().cloned());
    }
    kustomization.insert("namespace".into(), options["namespace"].clone());
    fs::write(&file, serde_yaml::to_string(&kustomization).expect("YAML")).expect("our own folder");
    let built = built_by_kustomize(&overlay).unwrap_or_else(|error| panic!("{}: {error}", overlay.display()));
    for object in &built {
        let at = wanted.iter().position(|wanted| wanted == object);
        let at = at.unwrap_or_else(|| {
            panic!(
                "not what the compiler says:\n{}\n{wanted:#?}",
                serde_yaml::to_string(object).expect("YAML")
            )
        });
        wanted.swap_remove(at);
    }
    assert!(wanted.is_empty(), "Kustomize does not give {wanted:#?}");
    fs::remove_dir_all(tree).expect("our own folder");
    built.len()
}
