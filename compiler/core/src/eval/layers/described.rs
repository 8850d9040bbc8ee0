//! What a module says of itself in each of its targets, every field with what it is there: for people, not for files.

use o8_ir::{ListMerge, Map, Node, Origin, Tree};

use crate::eval::machine::Machine;
use crate::eval::render::Rendering;
use crate::eval::value::{Arena, Value};
use crate::eval::world::{Definitions, World};
use crate::eval::{Described, DescribedTarget, EnvironmentClusters};
use crate::ids::DefId;

use super::{Evaluation, addons, places};

/// Evaluates a module or an addon in every target. What is wrong with it is for others to say.
pub(in crate::eval) fn describe<'a>(
    definitions: &'a dyn Definitions<'a>,
    arena: &'a Arena,
    environments: &[EnvironmentClusters],
    module: DefId,
) -> Described {
    let world = World::new(arena, definitions);
    let mut evaluation = Evaluation::new(&world, module);
    let mut plan = evaluation.machine(None, None, false);
    let places = match module.data().word.as_str() {
        "addon" => addons::places(&mut plan, module).into_iter().collect(),
        _ => places(&mut plan, module, environments),
    };
    evaluation.finish(plan);
    let mut targets = Vec::new();
    for place in &places {
        let clusters = place.clusters.iter().map(|cluster| Some(*cluster));
        for cluster in
            clusters.chain(place.live.then_some(None)).filter(|cluster| cluster.is_none() == place.live)
        {
            let mut machine = evaluation.machine(place.environment, cluster, false);
            machine.purpose.live = place.live;
            targets.push(DescribedTarget {
                environment: place.environment,
                cluster,
                node: described(&mut machine, module),
            });
            evaluation.finish(machine);
        }
    }
    Described { targets, origins: std::mem::take(&mut evaluation.origins).finish() }
}

/// Every field that has a value, in the order of the type, components with their parameters.
fn described<'a>(machine: &mut Machine<'a, '_>, module: DefId) -> Node {
    let mut entries = Vec::new();
    if let Some(instance) = machine.entity(module) {
        machine.settle(Value::Record(instance).into());
        let mut state = Rendering { describes: true, ..Rendering::of(true) };
        for (at, field) in instance.info.shape.fields.iter().enumerate() {
            let at = at as u16;
            let written = instance.slot(at).and_then(|slot| slot.at).unwrap_or(instance.made);
            let found = machine.field(instance, at, || written.place());
            if let Some(node) = machine.render(found, written, ListMerge::Replace, &mut state) {
                entries.push((field.name.clone(), node));
            }
        }
    }
    Node { tree: Tree::Map(Map(entries)), origin: Origin::NONE }
}
