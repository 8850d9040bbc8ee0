//! How Kustomize merges a list by keys: step by step as it does it, because what comes out depends on the steps.
//!
//! With one key the result is what one expects, with the elements of the patch first. With two, such as
//! `containerPort` and `protocol`, an element that lacks the second key can lose it, move or displace others.

use ecow::EcoString;
use o8_ir::{List, Node, Tree};

use super::super::Refused;
use super::super::view::{View, scalar_text};
use super::{Position, merge};
use crate::kustomize::shape::Shape;

/// The values that an element has for the keys; empty where it has none.
type Values = Vec<EcoString>;

/// A list of scalars: those of the patch, then those that were there.
pub(super) fn merge_set<'a>(dest: Option<View<'a>>, patch: Option<&'a List>) -> Result<View<'a>, Refused> {
    let mut items: Vec<View<'a>> = Vec::new();
    let patched = patch.map_or(&[][..], |patch| &patch.items).iter().map(View::Whole);
    for item in patched.chain(dest.map_or_else(Vec::new, elements_of)) {
        let text = item.scalar().filter(|text| !text.is_empty()).ok_or(Refused)?;
        if !items.iter().any(|seen| seen.scalar().as_ref() == Some(&text)) {
            items.push(item);
        }
    }
    Ok(View::List(items))
}

/// A list of maps, merged by the values of `keys`. `None` for `patch` says nothing.
pub(super) fn merge_keyed<'a>(
    dest: Option<View<'a>>,
    patch: Option<&'a [Node]>,
    keys: &'static [&'static str],
    shape: &'static Shape,
) -> Result<View<'a>, Refused> {
    // A list that is new, or that replaces another, is merged with itself.
    let (dest, patch) = match (dest, patch) {
        (None, Some(patch)) => {
            let elements =
                patch.iter().map(|element| merge(None, Some(element), Position::Map(shape))?.ok_or(Refused));
            (elements.collect::<Result<Vec<_>, _>>()?, None)
        }
        (dest, patch) => (dest.map_or_else(Vec::new, elements_of), patch),
    };
    let mut sequence = Sequence { arena: dest, keys, shape, patched: Vec::new() };
    for element in &sequence.arena {
        check_element(element)?;
    }
    let dest: Vec<usize> = (0..sequence.arena.len()).collect();
    for element in patch.unwrap_or_default() {
        check_element(&View::Whole(element))?;
        sequence.patched.push((element, None));
    }
    let merged = sequence.merge(dest)?;
    let mut arena: Vec<_> = sequence.arena.into_iter().map(Some).collect();
    merged
        .into_iter()
        .map(|index| arena[index].take().ok_or(Refused))
        .collect::<Result<_, _>>()
        .map(View::List)
}

fn elements_of(view: View<'_>) -> Vec<View<'_>> {
    match view {
        View::List(items) => items,
        View::Whole(node) => match &node.tree {
            Tree::List(list) => list.items.iter().map(View::Whole).collect(),
            _ => Vec::new(),
        },
        View::Map(_) | View::Text(_) => Vec::new(),
    }
}

/// Elements that are no maps, or empty ones, do not occur in the lists that Kubernetes merges by keys.
fn check_element(element: &View<'_>) -> Result<(), Refused> {
    let is_map = match element {
        View::Map(fields) => !fields.is_empty(),
        View::Whole(node) => node.as_map().is_some_and(|map| !map.0.is_empty()),
        View::List(_) | View::Text(_) => false,
    };
    if is_map { Ok(()) } else { Err(Refused) }
}

struct Sequence<'a> {
    /// Every element of the list that is patched, and those that the patch adds.
    arena: Vec<View<'a>>,
    /// The elements of the patch, and where they are in the arena once they were taken for new.
    patched: Vec<(&'a Node, Option<usize>)>,
    keys: &'static [&'static str],
    shape: &'static Shape,
}

impl<'a> Sequence<'a> {
    fn merge(&mut self, mut dest: Vec<usize>) -> Result<Vec<usize>, Refused> {
        let mut all = Vec::new();
        for (element, _) in &self.patched {
            push_new(&mut all, self.values_of(&View::Whole(element))?);
        }
        for &index in &dest {
            push_new(&mut all, self.values_of(&self.arena[index])?);
        }
        if self.keys.len() == 1 && self.is_regular(&dest, &all) {
            return self.merge_regular(dest);
        }
        if self.keys.len() > 1 {
            unify(&mut all);
        }

        let mut added = Vec::new();
        let mut keys = Vec::new();
        for of_element in &all {
            let values;
            (keys, values) = self.valid_keys(&all, of_element);
            let merged = self.merge_element(&dest, &keys, &values)?;
            let merged = merged.filter(|&index| !self.arena[index].is_empty_map());
            let Some(index) = merged else {
                dest = self.set(dest, None, &keys, &values);
                continue;
            };
            for (key, value) in keys.iter().zip(&values) {
                if !value.is_empty() && self.arena[index].get(key).is_none() {
                    set_field(&mut self.arena[index], key, value.clone());
                }
            }
            added = self.set(added, Some(index), &keys, &values);
        }
        if all.is_empty() {
            return Ok(dest);
        }
        self.append(added, &dest, &keys)
    }

    /// Whether every element has a value of the one key, and no two of one list the same.
    fn is_regular(&self, dest: &[usize], all: &[Values]) -> bool {
        let mut of_dest = Vec::with_capacity(dest.len());
        for &index in dest {
            match self.values_of(&self.arena[index]) {
                Ok(values) => push_new(&mut of_dest, values),
                Err(Refused) => return false,
            }
        }
        let mut of_patch = Vec::with_capacity(self.patched.len());
        for (element, _) in &self.patched {
            match self.values_of(&View::Whole(element)) {
                Ok(values) => push_new(&mut of_patch, values),
                Err(Refused) => return false,
            }
        }
        of_dest.len() == dest.len()
            && of_patch.len() == self.patched.len()
            && all.iter().all(|values| !values[0].is_empty())
    }

    /// The usual case: the elements of the patch first, merged with their namesakes, then the others.
    fn merge_regular(&mut self, dest: Vec<usize>) -> Result<Vec<usize>, Refused> {
        let key = self.keys[0];
        let mut merged = Vec::with_capacity(dest.len() + self.patched.len());
        let mut left: Vec<Option<usize>> = dest.into_iter().map(Some).collect();
        for at in 0..self.patched.len() {
            let element = self.patched[at].0;
            let value = View::Whole(element).get(key).and_then(|value| value.scalar());
            let namesake = left.iter_mut().find(|index| {
                index
                    .is_some_and(|index| self.arena[index].get(key).and_then(|other| other.scalar()) == value)
            });
            let old = namesake.and_then(Option::take);
            merged.extend(self.merge_with(old, Some(element))?);
        }
        for index in left.into_iter().flatten() {
            merged.extend(self.merge_with(Some(index), None)?);
        }
        merged.retain(|&index| !self.arena[index].is_empty_map());
        Ok(merged)
    }

    /// Merges an element of the patch into one of the arena, or takes it for new.
    fn merge_with(&mut self, old: Option<usize>, patch: Option<&'a Node>) -> Result<Option<usize>, Refused> {
        let dest = old.map(|index| self.arena[index].clone());
        let Some(merged) = merge(dest, patch, Position::Map(self.shape))? else {
            return Ok(None);
        };
        match old {
            Some(index) => {
                self.arena[index] = merged;
                Ok(Some(index))
            }
            None => {
                self.arena.push(merged);
                Ok(Some(self.arena.len() - 1))
            }
        }
    }

    /// Merges the elements of both lists that have these values.
    fn merge_element(
        &mut self,
        dest: &[usize],
        keys: &[&'static str],
        values: &[EcoString],
    ) -> Result<Option<usize>, Refused> {
        // Keys without a value are not looked at, unless none has one.
        let given = keys.iter().zip(values).filter(|(_, value)| !value.is_empty());
        let mut wanted: Vec<(&str, &str)> = given.map(|(key, value)| (*key, value.as_str())).collect();
        if wanted.is_empty() {
            wanted = keys.iter().zip(values).map(|(key, value)| (*key, value.as_str())).collect();
        }
        let old = dest.iter().copied().find(|&index| has_all(&self.arena[index], &wanted));
        let patch = self.patched.iter().position(|(element, _)| has_all(&View::Whole(element), &wanted));
        match (old, patch) {
            (None, None) => Ok(None),
            (None, Some(at)) => {
                if let Some(index) = self.patched[at].1 {
                    return Ok(Some(index));
                }
                let index = self.merge_with(None, Some(self.patched[at].0))?;
                self.patched[at].1 = index;
                Ok(index)
            }
            (old, patch) => self.merge_with(old, patch.map(|at| self.patched[at].0)),
        }
    }

    /// Puts the elements of the list after those that were merged, each in the place of its namesake.
    fn append(
        &self,
        mut list: Vec<usize>,
        dest: &[usize],
        keys: &[&'static str],
    ) -> Result<Vec<usize>, Refused> {
        for &index in dest {
            let mut values = Vec::new();
            for key in keys {
                match self.arena[index].get(key) {
                    // An element without the key is added at once, and then once more.
                    None => list.push(index),
                    Some(value) => values.push(value.scalar().ok_or(Refused)?),
                }
            }
            if keys.len() > 1 {
                list = self.set(list, None, keys, &values);
            }
            list = self.set(list, Some(index), keys, &values);
        }
        Ok(list)
    }

    /// Puts `element` in the place of those that have these values, or last; `None` takes them away.
    fn set(
        &self,
        list: Vec<usize>,
        element: Option<usize>,
        keys: &[&'static str],
        values: &[EcoString],
    ) -> Vec<usize> {
        let mut found = false;
        let mut kept = Vec::with_capacity(list.len() + 1);
        for index in list {
            // A key beyond the values counts as found where the key before it was.
            let has = !values.is_empty()
                && keys.iter().zip(values).all(|(key, value)| has_value(&self.arena[index], key, value));
            if !has {
                if !values.is_empty() {
                    kept.push(index);
                }
                continue;
            }
            found = true;
            kept.extend(element);
        }
        if !found {
            kept.extend(element);
        }
        kept
    }

    fn values_of(&self, element: &View<'_>) -> Result<Values, Refused> {
        self.keys
            .iter()
            .map(|key| match element.get(key).as_deref() {
                None => Ok(EcoString::new()),
                Some(View::Whole(node)) => scalar_text(node).ok_or(Refused),
                Some(value) => value.scalar().ok_or(Refused),
            })
            .collect()
    }

    /// The keys that some element has a value for, with the values of one element.
    fn valid_keys(&self, all: &[Values], values: &Values) -> (Vec<&'static str>, Values) {
        let is_valid = |at: usize| all.iter().any(|values| !values[at].is_empty());
        if !(0..self.keys.len()).any(is_valid) {
            return (self.keys.to_vec(), values.clone());
        }
        let valid = (0..self.keys.len()).filter(|&at| is_valid(at));
        valid.map(|at| (self.keys[at], values[at].clone())).unzip()
    }
}

fn push_new(all: &mut Vec<Values>, values: Values) {
    if !all.contains(&values) {
        all.push(values);
    }
}

/// Elements with one value in common, and no two that differ, are taken for the same; each gets the values of both.
fn unify(all: &mut [Values]) {
    for i in 0..all.len() {
        let first = all[i].clone();
        for j in 0..all.len() {
            if let Some(both) = unified(&first, &all[j]) {
                all[i].clone_from(&both);
                all[j] = both;
            }
        }
    }
}

fn unified(one: &Values, other: &Values) -> Option<Values> {
    let mut common = false;
    let both = one.iter().zip(other).map(|(a, b)| {
        common |= a == b;
        match (a.is_empty(), b.is_empty()) {
            (false, false) if a != b => None,
            (false, _) => Some(a.clone()),
            (true, _) => Some(b.clone()),
        }
    });
    let both = both.collect::<Option<Values>>()?;
    common.then_some(both)
}

/// An empty value is had by whoever has the key.
fn has_value(element: &View<'_>, key: &str, value: &str) -> bool {
    element.get(key).is_some_and(|found| value.is_empty() || found.scalar().as_deref() == Some(value))
}

fn has_all(element: &View<'_>, wanted: &[(&str, &str)]) -> bool {
    wanted.iter().all(|(key, value)| has_value(element, key, value))
}

fn set_field<'a>(element: &mut View<'a>, key: &'static str, value: EcoString) {
    if let View::Whole(node) = element {
        let node: &'a Node = node;
        let fields = node.as_map().map_or(&[][..], |map| &map.0);
        *element =
            View::Map(fields.iter().map(|(name, value)| (name.as_str(), View::Whole(value))).collect());
    }
    if let View::Map(fields) = element {
        fields.push((key, View::Text(value)));
    }
}
