//! Secrets, which never become text.

use crate::catalogue::one_of;
use crate::{Diagnostic, Fix, Place};

/// E0310: a secret on its way into text or free data.
pub fn secret_leaves(place: Place, how: &str) -> Diagnostic {
    let message = match how {
        "free data" => "a secret does not become free data".to_owned(),
        how => format!("a secret cannot be {how}"),
    };
    Diagnostic::error("E0310", place, message)
        .label("holds a secret")
        .help("a secret can be passed on, matched by its type, and put where the key of a secret is selected")
}

/// E0311: secrets are compared or looked for.
pub fn secret_compared(place: Place) -> Diagnostic {
    Diagnostic::error("E0311", place, "secrets cannot be compared")
        .label("one side holds a secret")
        .help("ask for null with `== null`, or for the type with `match`")
}

/// E0312: a key that a secret does not declare.
pub fn unknown_secret_key(
    place: Place,
    key: &str,
    secret: &str,
    keys: &[&str],
    near: Option<&str>,
    declared: Place,
) -> Diagnostic {
    let found = Diagnostic::error("E0312", place, format!("the secret `{secret}` has no key `{key}`"))
        .label("not among its `keys`")
        .related(declared, "declared here");
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("write `{near}`"),
            place,
            format!("\"{near}\""),
        )),
        None => found.help(format!("it has {}", one_of(keys.iter().copied(), 6))),
    }
}
