//! `o8 audit`: any YAML against rules.

use std::io::Write as _;
use std::process::Stdio;

use crate::folder::Folder;
use crate::run::{self, Ran};

const POD: &str = "apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
  - name: web
    image: nginx:latest
";

const PINNED: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: fine}\nspec: {containers: [{name: a, image: \"nginx:1.29\"}]}\n";

const LATEST: &[&str] = &["audit", "objects.yaml", "--rule", "disallowLatestTag"];

/// A folder with one file of objects.
fn objects(text: &str) -> Folder {
    Folder::with(&[("objects.yaml", text)])
}

#[track_caller]
fn fed(folder: &Folder, arguments: &[&str], input: &str) -> Ran {
    let mut command = folder.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it was built");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    run::wait(child, &format!("{arguments:?}"))
}

#[test]
fn what_does_not_pass_is_an_error_where_it_begins() {
    let folder = objects(&format!("# of others\n{PINNED}---\n{POD}"));
    let ran = folder.o8(LATEST).ends(1);
    assert_eq!(ran.out, "");
    insta::assert_snapshot!(ran.err, @r#"
    error[E1010]: `Pod shop/web` does not pass: images have a tag other than latest, or a digest
       ╭─[ objects.yaml:7:1 ]
       │
     7 │ apiVersion: v1
       │ ───────┬──────
       │        ╰──────── `spec.containers[0].image` is `"nginx:latest"`
    ───╯
      help: the rule is `disallowLatestTag` of `disallowLatestTag`

    1 error
    2 objects in 1 file held against 1 rule
    "#);
    folder.put("objects.yaml", PINNED);
    folder.o8(LATEST).ends(0).prints("").says("1 object in 1 file held against 1 rule\n");
}

#[test]
fn folders_are_gone_through_in_order() {
    let folder = Folder::with(&[
        ("k8s/b/pod.yml", POD),
        ("k8s/a/pod.yaml", POD),
        (
            "k8s/c.json",
            "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"j\"}, \"spec\": {\"containers\": [{\"name\": \"a\"}]}}",
        ),
        ("k8s/values.yaml", "replicas: 1\n"),
        ("k8s/README.md", "kind: Pod"),
        ("k8s/.git/pod.yaml", POD),
    ]);
    let ran = folder.o8(&["audit", "k8s", "--rule", "disallowLatestTag"]).ends(1);
    let ran =
        ran.says("3 objects in 4 files held against 1 rule; 1 document that are no objects were left out\n");
    let places: Vec<&str> =
        ran.err.lines().filter_map(|line| line.trim_start().strip_prefix("╭─[ ")).collect();
    assert_eq!(places, ["k8s/a/pod.yaml:1:1 ]", "k8s/b/pod.yml:1:1 ]", "k8s/c.json:1:1 ]"]);
}

#[test]
fn standard_input_is_a_file() {
    let folder = Folder::new();
    let arguments = ["audit", "-", "--rule", "disallowLatestTag"];
    fed(&folder, &arguments, POD).ends(1).says("[ -:1:1 ]");
    fed(&folder, &arguments, PINNED).ends(0);
    fed(&folder, &arguments, "").ends(0).says("0 objects in 1 file held against 1 rule\n");
}

#[test]
fn lists_are_their_objects() {
    let item = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"NAME\"}, \"spec\": {\"containers\": [{\"name\": \"a\", \"image\": \"nginx\"}]}}";
    let list = |kind: &str| {
        let (a, b) = (item.replace("NAME", "a"), item.replace("NAME", "b"));
        format!("{{\"apiVersion\": \"v1\", \"kind\": \"{kind}\", \"items\": [{a}, {b}]}}\n")
    };
    for kind in ["List", "PodList"] {
        let ran = objects(&list(kind)).o8(LATEST).ends(1);
        ran.says("`Pod a` does not pass").says("`Pod b` does not pass").says("2 errors\n");
    }
}

#[test]
fn every_format_says_the_same() {
    let folder = objects(POD);
    for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
        let arguments: Vec<&str> = LATEST.iter().copied().chain(["--format", format]).collect();
        let ran = folder.o8(&arguments).ends(1);
        let text = format!("{}{}", ran.out, ran.err);
        let all = ["objects.yaml", "images have a tag other than latest, or a digest"];
        assert!(all.iter().all(|part| text.contains(part)), "{format}:\n{text}");
    }
    let report =
        folder.o8(&["audit", "objects.yaml", "--rule", "disallowLatestTag", "--format", "json"]).json();
    let verdict = &report["verdicts"][0];
    assert_eq!(verdict["verdict"], "fail");
    assert_eq!(verdict["path"], "spec.containers[0].image");
    assert_eq!(verdict["object"]["namespace"], "shop");
    assert_eq!(report["unread"].as_array().map(Vec::len), Some(0));
}

#[test]
fn rules_that_there_are_not() {
    let folder = objects(POD);
    let cases: [(&[&str], &str); 11] = [
        (&[], "nothing to hold the objects against"),
        (&["--rule", "disalowLatestTag"], "the library has no rule `disalowLatestTag`"),
        (&["--rule", "disalowLatestTag"], "did you mean `disallowLatestTag`?"),
        (&["--rule", "quite different"], "it has allowedRegistries, "),
        (&["--rule", "maxMemory"], "`most`"),
        (&["--rule", "maxMemory(4Gigs)"], "the rules that are asked for are wrong"),
        (&["--rule", "maxMemory", "--param", "mst=4Gi"], "did you mean `most`?"),
        (
            &["--baseline", "pod-security/restrictd@1.36"],
            "there is no baseline `pod-security/restrictd@1.36`",
        ),
        (&["--baseline", "pod-security/restricted"], "`pod-security/restricted@1.N`"),
        (&["--baseline", "pod-security/restricted@1.24"], "1.25 is the oldest release"),
        (
            &["--rule", "maxCpu", "--rule", "maxMemory", "--param", "most=1"],
            "does not say which rule it is for",
        ),
    ];
    for (arguments, message) in cases {
        let all: Vec<&str> = ["audit", "objects.yaml"].into_iter().chain(arguments.iter().copied()).collect();
        folder.o8(&all).ends(2).prints("").says(message);
    }
}

#[test]
fn parameters_are_as_in_programs() {
    let folder = objects(POD);
    for arguments in [
        &["--rule", "maxMemory(4Gi)"][..],
        &["--rule", "maxMemory", "--param", "most=4Gi"],
        &["--rule", "requiredLabels", "--param", "labels=[\"team\"]"],
    ] {
        let all: Vec<&str> = ["audit", "objects.yaml"].into_iter().chain(arguments.iter().copied()).collect();
        folder.o8(&all).ends(1).says("1 error\n");
    }
}

#[test]
fn text_that_is_no_yaml() {
    let folder = objects(&format!("{PINNED}---\na: [\n"));
    folder.o8(LATEST).ends(1).says("error[E0940]").says("1 object in 1 file");
    folder.put("objects.yaml", "apiVersion: v1\nkind: Pod\nkind: Service\n");
    folder.o8(LATEST).ends(1).says("error[E0940]").says("duplicate entry with key \"kind\"");
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![before; 10].join(", ")));
    }
    folder.put("objects.yaml", format!("apiVersion: v1\nkind: Pod\n{bomb}"));
    folder.o8(LATEST).ends(1).says("error[E0940]");
    folder.put("objects.yaml", format!("apiVersion: v1\nkind: Pod\nspec: {}\n", "[".repeat(100_000)));
    folder.o8(LATEST).ends(1).says("error[E0940]");
    folder.remove("objects.yaml");
    folder.o8(LATEST).ends(2).says("error: cannot open `objects.yaml`");
}

#[test]
fn what_is_no_text_is_said_of_its_file_alone() {
    let folder = objects(PINNED);
    folder.put("all/a.yaml", b"kind: \xff\n");
    folder.put("all/b.yaml", format!("\u{feff}{PINNED}"));
    folder.put("all/c.yaml", b"\xff\xfek\0i\0");
    let ran = folder.o8(&["audit", "all", "--rule", "disallowLatestTag"]).ends(1);
    let ran = ran.says("error[E0940]").says("all/a.yaml:1:7").says("it is not UTF-8").says("all/c.yaml:1:1");
    ran.says("2 errors\n").says("1 object in 3 files");
}

/// Nothing is left out without a word.
#[cfg(unix)]
#[test]
fn a_link_to_nowhere_cannot_be_audited() {
    let folder = objects(PINNED);
    let all = folder.path().join("all");
    std::fs::create_dir(&all).expect("a folder of our own");
    std::os::unix::fs::symlink("nowhere", all.join("a.yaml")).expect("a folder of our own");
    folder
        .o8(&["audit", "all", "--rule", "disallowLatestTag"])
        .ends(2)
        .says("error: cannot open `all/a.yaml`");
}

/// The reader counts in numbers of 128 bits; whatever is no quantity passes no rule about one, and nothing takes for ever.
#[test]
fn absurd_quantities_pass_nothing_or_are_what_they_say() {
    let verdict = |quantity: &str| {
        let folder = objects(&format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: a, resources: {{limits: {{memory: {quantity}}}}}}}]}}\n"
        ));
        let ran = folder.o8(&["audit", "objects.yaml", "--rule", "maxMemory(4Gi)", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("a report");
        report["verdicts"][0]["verdict"].as_str().expect("a word").to_owned()
    };
    let digits = "9".repeat(5000);
    for quantity in [
        "\"1e999999\"",
        "\"1Zi\"",
        "\"512mi\"",
        "\"1 Gi\"",
        "\"0x10\"",
        "\"\"",
        "true",
        "[]",
        "{}",
        ".nan",
        ".inf",
        &digits,
    ] {
        assert_eq!(verdict(quantity), "fail", "{quantity}");
    }
    for quantity in ["\"-0\"", "-1", "\"1e9\"", "1e9", "\"0.5Gi\"", "\".5\"", "1.5", "\"1e-999999\""] {
        assert_eq!(verdict(quantity), "pass", "{quantity}");
    }
}

#[test]
fn a_baseline_of_the_package_is_that_of_an_environment() {
    let folder = Folder::platform();
    folder.put("objects.yaml", PINNED);
    folder.put(
        "policies.o8",
        "policy copies {
  rules { \"two copies\" { match = environment.tier == \"production\", assert = object.kind != \"Pod\", message = \"no bare pods\" } }
}
baseline strict { requireLabels = [\"team\"] }
",
    );
    let audit = |more: &[&str]| {
        let all: Vec<&str> =
            ["audit", "objects.yaml", "--baseline"].into_iter().chain(more.iter().copied()).collect();
        folder.o8(&all)
    };
    audit(&["copies"]).ends(2).says("`copies` asks for something else in each environment").says("`dev`");
    audit(&["copies", "--env", "dev"]).ends(0).says("held against 0 rules\n");
    audit(&["copies", "--env", "prod"]).ends(1).says("no bare pods");
    audit(&["copies", "--env", "prd"]).ends(2).says("did you mean `prod`?");
    audit(&["strict"]).ends(1).says("the labels team");
    audit(&["strct"]).ends(2).says("there is no baseline or policy `strct`").says("did you mean `strict`?");
    folder.put("broken.o8", "let a = b\n");
    audit(&["strict"]).ends(2).says("the package has errors: nothing was audited").says("broken.o8");
    let outside = objects(PINNED);
    outside.o8(&["audit", "objects.yaml", "--baseline", "strict"]).ends(2);
}

#[test]
fn rules_that_cannot_be_worked_out_pass_nothing() {
    let folder = Folder::with(&[
        ("o8.toml", "name = \"acme\"\n"),
        (
            "rules.o8",
            "policy broken { rules { words { assert = (object.kind ?? \"\").matches(r\"\\w\"), message = \"a word\" } } }\n\
             policy placed { rules { prod { assert = environment.name == \"prod\", message = \"only prod\" } } }\n",
        ),
        ("objects.yaml", PINNED),
    ]);
    let pattern = r#"labelMatches("team", "\\w+")"#;
    folder.o8(&["audit", "objects.yaml", "--rule", pattern]).ends(2).prints("").says("E1003");
    folder.o8(&["audit", "objects.yaml", "--baseline", "broken"]).ends(2).prints("").says("E1003");
    folder
        .o8(&["audit", "objects.yaml", "--baseline", "placed"])
        .ends(2)
        .prints("")
        .says("`prod` hangs on the environment of an object");
}

#[test]
fn nothing_that_is_secret_is_shown() {
    const CANARY: &str = "canary-9f2c";
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: nginx, env: [{{name: A, value: {CANARY}}}]}}]}}\n"
    );
    let secret = format!(
        "{{\"kind\": \"Secret\", \"apiVersion\": \"v1\", \"metadata\": {{\"name\": \"s\"}}, \"stringData\": {{\"a\": \"{CANARY}\"}}}}\n"
    );
    let broken = format!("apiVersion: v1\nkind: Secret\nstringData:\n  a: {CANARY}: [\n");
    let tagged = format!("apiVersion: v1\nkind: Secret\nstringData:\n  a: !!int {CANARY}\n");
    let folder = Folder::platform();
    folder.put(
        "policies.o8",
        "policy secrets {
  rules {
    variables { assert = containers.all(c => (c.env ?? []).all(e => (e.value ?? \"\") == \"\")), message = \"no values\" }
    plain { assert = object.kind != \"Secret\" || object.stringData.a == \"b\", message = \"no secrets\" }
  }
}
",
    );
    for text in [pod, secret, broken, tagged] {
        folder.put("objects.yaml", text);
        for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
            let ran =
                folder.o8(&["audit", "objects.yaml", "--baseline", "secrets", "--format", format]).ends(1);
            assert!(!ran.out.contains(CANARY) && !ran.err.contains(CANARY), "{}\n{}", ran.out, ran.err);
        }
    }
}
