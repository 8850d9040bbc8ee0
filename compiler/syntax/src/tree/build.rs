//! The one pass over an item's tokens that makes its tree, on a stack of open brackets.

use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Diagnostic, Place, Span};

use super::{Built, Forest, Slice, Stop, Tree};
use crate::brackets::{counterpart, is_opening};
use crate::lines::Lines;
use crate::split::ItemTokens;
use crate::token::TokenKind as K;
use crate::word::Word;

/// How deep brackets, strings and interpolations may nest.
const MAX_DEPTH: usize = 256;
/// How many operators, fields and calls one expression may have in a row: each is a level of the syntax tree.
const MAX_CHAIN: u32 = 256;
/// How deep the syntax tree may become in all.
const MAX_HEIGHT: u32 = 384;

/// What the outermost frame opens with: no token that opens has this kind.
pub(crate) const ROOT: K = K::Unknown;

/// An open bracket.
pub(super) struct Frame {
    pub(super) kind: K,
    /// The opening token.
    pub(super) span: Span,
    spaced: bool,
    /// The column in which the line of the opening token begins, and that line's number.
    pub(super) indent: u32,
    pub(super) line: u32,
    /// Where its trees and slices begin on the stacks.
    trees: usize,
    slices: usize,
    /// Where the current slice begins on the stack of trees.
    pub(super) current: usize,
    /// Up to where the current slice is known to be documentation and attributes.
    pub(super) prefix: usize,
    /// Whether the last separator was a comma.
    pub(super) after_comma: bool,
    /// How many `if` and `where` of the current slice have no `else` yet.
    pub(super) awaits_else: u16,
    /// Of the current slice: operators in it, and the height of the highest group in it.
    chain: u32,
    highest: u32,
    /// Height of the highest slice before.
    height: u32,
}

impl Frame {
    pub(super) fn slices_start(&self) -> usize {
        self.slices
    }
}

pub(super) struct Builder<'a> {
    pub(super) lines: Lines<'a>,
    end: usize,
    pub(super) base: u32,
    pub(super) frames: Vec<Frame>,
    pub(super) stack: Vec<Tree>,
    pub(super) slices: Vec<Slice>,
    forest: Forest,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether some bracket has no counterpart, so that indentation is asked which one it is.
    pub(super) recovering: bool,
    /// Whether a bracket has been blamed already: then stray brackets are its consequence.
    pub(super) blamed: bool,
    /// Whether no bracket is blamed at all.
    pub(super) quiet: bool,
    /// Whether the block of this item lacks its opening brace, which is due at the end of the first line.
    missing_brace: bool,
    /// Column in which the current line begins, and its number.
    pub(super) indent: u32,
    line: u32,
    /// The last token that is no trivia.
    pub(super) last: usize,
    spaced: bool,
    /// Set where a bound is passed.
    too_deep: bool,
}

/// The tree of an item.
///
/// `quiet` says that a string of it is never closed: a bracket that it swallowed is not missing.
pub(crate) fn build(lines: Lines<'_>, item: &ItemTokens, quiet: bool) -> Built {
    let start = item.tokens.start;
    // Lines between declarations are one mistake, whatever is in them.
    let junk = !item.declaration && counterpart(lines.tokens[start].kind).is_none();
    let mut builder = Builder {
        lines,
        end: item.tokens.end,
        base: lines.tokens[start].span.start,
        frames: Vec::with_capacity(16),
        stack: Vec::with_capacity(64),
        slices: Vec::with_capacity(32),
        forest: Forest::default(),
        diagnostics: Vec::new(),
        recovering: !item.balanced,
        blamed: quiet || junk,
        quiet,
        missing_brace: item.missing_brace,
        indent: lines.first_column(start).unwrap_or(0),
        line: 0,
        last: start,
        spaced: true,
        too_deep: false,
    };
    builder.open_frame(ROOT, Span::at(0));
    builder.run(start);
    builder.built()
}

impl<'a> Builder<'a> {
    fn run(&mut self, start: usize) {
        let mut at = start;
        while at < self.end && !self.too_deep {
            let kind = self.lines.tokens[at].kind;
            match kind {
                K::Space | K::Comment | K::Bom => {
                    self.spaced = true;
                    at += 1;
                    continue;
                }
                K::Newline => {
                    self.spaced = true;
                    let next = self.lines.significant(at);
                    if next < self.end {
                        self.line_end(next);
                    }
                    at = next;
                    continue;
                }
                K::Doc => self.doc(at),
                K::Comma | K::Semicolon => self.separator(at, kind),
                K::StringOpen => self.open(at, kind),
                K::StringClose => self.close_string(at),
                _ if is_opening(kind) => self.open(at, kind),
                _ => match counterpart(kind) {
                    Some(opening) => self.close(at, opening),
                    None => self.leaf(at, kind),
                },
            }
            self.last = at;
            self.spaced = false;
            at += 1;
        }
    }

    fn built(mut self) -> Built {
        if self.too_deep {
            return Built { forest: Forest::default(), root: None, diagnostics: self.diagnostics };
        }
        if self.frames.len() > 1 {
            self.blame_unclosed();
            while self.frames.len() > 1 {
                self.finish_unclosed();
            }
        }
        self.end_slice(Stop::End);
        let offset = self.forest.trees.len() as u32;
        let root = self
            .slices
            .last()
            .map(|slice| Slice { trees: (slice.trees.0 + offset, slice.trees.1 + offset), ..*slice });
        self.forest.trees.append(&mut self.stack);
        Built { forest: self.forest, root, diagnostics: self.diagnostics }
    }

    /// The span of a token, relative to the item.
    pub(super) fn span(&self, at: usize) -> Span {
        let span = self.lines.tokens[at].span;
        Span::new(span.start - self.base, span.end - self.base)
    }

    pub(super) fn line(&self) -> u32 {
        self.line
    }

    pub(super) fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the outermost frame is never taken")
    }

    /// The trees of the slice that is being read.
    pub(super) fn current(&self) -> &[Tree] {
        let start = self.frames.last().map_or(0, |frame| frame.current);
        &self.stack[start..]
    }

    fn open(&mut self, at: usize, kind: K) {
        if self.frames.len() > MAX_DEPTH {
            self.diagnostics.push(syntax::nested_too_deep(Place::local(self.span(at)), MAX_DEPTH));
            self.too_deep = true;
            return;
        }
        let span = self.span(at);
        self.open_frame(kind, span);
    }

    pub(super) fn open_frame(&mut self, kind: K, span: Span) {
        self.frames.push(Frame {
            kind,
            span,
            spaced: self.spaced,
            indent: self.indent,
            line: self.line,
            trees: self.stack.len(),
            slices: self.slices.len(),
            current: self.stack.len(),
            prefix: self.stack.len(),
            after_comma: false,
            awaits_else: 0,
            chain: 0,
            highest: 0,
            height: 0,
        });
    }

    /// Takes the innermost frame and makes it one tree of the frame around it.
    pub(super) fn finish(&mut self, end: u32, stop: Stop) {
        self.end_slice(stop);
        let Some(frame) = self.frames.pop() else { return };
        let offset = self.forest.trees.len() as u32;
        let first = self.forest.slices.len() as u32;
        let moved = |at: u32| at - frame.trees as u32 + offset;
        self.forest.slices.extend(
            self.slices
                .drain(frame.slices..)
                .map(|slice| Slice { trees: (moved(slice.trees.0), moved(slice.trees.1)), ..slice }),
        );
        self.forest.trees.extend(self.stack.drain(frame.trees..));
        let tree = Tree {
            kind: frame.kind,
            word: Word::Other,
            spaced: frame.spaced,
            span: Span::new(frame.span.start, end),
            slices: (first, self.forest.slices.len() as u32),
        };
        // Round and square brackets are counted as a step of the slice around them.
        let level = u32::from(!matches!(frame.kind, K::OpenParen | K::OpenBracket));
        let top = self.top();
        top.highest = top.highest.max(frame.height + level);
        self.push(tree);
    }

    fn close_string(&mut self, at: usize) {
        let span = self.span(at);
        if self.frames.last().is_some_and(|frame| frame.kind == K::StringOpen) {
            self.finish(span.end, Stop::Closer(span));
        }
    }

    fn leaf(&mut self, at: usize, kind: K) {
        let word = match kind {
            K::Word => Word::of(self.lines.token_text(at)),
            _ => Word::Other,
        };
        let tree = Tree { kind, word, spaced: self.spaced, span: self.span(at), slices: (0, 0) };
        match kind {
            K::Minus => self.minus_spacing(at, &tree),
            K::Word if word != Word::Other => self.else_due(at, word),
            _ => {}
        }
        self.push(tree);
    }

    /// Puts a tree into the current slice, and keeps count of what becomes a level of the syntax tree.
    fn push(&mut self, tree: Tree) {
        let counts = match tree.kind {
            K::Word => matches!(tree.word, Word::If | Word::Match | Word::With | Word::Not),
            K::OpenBracket | K::OpenParen | K::Dot | K::QuestionDot => true,
            K::Question | K::Bang | K::FatArrow | K::Arrow => true,
            _ => is_operator(tree.kind),
        };
        let top = self.top();
        top.after_comma = false;
        top.chain += u32::from(counts);
        let (chain, height) = (top.chain, top.chain + top.highest);
        self.stack.push(tree);
        if (chain > MAX_CHAIN || height > MAX_HEIGHT) && !self.too_deep {
            self.diagnostics.push(syntax::expression_too_long(Place::local(tree.span), MAX_CHAIN as usize));
            self.too_deep = true;
        }
    }

    /// Ends the current slice, where there is anything in it. The contents of a string are always one slice.
    pub(super) fn end_slice(&mut self, stop: Stop) {
        let end = self.stack.len();
        let only_docs = self.drop_dangling_docs();
        let top = self.top();
        let start = top.current;
        top.height = top.height.max(top.chain + top.highest);
        (top.chain, top.highest, top.awaits_else) = (0, 0, 0);
        let group = top.kind;
        if only_docs {
            return;
        }
        top.current = end;
        if start < end || group == K::StringOpen {
            self.slices.push(Slice { trees: (start as u32, end as u32), group, stop });
        }
    }

    /// A line ends, and `next` is the first token of a later one.
    fn line_end(&mut self, next: usize) {
        let column = self.lines.first_column(next).unwrap_or(0);
        if std::mem::take(&mut self.missing_brace) {
            self.open_missing_brace();
        } else if self.recovering {
            self.recover_before_line(next, column);
        }
        if self.separates(next) {
            self.end_slice(Stop::Line);
        }
        self.indent = column;
        self.line += 1;
    }
}

/// Signs that stand between two values.
pub(super) fn is_operator(kind: K) -> bool {
    matches!(
        kind,
        K::QuestionQuestion
            | K::EqualEqual
            | K::BangEqual
            | K::Less
            | K::LessEqual
            | K::Greater
            | K::GreaterEqual
            | K::Plus
            | K::Minus
            | K::Star
            | K::Slash
            | K::AndAnd
            | K::OrOr
    )
}
