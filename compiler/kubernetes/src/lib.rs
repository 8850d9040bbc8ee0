//! Every built-in kind of Kubernetes as data: fields with types and documentation, merge keys,
//! closed value sets, required and immutable fields, and the API versions of each release.
//!
//! The schemas are those of [`RELEASE`]. They lie in one table which the build script writes; nothing
//! is decoded before it is asked for and nothing is allocated at start-up.
//!
//! ```
//! let deployment = o8_kubernetes::kind("apps", "v1", "Deployment").unwrap();
//! let spec = o8_kubernetes::definition(deployment.definition).fields.get("spec").unwrap();
//! assert!(spec.required);
//! ```

mod api_status;
mod controllers;
mod definition;
mod facts;
mod immutable;
mod kind;
mod lifetimes;
mod names;
mod stateful;
mod table;

#[cfg(test)]
mod tests;

pub use api_status::{ApiKind, ApiStatus, Release, api_status, served_by_default, successor_advice};
pub use controllers::{ControllerRelease, Service, controller_of_chart, controllers, service_of};
pub use definition::{
    Definition, DefinitionId, ElementType, Field, FieldType, Fields, definition, definition_named,
    definitions, names_of,
};
pub use facts::{ListKind, PatchStrategy};
pub use immutable::immutable_paths;
pub use kind::{Kind, group_named, groups, is_cluster_wide, kind, kinds, kinds_of, versions};
pub use names::{MOST_ANNOTATIONS, NameRule, is_annotation_key, is_label_key, is_label_value, name_rule};
pub use stateful::is_stateful;

/// The first release of Kubernetes of which the table of lifetimes says everything.
pub const FIRST_RELEASE: Release = (1, 16);

/// The release of Kubernetes whose kinds the table holds, as (major, minor).
pub const RELEASE: Release = (1, 37);
