//! `o8.lock`: the one version of every package that a build may use, with the hash of its files.
//!
//! ```toml
//! version = 1
//! o8 = "0.1.0"
//!
//! [[package]]
//! name = "blocks"
//! version = "1.2.0"
//! source = "git+https://github.com/acme/blocks"
//! tag = "v1.2.0"
//! commit = "…"
//! content = "blake3:…"
//! dependencies = ["shapes"]
//! ```

use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::Path;

use o8_diagnostics::catalogue::packages;
use o8_diagnostics::{Diagnostic, FileId, Place, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::address;
use crate::Error;
use crate::package::origin::{Edition, Origin};
use crate::package::settings::is_package_name;

/// The version of the format that we write, and the newest that we read.
const FORMAT: i64 = 1;

/// One package of the lock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Locked {
    /// Its name.
    pub(crate) name: String,
    /// Where it comes from, paths as they are from the package that is compiled.
    pub(crate) origin: Origin,
    /// Which of its versions.
    pub(crate) edition: Edition,
    /// The hash of its files.
    pub(crate) content: String,
    /// The packages that it depends on, sorted.
    pub(crate) dependencies: Vec<String>,
    /// Where its name stands in the lock; `None` for one that is not written yet.
    pub(crate) place: Option<Place>,
}

/// The whole lock. Invariant: sorted by name, no name twice.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Lock {
    /// By name.
    pub(crate) packages: Vec<Locked>,
}

impl Lock {
    /// A package by its name.
    pub(crate) fn get(&self, name: &str) -> Option<&Locked> {
        let found = self.packages.binary_search_by(|locked| locked.name.as_str().cmp(name)).ok()?;
        self.packages.get(found)
    }

    /// The lock as a file.
    pub(crate) fn print(&self) -> String {
        let mut text = format!(
            "# `o8 update` writes this file. Commit it, and leave it as it is.\nversion = {FORMAT}\no8 = \"{}\"\n",
            env!("CARGO_PKG_VERSION")
        );
        for Locked { name, origin, edition, content, dependencies, place: _ } in &self.packages {
            let version = edition.version.as_ref().map(ToString::to_string);
            let origin = origin.to_string();
            let lines = [
                ("name", Some(name)),
                ("version", version.as_ref()),
                ("source", Some(&origin)),
                ("tag", edition.tag.as_ref()),
                ("commit", edition.commit.as_ref()),
                ("digest", edition.digest.as_ref()),
                ("content", Some(content)),
            ];
            text.push_str("\n[[package]]\n");
            for (key, value) in lines {
                if let Some(value) = value {
                    // Writing to memory does not fail.
                    let _ = writeln!(text, "{key} = {}", toml::Value::from(value.as_str()));
                }
            }
            if !dependencies.is_empty() {
                let names: Vec<String> = dependencies.iter().map(|name| format!("\"{name}\"")).collect();
                let _ = writeln!(text, "dependencies = [{}]", names.join(", "));
            }
        }
        text
    }

    /// Writes the lock of a package, whole or not at all. Says whether that changed anything.
    pub(crate) fn write(&self, root: &Path) -> Result<bool, Error> {
        let path = root.join("o8.lock");
        let text = self.print();
        if fs::read(&path).is_ok_and(|there| there == text.as_bytes()) {
            return Ok(false);
        }
        super::cache::put(&path, text.as_bytes()).map(|()| true)
    }
}

/// The text of the lock of a package, where there is one.
pub(crate) fn read(root: &Path) -> Result<Option<Vec<u8>>, Error> {
    let path = root.join("o8.lock");
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        _ => crate::package::read(&path).map(Some),
    }
}

/// Reads a lock. The first thing that is wrong with it is reported: nobody writes it by hand.
pub(crate) fn parse(text: &str, file: FileId) -> Result<Lock, Box<Diagnostic>> {
    let reader = Reader { file };
    let table = DeTable::parse(text)
        .map_err(|error| reader.bad(error.span().unwrap_or(0..0), &error.message().replace('\n', " ")))?;
    let table = table.get_ref();
    let by = table.get("o8").and_then(|value| value.get_ref().as_str());
    let format = table.get("version").ok_or_else(|| reader.bad(0..0, "it does not say `version`"))?;
    let number = format.get_ref().as_integer().and_then(|number| number.as_str().parse::<i64>().ok());
    match number {
        Some(FORMAT) => {}
        Some(newer) if newer > FORMAT => {
            return Err(packages::newer_lock(reader.place(format.span()), newer, by).into());
        }
        _ => return Err(reader.bad(format.span(), &format!("`version` is not {FORMAT}"))),
    }
    for key in table.keys() {
        if !["version", "o8", "package"].contains(&key.get_ref().as_ref()) {
            return Err(reader.bad(key.span(), &format!("it has no key `{}`", key.get_ref())));
        }
    }
    let mut packages = Vec::new();
    if let Some(list) = table.get("package") {
        let all =
            list.get_ref().as_array().ok_or_else(|| reader.bad(list.span(), "`package` is not a list"))?;
        for value in all {
            packages.push(reader.package(value)?);
        }
    }
    if let Some(pair) = packages.windows(2).find(|pair| pair[0].name >= pair[1].name) {
        let place = pair[1].place.unwrap_or(Place::file(file, Span::at(0)));
        return Err(packages::bad_lock(place, "its packages are not sorted by name").into());
    }
    let lock = Lock { packages };
    for locked in &lock.packages {
        if let Some(name) = locked.dependencies.iter().find(|name| lock.get(name).is_none()) {
            let place = locked.place.unwrap_or(Place::file(file, Span::at(0)));
            return Err(packages::bad_lock(
                place,
                &format!("`{}` depends on `{name}`, which is not in it", locked.name),
            )
            .into());
        }
    }
    Ok(lock)
}

struct Reader {
    file: FileId,
}

impl Reader {
    fn place(&self, range: Range<usize>) -> Place {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Place::file(self.file, Span::new(offset(range.start), offset(range.end)))
    }

    fn bad(&self, range: Range<usize>, reason: &str) -> Box<Diagnostic> {
        packages::bad_lock(self.place(range), reason).into()
    }

    fn package(&self, value: &Spanned<DeValue<'_>>) -> Result<Locked, Box<Diagnostic>> {
        const KEYS: [&str; 8] =
            ["name", "version", "source", "tag", "commit", "digest", "content", "dependencies"];
        let table =
            value.get_ref().as_table().ok_or_else(|| self.bad(value.span(), "a package is not a table"))?;
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.get_ref().as_ref())) {
            return Err(self.bad(key.span(), &format!("a package has no key `{}`", key.get_ref())));
        }
        let said = |key: &str| -> Result<Option<(&str, Range<usize>)>, Box<Diagnostic>> {
            let Some(value) = table.get(key) else { return Ok(None) };
            match value.get_ref().as_str() {
                Some(text) => Ok(Some((text, value.span()))),
                None => Err(self.bad(value.span(), &format!("`{key}` is not a string"))),
            }
        };
        let needed = |key: &str| {
            said(key)?.ok_or_else(|| self.bad(value.span(), &format!("a package does not say `{key}`")))
        };
        let checked = |key: &str, check: fn(&str) -> Result<String, String>| match said(key)? {
            None => Ok(None),
            Some((text, span)) => {
                check(text).map(Some).map_err(|reason| self.bad(span, &format!("`{key}`: {reason}")))
            }
        };
        let (name, name_span) = needed("name")?;
        if !is_package_name(name) {
            return Err(self.bad(name_span, &format!("`{name}` cannot be the name of a package")));
        }
        let (source, source_span) = needed("source")?;
        let origin = Origin::parse(source).and_then(checked_origin);
        let origin =
            origin.ok_or_else(|| self.bad(source_span, "`source` is none that packages come from"))?;
        let version = match said("version")? {
            None => None,
            Some((text, span)) => {
                Some(semver::Version::parse(text).map_err(|error| self.bad(span, &error.to_string()))?)
            }
        };
        let (content, content_span) = needed("content")?;
        if !is_content(content) {
            return Err(self.bad(content_span, "`content` is not `blake3:` and 64 hexadecimal digits"));
        }
        let edition = Edition {
            version,
            tag: checked("tag", address::tag)?,
            commit: checked("commit", address::commit)?,
            digest: checked("digest", address::digest)?,
        };
        let complete = match &origin {
            Origin::Path(_) => false,
            Origin::Git(_) => edition.commit.is_some() && edition.digest.is_none(),
            Origin::Layout(_) => edition.digest.is_some() && edition.commit.is_none(),
            Origin::Registry(_) => {
                edition.version.is_some() && edition.commit.is_none() && edition.digest.is_none()
            }
        };
        if !complete {
            return Err(
                self.bad(name_span, &format!("`{name}` does not say which version of its source it is"))
            );
        }
        Ok(Locked {
            name: name.to_owned(),
            origin,
            edition,
            content: content.to_owned(),
            dependencies: self.dependencies(table)?,
            place: Some(self.place(name_span)),
        })
    }

    fn dependencies(&self, table: &DeTable<'_>) -> Result<Vec<String>, Box<Diagnostic>> {
        let Some(value) = table.get("dependencies") else { return Ok(Vec::new()) };
        let names = value.get_ref().as_array().map(|all| {
            all.iter().map(|name| name.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<String>>>()
        });
        names.flatten().ok_or_else(|| self.bad(value.span(), "`dependencies` is not a list of names"))
    }
}

/// The lock is a file like others: what it names reaches `git` as well.
fn checked_origin(origin: Origin) -> Option<Origin> {
    match &origin {
        Origin::Git(url) => address::git(url).is_ok(),
        Origin::Path(_) => false,
        Origin::Layout(path) | Origin::Registry(path) => address::folder(path).is_ok(),
    }
    .then_some(origin)
}

fn is_content(text: &str) -> bool {
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.strip_prefix("blake3:").is_some_and(|digits| digits.len() == 64 && digits.bytes().all(hex))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(name: &str) -> Locked {
        Locked {
            name: name.to_owned(),
            origin: Origin::Git("https://github.com/acme/x".to_owned()),
            edition: Edition {
                version: Some(semver::Version::new(1, 2, 0)),
                tag: Some("v1.2.0".to_owned()),
                commit: Some("a".repeat(40)),
                digest: None,
            },
            content: format!("blake3:{}", "0".repeat(64)),
            dependencies: Vec::new(),
            place: None,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut lock = Lock { packages: vec![locked("a"), locked("b")] };
        lock.packages[0].dependencies = vec!["b".to_owned()];
        let mut read = parse(&lock.print(), FileId(0)).expect("as written");
        assert!(read.packages.iter().all(|locked| locked.place.is_some()));
        read.packages.iter_mut().for_each(|locked| locked.place = None);
        assert_eq!(read, lock);
        assert_eq!(parse(&Lock::default().print(), FileId(0)).expect("empty"), Lock::default());
    }

    #[test]
    fn what_was_changed_by_hand_is_refused() {
        let good = Lock { packages: vec![locked("a"), locked("b")] }.print();
        let changes = [
            ("version = 1\n", "version = \"1\"\n", "E0924"),
            ("version = 1\n", "version = 0\n", "E0924"),
            ("version = 1\n", "", "E0924"),
            ("version = 1\n", "version = 2\n", "E0925"),
            ("name = \"a\"", "name = \"c\"", "E0924"),
            ("name = \"a\"", "name = \"b\"", "E0924"),
            ("name = \"a\"", "name = \"../a\"", "E0924"),
            ("name = \"a\"", "name = 1", "E0924"),
            ("git+https://", "git+ext::", "E0924"),
            ("git+https://", "path:", "E0924"),
            ("tag = \"v1", "tag = \"--v1", "E0924"),
            ("commit = \"aa", "commit = \"--", "E0924"),
            ("commit", "commmit", "E0924"),
            ("blake3:0", "blake3:/", "E0924"),
            ("content = ", "dependencies = [\"x\"]\ncontent = ", "E0924"),
            ("content = ", "dependencies = [1]\ncontent = ", "E0924"),
            ("[[package]]", "[[package", "E0924"),
            ("[[package]]", "<<<<<<< ours\n[[package]]", "E0924"),
            ("o8 = ", "o9 = ", "E0924"),
        ];
        for (old, new, code) in changes {
            let text = good.replacen(old, new, 1);
            assert_ne!(text, good, "{old}");
            assert_eq!(parse(&text, FileId(0)).expect_err(new).code, code, "{new}");
        }
    }

    #[test]
    fn cut_off_at_any_byte_it_is_read_or_refused() {
        let good = Lock { packages: vec![locked("a"), locked("b")] }.print();
        for end in 0..good.len() {
            // What is left may be a shorter lock; what it lacks is then missed where it is needed.
            let _ = parse(&good[..end], FileId(0));
        }
    }
}
