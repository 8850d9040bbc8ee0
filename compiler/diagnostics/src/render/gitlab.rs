//! A GitLab code quality report: a JSON list, each entry with a fingerprint by which GitLab knows it again.
//!
//! The fingerprint speaks of the code, the file, the message and the text of the line, not of the line's number:
//! an edit elsewhere in the file leaves it alone. Equal ones are told apart by counting.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::github::message;
use crate::sources::{Located, Locator};
use crate::{Diagnostic, Severity};

pub(super) fn render(diagnostics: &[&Diagnostic], locator: &mut Locator<'_>, prefix: &str) -> String {
    let mut fingerprints = Fingerprints::default();
    let list: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let located = locator.locate(diagnostic.place);
            let (path, begin, end) = match located {
                Some(at) => (locator.sources.path(at.file), at.start.line, at.end.line),
                // The format wants a place: the package's manifest stands for the package.
                None => ("o8.toml", 1, 1),
            };
            json!({
                "description": message(diagnostic),
                "check_name": diagnostic.code,
                "fingerprint": fingerprints.next(diagnostic, located, locator),
                "severity": severity(diagnostic.severity),
                "location": { "path": format!("{prefix}{path}"), "lines": { "begin": begin, "end": end } },
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(list))
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    }
}

/// Fingerprints of one run.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: FxHashMap<blake3::Hash, u32>,
}

impl Fingerprints {
    /// The fingerprint of the next diagnostic, in order.
    pub(super) fn next(
        &mut self,
        diagnostic: &Diagnostic,
        located: Option<Located>,
        locator: &mut Locator<'_>,
    ) -> String {
        let (path, line) = match located {
            Some(at) => (locator.sources.path(at.file), line_text(at, locator)),
            None => ("", ""),
        };
        let mut hasher = blake3::Hasher::new();
        for part in [diagnostic.code, path, &diagnostic.message, line] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
        }
        let times = self.seen.entry(hasher.finalize()).or_default();
        hasher.update(&times.to_le_bytes());
        *times += 1;
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

fn line_text<'a>(at: Located, locator: &mut Locator<'a>) -> &'a str {
    let range = locator.index(at.file).line_range(at.start.line);
    locator.sources.text(at.file)[range.start as usize..range.end as usize].trim()
}
