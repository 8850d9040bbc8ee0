//! The grammar: chumsky parsers from the trees of one slice to the syntax tree.
//!
//! Every rule succeeds, whatever it is given: where something is due and missing it reports that and leaves a hole.
//! So what was understood is kept, the first token that a rule does not take is the place of the mistake, and
//! chumsky's own errors are never needed (its cheapest error type is used). A rule decides by the next tokens which
//! alternative it takes before it goes into a bracket, so that nothing is parsed twice.
//!
//! Each production is a function from chumsky's input to a result, which makes its parser on the way. These parsers
//! are values without allocations, and the functions between them are what ties the recursion.

mod blocks;
mod calls;
mod context;
mod expressions;
mod items;
mod members;
mod operators;
mod patterns;
mod strings;
mod types;

use chumsky::error::EmptyErr;
use chumsky::input::InputRef;
use chumsky::prelude::*;
use o8_diagnostics::{Diagnostic, Span};

use crate::ast;
use crate::token::TokenKind as K;
use crate::tree::{Built, Tree};
use crate::word::Word;
pub(crate) use context::Context;

/// What the grammar carries along, and its error type.
pub(crate) type Extra<'a> = extra::Full<EmptyErr, Context<'a>, ()>;
/// A slice while it is parsed.
pub(crate) type Input<'a, 'p> = InputRef<'a, 'p, &'a [Tree], Extra<'a>>;
/// What a rule gives; it fails only where it took nothing, as an alternative of another rule.
pub(crate) type Parsed<T> = Result<T, EmptyErr>;
/// A production.
pub(crate) type Rule<'a, T> = fn(&mut Input<'a, '_>) -> Parsed<T>;

/// The syntax tree of an item, and what is wrong in it.
pub(crate) fn item(text: &str, built: &Built, declaration: bool) -> (ast::Item, Vec<Diagnostic>) {
    let hole = || ast::Item::hole(Span::new(0, text.len() as u32));
    let mut context = Context::new(text, &built.forest);
    let Some(root) = built.root else { return (hole(), Vec::new()) };
    // A stray bracket has been reported, and with it the lines after it.
    context.silent = !built.diagnostics.is_empty();
    let rule: Rule<'_, ast::Item> = if declaration { items::item } else { items::not_an_item };
    let mut items = Vec::with_capacity(1);
    context.parse_slice(root, rule, |_| false, &mut items);
    (items.pop().unwrap_or_else(hole), context.diagnostics)
}

/// A token or group of this kind.
fn token<'a>(kind: K) -> impl Parser<'a, &'a [Tree], Tree, Extra<'a>> + Copy {
    any().filter(move |tree: &Tree| tree.kind == kind)
}

/// A word with this meaning.
fn word<'a>(word: Word) -> impl Parser<'a, &'a [Tree], Tree, Extra<'a>> + Copy {
    any().filter(move |tree: &Tree| tree.word == word)
}

/// Any word, whatever it means elsewhere.
fn any_word<'a>() -> impl Parser<'a, &'a [Tree], Tree, Extra<'a>> + Copy {
    token(K::Word)
}

/// How many trees of the slice have been taken.
fn position(input: &mut Input<'_, '_>) -> usize {
    let cursor = input.cursor();
    input.span_since(&cursor).start
}

/// The tree `ahead` of the position.
fn peek<'a>(input: &mut Input<'a, '_>, ahead: usize) -> Option<Tree> {
    let at = position(input);
    input.state().slice.get(at + ahead).copied()
}

/// The name that is due: a word, or a hole and a diagnostic that says what was due.
fn name<'a>(input: &mut Input<'a, '_>, what: &str) -> ast::Name {
    match peek(input, 0) {
        Some(tree) if tree.kind == K::Word => {
            input.skip();
            input.state().name(&tree)
        }
        Some(tree) if tree.kind == K::StringOpen && !input.state().reported => {
            input.skip();
            input.state().quoted_name(&tree)
        }
        _ => {
            let at = position(input);
            let context = input.state();
            context.missing_name(at, what);
            ast::Name { text: Default::default(), span: context.gap(at) }
        }
    }
}

/// Takes the token that is due; says whether it was there.
fn expect(input: &mut Input<'_, '_>, kind: K, what: &str) -> bool {
    let found = peek(input, 0).is_some_and(|tree| tree.kind == kind);
    if found {
        input.skip();
    } else {
        let at = position(input);
        input.state().expected(at, what);
    }
    found
}

/// Takes the group that is due.
fn expect_group(input: &mut Input<'_, '_>, kind: K, what: &str) -> Option<Tree> {
    let next = peek(input, 0);
    if expect(input, kind, what) { next } else { None }
}

/// Takes the `=` that is due before a value; a second one is reported and passed over.
fn expect_equal(input: &mut Input<'_, '_>) -> bool {
    let found = expect(input, K::Equal, "`=`");
    while found && let Some(tree) = peek(input, 0).filter(|tree| tree.kind == K::Equal) {
        input.skip();
        input.state().doubled_equal(&tree);
    }
    found
}
