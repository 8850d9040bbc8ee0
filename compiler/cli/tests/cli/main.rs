//! The binary as a shell sees it: exit codes, streams, and what it leaves on disk.
//!
//! Every run is bounded in time, so that a hang is a failure that names its command.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod build;
mod check_formats;
mod fmt_fix;
mod folder;
mod graph;
mod init;
mod interrupted;
mod render;
mod run;
mod tests_command;
mod usage;
mod world;
