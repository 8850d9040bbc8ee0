//! Checks that see the whole platform: relations between declarations that are each valid alone.
//!
//! One file a check; each is a pure function over evaluated modules or their summaries and gives diagnostics.

mod applications;
mod metadata;
mod names;
mod needs;
mod ownership;
mod versions;

use o8_diagnostics::{Anchor, Place};
use o8_ir::platform::Target;
use o8_ir::{Origin, Origins};

use crate::ids::{DefId, PackageId};

pub use applications::check_applications;
pub use metadata::check_metadata;
pub use names::check_names;
pub use needs::check_needs;
pub use ownership::check_ownership;
pub use versions::check_versions;

/// The text of the program behind a value. Where a component of another package decided it, that is `otherwise`: what
/// uses the component is what the author can change.
pub(crate) fn authors_place(origins: &Origins, origin: Origin, otherwise: Place) -> Place {
    let is_own = |place: &Place| match place.anchor {
        Anchor::Item(item) => DefId::of_item(item).package() == PackageId::root(),
        Anchor::File(_) | Anchor::Local => true,
    };
    origins.get(origin).map(|source| source.decided).filter(is_own).unwrap_or(otherwise)
}

/// `ENV`, or `ENV@CLUSTER` where the environment has several.
fn describe_target(target: &Target) -> String {
    if target.one_of_several {
        format!("{}@{}", target.environment, target.cluster)
    } else {
        target.environment.to_string()
    }
}
