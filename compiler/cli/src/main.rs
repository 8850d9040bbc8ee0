//! The o8 binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    o8_cli::run(std::env::args_os()).into()
}
