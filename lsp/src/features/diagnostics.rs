//! Everything that `o8 check` says of a package.

use o8_core::compile::findings;
use o8_core::parallel::threads;
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
