//! What stands in braces where it does not belong.

use crate::{Diagnostic, Place};

/// E0327: a member of braces that belongs somewhere else.
pub fn member_out_of_place(place: Place, what: &str, owner: &str, belongs: &str) -> Diagnostic {
    Diagnostic::error("E0327", place, format!("{what} does not belong in {owner}"))
        .label("out of place")
        .help(format!("it stands in {belongs}"))
}

/// E0328: an attribute on a setting.
pub fn attribute_out_of_place(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0328", place, format!("`@{name}` belongs to a declaration, not to a setting"))
        .label("out of place")
        .help("attributes stand before types, fields of types and parameters")
}

/// E0329: a `let` behind the members that it should stand before.
pub fn let_after_members(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0329", place, format!("`let {name}` stands after other members of its braces"))
        .label("`let` comes first")
        .help("move it to the beginning of the braces")
}
