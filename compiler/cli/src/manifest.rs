//! `.o8/manifest.json` of an output folder: which files we wrote there, each with the hash of its content, and which
//! applications they deploy.
//!
//! It is committed with the files, so it holds no time and no absolute path, and one entry a line: where Git
//! leaves conflict markers in it, the lines of both sides still say what is ours.

use std::fmt::{self, Write};
use std::str::FromStr;

use o8_ir::{Deployed, DeployedApplication};
use rustc_hash::FxHashMap;

mod applications;

/// Half of the BLAKE3 hash of a file's content.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Hash([u8; 16]);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
        Self(half)
    }

    fn write(self, text: &mut String) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        for byte in self.0 {
            text.push(DIGITS[usize::from(byte >> 4)].into());
            text.push(DIGITS[usize::from(byte & 15)].into());
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(32);
        self.write(&mut text);
        f.write_str(&text)
    }
}

impl FromStr for Hash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return Err(());
        }
        let mut half = [0; 16];
        for (byte, pair) in half.iter_mut().zip(digits.chunks(2)) {
            let digit = |digit: u8| char::from(digit).to_digit(16).filter(|_| !digit.is_ascii_uppercase());
            let (high, low) = (digit(pair[0]).ok_or(())?, digit(pair[1]).ok_or(())?);
            *byte = (high << 4 | low) as u8;
        }
        Ok(Self(half))
    }
}

/// What an output folder says that we wrote into it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Manifest {
    /// The content that each file of ours may have. More than one where a merge left the choice open.
    files: FxHashMap<String, Vec<Hash>>,
    /// What the files deploy; `None` where the manifest is older than that.
    applications: Option<Vec<DeployedApplication>>,
}

/// Why a manifest could not be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewerVersion;

impl Manifest {
    /// Whether nothing is ours.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The paths of our files, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The contents that `path` may have if nobody else touched it; `None` where it is not ours.
    pub fn hashes(&self, path: &str) -> Option<&[Hash]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// What the files deploy, by name; `None` where the manifest does not say. Both sides of what a merge left open count.
    pub fn deployed(&self) -> Option<Deployed> {
        let mut applications = self.applications.clone()?;
        applications.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Deployed { applications })
    }

    /// Says that `path` is ours, with this content.
    pub fn set(&mut self, path: &str, hash: Hash) {
        match self.files.get_mut(path) {
            Some(hashes) => *hashes = vec![hash],
            None => drop(self.files.insert(path.to_owned(), vec![hash])),
        }
    }

    /// The manifest as a file. `entries` are sorted by path.
    pub fn print<'a>(
        entries: impl Iterator<Item = (&'a str, Hash)>,
        applications: Option<&[DeployedApplication]>,
    ) -> String {
        let mut text = String::from("{\n  \"version\": 1,\n  \"files\": {");
        let mut separator = "\n";
        for (path, hash) in entries {
            text.push_str(separator);
            separator = ",\n";
            text.push_str("    ");
            push_json_string(path, &mut text);
            text.push_str(": \"");
            hash.write(&mut text);
            text.push('"');
        }
        text.push_str("\n  }");
        if let Some(applications) = applications {
            text.push_str(",\n  \"applications\": {");
            let mut separator = "\n";
            for application in applications {
                text.push_str(separator);
                separator = ",\n";
                text.push_str("    ");
                applications::print(application, &mut text);
            }
            text.push_str("\n  }");
        }
        text.push_str("\n}\n");
        text
    }

    /// The same, of what is in it now.
    pub fn to_text(&self) -> String {
        let mut entries: Vec<(&str, Hash)> = self
            .files
            .iter()
            .flat_map(|(path, hashes)| hashes.iter().map(|hash| (path.as_str(), *hash)))
            .collect();
        entries.sort_by_key(|(path, _)| *path);
        Self::print(entries.into_iter(), self.applications.as_deref())
    }

    /// Reads a manifest as [`Manifest::print`] writes it, as another tool formatted it, or as a merge left it.
    pub fn parse(text: &str) -> Result<Self, NewerVersion> {
        match Self::parse_lines(text) {
            (manifest, true) => Ok(manifest),
            (manifest, false) => Self::parse_json(text).unwrap_or(Ok(manifest)),
        }
    }

    /// The entries that stand on lines of their own, and whether there is nothing else: true of all that we write.
    fn parse_lines(text: &str) -> (Self, bool) {
        let mut manifest = Self::default();
        let mut complete =
            text.starts_with("{\n  \"version\": 1,\n  \"files\": {\n") && text.ends_with("\n  }\n}\n");
        let lines = text.lines();
        let mut others = 0;
        for line in lines {
            if let Some((path, hash)) = entry(line) {
                let hashes = manifest.files.entry(path.into_owned()).or_default();
                complete &= hashes.is_empty();
                hashes.push(hash);
            } else if line == "  \"applications\": {" {
                manifest.applications.get_or_insert_default();
            } else if let Some(application) = applications::parse_line(line) {
                manifest.applications.get_or_insert_default().push(application);
            } else {
                others += 1;
            }
        }
        let own = if manifest.applications.is_some() { 6 } else { 5 };
        (manifest, complete && others == own)
    }

    /// `None` where the text is no JSON at all.
    fn parse_json(text: &str) -> Option<Result<Self, NewerVersion>> {
        let whole: serde_json::Value = serde_json::from_str(text).ok()?;
        if whole.get("version").and_then(serde_json::Value::as_u64).is_some_and(|version| version > 1) {
            return Some(Err(NewerVersion));
        }
        let mut manifest = Self::default();
        for (path, hash) in whole.get("files").and_then(serde_json::Value::as_object).into_iter().flatten() {
            if let Some(hash) = hash.as_str().and_then(|hash| hash.parse().ok()) {
                manifest.set(path, hash);
            }
        }
        let applications = whole.get("applications").and_then(serde_json::Value::as_object);
        manifest.applications = applications.map(|found| {
            found.iter().filter_map(|(name, application)| applications::parse(name, application)).collect()
        });
        Some(Ok(manifest))
    }
}

/// `    "path": "hash",` with or without the comma.
fn entry(line: &str) -> Option<(std::borrow::Cow<'_, str>, Hash)> {
    let line = line.trim();
    let line = line.strip_suffix(',').unwrap_or(line);
    let (path, hash) = line.rsplit_once(": ")?;
    let hash = hash.strip_prefix('"')?.strip_suffix('"')?.parse().ok()?;
    let inner = path.strip_prefix('"')?.strip_suffix('"')?;
    let path = match inner.contains('\\') {
        true => serde_json::from_str::<String>(path).ok()?.into(),
        false => inner.into(),
    };
    Some((path, hash))
}

fn push_json_string(path: &str, text: &mut String) {
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\' && byte != 0x7f;
    if path.bytes().all(plain) {
        text.push('"');
        text.push_str(path);
        text.push('"');
    } else {
        // Writing to memory does not fail.
        let _ = write!(text, "{}", serde_json::Value::from(path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(text: &str) -> Hash {
        Hash::of(text.as_bytes())
    }

    #[test]
    fn what_is_written_is_read() {
        let mut manifest = Manifest::default();
        manifest.set("a/b.yaml", hash("1"));
        manifest.set("strange \"\\\n: é", hash("2"));
        let text = manifest.to_text();
        assert_eq!(Manifest::parse(&text), Ok(manifest));
        assert!(Manifest::parse_lines(&text).1, "the quick way is taken");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON")["version"], 1);
        let empty = Manifest::default().to_text();
        assert_eq!(Manifest::parse(&empty), Ok(Manifest::default()));
    }

    fn application(name: &str) -> DeployedApplication {
        DeployedApplication {
            name: name.into(),
            module: "web".into(),
            environment: "prod".into(),
            cluster: "eu".into(),
            tier: o8_ir::platform::Tier::Production,
            objects: 2,
            stateful: vec!["StatefulSet.apps web/db".parse().expect("an object")],
            retired: vec!["Namespace old".parse().expect("an object")],
            selectors: vec![
                (
                    "Deployment.apps web/web".parse().expect("an object"),
                    vec!["app=web".into(), "!old".into()],
                ),
                ("DaemonSet.apps web/log".parse().expect("an object"), Vec::new()),
            ],
            gone: true,
        }
    }

    #[test]
    fn applications_are_read_as_they_are_written() {
        let plain = DeployedApplication {
            retired: Vec::new(),
            stateful: Vec::new(),
            selectors: Vec::new(),
            gone: false,
            ..application("web-b")
        };
        for applications in [vec![], vec![application("web-a"), plain]] {
            let files = [("a", hash("1"))];
            let text = Manifest::print(files.into_iter(), Some(&applications));
            let manifest = Manifest::parse(&text).expect("version 1");
            assert_eq!(manifest.deployed(), Some(Deployed { applications }));
            assert!(Manifest::parse_lines(&text).1, "the quick way is taken");
            assert_eq!(manifest.to_text(), text);
            let whole: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(Manifest::parse(&whole.to_string()).expect("version 1"), manifest);
        }
        assert_eq!(Manifest::default().deployed(), None);
    }

    #[test]
    fn the_applications_of_both_sides_of_a_merge_conflict_count() {
        let text = Manifest::print([].into_iter(), Some(&[application("web-a"), application("web-b")]));
        let text = text.replace("    \"web-b\"", "=======\n    \"web-b\"");
        let found = Manifest::parse(&text).expect("version 1").deployed().expect("they are said");
        let names: Vec<&str> = found.applications.iter().map(|found| found.name.as_str()).collect();
        assert_eq!(names, ["web-a", "web-b"]);
    }

    #[test]
    fn other_tools_may_format_it() {
        let text = format!("{{\"version\":1,\"files\":{{\"a\":{:?}}}}}", {
            let mut text = String::new();
            hash("1").write(&mut text);
            text
        });
        let manifest = Manifest::parse(&text).expect("version 1");
        assert_eq!(manifest.hashes("a"), Some(&[hash("1")][..]));
    }

    #[test]
    fn both_sides_of_a_merge_conflict_count() {
        let side = |content: &str| {
            let mut manifest = Manifest::default();
            manifest.set("a", hash(content));
            manifest.to_text().lines().nth(3).expect("an entry").to_owned()
        };
        let text = format!(
            "{{\n  \"version\": 1,\n  \"files\": {{\n<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n  }}\n}}\n",
            side("1"),
            side("2")
        );
        let manifest = Manifest::parse(&text).expect("version 1");
        assert_eq!(manifest.hashes("a"), Some(&[hash("1"), hash("2")][..]));
        assert_eq!(Manifest::parse("garbage"), Ok(Manifest::default()));
    }

    #[test]
    fn a_newer_version_is_refused() {
        assert_eq!(Manifest::parse("{\"version\": 2, \"files\": {}}"), Err(NewerVersion));
    }
}
