//! Sets of instants, as stretches of time.

use std::ops::Range;

/// Stretches in order, that neither meet nor touch. An instant is milliseconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Spans(Vec<Range<i64>>);

impl Spans {
    pub(crate) fn of(span: Range<i64>) -> Self {
        let mut spans = Self::default();
        spans.push(span);
        spans
    }

    /// Adds a stretch that begins no earlier than those that are there.
    pub(crate) fn push(&mut self, span: Range<i64>) {
        match self.0.last_mut() {
            _ if span.is_empty() => {}
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => self.0.push(span),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Range<i64>> {
        self.0.iter().cloned()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is in one of them, or in both.
    pub(crate) fn or(&self, other: &Self) -> Self {
        let mut all: Vec<Range<i64>> = self.iter().chain(other.iter()).collect();
        all.sort_unstable_by_key(|span| span.start);
        let mut spans = Self::default();
        all.into_iter().for_each(|span| spans.push(span));
        spans
    }

    /// What is in a stretch.
    pub(crate) fn within(&self, bounds: &Range<i64>) -> Self {
        Self(
            self.iter()
                .map(|span| span.start.max(bounds.start)..span.end.min(bounds.end))
                .filter(|span| !span.is_empty())
                .collect(),
        )
    }

    /// What is not in the other.
    pub(crate) fn without(&self, other: &Self) -> Self {
        let mut spans = Self::default();
        let mut others = other.0.as_slice();
        for mut span in self.iter() {
            while let Some(taken) = others.first().filter(|taken| taken.start < span.end) {
                spans.push(span.start..taken.start);
                span.start = span.start.max(taken.end);
                if taken.end > span.end {
                    break;
                }
                others = &others[1..];
            }
            spans.push(span);
        }
        spans
    }
}
