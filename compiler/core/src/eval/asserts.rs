//! `test` items: their assertions, evaluated.

use std::rc::Rc;

use o8_ir::OriginKind;

use crate::hir::{Assert, Body};
use crate::ids::DefId;

use super::machine::{Machine, Purpose};
use super::refinement::Memo;
use super::value::{Arena, Root, Value};
use super::world::{Definitions, World};
use super::{AssertValue, EnvironmentClusters, TestValue, format};

/// Evaluates a test.
pub(super) fn evaluate<'a>(
    definitions: &'a dyn Definitions<'a>,
    arena: &'a Arena,
    environments: &[EnvironmentClusters],
    test: DefId,
) -> TestValue {
    let Body::Test(body) = definitions.body(test) else {
        return TestValue { name: Default::default(), asserts: Vec::new(), diagnostics: Vec::new() };
    };
    let world = World::new(arena, definitions);
    let purpose = Purpose { reports: true, ..Purpose::default() };
    let mut machine = Machine::new(&world, purpose, Rc::new(Memo::default()));
    machine.environments = environments;
    let root = machine.root_scope(Root { item: test, kind: OriginKind::Body, this: None, subject: None });
    let scope = machine.lets(root, &body.lets);
    let mut asserts = Vec::with_capacity(body.asserts.len());
    for assert in &body.asserts {
        asserts.push(match assert {
            Assert::Holds { condition, sides, span } => match machine.eval(condition, scope).value {
                Value::Bool(true) => AssertValue::Passed,
                Value::Bool(false) => {
                    let mut shown = |expr| format::shown(machine.eval(expr, scope).value);
                    let sides = sides.as_ref().map(|sides| (shown(&sides.0), shown(&sides.1)));
                    AssertValue::Failed { place: scope.place(*span), sides }
                }
                _ => AssertValue::Unknown {
                    place: scope.place(condition.span),
                    absent: machine.absent_context.map(|(context, place)| (context.word(), place)),
                },
            },
            Assert::Fails { code, text, source, span } => AssertValue::Compile {
                source: scope.place(*source),
                code: code.clone(),
                text: text.clone(),
                place: scope.place(*span),
            },
        });
    }
    machine.check_conditions();
    TestValue { name: body.name.clone(), asserts, diagnostics: machine.diagnostics }
}
