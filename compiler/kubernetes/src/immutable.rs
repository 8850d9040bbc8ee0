//! What cannot change once an object exists.

use crate::facts::IMMUTABLE;
use crate::kind::api_group;

/// The paths, such as `spec.selector`, that an API server refuses to change in objects of this kind.
///
/// Pods are left out: nearly all of a pod is fixed, and controllers replace pods rather than change them.
pub fn immutable_paths(group: &str, kind: &str) -> &'static [&'static str] {
    let group = api_group(group);
    let found = IMMUTABLE.iter().find(|(of, name, _)| *of == group && *name == kind);
    found.map_or(&[], |(_, _, paths)| paths)
}
