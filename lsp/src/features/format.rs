//! Formatting, as the lines that change.

use std::ops::Range;

use o8_diagnostics::Span;
use o8_syntax::TokenKind;
use similar::{DiffOp, TextDiff};

/// A change of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// The lines of a file that are laid out otherwise; only those that `within` touches, where it is given. An item with a
/// syntax error stays as it is.
pub fn format(text: &str, within: Option<Span>) -> Vec<Edit> {
    let formatted = o8_syntax::format(text).text;
    let diff = TextDiff::from_lines(text, formatted.as_str());
    let (old, new) = (offsets(diff.iter_old_slices()), offsets(diff.iter_new_slices()));
    let edit = |from: Range<usize>, to: Range<usize>| {
        let span = Span::new(old[from.start], old[from.end]);
        let replacement = &formatted[new[to.start] as usize..new[to.end] as usize];
        Edit { span, text: replacement.to_owned() }
    };
    let mut edits = Vec::new();
    for op in diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let (from, to) = (op.old_range(), op.new_range());
        let lines = from.clone().zip(to.clone());
        let lines = lines.map(|(from, to)| edit(from..from + 1, to..to + 1)).collect::<Vec<_>>();
        let is_same = |line: &Edit| {
            let old = &text[line.span.start as usize..line.span.end as usize];
            without_blanks(old).eq(without_blanks(&line.text))
        };
        // Lines that keep what they say can be taken one by one, others only together.
        if from.len() == to.len() && lines.iter().all(is_same) {
            edits.extend(lines);
        } else {
            edits.push(edit(from, to));
        }
    }
    edits.retain(|edit| within.is_none_or(|within| touches(edit.span, within)));
    edits
}

fn without_blanks(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace())
}

/// Whether a change is one of lines that a selection is in. One that inserts lines is where it is.
fn touches(lines: Span, selected: Span) -> bool {
    (lines.start <= selected.end && selected.start < lines.end)
        || (lines.is_empty() && selected.start <= lines.start && lines.start <= selected.end)
}

/// Where each line begins, and where the last one ends.
fn offsets<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<u32> {
    let mut at = 0;
    let ends = lines.map(|line| {
        at += u32::try_from(line.len()).unwrap_or(u32::MAX);
        at
    });
    std::iter::once(0).chain(ends).collect()
}

/// The lines of what the bracket before `offset` closes, laid out.
pub fn format_on_type(text: &str, offset: u32) -> Vec<Edit> {
    let tokens = o8_syntax::tokens(text).tokens;
    let Some(last) = tokens.iter().position(|token| token.span.end == offset) else { return Vec::new() };
    let mut depth = 0;
    for token in tokens[..=last].iter().rev() {
        match token.kind {
            TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => depth += 1,
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => depth -= 1,
            _ => {}
        }
        if depth <= 0 {
            let span = Span::new(token.span.start, offset);
            return if span.len() > 1 { format(text, Some(span)) } else { Vec::new() };
        }
    }
    Vec::new()
}
