//! `o8 fix`: applies the changes that are safe without a person looking at them.

use o8_diagnostics::Sources as _;
use o8_diagnostics::catalogue::plural;

use crate::arguments::FixArguments;
use crate::edits::{difference, fix, replace};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// How often the program is compiled anew: a fix may uncover another, or have kept one waiting.
const ROUNDS: usize = 16;

pub(super) fn run(arguments: &FixArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut applied = 0;
    for _ in 0..ROUNDS {
        let session = Session::open(arguments.path.as_deref(), None)?;
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
            break;
        }
    }
    let verb = if arguments.dry_run { "would be applied" } else { "applied" };
    terminal.say(&format!("{} {verb}", plural(applied, "fix").replace("fixs", "fixes")));
    Ok(Exit::Fine)
}
