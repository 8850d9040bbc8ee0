//! The table of origins of one module: each source once.

use std::hash::{Hash, Hasher};

use o8_ir::{Origin, Origins, Source};
use rustc_hash::FxHashMap;

use super::value::Setting;

/// A source as a key: hashed by where its texts begin, which almost always tells it from all others.
#[derive(Clone, Copy, PartialEq, Eq)]
struct SourceKey(Setting, Setting);

impl Hash for SourceKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let word = |setting: &Setting| u64::from(setting.item.item().0) << 32 | u64::from(setting.span.start);
        state.write_u64(word(&self.0));
        state.write_u64(word(&self.1));
    }
}

/// Origins while they are collected.
#[derive(Default)]
pub(crate) struct OriginTable {
    known: FxHashMap<SourceKey, u32>,
    origins: Origins,
    /// What was asked for lately, by the low bits of its hash: layers ask for the same again and again.
    recent: Vec<Option<(SourceKey, Origin)>>,
}

/// A power of two.
const RECENT: usize = 512;

impl OriginTable {
    /// The origin of a value that stands in a field which `written` wrote, and that `decided` gave.
    pub(super) fn origin(&mut self, written: Setting, decided: Option<Setting>) -> Origin {
        let decided = decided.unwrap_or(written);
        let key = SourceKey(written, decided);
        if self.recent.is_empty() {
            self.recent.resize(RECENT, None);
        }
        let slot =
            key.0.span.start.wrapping_mul(31) ^ key.1.span.start ^ key.1.item.item().0.wrapping_mul(17);
        let slot = slot as usize % RECENT;
        if let Some((recent, origin)) = self.recent[slot]
            && recent == key
        {
            return origin;
        }
        let next = self.origins.0.len() as u32;
        let index = *self.known.entry(key).or_insert(next);
        if index == next {
            let source = Source { kind: decided.kind, written: written.place(), decided: decided.place() };
            self.origins.0.push(source);
        }
        self.recent[slot] = Some((key, Origin(index)));
        Origin(index)
    }

    pub(super) fn finish(self) -> Origins {
        self.origins
    }
}
