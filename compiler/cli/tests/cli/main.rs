//! The binary as a shell sees it: exit codes, streams, and what it leaves on disk.
//!
//! Every run is bounded in time, so that a hang is a failure that names its command.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod audit;
mod build;
mod check_formats;
mod committed;
mod fmt_fix;
mod folder;
mod graph;
mod init;
mod interrupted;
mod lsp;
mod module;
mod net;
mod packages;
mod packages_bad;
mod packages_oci;
mod render;
mod repository;
mod run;
mod schema;
mod tests_command;
mod usage;
mod waivers;
mod world;
