//! Addons: in which clusters they are, and what they say of themselves that modules have from their environments.

use ecow::EcoString;
use o8_diagnostics::catalogue::clusters;
use o8_ir::platform::{Addon, Tier};

use crate::ids::DefId;
use crate::selection::{Choice, Labelled, Wanted, choose};

use super::super::machine::Machine;
use super::super::value::Value;
use super::{Place, listed};

/// The clusters that an addon is deployed to: those that it names, those that it chooses by their labels, or all. `None` where
/// there are none.
pub(super) fn places(machine: &mut Machine<'_, '_>, addon: DefId) -> Option<Place> {
    machine.entity(addon)?;
    let mut clusters: Vec<DefId> = match listed(machine, addon, "clusters") {
        Some(named) => named.into_iter().map(|(cluster, _)| cluster).collect(),
        None => chosen(machine, addon),
    };
    // Where a declaration stands never shows in the output.
    clusters.sort_by_key(|cluster| cluster.name());
    clusters.dedup();
    (!clusters.is_empty()).then_some(Place { environment: None, clusters, live: false, production: false })
}

/// The clusters with the labels of `select`; all where it has none.
fn chosen(machine: &mut Machine<'_, '_>, addon: DefId) -> Vec<DefId> {
    let Some(record) = machine.world.kind("cluster") else { return Vec::new() };
    let all = machine.world.definitions.entities(record);
    let wanted = labels(machine, addon, "select");
    let at = machine.name_setting(addon).place();
    let wanted: Vec<Wanted> = wanted
        .entries
        .into_iter()
        .map(|(key, value, place)| Wanted { key, value, place: place.unwrap_or(at) })
        .collect();
    let clusters: Vec<Labelled> = all
        .iter()
        .map(|&cluster| {
            let found = labels(machine, cluster, "labels");
            let labels = found.entries.into_iter().map(|(key, value, _)| (key, value)).collect();
            Labelled { labels, complete: found.complete }
        })
        .collect();
    match choose(&clusters, &wanted) {
        Choice::Some(found) => found.into_iter().map(|at| all[at]).collect(),
        Choice::None(none) => {
            machine.fail(|| clusters::nothing_selected(none.place, &none.message, none.help.as_deref()));
            Vec::new()
        }
        Choice::Unknown => Vec::new(),
    }
}

/// Keys, values and places of a map of labels.
struct Found {
    entries: Vec<(EcoString, EcoString, Option<o8_diagnostics::Place>)>,
    /// Whether all of it is known.
    complete: bool,
}

fn labels(machine: &mut Machine<'_, '_>, entity: DefId, field: &str) -> Found {
    let mut found = Found { entries: Vec::new(), complete: false };
    let Some(instance) = machine.entity(entity) else { return found };
    let Some(field) = instance.info.shape.position(field) else { return found };
    let Value::Map(map) = machine.field(instance, field, || instance.made.place()).value else {
        return found;
    };
    found.complete = map.complete;
    for entry in map.entries {
        match entry.value.value {
            Value::String(value) => {
                let place = entry.value.from.map(|setting| setting.place());
                found.entries.push((entry.key.name().into(), value.clone(), place));
            }
            _ => found.complete = false,
        }
    }
    found
}

/// What an addon says of itself where the evaluation is.
pub(super) fn addon(machine: &mut Machine<'_, '_>, addon: DefId) -> Addon {
    let text = |machine: &mut Machine<'_, '_>, entity: DefId, field: &str| -> Option<EcoString> {
        let instance = machine.entity(entity)?;
        let field = instance.info.shape.position(field)?;
        match machine.field(instance, field, || instance.made.place()).value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(true) => Some("true".into()),
            _ => None,
        }
    };
    let revision = text(machine, addon, "revision").or_else(|| {
        let platform = machine.platform()?;
        text(machine, platform, "revision")
    });
    let baseline = baseline(machine, addon);
    let version = baseline.and_then(|baseline| text(machine, baseline, "podSecurityVersion"));
    let development = text(machine, addon, "tier").is_some_and(|tier| tier == "development");
    Addon {
        revision: revision.unwrap_or_default(),
        automated: text(machine, addon, "automated").is_some(),
        tier: if development { Tier::Development } else { Tier::Production },
        pod_security: text(machine, addon, "podSecurity").filter(|level| level != "privileged"),
        pod_security_version: version,
        baseline: baseline.map(|baseline| baseline.name().into()),
    }
}

/// The baseline that an addon names.
fn baseline(machine: &mut Machine<'_, '_>, addon: DefId) -> Option<DefId> {
    let instance = machine.entity(addon)?;
    let field = instance.info.shape.position("baseline")?;
    match machine.field(instance, field, || instance.made.place()).value {
        Value::Entity(baseline) => Some(baseline),
        _ => None,
    }
}
