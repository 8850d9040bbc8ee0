//! From byte offsets to lines and columns, and back.
//!
//! Lines end at LF or CRLF, as in the language; columns are counted in Unicode scalar values for people and in
//! UTF-16 units for editors. Every offset has an answer: one beyond the text means its end, one inside a
//! character means the character's start, one inside a line's ending means the end of its text.

/// Line and column, both from 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column in Unicode scalar values, from 1.
    pub column: u32,
}

/// Line and column as the language server protocol counts them, both from 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Utf16Position {
    /// The line, from 0.
    pub line: u32,
    /// The column in UTF-16 units, from 0.
    pub column: u32,
}

/// A character of more than one byte, with what it and all such characters before it take beyond one byte each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Wide {
    start: u32,
    bytes: u8,
    utf16: u8,
    /// Bytes minus characters, over all wide characters of the text up to this one.
    bytes_over_chars: u32,
    /// Bytes minus UTF-16 units, over all wide characters of the text up to this one.
    bytes_over_utf16: u32,
}

/// Where the lines of one text begin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineIndex {
    /// First byte of each line; never empty.
    starts: Vec<u32>,
    /// One past the last byte of each line's text, its ending aside.
    ends: Vec<u32>,
    /// Characters of more than one byte, in order.
    wide: Vec<Wide>,
}

impl LineIndex {
    /// The index of `text`, in one pass.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut index = Self { starts: vec![0], ends: Vec::new(), wide: Vec::new() };
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte == b'\n' {
                let before = at.checked_sub(1).filter(|before| bytes[*before] == b'\r');
                index.ends.push(before.unwrap_or(at) as u32);
                index.starts.push(at as u32 + 1);
            }
            if byte.is_ascii() {
                at += 1;
            } else {
                at += usize::from(index.push_wide(at as u32, byte));
            }
        }
        index.ends.push(bytes.len() as u32);
        index
    }

    fn push_wide(&mut self, start: u32, first: u8) -> u8 {
        let (bytes, utf16) = match first {
            0xf0.. => (4, 2),
            0xe0.. => (3, 1),
            _ => (2, 1),
        };
        let (chars, units) = self.wide.last().map_or((0, 0), |w| (w.bytes_over_chars, w.bytes_over_utf16));
        self.wide.push(Wide {
            start,
            bytes,
            utf16,
            bytes_over_chars: chars + u32::from(bytes - 1),
            bytes_over_utf16: units + u32::from(bytes - utf16),
        });
        bytes
    }

    /// How many lines there are; one at least.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The bytes of a line (from 1), its ending aside; of the last line, if there are fewer.
    pub fn line_range(&self, line: u32) -> std::ops::Range<u32> {
        let line = (line.max(1) as usize - 1).min(self.starts.len() - 1);
        self.starts[line]..self.ends[line]
    }

    /// Line and column of a byte offset.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let (line, start, offset) = self.locate(offset);
        let wide = self.over(offset).0 - self.over(start).0;
        LineColumn { line: line as u32 + 1, column: offset - start - wide + 1 }
    }

    /// Line and column of a byte offset as the language server protocol counts them.
    pub fn utf16(&self, offset: u32) -> Utf16Position {
        let (line, start, offset) = self.locate(offset);
        let wide = self.over(offset).1 - self.over(start).1;
        Utf16Position { line: line as u32, column: offset - start - wide }
    }

    /// The byte offset of a position of the language server protocol. A column beyond its line means the line's end.
    pub fn offset(&self, position: Utf16Position) -> u32 {
        let line = position.line as usize;
        if line >= self.starts.len() {
            return self.ends[self.ends.len() - 1];
        }
        let (start, end) = (self.starts[line], self.ends[line]);
        let before = self.over(start).1;
        // Invariant: for the wide characters of a line, the column of the first unit grows with the offset.
        let first = self.wide.partition_point(|wide| wide.start < start);
        let column_of = |wide: &Wide| {
            let through = wide.bytes_over_utf16 - u32::from(wide.bytes - wide.utf16);
            wide.start - start - (through - before)
        };
        let passed =
            self.wide[first..].partition_point(|wide| wide.start < end && column_of(wide) < position.column);
        let Some(last) = self.wide[first..][..passed].last() else {
            return start.saturating_add(position.column).min(end);
        };
        let into = position.column - column_of(last);
        if into < u32::from(last.utf16) {
            return last.start;
        }
        (last.start + u32::from(last.bytes)).saturating_add(into - u32::from(last.utf16)).min(end)
    }

    /// The offset moved back to the start of the character that it is in, and at most to the end of the text.
    pub fn snap(&self, offset: u32) -> u32 {
        let offset = offset.min(self.ends[self.ends.len() - 1]);
        let next = self.wide.partition_point(|wide| wide.start < offset);
        match next.checked_sub(1).map(|last| self.wide[last]) {
            Some(wide) if offset < wide.start + u32::from(wide.bytes) => wide.start,
            _ => offset,
        }
    }

    /// Line (from 0), its start, and the offset snapped into the text of that line.
    fn locate(&self, offset: u32) -> (usize, u32, u32) {
        let offset = self.snap(offset);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        (line, self.starts[line], offset.min(self.ends[line]))
    }

    /// Bytes over characters and over UTF-16 units in the text before `offset`.
    fn over(&self, offset: u32) -> (u32, u32) {
        let next = self.wide.partition_point(|wide| wide.start < offset);
        next.checked_sub(1)
            .map_or((0, 0), |last| (self.wide[last].bytes_over_chars, self.wide[last].bytes_over_utf16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: &[&str] = &[
        "",
        "a",
        "\n",
        "\r\n",
        "a\nb",
        "a\r\nb\r\n",
        "é😀 = 1\nλ\n\n😀😀x\r\n€",
        "\r\r\n\u{2028}x\ny",
        "😀",
    ];

    /// The slow and obvious answer.
    fn expected(text: &str, offset: usize) -> (u32, u32, u32) {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = text[..offset].matches('\n').count();
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let whole = text[start..].split('\n').next().unwrap_or("");
        let has_end = start + whole.len() < text.len();
        let content = if has_end { whole.strip_suffix('\r').unwrap_or(whole) } else { whole };
        let before = &content[..(offset - start).min(content.len())];
        (line as u32, before.chars().count() as u32, before.encode_utf16().count() as u32)
    }

    #[test]
    fn every_offset_has_the_line_and_columns_that_counting_gives() {
        for text in TEXTS {
            let index = LineIndex::new(text);
            for offset in 0..text.len() + 3 {
                let (line, chars, units) = expected(text, offset);
                assert_eq!(
                    index.line_column(offset as u32),
                    LineColumn { line: line + 1, column: chars + 1 },
                    "{text:?} at {offset}"
                );
                assert_eq!(
                    index.utf16(offset as u32),
                    Utf16Position { line, column: units },
                    "{text:?} {offset}"
                );
            }
        }
    }

    #[test]
    fn positions_of_editors_come_back() {
        for text in TEXTS {
            let index = LineIndex::new(text);
            for (offset, _) in text.char_indices() {
                let position = index.utf16(offset as u32);
                let back = index.offset(position);
                assert_eq!(index.utf16(back), position, "{text:?} at {offset}");
                if !text[offset..].starts_with(['\r', '\n']) {
                    assert_eq!(back, offset as u32, "{text:?}");
                }
            }
            assert_eq!(index.offset(Utf16Position { line: 99, column: 0 }), text.len() as u32);
        }
        let index = LineIndex::new("a😀b\nc");
        assert_eq!(
            index.offset(Utf16Position { line: 0, column: 2 }),
            1,
            "the middle of a pair is its start"
        );
        assert_eq!(index.offset(Utf16Position { line: 0, column: u32::MAX }), 6);
    }

    #[test]
    fn lines_know_their_text() {
        let index = LineIndex::new("a\r\n\nlast");
        assert_eq!(index.line_count(), 3);
        assert_eq!(index.line_range(1), 0..1);
        assert_eq!(index.line_range(2), 3..3);
        assert_eq!(index.line_range(3), 4..8);
        assert_eq!(index.line_range(9), 4..8);
    }
}
