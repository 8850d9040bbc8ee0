//! Arguments of the commands about packages.

use std::path::PathBuf;

use clap::Args;

use super::ListFormat;

/// `o8 add`
#[derive(Args, Clone, Debug)]
#[command(disable_version_flag = true, group = clap::ArgGroup::new("origin").required(true))]
pub struct AddArguments {
    /// What the package is called.
    pub name: String,
    /// A Git repository that has it.
    #[arg(long, value_name = "URL", group = "origin")]
    pub git: Option<String>,
    /// An OCI image layout that has it, as `oci-layout:PATH`.
    #[arg(long, value_name = "LAYOUT", group = "origin")]
    pub oci: Option<String>,
    /// A folder that has `NAME/VERSION/` for each version.
    #[arg(long, value_name = "DIR", group = "origin")]
    pub registry: Option<String>,
    /// A folder that is the package.
    #[arg(long, value_name = "DIR", group = "origin")]
    pub path: Option<String>,
    /// Which versions will do, such as `^1.2`; without it, those that fit the newest.
    #[arg(long, value_name = "REQUIREMENT", conflicts_with_all = ["tag", "rev", "digest", "path"])]
    pub version: Option<String>,
    /// A tag of the repository.
    #[arg(long, requires = "git", conflicts_with_all = ["rev", "digest"])]
    pub tag: Option<String>,
    /// A commit of the repository.
    #[arg(long, value_name = "COMMIT", requires = "git", conflicts_with = "digest")]
    pub rev: Option<String>,
    /// The digest of an artefact.
    #[arg(long, requires = "oci")]
    pub digest: Option<String>,
    /// The package to add it to: a folder in it.
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
}

/// `o8 update`
#[derive(Args, Clone, Debug)]
pub struct UpdateArguments {
    /// The packages that may get another version; without one, all.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// The package whose lock it is: a folder in it.
    #[arg(long, value_name = "DIR")]
    pub path: Option<PathBuf>,
    /// Write nothing, and fail when something would change.
    #[arg(long)]
    pub check: bool,
}

/// `o8 fetch`
#[derive(Args, Clone, Debug)]
pub struct FetchArguments {
    /// The package: a folder in it.
    pub path: Option<PathBuf>,
    /// Fetch nothing, and fail when something is missing.
    #[arg(long)]
    pub offline: bool,
    /// Put copies into the folder `vendor` too, for builds without a cache.
    #[arg(long)]
    pub vendor: bool,
}

/// `o8 outdated`
#[derive(Args, Clone, Debug)]
pub struct OutdatedArguments {
    /// The package: a folder in it.
    pub path: Option<PathBuf>,
    /// How the list is written down.
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

/// `o8 package`
#[derive(Args, Clone, Debug)]
pub struct PackageArguments {
    /// The package: a folder in it.
    pub path: Option<PathBuf>,
    /// The layout to add it to, which is made where there is none.
    #[arg(long, value_name = "LAYOUT")]
    pub output: PathBuf,
}
