//! Where a dependency comes from and which version of it is wanted, as one entry of `[dependencies]` says it.
//!
//! ```toml
//! [dependencies]
//! blocks = { path = "../blocks" }
//! shapes = { git = "https://github.com/acme/shapes", version = "^1.2" }
//! colours = { oci = "oci-layout:../artefacts/colours", version = "^2" }
//! words = { registry = "../registry", version = "0.3" }
//! ```

use std::fmt;
use std::path::Path;

use o8_diagnostics::Place;
use semver::{Version, VersionReq};

/// Another package that this one imports from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dependency {
    /// Its name, as imports say it.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Which of its versions will do.
    pub want: Want,
    /// Where its name stands.
    pub name_place: Place,
    /// Where its origin stands.
    pub origin_place: Place,
    /// Where the wanted version stands.
    pub want_place: Place,
}

/// Where versions of a package are found.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// A folder beside or below, which has one state and no versions.
    Path(String),
    /// A Git repository, by its URL: its tags are the versions.
    Git(String),
    /// An OCI image layout on disk: its tags are the versions.
    Layout(String),
    /// A folder that holds `NAME/VERSION/` for every version of every package.
    Registry(String),
}

type Make = fn(String) -> Origin;

const KINDS: [(&str, Make); 4] = [
    ("path:", Origin::Path),
    ("git+", Origin::Git),
    ("oci-layout:", Origin::Layout),
    ("registry:", Origin::Registry),
];

impl Origin {
    /// Reads what [`Display`](fmt::Display) writes.
    pub fn parse(text: &str) -> Option<Self> {
        let known = |(prefix, make): &(&str, Make)| Some(make(text.strip_prefix(prefix)?.into()));
        KINDS.iter().find_map(known).filter(|origin| !origin.place().is_empty())
    }

    /// The path or URL.
    pub fn place(&self) -> &str {
        match self {
            Self::Path(place) | Self::Git(place) | Self::Layout(place) | Self::Registry(place) => place,
        }
    }

    /// Whether what it means depends on the folder of the `o8.toml` that says it.
    pub fn is_relative(&self) -> bool {
        match self {
            Self::Git(_) => false,
            Self::Path(path) | Self::Layout(path) | Self::Registry(path) => !Path::new(path).is_absolute(),
        }
    }

    /// Whether it is on this machine.
    pub fn is_local(&self) -> bool {
        match self {
            Self::Git(url) => url.starts_with("file://"),
            Self::Path(_) | Self::Layout(_) | Self::Registry(_) => true,
        }
    }

    /// The same origin, said from the package that is compiled: `folder` leads from there to the one that says it.
    #[must_use]
    pub fn seen_from(&self, folder: &str) -> Self {
        let joined = |path: &String| match Path::new(path).is_absolute() {
            true => path.clone(),
            false => normal(&format!("{folder}/{path}")),
        };
        match self {
            Self::Path(path) => Self::Path(joined(path)),
            Self::Layout(path) => Self::Layout(joined(path)),
            Self::Registry(path) => Self::Registry(joined(path)),
            Self::Git(url) => Self::Git(url.clone()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = match self {
            Self::Path(_) => KINDS[0].0,
            Self::Git(_) => KINDS[1].0,
            Self::Layout(_) => KINDS[2].0,
            Self::Registry(_) => KINDS[3].0,
        };
        write!(f, "{prefix}{}", self.place())
    }
}

/// Which versions will do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Want {
    /// The one that there is.
    Only,
    /// Those that fit a requirement.
    Version(VersionReq),
    /// The one with this tag.
    Tag(String),
    /// The one of this commit, in full.
    Rev(String),
    /// The artefact with this digest.
    Digest(String),
}

/// One version of a package, as its origin offers it or the lock names it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edition {
    /// The version, where the origin or the package says one.
    pub version: Option<Version>,
    /// The tag of a Git repository or an OCI layout.
    pub tag: Option<String>,
    /// The commit of a Git repository.
    pub commit: Option<String>,
    /// The digest of an artefact's manifest.
    pub digest: Option<String>,
}

impl Want {
    /// Whether this edition will do.
    pub fn fits(&self, edition: &Edition) -> bool {
        match self {
            Self::Only => true,
            Self::Version(wanted) => edition.version.as_ref().is_some_and(|version| wanted.matches(version)),
            Self::Tag(wanted) => edition.tag.as_ref() == Some(wanted),
            Self::Rev(wanted) => edition.commit.as_ref() == Some(wanted),
            Self::Digest(wanted) => edition.digest.as_ref() == Some(wanted),
        }
    }
}

impl fmt::Display for Want {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only => f.write_str("any version"),
            Self::Version(wanted) => write!(f, "version `{wanted}`"),
            Self::Tag(wanted) => write!(f, "tag `{wanted}`"),
            Self::Rev(wanted) => write!(f, "commit `{}`", short(wanted)),
            Self::Digest(wanted) => write!(f, "digest `{}`", short(wanted)),
        }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.version, &self.tag, self.commit.as_ref().or(self.digest.as_ref())) {
            (Some(version), _, _) => write!(f, "{version}"),
            (None, Some(tag), _) => write!(f, "{tag}"),
            (None, None, Some(id)) => f.write_str(short(id)),
            (None, None, None) => f.write_str("its only version"),
        }
    }
}

/// As much of a commit or a digest as people read.
pub(crate) fn short(id: &str) -> &str {
    let length = if id.contains(':') { 19 } else { 12 };
    id.get(..length).unwrap_or(id)
}

/// A path without `.`, and without `..` where something is left to leave.
pub(crate) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_they_are_written() {
        for text in ["git+https://a/b", "oci-layout:../x", "registry:r", "path:../b"] {
            assert_eq!(Origin::parse(text).expect(text).to_string(), text);
        }
        for text in ["", "git+", "https://a/b", "svn+https://a"] {
            assert_eq!(Origin::parse(text), None, "{text}");
        }
    }

    #[test]
    fn paths_are_said_from_the_root() {
        let from = |folder: &str, path: &str| Origin::Path(path.to_owned()).seen_from(folder).to_string();
        assert_eq!(from("", "../b/"), "path:../b");
        assert_eq!(from("../a", "../b"), "path:../b");
        assert_eq!(from("../..", "../b/./c"), "path:../../../b/c");
        assert_eq!(from("a", ".."), "path:.");
        assert_eq!(from("a", "/mnt/b"), "path:/mnt/b");
    }
}
