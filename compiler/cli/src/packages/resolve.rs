//! `o8.lock` made from `o8.toml`: what its dependencies need is asked of where they come from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use o8_diagnostics::catalogue::packages;
use o8_diagnostics::{Diagnostic, Severity};

use super::cache::{Cache, Found};
use super::lock::{Lock, Locked};
use super::solve::{Chosen, Failure, Market, Requirement, solve};
use super::tree::Tree;
use super::{circle, source};
use crate::Error;
use crate::package::origin::{Dependency, Edition, Origin, Want};
use crate::package::{Files, Settings, settings};

/// Why there is no lock.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The world failed.
    World(Error),
    /// Something is wrong with an `o8.toml`.
    Program(Vec<Diagnostic>),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::World(error)
    }
}

impl From<Diagnostic> for Problem {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Program(vec![diagnostic])
    }
}

/// Which packages of the old lock may get another version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Free {
    /// All.
    All,
    /// Those with these names; others only where there is no solution otherwise.
    Only(Vec<String>),
}

/// Makes a lock. `settings` are those of the package at `root`; `files` gets what diagnostics point into.
pub(crate) fn resolve(
    root: &Path,
    settings: &Settings,
    old: &Lock,
    free: &Free,
    cache: &Cache,
    files: &mut Files,
) -> Result<Lock, Problem> {
    let mut resolver = Resolver {
        root: root.to_owned(),
        root_name: settings.name.clone(),
        old,
        free: free.clone(),
        cache,
        files,
        editions: BTreeMap::new(),
        opened: BTreeMap::new(),
    };
    let name = if settings.name.is_empty() { "this package" } else { &settings.name };
    let needs = resolver.needs_of(&settings.dependencies, None)?;
    let chosen = match solve(&mut resolver, name, &needs) {
        Err(Failure::Conflict { .. } | Failure::None { .. }) if resolver.free != Free::All => {
            resolver.free = Free::All;
            solve(&mut resolver, name, &needs)
        }
        solved => solved,
    };
    let chosen = chosen.map_err(problem)?;
    resolver.refuse_circles(name, &needs, &chosen)?;
    let locked = chosen.iter().filter(|chosen| !matches!(chosen.requirement.wants.origin, Origin::Path(_)));
    let packages = locked.map(|chosen| resolver.locked(chosen)).collect::<Result<_, Problem>>()?;
    Ok(Lock { packages })
}

/// Everything that the locked packages, the package at `root` and those of its paths want.
pub(crate) fn wanted(
    root: &Path,
    settings: &Settings,
    lock: &Lock,
    cache: &Cache,
    files: &mut Files,
) -> Result<Vec<Dependency>, Error> {
    let mut wanted: Vec<Dependency> = settings.dependencies.clone();
    let mut seen: Vec<Origin> = Vec::new();
    let mut next = 0;
    while let Some(wants) = wanted.get(next).cloned() {
        next += 1;
        let Origin::Path(path) = &wants.origin else { continue };
        if seen.contains(&wants.origin) || !root.join(path).join("o8.toml").is_file() {
            continue;
        }
        seen.push(wants.origin.clone());
        let text = crate::package::read(&root.join(path).join("o8.toml"))?;
        let file = files.add_other(&format!("{path}/o8.toml"), &String::from_utf8_lossy(&text));
        let (settings, _) = settings::parse(&String::from_utf8_lossy(&text), file);
        let from = |wants: Dependency| Dependency { origin: wants.origin.seen_from(path), ..wants };
        wanted.extend(settings.dependencies.into_iter().map(from));
    }
    for locked in &lock.packages {
        let Found::Whole(tree) = cache.find(&locked.content)? else {
            let error = Error::new(format!("`{}` {} is not in the cache", locked.name, locked.edition));
            return Err(error.hint("`o8 fetch` brings it"));
        };
        let text = String::from_utf8_lossy(tree.manifest()).into_owned();
        let file = files.add_other(&format!("{}@{}/o8.toml", locked.name, locked.edition), &text);
        wanted.extend(settings::parse(&text, file).0.dependencies);
    }
    Ok(wanted)
}

struct Resolver<'r> {
    root: PathBuf,
    root_name: String,
    old: &'r Lock,
    free: Free,
    cache: &'r Cache,
    files: &'r mut Files,
    /// What was asked of origins.
    editions: BTreeMap<(Origin, String), Vec<Edition>>,
    /// What was read, by origin, name and identity.
    opened: BTreeMap<(Origin, String, String), Opened>,
}

#[derive(Clone)]
struct Opened {
    content: String,
    version: Option<semver::Version>,
    needs: Vec<Dependency>,
}

impl Resolver<'_> {
    /// The dependencies of a package, said from the root. `folder` is where a package of a path is, from there; `None`
    /// for the root.
    fn needs_of(
        &self,
        dependencies: &[Dependency],
        folder: Option<&str>,
    ) -> Result<Vec<Dependency>, Problem> {
        let from = |wants: &Dependency| {
            let origin = wants.origin.seen_from(folder.unwrap_or_default());
            Dependency { origin, ..wants.clone() }
        };
        Ok(dependencies.iter().map(from).collect())
    }

    fn open(&mut self, wants: &Dependency, edition: &Edition) -> Result<Opened, Problem> {
        let identity = edition.commit.as_ref().or(edition.digest.as_ref());
        let identity = identity.cloned().unwrap_or_else(|| edition.to_string());
        let key = (wants.origin.clone(), wants.name.clone(), identity);
        if let Some(opened) = self.opened.get(&key) {
            return Ok(opened.clone());
        }
        let opened = match &wants.origin {
            Origin::Path(path) => self.open_path(wants, path)?,
            _ => self.open_fetched(wants, edition)?,
        };
        self.opened.insert(key, opened.clone());
        Ok(opened)
    }

    fn open_path(&mut self, wants: &Dependency, path: &str) -> Result<Opened, Problem> {
        let folder = self.root.join(path);
        if Path::new(path).is_absolute() || !folder.join("o8.toml").is_file() {
            return Err(packages::dependency_not_found(wants.origin_place, &wants.name, path).into());
        }
        let bytes = crate::package::read(&folder.join("o8.toml"))?;
        let settings = self.read(wants, &bytes, &format!("{path}/o8.toml"))?;
        let needs = self.needs_of(&settings.dependencies, Some(path))?;
        Ok(Opened { content: String::new(), version: settings.version, needs })
    }

    fn open_fetched(&mut self, wants: &Dependency, edition: &Edition) -> Result<Opened, Problem> {
        let tree = self.tree(wants, edition)?;
        let settings = self.read(wants, tree.manifest(), &format!("{}@{edition}/o8.toml", wants.name))?;
        if let (Some(tagged), Some(own)) = (&edition.version, &settings.version)
            && tagged != own
        {
            let (tagged, own) = (tagged.to_string(), own.to_string());
            return Err(packages::version_differs(wants.want_place, &wants.name, &tagged, &own).into());
        }
        for need in &settings.dependencies {
            let outside = matches!(need.origin, Origin::Path(_)) || need.origin.is_relative();
            if outside || (need.origin.is_local() && !wants.origin.is_local()) {
                return Err(packages::dependency_outside(need.origin_place, &need.name, &wants.name).into());
            }
        }
        let needs = settings.dependencies;
        Ok(Opened { content: tree.hash(), version: settings.version, needs })
    }

    /// The files of an edition: from the cache where the lock knows them, else from where they come from.
    fn tree(&self, wants: &Dependency, edition: &Edition) -> Result<Tree, Error> {
        let locked = self.old.get(&wants.name).filter(|locked| {
            let same = |one: &Option<String>, other: &Option<String>| one == other;
            locked.origin == wants.origin
                && same(&locked.edition.commit, &edition.commit)
                && same(&locked.edition.digest, &edition.digest)
                && (edition.commit.is_some() || edition.digest.is_some() || locked.edition == *edition)
        });
        // What can change under its name is looked at anew.
        let fixed = edition.commit.is_some() || edition.digest.is_some();
        if let Some(locked) = locked.filter(|_| fixed || self.is_kept(&wants.name))
            && let Found::Whole(tree) = self.cache.find(&locked.content)?
        {
            return Ok(tree);
        }
        let tree = source::fetch(&wants.origin, &wants.name, edition, &self.root, self.cache)?;
        if let Some(locked) = locked.filter(|locked| locked.content != tree.hash()) {
            return Err(other_content(locked));
        }
        self.cache.store(&tree)?;
        Ok(tree)
    }

    /// Reads the `o8.toml` of a dependency, which has to be without a mistake.
    fn read(&mut self, wants: &Dependency, bytes: &[u8], shown: &str) -> Result<Settings, Problem> {
        let (text, bad) = crate::package::decode(bytes);
        let file = self.files.add_other(shown, &text);
        if let Some((offset, byte)) = bad {
            return Err(crate::package::invalid_utf8(file, offset, byte).into());
        }
        let (settings, diagnostics) = settings::parse(&text, file);
        let errors: Vec<Diagnostic> =
            diagnostics.into_iter().filter(|found| found.severity == Severity::Error).collect();
        if !errors.is_empty() {
            return Err(Problem::Program(errors));
        }
        if settings.name != wants.name {
            return Err(packages::dependency_renamed(wants.name_place, &wants.name, &settings.name).into());
        }
        Ok(settings)
    }

    fn is_kept(&self, name: &str) -> bool {
        match &self.free {
            Free::All => false,
            Free::Only(names) => names.iter().all(|free| free != name),
        }
    }

    fn refuse_circles(&self, root: &str, needs: &[Dependency], chosen: &[Chosen]) -> Result<(), Problem> {
        let number = |wants: &Dependency| match self.is_root(wants) {
            true => 0,
            false => 1 + chosen.partition_point(|other| other.requirement.wants.name < wants.name),
        };
        let all: Vec<(&str, &[Dependency])> = [(root, needs)]
            .into_iter()
            .chain(chosen.iter().map(|chosen| (chosen.requirement.wants.name.as_str(), &*chosen.needs)))
            .collect();
        let edges: Vec<Vec<usize>> =
            all.iter().map(|(_, needs)| needs.iter().map(number).collect()).collect();
        let Some(found) = circle::shortest(&edges) else { return Ok(()) };
        let mut names: Vec<&str> = found.iter().map(|node| all[*node].0).collect();
        names.push(names[0]);
        let last = found.last().map_or(&[][..], |last| all[*last].1);
        let closing = last.iter().find(|wants| number(wants) == found[0]).or(needs.first());
        match closing {
            Some(closing) => Err(packages::dependency_cycle(closing.origin_place, &names).into()),
            None => Ok(()),
        }
    }

    fn locked(&mut self, chosen: &Chosen) -> Result<Locked, Problem> {
        let wants = &chosen.requirement.wants;
        let opened = self.open(wants, &chosen.edition)?;
        let mut dependencies: Vec<String> = chosen.needs.iter().map(|need| need.name.clone()).collect();
        dependencies.sort();
        Ok(Locked {
            name: wants.name.clone(),
            origin: wants.origin.clone(),
            edition: chosen.edition.clone(),
            content: opened.content,
            dependencies,
            place: None,
        })
    }
}

impl Market for Resolver<'_> {
    type Stop = Problem;

    fn editions(&mut self, wants: &Dependency) -> Result<Vec<Edition>, Problem> {
        if let Some(locked) = self.old.get(&wants.name)
            && self.is_kept(&wants.name)
            && locked.origin == wants.origin
            && wants.want.fits(&locked.edition)
        {
            return Ok(vec![locked.edition.clone()]);
        }
        let key = (wants.origin.clone(), wants.name.clone());
        if !self.editions.contains_key(&key) {
            let mut editions = source::editions(&wants.origin, &wants.name, &self.root)?;
            newest_first(&mut editions);
            self.editions.insert(key.clone(), editions);
        }
        let mut editions = self.editions.get(&key).cloned().unwrap_or_default();
        if let Want::Rev(commit) = &wants.want
            && editions.iter().all(|edition| edition.commit.as_ref() != Some(commit))
        {
            let mut edition = Edition { commit: Some(commit.clone()), ..Edition::default() };
            edition.version = self.open(wants, &edition)?.version;
            editions.push(edition);
        }
        Ok(editions)
    }

    fn needs(&mut self, wants: &Dependency, edition: &Edition) -> Result<Vec<Dependency>, Problem> {
        Ok(self.open(wants, edition)?.needs)
    }

    fn same(&self, one: &Origin, other: &Origin) -> bool {
        let real = |path: &String| self.root.join(path).canonicalize().ok();
        match (one, other) {
            (Origin::Path(one), Origin::Path(other)) if one != other => {
                real(one).is_some_and(|one| real(other) == Some(one))
            }
            _ => one == other,
        }
    }

    fn is_root(&self, wants: &Dependency) -> bool {
        match &wants.origin {
            Origin::Path(_) => self.same(&wants.origin, &Origin::Path(".".to_owned())),
            _ => wants.name == self.root_name,
        }
    }
}

/// Newest first. What has no version comes last, as it was.
pub(crate) fn newest_first(editions: &mut [Edition]) {
    editions.sort_by(|a, b| b.version.cmp(&a.version));
}

/// Somebody changed what a version is.
pub(crate) fn other_content(locked: &Locked) -> Error {
    let Locked { name, origin, edition, .. } = locked;
    let message =
        format!("`{name}` {edition} from `{}` has another content than `o8.lock` says", origin.place());
    Error::new(message)
        .hint("a version that is out stays as it is: find out who changed it, before you trust it")
}

fn problem(failure: Failure<Problem>) -> Problem {
    match failure {
        Failure::Stopped(problem) => problem,
        Failure::TooHard => {
            let error = Error::new("the requirements of the dependencies are too many to be tried through");
            Problem::World(error.hint("ask for one version of those that everybody depends on"))
        }
        Failure::None { requirement, offered } => {
            let Requirement { by, wants, .. } = *requirement;
            let known: Vec<String> = offered.iter().map(ToString::to_string).take(6).collect();
            let more = offered.len() - known.len();
            let (want, origin) = (wants.want.to_string(), wants.origin.place());
            packages::no_version_fits(wants.want_place, &by, &wants.name, &want, origin, &known, more).into()
        }
        Failure::Conflict { first, second, origins } => {
            let said = |requirement: &Requirement| match origins {
                true => format!("`{}`", requirement.wants.origin.place()),
                false => requirement.wants.want.to_string(),
            };
            let place = |requirement: &Requirement| match origins {
                true => requirement.wants.origin_place,
                false => requirement.wants.want_place,
            };
            let (one, other) = ((&*first.by, &*said(&first)), (&*second.by, &*said(&second)));
            packages::dependency_conflict(place(&second), place(&first), &first.wants.name, one, other).into()
        }
    }
}
