//! Operands: literals, names, records, lists, `if`, `match`, lambdas, and what follows them: fields, indexes, calls.

use chumsky::prelude::*;
use ecow::EcoString;
use o8_diagnostics::catalogue::syntax;
use o8_diagnostics::{Place, Span};

use super::blocks::BlockKind;
use super::operators::{expr, header_expr};
use super::{Context, Extra, Input, Parsed, any_word, expect_group, name, peek, position, token, word};
use crate::ast::{self, Expr, ExprKind};
use crate::lexer::is_number;
use crate::token::TokenKind as K;
use crate::tree::Tree;
use crate::word::Word;

/// What an operator stands between, fields and calls included.
pub(super) fn operand<const TYPED: bool>(input: &mut Input<'_, '_>) -> Parsed<Expr> {
    input.parse(atom::<TYPED>().foldl_with(suffix::<TYPED>().repeated(), |base, suffix, e| {
        let context: &mut Context<'_> = e.state();
        context.attach(base, suffix)
    }))
}

fn atom<'a, const TYPED: bool>() -> impl Parser<'a, &'a [Tree], Expr, Extra<'a>> {
    choice((
        custom(named::<TYPED>),
        group_or_literal(),
        word(Word::Match).ignore_then(custom(match_expr)),
        custom(if_expr::<TYPED>),
        token(K::OpenParen)
            .or(token(K::Underscore))
            .then_ignore(token(K::FatArrow))
            .then(custom(expr))
            .map_with(|(parameters, body), e| {
                let context: &mut Context<'_> = e.state();
                context.lambda(&parameters, body)
            }),
        token(K::OpenParen).map_with(|tree, e| {
            let context: &mut Context<'_> = e.state();
            context.paren(&tree)
        }),
        custom(missing),
    ))
}

/// A literal, a string, or a pair of brackets: what a single tree tells.
fn group_or_literal<'a>() -> impl Parser<'a, &'a [Tree], Expr, Extra<'a>> {
    any()
        .filter(|tree: &Tree| {
            matches!(tree.kind, K::Number | K::StringOpen | K::OpenBrace | K::OpenBracket)
                || matches!(tree.word, Word::True | Word::False | Word::Null)
        })
        .map_with(|tree: Tree, e| {
            let context: &mut Context<'_> = e.state();
            let kind = match (tree.kind, tree.word) {
                (K::Number, _) => context.number(&tree),
                (K::StringOpen, _) => ExprKind::String(Box::new(context.string(&tree))),
                (K::OpenBracket, _) => context.list(&tree),
                (K::OpenBrace, _) => context.record(&tree),
                (_, Word::True) => ExprKind::Bool(true),
                (_, Word::False) => ExprKind::Bool(false),
                _ => ExprKind::Null,
            };
            Expr { kind, span: tree.span }
        })
}

/// Nothing that a value begins with: a hole.
fn missing(input: &mut Input<'_, '_>) -> Parsed<Expr> {
    let at = position(input);
    let context = input.state();
    context.missing_value(at);
    Ok(hole(context.gap(at)))
}

pub(super) fn hole(span: Span) -> Expr {
    Expr { kind: ExprKind::Hole, span }
}

/// Words that are no names where a value is due.
fn is_reserved(word: Word) -> bool {
    use Word as W;
    matches!(
        word,
        W::If
            | W::Then
            | W::Else
            | W::Match
            | W::In
            | W::For
            | W::With
            | W::True
            | W::False
            | W::Null
            | W::And
            | W::Or
    )
}

/// Whether a value can begin with this tree.
pub(super) fn begins_value(tree: &Tree) -> bool {
    match tree.kind {
        K::Word => {
            !is_reserved(tree.word)
                || matches!(tree.word, Word::If | Word::Match | Word::True | Word::False | Word::Null)
        }
        K::Number | K::StringOpen | K::OpenBrace | K::OpenBracket | K::OpenParen => true,
        K::Minus | K::Bang | K::Underscore => true,
        _ => false,
    }
}

/// A name, a path of names with the record that it may be the type of, or a lambda of one parameter.
fn named<'a, const TYPED: bool>(input: &mut Input<'a, '_>) -> Parsed<Expr> {
    let first = any_word().filter(|tree: &Tree| !is_reserved(tree.word));
    let lambda = token(K::FatArrow).ignore_then(custom(expr)).map(Tail::Lambda);
    let steps = token(K::Dot).ignore_then(any_word()).repeated().collect::<Vec<Tree>>();
    let record = token(K::OpenBrace).filter(|_| TYPED).or_not();
    let path = steps.then(record).map(|(steps, record)| Tail::Path(steps, record));
    input.parse(first.then(lambda.or(path)).map_with(|(first, tail), e| {
        let context: &mut Context<'a> = e.state();
        match tail {
            Tail::Lambda(body) => {
                let span = first.span.to(body.span);
                Expr { kind: ExprKind::Lambda(vec![context.name(&first)], Box::new(body)), span }
            }
            Tail::Path(steps, Some(braces)) => {
                let names = std::iter::once(&first).chain(&steps).map(|tree| context.name(tree)).collect();
                let block = context.block(&braces, BlockKind::Fields);
                let span = first.span.to(braces.span);
                Expr { kind: ExprKind::Record(Some(names), Box::new(block)), span }
            }
            Tail::Path(steps, None) => context.path_expr(&first, &steps),
        }
    }))
}

enum Tail {
    Lambda(Expr),
    Path(Vec<Tree>, Option<Tree>),
}

/// What may follow an operand.
pub(super) enum Suffix {
    Field(ast::Name, bool),
    Index(Tree),
    Call(Tree, Option<Tree>),
    With(Option<Tree>),
}

fn suffix<'a, const TYPED: bool>() -> impl Parser<'a, &'a [Tree], Suffix, Extra<'a>> {
    let field = any()
        .filter(|tree: &Tree| matches!(tree.kind, K::Dot | K::QuestionDot))
        .then(custom(|input: &mut Input<'a, '_>| Ok(name(input, "a field"))));
    choice((
        field.map(|(dot, name)| Suffix::Field(name, dot.kind == K::QuestionDot)),
        token(K::OpenParen)
            .then(token(K::OpenBrace).filter(|_| TYPED).or_not())
            .map(|(arguments, block)| Suffix::Call(arguments, block)),
        token(K::OpenBracket).map(Suffix::Index),
        word(Word::With).ignore_then(custom(|input: &mut Input<'a, '_>| {
            Ok(Suffix::With(expect_group(input, K::OpenBrace, "`{`")))
        })),
    ))
}

/// `e { p => a … }`, after `match`.
fn match_expr(input: &mut Input<'_, '_>) -> Parsed<Expr> {
    let start = position(input) - 1;
    let is_brace = |tree: Option<Tree>| tree.is_some_and(|tree| tree.kind == K::OpenBrace);
    let scrutinee = if is_brace(peek(input, 0)) && !is_brace(peek(input, 1)) {
        missing(input)?
    } else {
        header_expr(input)?
    };
    let braces = expect_group(input, K::OpenBrace, "`{`");
    // `match Size { … } { … }`: the first braces were meant as a record.
    let second = peek(input, 0).filter(|tree| tree.kind == K::OpenBrace && braces.is_some());
    if let (Some(arms), Some(braces)) = (second, braces) {
        input.skip();
        let context = input.state();
        let record = scrutinee.span.to(braces.span);
        context.report(syntax::parentheses_due(Place::local(record), context.text_of(record), "a record"));
        let arms = context.arms(&arms);
        let end = position(input);
        let span = input.state().cover((start..end).into());
        return Ok(Expr { kind: ExprKind::Match(Box::new(hole(record)), arms), span });
    }
    let end = position(input);
    let context = input.state();
    let arms = braces.map_or_else(Vec::new, |braces| context.arms(&braces));
    let span = context.cover((start..end).into());
    Ok(Expr { kind: ExprKind::Match(Box::new(scrutinee), arms), span })
}

/// `if c then a else b`.
fn if_expr<const TYPED: bool>(input: &mut Input<'_, '_>) -> Parsed<Expr> {
    let start = position(input);
    let sign = input.parse(word(Word::If))?;
    let condition = expr(input)?;
    let result = after_condition(input, start, sign, condition)?;
    if !TYPED {
        let context = input.state();
        let text = context.text_of(result.span);
        if !context.reported {
            context.report(syntax::parentheses_due(Place::local(result.span), text, "an `if`"));
        }
    }
    Ok(result)
}

/// `then a else b`; `start` is the position of the `if`.
pub(super) fn after_condition(
    input: &mut Input<'_, '_>,
    start: usize,
    sign: Tree,
    condition: Expr,
) -> Parsed<Expr> {
    let then = branch(input, sign, Word::Then)?;
    let otherwise = branch(input, sign, Word::Else)?;
    let end = position(input);
    let span = input.state().cover((start..end).into());
    Ok(Expr { kind: ExprKind::If(Box::new((condition, then, otherwise))), span })
}

/// `then a` or `else b`. A block without its word, as other languages have it, is taken all the same.
fn branch(input: &mut Input<'_, '_>, sign: Tree, due: Word) -> Parsed<Expr> {
    let found = peek(input, 0);
    if found.is_some_and(|tree| tree.word == due) {
        input.skip();
        return expr(input);
    }
    let at = position(input);
    let context = input.state();
    if !context.reported {
        let place = Place::local(sign.span);
        context.report(if due == Word::Else {
            syntax::else_missing(place)
        } else {
            let found = found.map(|tree| (Place::local(tree.span), context.describe(&tree)));
            syntax::then_missing(place, found)
        });
    }
    if due == Word::Then && found.is_some_and(|tree| tree.kind == K::OpenBrace) {
        return expr(input);
    }
    Ok(hole(input.state().gap(at)))
}

impl<'a> Context<'a> {
    pub(super) fn number(&self, tree: &Tree) -> ExprKind {
        let text = self.text_of(tree.span);
        if !is_number(text) {
            // The lexer has reported it.
            return ExprKind::Hole;
        }
        ExprKind::Number(if text.contains('_') {
            text.replace('_', "").into()
        } else {
            EcoString::from(text)
        })
    }

    /// `a` or `a.b.c`.
    fn path_expr(&mut self, first: &Tree, steps: &[Tree]) -> Expr {
        let text = self.text_of(first.span);
        if steps.is_empty()
            && let Some(right) = foreign_literal(text)
        {
            self.report(syntax::foreign_literal(Place::local(first.span), text, right));
            return hole(first.span);
        }
        let base = Expr { kind: ExprKind::Name(EcoString::from(text)), span: first.span };
        steps.iter().fold(base, |base, step| self.attach(base, Suffix::Field(self.name(step), false)))
    }

    fn attach(&mut self, base: Expr, suffix: Suffix) -> Expr {
        let start = base.span;
        let base = Box::new(base);
        let (kind, end) = match suffix {
            Suffix::Field(name, optional) => {
                let end = name.span;
                (ExprKind::Field { base, name, optional }, end)
            }
            Suffix::Index(group) => {
                let index = self.parse_only(&group, expr, "an index").unwrap_or_else(|| hole(inside(&group)));
                (ExprKind::Index(base, Box::new(index)), group.span)
            }
            Suffix::Call(group, block) => {
                let arguments = self.arguments(&group);
                let items = matches!(&base.kind, ExprKind::Name(name) if name == "assertFails");
                let kind = if items { BlockKind::Items } else { BlockKind::Fields };
                let end = block.map_or(group.span, |braces| braces.span);
                let block = block.map(|braces| Box::new(self.block(&braces, kind)));
                (ExprKind::Call { callee: base, arguments, block }, end)
            }
            Suffix::With(Some(braces)) => {
                (ExprKind::With(base, Box::new(self.block(&braces, BlockKind::Fields))), braces.span)
            }
            Suffix::With(None) => return *base,
        };
        Expr { kind, span: start.to(end) }
    }

    /// `(e)`.
    fn paren(&mut self, group: &Tree) -> Expr {
        let inner = self.parse_only(group, expr, "a value").unwrap_or_else(|| hole(inside(group)));
        Expr { kind: ExprKind::Paren(Box::new(inner)), span: group.span }
    }

    /// `(x, y) => e`, `_ => e`.
    fn lambda(&mut self, parameters: &Tree, body: Expr) -> Expr {
        let span = parameters.span.to(body.span);
        let names = if parameters.kind == K::Underscore {
            vec![self.name(parameters)]
        } else {
            let mut names = Vec::new();
            for slice in self.forest.slices(parameters) {
                self.parse_slice(*slice, parameter_name, begins_value_of, &mut names);
            }
            names
        };
        Expr { kind: ExprKind::Lambda(names, Box::new(body)), span }
    }
}

fn parameter_name(input: &mut Input<'_, '_>) -> Parsed<ast::Name> {
    if let Some(tree) = peek(input, 0).filter(|tree| tree.kind == K::Underscore) {
        input.skip();
        return Ok(input.state().name(&tree));
    }
    Ok(name(input, "a parameter's name"))
}

/// Whether what follows in a slice is one more value, before which a separator is missing.
pub(super) fn begins_value_of(rest: &[Tree]) -> bool {
    rest.first()
        .is_some_and(|tree| begins_value(tree) && !matches!(tree.kind, K::OpenBrace | K::Minus | K::Bang))
}

/// The empty span behind a group's opening bracket.
pub(super) fn inside(group: &Tree) -> Span {
    Span::at((group.span.start + 1).min(group.span.end))
}

/// What a literal of another language is called here.
fn foreign_literal(text: &str) -> Option<&'static str> {
    Some(match text {
        "nil" | "None" | "undefined" | "Null" | "NULL" => "null",
        "True" | "TRUE" => "true",
        "False" | "FALSE" => "false",
        _ => return None,
    })
}
