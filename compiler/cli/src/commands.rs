//! One file a command.

mod build;
mod check;
mod completions;
mod explain;
mod fix;
mod fmt;
mod init;
mod man;
mod render;
mod schema;
mod test;

use crate::arguments::{Command, SchemaCommand};
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// Runs a command.
pub fn run(command: &Command, terminal: &mut Terminal) -> Result<Exit, Error> {
    match command {
        Command::Init(arguments) => init::run(arguments, terminal),
        Command::Check(arguments) => check::run(arguments, terminal),
        Command::Build(arguments) => build::run(arguments, terminal),
        Command::Render(arguments) => render::run(arguments, terminal),
        Command::Fmt(arguments) => fmt::run(arguments, terminal),
        Command::Fix(arguments) => fix::run(arguments, terminal),
        Command::Test(arguments) => test::run(arguments, terminal),
        Command::Schema(SchemaCommand::Add(arguments)) => schema::add(arguments, terminal),
        Command::Explain(arguments) => explain::run(arguments, terminal),
        Command::Completions(arguments) => completions::run(arguments, terminal),
        Command::Man(arguments) => man::run(arguments, terminal),
    }
}

#[cfg(test)]
mod testing;
