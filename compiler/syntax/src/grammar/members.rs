//! Members of blocks.
//!
//! No word is reserved where a field's name is due: a setting (`a.b = e`, `a.b += e`, `a.b { … }`) is tried first, by
//! its shape alone, and only what is none may begin with a word of the language.

use chumsky::prelude::*;
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::syntax;

use super::blocks::{self, BlockKind, block, dotted, due_block, for_clause, next_word};
use super::calls::{Prefix, prefix};
use super::expressions::{after_condition, begins_value, hole};
use super::operators::expr;
use super::types::{type_expr, type_hole};
use super::{Context, Extra, Input, Parsed, any_word, expect, expect_equal, name, peek, position, token};
use crate::ast::{self, Emit, ExprKind, Field, Let, Member, MemberKind, Path, Step, Where};
use crate::token::TokenKind as K;
use crate::tree::Tree;
use crate::word::Word;

/// A member of a record, a declaration or a test.
pub(super) fn member(input: &mut Input<'_, '_>) -> Parsed<Member> {
    with_prefix(input, plain_member)
}

/// A member of a type.
pub(super) fn type_member(input: &mut Input<'_, '_>) -> Parsed<Member> {
    with_prefix(input, typed_member)
}

fn with_prefix<'a>(
    input: &mut Input<'a, '_>,
    rule: fn(&mut Input<'a, '_>) -> Parsed<MemberKind>,
) -> Parsed<Member> {
    let start = position(input);
    let Prefix { attributes, docs } = prefix(input)?;
    let kind = rule(input)?;
    let end = position(input);
    let span = input.state().cover((start..end).into());
    Ok(Member { attributes, docs, kind, span })
}

/// Whether what follows in a slice is one more member, before which a separator is missing.
pub(super) fn begins_member(rest: &[Tree]) -> bool {
    let [first, second, ..] = rest else { return false };
    if first.word.begins_member() && matches!(second.kind, K::Word | K::At) {
        return true;
    }
    let path = path_length(rest);
    path > 0 && rest.get(path).is_some_and(|tree| matches!(tree.kind, K::Equal | K::PlusEqual))
}

fn plain_member(input: &mut Input<'_, '_>) -> Parsed<MemberKind> {
    input.parse(choice((custom(setting), custom(keyword_member), custom(colon_member), custom(expr_member))))
}

fn typed_member(input: &mut Input<'_, '_>) -> Parsed<MemberKind> {
    let first = peek(input, 0);
    let second = peek(input, 1).map(|tree| tree.kind);
    match (first, second) {
        (Some(word), Some(K::Colon)) if word.kind == K::Word => {
            field(input).map(|field| MemberKind::Field(Box::new(field)))
        }
        // A field without its type.
        (Some(word), Some(K::Equal)) if word.kind == K::Word => {
            input.skip();
            let context = input.state();
            let name = context.name(&word);
            context.report(syntax::field_without_type(Place::local(word.span), &name.text));
            expect_equal(input);
            let ty = type_hole(o8_diagnostics::Span::at(word.span.end));
            Ok(MemberKind::Field(Box::new(Field { name, ty, default: Some(expr(input)?) })))
        }
        (Some(word), None) if word.kind == K::Word => {
            input.skip();
            let context = input.state();
            let name = context.name(&word);
            context.report(syntax::field_without_type(Place::local(word.span), &name.text));
            let ty = type_hole(o8_diagnostics::Span::at(word.span.end));
            Ok(MemberKind::Field(Box::new(Field { name, ty, default: None })))
        }
        (Some(word), Some(K::Word))
            if word.kind == K::Word
                && !word.word.begins_member()
                && !peek(input, 2).is_some_and(|tree| tree.kind == K::OpenBrace) =>
        {
            field(input).map(|field| MemberKind::Field(Box::new(field)))
        }
        _ => plain_member(input),
    }
}

/// How many trees a path takes: `a`, `"a"`, `a.b["c"].d`, also with nothing behind its last dot.
fn path_length(trees: &[Tree]) -> usize {
    if !trees.first().is_some_and(|tree| matches!(tree.kind, K::Word | K::StringOpen)) {
        return 0;
    }
    let mut length = 1;
    loop {
        match &trees[length..] {
            [dot, word, ..] if dot.kind == K::Dot && word.kind == K::Word => length += 2,
            [dot, sign, ..]
                if dot.kind == K::Dot && matches!(sign.kind, K::Equal | K::PlusEqual | K::OpenBrace) =>
            {
                length += 1;
            }
            [group, ..] if group.kind == K::OpenBracket => length += 1,
            _ => return length,
        }
    }
}

/// The trees of a path.
fn path_trees<'a>() -> impl Parser<'a, &'a [Tree], &'a [Tree], Extra<'a>> + Copy {
    custom(|input: &mut Input<'a, '_>| {
        let at = position(input);
        let slice = input.state().slice;
        let length = path_length(&slice[at..]);
        if length == 0 {
            return Err(Default::default());
        }
        for _ in 0..length {
            input.skip();
        }
        Ok(&slice[at..at + length])
    })
}

/// `a.b = e`, `a.b += e`, `a.b { … }`, `f KEY { … }`.
fn setting(input: &mut Input<'_, '_>) -> Parsed<MemberKind> {
    if asserts_a_literal(input) {
        return Err(Default::default());
    }
    let sign = any().filter(|tree: &Tree| matches!(tree.kind, K::Equal | K::PlusEqual | K::OpenBrace));
    let key = any().filter(|tree: &Tree| matches!(tree.kind, K::Word | K::StringOpen));
    let (path, (key, sign)) =
        input.parse(path_trees().then(key.or_not().then(sign)).filter(|(path, (key, sign))| {
            let keyword = path.len() == 1
                && (path[0].word.begins_member()
                    || matches!(path[0].word, Word::If | Word::Match | Word::For));
            // `a with { … }` is a value.
            let joins = key.is_some_and(|key| matches!(key.word, Word::With | Word::In));
            key.is_none() || (sign.kind == K::OpenBrace && !keyword && !joins)
        }))?;
    let mut path = input.state().path(path);
    match key {
        Some(key) if key.kind == K::Word => path.steps.push(Step::Word(input.state().name(&key))),
        Some(key) => {
            let string = input.state().string_expr(&key);
            path.steps.push(Step::Key(string));
        }
        None => {}
    }
    if let Some(key) = key {
        path.span = path.span.to(key.span);
    }
    Ok(match sign.kind {
        K::Equal => {
            while let Some(tree) = peek(input, 0).filter(|tree| tree.kind == K::Equal) {
                input.skip();
                input.state().doubled_equal(&tree);
            }
            MemberKind::Set(path, expr(input)?)
        }
        K::PlusEqual => MemberKind::Append(path, expr(input)?),
        _ => MemberKind::Open(path, input.state().block(&sign, BlockKind::Fields)),
    })
}

/// `assert { a = 1 }.size() == 1`: braces that more follows are no block of a field `assert`.
fn asserts_a_literal(input: &mut Input<'_, '_>) -> bool {
    let mut kind = |ahead| peek(input, ahead).map(|tree| tree.kind);
    kind(1) == Some(K::OpenBrace)
        && kind(2).is_some_and(|kind| !matches!(kind, K::Comma | K::Newline))
        && peek(input, 0).is_some_and(|tree| tree.word == Word::Assert)
}

/// A member that begins with a word of the language.
fn keyword_member(input: &mut Input<'_, '_>) -> Parsed<MemberKind> {
    let start = position(input);
    let Some(word) = peek(input, 0).filter(|tree| tree.word.begins_member()).map(|tree| tree.word) else {
        return foreign_let(input);
    };
    input.skip();
    Ok(match word {
        Word::Let => MemberKind::Let(Box::new(let_rest(input, start)?)),
        Word::Param => MemberKind::Param(Box::new(field(input)?)),
        Word::Where => MemberKind::Where(Box::new(where_rest(input, start)?)),
        Word::Emit => MemberKind::Emit(Box::new(emit(input, start)?)),
        Word::In => {
            let targets = super::items::targets(input)?;
            MemberKind::In(targets, due_block(input, BlockKind::Fields))
        }
        Word::Patch => MemberKind::Patch(Box::new(patch(input)?)),
        Word::Unset => MemberKind::Unset(path(input)?),
        _ => MemberKind::Assert(expr(input)?),
    })
}

/// `var x = e`, `const x = e`, as other languages have it; and `return e`.
fn foreign_let(input: &mut Input<'_, '_>) -> Parsed<MemberKind> {
    let start = position(input);
    let first = input.parse(any_word())?;
    let text = input.state().text_of(first.span);
    let (second, third) = (peek(input, 0), peek(input, 1));
    let place = Place::local(first.span);
    if matches!(text, "var" | "const" | "local" | "val")
        && second.is_some_and(|tree| tree.kind == K::Word)
        && third.is_some_and(|tree| matches!(tree.kind, K::Equal | K::Colon))
    {
        input.state().report(syntax::foreign_keyword(place, text, "let", "a constant"));
        input.state().reported = false;
        return let_rest(input, start).map(|decl| MemberKind::Let(Box::new(decl)));
    }
    if text == "return" && second.is_some_and(|tree| begins_value(&tree) && tree.spaced) {
        input.state().report(syntax::return_word(place));
        input.state().reported = false;
        return expr(input).map(MemberKind::Expr);
    }
    Err(Default::default())
}

/// `key: value`, as YAML has it.
fn colon_member(input: &mut Input<'_, '_>) -> Parsed<MemberKind> {
    let (path, colon) = input.parse(path_trees().then(token(K::Colon)))?;
    let context = input.state();
    context.report(syntax::colon_for_equal(Place::local(colon.span), colon.spaced));
    let path = context.path(path);
    Ok(MemberKind::Set(path, expr(input)?))
}

/// A bare expression: the result of a block, or a call in a test.
fn expr_member(input: &mut Input<'_, '_>) -> Parsed<MemberKind> {
    match peek(input, 0) {
        Some(tree) if begins_value(&tree) => expr(input).map(MemberKind::Expr),
        _ => {
            let at = position(input);
            input.state().expected(at, "a field");
            Ok(MemberKind::Hole)
        }
    }
}

/// `name: T = default`.
fn field(input: &mut Input<'_, '_>) -> Parsed<Field> {
    let name = name(input, "a name");
    let ty = due_type(input, &name.text)?;
    let default = optional_value(input)?;
    Ok(Field { name, ty, default })
}

/// `: T`.
pub(super) fn due_type(input: &mut Input<'_, '_>, name: &str) -> Parsed<ast::TypeExpr> {
    if peek(input, 0).is_some_and(|tree| tree.kind == K::Colon) {
        input.skip();
        return type_expr(input);
    }
    let at = position(input);
    let context = input.state();
    let gap = context.gap(at);
    if !context.reported {
        let before = at.checked_sub(1).and_then(|before| context.slice.get(before));
        let place = Place::local(before.map_or(gap, |tree| tree.span));
        context.report(syntax::field_without_type(place, name));
    }
    // `count Int`: only the colon is missing.
    if peek(input, 0).is_some_and(|tree| tree.kind == K::Word) {
        return type_expr(input);
    }
    Ok(type_hole(gap))
}

/// `= e`, or nothing.
pub(super) fn optional_value(input: &mut Input<'_, '_>) -> Parsed<Option<ast::Expr>> {
    if !peek(input, 0).is_some_and(|tree| tree.kind == K::Equal) {
        return Ok(None);
    }
    expect_equal(input);
    expr(input).map(Some)
}

/// `NAME: T = e`, after `let`.
pub(super) fn let_rest(input: &mut Input<'_, '_>, start: usize) -> Parsed<Let> {
    let name = name(input, "a name");
    let typed = input.parse(token(K::Colon).or_not())?;
    let ty = typed.map(|_| type_expr(input)).transpose()?;
    let value = value_after_equal(input)?;
    let end = position(input);
    Ok(Let { name, ty, value, span: input.state().cover((start..end).into()) })
}

/// `= e`, also where only the `=` is missing.
pub(super) fn value_after_equal(input: &mut Input<'_, '_>) -> Parsed<ast::Expr> {
    if expect_equal(input) || peek(input, 0).is_some_and(|tree| begins_value(&tree)) {
        return expr(input);
    }
    let at = position(input);
    Ok(hole(input.state().gap(at)))
}

/// `CONDITION else "message"`, after `where`.
pub(super) fn where_rest(input: &mut Input<'_, '_>, start: usize) -> Parsed<Where> {
    let condition = expr(input)?;
    let message = if next_word(input) == Some(Word::Else) {
        input.skip();
        expr(input)?
    } else {
        let at = position(input);
        let context = input.state();
        if !context.reported {
            let sign = context.slice[start].span;
            let gap = context.gap(at);
            context.report(syntax::message_missing(Place::local(sign), Place::local(gap)));
        }
        hole(context.gap(at))
    };
    let end = position(input);
    Ok(Where { condition, message, span: input.state().cover((start..end).into()) })
}

/// `VALUE`, `if c: VALUE`, `for x in xs: VALUE`, after `emit`.
fn emit(input: &mut Input<'_, '_>, start: usize) -> Parsed<Emit> {
    let mut emit =
        Emit { each: None, condition: None, value: hole(Default::default()), span: Default::default() };
    match next_word(input) {
        Some(Word::For) => {
            emit.each = Some(for_clause(input)?);
            expect(input, K::Colon, "`:`");
            emit.value = expr(input)?;
        }
        Some(Word::If) => {
            let at = position(input);
            let sign = input.parse(any_word())?;
            let condition = expr(input)?;
            if next_word(input) == Some(Word::Then) {
                emit.value = after_condition(input, at, sign, condition)?;
            } else {
                expect(input, K::Colon, "`:`");
                emit.condition = Some(condition);
                emit.value = expr(input)?;
            }
        }
        _ => emit.value = expr(input)?,
    }
    let end = position(input);
    emit.span = input.state().cover((start..end).into());
    Ok(emit)
}

/// `KIND "name" { … }`, after `patch`.
fn patch(input: &mut Input<'_, '_>) -> Parsed<ast::Patch> {
    let kind = dotted(input, "a kind");
    let key = any().filter(|tree: &Tree| matches!(tree.kind, K::StringOpen | K::Word));
    let name = input.parse(key.or_not())?.map(|tree| {
        let context = input.state();
        if tree.kind == K::Word {
            let text = context.text_of(tree.span);
            context.report(syntax::unquoted_object_name(Place::local(tree.span), text));
            context.reported = false;
            return hole(tree.span);
        }
        context.string_expr(&tree)
    });
    Ok(ast::Patch { kind, name, body: due_block(input, BlockKind::Fields) })
}

/// A path that is due.
fn path(input: &mut Input<'_, '_>) -> Parsed<Path> {
    let at = position(input);
    match input.parse(path_trees().or_not())? {
        Some(trees) => Ok(input.state().path(trees)),
        None => {
            let context = input.state();
            context.missing_name(at, "a field");
            let span = context.gap(at);
            Ok(Path { steps: vec![Step::Field(ast::Name { text: Default::default(), span })], span })
        }
    }
}

/// The block of an entity, where there is one.
pub(super) fn optional_block(input: &mut Input<'_, '_>) -> Option<ast::Block> {
    block(input, BlockKind::Fields)
}

impl<'a> Context<'a> {
    /// A path of these trees.
    fn path(&mut self, trees: &[Tree]) -> Path {
        let mut steps = Vec::with_capacity(trees.len().div_ceil(2));
        for (at, tree) in trees.iter().enumerate() {
            match tree.kind {
                K::Word => steps.push(Step::Field(self.name(tree))),
                K::StringOpen => steps.push(Step::Key(self.string_expr(tree))),
                K::OpenBracket => steps.push(Step::Key(blocks::index(self, tree))),
                _ if !trees.get(at + 1).is_some_and(|next| next.kind == K::Word) => {
                    let span = o8_diagnostics::Span::at(tree.span.end);
                    if !self.reported {
                        self.report(syntax::field_after_dot(Place::local(tree.span)));
                    }
                    steps.push(Step::Field(ast::Name { text: Default::default(), span }));
                }
                _ => {}
            }
        }
        let span = match trees {
            [first, .., last] => first.span.to(last.span),
            [only] => only.span,
            [] => Default::default(),
        };
        Path { steps, span }
    }

    pub(super) fn string_expr(&mut self, tree: &Tree) -> ast::Expr {
        ast::Expr { kind: ExprKind::String(Box::new(self.string(tree))), span: tree.span }
    }
}
