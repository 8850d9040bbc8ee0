//! What can be folded away: what stands in brackets, text blocks, runs of comments and of imports.

use o8_diagnostics::Span;
use o8_syntax::{ParsedItem, Token, TokenKind, ast};

use crate::positions::Lines;

/// What folds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoldKind {
    /// Code or text.
    Region,
    /// Lines of comments or documentation.
    Comment,
    /// Lines of imports.
    Imports,
}

/// Lines that fold into their first one, both counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fold {
    /// The line that stays.
    pub first: u32,
    /// The last line that goes.
    pub last: u32,
    /// What it is.
    pub kind: FoldKind,
}

/// What can be folded in a file, in the order of first lines.
pub fn folds(text: &str, items: &[ParsedItem], lines: &Lines) -> Vec<Fold> {
    let tokens = o8_syntax::tokens(text).tokens;
    let mut folds = brackets(&tokens, lines);
    folds.extend(comments(&tokens, lines));
    folds.extend(imports(items, lines));
    folds.retain(|fold| fold.last > fold.first);
    folds.sort_by_key(|fold| (fold.first, std::cmp::Reverse(fold.last)));
    // Of what begins in one line only the largest can be folded.
    folds.dedup_by_key(|fold| fold.first);
    folds
}

/// The closing bracket stays in view.
fn brackets(tokens: &[Token], lines: &Lines) -> Vec<Fold> {
    use TokenKind::{
        CloseBrace, CloseBracket, CloseParen, OpenBrace, OpenBracket, OpenParen, StringClose, StringOpen,
    };
    let (mut open, mut folds) = (Vec::new(), Vec::new());
    for token in tokens {
        match token.kind {
            OpenBrace | OpenBracket | OpenParen | StringOpen => open.push(*token),
            CloseBrace | CloseBracket | CloseParen | StringClose => {
                let opens = match token.kind {
                    CloseBrace => OpenBrace,
                    CloseBracket => OpenBracket,
                    CloseParen => OpenParen,
                    _ => StringOpen,
                };
                // What was left open in between is broken, and folds with what is around it.
                let Some(at) = open.iter().rposition(|token| token.kind == opens) else { continue };
                let first = lines.line(open[at].span.start);
                open.truncate(at);
                let last = lines.line(token.span.start).saturating_sub(1);
                folds.push(Fold { first, last, kind: FoldKind::Region });
            }
            _ => {}
        }
    }
    folds
}

/// Comments on lines that have nothing else.
fn comments(tokens: &[Token], lines: &Lines) -> Vec<Fold> {
    let mut folds: Vec<Fold> = Vec::new();
    let mut is_line_empty = true;
    for token in tokens {
        match token.kind {
            TokenKind::Newline => is_line_empty = true,
            TokenKind::Comment | TokenKind::Doc if is_line_empty => {
                let line = lines.line(token.span.start);
                match folds.last_mut() {
                    Some(fold) if fold.last + 1 == line => fold.last = line,
                    _ => folds.push(Fold { first: line, last: line, kind: FoldKind::Comment }),
                }
            }
            TokenKind::Space | TokenKind::Bom => {}
            _ => is_line_empty = false,
        }
    }
    folds
}

fn imports(items: &[ParsedItem], lines: &Lines) -> Vec<Fold> {
    let is_import = |item: &ParsedItem| matches!(item.item.kind, ast::ItemKind::Import(_));
    let runs = items.chunk_by(|one, other| is_import(one) == is_import(other));
    let fold = |run: &[ParsedItem]| {
        let span = Span::new(run.first()?.start, run.last()?.end.max(1) - 1);
        let (first, last) = (lines.line(span.start), lines.line(span.end));
        Some(Fold { first, last, kind: FoldKind::Imports })
    };
    runs.filter(|run| run.first().is_some_and(is_import)).filter_map(fold).collect()
}
