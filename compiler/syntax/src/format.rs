//! The formatter: one layout for every program.
//!
//! ```text
//! module web {team=shop, version = "1.4.2"          module web {
//!   deploy = WebService {image="a:1"}       =>        team = shop
//! }                                                   version = "1.4.2"
//!                                                     deploy = WebService { image = "a:1" }
//!                                                   }
//! ```
//!
//! The rules:
//!
//! - Two blanks a level, lines of up to 100 columns, one blank around operators and inside braces, none inside
//!   brackets and parentheses. Nothing is aligned in columns, so that a change touches its own line alone.
//! - A sequence in brackets that the author broke, after the opening bracket or between two elements, has each
//!   element on a line of its own, without commas (parentheses keep them). One on a single line stays there
//!   while it fits.
//! - Where a line is too long, the outermost group breaks first: a sequence at its elements; operators of one
//!   rank before each of them; `if` before `then` and `else`; `where` before `else`; a chain of two methods and
//!   more before each; a union before each `|`; what cannot break goes below its `=` where that makes it fit.
//! - What has brackets of its own opens and closes them on the lines that it belongs to: the last argument of a
//!   call, the only element of a list, a branch of an `if`, an operand.
//! - Comments stay between the same two tokens, at the end of a line or on lines of their own. One empty line
//!   between two members, items or comments stays, several become one; there are none at the edges of a block.
//! - Strings stay as written. A text block moves with its surroundings, its closing delimiter one level deeper
//!   than the line that it belongs to, where all its lines can move alike.
//! - An item with a syntax error stays as it is.
//!
//! The printer writes every token through [`writer::Writer`], which cannot skip one; the result is read again and
//! compared all the same before it is given out.

mod chains;
mod expressions;
mod items;
mod layout;
mod operators;
mod sequence;
mod strings;
mod tokens;
mod types;
mod verify;
mod writer;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use o8_diagnostics::{Severity, Span};

use crate::{ParsedItem, parse};
use layout::Line;
use tokens::File;
use writer::{Edge, Writer};

/// A file in its canonical layout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formatted {
    /// The text. Where `refused` is set, the text that was given.
    pub text: String,
    /// Whether some items were left as they are because of syntax errors.
    pub partial: bool,
    /// Whether formatting would have changed more than the layout. That is a bug of the formatter.
    pub refused: bool,
}

/// Lays a file out.
///
/// Formatting its result again changes nothing, and both texts mean the same.
pub fn format(text: &str) -> Formatted {
    let source = lf(text);
    let parsed = parse(&source);
    let tokens = crate::tokens(&source);
    let file = tokens::sort(&tokens.tokens);
    let mut writer = Writer::new(&source, &file);
    let mut partial = false;
    for item in &parsed.items {
        strays(&mut writer, &file, item.start);
        if has_error(item) || !laid_out(&mut writer, item) {
            partial = true;
            between(&mut writer, item.start);
            writer.verbatim(Span::new(item.start, item.end));
        }
    }
    strays(&mut writer, &file, u32::MAX);
    between(&mut writer, u32::MAX);
    let mut elements = writer.into_elements();
    layout::spread_breaks(&mut elements);
    let mut out = layout::print(&source, &elements);
    if !out.is_empty() {
        out.push('\n');
    }
    let refused = !verify::same(&source, &tokens.tokens, &out);
    Formatted { text: if refused { text.to_string() } else { out }, partial, refused }
}

/// The text with line ends of one kind.
fn lf(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

fn has_error(item: &ParsedItem) -> bool {
    item.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Writes an item by the rules, or nothing: then a rule met what it does not know.
fn laid_out(writer: &mut Writer<'_>, item: &ParsedItem) -> bool {
    let mark = writer.mark();
    between(writer, u32::MAX);
    writer.start = item.start;
    writer.item(&item.item);
    let whole = !writer.is_lost() && writer.stands_at(item.end);
    if !whole {
        writer.go_back(&mark);
    }
    whole
}

/// Comments and line ends between items, up to the offset `end`.
fn between(writer: &mut Writer<'_>, end: u32) {
    let gap = writer.gap_before(Edge::File, end);
    writer.line(if gap.blank { Line::Blank } else { Line::Hard });
}

/// Tokens that belong to no item, up to the offset `end`.
fn strays(writer: &mut Writer<'_>, file: &File, end: u32) {
    let Some(first) = writer.peek().filter(|token| token.span.start < end) else { return };
    let behind = file.tokens.partition_point(|token| token.span.start < end);
    let last = file.tokens[behind - 1].span;
    between(writer, first.span.start);
    writer.verbatim(first.span.to(last));
}
