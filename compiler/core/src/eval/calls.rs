//! Functions, lambdas and loops: whatever opens a frame of values.

use o8_diagnostics::catalogue::values as catalogue;

use crate::hir::{Each, Expr, Local};
use crate::ids::DefId;

use super::machine::{MOST_ELEMENTS, Machine};
use super::value::{Entry, Function, Key, Located, Root, Scope, Value};

impl<'a> Machine<'a, '_> {
    /// A function of the program, called.
    pub(super) fn call(
        &mut self,
        def: DefId,
        arguments: &'a [Option<Expr>],
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Located<'a> {
        let Some((body, frame)) = self.called(def, arguments, scope) else { return Located::HOLE };
        self.deeper(scope.place(expr.span), Located::HOLE, |machine| machine.eval(body, frame))
    }

    /// The body of a function and the frame of its arguments.
    pub(super) fn called(
        &mut self,
        def: DefId,
        arguments: &'a [Option<Expr>],
        scope: &'a Scope<'a>,
    ) -> Option<(&'a Expr, &'a Scope<'a>)> {
        let arguments = arguments.iter().map(|argument| {
            let argument = argument.as_ref()?;
            Some((argument, Some(scope.setting(argument.span))))
        });
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(
                argument.map(|(argument, setting)| self.eval_settled(argument, scope).or_from(setting)),
            );
        }
        self.call_frame(def, &values, scope)
    }

    fn call_frame(
        &mut self,
        def: DefId,
        arguments: &[Option<Located<'a>>],
        scope: &'a Scope<'a>,
    ) -> Option<(&'a Expr, &'a Scope<'a>)> {
        let Some(function) = self.world.function(def) else {
            self.excused = true;
            return None;
        };
        // The text of a function is on the side of whoever calls it.
        let root = self.root_scope(Root { item: def, kind: scope.root.kind, this: None, subject: None });
        let mut values: Vec<Located<'a>> = Vec::with_capacity(arguments.len());
        for (at, argument) in arguments.iter().enumerate() {
            let value = match (argument, function.defaults.get(at).and_then(Option::as_ref)) {
                (Some(value), _) => *value,
                (None, Some(default)) => {
                    let frame = self.frame(root, &values);
                    let value = self.eval_settled(default, frame);
                    value.or_from(Some(frame.setting(default.span)))
                }
                (None, None) => Located::HOLE,
            };
            values.push(value);
        }
        Some((&function.body, self.frame(root, &values)))
    }

    /// A parameter of function type, called.
    pub(super) fn call_local(
        &mut self,
        local: Local,
        arguments: &'a [Expr],
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Located<'a> {
        let Value::Function(function) = self.local(local, scope).value else { return Located::HOLE };
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let value = self.eval_settled(argument, scope);
            values.push(value.or_from(Some(scope.setting(argument.span))));
        }
        self.apply(function, &values, expr, scope)
    }

    /// A function value, called.
    pub(super) fn apply(
        &mut self,
        function: &'a Function<'a>,
        arguments: &[Located<'a>],
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Located<'a> {
        match *function {
            Function::Lambda { slots, body, scope: captured } => {
                debug_assert!(usize::from(slots) >= arguments.len(), "the checker counts the parameters");
                let frame = self.frame(captured, arguments);
                self.deeper(scope.place(expr.span), Located::HOLE, |machine| machine.eval(body, frame))
            }
            Function::Declared { def, from } => {
                let arguments: Vec<_> = arguments.iter().copied().map(Some).collect();
                let Some((body, frame)) = self.call_frame(def, &arguments, from) else {
                    return Located::HOLE;
                };
                self.deeper(scope.place(expr.span), Located::HOLE, |machine| machine.eval(body, frame))
            }
        }
    }

    /// What a loop binds each time round; `None` where it is unknown what it goes through.
    pub(super) fn rounds(&mut self, each: &'a Each, scope: &'a Scope<'a>) -> Option<Vec<Round<'a>>> {
        let iterable = self.eval(&each.iterable, scope);
        match iterable.value {
            Value::List(list) => Some(
                list.items
                    .iter()
                    .enumerate()
                    .map(|(index, &item)| Round {
                        first: if each.names == 2 { Value::Int(index as i64).into() } else { item },
                        second: (each.names == 2).then_some(item),
                    })
                    .collect(),
            ),
            Value::Map(map) if map.complete => Some(
                map.entries
                    .iter()
                    .map(|entry| Round {
                        first: Located { value: entry.key.value(), from: entry.value.from },
                        second: (each.names == 2).then_some(entry.value),
                    })
                    .collect(),
            ),
            Value::Null => {
                self.fail(|| catalogue::unexpected_null(scope.place(each.iterable.span)));
                None
            }
            _ => None,
        }
    }

    /// The frame of one round.
    pub(super) fn round_frame(&self, round: &Round<'a>, scope: &'a Scope<'a>) -> &'a Scope<'a> {
        match round.second {
            Some(second) => self.frame(scope, &[round.first, second]),
            None => self.frame(scope, &[round.first]),
        }
    }

    /// `[for … if c: e]`
    pub(super) fn list_for(
        &mut self,
        each: &'a Each,
        condition: Option<&'a Expr>,
        body: &'a Expr,
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Value<'a> {
        let Some(rounds) = self.rounds(each, scope) else { return Value::Hole };
        let mut items = Vec::with_capacity(rounds.len());
        for round in &rounds {
            let frame = self.round_frame(round, scope);
            match self.admits(condition, frame) {
                Some(true) => {}
                Some(false) => continue,
                None => return Value::Hole,
            }
            let value = self.eval_settled(body, frame);
            items.push(value.or_from(Some(scope.setting(body.span))));
        }
        self.list(&items, || scope.place(expr.span))
    }

    /// `{for … if c: k => v}`
    pub(super) fn map_for(
        &mut self,
        each: &'a Each,
        condition: Option<&'a Expr>,
        body: &'a (Expr, Expr),
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Value<'a> {
        let Some(rounds) = self.rounds(each, scope) else { return Value::Hole };
        let mut entries = super::maps::MapBuilder::new();
        for round in &rounds {
            let frame = self.round_frame(round, scope);
            match self.admits(condition, frame) {
                Some(true) => {}
                Some(false) => continue,
                None => return Value::Hole,
            }
            let key = self.eval(&body.0, frame).value;
            let value = self.eval_settled(&body.1, frame).or_from(Some(scope.setting(body.1.span)));
            if self.refuses_late(key, "used as a key", || scope.place(expr.span)) {
                continue;
            }
            let Some(key) = Key::of(key) else {
                entries.complete = false;
                continue;
            };
            if !entries.add(Entry { key, value }) {
                return self.fail(|| catalogue::duplicate_key(scope.place(body.0.span), key.name()));
            }
            if entries.len() > MOST_ELEMENTS {
                return self.fail(|| catalogue::too_many_elements(scope.place(expr.span), MOST_ELEMENTS));
            }
        }
        entries.finish(self.arena)
    }

    /// Whether the `if` of a loop lets a round through; `None` where that is unknown.
    pub(super) fn admits(&mut self, condition: Option<&'a Expr>, frame: &'a Scope<'a>) -> Option<bool> {
        match condition {
            None => Some(true),
            Some(condition) => match self.eval(condition, frame).value {
                Value::Bool(value) => Some(value),
                _ => None,
            },
        }
    }
}

/// What a loop binds once.
pub(super) struct Round<'a> {
    pub(super) first: Located<'a>,
    pub(super) second: Option<Located<'a>>,
}
