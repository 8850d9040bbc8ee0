//! Reads the rows of the embedded table; `build/table.rs` is the writer and describes the layout.
//!
//! Invariant: offsets in the table are right, because the build script that wrote them is part of this
//! crate; the tests read every row.

static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/table.bin"));
static STRINGS: &str = include_str!(concat!(env!("OUT_DIR"), "/strings.txt"));

/// Stands for "no fact" in a row.
pub(crate) const NONE: u16 = u16::MAX;

/// One of the table's sections.
#[derive(Clone, Copy)]
pub(crate) struct Section {
    index: usize,
    row_size: usize,
}

pub(crate) const KINDS: Section = Section { index: 0, row_size: 28 };
pub(crate) const DEFINITIONS: Section = Section { index: 1, row_size: 28 };
pub(crate) const FIELDS: Section = Section { index: 2, row_size: 22 };
pub(crate) const TYPES: Section = Section { index: 3, row_size: 4 };

impl Section {
    /// How many rows the section has.
    pub(crate) fn len(self) -> usize {
        number(self.index * 8 + 4) as usize
    }

    /// The row with this number.
    pub(crate) fn row(self, row: usize) -> Row {
        Row(number(self.index * 8) as usize + row * self.row_size)
    }

    /// Finds a row by its leading strings, comparing as many as are given.
    pub(crate) fn find<const N: usize>(self, key: [&str; N]) -> Option<usize> {
        let row = self.partition(|row| row.key::<N>() < key);
        (row < self.len() && self.row(row).key::<N>() == key).then_some(row)
    }

    /// All rows whose leading strings are these.
    pub(crate) fn range<const N: usize>(self, key: [&str; N]) -> std::ops::Range<usize> {
        self.partition(|row| row.key::<N>() < key)..self.partition(|row| row.key::<N>() <= key)
    }

    /// The first row for which `before` is false; rows are sorted by it.
    fn partition(self, before: impl Fn(Row) -> bool) -> usize {
        partition(0..self.len(), |row| before(self.row(row)))
    }
}

/// The first number of the range for which `before` is false.
pub(crate) fn partition(range: std::ops::Range<usize>, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// A row: its place in the table.
#[derive(Clone, Copy)]
pub(crate) struct Row(usize);

impl Row {
    /// The string at this byte of the row.
    pub(crate) fn text(self, at: usize) -> &'static str {
        let start = number(self.0 + at) as usize;
        &STRINGS[start..start + usize::from(self.small(at + 4))]
    }

    /// The 16-bit number at this byte of the row.
    pub(crate) fn small(self, at: usize) -> u16 {
        u16::from_le_bytes([TABLE[self.0 + at], TABLE[self.0 + at + 1]])
    }

    fn key<const N: usize>(self) -> [&'static str; N] {
        std::array::from_fn(|column| self.text(column * 6))
    }
}

fn number(at: usize) -> u32 {
    u32::from_le_bytes([TABLE[at], TABLE[at + 1], TABLE[at + 2], TABLE[at + 3]])
}

/// The size of the table and of its strings in bytes.
#[cfg(test)]
pub(crate) fn size() -> (usize, usize) {
    (TABLE.len(), STRINGS.len())
}
