//! `o8 fix`: applies the changes that are safe without a person looking at them.

use o8_diagnostics::Sources as _;

use crate::arguments::{FixArguments, Reporting};
use crate::edits::{difference, fix, replace};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// How often the program is compiled anew: a fix may uncover another, or have kept one waiting.
const ROUNDS: usize = 16;

pub(super) fn run(arguments: &FixArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut applied = 0;
    let mut session = Session::open(arguments.path.as_deref(), terminal)?;
    for _ in 0..ROUNDS {
        let files = &session.compilation.files;
        let fixed = fix(&session.compiled.diagnostics, files);
        if fixed.applied == 0 {
            break;
        }
        applied += fixed.applied;
        for (file, text) in &fixed.files {
            let path = files.path(*file);
            if arguments.dry_run {
                terminal.result(&difference(path, files.text(*file), text))?;
            } else {
                replace(&session.compilation.root.join(path), text)?;
            }
        }
        if arguments.dry_run {
            terminal.say(&format!("{} would be applied", fixes(applied)));
            return Ok(Exit::Fine);
        }
        session = Session::open(arguments.path.as_deref(), terminal)?;
    }
    let exit = session.report(Reporting::default(), 0, terminal)?;
    terminal.say(&match applied {
        0 if session.compiled.diagnostics.is_empty() => "nothing to fix".to_owned(),
        0 => "nothing that could be fixed without a person looking".to_owned(),
        _ => format!("{} applied", fixes(applied)),
    });
    Ok(exit)
}

fn fixes(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{count} fixes") }
}
