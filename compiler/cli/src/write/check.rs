//! How an output folder differs from what a build would write, without writing: for `o8 build --check`.

use std::fmt;
use std::fs;
use std::path::Path;

use o8_ir::{Deployed, OutputFile};
use rustc_hash::FxHashSet;

use super::plan::{Plan, State};
use super::state::{Known, is_absent};
use crate::Error;
use crate::error::At;

/// In which way a path differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum DifferenceKind {
    /// A build would write it anew.
    Missing,
    /// A build would replace or remove what we wrote earlier.
    Stale,
    /// Somebody edited what we wrote.
    HandEdited,
    /// It is not ours.
    Foreign,
}

/// A path that differs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Difference {
    /// In which way.
    pub kind: DifferenceKind,
    /// Relative to the output folder.
    pub path: String,
}

impl DifferenceKind {
    /// What reports for machines call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::HandEdited => "edited",
            Self::Foreign => "foreign",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            DifferenceKind::Missing => "missing",
            DifferenceKind::Stale => "stale",
            DifferenceKind::HandEdited => "edited by hand",
            DifferenceKind::Foreign => "not written by o8",
        };
        write!(f, "{}: {kind}", self.path)
    }
}

/// Every path of `folder` that differs from `files`, by kind and path; none where a build would change nothing.
/// What is hidden, such as `.gitkeep`, counts only where a file of ours goes.
pub fn check(folder: &Path, files: &[OutputFile], deployed: &Deployed) -> Result<Vec<Difference>, Error> {
    let known = Known::read(folder)?;
    let plan = Plan::new(folder, files, deployed, &known)?;
    let mut found: Vec<Difference> = Vec::new();
    let mut add = |kind, path: &str| found.push(Difference { kind, path: path.to_owned() });
    for item in &plan.items {
        match item.state {
            State::Same => {}
            State::Absent => add(DifferenceKind::Missing, item.path()),
            State::Outdated => add(DifferenceKind::Stale, item.path()),
            State::Edited => add(DifferenceKind::HandEdited, item.path()),
            State::Foreign(_) => add(DifferenceKind::Foreign, item.path()),
        }
    }
    for stale in plan.stale.iter().filter(|stale| !stale.gone) {
        add(if stale.edited { DifferenceKind::HandEdited } else { DifferenceKind::Stale }, &stale.path);
    }
    for path in foreign(folder, &plan)? {
        add(DifferenceKind::Foreign, &path);
    }
    if found.is_empty() && !plan.is_fulfilled(&known) {
        let kind = if known.text.is_empty() { DifferenceKind::Missing } else { DifferenceKind::Stale };
        found.push(Difference { kind, path: ".o8/manifest.json".to_owned() });
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Files that no build wrote and that are in the way of none.
fn foreign(folder: &Path, plan: &Plan<'_>) -> Result<Vec<String>, Error> {
    let ours: FxHashSet<&str> = plan
        .items
        .iter()
        .map(|item| item.path())
        .chain(plan.stale.iter().map(|stale| stale.path.as_str()))
        .collect();
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(inside) = folders.pop() {
        let path = folder.join(&inside);
        let entries = match fs::read_dir(&path) {
            Err(error) if is_absent(&error) => continue,
            entries => entries.at("read", &path)?,
        };
        for entry in entries {
            let entry = entry.at("read", &path)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
            match entry.file_type().at("look at", &entry.path())?.is_dir() {
                true => folders.push(path),
                false if !ours.contains(path.as_str()) => found.push(path),
                false => {}
            }
        }
    }
    Ok(found)
}
