//! The library that ships with the compiler: the prelude, the integrations, the custom resources.

/// Package, path and text of every file, sorted by package and path.
pub const FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/library.rs"));

/// Whether the library has a package of this path.
pub fn has_package(path: &str) -> bool {
    FILES.iter().any(|(package, _, _)| *package == path)
}
