//! `o8 init`, and that what it writes is a package without a flaw.

use crate::folder::Folder;

#[test]
fn a_new_package_builds_at_once() {
    let folder = Folder::new();
    let shop = "shop";
    folder.o8(&["init", shop]).ends(0).prints("").says("`o8 build shop` compiles it into `shop/generated/`.");
    let ran = folder.o8(&["build", shop, "--deny", "warnings"]).ends(0).prints("");
    assert_eq!(
        ran.err,
        "1 module, 12 objects: 18 files written, 0 removed, 0 unchanged in `shop/generated`\n"
    );
    let files: Vec<String> =
        folder.list("shop/generated").into_iter().filter(|path| !path.ends_with('/')).collect();
    insta::assert_snapshot!(files.join("\n"), @r"
    .o8/.gitignore
    .o8/inputs.json
    .o8/manifest.json
    argocd/applicationsets/hello.yaml
    argocd/applicationsets/o8.environments.yaml
    argocd/config/argocd-cmd-params-cm.yaml
    argocd/projects/delivery.yaml
    argocd/projects/o8.environments.yaml
    bootstrap/root.yaml
    environments/dev/namespace-hello.yaml
    environments/prod/namespace-hello.yaml
    environments/staging/namespace-hello.yaml
    modules/hello/base/deployment-hello.yaml
    modules/hello/base/kustomization.yaml
    modules/hello/base/poddisruptionbudget-hello.yaml
    modules/hello/base/service-hello.yaml
    modules/hello/base/serviceaccount-hello.yaml
    modules/hello/overlays/dev/kustomization.yaml
    modules/hello/overlays/prod/kustomization.yaml
    modules/hello/overlays/prod/patch-deployment-hello.yaml
    modules/hello/overlays/staging/kustomization.yaml
    ");
}

#[test]
fn its_workflow_passes_on_what_it_wrote() {
    let folder = Folder::new();
    folder.o8(&["init"]).ends(0).says("`o8 build` compiles it into `generated/`.");
    folder.o8(&["build"]).ends(0);
    let workflow = folder.read(".github/workflows/o8.yml");
    let steps: Vec<&str> =
        workflow.lines().filter_map(|line| line.trim().strip_prefix("- run: o8 ")).collect();
    assert_eq!(steps.len(), 4, "{workflow}");
    for step in steps {
        folder.o8(&step.split(' ').collect::<Vec<_>>()).ends(0);
    }
    assert!(!workflow.contains('\t') && !workflow.contains("{{"), "{workflow}");
}

#[test]
fn every_choice_is_a_package_without_a_flaw() {
    let choices = [
        &["--provider", "aws"][..],
        &["--provider", "gcp", "--environment", "test", "--environment", "live"],
        &["--provider", "azure", "--environment", "prod"],
        &["--provider", "kind", "--environment", "dev,in-2,type"],
        &["--environment", "hello", "delivery", "module"],
    ];
    for choice in choices {
        let folder = Folder::new();
        folder.o8(&[&["init", "-q"], choice].concat()).ends(0);
        folder.o8(&["build", "--deny", "warnings"]).ends(0);
        folder.o8(&["fmt", "--check"]).ends(0).prints("");
    }
}

#[test]
fn folders_with_odd_names_become_packages() {
    let folder = Folder::new();
    for name in ["My Shop", "42", "é", "module", "hello", "a--b", "k8s"] {
        folder.o8(&["init", name, "-q", "--environment", "prod"]).ends(0);
        folder.o8(&["check", name, "--deny", "warnings"]).ends(0);
    }
}

#[test]
fn what_exists_is_kept() {
    let folder = Folder::platform();
    let before = folder.contents("");
    folder.o8(&["init"]).ends(2).says("error: `o8.toml` exists already: `o8 init` begins a package");
    folder.o8(&["init", "o8.toml"]).ends(2).says("error: ");
    assert_eq!(folder.contents(""), before);
}

#[test]
fn what_is_in_the_way_is_found_before_anything_is_written() {
    let folder = Folder::with(&[(".vscode", "a file")]);
    let before = folder.contents("");
    folder.o8(&["init"]).ends(2).says("error: cannot create `.vscode`: ");
    assert_eq!(folder.contents(""), before);
}

#[test]
fn names_that_no_environment_can_have_are_refused() {
    let folder = Folder::new();
    let cases = [("Prod", "lower-case letters"), ("dev,in", "something else"), ("dev,dev", "given twice")];
    for (names, message) in cases {
        folder.o8(&["init", "--environment", names]).ends(2).says(message);
    }
    assert!(folder.list("").is_empty());
}

#[test]
fn the_examples_are_as_they_should_be() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    for example in ["quickstart", "shop"] {
        let path = format!("{examples}/{example}");
        let folder = Folder::new();
        folder.o8(&["check", &path, "--deny", "warnings"]).ends(0);
        folder.o8(&["build", "--check", &path]).ends(0).says("all as the program says");
        folder.o8(&["fmt", "--check", &path]).ends(0).prints("");
        folder.o8(&["test", "--path", &path]).ends(0);
    }
}
