//! What the rules of layout write with: it goes through the tokens in order and never skips one, so that a
//! rule cannot lose a token or a comment, only place it.
//!
//! A rule says which token it means to write. Where the file has another one there, the rule is *lost*, and
//! the item is printed as it was written.

use o8_diagnostics::Span;

use super::layout::{Element, Line, Turn};
use super::tokens::{File, Note, Significant};
use crate::token::TokenKind;

pub(super) struct Writer<'a> {
    pub(super) source: &'a str,
    file: &'a File,
    /// The next token.
    at: usize,
    /// The next comment or line of documentation.
    note: usize,
    /// Where the item ends whose rules are at work; its spans count from `start`.
    pub(super) start: u32,
    elements: Vec<Element>,
    open: Vec<usize>,
    /// How many elements were written that no group can hold on one line.
    breaks: usize,
    lost: bool,
}

/// A place to go back to.
pub(super) struct Mark {
    at: usize,
    note: usize,
    elements: usize,
    open: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(source: &'a str, file: &'a File) -> Self {
        Self {
            source,
            file,
            at: 0,
            note: 0,
            start: 0,
            elements: Vec::with_capacity(file.tokens.len() * 3),
            open: Vec::new(),
            breaks: 0,
            lost: false,
        }
    }

    pub(super) fn into_elements(self) -> Vec<Element> {
        self.elements
    }

    // What comes next.

    pub(super) fn peek(&self) -> Option<&'a Significant> {
        self.peek_nth(0)
    }

    pub(super) fn peek_nth(&self, ahead: usize) -> Option<&'a Significant> {
        self.file.tokens.get(self.at + ahead)
    }

    pub(super) fn next_is(&self, kind: TokenKind) -> bool {
        self.peek().is_some_and(|token| token.kind == kind)
    }

    /// Whether a line end or a comment stands before the next token.
    pub(super) fn line_before_next(&self) -> bool {
        self.peek().is_some_and(|token| token.newlines > 0) || self.note_before_next()
    }

    /// Whether a comment stands before the next token.
    pub(super) fn note_before_next(&self) -> bool {
        self.peek().is_some_and(|token| self.note < token.notes as usize)
    }

    // What is written.

    /// The next token, which is of this kind.
    pub(super) fn token(&mut self, kind: TokenKind) {
        match self.peek() {
            Some(token) if token.kind == kind => self.any_token(),
            _ => self.lost = true,
        }
    }

    /// The next token, whatever it is.
    pub(super) fn any_token(&mut self) {
        let Some(&token) = self.peek() else {
            self.lost = true;
            return;
        };
        if self.note < token.notes as usize {
            // A comment at a place that no rule expects: it stays between the same two tokens.
            self.push(Element::Indent);
            self.notes();
            self.push(Element::Source(token.span));
            self.push(Element::Dedent);
        } else {
            self.push(Element::Source(token.span));
        }
        self.at += 1;
    }

    /// The next token as another element, without the comments before it.
    pub(super) fn token_as(&mut self, element: Element) {
        self.notes();
        self.push(element);
        self.at += 1;
    }

    /// What stands between two elements of a sequence, or at its edges: comments, written here; separating
    /// commas, dropped; line ends, counted.
    pub(super) fn gap(&mut self, edge: Edge) -> Gap {
        self.gap_before(edge, u32::MAX)
    }

    /// The same, for a gap that ends before the offset `end` even where a comment follows.
    pub(super) fn gap_before(&mut self, edge: Edge, end: u32) -> Gap {
        let mut gap = Gap { line: false, blank: false };
        let mut inner = edge != Edge::Start;
        let mut newlines = 0;
        loop {
            let notes = self.peek().map_or(self.file.notes.len(), |token| token.notes as usize);
            while self.note < notes {
                let note = self.file.notes[self.note];
                if note.span.start >= end {
                    gap.blank = note.newlines > 1;
                    return gap;
                }
                newlines = note.newlines.max(newlines);
                self.note += 1;
                if !self.push_note(note, newlines > 1 && inner) {
                    inner = true;
                }
                newlines = 0;
                gap.line = true;
            }
            match self.peek() {
                Some(token) => newlines = token.newlines.max(newlines),
                None => break,
            }
            if edge == Edge::File || !self.next_is(TokenKind::Comma) {
                break;
            }
            self.at += 1;
        }
        gap.line |= newlines > 0;
        gap.blank = newlines > 1 && inner && edge != Edge::End;
        gap
    }

    /// The comments before the next token.
    pub(super) fn notes(&mut self) {
        let end = self.peek().map_or(self.file.notes.len(), |token| token.notes as usize);
        while self.note < end {
            self.push_note(self.file.notes[self.note], false);
            self.note += 1;
        }
    }

    /// A comment, on the line before it where it stands there; then the answer is yes.
    fn push_note(&mut self, note: Note, blank: bool) -> bool {
        let trailing = note.newlines == 0 && !self.elements.is_empty();
        if trailing {
            self.push(Element::TrailingComment(note.span));
        } else {
            self.push(Element::Line(if blank { Line::Blank } else { Line::Hard }));
            self.push(Element::Comment(note.span));
        }
        trailing
    }

    pub(super) fn text(&mut self, text: &'static str) {
        self.push(Element::Text(text));
    }

    pub(super) fn space(&mut self) {
        self.push(Element::Space);
    }

    pub(super) fn line(&mut self, line: Line) {
        self.push(Element::Line(line));
    }

    /// A line, at which the group breaks, and the comments before the token that it begins with.
    pub(super) fn line_and_notes(&mut self) {
        self.line(Line::Space);
        self.notes();
    }

    pub(super) fn indent(&mut self) {
        self.push(Element::Indent);
    }

    pub(super) fn dedent(&mut self) {
        self.push(Element::Dedent);
    }

    pub(super) fn push(&mut self, element: Element) {
        if element.breaks() {
            self.breaks += 1;
        }
        self.elements.push(element);
    }

    /// Begins a group.
    pub(super) fn open(&mut self, broken: bool) {
        self.open.push(self.elements.len());
        self.push(Element::Open { broken, hugging: false, close: 0 });
    }

    /// Begins a turn.
    pub(super) fn open_turn(&mut self, turn: Turn) {
        self.open.push(self.elements.len());
        self.push(Element::Turn { turn, end: 0 });
    }

    /// Ends the innermost group or turn.
    pub(super) fn close(&mut self) {
        let index = self.elements.len() as u32;
        let Some(open) = self.open.pop() else { return };
        match &mut self.elements[open] {
            Element::Turn { end, .. } => {
                *end = index;
                self.elements.push(Element::TurnEnd);
            }
            Element::Open { close, .. } => {
                *close = index;
                self.elements.push(Element::Close);
            }
            _ => {}
        }
    }

    // What is looked at again.

    /// How many breaks were written: two counts differ when something between them takes several lines.
    pub(super) fn breaks(&self) -> usize {
        self.breaks
    }

    /// The index of the next element.
    pub(super) fn position(&self) -> usize {
        self.elements.len()
    }

    /// Says which elements of the group that was opened at `position` open and close brackets of their own.
    pub(super) fn hug(&mut self, position: usize, marks: &[usize]) {
        if let Some(Element::Open { hugging, .. }) = self.elements.get_mut(position) {
            *hugging = true;
        }
        for &mark in marks {
            self.replace(mark, Element::Hugging);
        }
    }

    /// Breaks the group that was opened at `position`.
    pub(super) fn break_group(&mut self, position: usize) {
        if let Some(Element::Open { broken, .. }) = self.elements.get_mut(position) {
            *broken = true;
            self.breaks += 1;
        }
    }

    /// Puts another element in the place of one.
    pub(super) fn replace(&mut self, position: usize, element: Element) {
        self.elements[position] = element;
    }

    /// Gives up: the item is printed as it was written.
    pub(super) fn give_up(&mut self) {
        self.lost = true;
    }

    pub(super) fn is_lost(&self) -> bool {
        self.lost
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { at: self.at, note: self.note, elements: self.elements.len(), open: self.open.len() }
    }

    pub(super) fn go_back(&mut self, mark: &Mark) {
        self.at = mark.at;
        self.note = mark.note;
        self.elements.truncate(mark.elements);
        self.open.truncate(mark.open);
        self.lost = false;
    }

    /// Whether all tokens before `end` have been written, and none behind.
    pub(super) fn stands_at(&self, end: u32) -> bool {
        self.peek().is_none_or(|token| token.span.start >= end)
            && self.at.checked_sub(1).is_none_or(|last| self.file.tokens[last].span.end <= end)
    }

    /// A piece of the source, untouched, with the blanks before it on its line: where it is broken, the parser may
    /// have gone by its column.
    pub(super) fn verbatim(&mut self, span: Span) {
        let before = &self.source[..span.start as usize];
        // Blanks that the language does not know are mistakes in it, and stay like the rest.
        let is_blank = |c: char| c != '\n' && (c.is_whitespace() || c.is_control());
        let blanks = before.len() - before.trim_end_matches(is_blank).len();
        let first = before.len() == blanks || before[..before.len() - blanks].ends_with('\n');
        let start = if first { span.start - blanks as u32 } else { span.start };
        let from = self.at;
        while self.file.tokens.get(self.at).is_some_and(|token| token.span.start < span.end) {
            self.at += 1;
        }
        self.without_line_end_blanks(Span::new(start, span.end), &self.file.tokens[from..self.at]);
        while self.file.notes.get(self.note).is_some_and(|note| note.span.start < span.end) {
            self.note += 1;
        }
    }

    /// Writes a span as it is, but for blanks at the ends of its lines: where it is read again it may be other items, which
    /// have none. Those in strings are text.
    fn without_line_end_blanks(&mut self, span: Span, tokens: &[Significant]) {
        let mut strings = tokens.iter().filter(|token| token.kind == TokenKind::StringOpen).peekable();
        let mut written = span.start;
        let source = self.source;
        for (offset, _) in source[span.start as usize..span.end as usize].match_indices('\n') {
            let end = span.start + offset as u32;
            while strings.next_if(|string| string.span.end <= end).is_some() {}
            if strings.peek().is_some_and(|string| string.span.start < end) {
                continue;
            }
            let line = &source[written as usize..end as usize];
            let blanks = line.len() - line.trim_end_matches([' ', '\t', '\r']).len();
            if blanks > 0 {
                self.push(Element::Verbatim(Span::new(written, end - blanks as u32)));
                written = end;
            }
        }
        self.push(Element::Verbatim(Span::new(written, span.end)));
    }
}

/// Where a gap is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// Before the first element.
    Start,
    /// Between two elements.
    Between,
    /// Behind the last element.
    End,
    /// Between two items of the file, where no comma separates.
    File,
}

/// What the author wrote in a gap.
#[derive(Clone, Copy)]
pub(super) struct Gap {
    /// Whether a line ends in it.
    pub(super) line: bool,
    /// Whether an empty line stands at its end, and may.
    pub(super) blank: bool,
}
