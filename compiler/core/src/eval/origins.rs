//! The table of origins of one module: each source once.

use o8_ir::{Origin, Origins, Source};
use rustc_hash::FxHashMap;

use super::value::Setting;

/// Origins while they are collected.
#[derive(Default)]
pub(crate) struct OriginTable {
    known: FxHashMap<(Setting, Setting), u32>,
    origins: Origins,
    /// What was asked for last: neighbours in an object often share their source.
    last: Option<((Setting, Setting), Origin)>,
}

impl OriginTable {
    /// The origin of a value that stands in a field which `written` wrote, and that `decided` gave.
    pub(super) fn origin(&mut self, written: Setting, decided: Option<Setting>) -> Origin {
        let decided = decided.unwrap_or(written);
        let key = (written, decided);
        if let Some((last, origin)) = self.last
            && last == key
        {
            return origin;
        }
        let next = self.origins.0.len() as u32;
        let index = *self.known.entry(key).or_insert(next);
        if index == next {
            let source = Source { kind: decided.kind, written: written.place(), decided: decided.place() };
            self.origins.0.push(source);
        }
        self.last = Some((key, Origin(index)));
        Origin(index)
    }

    pub(super) fn finish(self) -> Origins {
        self.origins
    }
}
