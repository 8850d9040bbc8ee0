//! `o8 build`: what it writes, what it leaves, and when it refuses.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::folder::Folder;
use crate::run;

const DEPLOYMENT: &str = "generated/modules/web/base/deployment-web.yaml";

#[test]
fn an_unchanged_build_writes_nothing() {
    let folder = Folder::built();
    let before = (folder.times(""), folder.contents(""));
    thread::sleep(Duration::from_millis(20));
    let ran = folder.o8(&["build"]).ends(0).prints("");
    assert!(ran.err.contains(": 0 files written, 0 removed, 18 unchanged in `generated`"), "{}", ran.err);
    folder.o8(&["build", "--check"]).ends(0).says("18 files in `generated`, all as the program says");
    assert_eq!((folder.times(""), folder.contents("")), before);
}

#[test]
fn a_build_from_the_same_compiles_nothing_and_looks_at_every_file() {
    let folder = Folder::built();
    let quick = "nothing has changed since the last build";
    folder.o8(&["build", "-v"]).ends(0).says(quick).says("18 unchanged in `generated`");
    let report = folder.o8(&["build", "--format", "json"]).ends(0).json();
    assert_eq!(report["summary"]["modules"], 1);
    // What was edited by hand is refused, and what is missing comes back.
    let path = "generated/modules/web/base/service-web.yaml";
    folder.change(path, "port: 80", "port: 81");
    folder.o8(&["build"]).ends(2).says("service-web.yaml");
    folder.remove(path);
    folder.o8(&["build"]).ends(0).says("1 file written");
    folder.o8(&["build", "-v"]).ends(0).says(quick);
    // Another source, other settings, and what was written by somebody else are other inputs.
    folder.change("modules/web.o8", "replicas = 5", "replicas = 5 // five");
    let ran = folder.o8(&["build", "-v"]).ends(0).says("18 unchanged");
    assert!(!ran.err.contains(quick), "{}", ran.err);
    folder.put("generated/.o8/inputs.json", "{}");
    let ran = folder.o8(&["build", "-v"]).ends(0).says("18 unchanged");
    assert!(!ran.err.contains(quick), "{}", ran.err);
    // A warning is said every time.
    folder.change("modules/web.o8", "import std/web", "import std/worker { Worker }\nimport std/web");
    for _ in 0..2 {
        folder.o8(&["build"]).ends(0).says("warning[W0201]");
    }
    assert_eq!(folder.list("generated/.o8"), [".gitignore", "manifest.json"]);
}

#[test]
fn two_builds_of_one_program_give_the_same_bytes() {
    let (one, other) = (Folder::built(), Folder::built());
    assert_eq!(one.contents("generated"), other.contents("generated"));
}

#[test]
fn a_change_touches_the_files_that_it_changes() {
    let folder = Folder::built();
    let before = folder.times("generated");
    folder.change("modules/web.o8", "replicas = 5", "replicas = 6");
    folder.o8(&["build"]).ends(0).says(": 1 file written, 0 removed, 17 unchanged");
    let after = folder.times("generated");
    let changed: Vec<&str> =
        after.iter().filter(|(path, time)| before[*path] != **time).map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        changed,
        [
            ".o8/",
            ".o8/inputs.json",
            ".o8/manifest.json",
            "modules/web/overlays/prod/",
            "modules/web/overlays/prod/kustomization.yaml"
        ]
    );
}

#[test]
fn what_is_no_longer_produced_goes() {
    let folder = Folder::built();
    folder.put("generated/modules/web/notes.txt", "mine");
    folder.remove("modules/web.o8");
    folder.put("gone.o8", "retire web in prod\n");
    folder.o8(&["build"]).ends(0);
    assert_eq!(folder.list("generated/modules"), ["web/", "web/notes.txt"]);
    assert!(!folder.has("generated/argocd"));
}

#[test]
fn foreign_files_are_never_touched() {
    let folder = Folder::platform();
    folder.put("generated/README.md", "mine");
    folder.put(DEPLOYMENT, "mine");
    let before = folder.contents("generated");
    for arguments in [&["build"][..], &["build", "--force"]] {
        folder
            .o8(arguments)
            .ends(2)
            .says("nothing was written\nnot written by o8 (move them away")
            .says("\n  modules/web/base/deployment-web.yaml\n");
        assert_eq!(folder.contents("generated"), before);
    }
    folder.remove(DEPLOYMENT);
    folder.o8(&["build"]).ends(0);
    assert_eq!(folder.read("generated/README.md"), "mine");
    folder.o8(&["build", "--check"]).ends(3).says("README.md: not written by o8\n");
}

#[test]
fn hand_edits_are_refused_with_the_difference() {
    let folder = Folder::built();
    folder.change(DEPLOYMENT, "replicas: 2", "replicas: 7");
    let edited = folder.contents("generated");
    let refused = folder.o8(&["build"]).ends(2).prints("");
    let refused = refused
        .says("error: nothing was written\nedited by hand since o8 wrote them (`--force` replaces them):");
    let _ = refused.says("\n-  replicas: 2\n+  replicas: 7\n");
    assert_eq!(folder.contents("generated"), edited);
    folder.o8(&["build", "--check"]).ends(3).says("modules/web/base/deployment-web.yaml: edited by hand\n");
    folder.o8(&["build", "--force"]).ends(0).says(": 1 file written");
    assert!(folder.read(DEPLOYMENT).contains("replicas: 2\n"));
    folder.o8(&["build", "--check"]).ends(0);
}

#[test]
fn check_lists_what_differs_and_writes_nothing() {
    let folder = Folder::built();
    folder.change("modules/web.o8", "web:1.0.0", "web:1.1.0");
    folder.change("generated/bootstrap/root.yaml", "limit: 10", "limit: 1");
    folder.remove("generated/modules/web/base/service-web.yaml");
    folder.put("generated/extra.yaml", "mine");
    let before = (folder.times(""), folder.contents(""));
    let ran = folder.o8(&["build", "--check"]).ends(3).prints("");
    insta::assert_snapshot!(ran.err, @r"
    modules/web/base/service-web.yaml: missing
    modules/web/base/deployment-web.yaml: stale
    bootstrap/root.yaml: edited by hand
    extra.yaml: not written by o8
    4 files differ in `generated`: `o8 build` writes what is missing or stale; `o8 build` shows what was edited, and `o8 build --force` replaces it; what o8 did not write belongs elsewhere
    ");
    let report = folder.o8(&["build", "--check", "--format", "json"]).ends(3).json();
    let differences = report["differences"].as_array().expect("a list");
    let kinds: Vec<&str> = differences.iter().filter_map(|difference| difference["kind"].as_str()).collect();
    assert_eq!(kinds, ["missing", "stale", "edited", "foreign"]);
    assert_eq!(differences[0]["path"], "modules/web/base/service-web.yaml");
    assert_eq!((folder.times(""), folder.contents("")), before);
}

#[test]
fn only_keeps_other_environments_as_they_are() {
    let folder = Folder::built();
    folder.change("modules/web.o8", "replicas = 5", "replicas = 6");
    let before = folder.contents("generated");
    folder.o8(&["build", "--only", "dev"]).ends(3).says(
        "error: nothing was written: files outside what was asked for would change\n  modules/web/overlays/prod/kustomization.yaml: `replicas[0].count`, from modules/web.o8\n",
    );
    assert_eq!(folder.contents("generated"), before);
    folder
        .o8(&["build", "--only", "prod"])
        .ends(0)
        .says(": 1 file written")
        .says("\nchanges: prod (1 file)\n");
    folder.change("modules/web.o8", "web:1.0.0", "web:1.1.0");
    folder.o8(&["build", "--only", "dev"]).ends(3).says(
        "\n  modules/web/base/deployment-web.yaml: `spec.template.spec.containers[0].image`, from modules/web.o8\n",
    );
    // The base is that of the places that a module is in, and these are all of them.
    folder.o8(&["build", "--only", "dev", "prod"]).ends(0).says("\nchanges: dev (1 file), prod (1 file)\n");
    folder
        .o8(&["build", "--only", "prd"])
        .ends(2)
        .says("no environment is called `prd`: did you mean `prod`?");
}

/// PR01: a line that development and production share is changed for development.
#[test]
fn a_build_says_which_environments_change() {
    let folder = Folder::built();
    folder.change("modules/web.o8", "web:1.0.0", "web:1.1.0");
    folder.o8(&["build"]).ends(0).says("\nchanges: dev (1 file), prod (1 file)\n");
    let report = folder.o8(&["build", "--format", "json"]).ends(0).json();
    assert_eq!(report["changes"], serde_json::json!([]));
    folder.change("modules/web.o8", "replicas = 5", "replicas = 6");
    let report = folder.o8(&["build", "--format", "json"]).ends(0).json();
    let prod = serde_json::json!([{ "environment": "prod", "cluster": null, "files": 1 }]);
    assert_eq!(report["changes"], prod);
    let ran = folder.o8(&["build"]).ends(0);
    assert!(!ran.err.contains("changes:"), "{}", ran.err);
}

#[test]
fn layouts_and_folders_can_be_chosen() {
    let folder = Folder::platform();
    folder.o8(&["build", "--layout", "rendered", "--out", "../rendered-elsewhere/deep", "."]).ends(0);
    let out = folder.join("../rendered-elsewhere");
    assert!(out.join("deep/environments/prod/prod-eu/web/deployment-web.yaml").is_file());
    std::fs::remove_dir_all(out).expect("it can be removed");
    assert!(!folder.has("generated"));
    folder.put("o8.toml", "name = \"acme\"\noutput = \"yaml\"\nlayout = \"rendered\"\n");
    folder.o8(&["build"]).ends(0).says("unchanged in `yaml`");
    assert!(folder.has("yaml/environments/dev/web/deployment-web.yaml"));
    // From one layout to the other and back, nothing is left over.
    let rendered = folder.contents("yaml");
    folder.o8(&["build", "--layout", "kustomize"]).ends(0);
    assert!(!folder.has("yaml/environments/dev/web"));
    folder.o8(&["build"]).ends(0);
    assert_eq!(folder.contents("yaml"), rendered);
}

#[test]
fn a_package_is_found_from_every_place_in_it() {
    let folder = Folder::built();
    for path in ["modules", "modules/web.o8", "o8.toml", "generated/modules"] {
        folder.o8(&["build", path]).ends(0).says("18 unchanged in `generated`");
    }
    let inside = run::ended(&mut run::command(&folder.join("modules"), &["build"])).ends(0);
    assert!(inside.err.contains("18 unchanged"), "{}", inside.err);
}

#[test]
fn warnings_fail_where_they_are_denied() {
    let folder = Folder::platform();
    folder.change("modules/web.o8", "import std/web", "import std/worker { Worker }\nimport std/web");
    folder.o8(&["check"]).ends(0).says("warning[W0201]: `Worker` is imported and not used");
    folder.o8(&["build", "--deny", "warnings"]).ends(1).says("W0201");
    assert!(!folder.has("generated"));
    folder.put("o8.toml", "name = \"acme\"\n[lints]\nW0201 = \"deny\"\n");
    folder.o8(&["build"]).ends(1).says("error[W0201]");
    assert!(!folder.has("generated"));
    folder.put("o8.toml", "name = \"acme\"\n[lints]\nW0201 = \"allow\"\n");
    let ran = folder.o8(&["build", "--deny", "warnings"]).ends(0);
    assert!(!ran.err.contains("W0201"), "{}", ran.err);
}

#[test]
fn errors_leave_the_last_output() {
    let folder = Folder::built();
    let before = folder.contents("generated");
    folder.change("modules/web.o8", "team = delivery", "team = delivry");
    folder
        .o8(&["build"])
        .ends(1)
        .prints("")
        .says("error[E0201]")
        .says("did you mean `delivery`?")
        .says("1 error\n");
    folder.o8(&["build", "--check"]).ends(1);
    folder.o8(&["build", "--force"]).ends(1);
    assert_eq!(folder.contents("generated"), before);
}

#[test]
fn builds_of_one_folder_take_turns() {
    let folder = Folder::platform();
    let builds: Vec<_> = (0..4)
        .map(|_| {
            let mut command = folder.command(&["build"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs")
        })
        .collect();
    for build in builds {
        run::wait(build, "one of four builds").ends(0);
    }
    folder.o8(&["build", "--check"]).ends(0);
    assert_eq!(folder.list("generated/.o8"), [".gitignore", "inputs.json", "manifest.json"]);
}

#[cfg(unix)]
#[test]
fn a_build_waits_for_another_one() {
    let folder = Folder::built();
    folder.change("modules/web.o8", "web:1.0.0", "web:1.1.0");
    let held = File::open(folder.join("generated")).expect("a folder can be opened");
    held.lock().expect("a folder can be locked");
    let mut command = folder.command(&["build"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    // It says that it waits before it does: from then on nothing happens until the other one is done.
    let mut messages = BufReader::new(child.stderr.take().expect("it is in a pipe"));
    let mut said = String::new();
    messages.read_line(&mut said).expect("a pipe can be read");
    assert_eq!(said, "another build is writing to `generated`: waiting for it\n");
    assert!(child.try_wait().expect("a child can be asked").is_none(), "it waits");
    assert!(folder.read(DEPLOYMENT).contains("web:1.0.0"));
    drop(held);
    run::wait(child, "a build that waits").ends(0);
    assert!(folder.read(DEPLOYMENT).contains("web:1.1.0"));
}

#[test]
fn a_lost_manifest_is_made_anew() {
    let folder = Folder::built();
    let before = folder.contents("generated");
    for broken in ["", "garbage", "<<<<<<< ours\n"] {
        folder.put("generated/.o8/manifest.json", broken);
        let manifest =
            " unchanged in `generated`, and a new `.o8/manifest.json`, which says what is deployed";
        folder.o8(&["build"]).ends(0).says(": 0 files written").says(manifest);
        assert_eq!(folder.contents("generated"), before);
    }
    folder.put("generated/.o8/manifest.json", "{\"version\": 2, \"files\": {}}");
    folder.o8(&["build"]).ends(2).says("`generated/.o8/manifest.json` was written by a newer o8");
}
