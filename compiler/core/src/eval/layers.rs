//! A module in all its layers and targets.

use std::rc::Rc;

use ecow::{EcoString, eco_format};
use o8_diagnostics::catalogue::{clusters as addon, overrides as catalogue, platform};
use o8_diagnostics::{Diagnostic, Severity, Span};
use o8_ir::late::PullRequestField;
use o8_ir::platform::{Deployment, Destination, EnvironmentLayer, Known, Module, Source, Target};
use o8_ir::{ListMerge, Map, Node, Object, Tree, late};
use rustc_hash::FxHashMap;

use crate::hir::RecordRef;
use crate::ids::DefId;
use crate::overrides;

use super::deliveries::otherness;
use super::entities::{Matched, Part};
use super::machine::{Machine, Purpose};
use super::origins::OriginTable;
use super::refinement::Memo;
use super::render::Rendering;
use super::value::{Arena, Instance, Setting, Value};
use super::world::{Definitions, World};
use super::{EnvironmentClusters, ModuleValue};

mod addons;
mod described;
mod protection;

pub(super) use described::describe;

/// What of a module is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    /// The base, the environments and the targets.
    Layers,
    /// The targets alone: nothing of what is reported depends on the layers.
    Targets,
}

/// Evaluates a module everywhere.
pub(super) fn evaluate<'a>(
    definitions: &'a dyn Definitions<'a>,
    arena: &'a Arena,
    environments: &[EnvironmentClusters],
    module: DefId,
    wanted: Wanted,
) -> ModuleValue {
    let world = World::new(arena, definitions);
    Evaluation::new(&world, module).run(environments, wanted)
}

struct Evaluation<'a, 'w> {
    world: &'w World<'a>,
    module: DefId,
    memo: Rc<Memo>,
    origins: OriginTable,
    diagnostics: Vec<Diagnostic>,
    /// For each setting of an override or patch, whether it changes something in some target.
    effects: FxHashMap<(u32, Span), bool>,
    /// Overrides that hold in some target.
    applied: Vec<u32>,
    /// What the body deploys.
    component: Option<RecordRef>,
    /// What Argo CD reads in the first of the targets, where the module is no set of objects.
    source: Option<Box<Source>>,
    /// The module's own namespace where the environment is unknown.
    base_namespace: Option<EcoString>,
    /// What Argo CD is told of objects in production that hold data.
    protection: &'static str,
}

impl<'a, 'w> Evaluation<'a, 'w> {
    fn new(world: &'w World<'a>, module: DefId) -> Self {
        Self {
            world,
            module,
            memo: Rc::new(Memo::default()),
            origins: OriginTable::default(),
            diagnostics: Vec::new(),
            effects: FxHashMap::default(),
            applied: Vec::new(),
            component: None,
            source: None,
            base_namespace: None,
            protection: "",
        }
    }

    fn run(&mut self, environments: &[EnvironmentClusters], wanted: Wanted) -> ModuleValue {
        let mut plan = self.machine(None, None, true);
        let mut places = match self.module.data().word.as_str() {
            "addon" => addons::places(&mut plan, self.module).into_iter().collect(),
            _ => places(&mut plan, self.module, environments),
        };
        for place in &mut places {
            place.production = protection::is_production(&mut plan, self.module, place);
        }
        self.protection = protection::options(&mut plan);
        let name = plan.entity_name(self.module).cloned().unwrap_or_default();
        let team =
            plan.team_of(self.module).and_then(|team| plan.entity_name(team)).cloned().unwrap_or_default();
        let place = plan.name_setting(self.module).place();
        let parts = plan.parts(self.module);
        if places.is_empty() && plan.diagnostics.is_empty() && all_known(&mut plan, self.module, environments)
        {
            plan.fail(|| match self.module.data().word.as_str() {
                "addon" => addon::addon_nowhere(place, &name),
                _ => platform::module_deployed_nowhere(place, &name),
            });
        }
        check_targets(&mut plan, &parts, &places);
        check_extends(&mut plan, &parts);
        self.finish(plan);

        let everywhere = !places.is_empty() && places.iter().all(|place| place.production);
        let (base, base_values) = self.base(wanted, everywhere);
        let mut layers = Vec::new();
        let mut deployments = Vec::new();
        for place in &places {
            let several = place.clusters.len() > 1 && !place.live;
            if let (true, Wanted::Layers, Some(environment)) = (several, wanted, place.environment) {
                layers.push(self.environment_layer(environment, place.production));
            }
            if place.live {
                deployments.push(self.fleet(place));
                continue;
            }
            for &cluster in &place.clusters {
                deployments.push(self.target(place, Some(cluster), several));
            }
        }
        if self.diagnostics.iter().all(|found| found.severity != Severity::Error) {
            self.report_without_effect(&parts);
        }
        let source = self.world.definitions.path(self.module).into();
        let module =
            Module { name, team, source, place, base, base_values, environments: layers, deployments };
        let origins = std::mem::take(&mut self.origins).finish();
        ModuleValue { module, origins, diagnostics: std::mem::take(&mut self.diagnostics) }
    }

    fn machine(
        &mut self,
        environment: Option<DefId>,
        cluster: Option<DefId>,
        reports: bool,
    ) -> Machine<'a, 'w> {
        let purpose = Purpose { subject: Some(self.module), environment, cluster, live: false, reports };
        let mut machine = Machine::new(self.world, purpose, self.memo.clone());
        machine.origins = std::mem::take(&mut self.origins);
        machine
    }

    /// Takes over what a machine found, each finding once.
    fn finish(&mut self, machine: Machine<'a, 'w>) {
        self.origins = machine.origins;
        for found in machine.diagnostics {
            let is_same = |known: &Diagnostic| {
                known.code == found.code
                    && known.place == found.place
                    && (known.message == found.message || names_target(found.code))
            };
            if !self.diagnostics.iter().any(is_same) {
                self.diagnostics.push(found);
            }
        }
    }

    /// The objects of the base and the values of its chart, where they are wanted; and what the body deploys.
    fn base(&mut self, wanted: Wanted, production: bool) -> (Vec<Object>, Option<Node>) {
        let mut machine = self.machine(None, None, false);
        let (mut objects, values) = match wanted {
            Wanted::Layers => {
                (machine.module_objects(self.module).objects, machine.chart_values(self.module))
            }
            Wanted::Targets => (Vec::new(), None),
        };
        self.component = machine.deployed(self.module).map(|(component, _)| component.info.record);
        self.base_namespace = namespace(&mut machine, self.module);
        protection::protect(&mut objects, production.then_some(self.protection));
        self.finish(machine);
        (objects, values)
    }

    fn environment_layer(&mut self, environment: DefId, production: bool) -> EnvironmentLayer {
        let mut machine = self.machine(Some(environment), None, false);
        let name = machine.entity_name(environment).cloned().unwrap_or_default();
        let mut objects = machine.module_objects(self.module).objects;
        protection::protect(&mut objects, production.then_some(self.protection));
        let mut namespace = namespace(&mut machine, self.module);
        if machine.sees_late() {
            objects = objects.iter().filter_map(|object| known(object, &self.base_namespace)).collect();
            namespace = self.base_namespace.clone();
        }
        self.finish(machine);
        EnvironmentLayer { environment: name, objects, namespace }
    }

    /// The target of an environment whose clusters Argo CD looks for itself.
    fn fleet(&mut self, place: &Place) -> Deployment {
        let mut deployment = self.target(place, None, false);
        let mut machine = self.machine(place.environment, None, false);
        let declared = |&cluster: &DefId| {
            let name = machine.entity_name(cluster).cloned().unwrap_or_default();
            (name, destination(&mut machine, cluster))
        };
        deployment.fleet = place.clusters.iter().map(declared).collect();
        self.finish(machine);
        deployment
    }

    /// Without a cluster, the target of a fleet.
    fn target(&mut self, place: &Place, cluster: Option<DefId>, several: bool) -> Deployment {
        let environment = place.environment;
        let mut machine = self.machine(environment, cluster, true);
        machine.purpose.live = cluster.is_none();
        let named =
            |machine: &mut Machine<'a, 'w>, def| machine.entity_name(def).cloned().unwrap_or_default();
        let target = Target {
            environment: environment.map(|environment| named(&mut machine, environment)),
            cluster: cluster.map(|cluster| named(&mut machine, cluster)).unwrap_or_default(),
            one_of_several: several && environment.is_some(),
            per_pull_request: machine.sees_late(),
            live: cluster.is_none(),
        };
        let parts = machine.parts(self.module);
        let matched = machine.matched(&parts);
        check_clashes(&mut machine, &matched, &parts);
        let mut settings = Node::derived(Tree::Map(Map::default()));
        if let Some(instance) = machine.entity(self.module) {
            machine.settle(Value::Record(instance).into());
            for field in 0..instance.info.shape.fields.len() as u16 {
                machine.field(instance, field, || instance.made.place());
            }
            machine.read_all(Value::Record(instance), 0);
            settings = settings_of(&mut machine, instance);
        }
        let mut objects = machine.module_objects(self.module).objects;
        protection::protect(&mut objects, place.production.then_some(self.protection));
        let source = machine.source(self.module).map(Box::new);
        let values = machine.chart_values(self.module);
        // Where the namespace is unknown, that has been reported: any name keeps the checks of names silent.
        let namespace = namespace(&mut machine, self.module)
            .or_else(|| {
                let name = machine.entity_name(self.module)?;
                let late = target.per_pull_request.then(|| PullRequestField::Number.mark());
                Some(eco_format!("{name}{}", late.unwrap_or_default()))
            })
            .unwrap_or_default();
        let destination = match cluster {
            Some(cluster) => destination(&mut machine, cluster),
            None => Destination::Name(Default::default()),
        };
        let addon = environment.is_none().then(|| addons::addon(&mut machine, self.module));
        if let (Some(base), Some((component, at))) = (self.component, machine.deployed(self.module))
            && component.info.record != base
        {
            let (here, there) = (component.info.shape, self.world.info(base).shape);
            let name = machine.target_name();
            machine.fail(|| match (here.delivery, there.delivery) {
                (None, None) => catalogue::other_component(at.place(), &name, &here.name, &there.name),
                _ => {
                    let (here, there) = (eco_format!("a `{}`", here.name), eco_format!("a `{}`", there.name));
                    catalogue::another_delivery(at.place(), &name, &here, &there)
                }
            });
        } else if let (Some(here), Some(there)) = (&source, &self.source) {
            let place = here.place;
            let name = machine.target_name();
            if let Some((here, there)) = otherness(here, there) {
                machine.fail(|| catalogue::another_delivery(place, &name, &here, &there));
            }
        }
        if self.source.is_none() {
            self.source.clone_from(&source);
        }
        machine.check_conditions();
        for (block, span, changed) in machine.effects() {
            *self.effects.entry((block, span)).or_default() |= changed;
        }
        self.applied.extend(matched.iter().map(|matched| matched.number));
        self.finish(machine);
        let known = target.per_pull_request.then(|| Known {
            objects: objects.iter().filter_map(|object| known(object, &self.base_namespace)).collect(),
            namespace: self.base_namespace.clone(),
        });
        Deployment {
            target,
            destination,
            fleet: Vec::new(),
            namespace,
            addon,
            objects,
            source,
            values,
            settings,
            known,
        }
    }

    /// Warns of overrides and patches without which every target would come out the same.
    fn report_without_effect(&mut self, parts: &[Part<'a>]) {
        let mut number = 0;
        let mut found = Vec::new();
        for part in parts {
            for block in &part.body.overrides {
                let settings = self.settings_of(number);
                let looked_at = !settings.is_empty() || block.patches.is_empty();
                if looked_at && self.applied.contains(&number) {
                    if settings.iter().all(|(_, changed)| !changed) {
                        found.push(catalogue::override_without_effect(part.scope.place(block.span)));
                    } else {
                        let idle = settings.iter().filter(|(_, changed)| !changed);
                        found.extend(
                            idle.map(|(span, _)| catalogue::setting_without_effect(part.scope.place(*span))),
                        );
                    }
                }
                number += 1;
            }
            for patch in &part.body.patches {
                let settings = self.settings_of(number);
                if !settings.is_empty() && settings.iter().all(|(_, changed)| !changed) {
                    found.push(catalogue::patch_without_effect(part.scope.place(patch.span)));
                }
                number += 1;
            }
        }
        self.diagnostics.extend(found);
    }

    /// The settings of an override or patch in the order of the text.
    fn settings_of(&self, number: u32) -> Vec<(Span, bool)> {
        let of_block = self.effects.iter().filter(|((block, _), _)| *block == number);
        let mut settings: Vec<(Span, bool)> =
            of_block.map(|((_, span), changed)| (*span, *changed)).collect();
        settings.sort();
        settings
    }
}

/// An object without what is late. Its namespace is that of the layers below; the application sets the one that it gets.
fn known(object: &Object, namespace: &Option<EcoString>) -> Option<Object> {
    let mut body = late::known(&object.body)?;
    if object.in_own_namespace
        && let Tree::Map(fields) = &mut body.tree
        && let Some(Node { tree: Tree::Map(metadata), .. }) = fields.get_mut("metadata")
    {
        metadata.remove("namespace");
        if let Some(namespace) = namespace {
            let after = metadata.0.iter().position(|(key, _)| key == "name").map_or(0, |at| at + 1);
            metadata.0.insert(after, ("namespace".into(), namespace.clone().into()));
        }
    }
    Some(Object { body, ..object.clone() })
}

/// Whether the message of a code names a target, or what there is in it: it is said of the first target alone.
fn names_target(code: &str) -> bool {
    matches!(code, "E0411" | "E0412" | "E0413" | "E0501" | "E0505" | "E0506" | "E0508" | "E0854" | "W0503")
}

/// What a module says of itself to others.
fn settings_of<'a>(machine: &mut Machine<'a, '_>, instance: &'a Instance<'a>) -> Node {
    let mut state = Rendering::of(true);
    let mut settings = Map::default();
    for name in ["version", "needs", "exposes", "connects", "pods", "ingress", "egress"] {
        let Some(at) = instance.info.shape.position(name) else { continue };
        let written = instance.slot(at).and_then(|slot| slot.at).unwrap_or(instance.made);
        let found = machine.field(instance, at, || written.place());
        if let Some(node) = machine.render(found, written, ListMerge::Replace, &mut state) {
            settings.insert(name, node);
        }
    }
    Node::derived(Tree::Map(settings))
}

/// One environment that a module is deployed to, with those of its clusters that it goes to; of an addon, the clusters.
struct Place {
    environment: Option<DefId>,
    clusters: Vec<DefId>,
    /// Whether Argo CD looks for the clusters itself.
    live: bool,
    /// Whether an accident costs much there.
    production: bool,
}

/// Where a module is deployed: what its fields `environments` and `clusters` let through. Nowhere, where it cannot be read or
/// is gone.
fn places(machine: &mut Machine<'_, '_>, module: DefId, environments: &[EnvironmentClusters]) -> Vec<Place> {
    if machine.entity(module).is_none() {
        return Vec::new();
    }
    let names = |only: &Option<Vec<(DefId, Option<Setting>)>>, def: DefId| {
        only.as_ref().is_none_or(|only| only.iter().any(|(wanted, _)| *wanted == def))
    };
    let wants = |only: &Option<Vec<(DefId, Option<Setting>)>>, entry: &EnvironmentClusters| match only {
        Some(_) => names(only, entry.environment),
        None => !entry.per_pull_request,
    };
    let only_environments = listed(machine, module, "environments");
    let only_clusters = listed(machine, module, "clusters");
    let here: Vec<&EnvironmentClusters> =
        environments.iter().filter(|entry| wants(&only_environments, entry)).collect();
    for (cluster, at) in only_clusters.iter().flatten() {
        if let Some(live) = here.iter().find(|entry| entry.live && entry.clusters.contains(cluster)) {
            let place = at.unwrap_or_else(|| machine.name_setting(module)).place();
            machine.fail(|| addon::one_of_fleet(place, cluster.name(), live.environment.name()));
        } else if !here.iter().any(|entry| entry.clusters.contains(cluster)) {
            let place = at.unwrap_or_else(|| machine.name_setting(module)).place();
            machine.fail(|| platform::cluster_outside_environments(place, module.name(), cluster.name()));
        }
    }
    here.into_iter()
        .filter_map(|entry| {
            let clusters: Vec<DefId> =
                entry.clusters.iter().filter(|cluster| names(&only_clusters, **cluster)).copied().collect();
            (!clusters.is_empty()).then_some(Place {
                environment: Some(entry.environment),
                clusters,
                live: entry.live,
                production: false,
            })
        })
        .collect()
}

/// Whether what a module says of its targets means something, and each environment has clusters. Elsewhere an error was
/// reported already, and that the module goes nowhere is only what follows from it.
fn all_known(machine: &mut Machine<'_, '_>, module: DefId, environments: &[EnvironmentClusters]) -> bool {
    let fields = ["environments", "clusters"];
    environments.iter().all(|entry| !entry.clusters.is_empty())
        && fields.iter().all(|field| is_known(machine, module, field))
}

fn is_known(machine: &mut Machine<'_, '_>, module: DefId, field: &str) -> bool {
    let Some(instance) = machine.entity(module) else { return false };
    let Some(field) = instance.info.shape.position(field) else { return true };
    match machine.field(instance, field, || instance.made.place()).value {
        Value::Hole => false,
        Value::List(list) => list.items.iter().all(|item| !matches!(item.value, Value::Hole)),
        _ => true,
    }
}

/// The entities of a list, and where each is named; `None` where the field has none.
fn listed(
    machine: &mut Machine<'_, '_>,
    module: DefId,
    field: &str,
) -> Option<Vec<(DefId, Option<Setting>)>> {
    let instance = machine.entity(module)?;
    let field = instance.info.shape.position(field)?;
    let Value::List(list) = machine.field(instance, field, || instance.made.place()).value else {
        return None;
    };
    let entities = list.items.iter().filter_map(|item| match item.value {
        Value::Entity(def) => Some((def, item.from)),
        _ => None,
    });
    Some(entities.collect())
}

fn namespace(machine: &mut Machine<'_, '_>, module: DefId) -> Option<EcoString> {
    text(machine, module, "namespace")
}

/// The text in a field of an entity, where that is what it has.
fn text(machine: &mut Machine<'_, '_>, entity: DefId, field: &str) -> Option<EcoString> {
    let instance = machine.entity(entity)?;
    let field = instance.info.shape.position(field)?;
    match machine.field(instance, field, || instance.made.place()).value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn destination(machine: &mut Machine<'_, '_>, cluster: DefId) -> Destination {
    let server = machine.entity(cluster).and_then(|instance| {
        let field = instance.info.shape.position("server")?;
        match machine.field(instance, field, || instance.made.place()).value {
            Value::String(server) => Some(server.clone()),
            _ => None,
        }
    });
    match server {
        Some(server) => Destination::Server(server),
        None => Destination::Name(machine.entity_name(cluster).cloned().unwrap_or_default()),
    }
}

/// Reports overrides for targets that the module is not deployed to.
fn check_targets(machine: &mut Machine<'_, '_>, parts: &[Part<'_>], places: &[Place]) {
    for part in parts {
        for target in part.body.overrides.iter().flat_map(|block| &block.targets) {
            let here = places.iter().any(|place| {
                target.environment.is_none_or(|wanted| place.environment == Some(wanted))
                    && target.cluster.is_none_or(|wanted| !place.live && place.clusters.contains(&wanted))
            });
            let fleet = places.iter().filter(|place| place.live).find(|place| {
                target.environment.is_none_or(|wanted| place.environment == Some(wanted))
                    && target.cluster.is_some_and(|wanted| place.clusters.contains(&wanted))
            });
            if let (false, Some(Place { environment: Some(live), .. }), Some(cluster)) =
                (here, fleet, target.cluster)
            {
                let place = part.scope.place(target.span);
                machine.fail(|| addon::one_of_fleet(place, cluster.name(), live.name()));
                continue;
            }
            // A name that is none has been reported.
            if here || (target.environment.is_none() && target.cluster.is_none()) {
                continue;
            }
            let place = part.scope.place(target.span);
            let name = |def: Option<DefId>| def.map(DefId::name);
            if part.body.entity.data().word == "addon" {
                let deployed: Vec<&str> =
                    places.iter().flat_map(|place| &place.clusters).map(|cluster| cluster.name()).collect();
                machine.fail(|| {
                    let target = (name(target.environment), name(target.cluster));
                    addon::not_deployed_to(place, part.body.entity.name(), target, &deployed)
                });
                continue;
            }
            let deployed: Vec<&str> =
                places.iter().filter_map(|place| place.environment).map(DefId::name).collect();
            machine.fail(|| {
                let target = (name(target.environment), name(target.cluster));
                catalogue::not_deployed_to(place, part.body.entity.name(), target, &deployed)
            });
        }
    }
}

/// Reports settings of two `extend`s of which one's path begins with the other's: files have no order.
fn check_extends(machine: &mut Machine<'_, '_>, parts: &[Part<'_>]) {
    let extends = parts.get(1..).unwrap_or_default();
    for (at, first) in extends.iter().enumerate() {
        for second in &extends[at + 1..] {
            for (a, b) in overrides::clashes(&first.body.edits, &second.body.edits) {
                let (here, there) = (second.scope.place(b), first.scope.place(a));
                machine.fail(|| catalogue::extends_clash(here, there));
            }
        }
    }
}

/// Reports settings of one level that contradict each other in the target of the machine.
fn check_clashes(machine: &mut Machine<'_, '_>, matched: &[Matched<'_>], parts: &[Part<'_>]) {
    for (at, first) in matched.iter().enumerate() {
        for second in matched[at + 1..].iter().filter(|second| second.level == first.level) {
            let mut found = overrides::clashes(&first.block.edits, &second.block.edits);
            for a in &first.block.patches {
                for b in second.block.patches.iter().filter(|b| b.kind == a.kind && same_name(a, b)) {
                    found.extend(overrides::clashes(&a.edits, &b.edits));
                }
            }
            let both = overrides::crossing(&first.block.targets, &second.block.targets);
            for (a, b) in found {
                let (here, there) = (second.scope.place(b), first.scope.place(a));
                let target = machine.target_name();
                machine.fail(|| catalogue::clash(here, there, &target, both));
            }
        }
    }
    for part in parts {
        let patches = &part.body.patches;
        for (at, a) in patches.iter().enumerate() {
            for b in patches[at + 1..].iter().filter(|b| b.kind == a.kind && same_name(a, b)) {
                for (x, y) in overrides::clashes(&a.edits, &b.edits) {
                    let (here, there) = (part.scope.place(y), part.scope.place(x));
                    machine.fail(|| catalogue::clash(here, there, "every target", false));
                }
            }
        }
    }
}

/// Whether two patches of one kind may mean the same object.
fn same_name(a: &crate::hir::Patch, b: &crate::hir::Patch) -> bool {
    match (&a.name, &b.name) {
        (Some(a), Some(b)) => a.kind == b.kind,
        _ => true,
    }
}
