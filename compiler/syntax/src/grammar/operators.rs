//! Expressions with operators, by binding power; see [`BinaryOp`] for the order.

use chumsky::pratt::{infix, left, prefix};
use chumsky::prelude::*;
use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Place, Span};

use super::expressions::{begins_value, hole, operand};
use super::{Context, Extra, Input, Parsed, token, word};
use crate::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::token::TokenKind as K;
use crate::tree::Tree;
use crate::word::Word;

/// Stack that must be left before the grammar goes one level deeper, and what it gets then.
pub(super) const RED_ZONE: usize = 256 * 1024;
pub(super) const SEGMENT: usize = 2 * 1024 * 1024;

/// An expression.
pub(super) fn expr(input: &mut Input<'_, '_>) -> Parsed<Expr> {
    stacker::maybe_grow(RED_ZONE, SEGMENT, || input.parse(operators::<true>()))
}

/// An expression before a `{` that does not belong to it: the scrutinee of a `match`, what a `for` goes through.
/// A record with its type's name, and an `if`, stand in parentheses there.
pub(super) fn header_expr(input: &mut Input<'_, '_>) -> Parsed<Expr> {
    stacker::maybe_grow(RED_ZONE, SEGMENT, || input.parse(operators::<false>()))
}

fn operators<'a, const TYPED: bool>() -> impl Parser<'a, &'a [Tree], Expr, Extra<'a>> {
    custom(operand::<TYPED>).pratt((
        prefix(7, token(K::Minus), |sign: Tree, operand, _: &mut _| negate(sign, operand)),
        prefix(7, not(), |sign: Tree, operand: Expr, _: &mut _| {
            let span = sign.span.to(operand.span);
            Expr { kind: ExprKind::Unary(UnaryOp::Not, Box::new(operand)), span }
        }),
        infix(left(6), operator(multiplication), |l, o, r, e: &mut _| binary(l, o, r, e)),
        infix(left(5), operator(addition), |l, o, r, e: &mut _| binary(l, o, r, e)),
        infix(left(4), operator(comparison), |l, o, r, e: &mut _| binary(l, o, r, e)),
        infix(left(3), operator(conjunction), |l, o, r, e: &mut _| binary(l, o, r, e)),
        infix(left(2), operator(disjunction), |l, o, r, e: &mut _| binary(l, o, r, e)),
        infix(left(1), operator(coalescing), |l, o, r, e: &mut _| binary(l, o, r, e)),
    ))
}

/// An operator of one level, with the tree that it is.
fn operator<'a>(
    level: fn(&Tree) -> Option<BinaryOp>,
) -> impl Parser<'a, &'a [Tree], (BinaryOp, Tree), Extra<'a>> + Copy {
    custom(move |input: &mut Input<'a, '_>| {
        let tree = input.next().ok_or_else(Default::default)?;
        level(&tree).map(|op| (op, tree)).ok_or_else(Default::default)
    })
}

fn coalescing(tree: &Tree) -> Option<BinaryOp> {
    (tree.kind == K::QuestionQuestion).then_some(BinaryOp::Coalesce)
}

fn disjunction(tree: &Tree) -> Option<BinaryOp> {
    (tree.kind == K::OrOr || tree.word == Word::Or).then_some(BinaryOp::Or)
}

fn conjunction(tree: &Tree) -> Option<BinaryOp> {
    (tree.kind == K::AndAnd || tree.word == Word::And).then_some(BinaryOp::And)
}

fn comparison(tree: &Tree) -> Option<BinaryOp> {
    Some(match tree.kind {
        // No `=` follows a whole expression, so that this one was meant to compare.
        K::EqualEqual | K::Equal => BinaryOp::Equal,
        K::BangEqual => BinaryOp::NotEqual,
        K::Less => BinaryOp::Less,
        K::LessEqual => BinaryOp::LessEqual,
        K::Greater => BinaryOp::Greater,
        K::GreaterEqual => BinaryOp::GreaterEqual,
        K::Word if tree.word == Word::In => BinaryOp::In,
        _ => return None,
    })
}

fn addition(tree: &Tree) -> Option<BinaryOp> {
    match tree.kind {
        K::Plus => Some(BinaryOp::Add),
        K::Minus => Some(BinaryOp::Subtract),
        _ => None,
    }
}

fn multiplication(tree: &Tree) -> Option<BinaryOp> {
    match tree.kind {
        K::Star => Some(BinaryOp::Multiply),
        K::Slash => Some(BinaryOp::Divide),
        _ => None,
    }
}

/// `!`, or the word `not` before a value, which is reported.
fn not<'a>() -> impl Parser<'a, &'a [Tree], Tree, Extra<'a>> + Copy {
    let sign = word(Word::Not)
        .then_ignore(any().filter(|tree: &Tree| tree.spaced && begins_value(tree)).rewind())
        .map_with(|tree, e| {
            let context: &mut Context<'_> = e.state();
            context.report(syntax::foreign_operator(Place::local(tree.span), "not", "!"));
            tree
        });
    token(K::Bang).or(sign)
}

/// A sign before a number is a part of the number.
fn negate(sign: Tree, operand: Expr) -> Expr {
    let span = sign.span.to(operand.span);
    let kind = match operand.kind {
        ExprKind::Number(text) if !text.starts_with('-') => ExprKind::Number(format!("-{text}").into()),
        kind => ExprKind::Unary(UnaryOp::Negate, Box::new(Expr { kind, span: operand.span })),
    };
    Expr { kind, span }
}

type Mapping<'a, 'b, 'p> = chumsky::input::MapExtra<'a, 'b, &'a [Tree], Extra<'p>>;

fn binary<'a, 'b>(
    left: Expr,
    (op, tree): (BinaryOp, Tree),
    right: Expr,
    e: &mut Mapping<'a, 'b, 'a>,
) -> Expr {
    let context: &mut Context<'a> = e.state();
    let place = Place::local(tree.span);
    match (tree.kind, tree.word) {
        (K::Equal, _) => context.report(syntax::comparison_sign(place)),
        (_, Word::And) => context.report(syntax::foreign_operator(place, "and", "&&")),
        (_, Word::Or) => context.report(syntax::foreign_operator(place, "or", "||")),
        _ => {}
    }
    if let (Some(first), true, false) = (compares(&left), is_comparison(op), context.reported) {
        context.report(syntax::comparisons_chain(place, Place::local(first)));
        return chained(left, (op, tree), right);
    }
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary { op, op_span: tree.span, sides: Box::new((left, right)) }, span }
}

/// `a < b < c` as what was meant, `a < b && _ < c`, so that its type is right.
fn chained(left: Expr, (op, tree): (BinaryOp, Tree), right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let gap = hole(Span::at(left.span.end));
    let second_span = gap.span.to(right.span);
    let kind = ExprKind::Binary { op, op_span: tree.span, sides: Box::new((gap, right)) };
    let second = Expr { kind, span: second_span };
    let sides = Box::new((left, second));
    Expr { kind: ExprKind::Binary { op: BinaryOp::And, op_span: tree.span, sides }, span }
}

/// Where the operator stands, if this is a comparison without parentheses.
fn compares(expr: &Expr) -> Option<Span> {
    match &expr.kind {
        ExprKind::Binary { op, op_span, .. } if is_comparison(*op) => Some(*op_span),
        _ => None,
    }
}

fn is_comparison(op: BinaryOp) -> bool {
    use BinaryOp as B;
    matches!(op, B::Equal | B::NotEqual | B::Less | B::LessEqual | B::Greater | B::GreaterEqual | B::In)
}
