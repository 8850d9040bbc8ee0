//! `moved OLD -> NEW`: a module that keeps the applications of its old name, or an object whose data goes to another one.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, catalogue};
use o8_ir::{Deployed, ModuleSummary};

use super::deployed::{is_called, stateful};
use crate::intentions::{Intentions, Moved};

/// Reports moves from what is still declared, to what is not there, of one name twice, and those that have nothing to say.
pub fn check_moves(
    intentions: &Intentions,
    previous: Option<&Deployed>,
    modules: &[&ModuleSummary],
) -> Vec<Diagnostic> {
    let moves = &intentions.moved;
    let check = |(at, moved): (usize, &Moved)| {
        let module = |name: &EcoString| modules.iter().find(|module| module.name == *name);
        let first = moves[..at].iter().find(|first| first.old == moved.old || first.new == moved.new);
        if let Some(first) = first {
            let (name, place, other) = match first.old == moved.old {
                true => (&moved.old, moved.old_place, first.old_place),
                false => (&moved.new, moved.new_place, first.new_place),
            };
            return Some(catalogue::deployed::moved_twice(place, name, other));
        }
        let goes_on = moves.iter().any(|next| next.old == moved.new);
        let objects: Vec<EcoString> = modules
            .iter()
            .flat_map(|module| &module.deployments)
            .flat_map(stateful)
            .map(|key| key.name.clone())
            .collect();
        let is_object = |name: &EcoString| objects.iter().any(|known| is_called(known, name));
        if let Some(declared) = module(&moved.old).filter(|_| module(&moved.new).is_some() || goes_on) {
            return Some(catalogue::deployed::moved_is_declared(moved.old_place, &moved.old, declared.place));
        }
        if module(&moved.new).is_none() && !goes_on && !is_object(&moved.new) {
            let known = modules.iter().map(|module| module.name.as_str());
            let known = known.chain(objects.iter().map(EcoString::as_str)).filter(|name| *name != moved.old);
            return Some(catalogue::deployed::moved_to_nothing(moved.new_place, &moved.new, known));
        }
        let previous = previous?;
        let names: Vec<&str> = previous.applications.iter().map(|found| found.module.as_str()).collect();
        let known = previous.applications.iter().any(|found| has_moved(found, moved));
        (!known).then(|| catalogue::deployed::without_effect(moved.item, moved.old_place, &moved.old, &names))
    };
    moves.iter().enumerate().filter_map(check).collect()
}

/// Whether an application of the earlier output knows of a move: it has the old name still, or has been written since.
fn has_moved(found: &o8_ir::DeployedApplication, moved: &Moved) -> bool {
    let is_its_name =
        || found.name.strip_prefix(moved.old.as_str()).is_some_and(|rest| rest.starts_with('-'));
    found.module == moved.old
        || is_its_name()
        || found
            .stateful
            .iter()
            .chain(&found.retired)
            .any(|key| is_called(&key.name, &moved.old) || is_called(&key.name, &moved.new))
}
