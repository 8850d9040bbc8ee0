//! Types.

use chumsky::prelude::*;
use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Place, Span};

use super::blocks::dotted;
use super::patterns::literal;
use super::{Context, Input, Parsed, expect, peek, position, token};
use crate::ast::{ExprKind, TypeExpr, TypeExprKind};
use crate::token::TokenKind as K;
use crate::tree::Tree;
use crate::word::Word;

/// `A | B`
pub(super) fn type_expr(input: &mut Input<'_, '_>) -> Parsed<TypeExpr> {
    let start = position(input);
    let first = postfix_type(input)?;
    if !peek(input, 0).is_some_and(|tree| tree.kind == K::Bar) {
        return Ok(first);
    }
    let mut alternatives = vec![first];
    while input.parse(token(K::Bar).or_not())?.is_some() {
        alternatives.push(postfix_type(input)?);
    }
    let end = position(input);
    let span = input.state().cover((start..end).into());
    Ok(TypeExpr { kind: TypeExprKind::Union(alternatives), span })
}

/// `T?`
pub(super) fn postfix_type(input: &mut Input<'_, '_>) -> Parsed<TypeExpr> {
    stacker::maybe_grow(super::operators::RED_ZONE, super::operators::SEGMENT, || {
        let mut ty = single(input)?;
        while let Some(sign) = input.parse(token(K::Question).or_not())? {
            let span = ty.span.to(sign.span);
            ty = TypeExpr { kind: TypeExprKind::Optional(Box::new(ty)), span };
        }
        Ok(ty)
    })
}

/// Whether a type can begin with this tree.
pub(super) fn begins_type(tree: &Tree) -> bool {
    matches!(
        tree.kind,
        K::Word | K::Number | K::Minus | K::StringOpen | K::OpenBracket | K::OpenBrace | K::OpenParen
    )
}

fn single(input: &mut Input<'_, '_>) -> Parsed<TypeExpr> {
    let start = position(input);
    let Some(tree) = peek(input, 0).filter(begins_type) else {
        let context = input.state();
        context.expected(start, "a type");
        return Ok(type_hole(context.gap(start)));
    };
    if tree.kind == K::Word && !matches!(tree.word, Word::True | Word::False | Word::Null) {
        let names = dotted(input, "a type");
        let mut kind = TypeExprKind::Name(names);
        if peek(input, 0).is_some_and(|next| next.kind == K::Less) {
            foreign_parameters(input)?;
            // What such a type would be called here is another matter.
            kind = TypeExprKind::Hole;
        }
        if let Some(brackets) = peek(input, 0).filter(|next| next.kind == K::OpenBracket && !next.spaced) {
            input.skip();
            kind = input.state().foreign_list(&tree, &brackets, kind);
        }
        let end = position(input);
        return Ok(TypeExpr { kind, span: input.state().cover((start..end).into()) });
    }
    input.skip();
    let context = input.state();
    let kind = match (tree.kind, tree.word) {
        (K::OpenBracket, _) => {
            let element = context.parse_only(&tree, type_expr, "a type");
            element.map_or(TypeExprKind::Hole, |element| TypeExprKind::List(Box::new(element)))
        }
        (K::OpenBrace, _) => {
            if context.forest.slices(&tree).len() != 1 {
                context.report(syntax::record_type(Place::local(tree.head())));
                return Ok(type_hole(tree.span));
            }
            let entry = context.parse_only(&tree, map_entry, "a type of keys and one of values");
            entry.map_or(TypeExprKind::Hole, |(key, value)| TypeExprKind::Map(Box::new(key), Box::new(value)))
        }
        (K::OpenParen, _) => return parenthesized(input, &tree),
        (K::Minus, _) => return negative(input, &tree),
        (K::StringOpen, _) => {
            let string = context.string(&tree);
            TypeExprKind::Literal(literal(ExprKind::String(Box::new(string)), tree.span))
        }
        (K::Number, _) => TypeExprKind::Literal(literal(context.number(&tree), tree.span)),
        (_, Word::Null) => {
            context.report(syntax::null_in_type(Place::local(tree.span)));
            TypeExprKind::Hole
        }
        (_, value) => TypeExprKind::Literal(literal(ExprKind::Bool(value == Word::True), tree.span)),
    };
    Ok(TypeExpr { kind, span: tree.span })
}

/// `List<String>`, as other languages write types of types.
fn foreign_parameters(input: &mut Input<'_, '_>) -> Parsed<()> {
    let at = position(input);
    let sign = |tree: &Tree| matches!(tree.kind, K::Greater | K::GreaterEqual);
    input.parse(any().filter(move |tree| !sign(tree)).repeated().then(any().or_not()))?;
    let end = position(input);
    let context = input.state();
    let span = context.cover((at..end).into());
    context.report(syntax::type_parameters(Place::local(span)));
    Ok(())
}

/// `(T, U) -> V`, or one type in parentheses.
fn parenthesized(input: &mut Input<'_, '_>, group: &Tree) -> Parsed<TypeExpr> {
    if input.parse(token(K::Arrow).or_not())?.is_none() {
        let inner = input.state().parse_only(group, type_expr, "a type");
        let kind = inner.map_or(TypeExprKind::Hole, |inner| inner.kind);
        return Ok(TypeExpr { kind, span: group.span });
    }
    let mut parameters = Vec::new();
    let context = input.state();
    for slice in context.forest.slices(group) {
        context.parse_slice(*slice, type_expr, |_| false, &mut parameters);
    }
    let result = type_expr(input)?;
    let span = group.span.to(result.span);
    Ok(TypeExpr { kind: TypeExprKind::Function(parameters, Box::new(result)), span })
}

/// `-1`
fn negative(input: &mut Input<'_, '_>, sign: &Tree) -> Parsed<TypeExpr> {
    let number = input.parse(token(K::Number).or_not())?;
    let at = position(input);
    let context = input.state();
    let Some(number) = number else {
        context.expected(at, "a number");
        return Ok(type_hole(context.gap(at)));
    };
    let span = sign.span.to(number.span);
    let text = context.text_of(span).replace(['_', ' '], "");
    Ok(TypeExpr { kind: TypeExprKind::Literal(literal(ExprKind::Number(text.into()), span)), span })
}

/// `K: V`
fn map_entry(input: &mut Input<'_, '_>) -> Parsed<(TypeExpr, TypeExpr)> {
    let key = type_expr(input)?;
    if expect(input, K::Colon, "`:`") {
        return Ok((key, type_expr(input)?));
    }
    let at = position(input);
    let value = type_hole(input.state().gap(at));
    Ok((key, value))
}

pub(super) fn type_hole(span: Span) -> TypeExpr {
    TypeExpr { kind: TypeExprKind::Hole, span }
}

impl Context<'_> {
    /// `String[]`, as other languages write lists.
    fn foreign_list(&mut self, first: &Tree, brackets: &Tree, element: TypeExprKind) -> TypeExprKind {
        let name = Span::new(first.span.start, brackets.span.start);
        let place = Place::local(first.span.to(brackets.span));
        self.report(syntax::list_type(place, self.text_of(name)));
        TypeExprKind::List(Box::new(TypeExpr { kind: element, span: name }))
    }
}
