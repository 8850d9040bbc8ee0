//! Names that a new package takes from where it is made.

use std::fs;
use std::path::Path;

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
        if asked[..n].contains(name) {
            return Err(Error::new(format!("environment `{name}` is given twice")));
        }
    }
    Ok(asked.to_vec())
}

/// What the language takes for an identifier, and Kubernetes for a label.
fn is_name(name: &str) -> bool {
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

/// Where the Git repository around the package is pushed to.
pub(super) fn repository(root: &Path) -> Option<String> {
    let config = root.ancestors().find_map(|folder| fs::read_to_string(folder.join(".git/config")).ok())?;
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
            repository(&scratch.join("inner"))
        };
        let same = |url: &str| assert_eq!(config(url), Some(url.to_owned()));
        same("https://github.com/acme/platform.git");
        same("git@github.com:acme/platform.git");
        same("ssh://git@example.com:22/acme/platform");
        let token = config("https://user:token@example.com/acme/platform");
        assert_eq!(token.as_deref(), Some("https://example.com/acme/platform"));
        assert_eq!(config("/srv/git/platform"), None);
        assert_eq!(config("../platform"), None);
    }
}
