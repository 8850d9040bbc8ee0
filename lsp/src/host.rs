//! What the server needs of the machine that it runs on: packages, found and loaded.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use o8_core::load::Sources;
use o8_diagnostics::{Diagnostic, FileId};
use o8_ir::graph::Graph;

/// What is compiled together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Root {
    /// The package in this folder.
    Package(PathBuf),
    /// A single file that no package holds.
    File(PathBuf),
}

impl Root {
    /// The folder or file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Package(path) | Self::File(path) => path,
        }
    }
}

/// Texts that the editor has open, by absolute path: each stands above the file on the disk.
pub type Unsaved = BTreeMap<PathBuf, Arc<str>>;

/// Levels of warnings: from what the compiler says to what the user wants to hear.
pub type Lints = Arc<dyn Fn(Vec<Diagnostic>) -> Vec<Diagnostic> + Send + Sync>;

/// Finds and loads packages.
pub trait Host: Send + Sync + 'static {
    /// The package that a file or folder is in, which need not exist yet; `None` where there is none.
    fn find(&self, path: &Path) -> Option<Root>;

    /// Everything that a package is compiled from, the library aside; or why it cannot be had, in one line.
    fn load(&self, root: &Root, unsaved: &Unsaved) -> Result<Loaded, String>;

    /// The paths of other files that a source text reads. Another answer after an edit means that the package has to be
    /// loaded again.
    fn reads(&self, text: &str) -> Vec<String>;
}

/// Where a text comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// How diagnostics call it.
    pub shown: String,
    /// The file on the disk, if it is one.
    pub path: Option<PathBuf>,
}

/// A text that is not compiled, such as `o8.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnFile {
    /// The number that the diagnostics of loading name it by. Greater than any of the compiler.
    pub id: FileId,
    /// Where it comes from.
    pub origin: Origin,
    /// What it says.
    pub text: Arc<str>,
}

/// A package as the host has it.
#[derive(Clone)]
pub struct Loaded {
    /// What is compiled.
    pub sources: Sources,
    /// Where each of the files of `sources` comes from, in their order.
    pub origins: Vec<Origin>,
    /// Texts that only `diagnostics` point into.
    pub own: Vec<OwnFile>,
    /// What is wrong with the package as such, at the levels that the user wants.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether there is no use in compiling.
    pub is_broken: bool,
    /// Levels of warnings.
    pub lints: Lints,
    /// Other files that the package hangs on, whether or not they exist.
    pub others: Vec<PathBuf>,
    /// Where the library can be looked at; `None` where it cannot.
    pub library: Option<Library>,
    /// The folder that a build writes to.
    pub output: PathBuf,
    /// The package with those that it depends on; `None` for a single file.
    pub packages: Option<Packages>,
}

/// Puts a text at a path.
pub type Keep = Arc<dyn Fn(&Path, &str) + Send + Sync>;

/// A place on the disk for the texts that come with the compiler, so that an editor can open them.
#[derive(Clone)]
pub struct Library {
    /// The folder that the paths of its packages are below.
    pub folder: PathBuf,
    /// Puts a text at a path below the folder, if it is not there. A text that cannot be put there cannot be opened.
    pub keep: Keep,
}

/// Packages and what they depend on.
#[derive(Clone, PartialEq, Debug)]
pub struct Packages {
    /// The picture of them.
    pub graph: Graph,
    /// The manifests of those that lie on the disk, by the name in the picture.
    pub manifests: BTreeMap<String, PathBuf>,
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded").field("origins", &self.origins).finish_non_exhaustive()
    }
}
