//! RFC 6902 operations: the last form, which can say everything.

use ecow::EcoString;
use o8_ir::{Map, Node, Object, Tree};

use super::super::model::operations::{Action, Operation, push_step, survives};
use super::namespace::target_of;
use super::{Layer, Target};

/// The operations that turn `lower`, a body of `object`, into `upper`, and the target that selects `object` alone.
pub(super) fn patch(
    object: &Object,
    lower: &Node,
    wanted: &Object,
    layers: (&Layer<'_>, &Layer<'_>),
) -> Option<(Target, Vec<Operation>)> {
    if !survives(&wanted.body) || !survives(lower) {
        return None;
    }
    let mut operations = Vec::new();
    let (lower, upper) = (lower.as_map()?, wanted.body.as_map()?);
    compare_maps(lower, upper, &mut String::new(), &mut operations);
    // The namespace is set for all objects together.
    operations.retain(|operation: &Operation| operation.path != "/metadata/namespace");
    Some((target_of(object, layers.0, layers.1), operations))
}

fn compare_maps(lower: &Map, upper: &Map, path: &mut String, operations: &mut Vec<Operation>) {
    for (name, _) in &lower.0 {
        if upper.get(name).is_none() {
            at(path, name, |path| operations.push(operation(Action::Remove, path, None)));
        }
    }
    for (name, value) in &upper.0 {
        at(path, name, |path| match lower.get(name) {
            None => operations.push(operation(Action::Add, path, Some(value))),
            Some(old) => compare(old, value, path, operations),
        });
    }
}

fn compare(lower: &Node, upper: &Node, path: &mut String, operations: &mut Vec<Operation>) {
    match (&lower.tree, &upper.tree) {
        (lower, upper) if lower == upper => {}
        (Tree::Map(lower), Tree::Map(upper)) => compare_maps(lower, upper, path, operations),
        (Tree::List(old), Tree::List(new)) => {
            if !compare_lists(&old.items, &new.items, path, operations) {
                operations.push(operation(Action::Replace, path, Some(upper)));
            }
        }
        _ => operations.push(operation(Action::Replace, path, Some(upper))),
    }
}

/// Changes, inserts or removes elements in one place of a list; false where that is not all.
fn compare_lists(old: &[Node], new: &[Node], path: &mut String, operations: &mut Vec<Operation>) -> bool {
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
    let end = rest.take_while(|(old, new)| old == new).count();
    let (gone, come) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    if gone.len() == come.len() {
        for (index, (old, new)) in gone.iter().zip(come).enumerate() {
            at(path, &(start + index).to_string(), |path| compare(old, new, path, operations));
        }
    } else if gone.is_empty() {
        for (index, item) in come.iter().enumerate() {
            let step = if end == 0 { "-".to_owned() } else { (start + index).to_string() };
            at(path, &step, |path| operations.push(operation(Action::Add, path, Some(item))));
        }
    } else if come.is_empty() {
        for index in (start..start + gone.len()).rev() {
            at(path, &index.to_string(), |path| operations.push(operation(Action::Remove, path, None)));
        }
    } else {
        return false;
    }
    true
}

fn at(path: &mut String, step: &str, then: impl FnOnce(&mut String)) {
    let length = path.len();
    push_step(path, step);
    then(path);
    path.truncate(length);
}

fn operation(action: Action, path: &str, value: Option<&Node>) -> Operation {
    Operation { action, path: EcoString::from(path), value: value.cloned() }
}
