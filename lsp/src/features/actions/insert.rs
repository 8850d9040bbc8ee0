//! Where new lines go, and how far they are indented.

use o8_diagnostics::Span;
use o8_syntax::ast::Block;

use super::place::Here;
use crate::features::format::Edit;

/// One step of indentation.
pub(super) const STEP: &str = "  ";

/// The blanks that the line of an offset begins with.
pub(super) fn indentation(text: &str, offset: u32) -> &str {
    let before = text.get(..offset as usize).unwrap_or_default();
    let line = &text[before.rfind('\n').map_or(0, |end| end + 1)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Lines of a text but the first, indented further.
pub(super) fn indented(text: &str, by: &str) -> String {
    let mut lines = text.split('\n');
    let mut result = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        result.push('\n');
        if !line.trim().is_empty() {
            result.push_str(by);
        }
        result.push_str(line);
    }
    result
}

/// A new member at the end of a block. Its further lines are indented as those of a member of the outermost level.
pub(super) fn member(here: &Here<'_>, block: &Block, member: &str) -> Edit {
    after(here, block, block.members.last().map(|last| last.span), member)
}

/// A new member behind another one of a block, or as its first one.
pub(super) fn after(here: &Here<'_>, block: &Block, before: Option<Span>, member: &str) -> Edit {
    let text = here.place.text;
    let braces = here.in_file(block.span);
    let outer = indentation(text, braces.start);
    let inner = format!("{outer}{STEP}");
    let is_one_line = !here.text(block.span).contains('\n');
    let Some(before) = before.map(|before| here.in_file(before)) else {
        let own = format!("\n{inner}{}", indented(member, &inner));
        let at = braces.start + 1;
        return match (block.members.first(), is_one_line) {
            (None, true) => {
                let span = Span::new(at, braces.end.saturating_sub(1).max(at));
                Edit { span, text: format!("{own}\n{outer}") }
            }
            (Some(_), true) => Edit { span: Span::at(at), text: format!(" {},", indented(member, &inner)) },
            (_, false) => Edit { span: Span::at(at), text: own },
        };
    };
    if is_one_line {
        return Edit { span: Span::at(before.end), text: format!(", {}", indented(member, outer)) };
    }
    // Behind a comment on the same line, unless something else stands there.
    let rest = text.get(before.end as usize..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let is_last = line.trim().is_empty() || line.trim_start().starts_with("//");
    let end = if is_last {
        before.end + u32::try_from(line.trim_end().len()).unwrap_or_default()
    } else {
        before.end
    };
    let indent = indentation(text, before.start);
    Edit { span: Span::at(end), text: format!("\n{indent}{}", indented(member, indent)) }
}
