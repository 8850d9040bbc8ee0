//! Incidents: what has hurt people who run such platforms, in small.
//!
//! `tests/outages/SUBJECT/` holds `incident.o8`, which o8 has something to say about, and `corrected.o8`, which it has nothing to
//! say about; each is a case with its snapshot. `previous.o8` beside them is the program whose output was committed before.

use std::path::PathBuf;

use o8_core::compile::compile;
use o8_diagnostics::{Severity, codes_of_subject};
use o8_tests::programs::{files_below, read_fixture};
use o8_tests::tools::root;

#[test]
fn every_incident_is_found() {
    let folders = incidents();
    assert!(!folders.is_empty(), "the incidents have gone");
    let mut mistakes = Vec::new();
    for folder in folders {
        let name = folder.strip_prefix(root()).expect("below the root").display().to_string();
        let subject = folder.file_name().expect("a folder below another").to_string_lossy();
        let due = codes_of_subject(&subject);
        let found = findings(&folder.join("incident.o8"));
        let said =
            if due.is_empty() { !found.is_empty() } else { found.iter().any(|code| due.contains(code)) };
        if !said {
            mistakes.push(format!("{name}: the incident gives {found:?}, and one of {due:?} is due"));
        }
        let found = findings(&folder.join("corrected.o8"));
        if !found.is_empty() {
            mistakes.push(format!("{name}: the corrected program gives {found:?}"));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// The folders of all incidents, sorted.
fn incidents() -> Vec<PathBuf> {
    let files = files_below(&root().join("tests/outages"));
    let incidents = files.iter().filter(|path| path.ends_with("incident.o8"));
    incidents.map(|path| path.parent().expect("a file is in a folder").to_owned()).collect()
}

/// The codes of the errors and warnings of a program. A note is nothing to be right or wrong about.
fn findings(path: &std::path::Path) -> Vec<&'static str> {
    let (db, program) = read_fixture(path).load();
    let diagnostics = compile(&db, program, 1).diagnostics;
    diagnostics.iter().filter(|found| found.severity != Severity::Note).map(|found| found.code).collect()
}
