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

/// Two modules need one, and no version of it would do for both. Check MO01.
pub fn no_common_version(
    needed: &str,
    target: &str,
    version: &str,
    unmet: &Needing,
    other: &Needing,
) -> Diagnostic {
    let message = format!(
        "`{}` needs `{needed}` {}, `{}` needs {}: no common version in `{target}`",
        unmet.module, unmet.requirement, other.module, other.requirement
    );
    Diagnostic::error("E0870", unmet.place, message)
        .label(format!("not met: `{target}` has {version}"))
        .related(other.place, format!("`{}` needs {} here", other.module, other.requirement))
        .help(format!(
            "move one of them to what the other needs, or deploy `{needed}` a second time as a module of its own"
        ))
}
