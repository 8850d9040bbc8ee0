//! What is wrong with the settings of Argo CD itself: E084x.

use super::wording::{nearest, one_of};
use crate::{Diagnostic, Place};

/// The default role is neither one of Argo CD's own nor one of the platform's.
pub fn unknown_default_role(place: Place, role: &str, known: &[&str]) -> Diagnostic {
    unknown("E0840", place, "role", role, known).label("everybody who is logged in would have it")
}

/// A trigger sends a template that does not exist. Check NO01.
pub fn unknown_template(place: Place, template: &str, known: &[&str]) -> Diagnostic {
    unknown("E0841", place, "template", template, known).label("this trigger would send nothing")
}

/// A subscription is to a trigger that does not exist. Check NO01.
pub fn unknown_trigger(place: Place, trigger: &str, known: &[&str]) -> Diagnostic {
    unknown("E0842", place, "trigger", trigger, known).label("nobody would be told")
}

/// Somebody is to be told by a service that is not declared. Check NO01.
pub fn service_not_declared(place: Place, service: &str) -> Diagnostic {
    Diagnostic::error("E0843", place, format!("there is no service `{service}`"))
        .label("nobody would be told")
        .help(format!("declare it: `argocd.notifications.services.{service} {{ … }}` in the platform"))
}

/// A webhook is named that is not declared. Check NO01.
pub fn unknown_webhook(place: Place, webhook: &str, known: &[&str]) -> Diagnostic {
    unknown("E0843", place, "webhook", webhook, known).label("nothing would be sent")
}

/// A service of notifications takes a key of another secret than the one that Argo CD reads. Check NO01.
pub fn secret_of_others(place: Place, secret: &str, read: &str) -> Diagnostic {
    Diagnostic::error(
        "E0844",
        place,
        format!("Argo CD reads keys of notifications from `{read}`, not from `{secret}`"),
    )
    .label("not read")
    .help(format!("put the key into that secret, and refer to it by `secret {read} {{ keys = [\"…\"] }}`"))
}

/// A service of notifications takes a key whose name Argo CD does not read to its end. Check NO01.
pub fn unreadable_key(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("E0844", place, format!("Argo CD does not read a key `{key}`"))
        .label("only letters, digits, `-` and `_` are part of a key here")
        .help("give the key another name")
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
