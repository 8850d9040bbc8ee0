//! Packages that are not what they should be: damaged, changed, hostile, or not to be had.

use std::fs;

use crate::folder::Folder;
use crate::repository::{commit, expect, git, has_git, publish, url, user};

/// A package that uses `blocks` 1.0.0 from a repository, locked.
fn locked() -> Option<Folder> {
    if !has_git() {
        return None;
    }
    let folder = Folder::new();
    publish(&folder, "blocks", "1.0.0", 100, "");
    user(
        &folder,
        &format!("blocks = {{ git = \"{}\", version = \"^1\" }}", url(&folder, ".remote/blocks")),
        100,
    );
    folder.o8(&["update"]).ends(0);
    Some(folder)
}

/// The one folder of the cache that holds a package.
fn cached(folder: &Folder) -> String {
    let list = folder.list(".cache/packages");
    format!(".cache/packages/{}", list[0].trim_end_matches('/'))
}

#[test]
fn a_cache_that_lost_or_changed_something() {
    let Some(folder) = locked() else { return };
    let lock = folder.read("o8.lock");
    let place = cached(&folder);
    folder.put(&format!("{place}/values.o8"), "pub let blocks = 100 // changed\n");
    folder
        .o8(&["test"])
        .ends(1)
        .says("error[E0927]: `blocks` 1.0.0 in the cache is not what `o8.lock` says")
        .says("o8.toml:4:1")
        .says("`o8 fetch` replaces it with what is locked")
        .says("1 error\n");
    folder
        .o8(&["fetch", "--offline"])
        .ends(2)
        .says("error: `blocks` 1.0.0 in the cache is not what `o8.lock` says");
    folder.o8(&["fetch"]).ends(0).says("1 fetched\n");
    folder.o8(&["test"]).ends(0);
    for (path, text) in [("more.o8", ""), ("run.sh", "")] {
        folder.put(&format!("{place}/{path}"), text);
        folder.o8(&["check"]).ends(1).says("error[E0927]");
        folder.o8(&["fetch"]).ends(0);
    }
    fs::remove_dir_all(folder.join(&place)).expect("it is there");
    folder
        .o8(&["check"])
        .ends(1)
        .says("error[E0926]: `blocks` is not in the cache")
        .says("`o8 fetch` brings what");
    folder
        .o8(&["fetch", "--offline"])
        .ends(2)
        .says("error: `blocks` 1.0.0 is not in the cache: without `--offline`");
    folder.o8(&["fetch"]).ends(0);
    folder.o8(&["test"]).ends(0);
    assert_eq!(folder.read("o8.lock"), lock);
    // What is locked is here, and not all that is needed.
    folder.change("o8.toml", "\"^1\"", "\"^1.1\"");
    folder
        .o8(&["fetch"])
        .ends(1)
        .says("1 package as `o8.lock` says: 0 fetched\nerror[E0923]")
        .says("1 error\n");
}

#[cfg(unix)]
#[test]
fn a_cache_with_links_leads_nowhere() {
    let Some(folder) = locked() else { return };
    let place = cached(&folder);
    folder.remove(&format!("{place}/values.o8"));
    folder.link("/etc/passwd", &format!("{place}/values.o8"));
    folder.o8(&["check"]).ends(1).says("error[E0927]").says("is no regular file");
    folder.o8(&["fetch"]).ends(0);
    folder.o8(&["test"]).ends(0);
}

#[test]
fn a_cache_that_cannot_be_written() {
    let Some(folder) = locked() else { return };
    let lock = folder.read("o8.lock");
    fs::remove_dir_all(folder.join(".cache")).expect("it is there");
    folder.put(".cache", "a file");
    for arguments in [&["check"][..], &["fetch"], &["update"]] {
        folder.o8(arguments).ends(2).says("error: cannot ").says(".cache");
    }
    assert_eq!((folder.read("o8.lock"), folder.read(".cache")), (lock, "a file".to_owned()));
}

#[test]
fn locks_that_cannot_be_used() {
    let Some(folder) = locked() else { return };
    let good = folder.read("o8.lock");
    let changes = [
        (
            "version = 1\n",
            "version = 7\n",
            "error[E0925]: `o8.lock` is in format 7, which this o8 does not know",
        ),
        ("version = 1\n", "<<<<<<< HEAD\nversion = 1\n", "error[E0924]: `o8.lock` cannot be used: "),
        ("name = \"blocks\"", "name = \"../../etc\"", "error[E0924]"),
        ("content = \"blake3:", "content = \"md5:", "error[E0924]"),
        ("git+file://", "git+ext::", "error[E0924]"),
    ];
    for (old, new, message) in changes {
        folder.put("o8.lock", good.replacen(old, new, 1));
        let bad = folder.read("o8.lock");
        for arguments in [&["check"][..], &["fetch"], &["update"], &["outdated"]] {
            folder.o8(arguments).ends(1).prints("").says(message).says("o8.lock:").says("1 error\n");
        }
        assert_eq!(folder.read("o8.lock"), bad, "nothing is lost");
    }
    folder.put("o8.lock", b"version = 1 # \xff\n");
    folder.o8(&["check"]).ends(1).says("error[E0916]").says("o8.lock:1:15");
    folder.remove("o8.lock");
    fs::create_dir(folder.join("o8.lock")).expect("a folder");
    for arguments in [&["check"][..], &["update"]] {
        folder.o8(arguments).ends(2).says("error: `o8.lock` is a folder, where a file is expected\n");
    }
    fs::remove_dir(folder.join("o8.lock")).expect("it is empty");
    for end in (0..good.len()).step_by(7) {
        folder.put("o8.lock", &good[..end]);
        let ran = folder.o8(&["check"]);
        assert!(ran.code == Some(1) || (ran.code == Some(0) && end + 2 > good.len()), "{end}: {}", ran.err);
    }
}

#[test]
fn a_lock_of_another_hash_is_not_fulfilled() {
    let Some(folder) = locked() else { return };
    let lock = folder.read("o8.lock");
    let content = lock.split("blake3:").nth(1).expect("a hash").split('"').next().expect("its end");
    folder.put("o8.lock", lock.replace(content, &"0".repeat(64)));
    folder.o8(&["check"]).ends(1).says("error[E0926]");
    folder
        .o8(&["fetch"])
        .ends(2)
        .says("has another content than `o8.lock` says: a version that is out stays as it is");
    assert_eq!(folder.list(".cache/packages").iter().filter(|path| !path.contains("/o8")).count(), 2);
}

#[test]
fn a_tag_that_moves_is_said() {
    let Some(folder) = locked() else { return };
    commit(&folder, ".remote/blocks", &[("values.o8", "pub let blocks = 666\n")], "v1.0.0");
    folder.o8(&["test"]).ends(0);
    fs::remove_dir_all(folder.join(".cache")).expect("it is there");
    // The commit is still there, and the lock names it.
    folder.o8(&["fetch"]).ends(0);
    folder.o8(&["test"]).ends(0);
    folder.o8(&["update"]).ends(0).says("! blocks 1.0.0: its tag was moved from ");
    expect(&folder, 666);
    folder.o8(&["test"]).ends(0);
}

#[test]
fn a_version_in_a_registry_stays_as_it_is() {
    let folder = Folder::new();
    let put =
        |value: u32| folder.put(".registry/blocks/1.0.0/values.o8", format!("pub let blocks = {value}\n"));
    folder.put(".registry/blocks/1.0.0/o8.toml", "name = \"blocks\"\nversion = \"1.0.0\"\n");
    folder.put(".registry/blocks/README.md", "Not a version.\n");
    folder.put(".registry/blocks/2.0.0/values.o8", "pub let blocks = 2\n");
    put(1);
    user(&folder, "blocks = { registry = \".registry\", version = \"^1\" }", 1);
    folder.o8(&["update"]).ends(0);
    folder.o8(&["test"]).ends(0);
    put(2);
    folder.o8(&["test"]).ends(0);
    folder
        .o8(&["update"])
        .ends(2)
        .says("`blocks` 1.0.0 from `.registry` has another content than `o8.lock` says");
    // Half of a version.
    user(&folder, "blocks = { registry = \".registry\", version = \"^2\" }", 2);
    folder
        .o8(&["update"])
        .ends(2)
        .says("cannot fetch `blocks` 2.0.0 from `.registry`: cannot read `.registry/blocks/2.0.0/o8.toml`");
    user(&folder, "blocks = { registry = \"nowhere\", version = \"^2\" }", 2);
    folder.o8(&["update"]).ends(2).says("cannot list the versions of `blocks` in `nowhere`");
}

#[test]
fn settings_are_held_against_what_can_be() {
    let folder = Folder::new();
    let cases = [
        ("{ git = \"--upload-pack=touch x\", version = \"1\" }", "E0920"),
        ("{ git = \"ext::sh -c touch\", version = \"1\" }", "E0920"),
        ("{ git = \"https://user:secret@host/x\", version = \"1\" }", "E0920"),
        ("{ git = \"http://host/x\", version = \"1\" }", "E0920"),
        ("{ git = \"https://host/x\", rev = \"main\" }", "E0920"),
        ("{ git = \"https://host/x\", tag = \"--x\" }", "E0920"),
        ("{ git = \"https://host/x\", branch = \"main\" }", "E0921"),
        ("{ git = \"https://host/x\" }", "E0932"),
        ("{ git = \"https://host/x\", digest = \"sha256:0\" }", "E0919"),
        ("{ git = \"https://host/x\", oci = \"oci-layout:x\", version = \"1\" }", "E0919"),
        ("{ git = \"https://host/x\", version = \"1\", tag = \"v1\" }", "E0919"),
        ("{ path = \"x\", version = \"1\" }", "E0919"),
        ("{ git = \"https://host/x\", versoin = \"1\" }", "E0902"),
        ("{ git = \"https://host/x\", version = 1 }", "E0903"),
        ("{ git = \"https://host/x\", version = \"one\" }", "E0905"),
        ("{ version = \"1\" }", "E0904"),
        ("{ oci = \"oci://host/x\", version = \"1\" }", "E0912"),
        ("{ oci = \"x\", version = \"1\" }", "E0920"),
        ("{ oci = \"oci-layout:x\", digest = \"latest\" }", "E0920"),
        ("\"1\"", "E0912"),
    ];
    for (value, code) in cases {
        user(&folder, &format!("blocks = {value}"), 1);
        for command in ["check", "update"] {
            folder
                .o8(&[command])
                .ends(1)
                .says(&format!("error[{code}]"))
                .says("o8.toml:4:")
                .says("1 error\n");
        }
    }
    assert!(!folder.has("o8.lock") && !folder.has(".cache"));
    user(&folder, "blocks = { git = \"https://host/x\", versoin = \"1\" }", 1);
    folder.o8(&["check"]).ends(1).says("did you mean `version`?");
}

#[cfg(unix)]
#[test]
fn repositories_with_more_than_a_package() {
    let Some(folder) = locked() else { return };
    folder.link("/etc/passwd", ".remote/blocks/notes.txt");
    folder.put(".remote/blocks/run.sh", "exit 1\n");
    folder.put(".remote/blocks/generated/out.o8", "garbage(\n");
    folder.put(".remote/blocks/inner/o8.toml", "name = \"inner\"\n");
    folder.put(".remote/blocks/.hidden/x.o8", "garbage(\n");
    folder.put(".remote/blocks/LICENSE", "Do what you like.\n");
    commit(&folder, ".remote/blocks", &[("o8.toml", "name = \"blocks\"\nversion = \"1.1.0\"\n")], "v1.1.0");
    folder.o8(&["update"]).ends(0).says("-> 1.1.0\n");
    folder.o8(&["fetch", "--vendor"]).ends(0);
    assert_eq!(folder.list("vendor/blocks"), ["LICENSE", "o8.toml", "values.o8"]);
    folder.o8(&["test"]).ends(0);
    // A link that would be a source.
    folder.link("/etc/passwd", ".remote/blocks/secret.o8");
    commit(&folder, ".remote/blocks", &[("o8.toml", "name = \"blocks\"\nversion = \"1.2.0\"\n")], "v1.2.0");
    folder
        .o8(&["update"])
        .ends(2)
        .says("it holds no package that can be used: `secret.o8` is no regular file\n");
}

#[test]
fn repositories_without_a_package() {
    let Some(folder) = locked() else { return };
    let lock = folder.read("o8.lock");
    folder.remove(".remote/blocks/o8.toml");
    commit(&folder, ".remote/blocks", &[], "v1.1.0");
    folder.o8(&["update"]).ends(2).says("there is no `o8.toml` at the root of the repository\n");
    commit(&folder, ".remote/blocks", &[("o8.toml", "name = \"blocks\"\nversion = \"1.0.0\"\n")], "v1.2.0");
    folder
        .o8(&["update"])
        .ends(1)
        .says("error[E0931]: what is offered as `blocks` 1.2.0 says in its `o8.toml` that it is 1.0.0");
    commit(&folder, ".remote/blocks", &[("o8.toml", "name = \"blocks\"\nnam = 1\n")], "v1.3.0");
    folder.o8(&["update"]).ends(1).says("error[E0902]").says("blocks@1.3.0/o8.toml:2:1");
    let path = "name = \"blocks\"\n[dependencies]\nx = { path = \"../x\" }\n";
    commit(&folder, ".remote/blocks", &[("o8.toml", path)], "v1.4.0");
    folder
        .o8(&["update"])
        .ends(1)
        .says("error[E0930]: `blocks` comes from elsewhere")
        .says("blocks@1.4.0/o8.toml:3:");
    assert_eq!(folder.read("o8.lock"), lock);
    git(&folder, ".remote/blocks", &["tag", "--delete", "v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0", "v1.4.0"]);
    folder.o8(&["update"]).ends(1).says("error[E0929]").says("it has no versions");
}

#[test]
fn a_server_that_never_answers_is_not_waited_for() {
    if !has_git() {
        return;
    }
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("bound").port();
    let folder = Folder::new();
    user(&folder, &format!("blocks = {{ git = \"https://127.0.0.1:{port}/x\", version = \"1\" }}"), 1);
    let mut command = folder.command(&["update"]);
    command.env("O8_TIMEOUT", "1").env("no_proxy", "127.0.0.1");
    crate::run::ended(&mut command).ends(2).says("`git` takes more than 1 seconds\n");
}
