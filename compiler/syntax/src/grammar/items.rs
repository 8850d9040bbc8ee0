//! Top-level items.

use chumsky::prelude::*;
use o8_diagnostics::catalogue::{nearest, syntax};
use o8_diagnostics::{Place, Span};

use super::blocks::{BlockKind, alias, block, due_block, foreign_word, next_word};
use super::calls::{Prefix, prefix};
use super::expressions::hole;
use super::members::{due_type, let_rest, optional_block, optional_value, value_after_equal, where_rest};
use super::types::{type_expr, type_hole};
use super::{Context, Input, Parsed, any_word, expect, expect_group, name, peek, position, token, word};
use crate::ast::{
    Entity, Function, Import, ImportedName, Item, ItemKind, Moved, Name, Parameter, Retire, Target, Test,
    TypeBody, TypeDecl, TypeExpr,
};
use crate::token::TokenKind as K;
use crate::tree::Tree;
use crate::word::Word;

/// A declaration with what stands before it.
pub(super) fn item(input: &mut Input<'_, '_>) -> Parsed<Item> {
    let start = position(input);
    let Prefix { attributes, docs } = prefix(input)?;
    let public = input.parse(word(Word::Pub).or_not())?.map(|tree| tree.span);
    let kind = declaration(input)?;
    let end = position(input);
    let span = input.state().cover((start..end).into());
    Ok(Item { attributes, docs, public, kind, span })
}

/// Lines between declarations that belong to none.
pub(super) fn not_an_item(input: &mut Input<'_, '_>) -> Parsed<Item> {
    let context = input.state();
    let silent = context.silent;
    if let Some(first) = context.slice.first().copied().filter(|_| !silent) {
        let found = context.describe(&first);
        context.report(syntax::not_a_declaration(Place::local(first.head()), &found));
    }
    let end = context.slice.len();
    let span = context.cover((0..end).into());
    input.parse(any().repeated())?;
    Ok(Item::hole(span))
}

fn declaration(input: &mut Input<'_, '_>) -> Parsed<ItemKind> {
    let start = position(input);
    let Some(first) = peek(input, 0).filter(|tree| tree.kind == K::Word) else {
        return Ok(no_declaration(input));
    };
    let second = peek(input, 1);
    match first.word {
        Word::Import => import(input).map(ItemKind::Import),
        Word::Let if second.is_some_and(|tree| tree.kind != K::OpenBrace) => {
            input.skip();
            let_rest(input, start).map(ItemKind::Let)
        }
        Word::Type => type_decl(input).map(ItemKind::Type),
        Word::Fn => {
            input.skip();
            function(input).map(ItemKind::Function)
        }
        Word::Component => component(input),
        Word::Extend => {
            input.skip();
            entity(input, true).map(ItemKind::Extend)
        }
        Word::Existing => {
            input.skip();
            entity(input, false).map(ItemKind::Existing)
        }
        Word::Retire => retire(input).map(ItemKind::Retire),
        Word::Moved => moved(input).map(ItemKind::Moved),
        Word::Test => test(input).map(ItemKind::Test),
        _ => foreign(input, &first, second),
    }
}

/// What other languages begin a declaration with, a setting without a declaration, or an entity.
fn foreign(input: &mut Input<'_, '_>, first: &Tree, second: Option<Tree>) -> Parsed<ItemKind> {
    let start = position(input);
    let text = input.state().text_of(first.span);
    let second_kind = second.map(|tree| tree.kind);
    let third = peek(input, 2).map(|tree| tree.kind);
    match text {
        "function" | "func" | "def" | "fun"
            if second_kind == Some(K::Word) && third == Some(K::OpenParen) =>
        {
            foreign_word(input, "fn", "a function")?;
            function(input).map(ItemKind::Function)
        }
        "var" | "const" | "local" | "val"
            if second_kind == Some(K::Word) && matches!(third, Some(K::Equal | K::Colon)) =>
        {
            foreign_word(input, "let", "a constant")?;
            let_rest(input, start).map(ItemKind::Let)
        }
        "struct" | "class" | "interface" | "enum" if second_kind == Some(K::Word) => {
            foreign_word(input, "type", "a type")?;
            type_rest(input).map(ItemKind::Type)
        }
        "resource" if matches!(second_kind, Some(K::Word | K::StringOpen)) => {
            input.state().report(syntax::no_resources(Place::local(first.span)));
            skip_all(input)?;
            Ok(ItemKind::Hole)
        }
        _ if second_kind == Some(K::Word)
            && third.is_some_and(|kind| kind != K::OpenBrace)
            && nearest_word(text).is_some() =>
        {
            let near = nearest_word(text).unwrap_or_default();
            input.state().report(syntax::misspelt_declaration(Place::local(first.span), text, near));
            skip_all(input)?;
            Ok(ItemKind::Hole)
        }
        _ => match second_kind {
            Some(K::Equal) => {
                input.state().report(syntax::setting_outside(Place::local(first.span), text));
                let_rest(input, start).map(ItemKind::Let)
            }
            Some(K::Word | K::StringOpen | K::OpenBrace | K::Number) => {
                entity(input, true).map(ItemKind::Entity)
            }
            _ => Ok(no_declaration(input)),
        },
    }
}

/// The word with which a declaration begins that a wrong one is most like.
fn nearest_word(text: &str) -> Option<&'static str> {
    let words = ["import", "type", "component", "extend", "existing", "retire", "moved", "test", "let", "fn"];
    nearest(text, words)
}

fn no_declaration(input: &mut Input<'_, '_>) -> ItemKind {
    let at = position(input);
    let context = input.state();
    match context.slice.get(at).copied() {
        Some(tree) if at == 0 => {
            let found = context.describe(&tree);
            context.report(syntax::not_a_declaration(Place::local(tree.head()), &found));
        }
        None if context.slice.iter().all(|tree| tree.kind == K::Doc) => {
            let span = context.cover((0..1).into());
            let slashes = Span::new(span.start, (span.start + 3).min(span.end));
            context.report(syntax::misplaced_documentation(Place::local(slashes)));
        }
        _ => context.expected(at, "a declaration"),
    }
    ItemKind::Hole
}

/// `import PATH as ALIAS`, `import PATH { NAME as ALIAS, … }`.
fn import(input: &mut Input<'_, '_>) -> Parsed<Import> {
    input.parse(word(Word::Import))?;
    let path = import_path(input)?;
    let mut alias_name = alias(input)?;
    let mut names = None;
    if let Some(braces) = input.parse(token(K::OpenBrace).or_not())? {
        let context = input.state();
        let mut imported = Vec::new();
        for slice in context.forest.slices(&braces) {
            context.parse_slice(*slice, imported_name, begins_word, &mut imported);
        }
        names = Some(imported);
        if alias_name.is_none() {
            alias_name = alias(input)?;
        }
    }
    Ok(Import { path, alias: alias_name, names })
}

fn begins_word(rest: &[Tree]) -> bool {
    rest.first().is_some_and(|tree| tree.kind == K::Word)
}

/// `std/web`, `crd/gateway.networking.k8s.io/v1`: what stands between the slashes, dots included.
fn import_path(input: &mut Input<'_, '_>) -> Parsed<Vec<Name>> {
    if let Some(tree) = peek(input, 0).filter(|tree| tree.kind == K::StringOpen) {
        input.skip();
        return Ok(input.state().quoted_path(&tree));
    }
    let part = any().filter(|tree: &Tree| matches!(tree.kind, K::Word | K::Number | K::Dot | K::Minus));
    let more = part.filter(|tree: &Tree| !tree.spaced).repeated();
    let mut path = Vec::new();
    loop {
        let first = peek(input, 0).filter(|tree| matches!(tree.kind, K::Word | K::Number));
        let start = position(input);
        if first.is_none() {
            let context = input.state();
            context.missing_name(start, "the name of a package");
            path.push(Name { text: Default::default(), span: context.gap(start) });
            return Ok(path);
        }
        input.parse(part.then(more))?;
        let end = position(input);
        let context = input.state();
        let span = context.cover((start..end).into());
        let text = context.text_of(span).trim_end_matches('.');
        if text.len() < span.len() as usize {
            context.missing_name(end, "a name");
        }
        path.push(Name { text: text.into(), span });
        if input.parse(token(K::Slash).or_not())?.is_none() {
            return Ok(path);
        }
    }
}

fn imported_name(input: &mut Input<'_, '_>) -> Parsed<ImportedName> {
    let name = name(input, "a name");
    Ok(ImportedName { name, alias: alias(input)? })
}

/// `NAME = T where …` or `NAME { … }`, with `type` before it.
fn type_decl(input: &mut Input<'_, '_>) -> Parsed<TypeDecl> {
    input.parse(word(Word::Type))?;
    type_rest(input)
}

fn type_rest(input: &mut Input<'_, '_>) -> Parsed<TypeDecl> {
    let name = name(input, "a name");
    if let Some(body) = block(input, BlockKind::Type) {
        return Ok(TypeDecl { name, body: TypeBody::Record(body) });
    }
    if !expect(input, K::Equal, "`=` or `{`") {
        let at = position(input);
        let ty = type_hole(input.state().gap(at));
        return Ok(TypeDecl { name, body: TypeBody::Alias { ty, refinement: None } });
    }
    let ty = type_expr(input)?;
    let start = position(input);
    let refinement = input.parse(word(Word::Where).or_not())?;
    let refinement = refinement.map(|_| where_rest(input, start)).transpose()?;
    Ok(TypeDecl { name, body: TypeBody::Alias { ty, refinement } })
}

/// `NAME(p: T = d, …) -> T = e`, after `fn`.
fn function(input: &mut Input<'_, '_>) -> Parsed<Function> {
    let name = name(input, "a name");
    let mut parameters = Vec::new();
    if let Some(group) = expect_group(input, K::OpenParen, "`(`") {
        let context = input.state();
        for slice in context.forest.slices(&group) {
            context.parse_slice(*slice, parameter, begins_word, &mut parameters);
        }
    }
    let result = result_type(input)?;
    Ok(Function { name, parameters, result, body: value_after_equal(input)? })
}

/// `-> T`; other languages write `:`.
fn result_type(input: &mut Input<'_, '_>) -> Parsed<TypeExpr> {
    match peek(input, 0) {
        Some(tree) if tree.kind == K::Colon => {
            input.skip();
            let context = input.state();
            context.report(syntax::foreign_operator(Place::local(tree.span), ":", "->"));
            context.reported = false;
            type_expr(input)
        }
        _ if expect(input, K::Arrow, "`->` and the type of the result")
            || peek(input, 0).is_some_and(|tree| tree.kind == K::Word) =>
        {
            type_expr(input)
        }
        _ => {
            let at = position(input);
            Ok(type_hole(input.state().gap(at)))
        }
    }
}

fn parameter(input: &mut Input<'_, '_>) -> Parsed<Parameter> {
    let start = position(input);
    let name = name(input, "a parameter's name");
    let ty = due_type(input, &name.text)?;
    let default = optional_value(input)?;
    let end = position(input);
    Ok(Parameter { name, ty, default, span: input.state().cover((start..end).into()) })
}

fn component(input: &mut Input<'_, '_>) -> Parsed<ItemKind> {
    input.parse(word(Word::Component))?;
    let name = name(input, "a name");
    let body = due_block(input, BlockKind::Fields);
    Ok(ItemKind::Component(crate::ast::Component { name, body }))
}

/// `KIND NAME { … }`.
fn entity(input: &mut Input<'_, '_>, block_due: bool) -> Parsed<Entity> {
    let kind = name(input, "a kind, such as `module`");
    if let Some(tree) = peek(input, 0).filter(|tree| tree.kind == K::Number) {
        // A name that begins with a digit: what touches it is a part of it.
        let start = position(input);
        input.parse(any().filter(|part: &Tree| part.span == tree.span || !part.spaced).repeated())?;
        let end = position(input);
        let context = input.state();
        let span = context.cover((start..end).into());
        context.report(syntax::name_begins_with_digit(Place::local(span), context.text_of(span)));
        let body = block(input, BlockKind::Fields);
        return Ok(Entity { kind, name: Name { text: Default::default(), span }, body });
    }
    let name = name(input, "a name");
    let body = if block_due { Some(due_block(input, BlockKind::Fields)) } else { optional_block(input) };
    Ok(Entity { kind, name, body })
}

/// `retire NAME in ENV, …`.
fn retire(input: &mut Input<'_, '_>) -> Parsed<Retire> {
    let word = input.parse(word(Word::Retire))?.span;
    let name = name(input, "the name of what goes");
    let mut retire = Retire { word, name, targets: Vec::new() };
    if next_word(input) == Some(Word::In) {
        input.skip();
        retire.targets = targets(input)?;
    }
    Ok(retire)
}

/// `moved OLD -> NEW`.
fn moved(input: &mut Input<'_, '_>) -> Parsed<Moved> {
    let word = input.parse(word(Word::Moved))?.span;
    let old = name(input, "the old name");
    if expect(input, K::Arrow, "`->`") {
        let new = name(input, "the new name");
        return Ok(Moved { word, old, new });
    }
    let at = position(input);
    let span = input.state().gap(at);
    Ok(Moved { word, old, new: Name { text: Default::default(), span } })
}

/// `test "…" { … }`.
fn test(input: &mut Input<'_, '_>) -> Parsed<Test> {
    input.parse(word(Word::Test))?;
    let name = match peek(input, 0) {
        Some(tree) if tree.kind == K::StringOpen => {
            input.skip();
            input.state().string_expr(&tree)
        }
        other => {
            if other.is_some_and(|tree| tree.kind == K::Word) {
                input.skip();
            }
            let at = position(input);
            let context = input.state();
            context.expected(
                at - usize::from(other.is_some_and(|tree| tree.kind == K::Word)),
                "a description in quotes",
            );
            hole(context.gap(at))
        }
    };
    Ok(Test { name, body: due_block(input, BlockKind::Fields) })
}

/// `ENV, @CLUSTER, ENV@CLUSTER`.
pub(super) fn targets(input: &mut Input<'_, '_>) -> Parsed<Vec<Target>> {
    let mut targets = Vec::new();
    loop {
        targets.push(target(input)?);
        if input.parse(token(K::Comma).or_not())?.is_none() {
            return Ok(targets);
        }
    }
}

fn target(input: &mut Input<'_, '_>) -> Parsed<Target> {
    let start = position(input);
    let environment = input.parse(any_word().or_not())?.map(|tree| input.state().name(&tree));
    let at = input.parse(token(K::At).or_not())?;
    let mut cluster = None;
    if let Some(at) = at {
        let next = peek(input, 0);
        let apart = (at.spaced && environment.is_some()) || next.is_some_and(|tree| tree.spaced);
        cluster = Some(name(input, "the name of a cluster"));
        let end = position(input);
        let context = input.state();
        if apart && !context.reported {
            let span = context.cover((start..end).into());
            let joined: String = context.text_of(span).split_whitespace().collect();
            context.report(syntax::target_apart(Place::local(span), &joined));
            context.reported = false;
        }
    } else if environment.is_none() {
        input.state().missing_name(start, "an environment or `@` and a cluster");
    }
    let end = position(input);
    Ok(Target { environment, cluster, span: input.state().cover((start..end).into()) })
}

fn skip_all(input: &mut Input<'_, '_>) -> Parsed<()> {
    input.parse(any().repeated())
}

impl Context<'_> {
    /// An import's path in quotes.
    fn quoted_path(&mut self, tree: &Tree) -> Vec<Name> {
        let text = self.text_of(tree.span).trim_start_matches('r').trim_matches('"');
        self.report(syntax::quoted_name(Place::local(tree.span), text, true));
        text.split('/').map(|part| Name { text: part.into(), span: tree.span }).collect()
    }
}
