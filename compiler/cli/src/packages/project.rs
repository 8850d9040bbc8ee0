//! A package whose dependencies a command looks at: its settings and its lock, without its sources.

use std::path::{Path, PathBuf};

use o8_diagnostics::render::{self, Format};
use o8_diagnostics::{Diagnostic, Severity};

use super::cache::Cache;
use super::lock::{self, Lock};
use super::resolve::{Free, Problem, resolve};
use crate::package::{Files, Settings, Target, find, settings};
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// A package and what it depends on.
pub(crate) struct Project {
    /// The folder of the package.
    pub(crate) root: PathBuf,
    /// What `o8.toml` says.
    pub(crate) settings: Settings,
    /// What diagnostics point into.
    pub(crate) files: Files,
    /// What is locked; nothing where there is no lock.
    pub(crate) lock: Lock,
    /// The user's cache.
    pub(crate) cache: Cache,
}

impl Project {
    /// Opens the package that `path` is in.
    pub(crate) fn open(path: Option<&Path>, terminal: &mut Terminal) -> Result<Result<Self, Exit>, Error> {
        let root = root(path)?;
        let bytes = crate::package::read(&root.join("o8.toml"))?;
        Self::with(root, &bytes, terminal)
    }

    /// The package at `root`, were its `o8.toml` this. What is wrong with it is reported.
    pub(crate) fn with(
        root: PathBuf,
        bytes: &[u8],
        terminal: &mut Terminal,
    ) -> Result<Result<Self, Exit>, Error> {
        let mut files = Files::default();
        let (text, bad) = crate::package::decode(bytes);
        let file = files.add("o8.toml", &text);
        let (settings, mut diagnostics) = match bad {
            Some((offset, byte)) => {
                (Settings::default(), vec![crate::package::invalid_utf8(file, offset, byte)])
            }
            None => settings::parse(&text, file),
        };
        let mut lock = Lock::default();
        if let Some(bytes) = lock::read(&root)? {
            let (text, bad) = crate::package::decode(&bytes);
            let file = files.add("o8.lock", &text);
            match bad {
                Some((offset, byte)) => diagnostics.push(crate::package::invalid_utf8(file, offset, byte)),
                None => match lock::parse(&text, file) {
                    Ok(read) => lock = read,
                    Err(found) => diagnostics.push(*found),
                },
            }
        }
        diagnostics.retain(|found| found.severity == Severity::Error);
        if !diagnostics.is_empty() {
            return Ok(Err(report(&diagnostics, &files, terminal)));
        }
        let cache = Cache::of_user()?;
        Ok(Ok(Self { root, settings, files, lock, cache }))
    }

    /// A lock for what `o8.toml` says now. What is wrong is reported.
    pub(crate) fn resolve(
        &mut self,
        free: &Free,
        terminal: &mut Terminal,
    ) -> Result<Result<Lock, Exit>, Error> {
        let progress = terminal.progress("looking for versions");
        let found = resolve(&self.root, &self.settings, &self.lock, free, &self.cache, &mut self.files);
        drop(progress);
        match found {
            Ok(lock) => Ok(Ok(lock)),
            Err(Problem::World(error)) => Err(error),
            Err(Problem::Program(diagnostics)) => Ok(Err(report(&diagnostics, &self.files, terminal))),
        }
    }
}

/// The folder of the package that `path` is in. A single file has no dependencies.
pub(crate) fn root(path: Option<&Path>) -> Result<PathBuf, Error> {
    match find(path)? {
        Target::Package(root) => Ok(root),
        Target::File(file) => {
            let message = format!("`{}` is a single file, without an `o8.toml`", crate::error::shown(&file));
            Err(Error::new(message).hint("one that says `name = \"…\"` makes it a package"))
        }
    }
}

/// Reports what is wrong.
pub(crate) fn report(diagnostics: &[Diagnostic], files: &Files, terminal: &mut Terminal) -> Exit {
    let options = render::Options { colour: terminal.colour(), ..render::Options::default() };
    terminal.warn(&render::render(Format::Human, diagnostics, files, &options));
    Exit::Program
}
