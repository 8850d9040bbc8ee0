//! Everything that `o8 check` says of a package.

use std::num::NonZeroUsize;

use o8_core::compile::findings;
use o8_diagnostics::Diagnostic;

use crate::analysis::Analysis;

/// The diagnostics of the whole package at the levels that the user wants, with places counted from the start of their
/// files.
pub fn diagnostics(analysis: &Analysis) -> Vec<Diagnostic> {
    let loaded = &analysis.files.loaded;
    let mut result = loaded.diagnostics.clone();
    if !loaded.is_broken {
        let found = findings(&analysis.db, analysis.program, threads()).diagnostics;
        result.extend((loaded.lints)(found));
    }
    result
}

/// As many threads as the machine has, up to the few that help.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(8)
}
