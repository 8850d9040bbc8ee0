//! Checks that see the whole platform: relations between declarations that are each valid alone.
//!
//! One file a check; each is a pure function over evaluated modules or their summaries and gives diagnostics.

mod application_sets;
mod applications;
mod budgets;
mod clashes;
mod contradictions;
mod controllers;
mod corrections;
mod custom;
mod definitions;
mod deployed;
mod dns;
mod enforcement;
mod freezing;
mod frozen;
mod hand_written;
mod health;
mod held;
mod hydrator;
mod ignored;
mod ledger;
mod metadata;
mod monitors;
mod moves;
mod names;
mod namespaces;
mod needs;
mod ownership;
mod policies;
mod previews;
mod projects;
mod public_key;
mod quotas;
mod references;
mod relations;
mod rendered;
mod repositories;
mod requirements;
mod runtime;
mod selectors;
mod signatures;
mod sizes;
mod suffixes;
mod surroundings;
mod unseen;
mod verdicts;
mod versions;
mod weakening;
mod windows;

use o8_diagnostics::{Anchor, Place};
use o8_ir::{Origin, Origins};

use crate::ids::{DefId, DefKind, PackageId};

pub use application_sets::check_application_sets;
pub use applications::check_applications;
pub use budgets::check_budgets;
pub use controllers::{check_controllers, take_versions};
pub use custom::check_custom_resources;
pub(crate) use definitions::defines;
pub use definitions::{Definitions, check_definitions};
pub use deployed::{check_deployed, deployed};
pub use dns::check_dns;
pub(crate) use enforcement::INSTANCE;
pub use enforcement::{check_enforcement, enforced_in};
pub use freezing::check_freezing;
pub use frozen::check_frozen;
pub(crate) use frozen::selector;
pub use hand_written::check_hand_written;
pub use health::check_health;
pub use held::{Everywhere, InForce, RuleSet, in_force};
pub use hydrator::check_hydrator;
pub use ignored::check_ignored;
pub(crate) use ledger::described;
pub use ledger::{check_writers, ledger};
pub use metadata::check_metadata;
pub use monitors::check_monitors;
pub use moves::check_moves;
pub use names::check_names;
pub use namespaces::check_namespaces;
pub use needs::{Standing, by_name, check_needs, standing};
pub use ownership::check_ownership;
pub use policies::check_policies;
pub use previews::check_previews;
pub(crate) use previews::{late_patches, sample_of, sampled};
pub use projects::check_projects;
pub use quotas::check_quotas;
pub use references::check_references;
pub(crate) use relations::relations;
pub use rendered::{Renders, check_rendered};
pub use repositories::check_repositories;
pub use runtime::{Watched, check_runtime};
pub use selectors::{check_selectors, check_services};
pub(crate) use selectors::{is_generated, labels_of_pods, selection, selects};
pub use signatures::{Signed, asks_for_signatures, check_signatures};
pub use sizes::check_sizes;
pub use surroundings::Surroundings;
pub use unseen::check_unseen;
pub use verdicts::{Enforced, check_rules, check_verdicts};
pub use versions::check_versions;
pub use windows::check_windows;

/// The text of the program that decided a value. Where a component of another package did, that is `otherwise`: what uses
/// the component is what the author can change.
pub(crate) fn authors_place(origins: &Origins, origin: Origin, otherwise: Place) -> Place {
    origins.get(origin).map(|source| source.decided).filter(is_own).unwrap_or(otherwise)
}

/// The same for a value that is wrong where it is used: where it comes from the declaration of an environment, a cluster or the
/// like, that is the text which reads it.
pub(crate) fn readers_place(origins: &Origins, origin: Origin, otherwise: Place) -> Place {
    let is_context = |place: &Place| match place.anchor {
        Anchor::Item(item) => {
            let data = DefId::of_item(item).data();
            matches!(data.kind, DefKind::Entity | DefKind::Existing)
                && !matches!(data.word.as_str(), "module" | "addon")
        }
        Anchor::File(_) | Anchor::Local => false,
    };
    let Some(source) = origins.get(origin) else { return otherwise };
    let place = if is_context(&source.decided) { source.written } else { source.decided };
    if is_own(&place) { place } else { otherwise }
}

/// Whether a place is in the package that is compiled.
fn is_own(place: &Place) -> bool {
    match place.anchor {
        Anchor::Item(item) => DefId::of_item(item).package() == PackageId::root(),
        Anchor::File(_) | Anchor::Local => true,
    }
}
