//! `o8 add`: one more dependency in `o8.toml`, and in `o8.lock`.

use std::fs;

use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};

use crate::arguments::AddArguments;
use crate::edits::replace;
use crate::error::At;
use crate::package::origin::Origin;
use crate::package::settings::is_package_name;
use crate::packages::project::{self, Project};
use crate::packages::resolve::{Free, newest_first};
use crate::packages::{address, source};
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &AddArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let name = arguments.name.as_str();
    if !is_package_name(name) {
        let error = Error::new(format!("`{name}` cannot be the name of a package"));
        return Err(
            error.hint("expected lower-case letters, digits and inner dashes, beginning with a letter")
        );
    }
    let root = project::root(arguments.to.as_deref())?;
    let path = root.join("o8.toml");
    let text = String::from_utf8(crate::package::read(&path)?)
        .map_err(|_| Error::new("`o8.toml` is not UTF-8").hint("`o8 check` says where"))?;
    let mut document: DocumentMut = match text.parse() {
        Ok(document) => document,
        // The reason with its place, as every command says it.
        Err(_) => match Project::with(root, text.as_bytes(), terminal)? {
            Err(exit) => return Ok(exit),
            Ok(_) => return Err(Error::new("`o8.toml` is not valid TOML")),
        },
    };
    let entry = entry(arguments, &root)?;
    insert(&mut document, name, entry)?;
    let new = document.to_string();
    let mut project = match Project::with(root, new.as_bytes(), terminal)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    let lock = match project.resolve(&Free::Only(vec![name.to_owned()]), terminal)? {
        Ok(lock) => lock,
        Err(exit) => return Ok(exit),
    };
    // Somebody may have written to it in the meantime.
    if fs::read(&path).at("read", &path)? != text.as_bytes() {
        return Err(Error::new("`o8.toml` was changed meanwhile").hint("nothing was written; try again"));
    }
    for line in super::update::changes(&project.lock, &lock) {
        terminal.say(&line);
    }
    replace(&path, &new)?;
    if !lock.packages.is_empty() || project.root.join("o8.lock").exists() {
        lock.write(&project.root)?;
    }
    terminal.say(&format!("added `{name}`: `import {name}` makes its names known"));
    Ok(Exit::Fine)
}

/// What `o8.toml` will say of the package.
fn entry(arguments: &AddArguments, root: &std::path::Path) -> Result<InlineTable, Error> {
    let AddArguments { name, git, oci, registry, path, version, tag, rev, digest, to: _ } = arguments;
    let wrong = |key: &str, text: &str, reason: String| {
        Error::new(format!("`--{key}` cannot be `{text}`")).hint(reason)
    };
    let mut entry = InlineTable::new();
    let origin = match (git, oci, registry, path) {
        (Some(url), _, _, _) => {
            entry.insert("git", url.into());
            Some(address::git(url).map(Origin::Git).map_err(|reason| wrong("git", url, reason))?)
        }
        (_, Some(layout), _, _) if layout.starts_with("oci://") => {
            let error = Error::new("OCI registries over the network are not supported yet");
            return Err(
                error.hint("copy the artefact with `oras copy --to-oci-layout`, and add `oci-layout:PATH`")
            );
        }
        (_, Some(layout), _, _) => {
            entry.insert("oci", layout.into());
            Some(address::layout(layout).map(Origin::Layout).map_err(|reason| wrong("oci", layout, reason))?)
        }
        (_, _, Some(folder), _) => {
            entry.insert("registry", folder.into());
            Some(
                address::folder(folder)
                    .map(Origin::Registry)
                    .map_err(|reason| wrong("registry", folder, reason))?,
            )
        }
        (_, _, _, path) => {
            entry.insert("path", path.clone().unwrap_or_default().into());
            None
        }
    };
    let said = [("version", version), ("tag", tag), ("rev", rev), ("digest", digest)];
    match (said.iter().find_map(|(key, text)| Some((*key, text.as_ref()?))), origin) {
        (Some((key, text)), _) => drop(entry.insert(key, text.into())),
        (None, Some(origin)) => drop(entry.insert("version", newest(&origin, name, root)?.into())),
        (None, None) => {}
    }
    Ok(entry)
}

/// The requirement that the newest version fits, and what is compatible with it.
fn newest(origin: &Origin, name: &str, root: &std::path::Path) -> Result<String, Error> {
    let mut editions = source::editions(origin, name, root)?;
    newest_first(&mut editions);
    let mut versions = editions.iter().filter_map(|edition| edition.version.as_ref());
    let newest = versions.clone().find(|version| version.pre.is_empty()).or_else(|| versions.next());
    match newest {
        Some(version) => {
            // What was built of a version says nothing about what fits it.
            let plain = semver::Version { build: semver::BuildMetadata::EMPTY, ..version.clone() };
            Ok(format!("^{plain}"))
        }
        None => Err(Error::new(format!("`{}` has no version of `{name}`", origin.place()))
            .hint("versions are tags such as `v1.2.0`; `--tag` and `--rev` take others")),
    }
}

/// Puts the entry into `[dependencies]`, and leaves all else as it is.
fn insert(document: &mut DocumentMut, name: &str, entry: InlineTable) -> Result<(), Error> {
    let table = document.entry("dependencies").or_insert_with(|| Item::Table(Table::new()));
    let is_inline = table.is_inline_table();
    let table = table.as_table_like_mut().ok_or_else(|| {
        Error::new("`dependencies` in `o8.toml` is not a table").hint("`o8 check` says where")
    })?;
    if table.contains_key(name) {
        let error = Error::new(format!("`o8.toml` has `{name}` already"));
        return Err(error.hint(format!("change it there, and run `o8 update {name}`")));
    }
    // Where they are sorted, they stay sorted.
    let names: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
    table.insert(name, Item::Value(Value::InlineTable(entry)));
    if !is_inline && names.is_sorted() {
        table.sort_values();
    }
    Ok(())
}
