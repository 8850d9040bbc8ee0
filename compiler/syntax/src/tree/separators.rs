//! What separates and what does not: line ends, commas, documentation lines; and how a `-` is spaced.

use o8_diagnostics::Place;
use o8_diagnostics::catalogue::syntax;

use super::build::{Builder, ROOT};
use super::{Stop, Tree};
use crate::token::TokenKind as K;
use crate::word::Word;

impl Builder<'_> {
    /// Whether the line end before the token `next` separates two slices.
    pub(super) fn separates(&mut self, next: usize) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        let (kind, awaits_else) = (frame.kind, frame.awaits_else > 0);
        if self.current().is_empty()
            || !matches!(kind, K::OpenBrace | K::OpenBracket | ROOT)
            || self.is_prefix()
        {
            return false;
        }
        if self.lines.goes_on(self.last, next, self.indent, awaits_else) {
            return false;
        }
        let awaits_block = kind == ROOT || (kind == K::OpenBrace && self.awaits_block());
        if self.lines.kind(next) == Some(K::OpenBrace) && awaits_block {
            let end = self.lines.tokens[self.last].span.end;
            let brace = self.span(next);
            let gap = o8_diagnostics::Span::new(
                brace.start - (self.lines.tokens[next].span.start - end),
                brace.start,
            );
            // A comment between the two would be lost with the gap.
            let clean = self.last + 1 < next
                && self.lines.tokens[self.last + 1..next].iter().all(|token| token.kind != K::Comment);
            self.diagnostics
                .push(syntax::brace_on_own_line(Place::local(brace), clean.then_some(Place::local(gap))));
            return false;
        }
        // Items are cut before: inside one, a line end at depth 0 means nothing.
        kind != ROOT
    }

    /// Whether the current slice is something that a `{` may belong to.
    fn awaits_block(&self) -> bool {
        let slice = self.current();
        let begins_let = slice.first().is_some_and(|tree| tree.word == Word::Let);
        !begins_let
            && slice.last().is_some_and(|tree| matches!(tree.kind, K::Word | K::StringOpen | K::OpenParen))
    }

    /// Whether the current slice is only what stands before a member: documentation and attributes.
    fn is_prefix(&mut self) -> bool {
        let end = self.stack.len();
        // What was seen before is not looked at again: there may be very many lines of documentation.
        let mut at = self.top().prefix.max(self.top().current);
        while at < end {
            self.top().prefix = at;
            at += match &self.stack[at..] {
                [first, ..] if first.kind == K::Doc => 1,
                [first, name, arguments, ..]
                    if (first.kind, name.kind, arguments.kind) == (K::At, K::Word, K::OpenParen)
                        && !arguments.spaced =>
                {
                    3
                }
                [first, name, ..] if (first.kind, name.kind) == (K::At, K::Word) => 2,
                _ => return false,
            };
        }
        true
    }

    /// A comma or a semicolon: the end of a slice, or a part of one.
    pub(super) fn separator(&mut self, at: usize, kind: K) {
        let span = self.span(at);
        let Some(frame) = self.frames.last() else { return };
        let separates = match frame.kind {
            K::OpenBrace | K::OpenBracket => kind == K::Semicolon || !self.comma_belongs(),
            K::OpenParen => true,
            _ => false,
        };
        if !separates {
            return self.comma(at, kind);
        }
        if self.current().is_empty() {
            let first = self.slices_of_top() == 0;
            if kind == K::Comma && (first || self.top().after_comma) {
                self.diagnostics.push(syntax::nothing_before_comma(Place::local(span)));
            }
        } else {
            self.end_slice(Stop::Comma(span));
        }
        self.top().after_comma = true;
    }

    /// A comma that is a part of its slice: of `for k, v in m`, of the targets of `in a, b { … }`, or of types as other
    /// languages write them: `Map<String, Int>`.
    fn comma_belongs(&self) -> bool {
        let slice = self.current();
        if let [.., before, last] = slice
            && before.word == Word::For
            && last.kind == K::Word
        {
            return true;
        }
        if let [.., name, less, parameter] = slice
            && (less.kind, less.spaced, parameter.kind) == (K::Less, false, K::Word)
            && self.is_capitalized(name)
            && self.is_capitalized(parameter)
        {
            return true;
        }
        matches!(slice, [first, second, ..] if first.word == Word::In && matches!(second.kind, K::Word | K::At))
            && slice.last().is_some_and(|tree| matches!(tree.kind, K::Word | K::At))
    }

    fn is_capitalized(&self, tree: &Tree) -> bool {
        let start = (tree.span.start + self.base) as usize;
        tree.kind == K::Word && self.lines.text[start..].starts_with(|c: char| c.is_ascii_uppercase())
    }

    fn comma(&mut self, at: usize, kind: K) {
        // A semicolon outside of brackets has been reported and ends nothing.
        if kind == K::Comma {
            let tree = Tree { kind, word: Word::Other, spaced: false, span: self.span(at), slices: (0, 0) };
            self.stack.push(tree);
        }
    }

    /// A documentation line: a part of what follows it, where something can be documented.
    pub(super) fn doc(&mut self, at: usize) {
        let documents = self.frames.last().is_some_and(|frame| matches!(frame.kind, K::OpenBrace | ROOT));
        if documents && self.lines.first_column(at).is_some() && self.is_prefix() {
            let tree =
                Tree { kind: K::Doc, word: Word::Other, spaced: true, span: self.span(at), slices: (0, 0) };
            self.stack.push(tree);
        } else {
            self.diagnostics.push(syntax::misplaced_documentation(self.slashes(self.span(at))));
        }
    }

    /// Removes a slice of documentation lines alone, with a warning. Says whether there was one.
    pub(super) fn drop_dangling_docs(&mut self) -> bool {
        let slice = self.current();
        let (Some(first), true) = (slice.first(), slice.iter().all(|tree| tree.kind == K::Doc)) else {
            return false;
        };
        if self.frames.len() == 1 {
            return false;
        }
        let place = self.slashes(first.span);
        self.diagnostics.push(syntax::misplaced_documentation(place));
        let start = self.top().current;
        self.stack.truncate(start);
        true
    }

    fn slashes(&self, span: o8_diagnostics::Span) -> Place {
        Place::local(o8_diagnostics::Span::new(span.start, span.start + 3))
    }

    /// A binary `-` has a space on both sides, a sign touches its operand.
    pub(super) fn minus_spacing(&mut self, at: usize, minus: &Tree) {
        let blank_after = matches!(self.lines.kind(at + 1), None | Some(K::Space | K::Newline | K::Comment));
        let place = Place::local(minus.span);
        if let ([word, number], 1) = (self.current(), self.frames.len())
            && (word.kind, number.kind) == (K::Word, K::Number)
        {
            // `module 2048-game`: a name that cannot be one, which the grammar reports.
            return;
        }
        if !self.after_value() {
            if blank_after && self.lines.kind(at + 1) == Some(K::Space) {
                let gap = self.span(at + 1);
                self.diagnostics.push(syntax::sign_apart(place, Place::local(gap)));
            }
        } else if !(blank_after && minus.spaced) {
            self.diagnostics.push(syntax::minus_without_spaces(place, !minus.spaced, !blank_after));
        }
    }

    /// Whether the current slice ends in a value, so that an operator may follow.
    fn after_value(&self) -> bool {
        match self.current() {
            [.., before, last] if last.kind == K::Word => {
                matches!(before.kind, K::Dot | K::QuestionDot) || !last.word.awaits_value()
            }
            [.., last] => match last.kind {
                K::Word => !last.word.awaits_value(),
                K::Number | K::StringOpen | K::OpenBrace | K::OpenBracket | K::OpenParen | K::Question => {
                    true
                }
                _ => false,
            },
            [] => false,
        }
    }

    /// Counts the `if` and `where` whose `else` may stand on the next line.
    pub(super) fn else_due(&mut self, at: usize, word: Word) {
        let slice = self.current();
        if slice.last().is_some_and(|tree| matches!(tree.kind, K::Dot | K::QuestionDot)) {
            return;
        }
        let next = self.lines.kind(self.lines.significant(at + 1));
        if slice.is_empty()
            && matches!(next, Some(K::Equal | K::PlusEqual | K::OpenBrace | K::Dot | K::OpenBracket))
        {
            return;
        }
        let top = self.top();
        match word {
            Word::If | Word::Where => top.awaits_else = top.awaits_else.saturating_add(1),
            Word::Else => top.awaits_else = top.awaits_else.saturating_sub(1),
            _ => {}
        }
    }

    fn slices_of_top(&self) -> usize {
        self.frames.last().map_or(0, |frame| self.slices.len() - frame.slices_start())
    }
}
