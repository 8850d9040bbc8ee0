//! PS01 and PO01: what the compiler makes is held against the baseline of its environment and all policies before anything is
//! committed. A policy engine would refuse it only when it is synced, and of a workload only the pods.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;
use o8_backends::policies::SIGNED_BY;
use o8_diagnostics::catalogue::policies as catalogue;
use o8_diagnostics::{Diagnostic, Fix, ItemId, Place};
use o8_ir::platform::Module;
use o8_ir::{Node, Object, Origins};
use o8_policies::{Action, Rule, Subject, Verdict, defaulted};

use crate::calendar::day;
use crate::db::Program;
use crate::eval::{self, LocatedRule};
use crate::ids::DefId;
use crate::model::Model;

use super::contradictions::{check_contradictions, check_tests};
use super::corrections::correction;
use super::enforcement::INSTANCE;
use super::held::{Everywhere, Excepted, RuleSet, exceptions, in_force};
use super::rendered::Renders;
use super::signatures::{asks_for_signatures, check_signers};
use super::weakening::check_weakening;
use super::{authors_place, is_own};

/// What is wrong with policies and baselines themselves.
pub fn check_rules(db: &dyn salsa::Database, program: Program, model: &Model) -> Vec<Diagnostic> {
    // Without any, rules are looked at as far as they hang on none.
    let environments: Vec<Option<DefId>> = match model.environments.is_empty() {
        true => vec![None],
        false => model.environments.iter().map(|entry| Some(entry.def)).collect(),
    };
    let mut diagnostics = check_weakening(db, program, model, &environments);
    diagnostics.extend(check_contradictions(db, program, in_force(db, program)));
    for &entity in model.baselines.iter().chain(&model.policies) {
        diagnostics.extend(check_tests(db, program, entity, &environments));
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for environment in &environments {
            let rules = eval::rules_of(db, program, entity, *environment);
            known.extend(rules.rules.iter().map(|rule| rule.rule.name.as_str()));
            for found in &rules.diagnostics {
                if !diagnostics.contains(found) {
                    diagnostics.push(found.clone());
                }
            }
        }
        if entity.data().word == "baseline" {
            diagnostics.extend(check_signers(db, program, entity));
            known.extend(asks_for_signatures(db, program, entity).then_some(SIGNED_BY));
        }
        for (_, exception) in exceptions(db, program, entity) {
            let (until, place) = &exception.until;
            match (day(until), program.today(db)) {
                (None, _) => diagnostics.push(catalogue::no_such_day(*place, until)),
                (Some(last), Some(today)) if today > last => {
                    diagnostics.push(catalogue::exception_ended(
                        *place,
                        &exception.rule,
                        until,
                        &today.to_string(),
                    ));
                }
                (Some(_), _) => {}
            }
            if !known.contains(exception.rule.as_str()) {
                let place = exception.rule_place;
                diagnostics.push(catalogue::exception_of_no_rule(
                    place,
                    &exception.rule,
                    entity.name(),
                    &known,
                ));
            }
        }
    }
    diagnostics
}

/// What the clusters are told, too.
#[derive(Clone, Copy)]
pub struct Enforced {
    /// Whether they have a policy engine that is told of rules.
    pub rules: bool,
    /// Whether somebody looks at the signatures of images.
    pub signatures: bool,
}

/// Holds the objects of a module against what is in force where they go. Each finding is said once, with all the targets.
pub fn check_verdicts<'t>(
    everywhere: Everywhere<'_>,
    enforced: Enforced,
    module: &Module,
    (renders, origins): (&Renders, &Origins),
    text: &dyn Fn(ItemId) -> Option<&'t str>,
) -> Vec<Diagnostic> {
    let mut findings: BTreeMap<(Place, String), Finding> = BTreeMap::new();
    let mut used: BTreeSet<Place> = BTreeSet::new();
    let mut unknown: BTreeSet<(Place, String)> = BTreeSet::new();
    for deployment in &module.deployments {
        let rendered = renders.objects(deployment);
        let own = deployment.objects.iter().map(|object| (object, None));
        for (object, line) in own.chain(rendered.iter().map(|found| (&found.object, Some(found.line)))) {
            let held = everywhere.held_object(deployment, object, enforced.rules);
            let sets = held.into_iter().flat_map(|here| &here.sets);
            let sets: Vec<&RuleSet> =
                sets.filter(|set| !set.rules.is_empty() || set.signed.is_some()).collect();
            if sets.is_empty() {
                continue;
            }
            let body = defaulted(&object.body);
            let subject = Subject::new(&body);
            for exception in sets.iter().filter(|set| set.signed.is_some()).flat_map(|set| &set.exceptions) {
                let is_meant = exception.rule == SIGNED_BY && exception.module == module.name;
                if is_meant
                    && enforced.signatures
                    && subject.pod().is_some()
                    && !is_known(object, subject, &module.name)
                {
                    unknown.insert((exception.place, format!("{} {}", object.kind(), object.name())));
                }
            }
            for (set, rule) in sets.into_iter().flat_map(|set| set.rules.iter().map(move |rule| (set, rule)))
            {
                if rule.rule.verdict(subject) != Verdict::Fail {
                    continue;
                }
                let applies = |exception: &&Excepted| {
                    exception.rule == rule.rule.name && exception.module == module.name
                };
                if let Some(exception) = set.exceptions.iter().find(applies) {
                    used.insert(exception.place);
                    if enforced.rules && !is_known(object, subject, &module.name) {
                        unknown.insert((exception.place, format!("{} {}", object.kind(), object.name())));
                    }
                    continue;
                }
                // No edit of the program changes what others render.
                let text: &dyn Fn(ItemId) -> Option<&'t str> = if line.is_none() { text } else { &|_| None };
                let finding = Finding::new(set, rule, (object, line), subject, module, origins, text);
                let target = deployment.target.label().to_string();
                let known = findings.entry(finding.identity()).or_insert(finding);
                known.action = known.action.max(set.action);
                if known.targets.last().map(String::as_str) != Some(target.as_str()) {
                    known.targets.push(target);
                }
            }
        }
    }
    let mut diagnostics: Vec<Diagnostic> = findings.into_values().filter_map(Finding::report).collect();
    diagnostics.extend(unused(everywhere, module, &used));
    diagnostics.extend(
        unknown.iter().map(|(place, object)| {
            catalogue::exception_without_label(*place, object, INSTANCE, &module.name)
        }),
    );
    diagnostics
}

/// Whether a policy engine knows an object and its pods as those of a module.
fn is_known(object: &Object, subject: Subject<'_>, module: &str) -> bool {
    let labelled =
        |node: &Node| node.at(&["metadata", "labels", INSTANCE]).and_then(Node::as_str) == Some(module);
    labelled(&object.body) && subject.template().is_none_or(labelled)
}

/// Exceptions for the module without which everything would pass, too.
fn unused<'f>(everywhere: Everywhere<'f>, module: &Module, used: &BTreeSet<Place>) -> Vec<Diagnostic> {
    let is_addon = module.deployments.iter().any(|deployment| deployment.addon.is_some());
    let of_addons = everywhere.addons.iter().filter(|_| is_addon).flat_map(|found| &found.there);
    let sets = everywhere.environments.iter().chain(of_addons).flat_map(|here| &here.sets);
    // One that names no rule has been reported.
    let is_known = |set: &RuleSet, name: &str| set.rules.iter().any(|rule| rule.rule.name == name);
    let of_rules =
        |set: &'f RuleSet| set.exceptions.iter().filter(move |exception| is_known(set, &exception.rule));
    let own = sets.flat_map(of_rules).filter(|exception| exception.module == module.name);
    let idle: BTreeMap<Place, &Excepted> =
        own.filter(|exception| !used.contains(&exception.place)).map(|found| (found.place, found)).collect();
    let report = |(place, exception): (Place, &Excepted)| {
        catalogue::exception_without_effect(place, &exception.rule, &module.name)
    };
    idle.into_iter().map(report).collect()
}

/// An object that does not pass a rule.
struct Finding {
    set: EcoString,
    word: EcoString,
    rule: Rule,
    rule_place: Option<Place>,
    object: String,
    place: Place,
    path: String,
    what: String,
    fix: Option<Fix>,
    action: Action,
    targets: Vec<String>,
}

impl Finding {
    fn new<'t>(
        set: &RuleSet,
        rule: &LocatedRule,
        (object, line): (&Object, Option<usize>),
        subject: Subject<'_>,
        module: &Module,
        origins: &Origins,
        text: &dyn Fn(ItemId) -> Option<&'t str>,
    ) -> Self {
        let blame = rule.rule.blame(subject);
        let origin = blame.as_ref().map_or(object.body.origin, |blame| blame.origin);
        let own = origins.get(origin).map(|source| source.decided).filter(is_own);
        let fix = blame.as_ref().zip(own).and_then(|(blame, place)| correction(blame, place, text));
        let data = set.entity.data();
        let what = blame.as_ref().map_or_else(|| "this object".to_owned(), |blame| blame.said(object.kind()));
        let otherwise = module.deployments.iter().find_map(|deployment| deployment.source.as_ref());
        let otherwise = otherwise.filter(|_| line.is_some()).map_or(module.place, |source| source.place);
        Self {
            set: data.name.clone(),
            word: data.word.clone(),
            rule: rule.rule.clone(),
            rule_place: Some(rule.place).filter(is_own),
            object: format!("{} {}", object.kind(), object.name()),
            place: authors_place(origins, origin, otherwise),
            what: line.map_or(what.clone(), |line| format!("line {line} of this text: {what}")),
            path: blame.map(|blame| blame.path).unwrap_or_default(),
            fix,
            action: set.action,
            targets: Vec::new(),
        }
    }

    /// What makes it another finding than one of another target.
    fn identity(&self) -> (Place, String) {
        // Two baselines that extend one have its rules in common.
        (self.place, format!("{}/{}/{}/{}", self.rule.name, self.rule.message, self.object, self.path))
    }

    fn report(self) -> Option<Diagnostic> {
        let rule = format!("{} `{}`", self.word, self.set);
        let found = catalogue::Refused {
            place: self.place,
            object: &self.object,
            rule: &self.rule.name,
            of: &rule,
            message: &self.rule.message,
            what: &self.what,
            targets: &self.targets,
            rule_place: self.rule_place,
            fix: self.fix,
        };
        match self.action {
            Action::Deny => Some(catalogue::refused(&found)),
            Action::Warn => Some(catalogue::warned(&found)),
            Action::Audit => None,
        }
    }
}
