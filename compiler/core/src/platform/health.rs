//! HC01: what others wait for says when it is healthy. Argo CD takes a kind that it has no check for as healthy once it is there.

use std::collections::BTreeMap;

use ecow::EcoString;
use o8_backends::argocd::{has_health_since, has_no_health, is_checked_by_us};
use o8_diagnostics::catalogue::{argocd as catalogue, nearest};
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::platform::{Form, Grouping, Platform};
use o8_ir::{DeploymentSummary, ModuleSummary, ObjectSummary};
use rustc_hash::FxHashMap;

use crate::model::Model;

/// The kind that tells Argo CD of its applications. Waves are made of them.
const APPLICATION: &str = "argoproj.io/Application";

/// Custom resources of a kind that something waits for.
struct Awaited<'a> {
    object: &'a ObjectSummary,
    modules: Vec<&'a str>,
    /// Who waits; nobody in particular, where it is the next environment.
    waits: Option<(&'a str, Place)>,
}

/// Warns of kinds without a check that something waits for, each once; and of checks of kinds that the program does not have.
pub fn check_health(model: &Model, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let Some(platform) = &model.platform else { return Vec::new() };
    let mut found = Vec::new();
    let kinds = kinds(modules);
    let mut misspelt: Vec<&str> = Vec::new();
    for check in &platform.health {
        if check.kind == APPLICATION && platform.form == Form::Applications {
            found.push(catalogue::health_of_applications(check.place, platform.place));
        }
        let near = nearest(&check.kind, kinds.keys().map(String::as_str));
        if let Some(near) = near.filter(|_| !kinds.contains_key(check.kind.as_str())) {
            misspelt.push(near);
            found.push(catalogue::health_of_nothing(check.place, &check.kind, near));
        }
    }
    let mut awaited: BTreeMap<(&str, &str), Awaited<'_>> = BTreeMap::new();
    match platform.form {
        Form::Applications => waves(modules, &mut awaited),
        Form::ApplicationSets if platform.rolling => steps(model, platform, modules, &mut awaited),
        Form::ApplicationSets => {}
    }
    for ((group, kind), awaited) in &awaited {
        let name = format!("{group}/{kind}");
        let since = has_health_since(group, kind);
        let is_known = since.is_some_and(|since| since <= platform.argocd_version)
            || is_checked_by_us(group, kind)
            || has_no_health(group, kind)
            || name == APPLICATION
            || misspelt.contains(&name.as_str())
            || platform.health.iter().any(|check| check.kind == name.as_str());
        if !is_known {
            found.push(catalogue::awaited_without_health(
                (awaited.object.place, awaited.object.emitted),
                &name,
                &awaited.modules,
                awaited.waits,
                (since, platform.argocd_version),
            ));
        }
    }
    found
}

/// Kinds of custom resources, as the settings of Argo CD call them.
fn kinds(modules: &[&ModuleSummary]) -> BTreeMap<String, ()> {
    let objects = modules.iter().flat_map(|module| &module.deployments).flat_map(|here| &here.objects);
    let custom = objects.filter(|object| !object.built_in);
    custom.map(|object| (format!("{}/{}", object.key.group, object.key.kind), ())).collect()
}

/// What an application of a later wave waits for.
fn waves<'a>(modules: &[&'a ModuleSummary], awaited: &mut BTreeMap<(&'a str, &'a str), Awaited<'a>>) {
    type Key<'a> = (&'a str, Option<&'a EcoString>, &'a str);
    let mut there: FxHashMap<Key<'a>, (&'a ModuleSummary, &'a DeploymentSummary)> = FxHashMap::default();
    let all = || modules.iter().flat_map(|module| module.deployments.iter().map(move |here| (*module, here)));
    for (module, here) in all() {
        there.insert((&module.name, here.target.environment.as_ref(), &here.target.cluster), (module, here));
    }
    for (module, here) in all() {
        for need in &here.needs {
            // An addon is in the cluster, whatever the environment.
            for environment in [here.target.environment.as_ref(), None] {
                if let Some((needed, there)) = there.get(&(&need.module, environment, &here.target.cluster)) {
                    add(awaited, needed, there, Some((&module.name, need.place)));
                }
            }
        }
    }
}

/// What the next step of an ApplicationSet waits for: everything but its last environment.
fn steps<'a>(
    model: &Model,
    platform: &Platform,
    modules: &[&'a ModuleSummary],
    awaited: &mut BTreeMap<(&'a str, &'a str), Awaited<'a>>,
) {
    let position = |here: &DeploymentSummary| {
        let name = here.target.environment.as_ref();
        model.environments.iter().position(|entry| Some(&entry.environment.name) == name)
    };
    // What others wrote has an ApplicationSet of its own.
    let set = |module: &'a ModuleSummary| -> &'a str {
        let is_alone = platform.group == Grouping::Module
            || module.deployments.iter().any(|deployment| deployment.source.is_some());
        if is_alone { &module.name } else { &module.team }
    };
    let all = || {
        let modules = modules.iter().filter(|module| !module.addon);
        modules.flat_map(|module| module.deployments.iter().map(move |here| (*module, here)))
    };
    let mut last: FxHashMap<&str, Option<usize>> = FxHashMap::default();
    for (module, here) in all() {
        let known = last.entry(set(module)).or_default();
        *known = (*known).max(position(here));
    }
    for (module, here) in all() {
        if position(here) < last[set(module)] {
            add(awaited, module, here, None);
        }
    }
}

fn add<'a>(
    awaited: &mut BTreeMap<(&'a str, &'a str), Awaited<'a>>,
    module: &'a ModuleSummary,
    here: &'a DeploymentSummary,
    waits: Option<(&'a str, Place)>,
) {
    for object in here.objects.iter().filter(|object| !object.built_in) {
        let known = awaited.entry((&object.key.group, &object.key.kind));
        let known = known.or_insert_with(|| Awaited { object, modules: Vec::new(), waits });
        if !known.modules.contains(&module.name.as_str()) {
            known.modules.push(&module.name);
        }
    }
}
