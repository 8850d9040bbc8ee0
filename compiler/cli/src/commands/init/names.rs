//! Names that a new package takes from where it is made.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Error;

/// The environments asked for, or the usual three.
pub(super) fn environments(asked: &[String]) -> Result<Vec<String>, Error> {
    if asked.is_empty() {
        return Ok(["dev", "staging", "prod"].map(str::to_owned).to_vec());
    }
    for (n, name) in asked.iter().enumerate() {
        if !is_name(name) {
            let message = format!("`{name}` cannot be the name of an environment");
            return Err(Error::new(message).hint("expected lower-case letters, digits and inner dashes"));
        }
        if WORDS.contains(&name.as_str()) {
            let message = format!("`{name}` cannot be the name of an environment");
            return Err(Error::new(message).hint("where a value is due, the word means something else"));
        }
        if asked[..n].contains(name) {
            return Err(Error::new(format!("environment `{name}` is given twice")));
        }
    }
    Ok(asked.to_vec())
}

/// Words that are names where one is declared, and something else where one is mentioned.
pub(super) const WORDS: &[&str] =
    &["and", "else", "false", "for", "if", "in", "match", "not", "null", "or", "then", "true", "with"];

/// What the language takes for an identifier, and Kubernetes for a label.
pub(in crate::commands) fn is_name(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && !name.contains("--")
}

/// The name of the folder, as far as it can be the name of a package.
pub(super) fn package(root: &Path) -> String {
    let folder = root.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let parts: Vec<&str> = folder
        .split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let name = parts.join("-");
    if is_name(&name) && name != "platform" { name } else { "acme".to_owned() }
}

/// The Git repository around a package.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Repository {
    /// The way from its root to the package, with `/`; empty where that is the root.
    pub(super) way: String,
    /// Where it is pushed to.
    pub(super) address: Option<String>,
}

/// The repository that `root` is in; one of its own where it is in none.
pub(super) fn repository(root: &Path) -> Result<Repository, Error> {
    let Some(top) = root.ancestors().find(|folder| folder.join(".git").exists()) else {
        return Ok(Repository::default());
    };
    let way = root.strip_prefix(top).unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
    if !way.chars().all(is_plain) || way.contains("..") {
        let message = format!(
            "`{way}`, the folder in the repository, has signs that the path of a platform cannot have"
        );
        return Err(Error::new(message).hint("expected letters, digits, `_`, `-` and single dots"));
    }
    let config = fs::read_to_string(git_folder(top).join("config")).unwrap_or_default();
    Ok(Repository { way, address: pushed_to(&config) })
}

/// The folder with what all work trees of a repository share.
fn git_folder(top: &Path) -> PathBuf {
    let folder = top.join(".git");
    let Ok(text) = fs::read_to_string(&folder) else { return folder };
    let own = top.join(text.trim().strip_prefix("gitdir:").unwrap_or_default().trim());
    match fs::read_to_string(own.join("commondir")) {
        Ok(common) => own.join(common.trim()),
        Err(_) => own,
    }
}

/// Where a configuration of Git says that the repository is pushed to.
fn pushed_to(config: &str) -> Option<String> {
    let mut in_origin = false;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            in_origin = line == "[remote \"origin\"]";
        } else if let Some((key, url)) = line.split_once('=').filter(|_| in_origin)
            && key.trim() == "url"
        {
            return address(url.trim());
        }
    }
    None
}

/// The address as Argo CD can use it: not a path of this machine, and without credentials.
fn address(url: &str) -> Option<String> {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '\\' | '$');
    if !url.chars().all(is_plain) {
        return None;
    }
    if let Some((scheme, rest)) = url.split_once("://") {
        let (host, path) = rest.split_once('/')?;
        let host = match scheme {
            "https" | "http" => host.rsplit('@').next()?,
            "ssh" | "git" => host,
            _ => return None,
        };
        return Some(format!("{scheme}://{host}/{path}"));
    }
    let (user, path) = url.split_once('@')?;
    (!user.contains('/') && path.contains(':')).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_package_is_called_like_its_folder() {
        let cases = [
            ("/a/My Platform_2", "my-platform-2"),
            ("/", "acme"),
            ("/x/42", "acme"),
            ("/x/platform", "acme"),
        ];
        for (folder, name) in cases {
            assert_eq!(package(Path::new(folder)), name);
        }
    }

    #[test]
    fn the_repository_is_where_git_pushes_to() {
        let config = |url: &str| {
            let text = format!("[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {url}\n\tfetch = x\n");
            let scratch = Scratch::with(&[(".git/config", &text)]);
            repository(&scratch.join("inner/folder")).expect("its path is plain")
        };
        let same = |url: &str| {
            let found = Repository { way: "inner/folder".to_owned(), address: Some(url.to_owned()) };
            assert_eq!(config(url), found);
        };
        same("https://github.com/acme/platform.git");
        same("git@github.com:acme/platform.git");
        same("ssh://git@example.com:22/acme/platform");
        let token = config("https://user:token@example.com/acme/platform").address;
        assert_eq!(token.as_deref(), Some("https://example.com/acme/platform"));
        assert_eq!(config("/srv/git/platform").address, None);
        assert_eq!(config("../platform").address, None);
    }

    #[test]
    fn a_work_tree_has_its_repository_elsewhere() {
        let scratch = Scratch::with(&[
            ("main/.git/config", "[remote \"origin\"]\nurl = https://example.com/acme/platform\n"),
            ("main/.git/worktrees/other/commondir", "../..\n"),
            ("other/.git", "gitdir: ../main/.git/worktrees/other\n"),
        ]);
        let found = repository(&scratch.join("other")).expect("its path is plain");
        assert_eq!(
            (found.way.as_str(), found.address.as_deref()),
            ("", Some("https://example.com/acme/platform"))
        );
    }

    #[test]
    fn a_folder_that_a_platform_cannot_name_is_refused() {
        let scratch = Scratch::with(&[(".git/config", "")]);
        assert!(repository(&scratch.join("my folder")).is_err());
    }
}
