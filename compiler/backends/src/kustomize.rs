//! The Kustomize layout: a base for each module, and for each target the proved difference to it.
//!
//! Everything rests on a model of what `kustomize build` does ([`model`]): an overlay is written only when the
//! model, applied to the layer below, gives exactly the layer that was asked for. The conformance tests hold
//! the model against the real tool.

mod files;
mod late;
mod model;
mod names;
mod overlay;
mod plan;
mod shape;

pub use files::{module_files, traced_module_files};
pub use late::late_patches;

pub use model::images::Image;
pub use model::operations::{Action, Operation};
pub use model::replicas::Replicas;
pub(crate) use names::file_names;
pub use overlay::{Layer, NamespacePatch, Overlay, Patch, PatchBody, Target, difference};

#[cfg(test)]
mod tests;
