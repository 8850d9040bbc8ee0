//! Packages in Git repositories, through the `git` program: it knows the user's credentials, proxies and host keys, which no
//! library would.
//!
//! Nothing is checked out, so no hook, filter or link of a repository comes to life: files are read as objects. What goes
//! onto the command line has passed [`super::address`], and stands behind `--` all the same.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::cache::Work;
use super::process;
use super::tree::{self, LARGEST_PACKAGE, MOST_FILES, Tree};
use super::version_of_tag;
use crate::Error;
use crate::package::origin::Edition;

/// How long one call of `git` may take, unless `O8_TIMEOUT` says otherwise.
const PATIENCE: Duration = Duration::from_secs(300);
/// The most that a list of references or of files has.
const LARGEST_LIST: u64 = 64 * 1024 * 1024;

/// Every tag of a repository.
pub(crate) fn editions(url: &str) -> Result<Vec<Edition>, Error> {
    let mut command = git(url, None);
    command.args(["ls-remote", "--tags", "--", url]);
    let bytes = run(command, Vec::new(), LARGEST_LIST)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut editions: Vec<Edition> = Vec::new();
    for (commit, name) in text.lines().filter_map(|line| line.split_once('\t')) {
        let Some(name) = name.strip_prefix("refs/tags/") else { continue };
        // An annotated tag stands there twice: the second line names the commit that it means.
        let (name, peeled) = name.strip_suffix("^{}").map_or((name, false), |name| (name, true));
        if super::address::commit(commit).is_err() || super::address::tag(name).is_err() {
            continue;
        }
        match editions.last_mut().filter(|last| peeled && last.tag.as_deref() == Some(name)) {
            Some(last) => last.commit = Some(commit.to_owned()),
            None => editions.push(Edition {
                version: version_of_tag(name),
                tag: Some(name.to_owned()),
                commit: Some(commit.to_owned()),
                digest: None,
            }),
        }
    }
    Ok(editions)
}

/// The files of the package at the root of a commit. `work` is an empty folder.
pub(crate) fn fetch(url: &str, edition: &Edition, work: &Work) -> Result<Tree, Error> {
    let commit = edition.commit.as_deref().unwrap_or_default();
    let folder = work.path().join("repository");
    let mut init = git(url, None);
    init.args(["init", "--quiet", "--bare", "--template=", "--"]).arg(&folder);
    run(init, Vec::new(), LARGEST_LIST)?;
    let get = |what: &str| {
        let mut command = git(url, Some(&folder));
        command.args([
            "fetch",
            "--quiet",
            "--depth=1",
            "--no-tags",
            "--no-recurse-submodules",
            "--",
            url,
            what,
        ]);
        run(command, Vec::new(), LARGEST_LIST)
    };
    // Old servers give only what a reference names.
    if let Err(error) = get(commit) {
        let tag = edition.tag.as_deref().ok_or_else(|| error.clone())?;
        get(&format!("refs/tags/{tag}")).map_err(|_| error)?;
    }
    let mut list = git(url, Some(&folder));
    list.args(["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--"]);
    let list = run(list, Vec::new(), LARGEST_LIST)?;
    let objects = objects(&list);
    let manifest = objects.iter().find(|object| object.path == "o8.toml");
    let output = match manifest {
        Some(manifest) => super::output_of(&blobs(url, &folder, &[manifest])?.remove(0)),
        None => return Err(Error::new("there is no `o8.toml` at the root of the repository")),
    };
    let chosen = tree::select(objects.iter().map(|object| object.path), &output);
    let chosen: Vec<&Object<'_>> = objects.iter().filter(|object| chosen.contains(object.path)).collect();
    let bad = |reason: String| Error::new("it holds no package that can be used").hint(reason);
    if chosen.len() > MOST_FILES {
        return Err(bad(format!("it has more than {MOST_FILES} files")));
    }
    let mut all = 0;
    for object in &chosen {
        if !object.is_file {
            return Err(bad(format!("`{}` is no regular file", tree::visible(object.path))));
        }
        all += object.size;
        tree::check_size(object.path, object.size, all).map_err(bad)?;
    }
    let mut tree = Tree::default();
    for (object, bytes) in chosen.iter().zip(blobs(url, &folder, &chosen)?) {
        tree.add(object.path, bytes).map_err(bad)?;
    }
    tree.whole().map_err(bad)
}

/// A line of `git ls-tree -r -z -l`.
struct Object<'t> {
    path: &'t str,
    id: &'t str,
    size: u64,
    is_file: bool,
}

/// What has a name in UTF-8: nothing else can be a file of a package.
fn objects(list: &[u8]) -> Vec<Object<'_>> {
    list.split(|byte| *byte == 0).filter_map(object).collect()
}

fn object(line: &[u8]) -> Option<Object<'_>> {
    let (head, path) = str::from_utf8(line).ok()?.split_once('\t')?;
    let words: Vec<&str> = head.split_ascii_whitespace().collect();
    let [mode, _, id, size] = words[..] else { return None };
    // A link is a blob too; a submodule has no size.
    let is_file = mode.starts_with("100");
    Some(Object { path, id, size: size.parse().unwrap_or(0), is_file })
}

/// The contents of objects, in their order.
fn blobs(url: &str, folder: &Path, objects: &[&Object<'_>]) -> Result<Vec<Vec<u8>>, Error> {
    let mut command = git(url, Some(folder));
    command.args(["cat-file", "--batch"]);
    let asked: String = objects.iter().map(|object| format!("{}\n", object.id)).collect();
    let limit = LARGEST_PACKAGE + objects.len() as u64 * 128;
    let bytes = run(command, asked.into_bytes(), limit)?;
    let broken = || Error::new("`git cat-file` does not say what was asked");
    let mut rest = bytes.as_slice();
    let mut contents = Vec::with_capacity(objects.len());
    for object in objects {
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(broken)?;
        let expected = format!("{} blob {}", object.id, object.size);
        let size = usize::try_from(object.size).map_err(|_| broken())?;
        let content = rest.get(end + 1..end + 1 + size).filter(|_| rest[..end] == *expected.as_bytes());
        contents.push(content.ok_or_else(broken)?.to_vec());
        rest = rest.get(end + 2 + size..).ok_or_else(broken)?;
    }
    Ok(contents)
}

/// `git`, which asks nobody, and speaks with the server of this URL alone in its protocol.
fn git(url: &str, folder: Option<&Path>) -> Command {
    let mut command = Command::new("git");
    // Within a hook these name the repository that runs it.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"]
        .into_iter()
        .chain(["GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CEILING_DIRECTORIES"])
    {
        command.env_remove(name);
    }
    let protocol = url.split_once("://").map_or("https", |(protocol, _)| protocol);
    command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ASKPASS", "")
        .env("SSH_ASKPASS", "")
        .env("GIT_ALLOW_PROTOCOL", protocol)
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("LC_ALL", "C")
        .args(["-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false"])
        .args(["-c", "http.followRedirects=initial", "-c", "core.askPass="]);
    if std::env::var_os("GIT_SSH_COMMAND").is_none() {
        command.env("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
    }
    if let Some(folder) = folder {
        command.arg("--git-dir").arg(folder);
    }
    command
}

fn run(command: Command, input: Vec<u8>, limit: u64) -> Result<Vec<u8>, Error> {
    let given = std::env::var("O8_TIMEOUT").ok().and_then(|text| text.parse().ok()).map(Duration::from_secs);
    process::run(command, "git", input, limit, given.unwrap_or(PATIENCE))
}
