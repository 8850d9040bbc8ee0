//! Packages from elsewhere: found, chosen, locked, fetched and kept.
//!
//! Only `o8 add`, `o8 update`, `o8 fetch` and `o8 outdated` look at where packages come from. A build reads `o8.lock`
//! and the cache, and holds what it finds there against the hashes of the lock.

pub(crate) mod address;
pub(crate) mod archive;
pub(crate) mod cache;
pub(crate) mod circle;
mod git;
pub(crate) mod lock;
pub(crate) mod oci;
mod process;
pub(crate) mod project;
pub(crate) mod resolve;
mod solve;
pub(crate) mod source;
pub(crate) mod tree;
pub(crate) mod vendor;

use o8_diagnostics::FileId;

/// The version that a tag means: `1.2.0` and `v1.2.0` mean the same.
fn version_of_tag(tag: &str) -> Option<semver::Version> {
    // An OCI tag has no `+`.
    let text = tag.strip_prefix('v').unwrap_or(tag).replacen('_', "+", 1);
    semver::Version::parse(&text).ok()
}

/// The output folder that an `o8.toml` names, which is no part of a package.
fn output_of(manifest: &[u8]) -> String {
    crate::package::settings::parse(&String::from_utf8_lossy(manifest), FileId(0)).0.output
}
