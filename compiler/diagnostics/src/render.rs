//! Diagnostics as text: for people, and in the formats that machines ask for.
//!
//! Each renderer is a pure function of resolved diagnostics and the sources that they point into. Whatever order
//! the compiler found the problems in, they come out by file, position and code. Every format is a valid file
//! also when there is nothing to report.

mod excerpt;
mod github;
mod gitlab;
mod human;
mod json;
pub mod junit;
mod sarif;

use std::str::FromStr;

use crate::catalogue::plural;
use crate::sources::Locator;
use crate::{Diagnostic, Severity, Sources};

/// A way to write diagnostics down.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// For people: excerpts of the source with labels.
    #[default]
    Human,
    /// The whole of every diagnostic, in a form of our own.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows beside the code.
    Github,
    /// A GitLab code quality report.
    Gitlab,
    /// A JUnit report, which every CI system reads.
    Junit,
}

impl Format {
    /// Every format with the name that the command line uses.
    pub const ALL: [(&'static str, Self); 6] = [
        ("human", Self::Human),
        ("json", Self::Json),
        ("sarif", Self::Sarif),
        ("github", Self::Github),
        ("gitlab", Self::Gitlab),
        ("junit", Self::Junit),
    ];
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let named = Self::ALL.iter().find(|(known, _)| *known == name);
        named.map(|(_, format)| *format).ok_or_else(|| format!("unknown format `{name}`"))
    }
}

/// What a command did, for the summary that machines read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Source files read.
    pub files: usize,
    /// Modules of the program.
    pub modules: usize,
    /// Objects produced, over all environments.
    pub objects: usize,
    /// Files written.
    pub written: usize,
}

/// How to render.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Whether the human form carries terminal colours.
    pub colour: bool,
    /// Whether the human form draws with ASCII alone.
    pub ascii: bool,
    /// How many diagnostics the human form shows in full; errors go first when there are more.
    pub limit: usize,
    /// What the command did.
    pub counts: Counts,
    /// What the paths of the package begin with where they are read from elsewhere, as hosts of repositories do: a folder with
    /// its slash, or nothing.
    pub prefix: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { colour: false, ascii: false, limit: 200, counts: Counts::default(), prefix: String::new() }
    }
}

/// The diagnostics in `format`. Places have to be resolved to files; one that is not has no position to show.
pub fn render(
    format: Format,
    diagnostics: &[Diagnostic],
    sources: &dyn Sources,
    options: &Options,
) -> String {
    let mut locator = Locator::new(sources);
    let ordered = ordered(diagnostics, sources);
    match format {
        Format::Human => human::render(&ordered, &mut locator, options),
        Format::Json => json::render(&ordered, &mut locator, options),
        Format::Sarif => sarif::render(&ordered, &mut locator),
        Format::Github => github::render(&ordered, &mut locator, &options.prefix),
        Format::Gitlab => gitlab::render(&ordered, &mut locator, &options.prefix),
        Format::Junit => junit::render(&ordered, &mut locator),
    }
}

/// `2 errors, 1 warning`, or nothing when there is nothing to count.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    summary_of(diagnostics.iter())
}

fn summary_of<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic> + Clone) -> String {
    let parts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counted = parts.map(|(severity, noun)| (count(diagnostics.clone(), severity), noun));
    let words = counted.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(*count, noun));
    words.collect::<Vec<_>>().join(", ")
}

/// How many of `diagnostics` are of `severity`.
pub(crate) fn count<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>, severity: Severity) -> usize {
    diagnostics.filter(|diagnostic| diagnostic.severity == severity).count()
}

/// By file, position and code; what has no file goes first. Equal places keep a fixed order by their text.
fn ordered<'a>(diagnostics: &'a [Diagnostic], sources: &'a dyn Sources) -> Vec<&'a Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_cached_key(|diagnostic| {
        let path = match diagnostic.place.anchor {
            crate::Anchor::File(file) => Some((sources.path(file), file)),
            crate::Anchor::Local | crate::Anchor::Item(_) => None,
        };
        (path, diagnostic.place.span, diagnostic.code, diagnostic.message.as_str())
    });
    ordered
}

#[cfg(test)]
mod tests;
