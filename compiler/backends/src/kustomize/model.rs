//! What `kustomize build` makes of an object, as far as overlays of o8 use it. Observed on 5.5 and unchanged in 5.8.
//!
//! The steps of one overlay, in the order of Kustomize: resources are added; patches are applied in the order
//! of the list; `replicas:`, then `images:`; and last, names in references follow the objects that they refer to.

pub(super) mod images;
pub(super) mod operations;
pub(super) mod references;
pub(super) mod replicas;
pub(super) mod strategic;
pub(super) mod view;

/// Kustomize refuses, or does something that the model does not follow; what was tried is not to be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Refused;
