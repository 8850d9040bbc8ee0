//! AS01, SY02: what was deployed and no longer is. Only in production: elsewhere things may come and go with the text.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};
use o8_backends::argocd::{application_name, applications_of_fleet};
use o8_diagnostics::catalogue::deployed::Loss;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::{Target, Tier};
use o8_ir::{
    Deployed, DeployedApplication, DeploymentSummary, ModuleSummary, ObjectKey, ObjectSummary, late,
};
use o8_kubernetes::is_stateful;
use rustc_hash::FxHashSet;

use crate::intentions::{Intentions, Retired, RetiredTarget};
use crate::model::Model;

/// The cluster of an application that stands for those of a fleet: Argo CD finds them, and one that is no longer declared is
/// still there.
const ANY_CLUSTER: &str = "*";

/// What the output of the program says is deployed. What goes because the program says so is kept in mind for as long as it
/// does: then the build after the one that took it away finds nothing new to say.
pub fn deployed(
    model: &Model,
    intentions: &Intentions,
    previous: &Deployed,
    modules: &[&ModuleSummary],
) -> Deployed {
    let mut applications: Vec<DeployedApplication> = Vec::new();
    for module in modules {
        for deployment in &module.deployments {
            let target = &deployment.target;
            let (name, cluster) = identity(module, target);
            // All clusters of a fleet have the same.
            if target.live && applications.iter().any(|known| known.name == name) {
                continue;
            }
            let is_there = |name: &EcoString| Some(name) == target.environment.as_ref();
            let environment = model.environments.iter().find(|entry| is_there(&entry.environment.name));
            let tier = match (&deployment.addon, environment) {
                (Some(addon), _) => addon.tier,
                (None, Some(entry)) => entry.environment.tier,
                (None, None) => Tier::Development,
            };
            applications.push(DeployedApplication {
                name,
                module: module.name.clone(),
                environment: target.environment.clone().unwrap_or_default(),
                cluster,
                tier,
                objects: deployment.objects.len(),
                stateful: stateful(deployment).cloned().collect(),
                retired: Vec::new(),
                selectors: selectors(deployment),
                gone: false,
            });
        }
    }
    let current = Deployed { applications };
    let clusters = retired_clusters(intentions, previous, &current);
    let mut applications = current.applications.clone();
    for before in &previous.applications {
        match applications.iter_mut().find(|now| now.name == before.name) {
            Some(now) => {
                let gone = before.stateful.iter().chain(&before.retired);
                let gone = gone.filter(|key| !is_there(&current, before, key));
                let retired = gone.filter(|key| retires_object(intentions, before, key)).cloned();
                now.retired = retired.collect();
            }
            None if retires(intentions, &clusters, before) => {
                applications.push(DeployedApplication { gone: true, ..before.clone() });
            }
            None => {}
        }
    }
    applications.sort_by(|a, b| a.name.cmp(&b.name));
    Deployed { applications }
}

/// Reports what the output that was written before has and this one has not, and what is said of it in vain.
pub fn check_deployed(
    model: &Model,
    intentions: &Intentions,
    previous: Option<&Deployed>,
    current: &Deployed,
    modules: &[&ModuleSummary],
) -> Vec<Diagnostic> {
    let Some(platform) = &model.platform else { return Vec::new() };
    let empty = Deployed::default();
    let before = previous.unwrap_or(&empty);
    let clusters = retired_clusters(intentions, before, current);
    let platform = platform.place;
    let comparison = Comparison { model, intentions, clusters, before, current, modules, platform };
    let mut found = comparison.applications();
    found.extend(comparison.objects());
    let retired =
        intentions.retired.iter().filter_map(|retired| comparison.retired(retired, previous.is_some()));
    found.extend(retired);
    found
}

/// The name of the application of a module in a target, and its cluster.
pub(super) fn identity(module: &ModuleSummary, target: &Target) -> (EcoString, EcoString) {
    match &target.environment {
        Some(environment) if target.live => {
            (applications_of_fleet(&module.deployed_as, environment), ANY_CLUSTER.into())
        }
        // Copies for pull requests come and go: one line stands for all of them.
        _ => (late::pattern(&application_name(&module.deployed_as, target)), target.cluster.clone()),
    }
}

fn selectors(deployment: &DeploymentSummary) -> Vec<(ObjectKey, Vec<EcoString>)> {
    if deployment.target.per_pull_request {
        return Vec::new();
    }
    let selector = |object: &ObjectSummary| {
        let requirements = object.selector.as_ref()?.requirements.iter();
        Some((object.key.clone(), requirements.map(|(text, _)| text.clone()).collect()))
    };
    deployment.objects.iter().filter_map(selector).collect()
}

/// The objects of a deployment that hold data.
pub(super) fn stateful(deployment: &DeploymentSummary) -> impl Iterator<Item = &ObjectKey> {
    deployment.objects.iter().map(|object| &object.key).filter(|key| is_stateful(&key.group, &key.kind))
}

/// Whether the program means an object by a name. Where that has dots, the part before the first will do: a declaration has
/// no dots.
pub(super) fn is_called(object: &str, name: &str) -> bool {
    object == name || object.split_once('.').is_some_and(|(first, _)| first == name)
}

/// Whether two applications are in one cluster. An environment that has become a fleet, or is no longer one, has its clusters.
pub(super) fn share_cluster(a: &DeployedApplication, b: &DeployedApplication) -> bool {
    let is_fleet = [a, b].iter().any(|one| one.cluster == ANY_CLUSTER);
    a.cluster == b.cluster || (is_fleet && a.environment == b.environment)
}

/// Whether something in the cluster of an earlier application is an object.
fn is_there(current: &Deployed, before: &DeployedApplication, key: &ObjectKey) -> bool {
    let here = current.applications.iter().filter(|now| !now.gone && share_cluster(now, before));
    { here }.any(|now| now.stateful.contains(key))
}

fn covers(retired: &Retired, application: &DeployedApplication) -> bool {
    let (environment, cluster) = (&application.environment, &application.cluster);
    retired.targets.is_empty() || retired.targets.iter().any(|target| target.covers(environment, cluster))
}

/// The names that the program retires and that only clusters have: what is a module or an environment as well is meant as that.
fn retired_clusters<'a>(
    intentions: &'a Intentions,
    before: &Deployed,
    current: &Deployed,
) -> FxHashSet<&'a EcoString> {
    let all = || before.applications.iter().chain(&current.applications);
    let names = intentions.retired.iter().map(|retired| &retired.name);
    let is_cluster = |name: &&EcoString| {
        all().any(|found| found.cluster == **name)
            && !all().any(|found| found.module == **name || found.environment == **name)
    };
    names.filter(is_cluster).collect()
}

/// Whether an application is what a declaration names: of a module, of an environment, of a cluster.
fn is_named(retired: &Retired, clusters: &FxHashSet<&EcoString>, application: &DeployedApplication) -> bool {
    let name = &retired.name;
    *name == application.module
        || *name == application.environment
        || (*name == application.cluster && clusters.contains(name))
}

fn retires(
    intentions: &Intentions,
    clusters: &FxHashSet<&EcoString>,
    application: &DeployedApplication,
) -> bool {
    let says = |retired: &Retired| is_named(retired, clusters, application) && covers(retired, application);
    intentions.retired.iter().any(says)
}

fn retires_object(intentions: &Intentions, application: &DeployedApplication, key: &ObjectKey) -> bool {
    let says = |retired: &Retired| is_called(&key.name, &retired.name) && covers(retired, application);
    intentions.retired.iter().any(says)
}

/// The environment of an application, or the cluster of one that is in none.
fn place_of(application: &DeployedApplication) -> String {
    if application.environment.is_empty() {
        return format!("@{}", application.cluster);
    }
    application.environment.to_string()
}

/// `StatefulSet web/db`, each once.
fn in_words<'k>(keys: impl Iterator<Item = &'k ObjectKey>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for ObjectKey { kind, namespace, name, .. } in keys {
        let one = match namespace {
            Some(namespace) => format!("{kind} {namespace}/{name}"),
            None => format!("{kind} {name}"),
        };
        if !words.contains(&one) {
            words.push(one);
        }
    }
    words
}

struct Comparison<'a> {
    model: &'a Model,
    intentions: &'a Intentions,
    /// Names that are retired and are those of clusters.
    clusters: FxHashSet<&'a EcoString>,
    before: &'a Deployed,
    current: &'a Deployed,
    modules: &'a [&'a ModuleSummary],
    platform: Place,
}

/// What one finding about applications speaks of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'a> {
    Environment(&'a str),
    Cluster(&'a str),
    Module(&'a str),
}

/// Objects that hold data and go from a module, in one environment or cluster or in several.
struct LostObjects<'a> {
    now: &'a DeployedApplication,
    lost: Vec<&'a ObjectKey>,
    places: Vec<String>,
}

impl<'a> Comparison<'a> {
    /// Applications of the earlier output that were in production and not on their way out.
    fn production(&self) -> impl Iterator<Item = &'a DeployedApplication> {
        self.before.applications.iter().filter(|before| before.tier == Tier::Production && !before.gone)
    }

    /// The application that is there now where another one was.
    fn now(&self, before: &DeployedApplication) -> Option<&'a DeployedApplication> {
        let there = || self.current.applications.iter().filter(|now| !now.gone);
        there().find(|now| now.name == before.name).or_else(|| {
            let is_same = |now: &&DeployedApplication| {
                now.module == before.module
                    && now.environment == before.environment
                    && share_cluster(now, before)
            };
            there().find(is_same)
        })
    }

    fn module(&self, name: &str) -> Option<&'a ModuleSummary> {
        self.modules.iter().find(|module| module.name == name).copied()
    }

    /// AS01.
    fn applications(&self) -> Vec<Diagnostic> {
        let mut lost: BTreeMap<Subject<'_>, Vec<&DeployedApplication>> = BTreeMap::new();
        let mut found = Vec::new();
        for before in self.production() {
            match self.now(before) {
                Some(now) if now.name != before.name => {
                    let place = self.module(&now.module).map_or(self.platform, |module| module.place);
                    let module = now.module.as_str();
                    let renamed =
                        catalogue::deployed::application_renamed(place, module, &before.name, &now.name);
                    found.push((module, renamed));
                }
                Some(_) => {}
                None if retires(self.intentions, &self.clusters, before) => {}
                None => lost.entry(self.subject(before)).or_default().push(before),
            }
        }
        // What a module loses is why the rest of it has other names.
        found.retain(|(module, _)| !lost.values().flatten().any(|before| before.module == **module));
        let found = found.into_iter().map(|(_, found)| found);
        found.chain(lost.iter().map(|(subject, lost)| self.disappearance(*subject, lost))).collect()
    }

    /// What is to blame for an application that goes: its environment is no longer declared, or its cluster, or else its module has
    /// left.
    fn subject(&self, before: &'a DeployedApplication) -> Subject<'a> {
        let (environment, cluster) = (before.environment.as_str(), before.cluster.as_str());
        let is_environment = |name: &str| {
            name.is_empty() || self.model.environments.iter().any(|entry| entry.environment.name == name)
        };
        let is_cluster = |name: &str| {
            name == ANY_CLUSTER || self.model.clusters.iter().any(|entry| entry.cluster.name == name)
        };
        if !is_environment(environment) {
            Subject::Environment(environment)
        } else if !is_cluster(cluster) {
            Subject::Cluster(cluster)
        } else {
            Subject::Module(&before.module)
        }
    }

    fn disappearance(&self, subject: Subject<'_>, lost: &[&DeployedApplication]) -> Diagnostic {
        let stateful = in_words(lost.iter().flat_map(|before| &before.stateful));
        let loss = Loss {
            applications: lost.len(),
            objects: lost.iter().map(|before| before.objects).sum(),
            stateful: &stateful,
        };
        match subject {
            Subject::Environment(name) => {
                catalogue::deployed::environment_disappears(self.platform, name, &loss)
            }
            Subject::Cluster(name) => {
                let mut modules: Vec<&str> = Vec::new();
                for before in lost {
                    if !modules.contains(&before.module.as_str()) {
                        modules.push(&before.module);
                    }
                }
                catalogue::deployed::cluster_disappears(self.platform, name, &modules, &loss)
            }
            Subject::Module(name) => {
                let targets = self.targets(lost);
                let place = self.module(name).map_or(self.platform, |module| module.place);
                let meant = format!("retire {name} in {}", targets.join(", "));
                let renamed = self.renamed(lost);
                catalogue::deployed::applications_disappear(place, name, &targets, &loss, &meant, renamed)
            }
        }
    }

    /// Each environment once, or its clusters where the module stays in others of them.
    fn targets(&self, lost: &[&DeployedApplication]) -> Vec<String> {
        let mut targets: Vec<String> = Vec::new();
        for before in lost {
            let stays =
                self.current.applications.iter().any(|now| {
                    !now.gone && now.module == before.module && now.environment == before.environment
                });
            let target = match stays {
                true => format!("{}@{}", before.environment, before.cluster),
                false => place_of(before),
            };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        targets
    }

    /// The one module that has come to wherever another one went from.
    fn renamed(&self, lost: &[&DeployedApplication]) -> Option<&'a str> {
        if lost.iter().any(|before| self.module(&before.module).is_some()) {
            return None;
        }
        let came = |module: &&&ModuleSummary| {
            let is_new = !self.before.applications.iter().any(|before| before.module == module.name);
            let is_at = |before: &&DeployedApplication| {
                module.deployments.iter().any(|deployment| {
                    let target = &deployment.target;
                    target.environment.as_deref().unwrap_or_default() == before.environment
                        && (target.cluster == before.cluster || before.cluster == ANY_CLUSTER)
                })
            };
            is_new && lost.iter().all(is_at)
        };
        let mut candidates = self.modules.iter().filter(came);
        let only = candidates.next()?;
        candidates.next().is_none().then_some(only.name.as_str())
    }

    /// SY02.
    fn objects(&self) -> Vec<Diagnostic> {
        let mut found: Vec<LostObjects<'_>> = Vec::new();
        for before in self.production() {
            let Some(now) = self.now(before) else { continue };
            let lost: Vec<&ObjectKey> = before
                .stateful
                .iter()
                .filter(|key| !is_there(self.current, before, key))
                .filter(|key| !retires_object(self.intentions, before, key) && !self.has_moved(before, key))
                .collect();
            if lost.is_empty() {
                continue;
            }
            // The same objects of the next environment or cluster are the same mistake.
            let place = place_of(before);
            match found.iter_mut().find(|found| found.now.module == now.module && found.lost == lost) {
                Some(same) if same.places.contains(&place) => {}
                Some(same) => same.places.push(place),
                None => found.push(LostObjects { now, lost, places: vec![place] }),
            }
        }
        found.iter().map(|found| self.object_disappearance(found)).collect()
    }

    fn object_disappearance(&self, LostObjects { now, lost, places }: &LostObjects<'_>) -> Diagnostic {
        let place = self.module(&now.module).map_or(self.platform, |module| module.place);
        // What is there under another namespace has lost nothing but that.
        let is_elsewhere = |key: &&ObjectKey| {
            let is_same = |there: &ObjectKey| {
                there.kind == key.kind && there.group == key.group && there.name == key.name
            };
            now.stateful.iter().any(is_same)
        };
        let namespace = lost[0].namespace.as_deref().filter(|namespace| {
            lost.iter().all(|key| key.namespace.as_deref() == Some(namespace) && is_elsewhere(key))
        });
        let objects = in_words(lost.iter().copied());
        let name = lost[0].name.split('.').next().unwrap_or_default();
        let meant = format!("retire {name} in {}", places.join(", "));
        catalogue::deployed::stateful_objects_disappear(
            place,
            &now.module,
            places,
            &objects,
            &meant,
            namespace,
        )
    }

    /// Whether the data of an object is said to go to another one, which is there.
    fn has_moved(&self, before: &DeployedApplication, key: &ObjectKey) -> bool {
        let here = |name: &EcoString| {
            let there =
                self.current.applications.iter().filter(|now| !now.gone && share_cluster(now, before));
            { there }.flat_map(|now| &now.stateful).any(|there| is_called(&there.name, name))
        };
        self.intentions.moved.iter().any(|moved| is_called(&key.name, &moved.old) && here(&moved.new))
    }

    /// What is wrong with a declaration that something goes.
    fn retired(&self, retired: &Retired, compared: bool) -> Option<Diagnostic> {
        let everywhere = [RetiredTarget { environment: None, cluster: None, place: retired.place }];
        let targets = if retired.targets.is_empty() { &everywhere[..] } else { &retired.targets[..] };
        targets.iter().find_map(|target| self.retired_target(retired, target, compared))
    }

    fn retired_target(
        &self,
        retired: &Retired,
        target: &RetiredTarget,
        compared: bool,
    ) -> Option<Diagnostic> {
        let is_meant = |found: &&DeployedApplication| {
            is_named(retired, &self.clusters, found) && target.covers(&found.environment, &found.cluster)
        };
        let is_near = |found: &&DeployedApplication| target.covers(&found.environment, &found.cluster);
        let goes = self.before.applications.iter().filter(is_near).any(|before| {
            let mut gone = before.stateful.iter().chain(&before.retired);
            gone.any(|key| is_called(&key.name, &retired.name) && !is_there(self.current, before, key))
        });
        if goes {
            return None;
        }
        let there: Vec<&DeployedApplication> =
            self.current.applications.iter().filter(|now| !now.gone).filter(is_near).collect();
        let by_name: Vec<&DeployedApplication> = there.iter().copied().filter(|now| is_meant(now)).collect();
        let by_object = there
            .iter()
            .copied()
            .filter(|now| now.stateful.iter().any(|key| is_called(&key.name, &retired.name)));
        let was_application = self.before.applications.iter().any(|before| is_meant(&before));
        let still: Vec<&DeployedApplication> = match by_name.is_empty() && !was_application {
            true => by_object.collect(),
            false => by_name,
        };
        if let Some(first) = still.first() {
            let mut targets: Vec<String> = Vec::new();
            for now in &still {
                let place = place_of(now);
                if !targets.contains(&place) {
                    targets.push(place);
                }
            }
            // Of an environment or a cluster, its modules are not what is said to go.
            let is_place = *first.environment == *retired.name || self.clusters.contains(&retired.name);
            let declared = self.module(&first.module).filter(|_| !is_place).map(|module| module.place);
            return Some(catalogue::deployed::retired_is_deployed(
                target.place,
                &retired.name,
                &targets,
                declared,
            ));
        }
        if !compared || was_application {
            return None;
        }
        let names: Vec<&str> = self.before.applications.iter().map(|before| before.module.as_str()).collect();
        let name = match (&target.environment, &target.cluster) {
            (None, None) => retired.name.clone(),
            (Some(environment), None) => eco_format!("{}` in `{environment}", retired.name),
            (environment, Some(cluster)) => {
                let environment = environment.as_deref().unwrap_or_default();
                eco_format!("{}` in `{environment}@{cluster}", retired.name)
            }
        };
        Some(catalogue::deployed::without_effect(retired.item, retired.place, &name, &names))
    }
}
