//! Levels of warnings, as `[lints]` of `o8.toml` sets them.

use std::collections::BTreeMap;

use o8_diagnostics::{Diagnostic, Severity};

/// What becomes of a warning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// It is not reported.
    Allow,
    /// It is reported.
    Warn,
    /// It is an error.
    Deny,
}

impl Level {
    /// The level that a word names.
    pub(super) fn named(word: &str) -> Option<Self> {
        match word {
            "allow" => Some(Self::Allow),
            "warn" => Some(Self::Warn),
            "deny" => Some(Self::Deny),
            _ => None,
        }
    }
}

/// Levels by code; a warning without one is reported.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lints(pub(super) BTreeMap<String, Level>);

impl Lints {
    /// The diagnostics at their levels.
    pub fn apply(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let levelled = |mut diagnostic: Diagnostic| {
            let level = self.0.get(diagnostic.code).filter(|_| diagnostic.severity == Severity::Warning);
            match level {
                Some(Level::Allow) => return None,
                Some(Level::Deny) => diagnostic.severity = Severity::Error,
                Some(Level::Warn) | None => {}
            }
            Some(diagnostic)
        };
        diagnostics.into_iter().filter_map(levelled).collect()
    }
}
