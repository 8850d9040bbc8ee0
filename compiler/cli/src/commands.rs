//! One file a command.

mod completions;
mod explain;
mod init;

use crate::arguments::Command;
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// Runs a command.
pub fn run(command: &Command, terminal: &mut Terminal) -> Result<Exit, Error> {
    match command {
        Command::Init(arguments) => init::run(arguments, terminal),
        Command::Explain(arguments) => explain::run(arguments, terminal),
        Command::Completions(arguments) => completions::run(arguments, terminal),
    }
}

#[cfg(test)]
mod testing;
