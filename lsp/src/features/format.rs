//! Formatting, as the lines that change.

use o8_diagnostics::Span;
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
    let edit = |op: &DiffOp| {
        let (from, to) = (op.old_range(), op.new_range());
        let span = Span::new(old[from.start], old[from.end]);
        let replacement = &formatted[new[to.start] as usize..new[to.end] as usize];
        Edit { span, text: replacement.to_owned() }
    };
    let changes = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).map(edit);
    changes.filter(|edit| within.is_none_or(|within| touches(edit.span, within))).collect()
}

fn touches(one: Span, other: Span) -> bool {
    one.start <= other.end && other.start <= one.end
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
