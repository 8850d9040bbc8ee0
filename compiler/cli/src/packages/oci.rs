//! Packages in an OCI image layout on disk: what `oras copy --to-oci-layout` takes from a registry, and what it
//! brings to one.
//!
//! A layout holds the versions of one package, each under a tag that is its version. An artefact has one layer, the
//! archive of the package.

use std::fs;
use std::path::Path;

use semver::Version;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::cache::put;
use super::tree::{LARGEST_PACKAGE, Tree};
use super::{address, archive, version_of_tag};
use crate::Error;
use crate::error::{At, shown};
use crate::package::origin::{Edition, short};

const ARTIFACT: &str = "application/vnd.o8.package.v1";
const LAYER: &str = "application/vnd.o8.package.layer.v1.tar+gzip";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";
const TAG: &str = "org.opencontainers.image.ref.name";
const TITLE: &str = "org.opencontainers.image.title";
const VERSION: &str = "org.opencontainers.image.version";
/// The most that an index or a manifest has.
const LARGEST_TEXT: u64 = 4 * 1024 * 1024;

/// Every tag of a layout.
pub(crate) fn editions(layout: &Path) -> Result<Vec<Edition>, Error> {
    let index = index(layout)?;
    let mut editions: Vec<Edition> = Vec::new();
    for (tag, digest) in manifests(layout, &index)? {
        if tag.is_some() && editions.iter().any(|known| known.tag.as_deref() == tag) {
            return Err(corrupt(layout, &format!("`index.json` names `{}` twice", tag.unwrap_or_default())));
        }
        editions.push(Edition {
            version: tag.and_then(version_of_tag),
            tag: tag.map(str::to_owned),
            commit: None,
            digest: Some(digest.to_owned()),
        });
    }
    Ok(editions)
}

/// The files of an artefact.
pub(crate) fn fetch(layout: &Path, digest: &str) -> Result<Tree, Error> {
    index(layout)?;
    let manifest = blob(layout, digest, LARGEST_TEXT)?;
    let manifest: Value = serde_json::from_slice(&manifest).map_err(|error| {
        corrupt(layout, &format!("the manifest `{}` is not JSON: {error}", short(digest)))
    })?;
    let what = |reason: &str| corrupt(layout, &format!("`{}` {reason}", short(digest)));
    if manifest["artifactType"] != ARTIFACT {
        return Err(what("is no package of o8"));
    }
    let layers = manifest["layers"].as_array().map_or(&[][..], Vec::as_slice);
    let [layer] = layers else { return Err(what("does not have one layer")) };
    if layer["mediaType"] != LAYER {
        return Err(what("has a layer in a format that this o8 does not know"));
    }
    let address = layer["digest"].as_str().and_then(|digest| address::digest(digest).ok());
    let bytes = blob(layout, &address.ok_or_else(|| what("names no layer"))?, LARGEST_PACKAGE)?;
    // Other tools read no more than this, or refuse the artefact.
    if layer["size"].as_u64() != Some(bytes.len() as u64) {
        return Err(what("says that its layer has another size than it has"));
    }
    archive::unpack(&bytes).map_err(|reason| what("holds no package that can be used").hint(reason))
}

/// What writing a package into a layout did.
pub(crate) struct Written {
    /// The digest of its manifest.
    pub(crate) digest: String,
    /// Whether it was not there before.
    pub(crate) new: bool,
}

/// Adds a package to a layout, which is made where there is none. A version that is there is never replaced.
pub(crate) fn write(layout: &Path, name: &str, version: &Version, tree: &Tree) -> Result<Written, Error> {
    begin(layout)?;
    let guard = fs::File::open(layout.join("oci-layout")).at("open", layout)?;
    if guard.try_lock().is_err() {
        return Err(Error::new(format!("another process is writing to `{}`", shown(layout))));
    }
    let mut index = index(layout)?;
    for (_, digest) in manifests(layout, &index)? {
        let manifest: Value =
            serde_json::from_slice(&blob(layout, digest, LARGEST_TEXT)?).unwrap_or_default();
        if let Some(other) = manifest["annotations"][TITLE].as_str().filter(|other| *other != name) {
            let error = Error::new(format!("the layout `{}` holds versions of `{other}`", shown(layout)));
            return Err(error.hint("each package has a layout of its own"));
        }
    }
    let archive = archive::pack(tree)?;
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "artifactType": ARTIFACT,
        "config": { "mediaType": EMPTY, "digest": digest_of(b"{}"), "size": 2 },
        "layers": [{ "mediaType": LAYER, "digest": digest_of(&archive), "size": archive.len() }],
        "annotations": { TITLE: name, VERSION: version.to_string() },
    });
    let manifest = format!("{manifest:#}\n").into_bytes();
    let digest = digest_of(&manifest);
    let tag = version.to_string().replace('+', "_");
    let there = manifests(layout, &index)?.into_iter().find(|(known, _)| *known == Some(tag.as_str()));
    if let Some((_, there)) = there {
        if there == digest {
            return Ok(Written { digest, new: false });
        }
        let error = Error::new(format!("`{name}` {version} is in `{}` with another content", shown(layout)));
        return Err(error.hint("a version that is out stays as it is: raise `version` in `o8.toml`"));
    }
    for bytes in [b"{}".as_slice(), &archive, &manifest] {
        let path = blob_path(layout, &digest_of(bytes));
        if !fs::read(&path).is_ok_and(|there| there == bytes) {
            put(&path, bytes)?;
        }
    }
    let entry = json!({
        "mediaType": MANIFEST,
        "digest": digest,
        "size": manifest.len(),
        "artifactType": ARTIFACT,
        "annotations": { TAG: tag },
    });
    if let Some(list) = index["manifests"].as_array_mut() {
        list.push(entry);
        let order = |entry: &Value| {
            let tag = entry["annotations"][TAG].as_str().unwrap_or_default().to_owned();
            (version_of_tag(&tag).is_none(), version_of_tag(&tag), tag)
        };
        list.sort_by_cached_key(order);
    }
    // The index comes last: without its entry the rest is there for nobody.
    put(&layout.join("index.json"), format!("{index:#}\n").as_bytes())?;
    drop(guard);
    Ok(Written { digest, new: true })
}

/// Makes an empty layout where there is nothing.
fn begin(layout: &Path) -> Result<(), Error> {
    if layout.join("oci-layout").is_file() {
        return Ok(());
    }
    let blobs = layout.join("blobs/sha256");
    if fs::read_dir(layout).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::new(format!("`{}` is not empty, and no OCI image layout", shown(layout))));
    }
    fs::create_dir_all(&blobs).at("create", &blobs)?;
    let index = json!({ "schemaVersion": 2, "manifests": [] });
    put(&layout.join("index.json"), format!("{index:#}\n").as_bytes())?;
    put(&layout.join("oci-layout"), b"{\"imageLayoutVersion\":\"1.0.0\"}\n")
}

fn index(layout: &Path) -> Result<Value, Error> {
    let read = |name: &str| -> Result<Value, Error> {
        let path = layout.join(name);
        let bytes = bounded(&path, LARGEST_TEXT)?;
        serde_json::from_slice(&bytes)
            .map_err(|error| corrupt(layout, &format!("`{name}` is not JSON: {error}")))
    };
    let found = fs::metadata(layout).at("open", layout)?;
    if !found.is_dir() || !layout.join("oci-layout").exists() {
        return Err(Error::new(format!("`{}` is no OCI image layout", shown(layout)))
            .hint("it has no file `oci-layout`"));
    }
    if read("oci-layout")?["imageLayoutVersion"] != "1.0.0" {
        return Err(corrupt(layout, "the version of its format is not 1.0.0"));
    }
    read("index.json")
}

/// The tag and digest of every manifest.
fn manifests<'i>(layout: &Path, index: &'i Value) -> Result<Vec<(Option<&'i str>, &'i str)>, Error> {
    let list = index["manifests"]
        .as_array()
        .ok_or_else(|| corrupt(layout, "`index.json` has no list `manifests`"))?;
    let one = |entry: &'i Value| {
        let digest = entry["digest"].as_str().filter(|digest| address::digest(digest).is_ok());
        let tag = entry["annotations"][TAG].as_str().filter(|tag| address::tag(tag).is_ok());
        Some((tag, digest?))
    };
    let all: Option<Vec<_>> = list.iter().map(one).collect();
    all.ok_or_else(|| corrupt(layout, "`index.json` names a manifest without its digest"))
}

/// A blob that is what its name says.
fn blob(layout: &Path, digest: &str, limit: u64) -> Result<Vec<u8>, Error> {
    let bytes = bounded(&blob_path(layout, digest), limit)?;
    let found = digest_of(&bytes);
    if found == digest {
        return Ok(bytes);
    }
    Err(corrupt(layout, &format!("the content of `{}` has the digest `{}`", short(digest), short(&found))))
}

/// Invariant: the digest has passed [`address::digest`], so it leads nowhere else.
fn blob_path(layout: &Path, digest: &str) -> std::path::PathBuf {
    layout.join("blobs").join(digest.replace(':', "/"))
}

fn bounded(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let found = fs::metadata(path).at("read", path)?;
    if !found.is_file() || found.len() > limit {
        let what = if found.is_file() { "is too large" } else { "is not a regular file" };
        return Err(Error::new(format!("`{}` {what}", shown(path))));
    }
    fs::read(path).at("read", path)
}

fn digest_of(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

fn corrupt(layout: &Path, reason: &str) -> Error {
    Error::new(format!("the OCI image layout `{}` is damaged", shown(layout))).hint(reason)
}
