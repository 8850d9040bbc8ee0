//! Strings, which stay as they are written; a text block moves with its surroundings.

use super::layout::Element;
use super::writer::Writer;
use crate::ast::StringForm;
use crate::token::TokenKind;

impl Writer<'_> {
    /// A string, quotes and escapes as written.
    pub(super) fn string(&mut self, form: StringForm) {
        let Some(token) = self.peek().filter(|token| token.kind == TokenKind::StringOpen) else {
            return self.give_up();
        };
        let span = token.span;
        let text = &self.source[span.start as usize..span.end as usize];
        if matches!(form, StringForm::Plain | StringForm::Raw) || !text.contains('\n') {
            return self.any_token();
        }
        match movable(text) {
            Some(column) => {
                self.indent();
                self.token_as(Element::Block(span, column));
                self.dedent();
            }
            None => self.token_as(Element::Verbatim(span)),
        }
    }
}

/// The column of a text block's closing delimiter, where all lines can move with it without changing the value:
/// the delimiter stands on a line of its own, and every line begins with the same blanks as that line.
fn movable(text: &str) -> Option<u32> {
    let mut lines = text.split('\n');
    lines.next();
    let margin = lines.next_back()?.strip_suffix("\"\"\"")?;
    if !margin.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let fits = |line: &str| line.starts_with(margin) || line.trim_start_matches(' ').is_empty();
    lines.all(fits).then_some(margin.len() as u32)
}
