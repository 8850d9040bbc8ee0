//! Positions of the protocol and offsets of the compiler, both ways.
//!
//! The protocol ends lines at LF, CRLF and a lone CR, and counts columns in units that client and server agree upon.
//! Every position has an answer: one beyond its line means the line's end, one beyond the text the text's end, and one
//! inside a character the character's start.

use o8_diagnostics::{LineIndex, Span, Utf16Position};

/// What columns are counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// What a client means that says nothing.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A position of the protocol, both numbers from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in units of the encoding.
    pub column: u32,
}

/// The lines of one text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lines {
    /// First byte of each line; never empty.
    starts: Vec<u32>,
    /// One past the last byte of each line, its ending aside.
    ends: Vec<u32>,
    /// Counts units. Its lines are longer: to the language a lone CR ends none.
    index: LineIndex,
}

impl Lines {
    /// The lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut starts, mut ends) = (vec![0], Vec::new());
        let mut at = 0;
        while at < bytes.len() {
            let length = match (bytes[at], bytes.get(at + 1)) {
                (b'\r', Some(b'\n')) => 2,
                (b'\r' | b'\n', _) => 1,
                _ => {
                    at += 1;
                    continue;
                }
            };
            ends.push(at as u32);
            at += length;
            starts.push(at as u32);
        }
        ends.push(bytes.len() as u32);
        Self { starts, ends, index: LineIndex::new(text) }
    }

    /// How many lines there are; one at least.
    pub fn count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The bytes of a line, its ending aside; of the last line, if there are fewer.
    pub fn span(&self, line: u32) -> Span {
        let line = (line as usize).min(self.starts.len() - 1);
        Span::new(self.starts[line], self.ends[line])
    }

    /// The line that an offset is in.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32 - 1
    }

    /// The position of an offset.
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let offset = self.index.snap(offset);
        let line = self.line(offset);
        let Span { start, end } = self.span(line);
        let offset = offset.min(end);
        // Both are on one line of the index.
        let column = match encoding {
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 => self.index.utf16(offset).column - self.index.utf16(start).column,
            Encoding::Utf32 => self.index.line_column(offset).column - self.index.line_column(start).column,
        };
        Position { line, column }
    }

    /// The offset of a position in `text`, of which these are the lines.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        if position.line >= self.count() {
            return self.ends[self.ends.len() - 1];
        }
        let Span { start, end } = self.span(position.line);
        let offset = match encoding {
            Encoding::Utf8 => self.index.snap(start.saturating_add(position.column).min(end)),
            Encoding::Utf16 => {
                let first = self.index.utf16(start);
                let column = first.column.saturating_add(position.column);
                self.index.offset(Utf16Position { column, ..first })
            }
            Encoding::Utf32 => {
                let line = text.get(start as usize..end as usize).unwrap_or_default();
                let skipped = line.char_indices().nth(position.column as usize);
                skipped.map_or(end, |(at, _)| start + at as u32)
            }
        };
        offset.min(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: &[&str] =
        &["", "a", "\r", "a\rb\r\nc\nd", "é😀 = 1\rλ\n\r\n😀😀x\r\r\n€", "\u{2028}x\u{85}y\n", "😀\r😀"];
    const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn units(text: &str, encoding: Encoding) -> u32 {
        let count = match encoding {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
            Encoding::Utf32 => text.chars().count(),
        };
        count as u32
    }

    /// The slow and obvious answer, for an offset before a character.
    fn expected(text: &str, offset: usize, encoding: Encoding) -> Position {
        let before = &text[..offset];
        let splits_pair = before.ends_with('\r') && text[offset..].starts_with('\n');
        let before = if splits_pair { &before[..offset - 1] } else { before };
        let joined = before.replace("\r\n", "\n").replace('\r', "\n");
        let line = joined.matches('\n').count() as u32;
        let last = joined.rsplit('\n').next().unwrap_or_default();
        Position { line, column: units(last, encoding) }
    }

    #[test]
    fn offsets_have_the_positions_that_counting_gives_and_come_back() {
        for (text, encoding) in TEXTS.iter().flat_map(|text| ENCODINGS.map(|encoding| (text, encoding))) {
            let lines = Lines::new(text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let position = lines.position(offset as u32, encoding);
                assert_eq!(position, expected(text, offset, encoding), "{text:?} {offset} {encoding:?}");
                let back = lines.offset(text, position, encoding);
                assert_eq!(lines.position(back, encoding), position, "{text:?} {offset} {encoding:?}");
                let splits_pair = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
                assert_eq!(back as usize, offset - usize::from(splits_pair), "{text:?} {encoding:?}");
            }
        }
    }

    #[test]
    fn every_position_has_an_offset_of_its_text() {
        let numbers = [0, 1, 2, 3, 4, 5, 7, 100, u32::MAX];
        for (text, encoding) in TEXTS.iter().flat_map(|text| ENCODINGS.map(|encoding| (text, encoding))) {
            let lines = Lines::new(text);
            for (line, column) in numbers.iter().flat_map(|line| numbers.map(|column| (*line, column))) {
                let offset = lines.offset(text, Position { line, column }, encoding) as usize;
                assert!(text.is_char_boundary(offset), "{text:?} {line}:{column} {encoding:?}");
                if line < lines.count() {
                    let Span { start, end } = lines.span(line);
                    assert!((start as usize..=end as usize).contains(&offset), "{text:?} {line}:{column}");
                }
            }
            assert_eq!(lines.position(u32::MAX, encoding), expected(text, text.len(), encoding));
        }
    }

    #[test]
    fn a_column_inside_a_character_is_its_start() {
        let lines = Lines::new("a😀b");
        assert_eq!(lines.offset("a😀b", Position { line: 0, column: 2 }, Encoding::Utf16), 1);
        assert_eq!(lines.offset("a😀b", Position { line: 0, column: 3 }, Encoding::Utf8), 1);
        assert_eq!(lines.offset("a😀b", Position { line: 0, column: 2 }, Encoding::Utf32), 5);
    }
}
