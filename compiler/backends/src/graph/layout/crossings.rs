//! The order of the items of each column: sweeps to and fro that put each where its neighbours are on average, of which the
//! order with the fewest crossings stays.

use super::columns::Columns;

/// How often both ways.
const SWEEPS: usize = 12;
/// The same for graphs that nobody will read as a picture.
const SWEEPS_OF_LARGE: usize = 3;
/// From how many items on a graph is one.
const LARGE: usize = 20_000;

/// Orders the columns.
pub(super) fn reduce(columns: &mut Columns) {
    begin(columns);
    let mut best = (crossings(columns), columns.columns.clone());
    let sweeps = if columns.items.len() > LARGE { SWEEPS_OF_LARGE } else { SWEEPS };
    for _ in 0..sweeps {
        if best.0 == 0 {
            break;
        }
        for column in 1..columns.columns.len() {
            order(columns, column, true);
        }
        keep_better(columns, &mut best);
        for column in (0..columns.columns.len().saturating_sub(1)).rev() {
            order(columns, column, false);
        }
        keep_better(columns, &mut best);
    }
    columns.columns = best.1;
    for column in 0..columns.columns.len() {
        number(columns, column);
    }
}

/// The first order: as a search from the first column meets them, so that what belongs together is together.
fn begin(columns: &mut Columns) {
    let mut seen = vec![false; columns.items.len()];
    let mut met = vec![0; columns.items.len()];
    let mut time = 0;
    for first in columns.columns.iter().flatten() {
        let mut open = vec![*first];
        while let Some(item) = open.pop() {
            if std::mem::replace(&mut seen[item], true) {
                continue;
            }
            met[item] = time;
            time += 1;
            let found = &columns.items[item];
            open.extend(found.right.iter().chain(&found.left).rev().filter(|next| !seen[**next]));
        }
    }
    for column in 0..columns.columns.len() {
        columns.columns[column].sort_by_key(|item| met[*item]);
        number(columns, column);
    }
}

fn number(columns: &mut Columns, column: usize) {
    for position in 0..columns.columns[column].len() {
        let item = columns.columns[column][position];
        columns.items[item].position = position;
    }
}

/// Orders a column by where the neighbours of its items are in the column before, or after.
fn order(columns: &mut Columns, column: usize, by_left: bool) {
    let items = &columns.items;
    // Averages are compared in thousandths.
    let average = |item: &usize| {
        let found = &items[*item];
        let neighbours = if by_left { &found.left } else { &found.right };
        match neighbours.len() {
            0 => found.position * 1000,
            count => neighbours.iter().map(|next| items[*next].position * 1000).sum::<usize>() / count,
        }
    };
    let mut ordered = columns.columns[column].clone();
    ordered.sort_by_cached_key(average);
    columns.columns[column] = ordered;
    number(columns, column);
}

fn keep_better(columns: &Columns, best: &mut (u64, Vec<Vec<usize>>)) {
    let found = crossings(columns);
    if found < best.0 {
        *best = (found, columns.columns.clone());
    }
}

/// How many pairs of arrows cross, column by column.
fn crossings(columns: &Columns) -> u64 {
    let mut count = 0;
    for pair in columns.columns.windows(2) {
        let mut passed = Passed::new(pair[1].len());
        for item in &pair[0] {
            let mut ends: Vec<usize> =
                columns.items[*item].right.iter().map(|next| columns.items[*next].position).collect();
            ends.sort_unstable();
            count += ends.iter().map(|end| passed.after(*end)).sum::<u64>();
            ends.iter().for_each(|end| passed.add(*end));
        }
    }
    count
}

/// How many arrows have ended at or before each place so far: a binary indexed tree.
struct Passed {
    sums: Vec<u64>,
    all: u64,
}

impl Passed {
    fn new(places: usize) -> Self {
        Self { sums: vec![0; places + 1], all: 0 }
    }

    fn add(&mut self, place: usize) {
        self.all += 1;
        let mut at = place + 1;
        while at < self.sums.len() {
            self.sums[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    /// How many ended after this place.
    fn after(&self, place: usize) -> u64 {
        let mut at = place + 1;
        let mut before = 0;
        while at > 0 {
            before += self.sums[at];
            at -= at & at.wrapping_neg();
        }
        self.all - before
    }
}
