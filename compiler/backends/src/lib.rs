//! From object trees to files: one YAML writer, and the backends that lay an evaluated platform out for
//! the tools that deliver it. Pure functions from data to bytes; nothing here reads or writes a file.

pub mod argocd;
mod document;
pub mod falco;
pub mod graph;
pub mod helm;
pub mod json;
pub mod kustomize;
pub mod network;
pub mod policies;
pub mod rendered;
pub mod yaml;

pub use document::TracedFile;
