//! Applications and ApplicationSets by hand: E0869, E0889, E0970 to E0972, W0866.

use super::wording::{near_or, nearest};
use crate::{Diagnostic, Place};

/// A label that the selector fixes, taken for something that varies. Check AS03.
pub fn pinned(place: Place, label: &str, value: &str, selector: Place) -> Diagnostic {
    Diagnostic::error(
        "E0970",
        place,
        format!("the label `{label}` is `{value}` in every cluster that is selected: nothing varies here"),
    )
    .label(format!("always `{value}`"))
    .related(selector, "the selector fixes it here")
    .help("let the selector leave the label open, or write its value here")
}

/// A step of a label that no application has. Check AS05.
pub fn step_of_unknown_label(place: Place, label: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error(
        "E0971",
        place,
        format!("no application has the label `{label}`: this step never syncs any"),
    )
    .label("not among the labels of the template");
    near_or(
        found,
        nearest(label, known.iter().copied()),
        format!("give the template the label: `labels = {{ \"{label}\" = \"…\" }}`"),
    )
}

/// An application in no step. Check AS05.
pub fn in_no_step(place: Place, application: &str, element: Place) -> Diagnostic {
    Diagnostic::error("E0971", place, format!("`{application}` is in no step: it would never be synced"))
        .label("none of these steps matches its labels")
        .related(element, "it is made of this")
        .help("add a step for it")
}

/// An application in two steps. Check AS05.
pub fn in_two_steps(place: Place, application: &str, steps: (usize, usize), element: Place) -> Diagnostic {
    let (one, two) = steps;
    Diagnostic::error("E0972", place, format!("`{application}` is in the steps {one} and {two}"))
        .label("steps have no application in common")
        .related(element, "it is made of this")
        .help("let one of the steps leave it out")
}

/// A wave for applications that no sync brings. Check SY01.
pub fn wave_of_made(place: Place, set: &str) -> Diagnostic {
    Diagnostic::error(
        "E0889",
        place,
        format!("the wave of these applications has no effect: `ApplicationSet {set}` makes them, and no sync does"),
    )
    .label("waves order the objects of one sync")
    .help("let `strategy.rollingSync` say in which steps they are synced")
}

/// An Application by hand, or the template of one, lacks what Argo CD asks of it. Check PJ02.
pub fn application_incomplete(place: Place, object: &str, what: &str, label: &str, help: &str) -> Diagnostic {
    Diagnostic::error("E0869", place, format!("{object} {what}")).label(label).help(help)
}

/// A rule about some field in a list that is replaced as a whole. `respects` is the option by which a sync leaves it alone, where it takes
/// one. Check SY04.
pub fn freezes(place: Place, kind: &str, rule: &str, list: &str, respects: Option<Place>) -> Diagnostic {
    let found = Diagnostic::warning(
        "W0866",
        place,
        format!("leaving `{rule}` alone in objects of the kind `{kind}` keeps every change of `{list}` from the cluster"),
    )
    .label(format!("`{list}` has no merge keys: all of it stays as it is"));
    match respects {
        Some(respects) => found.related(respects, "a sync leaves it alone by this").help(
            "pin images by digest and leave out of the manifest what others set; or take the option out: then a sync sets the list",
        ),
        None => found.help("leave the list alone as a whole, or nothing in it"),
    }
}
