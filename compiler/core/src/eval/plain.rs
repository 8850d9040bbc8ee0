//! An entity that sees no context, as plain data.

use std::rc::Rc;

use o8_ir::{ListMerge, Map, Node, Origin, Tree};

use crate::ids::DefId;

use super::machine::{Machine, Purpose};
use super::refinement::Memo;
use super::render::Rendering;
use super::value::{Arena, Value};
use super::world::{Definitions, World};
use super::{EntityValue, EnvironmentClusters};

/// Evaluates an entity. What depends on a context is left out: a secret's address may.
pub(super) fn evaluate<'a>(
    definitions: &'a dyn Definitions<'a>,
    arena: &'a Arena,
    entity: DefId,
) -> EntityValue {
    let world = World::new(arena, definitions);
    let sees_context = matches!(entity.data().word.as_str(), "module" | "addon" | "secret");
    let purpose = Purpose { reports: !sees_context, ..Purpose::default() };
    let mut machine = Machine::new(&world, purpose, Rc::new(Memo::default()));
    let mut entries = Vec::new();
    if let Some(instance) = machine.entity(entity) {
        machine.settle(Value::Record(instance).into());
        let mut state = Rendering::of(true);
        for (at, field) in instance.info.shape.fields.iter().enumerate() {
            let written = instance.slot(at as u16).and_then(|slot| slot.at).unwrap_or(instance.made);
            let found = machine.field(instance, at as u16, || written.place());
            if matches!(found.value, Value::Record(record) if record.info.shape.component) {
                continue;
            }
            if let Some(node) = machine.render(found, written, ListMerge::Replace, &mut state) {
                entries.push((field.name.clone(), node));
            }
        }
        machine.check_conditions();
    }
    let node = Node { tree: Tree::Map(Map(entries)), origin: Origin::NONE };
    EntityValue { node, origins: machine.origins.finish(), diagnostics: machine.diagnostics }
}

/// Every environment with its clusters, in the order of the program.
pub(super) fn environments<'a>(
    definitions: &'a dyn Definitions<'a>,
    arena: &'a Arena,
) -> Vec<EnvironmentClusters> {
    let world = World::new(arena, definitions);
    let mut machine = Machine::new(&world, Purpose::default(), Rc::new(Memo::default()));
    let Some(kind) = world.kind("environment") else { return Vec::new() };
    let mut environments = Vec::new();
    for &environment in definitions.entities(kind) {
        let Some(instance) = machine.entity(environment) else { continue };
        let Some(field) = instance.info.shape.position("clusters") else { continue };
        let mut clusters = Vec::new();
        if let Value::List(list) = machine.field(instance, field, || instance.made.place()).value {
            for item in list.items {
                if let Value::Entity(cluster) = item.value
                    && !clusters.contains(&cluster)
                {
                    clusters.push(cluster);
                }
            }
        }
        environments.push(EnvironmentClusters { environment, clusters });
    }
    environments
}
