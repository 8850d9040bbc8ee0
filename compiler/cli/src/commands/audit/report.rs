//! What an audit says of each object and rule.

use std::fmt::Write as _;

use o8_diagnostics::catalogue::plural;
use o8_diagnostics::{Diagnostic, Sources};
use o8_ir::Node;
use o8_policies::{Rule, Subject, Verdict};
use serde_json::{Value, json};

use crate::package::Files;

/// One verdict.
pub(super) struct Entry {
    file: String,
    api_version: String,
    kind: String,
    namespace: Option<String>,
    name: String,
    rule: String,
    message: String,
    verdict: Verdict,
    /// The part of the object that it hangs on, where it does not pass.
    path: Option<String>,
    /// What the object says there.
    what: String,
}

/// What was looked at.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) files: usize,
    pub(super) objects: usize,
    pub(super) others: usize,
}

impl Counted {
    pub(super) fn said(&self, rules: usize) -> String {
        let others = match self.others {
            0 => String::new(),
            others => format!("; {} that are no objects were left out", plural(others, "document")),
        };
        let (objects, files) = (plural(self.objects, "object"), plural(self.files, "file"));
        format!("{objects} in {files} held against {}{others}", plural(rules, "rule"))
    }
}

impl Entry {
    pub(super) fn new(
        file: &str,
        object: &Node,
        rule: &Rule,
        verdict: Verdict,
        subject: Subject<'_>,
    ) -> Self {
        let text = |path: &[&str]| object.at(path).and_then(Node::as_str).map(str::to_owned);
        let blame = (verdict == Verdict::Fail).then(|| rule.blame(subject)).flatten();
        let kind = text(&["kind"]).unwrap_or_default();
        Self {
            file: file.to_owned(),
            api_version: text(&["apiVersion"]).unwrap_or_default(),
            namespace: text(&["metadata", "namespace"]),
            name: text(&["metadata", "name"])
                .or_else(|| text(&["metadata", "generateName"]))
                .unwrap_or_default(),
            rule: rule.name.to_string(),
            message: rule.message.to_string(),
            verdict,
            what: blame.as_ref().map_or_else(|| "this object".to_owned(), |blame| blame.said(&kind)),
            path: blame.map(|blame| blame.path).filter(|path| !path.is_empty()),
            kind,
        }
    }

    /// Kind and name.
    pub(super) fn object(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{} {namespace}/{}", self.kind, self.name),
            None => format!("{} {}", self.kind, self.name),
        }
    }

    /// What the verdict hangs on.
    pub(super) fn what(&self) -> &str {
        &self.what
    }

    fn json(&self) -> Value {
        json!({
            "file": self.file,
            "object": {
                "apiVersion": self.api_version,
                "kind": self.kind,
                "namespace": self.namespace,
                "name": self.name,
            },
            "rule": self.rule,
            "verdict": self.verdict.word(),
            "message": self.message,
            "path": self.path,
        })
    }
}

/// The report as JSON, verdict by verdict: ten thousand objects and a score of rules are too many to be kept until the end.
#[derive(Default)]
pub(super) struct Report {
    verdicts: String,
}

impl Report {
    pub(super) fn add(&mut self, entry: &Entry) {
        let separator = if self.verdicts.is_empty() { "" } else { "," };
        let _ = write!(self.verdicts, "{separator}\n    {}", inside(&entry.json(), "    "));
    }

    /// With what could not be read.
    pub(super) fn finished(self, diagnostics: &[Diagnostic], files: &Files) -> String {
        let unread = diagnostics.iter().filter(|found| found.code == "E0940").map(|found| {
            let path = match found.place.anchor {
                o8_diagnostics::Anchor::File(file) => files.path(file),
                _ => "?",
            };
            json!({ "file": path, "message": found.message })
        });
        let unread = inside(&Value::Array(unread.collect()), "  ");
        let end = if self.verdicts.is_empty() { "" } else { "\n  " };
        format!("{{\n  \"verdicts\": [{}{end}],\n  \"unread\": {unread}\n}}\n", self.verdicts)
    }
}

/// A value in lines that begin with some blanks, the first of them aside.
fn inside(value: &Value, indentation: &str) -> String {
    // A text in JSON has no line breaks of its own.
    format!("{value:#}").replace('\n', &format!("\n{indentation}"))
}
