//! Arms and patterns of a `match`.

use chumsky::prelude::*;
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::syntax;

use super::expressions::{begins_value, hole};
use super::operators::expr;
use super::{Input, Parsed, any_word, expect, peek, position, token, types};
use crate::ast::{Arm, Expr, ExprKind, Pattern, PatternKind, TypeExprKind};
use crate::token::TokenKind as K;
use crate::word::Word;

/// `p => e`
pub(super) fn arm(input: &mut Input<'_, '_>) -> Parsed<Arm> {
    let start = position(input);
    let pattern = pattern(input)?;
    let sign = peek(input, 0).filter(|tree| matches!(tree.kind, K::Arrow | K::Colon));
    let value = if let Some(sign) = sign {
        input.skip();
        let context = input.state();
        let wrong = context.text_of(sign.span);
        context.report(syntax::foreign_operator(Place::local(sign.span), wrong, "=>"));
        expr(input)?
    } else if expect(input, K::FatArrow, "`=>`") || peek(input, 0).is_some_and(|tree| begins_value(&tree)) {
        expr(input)?
    } else {
        let at = position(input);
        hole(input.state().gap(at))
    };
    let end = position(input);
    Ok(Arm { pattern, value, span: input.state().cover((start..end).into()) })
}

/// `p | q`
fn pattern(input: &mut Input<'_, '_>) -> Parsed<Pattern> {
    let start = position(input);
    let first = single(input)?;
    let mut alternatives = vec![first];
    while input.parse(token(K::Bar).or_not())?.is_some() {
        alternatives.push(single(input)?);
    }
    let end = position(input);
    let span = input.state().cover((start..end).into());
    Ok(match (alternatives.pop(), alternatives.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            alternatives.extend(last);
            Pattern { kind: PatternKind::Or(alternatives), span }
        }
    })
}

/// A literal, `null`, `_`, or a type with an optional name.
fn single(input: &mut Input<'_, '_>) -> Parsed<Pattern> {
    let start = position(input);
    let kind = match peek(input, 0) {
        Some(tree) if tree.kind == K::Underscore => {
            input.skip();
            PatternKind::Wildcard
        }
        Some(tree) if tree.word == Word::Null => {
            input.skip();
            PatternKind::Null
        }
        Some(tree) if types::begins_type(&tree) => {
            let ty = types::postfix_type(input)?;
            match ty.kind {
                TypeExprKind::Literal(literal) => PatternKind::Literal(literal),
                TypeExprKind::Hole => PatternKind::Hole,
                _ => {
                    let name = input.parse(any_word().or_not())?;
                    PatternKind::Type(ty, name.map(|tree| input.state().name(&tree)))
                }
            }
        }
        _ => {
            input.state().expected(start, "a pattern");
            PatternKind::Hole
        }
    };
    let end = position(input);
    Ok(Pattern { kind, span: input.state().cover((start..end).into()) })
}

/// A literal as an expression.
pub(super) fn literal(kind: ExprKind, span: o8_diagnostics::Span) -> Box<Expr> {
    Box::new(Expr { kind, span })
}
