//! Plain data between evaluation and output: object trees with their provenance, the platform model that
//! the backends read, and the files that they produce. Nothing here computes more than a look-up.

pub mod argocd;
mod deployed;
mod file;
pub mod graph;
pub mod late;
pub mod network;
mod object;
mod origin;
pub mod platform;
pub mod relations;
mod summary;
mod tree;

pub use deployed::{Deployed, DeployedApplication, NoObject};
pub use file::OutputFile;
pub use object::{Identity, Object, ObjectKey};
pub use origin::{Origin, OriginKind, Origins, Source};
pub use summary::{
    Connection, DeploymentSummary, Labels, LatePatch, ModuleSummary, Need, ObjectSummary, Selection, Selector,
};
pub use tree::{List, ListMerge, Map, Node, Tree};
