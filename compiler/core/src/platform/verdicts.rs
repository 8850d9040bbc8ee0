//! PS01 and PO01: what the compiler makes is held against the baseline of its environment and all policies before anything is
//! committed. A policy engine would refuse it only when it is synced, and of a workload only the pods.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;
use o8_backends::policies::SIGNED_BY;
use o8_diagnostics::catalogue::policies as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::platform::Module;
use o8_ir::{Node, Object, Origins};
use o8_policies::{Action, Rule, Subject, Verdict};

use crate::calendar::day;
use crate::db::Program;
use crate::eval::{self, LocatedRule};
use crate::ids::DefId;
use crate::model::{Model, model};
use crate::names::name_place;

use super::contradictions::{check_contradictions, check_tests};
use super::enforcement::INSTANCE;
use super::runtime::{Watched, watched};
use super::signatures::{Signed, asks_for_signatures, check_signers, signed};
use super::weakening::check_weakening;
use super::{authors_place, is_own};

/// What holds in an environment.
#[derive(Clone, PartialEq, Debug)]
pub struct InForce {
    /// The environment.
    pub environment: EcoString,
    /// The baseline of the environment first, then policies in the order of their names.
    pub sets: Vec<RuleSet>,
    /// What is noticed in its pods.
    pub watched: Option<Watched>,
}

impl InForce {
    /// What holds in an environment; nothing does where there is none.
    pub(super) fn at<'f>(in_force: &'f [Self], environment: Option<&EcoString>) -> Option<&'f Self> {
        in_force.iter().find(|here| Some(&here.environment) == environment)
    }
}

/// The rules of a baseline or policy, as they hold in one environment.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleSet {
    /// The baseline or policy.
    pub entity: DefId,
    /// What it is for; empty where it says nothing.
    pub description: EcoString,
    /// Its rules.
    pub rules: Vec<LocatedRule>,
    /// What happens to an object that does not pass.
    pub action: Action,
    /// What need not pass.
    pub exceptions: Vec<Excepted>,
    /// Who has to have signed images.
    pub signed: Option<Signed>,
}

/// A rule that a module need not pass in the environment.
#[derive(Clone, PartialEq, Debug)]
pub struct Excepted {
    /// The rule.
    pub rule: EcoString,
    /// The module or addon.
    pub module: EcoString,
    /// Why.
    pub reason: EcoString,
    /// Where the exception stands.
    pub place: Place,
    /// Where the rule is named.
    pub rule_place: Place,
    /// The last day on which it holds, and where that is said.
    pub until: (EcoString, Place),
}

/// What holds where, in the order of the environments.
#[salsa::tracked]
pub fn in_force(db: &dyn salsa::Database, program: Program) -> Vec<InForce> {
    let model = model(db, program);
    let entries = model.environments.iter();
    entries
        .map(|entry| {
            let sets =
                entry.baseline.into_iter().chain(model.policies.iter().copied()).map(|entity| RuleSet {
                    entity,
                    description: description(db, program, entity),
                    rules: eval::rules_of(db, program, entity, Some(entry.def)).rules.clone(),
                    action: action(db, program, entity, &entry.environment.name),
                    exceptions: exceptions(db, program, entity)
                        .filter(|(environments, _)| {
                            environments.is_empty() || environments.contains(&entry.environment.name.as_str())
                        })
                        .map(|(_, exception)| exception)
                        .collect(),
                    signed: (entity.data().word == "baseline").then(|| signed(db, program, entity)).flatten(),
                });
            InForce {
                environment: entry.environment.name.clone(),
                sets: sets.collect(),
                watched: entry.baseline.and_then(|baseline| watched(db, program, baseline)),
            }
        })
        .collect()
}

fn description(db: &dyn salsa::Database, program: Program, entity: DefId) -> EcoString {
    let node = &eval::entity(db, program, entity).node;
    node.at(&["description"]).and_then(Node::as_str).unwrap_or_default().into()
}

/// What is said to happen in an environment; where nothing is, objects are refused.
fn action(db: &dyn salsa::Database, program: Program, entity: DefId, environment: &str) -> Action {
    let node = &eval::entity(db, program, entity).node;
    match node.at(&["action", environment]).and_then(Node::as_str) {
        Some("warn") => Action::Warn,
        Some("audit") => Action::Audit,
        _ => Action::Deny,
    }
}

/// The exceptions of a baseline or policy, with the environments that each is about.
fn exceptions(
    db: &dyn salsa::Database,
    program: Program,
    entity: DefId,
) -> impl Iterator<Item = (Vec<&str>, Excepted)> {
    let value = eval::entity(db, program, entity);
    let own = name_place(db, program, entity);
    let list = value.node.at(&["exceptions"]).into_iter().flat_map(Node::items);
    list.filter_map(move |node| {
        let text = |field| node.at(&[field]).and_then(Node::as_str);
        let environments =
            node.at(&["environments"]).into_iter().flat_map(Node::items).filter_map(Node::as_str);
        let exception = Excepted {
            rule: text("rule")?.into(),
            module: text("module")?.into(),
            reason: text("reason")?.into(),
            place: authors_place(&value.origins, node.origin, own),
            rule_place: authors_place(&value.origins, node.at(&["rule"])?.origin, own),
            until: (text("until")?.into(), authors_place(&value.origins, node.at(&["until"])?.origin, own)),
        };
        Some((environments.collect(), exception))
    })
}

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
pub fn check_verdicts(
    in_force: &[InForce],
    enforced: Enforced,
    module: &Module,
    origins: &Origins,
) -> Vec<Diagnostic> {
    let mut findings: BTreeMap<(Place, String), Finding> = BTreeMap::new();
    let mut used: BTreeSet<Place> = BTreeSet::new();
    let mut unknown: BTreeSet<(Place, String)> = BTreeSet::new();
    for deployment in &module.deployments {
        let Some(here) = InForce::at(in_force, deployment.target.environment.as_ref()) else { continue };
        for object in &deployment.objects {
            let subject = Subject::new(&object.body);
            for exception in
                here.sets.iter().filter(|set| set.signed.is_some()).flat_map(|set| &set.exceptions)
            {
                let is_meant = exception.rule == SIGNED_BY && exception.module == module.name;
                if is_meant
                    && enforced.signatures
                    && subject.pod().is_some()
                    && !is_known(object, subject, &module.name)
                {
                    unknown.insert((exception.place, format!("{} {}", object.kind(), object.name())));
                }
            }
            for (set, rule) in here.sets.iter().flat_map(|set| set.rules.iter().map(move |rule| (set, rule)))
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
                let finding = Finding::new(set, rule, object, subject, module, origins);
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
    diagnostics.extend(unseen(in_force, module));
    diagnostics.extend(unused(in_force, module, &used));
    diagnostics.extend(
        unknown.iter().map(|(place, object)| {
            catalogue::exception_without_label(*place, object, INSTANCE, &module.name)
        }),
    );
    diagnostics
}

/// What a module brings that only the cluster sees: what a chart, a folder or an artifact of others holds. Said once.
fn unseen(in_force: &[InForce], module: &Module) -> Option<Diagnostic> {
    let holds = |environment: &Option<EcoString>| {
        let here = InForce::at(in_force, environment.as_ref());
        here.is_some_and(|here| here.sets.iter().any(|set| !set.rules.is_empty()))
    };
    let held = module.deployments.iter().filter(|deployment| holds(&deployment.target.environment));
    let (source, target) =
        held.clone().find_map(|deployment| Some((deployment.source.as_ref()?, deployment.target.label())))?;
    let more = held.filter(|deployment| deployment.source.is_some()).count() - 1;
    Some(catalogue::at_admission_only(source.place, &module.name, &target, more))
}

/// Whether a policy engine knows an object and its pods as those of a module.
fn is_known(object: &Object, subject: Subject<'_>, module: &str) -> bool {
    let labelled =
        |node: &Node| node.at(&["metadata", "labels", INSTANCE]).and_then(Node::as_str) == Some(module);
    labelled(&object.body) && subject.template().is_none_or(labelled)
}

/// Exceptions for the module without which everything would pass, too.
fn unused<'a>(in_force: &'a [InForce], module: &Module, used: &BTreeSet<Place>) -> Vec<Diagnostic> {
    let sets = in_force.iter().flat_map(|here| &here.sets);
    // One that names no rule has been reported.
    let is_known = |set: &RuleSet, name: &str| set.rules.iter().any(|rule| rule.rule.name == name);
    let of_rules =
        |set: &'a RuleSet| set.exceptions.iter().filter(move |exception| is_known(set, &exception.rule));
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
    action: Action,
    targets: Vec<String>,
}

impl Finding {
    fn new(
        set: &RuleSet,
        rule: &LocatedRule,
        object: &Object,
        subject: Subject<'_>,
        module: &Module,
        origins: &Origins,
    ) -> Self {
        let blame = rule.rule.blame(subject);
        let origin = blame.as_ref().map_or(object.body.origin, |blame| blame.origin);
        let data = set.entity.data();
        Self {
            set: data.name.clone(),
            word: data.word.clone(),
            rule: rule.rule.clone(),
            rule_place: Some(rule.place).filter(is_own),
            object: format!("{} {}", object.kind(), object.name()),
            place: authors_place(origins, origin, module.place),
            what: blame.as_ref().map_or_else(|| "this object".to_owned(), |blame| blame.said(object.kind())),
            path: blame.map(|blame| blame.path).unwrap_or_default(),
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
        };
        match self.action {
            Action::Deny => Some(catalogue::refused(&found)),
            Action::Warn => Some(catalogue::warned(&found)),
            Action::Audit => None,
        }
    }
}
