//! `o8 fmt` and `o8 fix`: the two commands that change programs.

use crate::folder::Folder;

const UGLY: &str = "let   a=1\n\n\n\nlet b = [ 1,2 ]\n";
const NICE: &str = "let a = 1\n\nlet b = [1, 2]\n";

#[test]
fn fmt_writes_the_one_layout() {
    let folder = Folder::with(&[("o8.toml", "name = \"acme\"\n"), ("a.o8", UGLY), ("b/b.o8", NICE)]);
    folder.o8(&["fmt", "--check"]).ends(3).prints("a.o8\n").says("`o8 fmt` formats 1 of 2 files\n");
    let diff = folder.o8(&["fmt", "--diff"]).ends(3).out;
    assert!(diff.starts_with("--- a.o8\n+++ a.o8\n@@ ") && diff.contains("\n+let a = 1\n"), "{diff}");
    assert_eq!(folder.read("a.o8"), UGLY);
    folder.o8(&["fmt"]).ends(0).prints("").says("1 of 2 files formatted\n");
    assert_eq!((folder.read("a.o8"), folder.read("b/b.o8")), (NICE.to_owned(), NICE.to_owned()));
    let before = folder.times("");
    folder.o8(&["fmt"]).ends(0).says("0 of 2 files formatted\n");
    assert_eq!(folder.times(""), before);
    folder.o8(&["fmt", "--check"]).ends(0).prints("");
}

#[test]
fn fmt_takes_files_and_folders() {
    let folder =
        Folder::with(&[("o8.toml", "name = \"acme\"\n"), ("a.o8", UGLY), ("b/b.o8", UGLY), ("c.yaml", "")]);
    folder.o8(&["fmt", "b"]).ends(0).says("1 of 1 file formatted\n");
    assert_eq!((folder.read("a.o8").as_str(), folder.read("b/b.o8").as_str()), (UGLY, NICE));
    folder.o8(&["fmt", "--check", "a.o8", "b/b.o8"]).ends(3).prints("a.o8\n");
    folder.o8(&["fmt", "nowhere"]).ends(2).says("error: cannot open `nowhere`: no such file or directory\n");
    folder.o8(&["fmt", "c.yaml"]).ends(2).says("error: `c.yaml` is not an o8 program");
    folder.o8(&["fmt", "o8.toml"]).ends(2).says("error: `o8.toml` is no program of the package in `.`\n");
}

#[test]
fn fmt_says_what_it_cannot_format() {
    let folder = Folder::with(&[("o8.toml", "name = \"acme\"\n"), ("a.o8", "let   a=1\nlet b = ]\n")]);
    folder.put("c.o8", b"let c = \"\xff\"\n");
    let ran = folder.o8(&["fmt", "--check"]).ends(1).prints("a.o8\n");
    ran.says("a.o8: what has syntax errors stays as it is (`o8 check` shows them)\n").says("error[E0916]");
    folder.o8(&["fmt"]).ends(1).says("1 of 2 files formatted\n");
    assert_eq!(folder.read("a.o8"), "let a = 1\nlet b = ]\n");
    assert_eq!(std::fs::read(folder.join("c.o8")).expect("it is there"), b"let c = \"\xff\"\n");
    folder.o8(&["fmt", "a.o8"]).ends(1).says("0 of 1 file formatted\n");
}

#[cfg(unix)]
#[test]
fn fmt_keeps_links() {
    let folder = Folder::with(&[("o8.toml", "name = \"acme\"\n"), (".real/a.o8", UGLY)]);
    folder.link(".real/a.o8", "a.o8");
    folder.o8(&["fmt"]).ends(0);
    assert_eq!(folder.read(".real/a.o8"), NICE);
    assert_eq!(folder.list(""), [".real/", ".real/a.o8", "a.o8", "o8.toml"]);
    assert!(folder.join("a.o8").symlink_metadata().is_ok_and(|found| found.is_symlink()));
}

fn fixable() -> Folder {
    let folder = Folder::platform();
    folder.change("modules/web.o8", "import std/web", "import std/worker { Worker }\nimport std/web");
    folder
}

#[test]
fn fix_applies_what_is_safe() {
    let folder = fixable();
    let ran = folder.o8(&["fix", "--dry-run"]).ends(0).says("1 fix would be applied\n");
    assert!(ran.out.contains("\n-import std/worker { Worker }\n"), "{}", ran.out);
    folder.o8(&["check"]).ends(0).says("W0201");
    folder.o8(&["fix"]).ends(0).prints("").says("1 fix applied\n");
    assert_eq!(folder.contents(""), Folder::platform().contents(""));
    folder.o8(&["fix"]).ends(0).says("nothing to fix\n");
    folder.o8(&["fix", "--dry-run"]).ends(0).prints("").says("nothing to fix\n");
}

#[test]
fn fix_says_what_is_left() {
    let folder = fixable();
    folder.change("modules/web.o8", "team = delivery", "team = delivry");
    let ran = folder.o8(&["fix"]).ends(1).says("error[E0201]").says("1 fix applied\n");
    assert!(!ran.err.contains("W0201"), "{}", ran.err);
    folder
        .o8(&["fix"])
        .ends(1)
        .says("error[E0201]")
        .says("nothing that could be fixed without a person looking\n");
}

/// A workload that does not pass: what its rules ask for stands nowhere, in a block, beside a path, and otherwise.
const REFUSED: &str = r#"import k8s/apps/v1 { Deployment }

platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }
cluster local { kubernetes = "1.36" }
environment prod { clusters = [local], baseline = hardened }
team shop {}
baseline hardened { podSecurity { level = "restricted", version = "1.36" } }

component Pods {
  emit Deployment {
    metadata.name = module.name
    spec {
      selector.matchLabels = module.selector
      template {
        metadata.labels = module.selector
        spec {
          securityContext {
            // Of all containers.
            runAsNonRoot = false
            seccompProfile.type = "RuntimeDefault"
          }
          containers = [
            { name = "one", image = "ghcr.io/acme/web:1.0.0" }
            { name = "two", image = "ghcr.io/acme/web:1.0.0", securityContext.allowPrivilegeEscalation = true }
            {
              name = "three"
              image = "ghcr.io/acme/web:1.0.0"
              securityContext.capabilities.add = []
            }
          ]
        }
      }
    }
  }
}
module web { team = shop, deploy = Pods {} }
"#;

#[test]
fn fix_writes_what_rules_ask_for() {
    let folder = Folder::with(&[("o8.toml", "name = \"acme\"\n"), ("a.o8", REFUSED)]);
    folder.o8(&["check"]).ends(1);
    folder.o8(&["fix"]).ends(0);
    let fixed = folder.read("a.o8");
    assert!(fixed.contains("            runAsNonRoot = true\n"), "{fixed}");
    assert!(fixed.contains("              securityContext.capabilities.drop = [\"ALL\"]\n"), "{fixed}");
    assert!(fixed.contains("securityContext.allowPrivilegeEscalation = false }\n"), "{fixed}");
    folder.o8(&["check"]).ends(0);
    folder.o8(&["build"]).ends(0);
}
