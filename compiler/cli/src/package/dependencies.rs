//! Packages that a package depends on, by their path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use o8_diagnostics::FileId;
use o8_diagnostics::catalogue::packages;

use super::{Dependency, Loader, Settings};
use crate::Error;

/// The dependencies met so far.
#[derive(Default)]
pub(super) struct Known {
    /// The real folder of each, and how it is reached, by name.
    folders: BTreeMap<String, (PathBuf, String)>,
    /// The packages that are being loaded, outermost first: name and real folder.
    open: Vec<(String, PathBuf)>,
    /// The paths that lead from the package that is compiled to the one that is being loaded.
    way: Vec<String>,
}

impl Known {
    /// How diagnostics call a file of the package that is being loaded.
    pub(super) fn shown(&self, path: &str) -> String {
        self.way.iter().map(String::as_str).chain([path]).collect::<Vec<_>>().join("/")
    }

    /// The folder of the package that is being loaded, relative to the one that is compiled.
    pub(super) fn folder(&self) -> String {
        self.way.join("/")
    }
}

impl Loader {
    /// Loads what the package `name` depends on.
    pub(super) fn depend(&mut self, name: &str, root: &Path, settings: &Settings) -> Result<(), Error> {
        if settings.dependencies.is_empty() {
            return Ok(());
        }
        let name = match (name, settings.name.as_str()) {
            ("", "") => "this package",
            ("", own) => own,
            (name, _) => name,
        };
        self.dependencies.open.push((name.to_owned(), real(root)));
        for dependency in &settings.dependencies {
            self.dependency(root, dependency)?;
        }
        self.dependencies.open.pop();
        Ok(())
    }

    fn dependency(&mut self, root: &Path, dependency: &Dependency) -> Result<(), Error> {
        let Dependency { name, path, name_place, path_place } = dependency;
        let folder = root.join(path);
        if Path::new(path).is_absolute() || !folder.join("o8.toml").is_file() {
            self.diagnostics.push(packages::dependency_not_found(*path_place, name, path));
            return Ok(());
        }
        let real = real(&folder);
        if let Some(first) = self.dependencies.open.iter().position(|(_, open)| *open == real) {
            let mut cycle: Vec<&str> =
                self.dependencies.open[first..].iter().map(|(name, _)| name.as_str()).collect();
            cycle.push(cycle[0]);
            let found = packages::dependency_cycle(*path_place, &cycle);
            self.diagnostics.push(found);
            return Ok(());
        }
        let path = path.trim_end_matches('/');
        let shown = self.dependencies.shown(path);
        if let Some((known, there)) = self.dependencies.folders.get(name) {
            if *known != real {
                self.diagnostics.push(packages::dependency_twice(*path_place, name, &shown, there));
            }
            return Ok(());
        }
        self.dependencies.folders.insert(name.clone(), (real, shown));
        self.dependencies.way.push(path.to_owned());
        let (settings, file): (Settings, FileId) = self.settings(&folder)?;
        if !settings.name.is_empty() && settings.name != *name {
            self.diagnostics.push(packages::dependency_renamed(*name_place, name, &settings.name));
        }
        self.package(name, &folder, &settings, file)?;
        self.dependencies.way.pop();
        Ok(())
    }
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
