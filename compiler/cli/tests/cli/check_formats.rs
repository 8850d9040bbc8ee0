//! What `check` and `build` report to machines: valid files, also when there is nothing to report.

use serde_json::json;

use crate::folder::Folder;
use crate::run::Ran;

const COMMANDS: [&str; 2] = ["check", "build"];

/// The small platform with an error, a warning that can be fixed, and signs that need more than one byte.
fn broken() -> Folder {
    let folder = Folder::platform();
    folder.put("modules/web.o8", "import std/web { WebService }\nimport std/worker { Worker }\n\nmodule web { /* é */ team = \"é <&> 😀\", deploy = WebService { image = \"ghcr.io/acme/web:1.0.0\" } }\n".replace("/* é */ ", ""));
    folder
}

fn report(folder: &Folder, command: &str, format: &str) -> Ran {
    folder.o8(&[command, "--format", format])
}

#[test]
fn nothing_to_report_is_a_valid_file() {
    for command in COMMANDS {
        let folder = Folder::platform();
        assert_eq!(report(&folder, command, "human").ends(0).out, "");
        assert_eq!(report(&folder, command, "github").ends(0).out, "");
        assert_eq!(report(&folder, command, "gitlab").ends(0).json(), json!([]));
        let whole = report(&folder, command, "json").ends(0).json();
        let summary =
            json!({ "errors": 0, "warnings": 0, "files": 2, "modules": 1, "objects": 12, "written": 0 });
        let mut expected = json!({ "version": 1, "diagnostics": [], "summary": summary });
        if command == "build" {
            expected["changes"] = json!([]);
        }
        assert_eq!(whole, expected);
        let sarif = report(&folder, command, "sarif").ends(0).json();
        assert_eq!((&sarif["version"], &sarif["runs"][0]["results"]), (&json!("2.1.0"), &json!([])));
        assert_eq!(sarif["runs"][0]["tool"]["driver"]["name"], "o8");
        let junit = report(&folder, command, "junit").ends(0).out;
        assert_eq!(elements(&junit), ["testsuites", "testsuite", "testcase"]);
    }
}

#[test]
fn json_says_everything() {
    let folder = broken();
    for command in COMMANDS {
        let ran = report(&folder, command, "json").ends(1);
        assert_eq!(ran.err, "");
        let whole = ran.json();
        assert_eq!(keys(&whole), ["version", "diagnostics", "summary"]);
        assert_eq!(keys(&whole["summary"]), ["errors", "warnings", "files", "modules", "objects", "written"]);
        assert_eq!((&whole["summary"]["errors"], &whole["summary"]["warnings"]), (&json!(1), &json!(1)));
        let [warning, error] = whole["diagnostics"].as_array().expect("a list").as_slice() else {
            panic!("{whole:#}")
        };
        for found in [warning, error] {
            let all = ["code", "severity", "message", "primary", "related", "help", "fixes"];
            assert_eq!(keys(found), all);
            assert_eq!(keys(&found["primary"]), ["file", "start", "end", "label"]);
            assert_eq!(keys(&found["primary"]["start"]), ["line", "column", "offset"]);
        }
        assert_eq!((&warning["code"], &warning["severity"]), (&json!("W0201"), &json!("warning")));
        let fix = &warning["fixes"][0];
        assert_eq!((keys(fix), &fix["safe"]), (vec!["title", "safe", "edits"], &json!(true)));
        assert_eq!(keys(&fix["edits"][0]), ["file", "start", "end", "text"]);
        assert_eq!(error["severity"], "error");
        // Columns count characters, offsets count bytes.
        let primary = &error["primary"];
        assert_eq!(primary["file"], "modules/web.o8");
        assert_eq!(primary["start"], json!({ "line": 4, "column": 21, "offset": 80 }));
        assert_eq!(primary["end"], json!({ "line": 4, "column": 30, "offset": 93 }));
    }
}

#[test]
fn sarif_points_into_files() {
    let sarif = report(&broken(), "check", "sarif").ends(1).json();
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("a list");
    assert_eq!(results.len(), 2);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("a number") as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "modules/web.o8");
        assert!(place["region"]["startLine"].is_u64(), "{result:#}");
    }
}

#[test]
fn github_gitlab_and_junit_name_file_and_line() {
    let folder = broken();
    folder.put(".git/HEAD", "");
    let github = report(&folder, "check", "github").ends(1).out;
    let heads: Vec<&str> = github.lines().map(|line| line.split("::").nth(1).unwrap_or_default()).collect();
    insta::assert_snapshot!(heads.join("\n"), @r"
    warning file=modules/web.o8,line=2,col=21,endColumn=27,title=W0201
    error file=modules/web.o8,line=4,col=21,endColumn=30,title=E0313
    ");
    let gitlab = report(&folder, "check", "gitlab").ends(1).json();
    assert_eq!(gitlab[1]["location"], json!({ "path": "modules/web.o8", "lines": { "begin": 4, "end": 4 } }));
    assert_eq!((&gitlab[0]["severity"], &gitlab[1]["severity"]), (&json!("minor"), &json!("major")));
    let junit = report(&folder, "check", "junit").ends(1).out;
    assert_eq!(
        elements(&junit),
        ["testsuites", "testsuite", "testcase", "system-out", "testcase", "failure"]
    );
}

#[test]
fn hosts_of_repositories_read_paths_from_the_root_of_the_repository() {
    let files = [("platform/o8.toml", "name = \"acme\"\n"), ("platform/a.o8", "let a = b\n")];
    let folder = Folder::with(&files);
    // Without a repository, from where the command runs; what else is there is no business of a test.
    if folder.path().ancestors().all(|above| !above.join(".git").exists()) {
        let github = folder.o8(&["check", "platform", "--format", "github"]).ends(1).out;
        assert!(github.starts_with("::error file=platform/a.o8,line=1,"), "{github}");
    }
    folder.put("platform/.git/HEAD", "");
    let github = folder.o8(&["check", "platform", "--format", "github"]).ends(1).out;
    assert!(github.starts_with("::error file=a.o8,line=1,"), "{github}");
    std::fs::remove_dir_all(folder.join("platform/.git")).expect("our own folder");
    // A worktree of Git has a file there.
    folder.put(".git", "gitdir: elsewhere\n");
    let github = folder.o8(&["check", "platform", "--format", "github"]).ends(1).out;
    assert!(github.starts_with("::error file=platform/a.o8,line=1,"), "{github}");
    let gitlab = folder.o8(&["check", "platform", "--format", "gitlab"]).ends(1).json();
    assert_eq!(gitlab[0]["location"]["path"], "platform/a.o8");
}

#[test]
fn what_keeps_a_package_from_being_read_is_reported_alike() {
    let folder = Folder::with(&[("o8.toml", "nam = 1\n[lints]\nX = \"allow\"\n")]);
    for format in ["json", "sarif", "gitlab"] {
        report(&folder, "check", format).ends(1).json();
    }
    let report = report(&folder, "build", "json").ends(1).json();
    let codes: Vec<&str> = report["diagnostics"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|found| found["code"].as_str())
        .collect();
    assert_eq!(codes, ["E0904", "E0902", "E0918"]);
}

#[track_caller]
fn keys(value: &serde_json::Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// The elements of an XML document in the order in which they open, once it is well formed.
#[track_caller]
pub(crate) fn elements(text: &str) -> Vec<&str> {
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").expect("an XML document");
    let (mut all, mut open) = (Vec::new(), Vec::new());
    while let Some((before, after)) = rest.split_once('<') {
        assert!(!before.contains('>') && entities_are_known(before), "{before}");
        let (tag, next) = after.split_once('>').expect("a tag is closed");
        assert!(!tag.contains('<') && entities_are_known(tag), "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else {
            let name = tag.split([' ', '/']).next().unwrap_or_default();
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            all.push(name);
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        rest = next;
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest}");
    all
}

fn entities_are_known(text: &str) -> bool {
    let known = ["amp;", "lt;", "gt;", "quot;", "apos;", "#"];
    text.split('&').skip(1).all(|after| known.iter().any(|entity| after.starts_with(entity)))
}
