//! `o8 check`: everything that can be found without writing.

use o8_diagnostics::catalogue::plural;

use crate::arguments::CheckArguments;
use crate::package::{self, Given, find};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit, write};

pub(super) fn run(arguments: &CheckArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let package = package::load(&find(arguments.path.as_deref())?)?;
    let previous = write::deployed(&package.output(None)?)?;
    let given = Given { layout: None, previous, today: arguments.today };
    let session = Session::of(package, given, terminal);
    let exit = session.report(arguments.reporting, 0, terminal)?;
    if session.compiled.diagnostics.is_empty() {
        let (modules, objects) = (session.compiled.modules, session.compiled.objects);
        terminal.say(&format!(
            "{}, {}: nothing to report",
            plural(modules, "module"),
            plural(objects, "object")
        ));
    }
    Ok(exit)
}
