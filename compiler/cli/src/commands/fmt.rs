//! `o8 fmt`: one canonical layout for every file of a package.

use std::path::{Path, PathBuf};

use crate::arguments::FmtArguments;
use crate::edits::{difference, replace};
use crate::error::At;
use crate::package::{self, Package, find};
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
        format(&package, Some(&below), arguments, &mut counts, terminal)?;
    }
    let asks = arguments.check || arguments.diff;
    if !asks {
        terminal.say(&format!("{} of {} files formatted", counts.changed, counts.files));
    }
    Ok(if asks && counts.changed > 0 { Exit::Different } else { Exit::Fine })
}

#[derive(Default)]
struct Counts {
    files: usize,
    changed: usize,
}

/// Formats the package's own files, those at or below `below` where a path is given.
fn format(
    package: &Package,
    below: Option<&Path>,
    arguments: &FmtArguments,
    counts: &mut Counts,
    terminal: &mut Terminal,
) -> Result<(), Error> {
    for source in package.sources.iter().filter(|source| source.package.is_empty()) {
        let path = package.root.join(&source.path);
        let real = |path: &PathBuf| path.canonicalize().at("open", path);
        if let Some(below) = below
            && !real(&path)?.starts_with(below)
        {
            continue;
        }
        counts.files += 1;
        let formatted = o8_syntax::format(&source.text).text;
        if formatted == *source.text {
            continue;
        }
        counts.changed += 1;
        if arguments.diff {
            terminal.result(&difference(&source.shown, &source.text, &formatted))?;
        } else if arguments.check {
            terminal.result(&format!("{}\n", source.shown))?;
        } else {
            replace(&path, &formatted)?;
        }
    }
    Ok(())
}
