//! Arguments of calls and attributes, and what stands before a declaration or member: attributes and documentation.

use chumsky::prelude::*;
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::syntax;

use super::expressions::begins_value_of;
use super::operators::expr;
use super::{Context, Input, Parsed, any_word, name, peek, position, token};
use crate::ast::{Argument, Attribute, Docs, Name};
use crate::token::TokenKind as K;
use crate::tree::Tree;

impl<'a> Context<'a> {
    /// The arguments between parentheses.
    pub(super) fn arguments(&mut self, parentheses: &Tree) -> Vec<Argument> {
        let slices = self.forest.slices(parentheses);
        let mut arguments = Vec::with_capacity(slices.len());
        for slice in slices {
            self.parse_slice(*slice, argument, begins_value_of, &mut arguments);
        }
        arguments
    }
}

/// `name = value` or `value`.
fn argument(input: &mut Input<'_, '_>) -> Parsed<Argument> {
    let sign = any().filter(|tree: &Tree| matches!(tree.kind, K::Equal | K::Colon));
    let named = input.parse(any_word().then(sign).or_not())?;
    let name = named.map(|(word, sign)| {
        let context = input.state();
        if sign.kind == K::Colon {
            context.report(syntax::colon_for_equal(Place::local(sign.span), sign.spaced));
        }
        context.name(&word)
    });
    Ok(Argument { name, value: expr(input)? })
}

/// `@name(…)` and `///` lines before something.
#[derive(Default)]
pub(super) struct Prefix {
    pub(super) attributes: Vec<Attribute>,
    pub(super) docs: Option<Docs>,
}

/// What stands before a declaration or member.
pub(super) fn prefix(input: &mut Input<'_, '_>) -> Parsed<Prefix> {
    let mut prefix = Prefix::default();
    while let Some(tree) = peek(input, 0).filter(|tree| matches!(tree.kind, K::Doc | K::At)) {
        if tree.kind == K::At {
            prefix.attributes.push(attribute(input)?);
            continue;
        }
        input.skip();
        let context = input.state();
        let line = context.text_of(tree.span).trim_start_matches("///");
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        match &mut prefix.docs {
            Some(docs) => {
                docs.text.push('\n');
                docs.text.push_str(line);
                docs.span = docs.span.to(tree.span);
            }
            None => prefix.docs = Some(Docs { text: line.into(), span: tree.span }),
        }
    }
    Ok(prefix)
}

/// `@name(…)`.
fn attribute(input: &mut Input<'_, '_>) -> Parsed<Attribute> {
    let start = position(input);
    input.parse(token(K::At))?;
    let touches = peek(input, 0).is_some_and(|tree| !tree.spaced);
    let name = if touches {
        name(input, "the name of an attribute")
    } else {
        let at = position(input);
        let context = input.state();
        context.missing_name(at, "the name of an attribute");
        context.reported = false;
        Name { text: Default::default(), span: context.gap(at) }
    };
    let arguments = input.parse(token(K::OpenParen).or_not())?;
    let end = position(input);
    let context = input.state();
    let arguments = arguments.map_or_else(Vec::new, |group| context.arguments(&group));
    Ok(Attribute { name, arguments, span: context.cover((start..end).into()) })
}
