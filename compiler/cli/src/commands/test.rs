//! `o8 test`: the `test` blocks of a package.

use o8_core::unit_tests::{TestOutcome, run_tests};
use o8_diagnostics::render::Format;
use o8_diagnostics::render::junit::{self, Case, Outcome};
use o8_diagnostics::{Anchor, Diagnostic, LineIndex, Place, Sources as _};
use serde_json::{Value, json};

use crate::arguments::{Reporting, TestArguments, TestFormat};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &TestArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let session = Session::open(arguments.path.as_deref(), terminal)?;
    let exit = session.report(Reporting::default(), 0, terminal)?;
    if exit != Exit::Fine {
        // Nothing was tested, and what machines read is a whole file all the same.
        match arguments.format {
            TestFormat::Human => {}
            TestFormat::Json => terminal.result(&report(&session, &[]))?,
            TestFormat::Junit => {
                let reporting = Reporting { format: Format::Junit, ..Reporting::default() };
                terminal.result(&session.rendered(reporting, 0, terminal))?;
            }
        }
        return Ok(exit);
    }
    let filter = arguments.filter.as_deref();
    let outcomes = run_tests(&session.compilation.db, session.compilation.program, filter);
    if let (Some(filter), []) = (filter, outcomes.as_slice()) {
        return Err(Error::new(format!("no test has `{filter}` in its name")));
    }
    match arguments.format {
        TestFormat::Human => human(&session, &outcomes, terminal)?,
        TestFormat::Json => terminal.result(&report(&session, &outcomes))?,
        TestFormat::Junit => terminal.result(&junit::report("o8 test", &cases(&session, &outcomes)))?,
    }
    Ok(if outcomes.iter().all(TestOutcome::passed) { Exit::Fine } else { Exit::Different })
}

fn human(session: &Session, outcomes: &[TestOutcome], terminal: &mut Terminal) -> Result<(), Error> {
    for outcome in outcomes {
        let verdict = if outcome.passed() { "ok" } else { "FAILED" };
        terminal.result(&format!("test {:?} … {verdict}\n", outcome.name.as_str()))?;
    }
    let failures: Vec<Diagnostic> =
        outcomes.iter().flat_map(|outcome| outcome.diagnostics.iter().cloned()).collect();
    session.report_all(&failures, Reporting::default(), 0, terminal)?;
    let failed = outcomes.iter().filter(|outcome| !outcome.passed()).count();
    terminal.say(&format!("{} passed, {failed} failed", outcomes.len() - failed));
    Ok(())
}

fn report(session: &Session, outcomes: &[TestOutcome]) -> String {
    let test = |outcome: &TestOutcome| {
        let (file, line) = position(session, outcome.place).unwrap_or_default();
        let messages: Vec<String> = outcome.diagnostics.iter().map(in_words).collect();
        json!({ "name": outcome.name.as_str(), "file": file, "line": line, "passed": outcome.passed(), "messages": messages })
    };
    let tests: Vec<Value> = outcomes.iter().map(test).collect();
    let failed = outcomes.iter().filter(|outcome| !outcome.passed()).count();
    let summary = json!({ "passed": outcomes.len() - failed, "failed": failed });
    format!("{:#}\n", json!({ "version": 1, "tests": tests, "summary": summary }))
}

fn cases(session: &Session, outcomes: &[TestOutcome]) -> Vec<Case> {
    let with_place = |found: &Diagnostic| match position(session, found.place) {
        Some((file, line)) => format!("{file}:{line}: {}", in_words(found)),
        None => in_words(found),
    };
    let case = |outcome: &TestOutcome| {
        let place = position(session, outcome.place);
        let group = place.as_ref().map(|(file, _)| file.clone()).unwrap_or_default();
        let details: Vec<String> = outcome.diagnostics.iter().map(with_place).collect();
        let ended = match outcome.diagnostics.first() {
            None => Outcome::Passed,
            Some(first) => Outcome::Failed { message: in_words(first), detail: details.join("\n") },
        };
        Case { name: outcome.name.to_string(), group, place, outcome: ended }
    };
    outcomes.iter().map(case).collect()
}

/// What failed and, where that is known, what was there instead.
fn in_words(found: &Diagnostic) -> String {
    if found.label.is_empty() { found.message.clone() } else { format!("{}: {}", found.message, found.label) }
}

/// File and line of a place.
fn position(session: &Session, place: Place) -> Option<(String, u32)> {
    let Anchor::File(file) = place.anchor else { return None };
    let files = &session.compilation.files;
    let line = LineIndex::new(files.text(file)).line_column(place.span.start).line;
    Some((files.path(file).to_owned(), line))
}
