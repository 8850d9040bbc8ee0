//! A file of the output.

use std::sync::Arc;

use ecow::EcoString;

/// A file that a build produces, before anything is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutputFile {
    /// Path relative to the output folder, with `/`.
    pub path: EcoString,
    /// The whole content. Shared: queries keep it, and whoever writes it holds it too.
    pub bytes: Arc<[u8]>,
}
