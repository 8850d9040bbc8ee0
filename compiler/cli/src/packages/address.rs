//! Addresses of packages, as `o8.toml` and the command line say them.
//!
//! They reach `git` and the file system, so what could be taken for an option, another protocol or a secret is
//! refused here, at the edge.

/// The URL of a Git repository.
pub(crate) fn git(url: &str) -> Result<String, String> {
    let plain = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && !"\"'\\`<>|".contains(c))
    };
    if !plain(url) {
        return Err("expected a URL without blanks and quotes".to_owned());
    }
    let Some((protocol, rest)) = url.split_once("://") else {
        return Err(match url.split_once(':') {
            Some((host, path)) if host.contains('@') => format!("write it as `ssh://{host}/{path}`"),
            _ => "expected a URL that begins with `https://`, `ssh://` or `file://`".to_owned(),
        });
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    match protocol {
        "file" if host.is_empty() && !path.is_empty() => Ok(url.to_owned()),
        "file" => Err("expected `file:///` and an absolute path".to_owned()),
        "https" if host.contains('@') => {
            Err("a name or a password does not belong into a file that is committed: Git asks its credential helper".to_owned())
        }
        "https" | "ssh" if host.is_empty() || path.is_empty() => Err("expected a host and a path".to_owned()),
        "ssh" if host.starts_with('-') || host.contains("@-") => Err("a host does not begin with `-`".to_owned()),
        "ssh" if host.split('@').next().is_some_and(|user| host.contains('@') && user.contains(':')) => {
            Err("a password does not belong into a file that is committed".to_owned())
        }
        "https" | "ssh" => Ok(url.to_owned()),
        "http" | "git" => Err(format!("what `{protocol}://` brings could come from anybody: write `https://` or `ssh://`")),
        _ => Err("expected `https://`, `ssh://` or `file://`".to_owned()),
    }
}

/// The folder of an OCI image layout.
pub(crate) fn layout(text: &str) -> Result<String, String> {
    let path = text
        .strip_prefix("oci-layout:")
        .or_else(|| text.strip_prefix("file://").filter(|path| path.starts_with('/')));
    path.ok_or_else(|| "expected `oci-layout:` and the path of an image layout".to_owned()).and_then(folder)
}

/// A folder of packages.
pub(crate) fn folder(path: &str) -> Result<String, String> {
    match path {
        "" => Err("expected the path of a folder".to_owned()),
        path if path.contains(char::is_control) || path.contains('\\') => {
            Err("expected a path with `/` between its parts".to_owned())
        }
        path => Ok(path.to_owned()),
    }
}

/// A tag, by the rules of Git for the names of references.
pub(crate) fn tag(text: &str) -> Result<String, String> {
    let bad = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    let wrong = text.is_empty()
        || text.len() > 255
        || text.starts_with(['-', '/', '.'])
        || text.ends_with(['/', '.'])
        || text.ends_with(".lock")
        || ["..", "//", "@{"].iter().any(|part| text.contains(part))
        || text.contains(bad);
    if wrong { Err("no tag can be called this".to_owned()) } else { Ok(text.to_owned()) }
}

/// A commit, in full.
pub(crate) fn commit(text: &str) -> Result<String, String> {
    let whole = text.len() == 40 && is_hex(text);
    if whole { Ok(text.to_owned()) } else { Err("expected the 40 hexadecimal digits of a commit".to_owned()) }
}

/// The digest of an artefact.
pub(crate) fn digest(text: &str) -> Result<String, String> {
    let whole = text.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && is_hex(hex));
    if whole { Ok(text.to_owned()) } else { Err("expected `sha256:` and 64 hexadecimal digits".to_owned()) }
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_that_git_may_see() {
        for url in ["https://github.com/acme/blocks", "ssh://git@host:22/a.git", "file:///srv/git/blocks"] {
            assert_eq!(git(url).as_deref(), Ok(url));
        }
        for url in [
            "",
            "--upload-pack=touch x",
            "-x",
            "https://",
            "https://host",
            "https://-",
            "https://user:secret@host/path",
            "https://user@host/path",
            "ssh://-oProxyCommand=x/path",
            "ssh://git@-oProxyCommand=x/path",
            "ssh://git:secret@host/path",
            "http://host/path",
            "git://host/path",
            "ext::sh -c touch",
            "ext::sh",
            "file://host/path",
            "file://relative",
            "git@github.com:acme/blocks",
            "https://host/a\nb",
            "https://host/a b",
            "/srv/git",
        ] {
            assert!(git(url).is_err(), "{url}");
        }
    }

    #[test]
    fn names_that_git_may_see() {
        for good in ["v1.0.0", "releases/1.0", "1"] {
            assert!(tag(good).is_ok(), "{good}");
        }
        for bad in ["", "-x", "a b", "a..b", "a^{}", "a:b", "/a", "a/", "a.lock", "a\nb", "@{1}"] {
            assert!(tag(bad).is_err(), "{bad}");
        }
        assert!(commit(&"a".repeat(40)).is_ok());
        for bad in ["", "abc", &"A".repeat(40), &"g".repeat(40), &"a".repeat(64)] {
            assert!(commit(bad).is_err(), "{bad}");
        }
        assert!(digest(&format!("sha256:{}", "0".repeat(64))).is_ok());
        assert!(digest(&format!("sha512:{}", "0".repeat(64))).is_err());
    }
}
