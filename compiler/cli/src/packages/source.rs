//! What each kind of origin offers: its editions, and the files of one.

use std::fs;
use std::path::Path;

use super::cache::Cache;
use super::tree::Tree;
use super::{git, oci};
use crate::Error;
use crate::error::At;
use crate::package::origin::{Edition, Origin};
use crate::package::walk;

/// Every edition of a package that its origin has. `root` is the folder of the package that is compiled.
pub(crate) fn editions(origin: &Origin, name: &str, root: &Path) -> Result<Vec<Edition>, Error> {
    let found = match origin {
        Origin::Path(_) => Ok(vec![Edition::default()]),
        Origin::Git(url) => git::editions(url),
        Origin::Layout(path) => oci::editions(&root.join(path)),
        Origin::Registry(path) => versions(&root.join(path), name),
    };
    found.map_err(|error| {
        error.within(format!("cannot list the versions of `{name}` in `{}`", origin.place()))
    })
}

/// The files of one edition.
pub(crate) fn fetch(
    origin: &Origin,
    name: &str,
    edition: &Edition,
    root: &Path,
    cache: &Cache,
) -> Result<Tree, Error> {
    let found = match origin {
        Origin::Path(path) => of_folder(&root.join(path)),
        Origin::Git(url) => git::fetch(url, edition, &cache.work()?),
        Origin::Layout(path) => oci::fetch(&root.join(path), edition.digest.as_deref().unwrap_or_default()),
        Origin::Registry(path) => of_folder(&root.join(path).join(name).join(edition.to_string())),
    };
    found.map_err(|error| error.within(format!("cannot fetch `{name}` {edition} from `{}`", origin.place())))
}

/// The versions of a package in a registry that is a folder.
fn versions(registry: &Path, name: &str) -> Result<Vec<Edition>, Error> {
    let folder = registry.join(name);
    let mut editions = Vec::new();
    for entry in fs::read_dir(&folder).at("read the folder", &folder)? {
        let entry = entry.at("read the folder", &folder)?;
        let version = entry.file_name().to_str().and_then(|name| semver::Version::parse(name).ok());
        if let Some(version) = version.filter(|_| entry.path().is_dir()) {
            editions.push(Edition { version: Some(version), ..Edition::default() });
        }
    }
    Ok(editions)
}

/// The package in a folder: what a build would read, and the documents beside it.
pub(crate) fn of_folder(folder: &Path) -> Result<Tree, Error> {
    let manifest = crate::package::read(&folder.join("o8.toml"))?;
    let found = walk::walk(folder, &super::output_of(&manifest))?;
    if let Some(link) = found.links.first() {
        return Err(Error::new(format!("`{link}` is a symbolic link to a folder, which cannot travel")));
    }
    let mut tree = Tree::default();
    tree.add_from(folder, "o8.toml")?;
    for path in &found.sources {
        tree.add_from(folder, path)?;
    }
    let mut documents = Vec::new();
    for entry in fs::read_dir(folder).at("read the folder", folder)? {
        let entry = entry.at("read the folder", folder)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_document = super::tree::belongs(&name) && name != "o8.toml" && !name.ends_with(".o8");
        if is_document && entry.file_type().at("look at", &entry.path())?.is_file() {
            documents.push(name);
        }
    }
    documents.sort();
    documents.iter().try_for_each(|name| tree.add_from(folder, name))?;
    tree.whole().map_err(Error::new)
}
