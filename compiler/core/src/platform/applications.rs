//! AS02: what Argo CD tells applications apart by is joined from several names, and has to be unique all the same.

use ecow::{EcoString, eco_format};
use o8_backends::argocd::{application_name, application_path, namespaces};
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::ModuleSummary;
use o8_ir::platform::Layout;
use rustc_hash::FxHashMap;

use super::describe_target;
use crate::model::Model;

/// Reports modules of one name, applications of one name, and folders that two applications would read; each once for a
/// pair of declarations.
pub fn check_applications(model: &Model, layout: Layout, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let mut by_name: FxHashMap<&str, &ModuleSummary> = FxHashMap::default();
    let mut diagnostics = Vec::new();
    for module in modules {
        match by_name.get(module.name.as_str()) {
            Some(first) => diagnostics.push(catalogue::platform::two_of_one_name(
                "module",
                &module.name,
                module.place,
                first.place,
            )),
            None => _ = by_name.insert(&module.name, module),
        }
    }
    // Where two modules are one, so are all of their applications.
    if diagnostics.is_empty() {
        diagnostics.extend(names(model, modules));
        diagnostics.extend(folders(model, layout, modules));
    }
    diagnostics
}

/// What an application is for, and the declaration that it comes from.
type Owner = (String, Place);

fn names(model: &Model, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let mut owners = Owners::default();
    if let Some(platform) = &model.platform {
        owners.add(platform.name.clone(), ("the platform itself".into(), platform.place));
    }
    for (module, target) in targets(modules) {
        let what = format!("`{}` in `{}`", module.name, describe_target(target));
        owners.add(application_name(&module.name, target), (what, module.place));
    }
    owners
        .pairs
        .iter()
        .map(|(name, one, two)| {
            catalogue::platform::application_of_two(name, (&one.0, one.1), (&two.0, two.1))
        })
        .collect()
}

fn folders(model: &Model, layout: Layout, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let mut owners = Owners::default();
    let existing: Vec<&str> = model.existing_namespaces.iter().map(EcoString::as_str).collect();
    for here in namespaces(&model.plain_environments(), modules, &existing) {
        let Some(entry) = model.environments.iter().find(|entry| entry.environment.name == here.environment)
        else {
            continue;
        };
        let what = format!("the namespaces of `{}` in `{}`", here.environment, here.cluster);
        owners.add(here.folder(), (what, entry.environment.place));
    }
    for (module, target) in targets(modules) {
        let what = eco_format!("`{}` in `{}`", module.name, describe_target(target));
        owners.add(application_path(layout, &module.name, target), (what.into(), module.place));
    }
    owners
        .pairs
        .iter()
        .map(|(folder, one, two)| {
            catalogue::platform::folder_of_two(folder, (&one.0, one.1), (&two.0, two.1))
        })
        .collect()
}

fn targets<'a>(
    modules: &'a [&'a ModuleSummary],
) -> impl Iterator<Item = (&'a ModuleSummary, &'a o8_ir::platform::Target)> {
    modules
        .iter()
        .flat_map(|module| module.deployments.iter().map(|deployment| (*module, &deployment.target)))
}

/// What has an owner, and what has two.
#[derive(Default)]
struct Owners {
    first: FxHashMap<EcoString, Owner>,
    pairs: Vec<(EcoString, Owner, Owner)>,
}

impl Owners {
    fn add(&mut self, name: EcoString, owner: Owner) {
        let Some(first) = self.first.get(&name) else {
            self.first.insert(name, owner);
            return;
        };
        let is_same = |(_, one, two): &(EcoString, Owner, Owner)| one.1 == first.1 && two.1 == owner.1;
        if !self.pairs.iter().any(is_same) {
            self.pairs.push((name, first.clone(), owner));
        }
    }
}
