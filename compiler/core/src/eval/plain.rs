//! An entity that sees no context, as plain data.

use std::rc::Rc;

use o8_diagnostics::{Diagnostic, Place, Span};
use o8_ir::{ListMerge, Map, Node, Origin, Tree};

use crate::ids::DefId;

use super::EntityValue;
use super::machine::{Machine, Purpose};
use super::refinement::Memo;
use super::render::Rendering;
use super::value::{Arena, Value};
use super::world::{Definitions, World};

/// Evaluates an entity. What depends on a context is left out: a secret's address may. What is wrong with a module is said
/// for each of its targets.
pub(super) fn evaluate<'a>(
    definitions: &'a dyn Definitions<'a>,
    arena: &'a Arena,
    entity: DefId,
) -> EntityValue {
    let world = World::new(arena, definitions);
    let has_targets = matches!(entity.data().word.as_str(), "module" | "addon");
    let purpose = Purpose { reports: !has_targets, ..Purpose::default() };
    let mut machine = Machine::new(&world, purpose, Rc::new(Memo::default()));
    let mut entries = Vec::new();
    if let Some(instance) = machine.entity(entity) {
        machine.settle(Value::Record(instance).into());
        let mut state = Rendering { describes: true, ..Rendering::of(true) };
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

/// Works out constants, each once, and gives what is wrong with them.
pub(super) fn constants<'a>(
    definitions: &'a dyn Definitions<'a>,
    arena: &'a Arena,
    constants: impl Iterator<Item = DefId>,
) -> Vec<Diagnostic> {
    let world = World::new(arena, definitions);
    let purpose = Purpose { reports: true, ..Purpose::default() };
    let mut machine = Machine::new(&world, purpose, Rc::new(Memo::default()));
    for constant in constants {
        machine.refresh();
        let value = machine.constant(constant, Place::item(constant.item(), Span::default()));
        machine.read_all(value.value, 0);
    }
    machine.check_conditions();
    machine.diagnostics
}
