//! RS03 and SV01: a PodDisruptionBudget keeps pods that there are, and lets at least one of them go. One that lets none go
//! stops every drain of a node; one without pods keeps nothing.

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::relations::{Amount, Budget};
use o8_ir::{DeploymentSummary, ModuleSummary, ObjectSummary};
use rustc_hash::FxHashSet;

use super::ledger::described;
use super::relations::is_scalable;
use super::selectors::{nearest, selects};
use super::surroundings::{Contents, Surroundings};

/// Warns of budgets that have no pods, and of those that never let a copy go, each once.
pub fn check_budgets(modules: &[&ModuleSummary], around: &Surroundings<'_>) -> Vec<Diagnostic> {
    let mut reported: FxHashSet<Place> = FxHashSet::default();
    let mut diagnostics = Vec::new();
    for deployment in modules.iter().filter(|module| !module.existing).flat_map(|module| &module.deployments)
    {
        for object in &deployment.objects {
            let (Some(budget), Some(namespace)) = (&object.relations.budget, &object.key.namespace) else {
                continue;
            };
            let Some(here) = around.of(deployment, namespace) else { continue };
            if keeps_nothing(here, budget) {
                if reported.insert(budget.selector) {
                    let found = nearest(
                        &budget.labels,
                        here.objects.iter().filter_map(|object| object.pods.as_ref()),
                    );
                    diagnostics.push(catalogue::ledger::budget_without_pods(
                        budget.selector,
                        &described(object),
                        &deployment.target.label(),
                        found,
                    ));
                }
                continue;
            }
            let Some(copies) = copies(here, budget) else { continue };
            if budget.lets_go_of(copies.count) > 0 || !reported.insert(budget.place) {
                continue;
            }
            diagnostics.push(budget_stops(deployment, object, budget, &copies));
        }
    }
    diagnostics
}

fn keeps_nothing(here: &Contents<'_>, budget: &Budget) -> bool {
    let mut pods = here.objects.iter().filter_map(|object| object.pods.as_ref());
    !here.is_open && !pods.any(|pods| selects(&budget.labels, pods))
}

/// The fewest copies of the pods of a budget, and what says so.
struct Copies {
    count: i64,
    workload: String,
    place: Place,
}

/// `None` where that is not known, or where there are none.
fn copies(here: &Contents<'_>, budget: &Budget) -> Option<Copies> {
    let mut found: Option<Copies> = None;
    let selected = here.objects.iter().filter(|object| {
        object.pods.as_ref().is_some_and(|pods| budget.labels.iter().all(|label| pods.contains(label)))
    });
    for workload in selected {
        // Of pods of their own, of those on every node and of those that end, there is no number.
        if !is_scalable(&workload.key.group, &workload.key.kind) {
            return None;
        }
        let key = &workload.key;
        let scaler =
            here.objects.iter().filter_map(|object| object.relations.scaler.as_ref()).find(|scaler| {
                let target = &scaler.target;
                target.group == key.group && target.kind == key.kind && target.name == key.name
            });
        let (count, place) = match (scaler, workload.relations.replicas) {
            (Some(scaler), _) => (scaler.least, scaler.least_place),
            (None, Some(said)) => said,
            // One, unless something else decides.
            (None, None) => (1, workload.place),
        };
        match &mut found {
            Some(copies) => copies.count += count,
            None => found = Some(Copies { count, workload: described(workload), place }),
        }
    }
    found.filter(|copies| copies.count > 0)
}

fn budget_stops(
    deployment: &DeploymentSummary,
    object: &ObjectSummary,
    budget: &Budget,
    copies: &Copies,
) -> Diagnostic {
    let amount = match budget.amount {
        Amount::Count(count) => count.to_string(),
        Amount::Percent(percent) => format!("{percent}%"),
    };
    catalogue::ledger::budget_stops_drains(
        budget.place,
        &described(object),
        (budget.field, &amount),
        (&copies.workload, copies.count, copies.place),
        &deployment.target.label(),
    )
}
