//! VE01 for controllers: what a cluster runs is what the program brings it, and serves the custom resources that are emitted.

use std::str::FromStr as _;

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::SourceSort;
use o8_ir::{DeploymentSummary, ModuleSummary, ObjectSummary};
use o8_kubernetes::{ControllerRelease, Service, controller_of_chart, controllers, service_of};
use rustc_hash::FxHashSet;
use semver::{BuildMetadata, Version, VersionReq};

use super::ownership::describe;
use crate::model::{ClusterEntry, ControllerFact, Model};

/// What a version is where none is said.
const NO_VERSION: &str = "0.0.0";

/// Gives an `existing` module or addon that says no version the one that each cluster runs.
pub fn take_versions(model: &Model, module: &mut ModuleSummary) {
    for deployment in module.deployments.iter_mut().filter(|deployment| deployment.version == NO_VERSION) {
        let Some(entry) = model.clusters.iter().find(|entry| entry.cluster.name == deployment.target.cluster)
        else {
            continue;
        };
        let mut known = entry.facts.iter().flat_map(|facts| &facts.controllers);
        if let Some(fact) = known.find(|fact| fact.name == module.name) {
            (deployment.version, deployment.version_place) = (fact.version.clone(), fact.place);
        }
    }
}

/// Reports controllers that run in another version than the program says, those of which nothing says anything, and custom
/// resources that the controllers of their cluster do not serve: each kind and version once a module.
pub fn check_controllers(model: &Model, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut reported: FxHashSet<(&str, &str, &str, &str)> = FxHashSet::default();
    for entry in &model.clusters {
        let brought = brought(modules, &entry.cluster.name);
        let facts: &[ControllerFact] = entry.facts.as_ref().map_or(&[], |facts| &facts.controllers);
        let mut wrong: Vec<&str> = Vec::new();
        for fact in facts {
            let mut of_fact = brought.iter().filter(|brought| brought.names.contains(&fact.name.as_str()));
            if let Some(other) = of_fact.clone().find(|brought| !brought.says.is(&fact.version)) {
                wrong.push(&fact.name);
                diagnostics.push(catalogue::clusters::other_controller(
                    fact.place,
                    (&entry.cluster.name, &fact.name, &fact.version),
                    (other.module, other.text, other.place),
                ));
            } else if of_fact.next().is_none() && !is_known(&fact.name, modules) {
                let names = modules.iter().map(|module| module.name.as_str());
                let names = names.chain(controllers().map(|known| -> &str { known }));
                diagnostics.push(catalogue::clusters::controller_unknown(fact.place, &fact.name, names));
            }
        }
        let releases = Releases { entry, facts, brought: &brought };
        for module in modules.iter().filter(|module| !module.existing) {
            let here = module
                .deployments
                .iter()
                .filter(|deployment| deployment.target.cluster == entry.cluster.name);
            for object in here.flat_map(|deployment| &deployment.objects).filter(|object| !object.built_in) {
                let found =
                    releases.refuses(object).filter(|(service, ..)| !wrong.contains(&service.controller));
                let key = &object.key;
                let found =
                    found.filter(|_| reported.insert((&module.name, &key.group, &key.kind, &object.version)));
                diagnostics.extend(found.map(|found| not_served(&entry.cluster.name, object, found)));
            }
        }
    }
    diagnostics
}

/// Whether something is held against the version of a controller of this name, wherever it runs.
fn is_known(name: &str, modules: &[&ModuleSummary]) -> bool {
    // The version of an `existing` one is held against those that need it.
    controllers().any(|known| known == name)
        || modules.iter().any(|module| module.existing && module.name == name)
}

/// A controller that the program brings to a cluster.
struct Brought<'a> {
    module: &'a str,
    /// The names that it goes by: that of the module, and that under which it is known.
    names: Vec<&'a str>,
    says: Says,
    /// What says it, as it is written.
    text: &'a str,
    place: Place,
}

/// What the program says of a version.
enum Says {
    Exactly(Version),
    /// Argo CD takes the newest that fits.
    Fitting(VersionReq),
}

impl Says {
    fn is(&self, version: &str) -> bool {
        let Ok(version) = Version::from_str(version) else { return true };
        match self {
            Self::Exactly(said) => {
                let plain = |version: &Version| Version { build: BuildMetadata::EMPTY, ..version.clone() };
                plain(said) == plain(&version)
            }
            Self::Fitting(wanted) => wanted.matches(&version),
        }
    }
}

/// What the program brings to a cluster, with its version where that is said.
fn brought<'a>(modules: &[&'a ModuleSummary], cluster: &str) -> Vec<Brought<'a>> {
    let mut all = Vec::new();
    for &module in modules {
        let here = module.deployments.iter().filter(|deployment| deployment.target.cluster == cluster);
        all.extend(here.filter_map(|deployment| brought_by(module, deployment)));
    }
    all
}

fn brought_by<'a>(module: &'a ModuleSummary, deployment: &'a DeploymentSummary) -> Option<Brought<'a>> {
    let chart = deployment.source.as_deref().filter(|source| source.sort == SourceSort::Helm);
    let known = chart.and_then(|source| controller_of_chart(source.chart.as_deref()?));
    let (text, place) = match (chart, known) {
        (Some(source), Some((_, true))) => (source.revision.as_str(), source.place),
        // The version of a chart says nothing of what is in it.
        (Some(_), _) => return None,
        (None, _) if deployment.version == NO_VERSION => return None,
        (None, _) => (deployment.version.as_str(), deployment.version_place),
    };
    let plain = text.strip_prefix('v').unwrap_or(text);
    let says = match Version::from_str(plain) {
        Ok(version) => Says::Exactly(version),
        Err(_) => Says::Fitting(VersionReq::from_str(text).ok()?),
    };
    let names = [module.name.as_str()].into_iter().chain(known.map(|(name, _)| name)).collect();
    Some(Brought { module: &module.name, names, says, text, place })
}

/// The releases of the controllers of a cluster.
struct Releases<'a> {
    entry: &'a ClusterEntry,
    facts: &'a [ControllerFact],
    brought: &'a [Brought<'a>],
}

impl<'a> Releases<'a> {
    /// The version of a controller that runs, or that the program brings, and where that is said.
    fn of(&self, controller: &str) -> Option<(Version, Place)> {
        let fact = self.facts.iter().find(|fact| fact.name == controller);
        if let Some(fact) = fact {
            return Some((Version::from_str(&fact.version).ok()?, fact.place));
        }
        self.brought.iter().filter(|brought| brought.names.contains(&controller)).find_map(|brought| {
            match &brought.says {
                Says::Exactly(version) => Some((version.clone(), brought.place)),
                Says::Fitting(_) => None,
            }
        })
    }

    /// Which controller does not serve an object, in which version. Of kinds that are listed with their versions, that is
    /// held against the list.
    fn refuses(&self, object: &ObjectSummary) -> Option<(&'static Service, Version, Place)> {
        let (group, kind) = (&object.key.group, &object.key.kind);
        let mut listed = self.entry.facts.iter().flat_map(|facts| &facts.kinds);
        if listed.any(|served| served.kind.split_once('/') == Some((group, kind))) {
            return None;
        }
        let service = service_of(group, &object.version, kind)?;
        let (version, place) = self.of(service.controller)?;
        (!service.is_in(release(&version))).then_some((service, version, place))
    }
}

fn release(version: &Version) -> ControllerRelease {
    (version.major, version.minor)
}

fn not_served(
    cluster: &str,
    object: &ObjectSummary,
    (service, version, place): (&Service, Version, Place),
) -> Diagnostic {
    let group = &object.key.group;
    let why = match (service.since, service.until) {
        (Some(since), _) if release(&version) < since => format!("it came with {}.{}", since.0, since.1),
        (_, Some((major, minor))) => format!("it went with {major}.{minor}"),
        _ => unreachable!("what is served in every release is not refused"),
    };
    catalogue::clusters::not_served_by_controller(
        (object.place, object.emitted),
        (&describe(&object.key), group, &object.version),
        (service.controller, &version.to_string(), cluster, place),
        &why,
        service.instead,
    )
}
