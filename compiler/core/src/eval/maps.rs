//! Maps while they are made: entries in order, keys unique.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::value::{Arena, Entry, Key, Map, Value};

/// From this size on, keys are looked up by their hash.
const HASHED: usize = 16;

/// A map in the making.
pub(super) struct MapBuilder<'a> {
    entries: Vec<Entry<'a>>,
    positions: FxHashMap<Key<'a>, usize>,
    /// Whether no entry was left out for want of its key.
    pub(super) complete: bool,
}

impl<'a> MapBuilder<'a> {
    pub(super) fn new() -> Self {
        Self::with_capacity(0)
    }

    pub(super) fn with_capacity(entries: usize) -> Self {
        Self { entries: Vec::with_capacity(entries), positions: FxHashMap::default(), complete: true }
    }

    /// Begins with the entries of another map.
    pub(super) fn from(map: &Map<'a>) -> Self {
        let mut builder = Self::with_capacity(map.entries.len() + 4);
        builder.complete = map.complete;
        for &entry in map.entries {
            builder.push(entry);
        }
        builder
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn get(&self, key: Key<'a>) -> Option<&Entry<'a>> {
        self.position(key).map(|at| &self.entries[at])
    }

    /// Adds an entry at the end; false, and nothing is done, where the key is there already.
    pub(super) fn add(&mut self, entry: Entry<'a>) -> bool {
        let new = self.position(entry.key).is_none();
        if new {
            self.push(entry);
        }
        new
    }

    /// Sets an entry: in its place where the key is there, at the end otherwise.
    pub(super) fn set(&mut self, entry: Entry<'a>) {
        match self.position(entry.key) {
            Some(at) => self.entries[at] = entry,
            None => self.push(entry),
        }
    }

    /// Takes an entry out; false where there is none.
    pub(super) fn remove(&mut self, key: Key<'a>) -> bool {
        let Some(at) = self.position(key) else { return false };
        self.entries.remove(at);
        self.positions.clear();
        if self.entries.len() >= HASHED {
            self.index();
        }
        true
    }

    /// The names of the keys, for "did you mean".
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.name())
    }

    pub(super) fn finish(self, arena: &'a Arena) -> Value<'a> {
        let map =
            Map { entries: arena.slice(&self.entries), complete: self.complete, index: Cell::new(None) };
        Value::Map(arena.alloc_cell(map))
    }

    fn push(&mut self, entry: Entry<'a>) {
        self.entries.push(entry);
        match self.entries.len() {
            length if length == HASHED => self.index(),
            length if length > HASHED => {
                self.positions.insert(entry.key, length - 1);
            }
            _ => {}
        }
    }

    fn index(&mut self) {
        self.positions.extend(self.entries.iter().enumerate().map(|(at, entry)| (entry.key, at)));
    }

    fn position(&self, key: Key<'a>) -> Option<usize> {
        if self.entries.len() < HASHED {
            self.entries.iter().position(|entry| entry.key == key)
        } else {
            self.positions.get(&key).copied()
        }
    }
}
