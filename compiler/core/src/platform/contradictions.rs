//! Rules that say nothing, and rules that nothing passes: found in what they ask for, before there is an object.

use std::collections::BTreeSet;

use ecow::EcoString;
use o8_diagnostics::catalogue::policies as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::{Node, Origin};
use o8_policies::{Action, Rule, excluded, is_contradictory};

use crate::db::Program;
use crate::eval;
use crate::ids::DefId;
use crate::names::name_place;

use super::held::{InForce, RuleSet};
use super::{authors_place, is_own};

/// What is wrong with the tests of a policy or baseline, whatever the objects are.
pub(super) fn check_tests(
    db: &dyn salsa::Database,
    program: Program,
    entity: DefId,
    environments: &[Option<DefId>],
) -> Vec<Diagnostic> {
    let all: Vec<&eval::Rules> =
        environments.iter().map(|environment| eval::rules_of(db, program, entity, *environment)).collect();
    let rules = || all.iter().flat_map(|rules| &rules.rules);
    let mut diagnostics = Vec::new();
    let mut seen: BTreeSet<&EcoString> = BTreeSet::new();
    for found in rules().filter(|found| is_own(&found.place)) {
        let Rule { name, matches, asserts, .. } = &found.rule;
        if !seen.insert(name) {
            continue;
        }
        let is_passed_always = |other: &&eval::LocatedRule| {
            other.rule.name == *name && other.rule.asserts.as_bool() != Some(true)
        };
        if asserts.as_bool() == Some(true) && !rules().any(|other| is_passed_always(&other)) {
            diagnostics.push(catalogue::passed_always(found.place, name));
        } else if asserts.as_bool() == Some(false) && matches.as_bool() == Some(true) {
            diagnostics.push(catalogue::passed_never(found.place, name));
        } else if is_contradictory(asserts) {
            diagnostics.push(catalogue::contradicts_itself(found.place, name));
        }
    }
    for (name, place) in all.iter().flat_map(|rules| &rules.idle).filter(|(_, place)| is_own(place)) {
        if rules().all(|found| found.rule.name != *name) && seen.insert(name) {
            diagnostics.push(catalogue::about_nothing(*place, name));
        }
    }
    diagnostics
}

/// Rules of which nothing that both are about can pass both, where both are enforced.
pub(super) fn check_contradictions(
    db: &dyn salsa::Database,
    program: Program,
    in_force: &[InForce],
) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for here in in_force {
        let enforced = here.sets.iter().filter(|set| set.action == Action::Deny);
        let all: Vec<(&RuleSet, &Rule)> =
            enforced.flat_map(|set| set.rules.iter().map(move |found| (set, &found.rule))).collect();
        for (index, (set, rule)) in all.iter().enumerate() {
            for (other_set, other) in &all[..index] {
                if !meet(rule, other) {
                    continue;
                }
                let Some(why) = excluded(&other.asserts, &rule.asserts) else { continue };
                let why = format!("one asks for {}, the other for {}", why.first, why.second);
                let place = |set: &RuleSet, rule: &Rule| place_of_rule(db, program, set.entity, &rule.name);
                let said = |set: &RuleSet, rule: &Rule| {
                    let data = set.entity.data();
                    format!("`{}` of {} `{}`", rule.name, data.word, data.name)
                };
                let found = catalogue::contradiction(
                    place(set, rule),
                    (&said(other_set, other), &said(set, rule)),
                    &why,
                    place(other_set, other),
                );
                if !diagnostics.contains(&found) {
                    diagnostics.push(found);
                }
                // What excludes one rule excludes others of that sort: one of them is enough to be told.
                break;
            }
        }
    }
    diagnostics
}

fn place_of_rule(db: &dyn salsa::Database, program: Program, entity: DefId, name: &str) -> Place {
    let value = eval::entity(db, program, entity);
    let origin = value.node.at(&["rules", name]).map_or(Origin::NONE, |node: &Node| node.origin);
    authors_place(&value.origins, origin, name_place(db, program, entity))
}

/// Whether what one rule is about is part of what the other is about.
fn meet(rule: &Rule, other: &Rule) -> bool {
    let is_about_all = |rule: &Rule| rule.matches.as_bool() == Some(true);
    rule.matches == other.matches || is_about_all(rule) || is_about_all(other)
}
