//! The lines of a file that a diagnostic points into, made fit for a terminal.
//!
//! A renderer that is given the file itself would print a line of 5,000 characters in full, act on control
//! characters, and take U+2028 for a line's end. An excerpt holds the pointed lines alone, at their line numbers;
//! long ones are cropped to a window around each mark, tabs become spaces and control characters visible.
//! Marks come out in characters of the excerpt.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::sources::{Located, Locator};
use crate::{FileId, LineColumn, Span};

/// A line of at most this many characters is shown whole.
const WHOLE: usize = 140;
/// Characters shown on each side of a mark in a cropped line.
const CONTEXT: usize = 40;
/// Characters shown of a mark that is itself too long.
const MARK: usize = 80;
const TAB: usize = 4;

/// The pointed lines of one file.
pub(super) struct Excerpt {
    pub(super) file: FileId,
    /// Lines from the first of the file to the last that is pointed at; the others are empty.
    pub(super) text: String,
    /// What each given mark covers, in characters of `text`, in the order given.
    pub(super) marks: Vec<Range<usize>>,
    /// Where the first mark begins in the file.
    pub(super) start: LineColumn,
}

/// The excerpt of a file around marks that all lie in it.
pub(super) fn excerpt(marks: &[Located], locator: &mut Locator<'_>) -> Option<Excerpt> {
    let first = marks.first()?;
    let text = locator.sources.text(first.file);
    let marks: Vec<Mark> = marks.iter().map(|mark| Mark::new(*mark, locator)).collect();

    let mut shown: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    for mark in &marks {
        if mark.first == mark.last {
            shown.entry(mark.first).or_default().push(mark.span);
        } else {
            shown.entry(mark.first).or_default().push(Span::at(mark.span.start));
            shown.entry(mark.last).or_default().push(Span::at(mark.span.end));
        }
    }

    let mut builder = Builder::default();
    for (line, points) in shown {
        let range = locator.index(first.file).line_range(line);
        builder.line(line, text, range, &points);
    }
    let ranges = marks.iter().map(|mark| builder.range(mark)).collect();
    Some(Excerpt { file: first.file, text: builder.text, marks: ranges, start: first.start })
}

/// A span with its lines; the line's ending never belongs to it.
struct Mark {
    span: Span,
    first: u32,
    last: u32,
}

impl Mark {
    fn new(located: Located, locator: &mut Locator<'_>) -> Self {
        let Located { file, span, start, end } = located;
        let index = locator.index(file);
        let ends_before_line = end.line > start.line && end.column == 1;
        let last = if ends_before_line { end.line - 1 } else { end.line };
        let from = span.start.min(index.line_range(start.line).end);
        let to = span.end.min(index.line_range(last).end);
        Self { span: Span::new(from, to.max(from)), first: start.line, last }
    }
}

#[derive(Default)]
struct Builder {
    text: String,
    /// Characters of `text`.
    chars: usize,
    /// The last line begun; lines from 1.
    line: u32,
    /// Bytes of the file with the character of `text` that shows each, in order of both.
    shown: Vec<(u32, usize)>,
    /// One past the last character of each line in `text`.
    ends: BTreeMap<u32, usize>,
}

impl Builder {
    fn line(&mut self, line: u32, source: &str, range: Range<u32>, points: &[Span]) {
        while self.line < line {
            if self.line > 0 {
                self.push('\n');
            }
            self.line += 1;
        }
        let begin = self.chars;
        let windows = windows(source, &range, points);
        for (n, window) in windows.iter().enumerate() {
            if n > 0 {
                self.push(' ');
            }
            if window.start > range.start {
                self.push('…');
            }
            for (at, c) in source[window.start as usize..window.end as usize].char_indices() {
                self.shown.push((window.start + at as u32, self.chars));
                self.visible(c, begin);
            }
            self.shown.push((window.end, self.chars));
            if window.end < range.end {
                self.push('…');
            }
        }
        if self.chars == begin {
            // A line without a character would not count as a line at the end of the excerpt.
            self.push(' ');
        }
        self.ends.insert(line, self.chars);
    }

    fn push(&mut self, c: char) {
        self.text.push(c);
        self.chars += 1;
    }

    fn visible(&mut self, c: char, begin: usize) {
        if c == '\t' {
            let width = TAB - (self.chars - begin) % TAB;
            (0..width).for_each(|_| self.push(' '));
        } else {
            self.push(visible(c));
        }
    }

    /// The characters that show a mark; one at least where its line has one.
    fn range(&self, mark: &Mark) -> Range<usize> {
        let start = self.char_of(mark.span.start);
        let end = self.char_of(mark.span.end).max(start);
        let line_end = self.ends.get(&mark.last).copied().unwrap_or(end);
        if start == end { start..(start + 1).min(line_end).max(start) } else { start..end }
    }

    fn char_of(&self, byte: u32) -> usize {
        let next = self.shown.partition_point(|(shown, _)| *shown <= byte);
        next.checked_sub(1).map_or(0, |last| self.shown[last].1)
    }
}

/// The parts of a line that are shown, in order and apart from each other.
fn windows(source: &str, line: &Range<u32>, points: &[Span]) -> Vec<Range<u32>> {
    let text = &source[line.start as usize..line.end as usize];
    if text.chars().nth(WHOLE).is_none() {
        return vec![line.clone()];
    }
    let mut around: Vec<Range<u32>> = points
        .iter()
        .map(|span| {
            let (from, to) = ((span.start - line.start) as usize, (span.end - line.start) as usize);
            let to = to.min(forward(text, from, MARK));
            line.start + back(text, from, CONTEXT) as u32..line.start + forward(text, to, CONTEXT) as u32
        })
        .collect();
    around.sort_by_key(|window| (window.start, window.end));
    let mut windows: Vec<Range<u32>> = Vec::new();
    for window in around {
        match windows.last_mut() {
            Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
            _ => windows.push(window),
        }
    }
    windows
}

fn forward(text: &str, from: usize, chars: usize) -> usize {
    text[from..].char_indices().nth(chars).map_or(text.len(), |(at, _)| from + at)
}

fn back(text: &str, from: usize, chars: usize) -> usize {
    text[..from].char_indices().rev().take(chars).last().map_or(from, |(at, _)| at)
}

/// The character itself, or something to see where a terminal would act on it or show nothing.
pub(super) fn visible(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => '\u{fffd}',
        // Directional controls can make a line read as something else than it says.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => c,
    }
}
