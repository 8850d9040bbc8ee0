//! Packages from Git repositories and registries: chosen, locked, fetched, used.

use crate::folder::Folder;
use crate::repository::{commit, expect, git, has_git, publish, url, user};

fn blocks(folder: &Folder, rest: &str) -> String {
    format!("blocks = {{ git = \"{}\", {rest} }}", url(folder, ".remote/blocks"))
}

/// With three versions of `blocks`, and a package that wants `^1`.
fn acme() -> Option<Folder> {
    if !has_git() {
        return None;
    }
    let folder = Folder::new();
    publish(&folder, "blocks", "1.0.0", 100, "");
    publish(&folder, "blocks", "1.2.0", 120, "");
    publish(&folder, "blocks", "2.0.0-rc.1", 199, "");
    publish(&folder, "blocks", "2.0.0", 200, "");
    user(&folder, &blocks(&folder, "version = \"^1\""), 120);
    Some(folder)
}

#[test]
fn the_newest_that_fits_is_locked_and_used() {
    let Some(folder) = acme() else { return };
    let before = folder.read("o8.toml");
    folder
        .o8(&["check"])
        .ends(1)
        .says("error[E0922]: there is no `o8.lock` that says which version of `blocks` to use");
    folder.o8(&["update"]).ends(0).prints("").says("+ blocks 1.2.0\n").says("`o8.lock` names 1 package\n");
    let commit = git(&folder, ".remote/blocks", &["rev-parse", "v1.2.0^{commit}"]);
    let lock = folder.read("o8.lock");
    assert!(lock.contains(&format!("commit = \"{commit}\"\ncontent = \"blake3:")), "{lock}");
    assert!(lock.contains("version = \"1.2.0\"\n") && lock.contains("tag = \"v1.2.0\"\n"), "{lock}");
    folder.o8(&["test"]).ends(0);
    folder.o8(&["check", "--deny", "warnings"]).ends(0);
    assert_eq!(folder.read("o8.toml"), before);
    folder.o8(&["update"]).ends(0).says("`o8.lock` is up to date\n");
    assert_eq!(folder.read("o8.lock"), lock);
    let picture = folder.o8(&["graph", "--of", "packages", "--format", "mermaid"]).ends(0);
    assert!(picture.out.contains("1.2.0") && picture.out.contains(".remote/blocks"), "{}", picture.out);
    // A build looks at the cache alone.
    std::fs::rename(folder.join(".remote"), folder.join(".gone")).expect("it can be moved");
    folder.o8(&["test"]).ends(0);
    folder.o8(&["fetch", "--offline"]).ends(0).says("1 package as `o8.lock` says: 0 fetched\n");
    folder
        .o8(&["update"])
        .ends(2)
        .says("error: cannot list the versions of `blocks` in `file://")
        .says("`git` failed: ");
    assert_eq!(folder.read("o8.lock"), lock);
    assert_eq!(folder.list(".cache/tmp"), Vec::<String>::new());
}

#[test]
fn the_lock_moves_when_it_is_asked_to() {
    let Some(folder) = acme() else { return };
    folder.o8(&["update"]).ends(0);
    publish(&folder, "blocks", "1.3.0", 130, "");
    folder.o8(&["test"]).ends(0);
    folder
        .o8(&["update", "--check"])
        .ends(3)
        .says("~ blocks 1.2.0 -> 1.3.0\n")
        .says("`o8.lock` would change\n");
    folder.o8(&["test"]).ends(0);
    folder
        .o8(&["update", "blocs"])
        .ends(2)
        .says("nothing depends on a package `blocs`: did you mean `blocks`?\n");
    folder.o8(&["update", "blocks"]).ends(0).says("~ blocks 1.2.0 -> 1.3.0\n");
    expect(&folder, 130);
    folder.o8(&["test"]).ends(0);
    folder.o8(&["update", "--check"]).ends(0);
    let toml = folder.read("o8.toml").replace("^1", "=2.0.0");
    folder.put("o8.toml", toml);
    folder
        .o8(&["check"])
        .ends(1)
        .says("error[E0923]: `o8.lock` is not up to date: `blocks` has to be version `=2.0.0`, and is `1.3.0` there")
        .says("o8.toml:4:")
        .says("o8.lock:6:")
        .says("`o8 update blocks` makes the lock say")
        .says("1 error\n");
    folder.o8(&["update", "blocks"]).ends(0).says("~ blocks 1.3.0 -> 2.0.0\n");
    user(&folder, "", 0);
    folder.put("a.o8", "");
    folder.o8(&["check"]).ends(0).says("warning[W0910]: `blocks` is in `o8.lock`, and nothing depends on it");
    folder.o8(&["update"]).ends(0).says("- blocks 2.0.0\n");
    folder.o8(&["check", "--deny", "warnings"]).ends(0);
}

#[test]
fn tags_and_commits_can_be_said() {
    let Some(folder) = acme() else { return };
    let first = git(&folder, ".remote/blocks", &["rev-parse", "v1.0.0^{commit}"]);
    for (want, value) in [
        ("tag = \"v2.0.0-rc.1\"".to_owned(), 199),
        (format!("rev = \"{first}\""), 100),
        ("version = \">=2.0.0-rc.0, <2.0.0\"".to_owned(), 199),
        ("version = \"*\"".to_owned(), 200),
    ] {
        user(&folder, &blocks(&folder, &want), value);
        folder.o8(&["update"]).ends(0);
        folder.o8(&["test"]).ends(0);
    }
    let untagged = commit(&folder, ".remote/blocks", &[("values.o8", "pub let blocks = 7\n")], "nightly");
    user(&folder, &blocks(&folder, "tag = \"nightly\""), 7);
    folder.o8(&["update"]).ends(0).says("-> nightly\n");
    folder.o8(&["test"]).ends(0);
    user(&folder, &blocks(&folder, &format!("rev = \"{untagged}\"")), 7);
    folder.o8(&["update"]).ends(0);
    folder.o8(&["test"]).ends(0);
    let lock = folder.read("o8.lock");
    user(&folder, &blocks(&folder, "tag = \"v3\""), 7);
    folder.o8(&["update"]).ends(1).says("error[E0929]: `acme` wants tag `v3` of `blocks`").says("o8.toml:4:");
    user(&folder, &blocks(&folder, &format!("rev = \"{}\"", "0".repeat(40))), 7);
    folder.o8(&["update"]).ends(2).says("error: cannot fetch `blocks` 000000000000 from");
    user(&folder, &blocks(&folder, "version = \"^3\""), 7);
    folder.o8(&["update"]).ends(1).says("it has 2.0.0, 2.0.0-rc.1, 1.2.0, 1.0.0, nightly");
    assert_eq!(folder.read("o8.lock"), lock);
}

#[test]
fn what_others_need_is_locked_too() {
    if !has_git() {
        return;
    }
    let folder = Folder::new();
    let needs = |name: &str, version: &str| {
        format!(
            "{name} = {{ git = \"{}\", version = \"{version}\" }}\n",
            url(&folder, &format!(".remote/{name}"))
        )
    };
    publish(&folder, "shapes", "1.0.0", 10, "");
    publish(&folder, "shapes", "2.0.0", 20, "");
    publish(&folder, "blocks", "1.0.0", 100, &needs("shapes", "^1"));
    publish(&folder, "blocks", "1.1.0", 110, &needs("shapes", "^2"));
    folder.put("web/o8.toml", format!("name = \"web\"\n[dependencies]\n{}", needs("shapes", "^1")));
    let all = format!("{}web = {{ path = \"web\" }}\n", needs("blocks", "^1"));
    user(&folder, &all, 100);
    folder.o8(&["update"]).ends(0).says("+ blocks 1.0.0\n+ shapes 1.0.0\n");
    let lock = folder.read("o8.lock");
    assert!(lock.contains("dependencies = [\"shapes\"]\n"), "{lock}");
    folder.o8(&["test"]).ends(0);
    // No choice is left.
    user(&folder, &all.replace("^1", "=1.1.0"), 110);
    let ran = folder.o8(&["update"]).ends(1).says(
        "error[E0928]: a build has one `shapes`, and `blocks` wants version `^2`, `web` wants version `^1`",
    );
    assert!(ran.err.contains("web/o8.toml:3:") && ran.err.contains("blocks@1.1.0/o8.toml:5:"), "{}", ran.err);
    assert_eq!(folder.read("o8.lock"), lock);
    // From two places.
    let other = commit(&folder, ".remote/other", &[("o8.toml", "name = \"shapes\"\n")], "v1.0.0");
    assert_eq!(other.len(), 40);
    let other = needs("shapes", "^1").replace(".remote/shapes", ".remote/other");
    user(&folder, &format!("{all}{other}"), 100);
    folder
        .o8(&["update"])
        .ends(1)
        .says("error[E0928]: a build has one `shapes`, and `acme` wants `file://")
        .says("1 error\n");
    folder
        .o8(&["check"])
        .ends(1)
        .says("error[E0923]: `o8.lock` is not up to date: `shapes` has to be `file://");
}

#[test]
fn packages_in_a_circle() {
    let folder = Folder::new();
    let publish = |name: &str, needs: &str| {
        let needs =
            format!("{needs} = {{ registry = \"{}\", version = \"1\" }}", folder.join(".registry").display());
        let toml = format!("name = \"{name}\"\nversion = \"1.0.0\"\n[dependencies]\n{needs}\n");
        folder.put(&format!(".registry/{name}/1.0.0/o8.toml"), toml);
    };
    publish("blocks", "shapes");
    publish("shapes", "blocks");
    // The same place, said in two ways, would be two places.
    let absolute =
        format!("blocks = {{ registry = \"{}\", version = \"1\" }}", folder.join(".registry").display());
    user(&folder, &absolute, 1);
    folder
        .o8(&["update"])
        .ends(1)
        .says("error[E0915]: packages depend on each other in a circle: `blocks` -> `shapes` -> `blocks`\n")
        .says("1 error\n");
    publish("shapes", "acme");
    folder.o8(&["update"]).ends(1).says("circle: `acme` -> `blocks` -> `shapes` -> `acme`\n");
    assert!(!folder.has("o8.lock"));
}

#[test]
fn a_circle_of_5000_packages() {
    let folder = Folder::new();
    let count = 5000;
    for n in 0..count {
        let next = (n + 1) % count;
        let toml = format!("name = \"p{n}\"\n[dependencies]\np{next} = {{ path = \"../p{next}\" }}\n");
        folder.put(&format!("p{n}/o8.toml"), toml);
    }
    for arguments in [&["check", "p0"][..], &["update", "--path", "p0"]] {
        let ran = folder
            .o8(arguments)
            .ends(1)
            .says("error[E0915]: packages depend on each other in a circle: `p0` -> `p1` ->");
        assert!(ran.err.contains("… 4992 more …") && ran.err.len() < 4096, "{}", ran.err);
    }
}

#[test]
fn adding_changes_one_line() {
    let Some(folder) = acme() else { return };
    let written = "# Ours.\nname = \"acme\"   # the platform\n\n[lints]\nW0901 = \"allow\"\n";
    folder.put("o8.toml", written);
    let git = url(&folder, ".remote/blocks");
    folder.o8(&["add", "blocks", "--git", &git]).ends(0).says("+ blocks 2.0.0\n").says("added `blocks`");
    let toml = folder.read("o8.toml");
    let line = format!("blocks = {{ git = \"{git}\", version = \"^2.0.0\" }}\n");
    assert_eq!(toml, format!("{written}\n[dependencies]\n{line}"));
    expect(&folder, 200);
    folder.o8(&["test"]).ends(0);
    folder
        .o8(&["add", "blocks", "--git", &git])
        .ends(2)
        .says("`o8.toml` has `blocks` already: change it there");
    // What is there keeps its version, and its place.
    folder.put("local/o8.toml", "name = \"local\"\n");
    publish(&folder, "blocks", "2.1.0", 210, "");
    folder.o8(&["add", "local", "--path", "local"]).ends(0);
    assert_eq!(folder.read("o8.toml"), format!("{toml}local = {{ path = \"local\" }}\n"));
    folder.o8(&["test"]).ends(0);
    let (toml, lock) = (folder.read("o8.toml"), folder.read("o8.lock"));
    let wrong = [
        (&["add", "a", "--git", "--upload-pack=x"][..], 2, "unexpected argument '--upload-pack'"),
        (&["add", "a", "--git=--upload-pack=x"], 2, "`--git` cannot be `--upload-pack=x`: expected a URL"),
        (&["add", "a", "--git", &git, "--tag=--x"], 1, "error[E0920]: `tag` cannot be `--x`"),
        (&["add", "a", "--git", &git, "--version", "one"], 1, "error[E0905]"),
        (&["add", "A", "--git", &git], 2, "`A` cannot be the name of a package"),
        (
            &["add", "other", "--git", &git],
            1,
            "error[E0914]: the package that `other` comes from calls itself `blocks`",
        ),
        (&["add", "a", "--path", "nowhere"], 1, "error[E0913]"),
        (
            &["add", "a", "--oci", "oci://ghcr.io/a"],
            2,
            "OCI registries over the network are not supported yet",
        ),
        (&["add", "a"], 2, "required arguments were not provided"),
    ];
    for (arguments, code, message) in wrong {
        folder.o8(arguments).ends(code).says(message);
        assert_eq!(
            (folder.read("o8.toml"), folder.read("o8.lock")),
            (toml.clone(), lock.clone()),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_is_newer_is_listed() {
    let Some(folder) = acme() else { return };
    folder.o8(&["outdated"]).ends(2).says("there is no `o8.lock` to compare with: `o8 update` writes it\n");
    folder.o8(&["update"]).ends(0);
    publish(&folder, "blocks", "1.3.0", 130, "");
    let source = url(&folder, ".remote/blocks");
    let head = "package  current  compatible  newest  source\n";
    folder
        .o8(&["outdated"])
        .ends(0)
        .prints(&format!("{head}blocks   1.2.0    1.3.0       2.0.0   {source}\n"));
    let json = folder.o8(&["outdated", "--format", "json"]).ends(0).json();
    let expected = serde_json::json!({
        "version": 1,
        "packages": [{
            "name": "blocks",
            "source": format!("git+{source}"),
            "current": "1.2.0",
            "compatible": "1.3.0",
            "newest": "2.0.0",
        }],
    });
    assert_eq!(json, expected);
}

#[test]
fn copies_make_the_cache_superfluous() {
    let Some(folder) = acme() else { return };
    folder.o8(&["update"]).ends(0);
    folder.o8(&["fetch", "--vendor"]).ends(0);
    assert_eq!(folder.list("vendor"), ["blocks/", "blocks/o8.toml", "blocks/values.o8"]);
    std::fs::remove_dir_all(folder.join(".cache")).expect("it is there");
    folder.o8(&["test"]).ends(0);
    folder.o8(&["check", "--deny", "warnings"]).ends(0);
    assert!(!folder.has(".cache"));
    folder.put("vendor/blocks/values.o8", "pub let blocks = 120 // changed\n");
    folder
        .o8(&["check"])
        .ends(1)
        .says("error[E0927]: `blocks` 1.2.0 in `vendor/blocks` is not what `o8.lock` says")
        .says("`o8 fetch --vendor` replaces it");
    folder
        .o8(&["fetch", "--vendor"])
        .ends(0)
        .says("1 package as `o8.lock` says: 1 fetched, 1 copied to `vendor`\n");
    folder
        .o8(&["fetch", "--vendor"])
        .ends(0)
        .says("1 package as `o8.lock` says: 0 fetched, 0 copied to `vendor`\n");
    folder.o8(&["fetch"]).ends(0).says("1 package as `o8.lock` says: 0 fetched\n");
    folder.o8(&["test"]).ends(0);
    folder.put("vendor/shapes/o8.toml", "name = \"shapes\"\n");
    folder.o8(&["check"]).ends(0).says("warning[W0901]: `vendor/shapes` is a package of its own");
}
