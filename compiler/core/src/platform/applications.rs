//! AS02: what Argo CD tells applications apart by is joined from several names, and has to be unique all the same, and no longer
//! than Argo CD takes it.

use ecow::{EcoString, eco_format};
use o8_backends::argocd::{EnvironmentNamespaces, application_name, application_path, namespaces};
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::{Layout, Target};
use o8_ir::{ModuleSummary, late};
use rustc_hash::{FxHashMap, FxHashSet};

use super::names::LABEL;
use crate::model::{ClusterEntry, EnvironmentEntry, Model};

/// Reports modules of one name, applications of one name, and folders that two applications would read; each once for a
/// pair of declarations.
pub fn check_applications(model: &Model, layout: Layout, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let mut by_name: FxHashMap<&str, &ModuleSummary> = FxHashMap::default();
    let mut diagnostics = Vec::new();
    for module in modules {
        match by_name.get(module.name.as_str()) {
            Some(first) if first.addon != module.addon => diagnostics.push(
                catalogue::clusters::addon_and_module_of_one_name(&module.name, module.place, first.place),
            ),
            Some(first) => diagnostics.push(catalogue::platform::two_of_one_name(
                if module.addon { "addon" } else { "module" },
                &module.name,
                module.place,
                first.place,
            )),
            None => _ = by_name.insert(&module.name, module),
        }
    }
    // Where two modules are one, so are all of their applications.
    if diagnostics.is_empty() {
        let namespaces = namespaces_of(model, modules);
        diagnostics.extend(names(model, modules));
        diagnostics.extend(folders(layout, modules, &namespaces));
        diagnostics.extend(long_names(&namespaces));
    }
    diagnostics
}

/// What an application or a folder is for. It is put into words only where two are in each other's way.
#[derive(Clone, Copy)]
enum Owner<'a> {
    Platform(Place),
    Namespaces(&'a EnvironmentNamespaces, Place),
    Module(&'a ModuleSummary, &'a Target),
}

impl Owner<'_> {
    /// The declaration that it comes from.
    fn place(self) -> Place {
        match self {
            Self::Platform(place) | Self::Namespaces(_, place) => place,
            Self::Module(module, _) => module.place,
        }
    }

    fn in_words(self) -> String {
        match self {
            Self::Platform(_) => "the platform itself".into(),
            Self::Namespaces(here, _) => match &here.environment {
                Some(environment) => format!("the namespaces of `{environment}` in `{}`", here.cluster),
                None => format!("the namespaces of addons in `{}`", here.cluster),
            },
            Self::Module(module, target) => format!("`{}` in `{}`", module.name, target.label()),
        }
    }
}

fn names(model: &Model, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let mut owners = Owners::default();
    if let Some(platform) = &model.platform {
        owners.add(platform.name.clone(), Owner::Platform(platform.place));
    }
    for (module, target) in targets(modules) {
        let name = late::pattern(&application_name(&module.deployed_as, target));
        owners.add(name, Owner::Module(module, target));
    }
    owners.add_copies();
    owners.report(catalogue::platform::application_of_two)
}

/// The namespaces of every environment and of addons, and the declaration that each has its name from.
fn namespaces_of(model: &Model, modules: &[&ModuleSummary]) -> Vec<(EnvironmentNamespaces, Place)> {
    let existing: Vec<&str> = model.existing_namespaces.iter().map(EcoString::as_str).collect();
    let place = |here: &EnvironmentNamespaces| {
        let environment =
            |entry: &&EnvironmentEntry| Some(&entry.environment.name) == here.environment.as_ref();
        let cluster = |entry: &&ClusterEntry| entry.cluster.name == here.cluster;
        match &here.environment {
            Some(_) => model.environments.iter().find(environment).map(|entry| entry.environment.place),
            None => model.clusters.iter().find(cluster).map(|entry| entry.cluster.place),
        }
    };
    let all = namespaces(&model.plain_environments(), modules, &existing);
    all.into_iter()
        // Of copies, there is nothing but what policy engines are told.
        .filter(|here| !here.copies || !model.engines.is_empty())
        .filter_map(|here| Some((place(&here)?, here)))
        .map(|(place, here)| (here, place))
        .collect()
}

/// The first application of the namespaces of an environment whose name is too long; those of modules are looked at one by one.
fn long_names(namespaces: &[(EnvironmentNamespaces, Place)]) -> Vec<Diagnostic> {
    let mut reported: FxHashSet<Place> = FxHashSet::default();
    let mut diagnostics = Vec::new();
    for (here, place) in namespaces {
        let name = match here.live {
            // The clusters that are declared stand for those that are found.
            Some(_) => eco_format!("{}.{}", here.application(), here.cluster),
            None => here.application(),
        };
        if name.len() > LABEL && reported.insert(*place) {
            diagnostics.push(catalogue::platform::application_of_namespaces_too_long(
                *place,
                &name,
                here.environment.is_some(),
            ));
        }
    }
    diagnostics
}

fn folders(
    layout: Layout,
    modules: &[&ModuleSummary],
    namespaces: &[(EnvironmentNamespaces, Place)],
) -> Vec<Diagnostic> {
    let mut owners = Owners::default();
    for (here, place) in namespaces {
        owners.add(here.folder(), Owner::Namespaces(here, *place));
    }
    let mut of_fleets: FxHashSet<(&str, Option<&EcoString>)> = FxHashSet::default();
    for (module, target) in targets(modules) {
        // All clusters of a fleet share a folder.
        if target.live && !of_fleets.insert((&module.name, target.environment.as_ref())) {
            continue;
        }
        let folder = application_path(layout, &module.name, target);
        owners.add(folder, Owner::Module(module, target));
    }
    owners.report(catalogue::platform::folder_of_two)
}

fn targets<'a>(modules: &'a [&'a ModuleSummary]) -> impl Iterator<Item = (&'a ModuleSummary, &'a Target)> {
    modules
        .iter()
        .flat_map(|module| module.deployments.iter().map(|deployment| (*module, &deployment.target)))
}

/// Says of a name that two own it: each in words, with its declaration.
type Say = fn(&str, (&str, Place), (&str, Place)) -> Diagnostic;

/// What has an owner, and what has two.
#[derive(Default)]
struct Owners<'a> {
    first: FxHashMap<EcoString, Owner<'a>>,
    pairs: Vec<(EcoString, Owner<'a>, Owner<'a>)>,
}

impl<'a> Owners<'a> {
    fn add(&mut self, name: EcoString, owner: Owner<'a>) {
        let Some(&first) = self.first.get(&name) else {
            self.first.insert(name, owner);
            return;
        };
        let is_same = |(_, one, two): &(EcoString, Owner<'_>, Owner<'_>)| {
            one.place() == first.place() && two.place() == owner.place()
        };
        if !self.pairs.iter().any(is_same) {
            self.pairs.push((name, first, owner));
        }
    }

    /// Takes in that the copies for pull requests are called by a number, and something else may be called that.
    fn add_copies(&mut self) {
        let copies: Vec<(EcoString, Owner<'a>)> = self
            .first
            .iter()
            .filter(|(name, _)| name.contains('*'))
            .map(|(name, owner)| (name.clone(), *owner))
            .collect();
        let mut found: Vec<(EcoString, Owner<'a>, Owner<'a>)> = Vec::new();
        for (pattern, copy) in &copies {
            let taken = self.first.iter().filter(|(name, _)| is_copy(name, pattern));
            found.extend(taken.map(|(name, owner)| (name.clone(), *owner, *copy)));
        }
        found.sort_by(|one, other| one.0.cmp(&other.0));
        self.pairs.extend(found);
    }

    fn report(&self, say: Say) -> Vec<Diagnostic> {
        let one = |(name, one, two): &(EcoString, Owner<'_>, Owner<'_>)| {
            say(name, (&one.in_words(), one.place()), (&two.in_words(), two.place()))
        };
        self.pairs.iter().map(one).collect()
    }
}

/// Whether a copy for some pull request has this name: the pattern with its number.
fn is_copy(name: &str, pattern: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return false };
    let number = name.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    number.is_some_and(|number| {
        !number.starts_with('0') && !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
    })
}
