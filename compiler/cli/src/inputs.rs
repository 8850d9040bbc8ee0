//! `.o8/inputs.json` of an output folder: what the build that wrote it was made from. A build from the same finds everything
//! right where it is, and has nothing to compile.
//!
//! It is no part of the output: it is written only after a build without a single finding, stays out of Git, and may be
//! removed at any time. Whatever differs (a source, the settings, the compiler, a file of the output) makes it worthless,
//! and the build goes its usual way.

use std::fs;
use std::path::Path;

use o8_ir::platform::Layout;
use serde_json::{Value, json};

use crate::manifest::Hash;
use crate::package::Package;
use crate::write;

/// What a build was made from and came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Inputs {
    /// The hash of the compiler's identity, of the settings and of every text.
    hash: String,
}

/// What a build came to whose result lies there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Known {
    /// Modules of the package.
    pub(crate) modules: usize,
    /// Objects of all targets.
    pub(crate) objects: usize,
    /// Files of the output.
    pub(crate) files: usize,
}

impl Inputs {
    /// What a build of the package is made from; `None` where something is wrong with it, or the compiler cannot say
    /// who it is.
    pub(crate) fn of(package: &Package, layout: Option<Layout>) -> Option<Self> {
        if !package.diagnostics.is_empty() {
            return None;
        }
        let mut hasher = blake3::Hasher::new();
        // With its length before it, where a part ends cannot be mistaken.
        let mut part = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        part(&compiler()?);
        part(&format!("{layout:?} {:?}", package.settings));
        for source in &package.sources {
            [&source.package, &source.path, &*source.text].into_iter().for_each(&mut part);
        }
        let mut data: Vec<_> = package.data.iter().collect();
        data.sort_unstable_by_key(|(path, _)| path.as_str());
        for (path, text) in data {
            part(path);
            part(text.as_deref().map_or("absent", |_| "there"));
            part(text.as_deref().unwrap_or_default());
        }
        Some(Self { hash: hasher.finalize().to_string() })
    }

    /// What the build came to, where its whole result lies in `folder` as it was written.
    pub(crate) fn known(&self, folder: &Path) -> Option<Known> {
        let private = folder.join(".o8");
        let record: Value = serde_json::from_slice(&fs::read(private.join("inputs.json")).ok()?).ok()?;
        let text = |field: &str| record.get(field).and_then(Value::as_str);
        let number = |field: &str| usize::try_from(record.get(field)?.as_u64()?).ok();
        if text("inputs") != Some(self.hash.as_str()) || private.join("next.json").exists() {
            return None;
        }
        let manifest = fs::read_to_string(private.join("manifest.json")).ok()?;
        if text("manifest") != Some(Hash::of(manifest.as_bytes()).to_string().as_str()) {
            return None;
        }
        let files = write::untouched(folder, &manifest)?;
        Some(Known { modules: number("modules")?, objects: number("objects")?, files })
    }

    /// Notes down what the build in `folder` was made from, while no other build can write there. It is a help for the next
    /// one: where it cannot be written nothing is lost.
    pub(crate) fn remember(&self, folder: &Path, modules: usize, objects: usize) {
        let private = folder.join(".o8");
        let Ok(manifest) = fs::read(private.join("manifest.json")) else { return forget(folder) };
        let record = json!({
            "inputs": self.hash,
            "manifest": Hash::of(&manifest).to_string(),
            "modules": modules,
            "objects": objects,
        });
        put(&private, "inputs.json", &format!("{record:#}\n"));
        put(&private, ".gitignore", "inputs.json\n");
    }
}

/// Takes away what was noted down of an earlier build; where the output is gone, the folder as well. Beside output the list of what Git
/// ignores stays: people commit it, and the next build may note something down again.
pub(crate) fn forget(folder: &Path) {
    let private = folder.join(".o8");
    let _ = fs::remove_file(private.join("inputs.json"));
    if !private.join("manifest.json").exists() && fs::remove_file(private.join(".gitignore")).is_ok() {
        // Best effort: with something else in it, it stays.
        let _ = fs::remove_dir(&private);
    }
}

/// Puts one file down, whole or not at all, where it says something else.
fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    if fs::read(&path).is_ok_and(|there| there == text.as_bytes()) {
        return;
    }
    let beside = folder.join(format!("{name}.new"));
    if fs::write(&beside, text).and_then(|()| fs::rename(&beside, &path)).is_err() {
        // Best effort, as all of it.
        let _ = fs::remove_file(&beside);
    }
}

/// Who compiles: another build of the same version lies elsewhere, or was made at another time.
fn compiler() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let found = path.metadata().ok()?;
    Some(format!(
        "{} {} {} {:?}",
        env!("CARGO_PKG_VERSION"),
        path.display(),
        found.len(),
        found.modified().ok()?
    ))
}
