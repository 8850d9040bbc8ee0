//! Overrides, `extend`s and patches (E05xx, W05xx).

use super::wording::all_of;
use super::{nearest, one_of};
use crate::{Diagnostic, Fix, Place};

/// E0501: two settings of one level contradict each other in a target. `crossing`: one holds for an environment, the
/// other for a cluster.
pub fn clash(place: Place, other: Place, target: &str, crossing: bool) -> Diagnostic {
    let found = Diagnostic::error("E0501", place, format!("this is set twice for `{target}`"))
        .label("set here")
        .related(other, "and here");
    if crossing {
        found.help("neither is more specific: `in ENV@CLUSTER { … }` is, and says what holds where both do")
    } else {
        found.help("one of the two has to go: their order has no meaning")
    }
}

/// E0502: an `extend` sets what is set already.
pub fn set_by_extend_again(place: Place, name: &str, first: Place) -> Diagnostic {
    Diagnostic::error("E0502", place, format!("`{name}` is set already"))
        .label("an `extend` sets only what was left open")
        .related(first, "first set here")
        .help("what holds for some targets only is an override: `in ENV { … }`")
}

/// E0502: two `extend`s set the same.
pub fn extends_clash(place: Place, other: Place) -> Diagnostic {
    Diagnostic::error("E0502", place, "another `extend` sets this too")
        .label("set here")
        .related(other, "and here")
        .help("one of the two has to go: files have no order")
}

/// E0503: an `extend` adds to a list whose elements have no keys.
pub fn extend_adds_to_list(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error(
        "E0503",
        place,
        format!("an `extend` cannot add to the list `{name}`: files have no order"),
    )
    .help("set the whole list in one place")
}

/// E0504: an override for a target that the module is not deployed to. `target` is environment and cluster.
pub fn not_deployed_to(
    place: Place,
    module: &str,
    target: (Option<&str>, Option<&str>),
    deployed: &[&str],
) -> Diagnostic {
    let wanted = match target {
        (Some(environment), Some(cluster)) => format!("`{environment}@{cluster}`"),
        (Some(environment), None) => format!("`{environment}`"),
        (None, Some(cluster)) => format!("`@{cluster}`"),
        (None, None) => "this target".to_owned(),
    };
    let found = Diagnostic::error("E0504", place, format!("`{module}` is not deployed to {wanted}"));
    if deployed.is_empty() {
        return found.help("it is deployed nowhere");
    }
    let near = target.0.and_then(|wanted| nearest(wanted, deployed.iter().copied()));
    match near {
        Some(near) if Some(near) != target.0 => found.help(format!("did you mean `{near}`?")),
        _ => found.help(format!("it is deployed to {}", all_of(deployed.iter().copied(), 6))),
    }
}

/// E0505: a patch matches no object of a target. `objects` are those that there are.
pub fn patch_matches_nothing(place: Place, kind: &str, target: &str, objects: &[String]) -> Diagnostic {
    let found = Diagnostic::error("E0505", place, format!("there is no such {kind} in `{target}` to patch"));
    if objects.is_empty() {
        return found.help("the module has no objects there");
    }
    let shown = objects[..objects.len().min(8)].join(", ");
    let more = if objects.len() > 8 { ", …" } else { "" };
    found.help(format!("there are: {shown}{more}"))
}

/// E0506: a patch matches several objects of a target.
pub fn patch_matches_several<T: AsRef<str>>(
    place: Place,
    kind: &str,
    target: &str,
    names: &[T],
) -> Diagnostic {
    let listed = one_of(names.iter().map(AsRef::as_ref), 6);
    Diagnostic::error("E0506", place, format!("several objects {kind} match this patch in `{target}`"))
        .help(format!("say which: `patch {kind} \"NAME\"` with {listed}"))
}

/// E0507: an override opens a record of another type than its field belongs to.
pub fn unknown_field_of_alternative(
    place: Place,
    field: &str,
    record: &str,
    near: Option<&str>,
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0507",
        place,
        format!("what holds here is a `{record}`, which has no field `{field}`"),
    );
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    }
}

/// W0501: an override without which every target would come out the same. `place` is the whole override.
pub fn override_without_effect(place: Place) -> Diagnostic {
    Diagnostic::warning("W0501", place, "this override changes nothing in any target").fix(Fix::safe(
        "remove it",
        place,
        "",
    ))
}

/// W0501: a setting of an override without which every target would come out the same.
pub fn setting_without_effect(place: Place) -> Diagnostic {
    Diagnostic::warning("W0501", place, "this setting changes nothing in any target")
        .label("it is so already")
        .fix(Fix::safe("remove it", place, ""))
}

/// W0502: a patch without which every target would come out the same.
pub fn patch_without_effect(place: Place) -> Diagnostic {
    Diagnostic::warning("W0502", place, "this patch changes nothing in any target")
}

/// A target gets something else than the module delivers elsewhere: another chart, or objects where there was a folder.
pub fn another_delivery(place: Place, target: &str, here: &str, there: &str) -> Diagnostic {
    Diagnostic::error("E0508", place, format!("`{target}` gets {here} where other places get {there}"))
        .label("delivers something else")
        .help("write two modules, and say with `environments` where each of them goes")
}

/// What Argo CD reads by itself stands where objects are due.
pub fn delivery_inside(place: Place, component: &str) -> Diagnostic {
    Diagnostic::error("E0509", place, format!("a `{component}` cannot be part of something else"))
        .label("gives no objects to put beside others")
        .help(format!("make it what a module deploys: `module … {{ deploy = {component} {{ … }} }}`"))
}

/// W0503: a target has another component than the body.
pub fn other_component(place: Place, target: &str, here: &str, body: &str) -> Diagnostic {
    Diagnostic::note("W0503", place, format!("`{target}` gets a `{here}` where the module has a `{body}`"))
        .help("the base and the overlay share nothing then: every object of the one is removed, every one of the other added")
}
