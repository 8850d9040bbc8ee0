//! JUnit reports: what every CI system shows as a list of tests.

use super::github::message;
use crate::sources::Locator;
use crate::{Diagnostic, Severity};

/// How a test ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// As hoped.
    Passed,
    /// With this to say, but not wrong.
    Remarked(String),
    /// Not as hoped: one line, and the whole story.
    Failed {
        /// What went wrong, in one line.
        message: String,
        /// Everything known.
        detail: String,
    },
}

/// One test of a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// What the report calls it.
    pub name: String,
    /// What it is listed under, such as its file.
    pub group: String,
    /// File and line, where known.
    pub place: Option<(String, u32)>,
    /// How it ended.
    pub outcome: Outcome,
}

/// A report of one suite. An empty one still holds a test that passed: some readers refuse a report without any.
pub fn report(suite: &str, cases: &[Case]) -> String {
    let failed = |case: &&Case| matches!(case.outcome, Outcome::Failed { .. });
    let totals = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"0\"",
        cases.len().max(1),
        cases.iter().filter(failed).count()
    );
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str(&format!("<testsuites name=\"{0}\" {totals}>\n", attribute(suite)));
    xml.push_str(&format!("  <testsuite name=\"{0}\" {totals}>\n", attribute(suite)));
    if cases.is_empty() {
        let name = attribute(suite);
        xml.push_str(&format!("    <testcase name=\"nothing to report\" classname=\"{name}\"/>\n"));
    }
    for case in cases {
        push_case(case, &mut xml);
    }
    xml.push_str("  </testsuite>\n</testsuites>\n");
    xml
}

fn push_case(case: &Case, xml: &mut String) {
    let mut tag =
        format!("    <testcase name=\"{}\" classname=\"{}\"", attribute(&case.name), attribute(&case.group));
    if let Some((file, line)) = &case.place {
        tag.push_str(&format!(" file=\"{}\" line=\"{line}\"", attribute(file)));
    }
    xml.push_str(&tag);
    match &case.outcome {
        Outcome::Passed => xml.push_str("/>\n"),
        Outcome::Remarked(text) => {
            xml.push_str(&format!(">\n      <system-out>{}</system-out>\n    </testcase>\n", content(text)));
        }
        Outcome::Failed { message, detail } => xml.push_str(&format!(
            ">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
            attribute(message),
            content(detail)
        )),
    }
}

pub(super) fn render(diagnostics: &[&Diagnostic], locator: &mut Locator<'_>) -> String {
    let cases: Vec<Case> = diagnostics.iter().map(|diagnostic| case(diagnostic, locator)).collect();
    report("o8", &cases)
}

fn case(diagnostic: &Diagnostic, locator: &mut Locator<'_>) -> Case {
    let (group, place, position) = match locator.locate(diagnostic.place) {
        Some(at) => {
            let path = locator.sources.path(at.file).to_owned();
            let position = format!("{path}:{}:{}", at.start.line, at.start.column);
            (path.clone(), Some((path, at.start.line)), position)
        }
        None => ("o8".to_owned(), None, "the package".to_owned()),
    };
    let detail = format!("{position}: {}", message(diagnostic));
    let outcome = match diagnostic.severity {
        Severity::Error => Outcome::Failed { message: diagnostic.message.clone(), detail },
        Severity::Warning | Severity::Note => Outcome::Remarked(detail),
    };
    Case { name: format!("{}: {}", diagnostic.code, diagnostic.message), group, place, outcome }
}

fn attribute(text: &str) -> String {
    content(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}

/// Text of an element. XML has no way to write most control characters: they become U+FFFD.
fn content(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' | '\n' => escaped.push(c),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(c),
        }
    }
    escaped
}
