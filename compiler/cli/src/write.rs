//! Safe writing of an output folder.
//!
//! The whole tree is prepared in `.o8/stage` before anything is replaced; then files, and folders that did not
//! exist, are moved into place by rename. A kill at any moment leaves each file either old or new:
//!
//! 1. compare with what lies there; refuse where a file is not ours or was edited by hand;
//! 2. stage what changes;
//! 3. put down `.o8/next.json`, the manifest that will hold: from here on the new contents count as ours too;
//! 4. rename into place, remove what is no longer produced, and the folders that this empties;
//! 5. rename `.o8/next.json` to `.o8/manifest.json`.
//!
//! A build that finds `.o8/next.json` completes what the one before it began. An unchanged build only reads.

mod check;
mod commit;
mod elsewhere;
mod lock;
mod ops;
mod plan;
mod refusal;
mod state;

use std::path::Path;
use std::time::Duration;

use o8_ir::{Deployed, OutputFile};

use crate::Error;
use crate::error::shown;
use crate::manifest::Manifest;
use crate::parallel::parallel;
use ops::Ops;
use plan::Plan;
use state::Known;

pub use check::{Difference, DifferenceKind, check};
pub use elsewhere::Elsewhere;
pub use refusal::{Obstacle, ObstacleKind, Refusal};

/// How to write.
pub struct Options<'a> {
    /// What the files deploy.
    pub deployed: &'a Deployed,
    /// Whether files that were edited by hand are replaced.
    pub force: bool,
    /// Which paths may change; any other change is refused. `None` for all.
    pub only: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
    /// How long to wait for another build of the same folder.
    pub wait: Duration,
    /// Called once when the build begins to wait.
    pub waiting: &'a dyn Fn(),
    /// Called when everything is in place and no other build can have changed it yet.
    pub finished: &'a dyn Fn(),
    /// Called at the end for every path that was written or removed.
    pub changed: &'a dyn Fn(Change<'_>),
}

/// What became of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change<'p> {
    /// It is new or has new content.
    Written(&'p str),
    /// It was ours and is no longer produced.
    Removed(&'p str),
}

impl<'p> Change<'p> {
    /// The path.
    pub fn path(self) -> &'p str {
        match self {
            Self::Written(path) | Self::Removed(path) => path,
        }
    }
}

impl Default for Options<'_> {
    fn default() -> Self {
        static NOTHING: Deployed = Deployed { applications: Vec::new() };
        Self {
            deployed: &NOTHING,
            force: false,
            only: None,
            wait: Duration::from_secs(60),
            waiting: &|| (),
            finished: &|| (),
            changed: &|_| (),
        }
    }
}

/// What a build did to its output folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// Files that are new or have new content.
    pub written: usize,
    /// Files that were ours and are no longer produced.
    pub removed: usize,
    /// Files that were right already.
    pub unchanged: usize,
    /// Whether the manifest is new: it says what is ours and what is deployed, also where no file is another one.
    pub recorded: bool,
}

/// Makes `folder` hold exactly `files`, and whatever else is not ours. Either everything is written or, where
/// the answer is a refusal, nothing.
pub fn write(folder: &Path, files: &[OutputFile], options: &Options<'_>) -> Result<Written, Refusal> {
    write_with(folder, files, options, &Ops::default())
}

fn write_with(
    folder: &Path,
    files: &[OutputFile],
    options: &Options<'_>,
    ops: &Ops,
) -> Result<Written, Refusal> {
    if files.is_empty() && !folder.exists() {
        return Ok(Written::default());
    }
    prepare_folder(folder, ops)?;
    let _lock = lock::lock(folder, options.wait, options.waiting)?;
    let known = Known::read(folder)?;
    let plan = Plan::new(folder, files, options.deployed, &known)?;
    let obstacles = plan.obstacles(options.force);
    if !obstacles.is_empty() {
        return Err(Refusal::InTheWay(refusal::with_differences(obstacles, folder, &plan)));
    }
    if let Some(only) = options.only {
        let elsewhere = elsewhere::elsewhere(folder, &plan, only);
        if !elsewhere.is_empty() {
            return Err(Refusal::Elsewhere(elsewhere));
        }
    }
    let recorded = !plan.is_fulfilled(&known);
    commit::commit(folder, &plan, &known, ops)?;
    (options.finished)();
    plan.changes().for_each(options.changed);
    Ok(Written { recorded, ..plan.written() })
}

/// How many files of ours lie in `folder`, where each has exactly the content that the manifest says.
pub fn untouched(folder: &Path, manifest: &str) -> Option<usize> {
    let manifest = Manifest::parse(manifest).ok()?;
    let mut paths: Vec<&str> = manifest.paths().collect();
    // Neighbours are found faster one after the other.
    paths.sort_unstable();
    let untouched = parallel(paths.len(), |n| {
        let content = state::hash_of(&folder.join(paths[n]))?;
        Ok(content.is_some_and(|content| manifest.hashes(paths[n]) == Some(&[content])))
    });
    untouched.ok()?.into_iter().all(|untouched| untouched).then_some(paths.len())
}

/// What the files of `folder` deploy; `None` where nothing lies there, or an o8 wrote it that did not say.
pub fn deployed(folder: &Path) -> Result<Option<Deployed>, Error> {
    Ok(Known::read(folder)?.manifest.deployed())
}

fn prepare_folder(folder: &Path, ops: &Ops) -> Result<(), Error> {
    match folder.metadata() {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => return Err(not_a_folder(folder)),
        Err(_) => {}
    }
    ops.create_dir_all(folder).map_err(|cause| Error::at("create the output folder", folder, &cause))
}

/// Something else lies where the output folder goes.
fn not_a_folder(folder: &Path) -> Error {
    Error::new(format!("`{}` is a file, where the output folder goes", shown(folder)))
        .hint("move it away, or choose another folder")
}

#[cfg(test)]
mod tests;
