//! A package, loaded and compiled: what every command that looks at a program starts from.

use std::mem::ManuallyDrop;
use std::path::Path;

use o8_core::compile::{self, compile};
use o8_core::parallel::threads;
use o8_diagnostics::catalogue::plural;
use o8_diagnostics::render::{self, Counts, Format};
use o8_diagnostics::{Diagnostic, Severity};

use crate::arguments::{Deny, Reporting};
use crate::error::shown;
use crate::package::{self, Compilation, Given, Package, find};
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// A package with everything that compiling it gave.
pub struct Session {
    /// The database, and what diagnostics point into. Not dropped: the process ends with the command, and to give back
    /// every node of every tree takes a tenth of a large build.
    pub compilation: ManuallyDrop<Compilation>,
    /// What the compiler gave; its diagnostics are at the levels that `o8.toml` sets, those of the package as such among
    /// them, and there are no files where one is an error.
    pub compiled: compile::Compilation,
    /// Source files of the package, dependencies included.
    pub sources: usize,
    /// The folder of the package from the root of its repository, with its slash, or nothing.
    prefix: String,
}

impl Session {
    /// Compiles the package that `path` is in.
    pub fn open(path: Option<&Path>, terminal: &mut Terminal) -> Result<Self, Error> {
        Ok(Self::of(package::load(&find(path)?)?, Given::default(), terminal))
    }

    /// Compiles a package that is loaded.
    pub fn of(mut package: Package, given: Given, terminal: &mut Terminal) -> Self {
        terminal.detail(&format!(
            "{} in `{}`",
            plural(package.sources.len(), "source file"),
            shown(&package.root)
        ));
        let _progress = terminal.progress("compiling");
        let of_package = std::mem::take(&mut package.diagnostics);
        let sources = package.sources.len();
        let prefix = from_repository(&package.root);
        let compilation = package.compile(given);
        let mut compiled = match has_errors(&of_package) {
            true => compile::Compilation::default(),
            false => compile(&compilation.db, compilation.program, threads()),
        };
        let found = compilation.resolved(std::mem::take(&mut compiled.diagnostics));
        compiled.diagnostics = of_package.into_iter().chain(found).collect();
        if has_errors(&compiled.diagnostics) {
            compiled.files.clear();
        }
        Self { compilation: ManuallyDrop::new(compilation), compiled, sources, prefix }
    }

    /// Reports what was found, and says how a command ends that has nothing else to do.
    pub fn report(
        &self,
        reporting: Reporting,
        written: usize,
        terminal: &mut Terminal,
    ) -> Result<Exit, Error> {
        self.report_all(&self.compiled.diagnostics, reporting, written, terminal)
    }

    /// The same for other diagnostics of the package.
    pub fn report_all(
        &self,
        found: &[Diagnostic],
        reporting: Reporting,
        written: usize,
        terminal: &mut Terminal,
    ) -> Result<Exit, Error> {
        let text = self.render(found, reporting, written, terminal);
        terminal.report(reporting.format, &text)?;
        Ok(self.exit(reporting.deny))
    }

    /// The report as text.
    pub fn rendered(&self, reporting: Reporting, written: usize, terminal: &Terminal) -> String {
        self.render(&self.compiled.diagnostics, reporting, written, terminal)
    }

    fn render(
        &self,
        found: &[Diagnostic],
        reporting: Reporting,
        written: usize,
        terminal: &Terminal,
    ) -> String {
        let counts = Counts {
            files: self.sources,
            modules: self.compiled.modules,
            objects: self.compiled.objects,
            written,
        };
        let colour = reporting.format == Format::Human && terminal.colour();
        let options =
            render::Options { colour, counts, prefix: self.prefix.clone(), ..render::Options::default() };
        render::render(reporting.format, found, &self.compilation.files, &options)
    }

    /// How a command ends that compiled the package.
    pub fn exit(&self, deny: Option<Deny>) -> Exit {
        let found = &self.compiled.diagnostics;
        let denied =
            deny == Some(Deny::Warnings) && found.iter().any(|found| found.severity == Severity::Warning);
        if denied || has_errors(found) { Exit::Program } else { Exit::Fine }
    }
}

/// A folder from the root of the repository that it is in, with its slash; where it is in none, from where the command runs.
/// Nothing where it is that one, or lies elsewhere.
fn from_repository(folder: &Path) -> String {
    let Ok(folder) = folder.canonicalize() else { return String::new() };
    let repository = folder.ancestors().find(|above| above.join(".git").exists()).map(Path::to_owned);
    let from = repository.or_else(|| std::env::current_dir().ok()?.canonicalize().ok());
    let below = from.as_deref().and_then(|from| folder.strip_prefix(from).ok());
    let parts = below.into_iter().flat_map(Path::iter);
    parts.map(|part| format!("{}/", part.to_string_lossy())).collect()
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|found| found.severity == Severity::Error)
}
