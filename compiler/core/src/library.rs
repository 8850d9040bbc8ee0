//! The library that ships with the compiler: the prelude, the integrations, the custom resources.

/// Package, path and text of every file, sorted by package and path.
pub const FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/library.rs"));
