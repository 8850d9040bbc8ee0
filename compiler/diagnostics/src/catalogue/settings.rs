//! What is wrong with the settings of Argo CD itself: E084x.

use super::wording::{nearest, one_of};
use crate::{Diagnostic, Place};

/// The default role is neither one of Argo CD's own nor one of the platform's.
pub fn unknown_default_role(place: Place, role: &str, known: &[&str]) -> Diagnostic {
    unknown("E0840", place, "role", role, known).label("everybody who is logged in would have it")
}

/// A name that nothing has, with those that something has.
fn unknown(code: &'static str, place: Place, kind: &str, name: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error(code, place, format!("there is no {kind} `{name}`"));
    match nearest(name, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => found,
        None => found.help(format!("it is one of {}", one_of(known.iter().copied(), 5))),
    }
}
