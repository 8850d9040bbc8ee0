//! What stands in brackets: members, arms, elements, and the comprehensions that look like lists and maps.

use chumsky::prelude::*;
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::syntax;

use super::expressions::{begins_value, begins_value_of, hole, inside};
use super::operators::{expr, header_expr};
use super::{
    Context, Input, Parsed, any_word, expect, items, members, name, patterns, peek, position, token, word,
};
use crate::ast::{self, Expr, ExprKind, ForClause, MemberKind};
use crate::token::TokenKind as K;
use crate::tree::Tree;
use crate::word::Word;

/// What the members of a block are, as far as their grammar differs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// Settings, `let`s, and what else a declaration or a record holds.
    Fields,
    /// The fields of a type: `name: T`.
    Type,
    /// Declarations.
    Items,
}

impl<'a> Context<'a> {
    /// The members between braces.
    pub(super) fn block(&mut self, braces: &Tree, kind: BlockKind) -> ast::Block {
        let slices = self.forest.slices(braces);
        let mut members = Vec::with_capacity(slices.len());
        let rule = match kind {
            BlockKind::Fields => members::member,
            BlockKind::Type => members::type_member,
            BlockKind::Items => item_member,
        };
        for slice in slices {
            self.parse_slice(*slice, rule, members::begins_member, &mut members);
        }
        ast::Block { members, span: braces.span }
    }

    /// The arms between the braces of a `match`.
    pub(super) fn arms(&mut self, braces: &Tree) -> Vec<ast::Arm> {
        let mut arms = Vec::new();
        for slice in self.forest.slices(braces) {
            self.parse_slice(*slice, patterns::arm, |_| false, &mut arms);
        }
        arms
    }

    /// `[a, b]` or `[for x in xs if c: e]`.
    pub(super) fn list(&mut self, brackets: &Tree) -> ExprKind {
        let slices = self.forest.slices(brackets);
        if let Some((first, rest)) = slices.split_first()
            && self.is_comprehension(self.forest.trees(*first))
        {
            let parsed = self.parse_one(*first, list_comprehension);
            self.no_more(rest, "one comprehension");
            return parsed.map_or(ExprKind::Hole, |(clause, value)| {
                ExprKind::ListFor(Box::new(clause), Box::new(value))
            });
        }
        let mut elements = Vec::with_capacity(slices.len());
        for slice in slices {
            self.parse_slice(*slice, expr, begins_value_of, &mut elements);
        }
        ExprKind::List(elements)
    }

    /// `{ … }` without a type's name: a record, a map, `{ let … ⏎ e }`, or a comprehension.
    pub(super) fn record(&mut self, braces: &Tree) -> ExprKind {
        if let [first, rest @ ..] = self.forest.slices(braces)
            && self.is_comprehension(self.forest.trees(*first))
        {
            let parsed = self.parse_one(*first, map_comprehension);
            self.no_more(rest, "one comprehension");
            return parsed.map_or(ExprKind::Hole, |(clause, entry)| {
                ExprKind::MapFor(Box::new(clause), Box::new(entry))
            });
        }
        ExprKind::Record(None, Box::new(self.block(braces, BlockKind::Fields)))
    }

    /// `for` before a name, and not as a field's name.
    fn is_comprehension(&self, trees: &[Tree]) -> bool {
        matches!(trees, [first, second, ..] if first.word == Word::For
            && matches!(second.kind, K::Word | K::Underscore | K::Colon))
    }
}

/// A declaration as a member.
fn item_member(input: &mut Input<'_, '_>) -> Parsed<ast::Member> {
    let item = items::item(input)?;
    let span = item.span;
    Ok(ast::Member { attributes: Vec::new(), docs: None, kind: MemberKind::Item(Box::new(item)), span })
}

/// `for x in xs if c: e`
fn list_comprehension(input: &mut Input<'_, '_>) -> Parsed<(ForClause, Expr)> {
    let clause = for_clause(input)?;
    expect(input, K::Colon, "`:`");
    Ok((clause, expr(input)?))
}

/// `for k, v in m if c: k => v`
fn map_comprehension(input: &mut Input<'_, '_>) -> Parsed<(ForClause, (Expr, Expr))> {
    let clause = for_clause(input)?;
    expect(input, K::Colon, "`:`");
    let key = expr(input)?;
    // `k => v` reads as a function at first.
    if let ExprKind::Lambda(names, body) = key.kind {
        let name = names.into_iter().next().unwrap_or(ast::Name { text: Default::default(), span: key.span });
        let key = Expr { kind: ExprKind::Name(name.text), span: name.span };
        return Ok((clause, (key, *body)));
    }
    let value = if expect(input, K::FatArrow, "`=>`") {
        expr(input)?
    } else {
        let at = position(input);
        hole(input.state().gap(at))
    };
    Ok((clause, (key, value)))
}

/// `for x in xs if c` or `for k, v in m if c`.
pub(super) fn for_clause(input: &mut Input<'_, '_>) -> Parsed<ForClause> {
    let start = position(input);
    input.parse(word(Word::For))?;
    let first = loop_name(input);
    let second = input.parse(token(K::Comma).or_not())?.map(|_| loop_name(input));
    let iterable = if peek(input, 0).is_some_and(|tree| tree.word == Word::In) {
        input.skip();
        header_expr(input)?
    } else {
        let at = position(input);
        input.state().expected(at, "`in`");
        match peek(input, 0) {
            Some(tree) if begins_value(&tree) => header_expr(input)?,
            _ => hole(input.state().gap(at)),
        }
    };
    if let Some(braces) = peek(input, 0).filter(|tree| tree.kind == K::OpenBrace) {
        input.skip();
        let context = input.state();
        let record = iterable.span.to(braces.span);
        context.report(syntax::parentheses_due(Place::local(record), context.text_of(record), "a record"));
    }
    let condition = input.parse(word(Word::If).or_not())?.map(|_| expr(input)).transpose()?;
    let end = position(input);
    let span = input.state().cover((start..end).into());
    Ok(ForClause { first, second, iterable: Box::new(iterable), condition: condition.map(Box::new), span })
}

/// The name of a loop; `_` where it is not used.
fn loop_name(input: &mut Input<'_, '_>) -> ast::Name {
    match peek(input, 0).filter(|tree| tree.kind == K::Underscore) {
        Some(tree) => {
            input.skip();
            input.state().name(&tree)
        }
        None => name(input, "a name"),
    }
}

/// The braces that are due, as a block; `None`, and reported, where they are missing.
pub(super) fn block(input: &mut Input<'_, '_>, kind: BlockKind) -> Option<ast::Block> {
    let braces = peek(input, 0)?;
    if braces.kind != K::OpenBrace {
        return None;
    }
    input.skip();
    Some(input.state().block(&braces, kind))
}

/// The braces that are due; an empty block, and reported, where they are missing.
pub(super) fn due_block(input: &mut Input<'_, '_>, kind: BlockKind) -> ast::Block {
    block(input, kind).unwrap_or_else(|| {
        let at = position(input);
        let context = input.state();
        context.expected(at, "`{`");
        ast::Block { members: Vec::new(), span: context.gap(at) }
    })
}

/// The index in `["k"]`, as a step of a path.
pub(super) fn index(context: &mut Context<'_>, group: &Tree) -> Expr {
    context.parse_only(group, expr, "a key").unwrap_or_else(|| hole(inside(group)))
}

/// A name with the names behind its dots: a kind, a type.
pub(super) fn dotted(input: &mut Input<'_, '_>, what: &str) -> Vec<ast::Name> {
    let mut names = vec![name(input, what)];
    while peek(input, 0).is_some_and(|tree| tree.kind == K::Dot) {
        input.skip();
        names.push(name(input, "a name"));
    }
    names
}

/// `as NAME`.
pub(super) fn alias(input: &mut Input<'_, '_>) -> Parsed<Option<ast::Name>> {
    let found = input.parse(word(Word::As).or_not())?;
    Ok(found.map(|_| name(input, "a name")))
}

/// Whether a word follows, and which.
pub(super) fn next_word(input: &mut Input<'_, '_>) -> Option<Word> {
    peek(input, 0).filter(|tree| tree.kind == K::Word).map(|tree| tree.word)
}

/// Passes over a word that another language would have here, with a report.
pub(super) fn foreign_word(input: &mut Input<'_, '_>, right: &'static str, what: &str) -> Parsed<Tree> {
    let tree = input.parse(any_word())?;
    let context = input.state();
    let wrong = context.text_of(tree.span);
    context.report(syntax::foreign_keyword(Place::local(tree.span), wrong, right, what));
    // What follows is understood, and deserves reports of its own.
    context.reported = false;
    Ok(tree)
}
