//! `o8 module`: modules added, deployed and listed.

mod add;
mod component;
mod deploy;
pub(super) mod list;

use o8_diagnostics::catalogue::one_of;

use crate::arguments::ModuleCommand;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(command: &ModuleCommand, terminal: &mut Terminal) -> Result<Exit, Error> {
    match command {
        ModuleCommand::List(arguments) => list::run(arguments, terminal),
        ModuleCommand::Add(arguments) => add::run(arguments, terminal),
        ModuleCommand::Deploy(arguments) => deploy::run(arguments, terminal),
    }
}

/// What to say of a name that none of these is.
fn unknown(what: &str, name: &str, known: &[&str]) -> Error {
    let otherwise = (!known.is_empty()).then(|| format!("there is {}", one_of(known.iter().copied(), 8)));
    Error::new(format!("{what} `{name}`")).meant(name, known.iter().copied(), otherwise)
}
