//! What is wrong between modules: E087x.

use crate::{Diagnostic, Place};

/// A module that needs another one.
pub struct Needing {
    /// Its name.
    pub module: String,
    /// Which versions will do.
    pub requirement: String,
    /// Where that is said.
    pub place: Place,
}

/// How many of the others are shown in full.
const MOST_SHOWN: usize = 6;

/// Modules need one, and no version of it would do for all. Check MO01.
pub fn no_common_version(
    needed: &str,
    target: &str,
    version: &str,
    unmet: &Needing,
    others: &[Needing],
) -> Diagnostic {
    let shown = &others[..others.len().min(MOST_SHOWN)];
    let needs = shown.iter().map(|other| format!(", `{}` needs {}", other.module, other.requirement));
    let needs: String = needs.collect();
    let rest = match others.len() - shown.len() {
        0 => String::new(),
        rest => format!(", and so do {rest} more"),
    };
    let message = format!(
        "`{}` needs `{needed}` {}{needs}{rest}: no common version in `{target}`",
        unmet.module, unmet.requirement
    );
    let found =
        Diagnostic::error("E0870", unmet.place, message).label(format!("not met: `{target}` has {version}"));
    let found = shown.iter().fold(found, |found, other| {
        found.related(other.place, format!("`{}` needs {} here", other.module, other.requirement))
    });
    let moves = if others.len() == 1 {
        "one of them to what the other needs"
    } else {
        "them to what one of them needs"
    };
    found.help(format!("move {moves}, or deploy `{needed}` a second time as a module of its own"))
}
