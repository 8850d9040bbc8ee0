//! Diagnostics.

use std::path::PathBuf;
use std::sync::Arc;

use o8_diagnostics::{Anchor, Diagnostic, FileId, Place, Severity};
use rustc_hash::FxHashMap;
use tower_lsp::ls_types::{
    self, CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, Range, Uri,
};

use super::{range, uri_of};
use crate::analysis::{Analysis, Pointed};
use crate::features;
use crate::host::Root;
use crate::positions::{Encoding, Lines};
use crate::state::Found;

/// Where the pages lie that explain the codes.
const EXPLANATIONS: &str = "https://github.com/o8-lang/o8/blob/main/compiler/diagnostics/explain";

/// What is said of the source alone, where it could be written otherwise and would mean the same.
const LINTS: &[&str] =
    &["W0101", "W0201", "W0202", "W0203", "W0204", "W0301", "W0304", "W0305", "W0367", "W0368"];

/// What could be left out.
const UNNECESSARY: &[&str] = &["W0201", "W0204", "W0304", "W0367", "W0368", "W0501", "W0502", "W0868"];

/// What will not be there for ever.
const DEPRECATED: &[&str] = &["W0206", "W0302", "W0602", "W0812"];

/// Everything that is said of a package, by file.
pub(crate) fn of_package(analysis: &Analysis, root: &Root, encoding: Encoding) -> Found {
    let mut converter = Converter { analysis, encoding, texts: FxHashMap::default() };
    let mut result = Found::new();
    for found in features::diagnostics::diagnostics(analysis) {
        let (path, found) = converter.convert(&found, root);
        result.entry(path).or_default().push(found);
    }
    result
}

/// Files are indexed once, when something first points into them.
struct Converter<'a> {
    analysis: &'a Analysis,
    encoding: Encoding,
    texts: FxHashMap<FileId, Option<Arc<(Pointed, Lines)>>>,
}

impl Converter<'_> {
    fn pointed(&mut self, place: Place) -> Option<Arc<(Pointed, Lines)>> {
        let Anchor::File(file) = place.anchor else { return None };
        let analysis = self.analysis;
        let index = |pointed: Pointed| {
            let lines = Lines::new(&pointed.text);
            Arc::new((pointed, lines))
        };
        self.texts.entry(file).or_insert_with(|| analysis.pointed(file).map(index)).clone()
    }

    fn convert(&mut self, found: &Diagnostic, root: &Root) -> (PathBuf, ls_types::Diagnostic) {
        let mut message = found.message.clone();
        let mut add = |line: &str| {
            message.push('\n');
            message.push_str(line);
        };
        if !found.label.is_empty() {
            add(&found.label);
        }
        if let Some(help) = &found.help {
            add(&format!("help: {help}"));
        }
        let mut related = Vec::new();
        for other in &found.related {
            match self.located(other.place) {
                Ok(location) => {
                    related.push(DiagnosticRelatedInformation { location, message: other.label.clone() })
                }
                Err(shown) => add(&format!("{}: {shown}", other.label)),
            }
        }
        let (path, range) = match self.pointed(found.place) {
            Some(pointed) => match &pointed.0.origin.path {
                Some(path) => (path.clone(), range(found.place.span, &pointed.1, self.encoding)),
                None => {
                    add(&format!("in {}", self.shown(&pointed, found.place)));
                    (anywhere(root), Range::default())
                }
            },
            None => (anywhere(root), Range::default()),
        };
        let diagnostic = ls_types::Diagnostic {
            range,
            severity: Some(severity(found)),
            code: Some(NumberOrString::String(found.code.to_owned())),
            code_description: explanation(found.code).map(|href| CodeDescription { href }),
            source: Some("o8".to_owned()),
            message,
            related_information: (!related.is_empty()).then_some(related),
            tags: tags(found.code),
            data: None,
        };
        (path, diagnostic)
    }

    /// A place that an editor can go to, or how people call it.
    fn located(&mut self, place: Place) -> Result<Location, String> {
        let Some(pointed) = self.pointed(place) else { return Err("?".to_owned()) };
        match pointed.0.origin.path.as_deref().and_then(uri_of) {
            Some(uri) => Ok(Location { uri, range: range(place.span, &pointed.1, self.encoding) }),
            None => Err(self.shown(&pointed, place)),
        }
    }

    fn shown(&self, pointed: &(Pointed, Lines), place: Place) -> String {
        let (pointed, lines) = pointed;
        let at = lines.position(place.span.start, Encoding::Utf32);
        format!("{}:{}:{}", pointed.origin.shown, at.line + 1, at.column + 1)
    }
}

/// Where something is said of a package that has no place in a file that one could open.
fn anywhere(root: &Root) -> PathBuf {
    match root {
        Root::Package(root) => root.join("o8.toml"),
        Root::File(path) => path.clone(),
    }
}

fn severity(found: &Diagnostic) -> DiagnosticSeverity {
    match found.severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning if LINTS.contains(&found.code) => DiagnosticSeverity::HINT,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Note => DiagnosticSeverity::INFORMATION,
    }
}

fn tags(code: &str) -> Option<Vec<DiagnosticTag>> {
    if UNNECESSARY.contains(&code) {
        Some(vec![DiagnosticTag::UNNECESSARY])
    } else if DEPRECATED.contains(&code) {
        Some(vec![DiagnosticTag::DEPRECATED])
    } else {
        None
    }
}

/// Where the page lies that explains a code.
pub(crate) fn explanation(code: &str) -> Option<Uri> {
    format!("{EXPLANATIONS}/{code}.md").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_pages() {
        for code in LINTS.iter().chain(UNNECESSARY).chain(DEPRECATED) {
            assert!(o8_diagnostics::explain(code).is_some(), "{code}");
        }
    }
}
