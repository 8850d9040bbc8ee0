//! Selections that grow: the word, what it is part of, and so on up to the file.

use o8_diagnostics::Span;
use o8_syntax::{ParsedItem, TokenKind};

use super::walk::walk;

/// What is around an offset, the smallest first; the last one is the file.
pub fn selections(text: &str, items: &[ParsedItem], offset: u32) -> Vec<Span> {
    let holds = |span: &Span| span.start <= offset && offset <= span.end;
    let mut spans: Vec<Span> = walk(items).nodes.into_iter().filter(holds).collect();
    for token in o8_syntax::tokens(text).tokens.iter().filter(|token| holds(&token.span)) {
        let is_piece = !matches!(token.kind, TokenKind::Space | TokenKind::Newline | TokenKind::Bom);
        spans.extend(Some(token.span).filter(|_| is_piece));
    }
    spans.push(Span::new(0, u32::try_from(text.len()).unwrap_or(u32::MAX)));
    spans.sort_by_key(|span| (span.len(), std::cmp::Reverse(span.start)));
    // Of what only touches the offset, the part that is around the others goes on.
    let mut result: Vec<Span> = Vec::new();
    for span in spans {
        let grows = |last: &Span| span.start <= last.start && last.end <= span.end && span != *last;
        if !span.is_empty() && result.last().is_none_or(grows) {
            result.push(span);
        }
    }
    if result.is_empty() {
        result.push(Span::at(0));
    }
    result
}
