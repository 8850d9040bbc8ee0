//! What the grammar carries along: the text, the trees, the slice that is being parsed, and the diagnostics.

use chumsky::input::{Checkpoint, Cursor};
use chumsky::inspector::Inspector;
use chumsky::prelude::*;
use ecow::EcoString;
use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Diagnostic, Place, Span};

use super::Rule;
use crate::ast;
use crate::token::TokenKind as K;
use crate::tree::{Forest, ROOT, Slice, Stop, Tree};
use crate::word::Word;

pub(crate) struct Context<'a> {
    pub(crate) text: &'a str,
    pub(crate) forest: &'a Forest,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The slice that is being parsed, and what ends it.
    pub(super) slice: &'a [Tree],
    stop: Stop,
    group: K,
    /// Whether the brackets of the item are in disorder: what the lines between declarations are is not asked then.
    pub(super) silent: bool,
    /// Whether something is wrong in this slice already: what is missing after that is its consequence.
    pub(super) reported: bool,
}

/// An alternative that is given up takes back what it reported.
impl<'a> Inspector<'a, &'a [Tree]> for Context<'a> {
    type Checkpoint = (usize, bool);

    fn on_token(&mut self, _: &Tree) {}

    fn on_save<'parse>(&self, _: &Cursor<'a, 'parse, &'a [Tree]>) -> Self::Checkpoint {
        (self.diagnostics.len(), self.reported)
    }

    fn on_rewind<'parse>(&mut self, marker: &Checkpoint<'a, 'parse, &'a [Tree], Self::Checkpoint>) {
        let (length, reported) = *marker.inspector();
        self.diagnostics.truncate(length);
        self.reported = reported;
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(text: &'a str, forest: &'a Forest) -> Self {
        Self {
            text,
            forest,
            diagnostics: Vec::new(),
            slice: &[],
            stop: Stop::End,
            group: ROOT,
            silent: false,
            reported: false,
        }
    }

    /// Parses a slice as one `rule` after the other, mostly once: where `begins` says that the rest is one more,
    /// a separator is missing.
    pub(super) fn parse_slice<T>(
        &mut self,
        slice: Slice,
        rule: Rule<'a, T>,
        begins: fn(&[Tree]) -> bool,
        results: &mut Vec<T>,
    ) {
        let outer = (self.slice, self.stop, self.group, self.reported);
        (self.stop, self.group) = (slice.stop, slice.group);
        let forest = self.forest;
        let mut rest = forest.trees(slice);
        loop {
            self.slice = rest;
            // What is missing where a bracket is missing has been reported with that.
            self.reported = slice.stop == Stop::Unclosed;
            let Some((result, taken)) = self.parse_once(rule) else { break };
            results.push(result);
            if taken == rest.len() {
                break;
            }
            if taken == 0 || !begins(&rest[taken..]) {
                self.unexpected(taken);
                break;
            }
            if !self.reported {
                let first = rest[taken];
                let found = self.describe(&first);
                let end = Place::local(Span::at(rest[taken - 1].span.end));
                let lines = matches!(self.group, K::OpenBrace | K::OpenBracket);
                self.report(syntax::separator_missing(Place::local(first.head()), &found, end, lines));
            }
            rest = &rest[taken..];
        }
        (self.slice, self.stop, self.group, self.reported) = outer;
    }

    /// One result of `rule`, and how many trees it took.
    fn parse_once<T>(&mut self, rule: Rule<'a, T>) -> Option<(T, usize)> {
        let counted = custom(move |input: &mut super::Input<'a, '_>| {
            let result = rule(input)?;
            Ok((result, super::position(input)))
        });
        let slice = self.slice;
        counted.lazy().parse_with_state(slice, self).into_output()
    }

    /// Parses a slice as one `rule`.
    pub(super) fn parse_one<T>(&mut self, slice: Slice, rule: Rule<'a, T>) -> Option<T> {
        let mut results = Vec::with_capacity(1);
        self.parse_slice(slice, rule, |_| false, &mut results);
        results.pop()
    }

    /// Parses a group that holds exactly one `rule`; `None`, and reported, where it is empty.
    pub(super) fn parse_only<T>(&mut self, group: &Tree, rule: Rule<'a, T>, what: &str) -> Option<T> {
        match self.forest.slices(group) {
            [] => {
                let open = Place::local(group.span);
                if !self.reported {
                    self.report(syntax::empty_brackets(open, what));
                }
                None
            }
            [only, rest @ ..] => {
                let result = self.parse_one(*only, rule);
                self.no_more(rest, what);
                result
            }
        }
    }

    /// Reports slices beyond those that a group may have.
    pub(super) fn no_more(&mut self, rest: &[Slice], what: &str) {
        let Some(first) = rest.first().and_then(|slice| self.forest.trees(*slice).first()) else { return };
        let found = self.describe(first);
        if !self.reported {
            self.report(syntax::one_only(Place::local(first.head()), what, &found));
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.reported = true;
        self.diagnostics.push(diagnostic);
    }

    /// The text of a span.
    pub(super) fn text_of(&self, span: Span) -> &'a str {
        &self.text[span.start as usize..span.end as usize]
    }

    pub(super) fn name(&self, tree: &Tree) -> ast::Name {
        ast::Name { text: EcoString::from(self.text_of(tree.span)), span: tree.span }
    }

    /// A name that stands in quotes.
    pub(super) fn quoted_name(&mut self, tree: &Tree) -> ast::Name {
        let text = self.text_of(tree.span).trim_start_matches('r').trim_matches(['"', '\'']);
        let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
            && !text.ends_with('-')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        self.report(syntax::quoted_name(Place::local(tree.span), text, plain));
        ast::Name { text: if plain { text.into() } else { EcoString::new() }, span: tree.span }
    }

    /// The span of the trees from one position to another; where there are none, the gap between them.
    pub(super) fn cover(&self, range: SimpleSpan<usize>) -> Span {
        match self.slice.get(range.start..range.end) {
            Some([first, .., last]) => first.span.to(last.span),
            Some([only]) => only.span,
            _ => self.gap(range.start),
        }
    }

    /// The empty span at which something is missing: behind the tree before.
    pub(super) fn gap(&self, at: usize) -> Span {
        match at.checked_sub(1).and_then(|before| self.slice.get(before)) {
            Some(before) => Span::at(before.span.end),
            None => Span::at(self.slice.first().map_or(0, |first| first.span.start)),
        }
    }

    /// Reports that something else is due here, unless something is wrong in this slice already.
    pub(super) fn expected(&mut self, at: usize, what: &str) {
        if self.is_reported(at) {
            return;
        }
        let (place, after, found) = self.at(at);
        self.report(syntax::expected(place, what, after.as_deref(), &found));
    }

    pub(super) fn missing_value(&mut self, at: usize) {
        if self.is_reported(at) {
            return;
        }
        let (place, after, found) = self.at(at);
        self.report(syntax::missing_value(place, after.as_deref(), &found));
    }

    pub(super) fn missing_name(&mut self, at: usize, what: &str) {
        if self.is_reported(at) {
            return;
        }
        let (place, after, found) = self.at(at);
        self.report(syntax::missing_name(place, what, after.as_deref(), &found));
    }

    /// Whether the mistake at this position is known: something is wrong in the slice already, or the lexer has
    /// reported the character that stands here.
    fn is_reported(&mut self, at: usize) -> bool {
        self.reported |= self.slice.get(at).is_some_and(|tree| tree.kind == K::Unknown);
        self.reported
    }

    /// Reports a tree that no rule takes, unless something is wrong in this slice already.
    pub(super) fn unexpected(&mut self, at: usize) {
        let Some(tree) = self.slice.get(at).copied().filter(|_| !self.reported) else { return };
        let found = self.describe(&tree);
        let place = Place::local(tree.head());
        let due = match self.group {
            K::OpenBrace | K::OpenBracket => "a new line or `,`",
            K::OpenParen => "`,` or `)`",
            K::InterpolationOpen => "`}`",
            _ => "a new line",
        };
        self.report(match tree.kind {
            K::Question => syntax::ternary(place),
            K::Arrow => syntax::foreign_operator(place, "->", "=>"),
            K::Word if tree.word == Word::If => syntax::choice_order(place),
            K::Word if tree.word == Word::For && self.group != ROOT => syntax::comprehension_order(place),
            // The lexer has reported it.
            K::Unknown => return,
            _ => {
                let after = at.checked_sub(1).map(|before| self.describe_end(&self.slice[before]));
                syntax::expected(place, due, after.as_deref(), &found)
            }
        });
    }

    pub(super) fn doubled_equal(&mut self, tree: &Tree) {
        self.report(syntax::doubled_equal(Place::local(tree.span)));
    }

    /// Where something is missing: the tree that stands there instead, or, at the end of a slice, the tree behind
    /// which it is due; and both in words.
    fn at(&self, at: usize) -> (Place, Option<String>, String) {
        let before = at.checked_sub(1).and_then(|before| self.slice.get(before));
        let after = before.map(|tree| self.describe_end(tree));
        match self.slice.get(at) {
            Some(tree) => (Place::local(tree.head()), after, self.describe(tree)),
            None => {
                // Of a group, its closing bracket.
                let closed = |tree: &&Tree| {
                    matches!(tree.kind, K::OpenBrace | K::OpenBracket | K::OpenParen | K::StringOpen)
                        && self.text_of(tree.span).ends_with(['}', ']', ')', '"'])
                };
                let span = match before {
                    Some(tree) if closed(&tree) => Span::new(tree.span.end - 1, tree.span.end),
                    Some(tree) => tree.head(),
                    None => self.gap(at),
                };
                (Place::local(span), after, self.describe_stop())
            }
        }
    }

    /// A tree in the user's words: what it begins with.
    pub(super) fn describe(&self, tree: &Tree) -> String {
        let text = self.text_of(tree.span);
        match tree.kind {
            K::OpenBrace | K::OpenBracket | K::OpenParen => format!("`{}`", &text[..1]),
            K::StringOpen if text.len() > 24 || text.contains(['\n', '`']) => "a string".into(),
            K::Doc => "documentation".into(),
            _ => format!("`{text}`"),
        }
    }

    /// A tree in the user's words: what it ends with.
    fn describe_end(&self, tree: &Tree) -> String {
        match tree.kind {
            K::OpenBrace | K::OpenBracket | K::OpenParen => {
                let text = self.text_of(tree.span);
                let last = text.chars().last().filter(|c| matches!(c, '}' | ']' | ')'));
                last.map_or_else(|| self.describe(tree), |c| format!("`{c}`"))
            }
            _ => self.describe(tree),
        }
    }

    fn describe_stop(&self) -> String {
        match self.stop {
            Stop::Comma(span) | Stop::Closer(span) if !span.is_empty() => format!("`{}`", self.text_of(span)),
            Stop::Line | Stop::Comma(_) | Stop::Closer(_) => "the end of the line".into(),
            Stop::End | Stop::Unclosed => "the end of the declaration".into(),
        }
    }
}
