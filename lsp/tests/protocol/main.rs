//! The server as a client sees it, over pipes in this process.

mod client;
mod edits;
mod files;
mod folder;
mod life;
mod questions;
mod requests;
mod structure;
