//! One file a command.

mod add;
mod audit;
mod build;
mod check;
mod completions;
mod explain;
mod fetch;
mod fix;
mod fmt;
mod graph;
mod init;
pub mod lsp;
mod man;
mod module;
mod net;
mod outdated;
mod package;
mod render;
mod schema;
mod test;
mod update;

use o8_core::model::{EnvironmentEntry, Model};

use crate::arguments::{Command, SchemaCommand};
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// The environment of a name that a command was given.
fn environment_named<'m>(model: &'m Model, name: &str) -> Result<&'m EnvironmentEntry, Error> {
    let entries = &model.environments;
    entries.iter().find(|entry| entry.environment.name == name).ok_or_else(|| {
        let names = entries.iter().map(|entry| entry.environment.name.as_str());
        Error::new(format!("no environment is called `{name}`")).meant(name, names, None)
    })
}

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
        Command::Audit(arguments) => audit::run(arguments, terminal),
        Command::Graph(arguments) => graph::run(arguments, terminal),
        Command::Net(arguments) => net::run(arguments, terminal),
        Command::Module(command) => module::run(command, terminal),
        Command::Add(arguments) => add::run(arguments, terminal),
        Command::Update(arguments) => update::run(arguments, terminal),
        Command::Fetch(arguments) => fetch::run(arguments, terminal),
        Command::Outdated(arguments) => outdated::run(arguments, terminal),
        Command::Package(arguments) => package::run(arguments, terminal),
        Command::Schema(SchemaCommand::Add(arguments)) => schema::add(arguments, terminal),
        Command::Explain(arguments) => explain::run(arguments, terminal),
        Command::Completions(arguments) => completions::run(arguments, terminal),
        Command::Lsp(_) => lsp::run(),
        Command::Man(arguments) => man::run(arguments, terminal),
    }
}

#[cfg(test)]
mod testing;
