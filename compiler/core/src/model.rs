//! The platform as the program declares it: entities after evaluation, as the plain data of `o8-ir`.
//!
//! Environments stand in the order of promotion (`after`), those that nothing orders by name: where a declaration
//! stands in which file never shows in the output.

mod clusters;
mod delivery;
mod facts;
mod namespace_labels;
mod network;
mod notifications;
mod previews;
mod releases;
mod settings;

use std::sync::Arc;

use ecow::EcoString;
use o8_backends::argocd::pod_security_labels;
use o8_backends::policies::{Engine, INCLUDED, Verifier};
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::network::ClusterNetwork;
use o8_ir::platform::{
    Cluster, Destination, Environment, Form, Grouping, Orphans, Platform, Role, Team, Tier, Window,
};
use o8_ir::{Node, Tree};
use o8_syntax::ast::ItemKind;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::db::{Program, home, item, package_items};
use crate::eval;
use crate::ids::{DefId, DefKind, PackageId};
use crate::names::{self, name_place, shortest_cycle};
use crate::platform::{asks_for_signatures, authors_place};

use namespace_labels::{Following, besides};

pub(crate) use clusters::unread_annotations;
pub use facts::{ControllerFact, DNS, Facts, SecretLabels, ServedKind};

/// Everything but the modules' contents.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Model {
    /// The platform, where one is declared.
    pub platform: Option<Platform>,
    /// Clusters, in the order of their names.
    pub clusters: Vec<ClusterEntry>,
    /// Environments, in the order of promotion.
    pub environments: Vec<EnvironmentEntry>,
    /// Teams, in the order of their names.
    pub teams: Vec<Team>,
    /// Modules and addons, in the order of their names.
    pub modules: Vec<DefId>,
    /// The policy engines of the clusters, each once.
    pub engines: Vec<Engine>,
    /// What looks at the signatures of images, each once.
    pub verifiers: Vec<Verifier>,
    /// Policies, in the order of their names.
    pub policies: Vec<DefId>,
    /// Baselines, in the order of their names.
    pub baselines: Vec<DefId>,
    /// Names of namespaces that something else owns.
    pub existing_namespaces: Vec<EcoString>,
    /// What is wrong with the whole of them.
    pub diagnostics: Vec<Diagnostic>,
}

/// A cluster with its declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct ClusterEntry {
    /// The declaration.
    pub def: DefId,
    /// What it says.
    pub cluster: Cluster,
    /// What is known of it besides.
    pub facts: Option<Facts>,
}

impl ClusterEntry {
    /// Where it is said which release the cluster runs: by itself, or by its facts.
    fn release_place(&self) -> Place {
        self.says_release().map_or(self.cluster.place, |(_, place)| place)
    }

    /// The release that it or its facts say, and where.
    fn says_release(&self) -> Option<((u32, u32), Place)> {
        self.cluster.says_release.or_else(|| self.facts.as_ref()?.kubernetes)
    }
}

/// An environment with its declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct EnvironmentEntry {
    /// The declaration.
    pub def: DefId,
    /// The declarations of its clusters, in the order of `environment.clusters`.
    pub clusters: Vec<DefId>,
    /// What it says.
    pub environment: Environment,
    /// What all objects in it are like.
    pub baseline: Option<DefId>,
}

/// The platform as the program declares it.
#[salsa::tracked]
pub fn model(db: &dyn salsa::Database, program: Program) -> Arc<Model> {
    let reader = Reader { db, program };
    let mut diagnostics = Vec::new();
    let platforms = entities(db, program, "platform");
    for other in platforms.iter().skip(1) {
        diagnostics.push(catalogue::platform::second_platform(
            reader.name_place(*other),
            reader.name_place(platforms[0]),
        ));
    }
    if let Some(first) = platforms.first().filter(|def| def.data().kind == DefKind::Existing) {
        diagnostics.push(catalogue::platform::platform_of_others(reader.name_place(*first), first.name()));
    }
    let platform = platforms.first().and_then(|def| reader.platform(*def));
    if let Some(first) = platforms.first() {
        let (value, place) = (eval::entity(db, program, *first), reader.name_place(*first));
        diagnostics.extend(settings::check(value, place));
        diagnostics.extend(notifications::check(value, place));
    }
    let oldest = platforms.first().and_then(|def| release(reader.node(*def), "kubernetes"));
    let revision = platform.as_ref().map_or_else(|| "main".into(), |platform| platform.revision.clone());

    let wanted: Vec<&str> =
        platforms.first().map(|def| texts(reader.node(*def), "policy").collect()).unwrap_or_default();
    let verifiers: Vec<Verifier> =
        Verifier::ALL.into_iter().filter(|verifier| wanted.contains(&verifier.word())).collect();
    let mut clusters: Vec<ClusterEntry> = entities(db, program, "cluster")
        .into_iter()
        .map(|def| reader.cluster(def, oldest.unwrap_or(OLDEST_RELEASE)))
        .collect();
    clusters.sort_by(|a, b| a.cluster.name.cmp(&b.cluster.name));
    let written = facts::facts(db, program);
    diagnostics.extend(facts::join(&mut clusters, written));
    let mut environments: Vec<EnvironmentEntry> = entities(db, program, "environment")
        .into_iter()
        .map(|def| reader.environment(def, &clusters, (&revision, &verifiers), &mut diagnostics))
        .collect();
    environments.sort_by(|a, b| a.environment.name.cmp(&b.environment.name));
    let environments = in_order_of_promotion(environments, &mut diagnostics);
    let mut teams: Vec<Team> =
        entities(db, program, "team").into_iter().map(|def| reader.team(def)).collect();
    teams.sort_by(|a, b| a.name.cmp(&b.name));
    let mut modules = entities(db, program, "module");
    modules.extend(entities(db, program, "addon"));
    modules.sort_by_key(|def| def.name());
    if let (Some(oldest), Some(platform)) = (oldest, &platform) {
        let older = clusters.iter().filter(|entry| entry.cluster.kubernetes < oldest);
        diagnostics.extend(older.map(|entry| {
            let cluster = &entry.cluster;
            catalogue::platform::older_cluster(
                entry.release_place(),
                &cluster.name,
                cluster.kubernetes,
                oldest,
                platform.place,
            )
        }));
    }
    diagnostics.extend(facts::other_labels(db, program, &clusters));
    diagnostics.extend(facts::found_unawares(&clusters, &environments));
    let floor = platforms.first().and_then(|def| reader.place_of(*def, "kubernetes"));
    diagnostics.extend(releases::unknown(&clusters, floor));
    let namespaces = entities(db, program, "namespace");
    for def in namespaces.iter().filter(|def| def.data().kind == DefKind::Entity) {
        diagnostics.push(catalogue::platform::namespace_declared(reader.word_place(*def), def.name()));
    }
    let existing_namespaces =
        namespaces.into_iter().filter_map(|def| text(reader.node(def), "name")).collect();

    diagnostics.extend(environments.iter().filter_map(|entry| previews::open_to_all(&entry.environment)));
    report_same_names(
        "cluster",
        clusters.iter().map(|entry| (&entry.cluster.name, entry.cluster.place)),
        &mut diagnostics,
    );
    diagnostics.extend(clusters::same_servers(db, program, &clusters));
    if let Some(platform) = &platform {
        diagnostics.extend(clusters::check_live(platform, &environments));
    }
    let named = environments.iter().map(|entry| (&entry.environment.name, entry.environment.place));
    report_same_names("environment", named, &mut diagnostics);
    report_same_names("team", teams.iter().map(|team| (&team.name, team.place)), &mut diagnostics);
    let named = |word| {
        let mut found = entities(db, program, word);
        found.sort_by_key(|def| def.name());
        found
    };
    let (policies, baselines) = (named("policy"), named("baseline"));
    let engines = Engine::ALL.into_iter().filter(|engine| wanted.contains(&engine.word())).collect();
    Arc::new(Model {
        platform,
        clusters,
        environments,
        teams,
        modules,
        engines,
        verifiers,
        policies,
        baselines,
        existing_namespaces,
        diagnostics,
    })
}

/// What a cluster runs where neither it nor the platform says anything.
const OLDEST_RELEASE: (u32, u32) = (1, 30);

/// The entities that a word declares in the compiled package, `existing` ones included, each once.
pub fn entities(db: &dyn salsa::Database, program: Program, word: &str) -> Vec<DefId> {
    let items = &package_items(db, program, PackageId::root()).items;
    // A second declaration of a name has been reported, also one as `existing`.
    let is_first = |def: &DefId| {
        let data = def.data();
        matches!(data.kind, DefKind::Entity | DefKind::Existing)
            && data.word == word
            && names::entity(db, program, PackageId::root(), word, &data.name) == Some(*def)
    };
    items.iter().map(|entry| entry.def).filter(is_first).collect()
}

impl Model {
    /// The environments without their declarations.
    pub fn plain_environments(&self) -> Vec<Environment> {
        self.environments.iter().map(|entry| entry.environment.clone()).collect()
    }
}

/// Reads entities as plain data. What an entity lacks has been reported: something else stands for it, so that nothing is
/// said of whatever names the entity, and nothing is written.
struct Reader<'db> {
    db: &'db dyn salsa::Database,
    program: Program,
}

impl<'db> Reader<'db> {
    fn node(&self, def: DefId) -> &'db Node {
        &eval::entity(self.db, self.program, def).node
    }

    fn name_place(&self, def: DefId) -> Place {
        name_place(self.db, self.program, def)
    }

    /// Where a value of an entity is decided.
    fn place_in(&self, def: DefId, node: &Node) -> Place {
        let origins = &eval::entity(self.db, self.program, def).origins;
        authors_place(origins, node.origin, self.name_place(def))
    }

    /// Where the word of an entity's kind stands.
    fn word_place(&self, def: DefId) -> Place {
        let span = item(self.db, self.program, def).and_then(|item| match &item.kind {
            ItemKind::Entity(decl) | ItemKind::Existing(decl) => Some(decl.kind.span),
            _ => None,
        });
        Place::item(def.item(), span.unwrap_or_default())
    }

    fn source(&self, def: DefId) -> EcoString {
        home(self.db, self.program, def).map(|home| home.file.path(self.db).clone()).unwrap_or_default()
    }

    fn platform(&self, def: DefId) -> Option<Platform> {
        let node = self.node(def);
        let (argocd, delivery) = (node.at(&["argocd"])?, node.at(&["delivery"])?);
        Some(Platform {
            name: text(node, "name")?,
            repository: text(node, "repository")?,
            revision: text(node, "revision")?,
            path: text(node, "path")?,
            argocd_namespace: text(argocd, "namespace")?,
            argocd_version: release(argocd, "version")?,
            service_account: delivery::service_account(argocd, |node| self.place_in(def, node)),
            repositories: delivery::repositories(argocd, |node| self.place_in(def, node)),
            health: settings::health(argocd, |node| self.place_in(def, node)),
            rbac: argocd.at(&["rbac"]).map(settings::rbac),
            notifications: notifications::notifications(argocd),
            form: match text(delivery, "form")?.as_str() {
                "application" => Form::Applications,
                _ => Form::ApplicationSets,
            },
            group: match text(delivery, "group")?.as_str() {
                "team" => Grouping::Team,
                "environment" => Grouping::Environment,
                _ => Grouping::Module,
            },
            rolling: flag(delivery, "rolling"),
            ignored: delivery::ignored(delivery, |node| self.place_in(def, node)),
            hydrator: delivery
                .at(&["hydrator"])
                .and_then(|node| delivery::hydrator(node, self.place_in(def, node))),
            place: self.name_place(def),
            source: self.source(def),
        })
    }

    fn name(&self, def: DefId) -> EcoString {
        text(self.node(def), "name").unwrap_or_else(|| def.name().into())
    }

    /// Where a field of an entity is set, if it is.
    fn place_of(&self, def: DefId, field: &str) -> Option<Place> {
        let origins = &eval::entity(self.db, self.program, def).origins;
        let node = self.node(def).at(&[field])?;
        Some(authors_place(origins, node.origin, self.name_place(def)))
    }

    fn cluster(&self, def: DefId, floor: (u32, u32)) -> ClusterEntry {
        let node = self.node(def);
        let name = self.name(def);
        let destination = match text(node, "server") {
            Some(server) => Destination::Server(server),
            None => Destination::Name(name.clone()),
        };
        let own = self.name_place(def);
        let said = self.place_of(def, "kubernetes");
        let cluster = Cluster {
            name,
            destination,
            kubernetes: release(node, "kubernetes").unwrap_or(floor),
            says_release: release(node, "kubernetes").zip(said),
            labels: pairs(node, "labels").collect(),
            annotations: pairs(node, "annotations").collect(),
            network: ClusterNetwork::default(),
            register: flag(node, "register"),
            place: own,
            source: self.source(def),
        };
        ClusterEntry { def, cluster, facts: None }
    }

    fn environment(
        &self,
        def: DefId,
        clusters: &[ClusterEntry],
        (revision, verifiers): (&EcoString, &[Verifier]),
        diagnostics: &mut Vec<Diagnostic>,
    ) -> EnvironmentEntry {
        let node = self.node(def);
        let origins = &eval::entity(self.db, self.program, def).origins;
        let own = self.name_place(def);
        let place = |node: &Node| authors_place(origins, node.origin, own);
        let named: Vec<&ClusterEntry> = match clusters::selector(node, place) {
            Some(wanted) => clusters::chosen(self.db, self.program, clusters, &wanted, diagnostics),
            None => texts(node, "clusters")
                .filter_map(|name| clusters.iter().find(|entry| entry.cluster.name == name))
                .collect(),
        };
        let baseline = text(node, "baseline")
            .and_then(|name| names::entity(self.db, self.program, PackageId::root(), "baseline", &name));
        let mut namespace_labels = self.security_labels(node, baseline);
        let looks = |baseline| asks_for_signatures(self.db, self.program, baseline);
        // Nothing is written of images in namespaces of pull requests, and what no policy is about would be refused.
        let is_known = node.at(&["perPullRequest"]).is_none();
        if is_known && verifiers.contains(&Verifier::Sigstore) && baseline.is_some_and(looks) {
            namespace_labels.push((INCLUDED.0.into(), INCLUDED.1.into()));
        }
        let mesh = node.at(&["mesh"]).and_then(|node| network::mesh(node, place)).map(Box::new);
        // Of an environment of others, nothing is written.
        if def.data().kind != DefKind::Existing {
            let name = self.name(def);
            let of_baseline = baseline.map_or(own, |baseline| self.name_place(baseline));
            let of_security = node.at(&["podSecurity"]).map_or(own, place);
            let mut following = namespace_labels::of_name_and_mesh((&name, own), mesh.as_deref(), &named);
            following.extend(namespace_labels.iter().map(|(key, value)| Following {
                label: (key.clone(), value.clone()),
                place: if key == INCLUDED.0 { of_baseline } else { of_security },
            }));
            let said = entries(node, "labels")
                .filter_map(|(key, value)| Some(((key.clone(), value.as_str()?.into()), place(value))));
            let (db, program) = (self.db, self.program);
            namespace_labels.extend(besides(db, program, &name, &following, said, diagnostics));
        }
        let production = text(node, "tier").is_some_and(|tier| tier == "production");
        let environment = Environment {
            name: self.name(def),
            clusters: named.iter().map(|entry| entry.cluster.clone()).collect(),
            live: flag(node, "live")
                .then(|| pairs(node, "select").collect::<Vec<_>>())
                // Without labels, that has been reported.
                .filter(|labels| !labels.is_empty()),
            after: texts(node, "after").map(Into::into).collect(),
            tier: if production { Tier::Production } else { Tier::Development },
            revision: text(node, "revision").unwrap_or_else(|| revision.clone()),
            automated: flag(node, "automated"),
            namespace_labels,
            windows: items(node, "windows").filter_map(|node| window(node, place)).collect(),
            quota: node
                .at(&["quota"])
                .filter(|quota| quota.as_map().is_some_and(|hard| !hard.0.is_empty()))
                .cloned(),
            limits: node.at(&["limits"]).cloned(),
            network: node.at(&["network"]).map(|node| Box::new(network::network(node, place))),
            mesh,
            pull_requests: node
                .at(&["perPullRequest"])
                .map(|node| Box::new(previews::pull_requests(node, place(node)))),
            existing: def.data().kind == DefKind::Existing,
            place: own,
            source: self.source(def),
        };
        let clusters = named.iter().map(|entry| entry.def).collect();
        EnvironmentEntry { def, clusters, environment, baseline }
    }

    /// What namespaces say of the Pod Security Standards. A baseline says whose.
    fn security_labels(&self, environment: &Node, baseline: Option<DefId>) -> Vec<(EcoString, EcoString)> {
        let Some(level) = text(environment, "podSecurity").filter(|level| level != "privileged") else {
            return Vec::new();
        };
        let version = baseline.and_then(|baseline| text(self.node(baseline), "podSecurityVersion"));
        pod_security_labels(&level, version.as_ref())
    }

    fn team(&self, def: DefId) -> Team {
        let node = self.node(def);
        Team {
            name: self.name(def),
            owners: texts(node, "owners").map(Into::into).collect(),
            contact: text(node, "contact"),
            existing: def.data().kind == DefKind::Existing,
            roles: entries(node, "roles").filter_map(|(name, node)| role(name, node)).collect(),
            orphans: node.at(&["orphans"]).map(orphans),
            service_account: delivery::service_account(node, |node| self.place_in(def, node)),
            source_namespaces: texts(node, "sourceNamespaces").map(Into::into).collect(),
            signatures: node
                .at(&["signatures"])
                .map(|node| delivery::signatures(node, self.place_in(def, node))),
            place: self.name_place(def),
            source: self.source(def),
        }
    }
}

fn orphans(node: &Node) -> Orphans {
    let ignored = items(node, "ignore").map(|node| ["group", "kind", "name"].map(|field| text(node, field)));
    Orphans { warn: flag(node, "warn"), ignored: ignored.collect() }
}

fn text(node: &Node, field: &str) -> Option<EcoString> {
    node.at(&[field]).and_then(Node::as_str).map(Into::into)
}

fn texts<'a>(node: &'a Node, field: &str) -> impl Iterator<Item = &'a str> {
    items(node, field).filter_map(Node::as_str)
}

fn items<'a>(node: &'a Node, field: &str) -> impl Iterator<Item = &'a Node> {
    node.at(&[field]).into_iter().flat_map(Node::items)
}

fn entries<'a>(node: &'a Node, field: &str) -> impl Iterator<Item = &'a (EcoString, Node)> {
    node.at(&[field]).into_iter().flat_map(Node::entries)
}

/// The entries of a map of texts.
fn pairs(node: &Node, field: &str) -> impl Iterator<Item = (EcoString, EcoString)> {
    entries(node, field).filter_map(|(key, value)| Some((key.clone(), value.as_str()?.into())))
}

fn flag(node: &Node, field: &str) -> bool {
    node.at(&[field]).is_some_and(|node| matches!(node.tree, Tree::Bool(true)))
}

fn window(node: &Node, place: impl Fn(&Node) -> Place) -> Option<Window> {
    Some(Window {
        allows: text(node, "kind")? == "allow",
        cron: text(node, "cron")?,
        duration: text(node, "duration")?,
        time_zone: text(node, "timeZone")?,
        manual_sync: flag(node, "manualSync"),
        description: text(node, "description"),
        place: place(node),
        cron_place: place(node.at(&["cron"])?),
    })
}

fn role(name: &EcoString, node: &Node) -> Option<Role> {
    Some(Role {
        name: name.clone(),
        description: text(node, "description"),
        groups: texts(node, "groups").map(Into::into).collect(),
        may: texts(node, "may").map(Into::into).collect(),
    })
}

/// `1.36` as numbers.
fn release(node: &Node, field: &str) -> Option<(u32, u32)> {
    let text = text(node, field)?;
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Environments with those before them first; of several that could come next, the one first in `environments`.
fn in_order_of_promotion(
    environments: Vec<EnvironmentEntry>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<EnvironmentEntry> {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    let nodes: Vec<NodeIndex> = environments.iter().map(|_| graph.add_node(())).collect();
    for (to, entry) in environments.iter().enumerate() {
        for name in &entry.environment.after {
            if let Some(from) = environments.iter().position(|entry| entry.environment.name == *name) {
                graph.add_edge(nodes[from], nodes[to], ());
            }
        }
    }
    let circle = kosaraju_scc(&graph)
        .into_iter()
        .find(|members| members.len() > 1 || graph.contains_edge(members[0], members[0]));
    if let Some(start) = circle.and_then(|members| members.into_iter().min()) {
        // The edges lead from what comes before; `after` reads the other way round.
        let names: Vec<&str> = shortest_cycle(&graph, start)
            .iter()
            .skip(1)
            .rev()
            .map(|node| environments[node.index()].environment.name.as_str())
            .collect();
        let place = environments[start.index()].environment.place;
        diagnostics.push(catalogue::platform::environments_in_a_circle(place, &names));
        return environments;
    }
    let mut waiting: Vec<Option<EnvironmentEntry>> = environments.into_iter().map(Some).collect();
    let mut ordered: Vec<EnvironmentEntry> = Vec::with_capacity(waiting.len());
    while let Some(next) = waiting.iter().position(|entry| {
        entry.as_ref().is_some_and(|entry| {
            let is_waiting =
                |name: &EcoString| waiting.iter().flatten().any(|other| other.environment.name == *name);
            !entry.environment.after.iter().any(is_waiting)
        })
    }) {
        ordered.extend(waiting[next].take());
    }
    ordered
}

fn report_same_names<'a>(
    kind: &str,
    named: impl Iterator<Item = (&'a EcoString, Place)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut named: Vec<(&EcoString, Place)> = named.collect();
    named.sort_by_key(|(name, _)| *name);
    for pair in named.windows(2) {
        if pair[0].0 == pair[1].0 {
            diagnostics.push(catalogue::platform::two_of_one_name(kind, pair[0].0, pair[1].1, pair[0].1));
        }
    }
}
