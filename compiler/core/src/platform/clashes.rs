//! MO01: what several modules need of one, where no version of it would do for all.

use std::str::FromStr as _;

use o8_diagnostics::catalogue::modules::Needing;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::Target;
use o8_ir::{ModuleSummary, Need};
use rustc_hash::{FxHashMap, FxHashSet};
use semver::VersionReq;

use super::needs::{Standing, standing};
use super::requirements::have_common;

/// A module that is needed, with the environment and the cluster.
type Key<'a> = (&'a str, &'a str, &'a str);

/// The targets where no version of a module would do for all that need it.
pub(super) struct Clashes<'a> {
    found: Vec<Clash<'a>>,
    at: FxHashSet<Key<'a>>,
}

/// Those that need one module, the first of which has not what it needs, and the others of which need something else.
struct Clash<'a> {
    target: &'a Target,
    version: &'a str,
    unmet: (&'a ModuleSummary, &'a Need),
    others: Vec<(&'a ModuleSummary, &'a Need)>,
}

impl<'a> Clashes<'a> {
    pub(super) fn new(
        modules: &[&'a ModuleSummary],
        by_name: &FxHashMap<&'a str, &'a ModuleSummary>,
    ) -> Self {
        let mut needing: FxHashMap<Key<'a>, Vec<(&'a ModuleSummary, &'a Need)>> = FxHashMap::default();
        for (module, target, need) in needs(modules) {
            needing.entry(key(need, target)).or_default().push((module, need));
        }
        let mut clashes = Self { found: Vec::new(), at: FxHashSet::default() };
        for (module, target, need) in needs(modules) {
            let Standing::Unmet(there) = standing(need, target, by_name) else { continue };
            let others = needing.get(&key(need, target)).into_iter().flatten();
            let others: Vec<_> = others.copied().filter(|(_, other)| !can_both(need, other)).collect();
            if !others.is_empty() && clashes.at.insert(key(need, target)) {
                let unmet = (module, need);
                clashes.found.push(Clash { target, version: &there.version, unmet, others });
            }
        }
        clashes
    }

    /// Whether what is needed of this module there clashes.
    pub(super) fn is_one(&self, needed: &str, target: &Target) -> bool {
        self.at.contains(&(
            needed,
            target.environment.as_deref().unwrap_or_default(),
            target.cluster.as_str(),
        ))
    }

    /// One for the same places of the text.
    pub(super) fn report(&self) -> Vec<Diagnostic> {
        let mut reported: FxHashSet<(Vec<Place>, &str)> = FxHashSet::default();
        let is_new = |clash: &&Clash<'a>| {
            let unmet: &'a Need = clash.unmet.1;
            let others = clash.others.iter().map(|(_, other)| other.place);
            let mut places: Vec<Place> = others.chain([unmet.place]).collect();
            places.sort_unstable();
            places.dedup();
            reported.insert((places, unmet.module.as_str()))
        };
        self.found.iter().filter(is_new).map(Clash::in_words).collect()
    }
}

impl Clash<'_> {
    fn in_words(&self) -> Diagnostic {
        let needing = |(module, need): (&ModuleSummary, &Need)| Needing {
            module: module.name.to_string(),
            requirement: need.requirement.to_string(),
            place: need.place,
        };
        let target = self.target.label();
        let needed = &self.unmet.1.module;
        let others: Vec<Needing> = self.others.iter().copied().map(needing).collect();
        catalogue::modules::no_common_version(needed, &target, self.version, &needing(self.unmet), &others)
    }
}

/// Every need with where it holds.
fn needs<'a>(
    modules: &[&'a ModuleSummary],
) -> impl Iterator<Item = (&'a ModuleSummary, &'a Target, &'a Need)> {
    modules.iter().copied().flat_map(|module| {
        module.deployments.iter().flat_map(move |deployment| {
            deployment.needs.iter().map(move |need| (module, &deployment.target, need))
        })
    })
}

fn key<'a>(need: &'a Need, target: &'a Target) -> Key<'a> {
    (need.module.as_str(), target.environment.as_deref().unwrap_or_default(), target.cluster.as_str())
}

/// Whether some version would do for both. What cannot be read has been reported.
fn can_both(one: &Need, other: &Need) -> bool {
    match (VersionReq::from_str(&one.requirement), VersionReq::from_str(&other.requirement)) {
        (Ok(one), Ok(other)) => have_common(&one, &other),
        _ => true,
    }
}
