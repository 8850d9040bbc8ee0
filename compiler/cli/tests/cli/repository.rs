//! Places that packages come from, made for a test in hidden folders of its own: no part of the package around them.

use std::fs;
use std::process::{Command, Stdio};

use crate::folder::Folder;

/// Whether `git` can be run. A test that needs it says that it was skipped.
pub(crate) fn has_git() -> bool {
    let found =
        Command::new("git").arg("--version").stdout(Stdio::null()).status().is_ok_and(|it| it.success());
    if !found {
        eprintln!("skipped: needs git");
    }
    found
}

/// Runs `git` in a folder, untouched by the settings of who runs the tests.
#[track_caller]
pub(crate) fn git(folder: &Folder, path: &str, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command
        .args(["-c", "user.name=o8", "-c", "user.email=o8@acme.example", "-c", "commit.gpgSign=false"])
        .args(["-c", "tag.gpgSign=false", "-c", "core.autocrlf=false", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder.join(path))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z");
    let ran = command.output().expect("git runs");
    assert!(ran.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).trim().to_owned()
}

/// Commits these files to the repository at `path`, which is made where there is none, and tags the commit.
#[track_caller]
pub(crate) fn commit(folder: &Folder, path: &str, files: &[(&str, &str)], tag: &str) -> String {
    if !folder.has(&format!("{path}/.git")) {
        fs::create_dir_all(folder.join(path)).expect("a folder can be made");
        git(folder, path, &["init", "--quiet"]);
    }
    for (file, text) in files {
        folder.put(&format!("{path}/{file}"), text);
    }
    git(folder, path, &["add", "--all"]);
    git(folder, path, &["commit", "--quiet", "--allow-empty", "--message", tag]);
    if !tag.is_empty() {
        git(folder, path, &["tag", "--force", "--annotate", "--message", tag, tag]);
    }
    git(folder, path, &["rev-parse", "HEAD"])
}

/// The URL of a repository in a folder.
pub(crate) fn url(folder: &Folder, path: &str) -> String {
    format!("file://{}", folder.join(path).display())
}

/// Version `version` of a package that has one number to give: `pub let VALUE = N`.
pub(crate) fn publish(folder: &Folder, name: &str, version: &str, value: u32, dependencies: &str) -> String {
    let toml = format!("name = \"{name}\"\nversion = \"{version}\"\n\n[dependencies]\n{dependencies}");
    let program = format!("pub let {name} = {value}\n");
    let path = format!(".remote/{name}");
    commit(folder, &path, &[("o8.toml", &toml), ("values.o8", &program)], &format!("v{version}"))
}

/// A package that depends on others, and passes its test where `blocks` gives `value`.
pub(crate) fn user(folder: &Folder, dependencies: &str, value: u32) {
    folder.put("o8.toml", format!("name = \"acme\"\n\n[dependencies]\n{dependencies}\n"));
    expect(folder, value);
}

pub(crate) fn expect(folder: &Folder, value: u32) {
    folder.put(
        "a.o8",
        format!("import blocks {{ blocks }}\n\ntest \"it is the one\" {{\n  assert blocks == {value}\n}}\n"),
    );
}
