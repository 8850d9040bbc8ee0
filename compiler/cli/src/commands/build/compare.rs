//! `o8 build --check`: what lies in the output folder against what a build would write.

use std::path::Path;

use o8_diagnostics::catalogue::plural;
use o8_diagnostics::render::Format;
use serde_json::{Value, json};

use crate::arguments::Reporting;
use crate::error::shown;
use crate::session::Session;
use crate::terminal::Terminal;
use crate::write::{self, Difference, DifferenceKind};
use crate::{Error, Exit};

use super::with_list;

pub(super) fn run(
    session: &Session,
    folder: &Path,
    reporting: Reporting,
    terminal: &mut Terminal,
) -> Result<Exit, Error> {
    let files = &session.compiled.files;
    let differences = write::check(folder, files, &session.compiled.deployed)?;
    match reporting.format {
        Format::Json => {
            let report = session.rendered(reporting, 0, terminal);
            terminal.result(&with_list(&report, "differences", to_json(&differences)))?
        }
        Format::Human | Format::Sarif | Format::Github | Format::Gitlab | Format::Junit => {
            session.report(reporting, 0, terminal)?;
        }
    }
    if differences.is_empty() {
        let count = plural(files.len(), "file");
        terminal.say(&format!("{count} in `{}`, all as the program says", shown(folder)));
        return Ok(Exit::Fine);
    }
    for difference in &differences {
        terminal.warn(&difference.to_string());
    }
    terminal.say(&advice(folder, &differences));
    Ok(Exit::Different)
}

/// How many differ, and what puts each kind right.
fn advice(folder: &Path, differences: &[Difference]) -> String {
    let has = |kind: DifferenceKind| differences.iter().any(|difference| difference.kind == kind);
    let mut ways = Vec::new();
    if has(DifferenceKind::Missing) || has(DifferenceKind::Stale) {
        ways.push("`o8 build` writes what is missing or stale");
    }
    if has(DifferenceKind::HandEdited) {
        ways.push("`o8 build` shows what was edited, and `o8 build --force` replaces it");
    }
    if has(DifferenceKind::Foreign) {
        ways.push("what o8 did not write belongs elsewhere");
    }
    let differ = if differences.len() == 1 { "file differs" } else { "files differ" };
    format!("{} {differ} in `{}`: {}", differences.len(), shown(folder), ways.join("; "))
}

fn to_json(differences: &[Difference]) -> Value {
    let one = |difference: &Difference| json!({ "path": difference.path, "kind": difference.kind.word() });
    differences.iter().map(one).collect()
}
