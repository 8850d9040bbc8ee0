//! The edges of o8: arguments, files in and out, exit codes. Everything between is the compiler's.

pub mod arguments;
pub mod commands;
pub mod edits;
mod error;
mod inputs;
pub mod manifest;
pub mod package;
mod packages;
mod parallel;
mod progress;
#[cfg(test)]
mod scratch;
pub mod session;
pub mod terminal;
pub mod write;

use std::ffi::OsString;

use clap::Parser;

use arguments::Arguments;
pub use error::{Error, Exit};
use terminal::Terminal;

/// Runs `o8` with the arguments of a process, its name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(message) => {
            // Help and version are asked for, and go to standard output; nobody is left to tell when that fails.
            let _ = message.print();
            return if message.use_stderr() { Exit::World } else { Exit::Fine };
        }
    };
    let mut terminal = Terminal::standard(arguments.global);
    end(commands::run(&arguments.command, &mut terminal), &mut terminal)
}

/// Says why a command stopped.
fn end(result: Result<Exit, Error>, terminal: &mut Terminal) -> Exit {
    result.unwrap_or_else(|error| {
        terminal.error(&error);
        Exit::World
    })
}
