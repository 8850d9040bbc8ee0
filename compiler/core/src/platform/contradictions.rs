//! Rules that say nothing, and rules that nothing passes: found in what they ask for, before there is an object.

use std::collections::BTreeSet;

use ecow::EcoString;
use o8_diagnostics::catalogue::policies as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::{Node, Origin};
use o8_policies::{Action, Comparison, Constant, Quantifier, Quantity, Root, Rule, Term, TextTest};

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
        let all: Vec<(&RuleSet, &Rule, Vec<Claim<'_>>)> = enforced
            .flat_map(|set| {
                set.rules.iter().map(move |found| (set, &found.rule, claims(&found.rule.asserts)))
            })
            .collect();
        for (index, (set, rule, claims)) in all.iter().enumerate() {
            for (other_set, other, others) in &all[..index] {
                if !meet(rule, other) {
                    continue;
                }
                let pairs = claims.iter().flat_map(|claim| others.iter().map(move |other| (claim, other)));
                let Some(why) = pairs.filter_map(|(claim, other)| claim.excludes(other)).next() else {
                    continue;
                };
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

/// What an object has to be like to pass a rule, among other things.
struct Claim<'r> {
    /// Whether it is said of each container, or of the object.
    of_containers: Option<u32>,
    of: &'r Term,
    is: Is<'r>,
}

enum Is<'r> {
    /// It begins with one of these.
    Text(Vec<&'r str>),
    /// It is in this relation to a number or quantity.
    Number(Comparison, Quantity, String),
}

/// What all that passes a test is like. A pod has a container, so what is said of all is true of one.
fn claims(test: &Term) -> Vec<Claim<'_>> {
    match test {
        Term::All(parts) => parts.iter().flat_map(claims).collect(),
        Term::Quantified { quantifier: Quantifier::All, variable, list, test }
            if **list == Term::Root(Root::Containers) =>
        {
            let inner = claims(test).into_iter().filter(|claim| claim.of_containers.is_none());
            inner.map(|claim| Claim { of_containers: Some(*variable), ..claim }).collect()
        }
        test => claim(test).into_iter().collect(),
    }
}

fn claim(test: &Term) -> Option<Claim<'_>> {
    let begins = |test| match test {
        &Term::Text(TextTest::StartsWith, ref of, ref prefix) => Some((&**of, prefix.as_str())),
        _ => None,
    };
    let (of, is) = match test {
        Term::Any(parts) => {
            let all: Vec<_> = parts.iter().map(begins).collect::<Option<_>>()?;
            let (of, _) = *all.first()?;
            let is_of_it = all.iter().all(|(other, _)| *other == of);
            is_of_it.then(|| (of, Is::Text(all.iter().map(|(_, prefix)| *prefix).collect())))?
        }
        Term::Compare { op, left, right, .. } => {
            let (op, of, number) = match (&**left, &**right) {
                (of, Term::Constant(number)) => (*op, of, number),
                (Term::Constant(number), of) => (op.flipped(), of, number),
                _ => return None,
            };
            let text = match number {
                Constant::Int(number) => number.to_string(),
                Constant::Quantity(text) => text.to_string(),
                _ => return None,
            };
            (of, Is::Number(op, Quantity::parse(&text)?, text))
        }
        test => begins(test).map(|(of, prefix)| (of, Is::Text(vec![prefix])))?,
    };
    Some(Claim { of_containers: None, of, is })
}

impl Claim<'_> {
    /// Why what is like this cannot be like the other.
    fn excludes(&self, other: &Self) -> Option<String> {
        if self.of_containers != other.of_containers || self.of != other.of {
            return None;
        }
        match (&self.is, &other.is) {
            (Is::Text(own), Is::Text(others)) => {
                let meet = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
                let shown = |all: &[&str]| {
                    all.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(" or ")
                };
                let is_possible = own.iter().any(|own| others.iter().any(|other| meet(own, other)));
                (!is_possible)
                    .then(|| format!("one asks for {}, the other for {}", shown(others), shown(own)))
            }
            (Is::Number(op, number, text), Is::Number(other_op, other_number, other_text)) => {
                let bounds = |op: &Comparison| match op {
                    Comparison::Less | Comparison::LessEqual => (false, true),
                    Comparison::Greater | Comparison::GreaterEqual => (true, false),
                    Comparison::Equal => (true, true),
                };
                let ((low, high), (other_low, other_high)) = (bounds(op), bounds(other_op));
                let is_strict = |op: &Comparison| matches!(op, Comparison::Less | Comparison::Greater);
                let touches = number == other_number && !is_strict(op) && !is_strict(other_op);
                let is_possible = touches
                    || !(low && other_high && number >= other_number
                        || high && other_low && number <= other_number);
                let sign = |op: &Comparison| match op {
                    Comparison::Equal => "==",
                    Comparison::Less => "<",
                    Comparison::LessEqual => "<=",
                    Comparison::Greater => ">",
                    Comparison::GreaterEqual => ">=",
                };
                (!is_possible).then(|| {
                    let (a, b) = (sign(other_op), sign(op));
                    format!("one asks for `{a} {other_text}`, the other for `{b} {text}`")
                })
            }
            _ => None,
        }
    }
}
