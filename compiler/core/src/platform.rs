//! Checks that see the whole platform: relations between declarations that are each valid alone.
//!
//! One file a check; each is a pure function over summaries and gives diagnostics.

mod names;
mod needs;
mod ownership;
mod versions;

pub use names::check_names;
pub use needs::check_needs;
pub use ownership::check_ownership;
pub use versions::check_versions;
