//! Packages that a package depends on: those of a path where they are, all others as `o8.lock` says, from the cache.
//!
//! A build looks nowhere else and changes nothing: what is missing is said, with the command that gets it.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use o8_diagnostics::catalogue::packages;
use o8_diagnostics::{Diagnostic, FileId, Place, Severity, Span};

use super::origin::{Dependency, Origin, normal};
use super::{Loader, Settings, SourceText, walk};
use crate::Error;
use crate::packages::cache::{Cache, Found};
use crate::packages::lock::{self, Lock, Locked};
use crate::packages::tree::Tree;
use crate::packages::{circle, vendor};

/// A package that was met.
struct Node {
    name: String,
    place: Where,
    /// Those that it depends on, each with where that is said.
    edges: Vec<(usize, Place)>,
}

enum Where {
    /// A folder without links on the way, and how it is reached from the package that is compiled.
    Disk { real: PathBuf, shown: String },
    /// Somewhere else, kept in the cache.
    Fetched(Origin),
}

impl Where {
    fn shown(&self) -> String {
        match self {
            Self::Disk { shown, .. } => shown.clone(),
            Self::Fetched(origin) => origin.place().to_owned(),
        }
    }
}

/// The walk from package to package, nearest first.
struct Walk<'l, 'o> {
    loader: &'l mut Loader<'o>,
    root: &'l Path,
    nodes: Vec<Node>,
    known: BTreeMap<String, usize>,
    /// Who named a package first that comes from elsewhere, whether or not it is here: its name, where from, and where
    /// that is said.
    named: BTreeMap<String, (String, Origin, Place)>,
    waiting: VecDeque<(usize, Vec<Dependency>)>,
    /// `None` where there is none, or none that can be read.
    lock: Option<Lock>,
    /// Whether a lock is there that cannot be read: what it lacks is not said again.
    is_broken: bool,
    cache: Option<Cache>,
    unlocked: Vec<(String, Place)>,
    uncached: Vec<(String, Place)>,
}

/// Loads what the package at `root` depends on.
pub(super) fn load(loader: &mut Loader<'_>, root: &Path, settings: &Settings) -> Result<(), Error> {
    let mut is_broken = false;
    let lock = match lock::read(root)? {
        None => None,
        Some(bytes) => read_lock(loader, &bytes)
            .map_err(|found| {
                loader.diagnostics.push(*found);
                is_broken = true;
            })
            .ok(),
    };
    let name = if settings.name.is_empty() { "this package" } else { &settings.name };
    let place = Where::Disk { real: real(root), shown: String::new() };
    let mut walk = Walk {
        loader,
        root,
        nodes: vec![Node { name: name.to_owned(), place, edges: Vec::new() }],
        known: BTreeMap::new(),
        named: BTreeMap::new(),
        waiting: VecDeque::from([(0, settings.dependencies.clone())]),
        lock,
        is_broken,
        cache: None,
        unlocked: Vec::new(),
        uncached: Vec::new(),
    };
    while let Some((node, dependencies)) = walk.waiting.pop_front() {
        for dependency in dependencies {
            walk.dependency(node, &dependency)?;
        }
    }
    walk.finish();
    Ok(())
}

/// The names of the packages in the lock, whatever else is wrong: their copies in `vendor` are nobody's mistake.
pub(super) fn locked_names(root: &Path) -> Vec<String> {
    let bytes = lock::read(root).ok().flatten().unwrap_or_default();
    let lock = lock::parse(&String::from_utf8_lossy(&bytes), FileId(0)).unwrap_or_default();
    lock.packages.into_iter().map(|locked| locked.name).collect()
}

fn read_lock(loader: &mut Loader<'_>, bytes: &[u8]) -> Result<Lock, Box<Diagnostic>> {
    let (text, bad) = super::decode(bytes);
    let file = loader.files.add("o8.lock", &text);
    match bad {
        Some((offset, byte)) => Err(super::invalid_utf8(file, offset, byte).into()),
        None => lock::parse(&text, file),
    }
}

impl Walk<'_, '_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.loader.diagnostics.push(diagnostic);
    }

    fn dependency(&mut self, node: usize, dependency: &Dependency) -> Result<(), Error> {
        match (&self.nodes[node].place, &dependency.origin) {
            (Where::Disk { real: folder, shown }, Origin::Path(path)) => {
                let folder = folder.join(path);
                let shown = self.reached(&folder, super::below(shown, path.trim_end_matches('/')));
                self.beside(node, dependency, path, folder, shown)
            }
            (Where::Disk { shown, .. }, origin) => {
                let origin = origin.seen_from(shown);
                self.elsewhere(node, dependency, origin)
            }
            (Where::Fetched(from), origin) => {
                let is_local = origin.is_local() && !from.is_local();
                if matches!(origin, Origin::Path(_)) || origin.is_relative() || is_local {
                    let found = packages::dependency_outside(
                        dependency.origin_place,
                        &dependency.name,
                        &self.nodes[node].name,
                    );
                    self.report(found);
                    return Ok(());
                }
                self.elsewhere(node, dependency, origin.clone())
            }
        }
    }

    /// How a folder is reached from the root, without the detours of those that lead to it, unless a link is one.
    fn reached(&self, folder: &Path, shown: String) -> String {
        let short = normal(&shown);
        if walk::same(&self.root.join(&short), folder) { short } else { shown }
    }

    /// A package in a folder.
    fn beside(
        &mut self,
        node: usize,
        dependency: &Dependency,
        path: &str,
        folder: PathBuf,
        shown: String,
    ) -> Result<(), Error> {
        let Dependency { name, origin_place, name_place, .. } = dependency;
        if Path::new(path).is_absolute() || !folder.join("o8.toml").is_file() {
            self.report(packages::dependency_not_found(*origin_place, name, path));
            return Ok(());
        }
        let real = real(&folder);
        let is_same = |node: &Node| matches!(&node.place, Where::Disk { real: there, .. } if *there == real);
        if is_same(&self.nodes[0]) {
            self.nodes[node].edges.push((0, *origin_place));
            return Ok(());
        }
        let there = match (self.known.get(name), self.named.get(name)) {
            (Some(&known), _) if is_same(&self.nodes[known]) => {
                self.nodes[node].edges.push((known, *origin_place));
                return Ok(());
            }
            (_, Some((_, origin, _))) => Some(origin.place().to_owned()),
            (Some(&known), None) => Some(self.nodes[known].place.shown()),
            (None, None) => None,
        };
        if let Some(there) = there {
            self.report(packages::dependency_twice(*origin_place, name, &shown, &there));
            return Ok(());
        }
        let (settings, file) = self.loader.settings(&folder, &shown)?;
        if !settings.name.is_empty() && settings.name != *name {
            self.report(packages::dependency_renamed(*name_place, name, &settings.name));
        }
        self.loader.package(name, &folder, &shown, &settings, file)?;
        let place = Where::Disk { real, shown };
        self.add(node, dependency, place, settings.dependencies);
        Ok(())
    }

    fn add(&mut self, by: usize, dependency: &Dependency, place: Where, needs: Vec<Dependency>) {
        let number = self.nodes.len();
        self.nodes.push(Node { name: dependency.name.clone(), place, edges: Vec::new() });
        self.known.insert(dependency.name.clone(), number);
        self.nodes[by].edges.push((number, dependency.origin_place));
        self.waiting.push_back((number, needs));
    }

    /// A package that comes from somewhere else. `origin` is said from the root.
    fn elsewhere(&mut self, node: usize, dependency: &Dependency, origin: Origin) -> Result<(), Error> {
        let Dependency { name, want, .. } = dependency;
        if *name == self.nodes[0].name {
            self.nodes[node].edges.push((0, dependency.origin_place));
            return Ok(());
        }
        let known = self.known.get(name).copied();
        if let Some(found) = self.conflict(node, dependency, &origin) {
            self.report(found);
            return Ok(());
        }
        let Some(locked) = self.lock.as_ref().and_then(|lock| lock.get(name)).cloned() else {
            if !self.is_broken && self.unlocked.iter().all(|(other, _)| other != name) {
                self.unlocked.push((name.clone(), dependency.name_place));
            }
            return Ok(());
        };
        if locked.origin != origin || !want.fits(&locked.edition) {
            let at = Place::file(FileId(0), Span::at(0));
            let (place, wanted, found) = match locked.origin != origin {
                true => (
                    dependency.origin_place,
                    format!("`{}`", origin.place()),
                    format!("`{}`", locked.origin.place()),
                ),
                false => (dependency.want_place, want.to_string(), format!("`{}`", locked.edition)),
            };
            self.report(packages::lock_differs(place, locked.place.unwrap_or(at), name, &wanted, &found));
            return Ok(());
        }
        match known {
            Some(known) => self.nodes[node].edges.push((known, dependency.origin_place)),
            None => self.fetched(node, dependency, &locked)?,
        }
        Ok(())
    }

    /// What two packages want of a third that nothing can be: to come from two places.
    fn conflict(&mut self, node: usize, dependency: &Dependency, origin: &Origin) -> Option<Diagnostic> {
        let Dependency { name, origin_place, .. } = dependency;
        let here = self.nodes[node].name.clone();
        if let Some(known) = self.known.get(name)
            && let Where::Disk { shown, .. } = &self.nodes[*known].place
        {
            return Some(packages::dependency_twice(*origin_place, name, origin.place(), shown));
        }
        let said = || (here.clone(), origin.clone(), *origin_place);
        let (by, first, first_place) = self.named.entry(name.clone()).or_insert_with(said);
        if first == origin {
            return None;
        }
        let (one, other) = (format!("`{}`", first.place()), format!("`{}`", origin.place()));
        let found =
            packages::dependency_conflict(*origin_place, *first_place, name, (by, &one), (&here, &other));
        // Neither is the one to be locked or fetched.
        self.unlocked.retain(|(other, _)| other != name);
        self.uncached.retain(|(other, _)| other != name);
        Some(found)
    }

    /// A package as the lock has it, from `vendor` or the cache.
    fn fetched(&mut self, node: usize, dependency: &Dependency, locked: &Locked) -> Result<(), Error> {
        let Dependency { name, name_place, .. } = dependency;
        let other = |place: String, command: &str, reason: &str| {
            packages::other_content(*name_place, name, &locked.edition.to_string(), &place, command, reason)
        };
        let tree = match vendor::find(self.root, name) {
            Some(Ok(tree)) if tree.hash() == locked.content => tree,
            Some(found) => {
                let reason = match found {
                    Ok(tree) => format!("its hash is `{}`", tree.hash()),
                    Err(error) => error.to_string(),
                };
                self.report(other(vendor::place(name), "o8 fetch --vendor", &reason));
                return Ok(());
            }
            None => match self.cache()?.find(&locked.content)? {
                Found::Whole(tree) => tree,
                Found::Other(reason) => {
                    self.report(other("the cache".to_owned(), "o8 fetch", &reason));
                    return Ok(());
                }
                Found::Nothing => {
                    if self.uncached.iter().all(|(other, _)| other != name) {
                        self.uncached.push((name.clone(), *name_place));
                    }
                    return Ok(());
                }
            },
        };
        let prefix = format!("{name}@{}", locked.edition);
        let (settings, diagnostics) = {
            let (text, _) = super::decode(tree.manifest());
            let file = self.loader.files.add_other(&format!("{prefix}/o8.toml"), &text);
            super::settings::parse(&text, file)
        };
        self.loader.diagnostics.extend(diagnostics);
        if settings.name != *name {
            self.report(packages::dependency_renamed(*name_place, name, &settings.name));
        }
        self.loader.member(name, locked.origin.place(), &settings);
        self.sources(name, &prefix, &tree);
        self.add(node, dependency, Where::Fetched(locked.origin.clone()), settings.dependencies);
        Ok(())
    }

    fn sources(&mut self, name: &str, prefix: &str, tree: &Tree) {
        for (path, bytes) in tree.files().filter(|(path, _)| path.ends_with(".o8")) {
            let shown = format!("{prefix}/{path}");
            let (text, bad) = super::decode(bytes);
            if let Some((offset, byte)) = bad {
                let file = self.loader.files.add_other(&shown, &text);
                self.report(super::invalid_utf8(file, offset, byte));
                continue;
            }
            let (package, path, text) = (name.to_owned(), path.to_owned(), text.into());
            self.loader.sources.push(SourceText { package, path, shown, text });
        }
    }

    fn cache(&mut self) -> Result<&Cache, Error> {
        match self.cache {
            Some(ref cache) => Ok(cache),
            None => Ok(self.cache.insert(Cache::of_user()?)),
        }
    }

    /// What can be said once every package was met.
    fn finish(self) {
        let Self { loader, nodes, known, lock, unlocked, uncached, .. } = self;
        if !unlocked.is_empty() {
            loader.diagnostics.push(packages::not_locked(&unlocked, lock.is_some()));
        }
        if !uncached.is_empty() {
            loader.diagnostics.push(packages::not_cached(&uncached));
        }
        let edges: Vec<Vec<usize>> =
            nodes.iter().map(|node| node.edges.iter().map(|(to, _)| *to).collect()).collect();
        if let Some(found) = circle::shortest(&edges) {
            let mut names: Vec<&str> = found.iter().map(|node| nodes[*node].name.as_str()).collect();
            names.push(names[0]);
            let last = found.last().map_or(&[][..], |last| &nodes[*last].edges);
            let closing = last.iter().find(|(to, _)| *to == found[0]);
            loader.diagnostics.extend(closing.map(|(_, place)| packages::dependency_cycle(*place, &names)));
        }
        // Where something else is wrong, who needs what is not known.
        if loader.diagnostics.iter().all(|found| found.severity != Severity::Error) {
            for locked in lock.iter().flat_map(|lock| &lock.packages) {
                if let (None, Some(place)) = (known.get(&locked.name), locked.place) {
                    loader.diagnostics.push(packages::locked_for_nobody(place, &locked.name));
                }
            }
        }
    }
}

/// Whether a dependency is on this folder of the package at `root`.
pub(super) fn is_on(dependency: &Dependency, root: &Path, folder: &str) -> bool {
    let path = |origin: &Origin| match origin {
        Origin::Path(path) => Some(root.join(path)),
        Origin::Git(_) | Origin::Layout(_) | Origin::Registry(_) => None,
    };
    path(&dependency.origin).is_some_and(|path| walk::same(&path, &root.join(folder)))
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
