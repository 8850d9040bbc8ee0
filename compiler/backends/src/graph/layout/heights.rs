//! How high each item is: as near to the average of its neighbours as its column lets it.

use super::columns::Columns;

/// Between two items of a column.
const GAP: i64 = 10;
/// How often to and fro.
const SWEEPS: usize = 8;
/// How much more an arrow that passes wants to be straight than a box.
const STRAIGHT: i64 = 4;

/// Settles the heights. Invariant: items of a column keep their order and do not overlap.
pub(super) fn settle(columns: &mut Columns) {
    for column in 0..columns.columns.len() {
        place(columns, column, |_, _| None);
    }
    let count = columns.columns.len();
    for _ in 0..SWEEPS {
        for column in 1..count {
            place(columns, column, |columns, item| average(columns, &columns.items[item].left));
        }
        for column in (0..count.saturating_sub(1)).rev() {
            place(columns, column, |columns, item| average(columns, &columns.items[item].right));
        }
    }
    for column in 0..count {
        place(columns, column, |columns, item| {
            let found = &columns.items[item];
            match (average(columns, &found.left), average(columns, &found.right)) {
                (Some(left), Some(right)) => Some((left + right) / 2),
                (left, right) => left.or(right),
            }
        });
    }
    let top = columns.items.iter().map(|item| item.y - item.size.height / 2).min().unwrap_or(0);
    columns.items.iter_mut().for_each(|item| item.y -= top);
}

fn average(columns: &Columns, neighbours: &[usize]) -> Option<i64> {
    let count = i64::try_from(neighbours.len()).ok().filter(|count| *count > 0)?;
    Some(neighbours.iter().map(|next| columns.items[*next].y).sum::<i64>().div_euclid(count))
}

/// Items that have moved together: where the first would begin, and how much each counts.
struct Block {
    sum: i64,
    weight: i64,
    items: usize,
}

impl Block {
    fn mean(&self) -> i64 {
        self.sum.div_euclid(self.weight)
    }
}

/// Puts the items of a column where they want to be; those that would overlap meet at the average of what they want, which
/// moves all of them least.
fn place(columns: &mut Columns, column: usize, wanted: impl Fn(&Columns, usize) -> Option<i64>) {
    let items = &columns.columns[column];
    // With what lies above it taken away, an item may be anywhere below the one before it.
    let mut offsets = Vec::with_capacity(items.len());
    let mut offset = 0;
    let mut before: Option<i64> = None;
    for item in items {
        let height = columns.items[*item].size.height;
        offset += before.map_or(0, |before| before - before / 2 + GAP + height / 2);
        offsets.push(offset);
        before = Some(height);
    }
    let mut blocks: Vec<Block> = Vec::new();
    for (item, offset) in items.iter().zip(&offsets) {
        let found = &columns.items[*item];
        let weight = if found.node.is_some() { 1 } else { STRAIGHT };
        let want = wanted(columns, *item).unwrap_or(found.y) - offset;
        blocks.push(Block { sum: want * weight, weight, items: 1 });
        while let [.., above, below] = blocks.as_slice()
            && above.mean() > below.mean()
        {
            let (sum, weight, items) = (below.sum, below.weight, below.items);
            blocks.pop();
            if let Some(above) = blocks.last_mut() {
                above.sum += sum;
                above.weight += weight;
                above.items += items;
            }
        }
    }
    let starts: Vec<i64> =
        blocks.iter().flat_map(|block| std::iter::repeat_n(block.mean(), block.items)).collect();
    for (index, (start, offset)) in starts.into_iter().zip(offsets).enumerate() {
        let item = columns.columns[column][index];
        columns.items[item].y = start + offset;
    }
}
