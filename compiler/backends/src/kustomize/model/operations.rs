//! RFC 6902 operations, and what else Kustomize does to an object that they are applied to.

use ecow::EcoString;
use o8_ir::{Map, Node, Tree};

use super::Refused;

/// What an operation does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Sets a field, or inserts an element before the one at the path.
    Add,
    /// Puts a value in the place of the one at the path.
    Replace,
    /// Takes the value at the path away.
    Remove,
}

/// An RFC 6902 operation.
#[derive(Clone, PartialEq, Debug)]
pub struct Operation {
    /// What it does.
    pub action: Action,
    /// Where: a JSON pointer.
    pub path: EcoString,
    /// The value, where there is one.
    pub value: Option<Node>,
}

/// Adds a step to a JSON pointer.
pub(in crate::kustomize) fn push_step(path: &mut String, step: &str) {
    path.push('/');
    for c in step.chars() {
        match c {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            c => path.push(c),
        }
    }
}

/// Applies `operations` to `object`, one after the other.
pub(in crate::kustomize) fn apply(object: &mut Node, operations: &[Operation]) -> Result<(), Refused> {
    operations.iter().try_for_each(|operation| apply_one(object, operation))
}

fn apply_one(object: &mut Node, operation: &Operation) -> Result<(), Refused> {
    let (parent, step) = operation.path.rsplit_once('/').ok_or(Refused)?;
    let mut node = object;
    for step in parent.split('/').skip(1) {
        node = match &mut node.tree {
            Tree::Map(map) => map.get_mut(&unescape(step)),
            Tree::List(list) => list.items.get_mut(step.parse::<usize>().map_err(|_| Refused)?),
            _ => None,
        }
        .ok_or(Refused)?;
    }
    match &mut node.tree {
        Tree::Map(map) => apply_to_map(map, &unescape(step), operation),
        Tree::List(list) => apply_to_list(&mut list.items, step, operation),
        _ => Err(Refused),
    }
}

fn apply_to_map(map: &mut Map, field: &str, operation: &Operation) -> Result<(), Refused> {
    match (operation.action, &operation.value) {
        (Action::Add, Some(value)) => map.insert(field, value.clone()),
        (Action::Replace, Some(value)) => *map.get_mut(field).ok_or(Refused)? = value.clone(),
        (Action::Remove, None) => drop(map.remove(field).ok_or(Refused)?),
        _ => return Err(Refused),
    }
    Ok(())
}

fn apply_to_list(items: &mut Vec<Node>, step: &str, operation: &Operation) -> Result<(), Refused> {
    let index = if step == "-" { items.len() } else { step.parse().map_err(|_| Refused)? };
    match (operation.action, &operation.value) {
        (Action::Add, Some(value)) if index <= items.len() => items.insert(index, value.clone()),
        (Action::Replace, Some(value)) => *items.get_mut(index).ok_or(Refused)? = value.clone(),
        (Action::Remove, None) if index < items.len() => drop(items.remove(index)),
        _ => return Err(Refused),
    }
    Ok(())
}

fn unescape(step: &str) -> EcoString {
    if step.contains('~') { step.replace("~1", "/").replace("~0", "~").into() } else { step.into() }
}

/// Whether a tree survives being turned into JSON and back, which is what Kustomize does with every object that
/// operations are applied to: its integers become floating-point numbers on the way.
pub(in crate::kustomize) fn survives(node: &Node) -> bool {
    const EXACT: u64 = 1 << 53;
    match &node.tree {
        Tree::Int(number) => number.unsigned_abs() <= EXACT,
        Tree::Map(Map(fields)) => fields.iter().all(|(_, value)| survives(value)),
        Tree::List(list) => list.items.iter().all(survives),
        _ => true,
    }
}
