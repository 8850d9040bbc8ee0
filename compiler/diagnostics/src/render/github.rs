//! GitHub workflow commands: one line a diagnostic, which the host shows beside the code.

use crate::sources::{Located, Locator};
use crate::{Diagnostic, Severity};

pub(super) fn render(diagnostics: &[&Diagnostic], locator: &mut Locator<'_>, prefix: &str) -> String {
    diagnostics.iter().map(|diagnostic| line(diagnostic, locator, prefix)).collect()
}

fn line(diagnostic: &Diagnostic, locator: &mut Locator<'_>, prefix: &str) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    let located = locator.locate(diagnostic.place);
    if let Some(at) = located.filter(|at| locator.sources.is_in_package(at.file)) {
        properties.extend(position(at, &format!("{prefix}{}", locator.sources.path(at.file))));
    }
    properties.push(format!("title={}", property(diagnostic.code)));
    format!("::{command} {}::{}\n", properties.join(","), data(&message(diagnostic)))
}

/// GitHub reads columns only where the whole place is on one line.
fn position(at: Located, path: &str) -> Vec<String> {
    let mut parts = vec![format!("file={}", property(path)), format!("line={}", at.start.line)];
    if at.start.line == at.end.line {
        parts.push(format!("col={}", at.start.column));
        parts.push(format!("endColumn={}", at.end.column));
    } else {
        parts.push(format!("endLine={}", at.end.line));
    }
    parts
}

/// Message, label and help: the host shows no more than this text.
pub(super) fn message(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    if !diagnostic.label.is_empty() {
        text.push_str(&format!(" ({})", diagnostic.label));
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
