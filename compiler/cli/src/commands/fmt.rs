//! `o8 fmt`: one canonical layout for every file of a package.

use std::path::Path;

use o8_diagnostics::catalogue::plural;
use o8_diagnostics::render::{self, Format};
use o8_diagnostics::{Anchor, Diagnostic, Severity, Sources as _};

use crate::arguments::FmtArguments;
use crate::edits::{difference, replace};
use crate::error::{At, shown};
use crate::package::{self, Package, SourceText, find};
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &FmtArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut counts = Counts::default();
    if arguments.paths.is_empty() {
        format(&package::load(&find(None)?)?, None, arguments, &mut counts, terminal)?;
    }
    for path in &arguments.paths {
        let package = package::load(&find(Some(path))?)?;
        let below = path.canonicalize().at("open", path)?;
        let before = counts.files;
        format(&package, Some(&below), arguments, &mut counts, terminal)?;
        if counts.files == before && below.is_file() {
            let message =
                format!("`{}` is no program of the package in `{}`", shown(path), shown(&package.root));
            return Err(Error::new(message));
        }
    }
    let asks = arguments.check || arguments.diff;
    if !asks {
        terminal.say(&format!("{} of {} formatted", counts.changed, plural(counts.files, "file")));
    } else if counts.changed > 0 {
        terminal.say(&format!("`o8 fmt` formats {} of {}", counts.changed, plural(counts.files, "file")));
    }
    Ok(match () {
        () if counts.broken > 0 => Exit::Program,
        () if asks && counts.changed > 0 => Exit::Different,
        () => Exit::Fine,
    })
}

#[derive(Default)]
struct Counts {
    files: usize,
    changed: usize,
    /// Those of which a part could not be formatted.
    broken: usize,
}

/// Formats the package's own files, those at or below `below` where a path is given.
fn format(
    package: &Package,
    below: Option<&Path>,
    arguments: &FmtArguments,
    counts: &mut Counts,
    terminal: &mut Terminal,
) -> Result<(), Error> {
    let is_asked = |path: &str| -> Result<bool, Error> {
        let Some(below) = below else { return Ok(true) };
        let path = package.root.join(path);
        Ok(path.canonicalize().at("open", &path)?.starts_with(below))
    };
    for source in package.sources.iter().filter(|source| source.package.is_empty()) {
        if is_asked(&source.path)? {
            one(package, source, arguments, counts, terminal)?;
        }
    }
    let mut unreadable = Vec::new();
    for (path, found) in package.diagnostics.iter().filter_map(|found| unread(package, found)) {
        if is_asked(path)? {
            counts.files += 1;
            counts.broken += 1;
            unreadable.push(found.clone());
        }
    }
    if !unreadable.is_empty() {
        let options = render::Options { colour: terminal.colour(), ..render::Options::default() };
        terminal.warn(&render::render(Format::Human, &unreadable, &package.files, &options));
    }
    Ok(())
}

fn one(
    package: &Package,
    source: &SourceText,
    arguments: &FmtArguments,
    counts: &mut Counts,
    terminal: &mut Terminal,
) -> Result<(), Error> {
    counts.files += 1;
    let path = source.shown.as_str();
    let formatted = o8_syntax::format(&source.text);
    if formatted.refused {
        counts.broken += 1;
        terminal
            .warn(&format!("{path}: left as it is, for its layout alone would not change: a fault of o8"));
    } else if formatted.partial {
        counts.broken += 1;
        terminal.warn(&format!("{path}: what has syntax errors stays as it is (`o8 check` shows them)"));
    }
    if formatted.text == *source.text {
        return Ok(());
    }
    counts.changed += 1;
    if arguments.diff {
        terminal.result(&difference(path, &source.text, &formatted.text))
    } else if arguments.check {
        terminal.result(&format!("{path}\n"))
    } else {
        replace(&package.root.join(&source.path), &formatted.text)
    }
}

/// The program that a problem of the package kept from being read.
fn unread<'p>(package: &'p Package, found: &'p Diagnostic) -> Option<(&'p str, &'p Diagnostic)> {
    let Anchor::File(file) = found.place.anchor else { return None };
    let path = package.files.path(file);
    let is_own = package.files.is_in_package(file) && path.ends_with(".o8");
    (is_own && found.severity == Severity::Error).then_some((path, found))
}
