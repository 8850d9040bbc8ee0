//! `o8 test`: the `test` blocks of a package.

use o8_core::unit_tests::{TestOutcome, run_tests};
use o8_diagnostics::catalogue::plural;
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
    let filter = arguments.filter.as_deref();
    let outcomes = run_tests(&session.compilation.db, session.compilation.program, filter);
    let results = Results { session: &session, outcomes: &outcomes, ran: exit == Exit::Fine };
    if let (Some(filter), [], true) = (filter, outcomes.as_slice(), results.ran) {
        return Err(Error::new(format!("no test has `{filter}` in its name")));
    }
    match arguments.format {
        TestFormat::Human => results.human(terminal)?,
        TestFormat::Json => terminal.result(&results.json())?,
        TestFormat::Junit => terminal.result(&junit::report("o8 test", &results.cases()))?,
    }
    Ok(match exit {
        Exit::Fine if results.failed() > 0 => Exit::Different,
        exit => exit,
    })
}

/// What is said of each test of a program with errors.
const NOT_RUN: &str = "not run: the program has errors";

/// What came of the tests. Those of a program with errors count as failed: what they would come to is not known.
struct Results<'a> {
    session: &'a Session,
    outcomes: &'a [TestOutcome],
    ran: bool,
}

impl Results<'_> {
    fn passed(&self, outcome: &TestOutcome) -> bool {
        self.ran && outcome.passed()
    }

    fn failed(&self) -> usize {
        self.outcomes.iter().filter(|outcome| !self.passed(outcome)).count()
    }

    fn human(&self, terminal: &mut Terminal) -> Result<(), Error> {
        if !self.ran {
            terminal.say(&format!("{} {NOT_RUN}", plural(self.outcomes.len(), "test")));
            return Ok(());
        }
        for outcome in self.outcomes {
            let verdict = if outcome.passed() { "ok" } else { "FAILED" };
            terminal.result(&format!("test {:?} … {verdict}\n", outcome.name.as_str()))?;
        }
        let failures: Vec<Diagnostic> =
            self.outcomes.iter().flat_map(|outcome| outcome.diagnostics.iter().cloned()).collect();
        self.session.report_all(&failures, Reporting::default(), 0, terminal)?;
        let failed = self.failed();
        terminal.say(&format!("{} passed, {failed} failed", self.outcomes.len() - failed));
        Ok(())
    }

    fn json(&self) -> String {
        let test = |outcome: &TestOutcome| {
            let (file, line) = position(self.session, outcome.place).unwrap_or_default();
            let messages: Vec<String> = match self.ran {
                true => outcome.diagnostics.iter().map(in_words).collect(),
                false => vec![NOT_RUN.to_owned()],
            };
            let passed = self.passed(outcome);
            json!({ "name": outcome.name.as_str(), "file": file, "line": line, "passed": passed, "messages": messages })
        };
        let tests: Vec<Value> = self.outcomes.iter().map(test).collect();
        let failed = self.failed();
        let summary = json!({ "passed": self.outcomes.len() - failed, "failed": failed });
        format!("{:#}\n", json!({ "version": 1, "tests": tests, "summary": summary }))
    }

    fn cases(&self) -> Vec<Case> {
        let with_place = |found: &Diagnostic| match position(self.session, found.place) {
            Some((file, line)) => format!("{file}:{line}: {}", in_words(found)),
            None => in_words(found),
        };
        let case = |outcome: &TestOutcome| {
            let place = position(self.session, outcome.place);
            let group = place.as_ref().map(|(file, _)| file.clone()).unwrap_or_default();
            let details: Vec<String> = outcome.diagnostics.iter().map(with_place).collect();
            let ended = match outcome.diagnostics.first() {
                _ if !self.ran => Outcome::Failed { message: NOT_RUN.to_owned(), detail: NOT_RUN.to_owned() },
                None => Outcome::Passed,
                Some(first) => Outcome::Failed { message: in_words(first), detail: details.join("\n") },
            };
            Case { name: outcome.name.to_string(), group, place, outcome: ended }
        };
        self.outcomes.iter().map(case).collect()
    }
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
