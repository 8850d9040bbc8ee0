//! Expressions to values.

use o8_diagnostics::catalogue::{clusters, nearest, policies, values as catalogue};

use crate::hir::{self, Context, Expr, ExprKind, IndexKind, Literal, Local, Pattern, Piece};
use crate::ty::Ty;

use super::arithmetic::same;
use super::format;
use super::machine::Machine;
use super::value::{Amount, Dimension, Function, Key, Locals, Located, Scope, SecretKey, State, Value};

/// The value of a constant.
pub(super) fn literal(literal: &Literal) -> Value<'_> {
    let amount =
        |dimension, &amount: &i64, text| Value::Amount(Amount { dimension, amount, text: Some(text) });
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Int(value) => Value::Int(*value),
        Literal::Float(value) => Value::Float(*value),
        Literal::String(text) => Value::String(text),
        Literal::Duration(value, text) => amount(Dimension::Duration, value, text),
        Literal::Cpu(value, text) => amount(Dimension::Cpu, value, text),
        Literal::Memory(value, text) => amount(Dimension::Memory, value, text),
        Literal::Percent(value, text) => amount(Dimension::Percent, value, text),
        Literal::Quantity(text) => Value::Quantity(text),
    }
}

impl<'a> Machine<'a, '_> {
    /// The value of an expression, and the setting that it was taken from unchanged.
    pub(super) fn eval(&mut self, expr: &'a Expr, scope: &'a Scope<'a>) -> Located<'a> {
        if !self.spend(1, || scope.place(expr.span)) {
            return Located::HOLE;
        }
        let value = match &expr.kind {
            ExprKind::Literal(value) => literal(value),
            ExprKind::Local(local) => return self.local(*local, scope),
            ExprKind::This(field) => {
                let Some(this) = scope.root.this else { return Located::HOLE };
                return self.field(this, *field, || scope.place(expr.span));
            }
            ExprKind::Field { base, record, field, optional } => {
                return self.eval_field(expr, base, *record, *field, *optional, scope);
            }
            ExprKind::If(parts) => {
                let (condition, then, otherwise) = &**parts;
                match self.eval(condition, scope).value {
                    Value::Bool(true) => return self.eval(then, scope),
                    Value::Bool(false) => return self.eval(otherwise, scope),
                    condition @ Value::Reviewed(_) => {
                        let branches = (self.eval(then, scope).value, self.eval(otherwise, scope).value);
                        self.if_under_review(condition, branches, scope.place(expr.span))
                    }
                    _ => Value::Hole,
                }
            }
            ExprKind::Match(scrutinee, arms) => return self.eval_match(scrutinee, arms, scope),
            ExprKind::Let(lets, body) => {
                let frame = self.lets(scope, lets);
                return self.eval(body, frame);
            }
            ExprKind::Coalesce(sides) => {
                let left = self.eval(&sides.0, scope);
                match left.value {
                    Value::Null => return self.eval(&sides.1, scope),
                    Value::Reviewed(reviewed) => {
                        let right = self.eval(&sides.1, scope).value;
                        self.or_else_under_review(reviewed, right, scope.place(expr.span))
                    }
                    _ => return left,
                }
            }
            ExprKind::Check(ty, inner) => {
                let value = self.eval(inner, scope);
                let checked = self.check(ty, value.value, inner, scope);
                return Located { value: checked, from: value.from };
            }
            ExprKind::Constant(def) => return self.constant(*def, scope.place(expr.span)),
            ExprKind::Call(def, arguments) => return self.call(*def, arguments, expr, scope),
            ExprKind::CallLocal(local, arguments) => return self.call_local(*local, arguments, expr, scope),
            ExprKind::Index(kind, parts) => return self.eval_index(kind, parts, expr, scope),
            ExprKind::Poison => {
                self.excused = true;
                Value::Hole
            }
            ExprKind::Interpolate(pieces) => self.interpolate(pieces, expr, scope),
            ExprKind::Context(context) => self.context(*context, expr, scope),
            ExprKind::Entity(def) => Value::Entity(*def),
            ExprKind::Entities(record) => self.all_entities(*record),
            ExprKind::List(items) => self.eval_list(items, expr, scope),
            ExprKind::ListFor(each, condition, body) => {
                self.list_for(each, condition.as_deref(), body, expr, scope)
            }
            ExprKind::MapFor(each, condition, body) => {
                self.map_for(each, condition.as_deref(), body, expr, scope)
            }
            ExprKind::Record(record, edits) => {
                self.new_record(*record, edits, scope, scope.setting(expr.span))
            }
            ExprKind::Map(edits) => self.new_map(edits, scope),
            ExprKind::Builtin(builtin, arguments) => {
                return self.builtin(*builtin, arguments, expr, scope);
            }
            ExprKind::Lambda(slots, body) => {
                Value::Function(self.arena.alloc(Function::Lambda { slots: *slots, body, scope }))
            }
            ExprKind::FunctionRef(def) => {
                Value::Function(self.arena.alloc(Function::Declared { def: *def, from: scope }))
            }
            ExprKind::Negate(inner) => {
                let value = self.eval(inner, scope).value;
                self.negate(value, || scope.place(expr.span))
            }
            ExprKind::Not(inner) => match self.eval(inner, scope).value {
                Value::Bool(value) => Value::Bool(!value),
                value @ Value::Reviewed(_) => self.not_under_review(value),
                _ => Value::Hole,
            },
            ExprKind::Binary(op, sides) => {
                let left = self.eval(&sides.0, scope).value;
                let right = self.eval(&sides.1, scope).value;
                self.binary(*op, left, right, &|| scope.place(expr.span))
            }
            ExprKind::And(sides) => match self.eval(&sides.0, scope).value {
                Value::Bool(true) => self.eval(&sides.1, scope).value,
                Value::Bool(false) => Value::Bool(false),
                left @ Value::Reviewed(_) => {
                    let right = self.eval(&sides.1, scope).value;
                    self.logic_under_review(true, left, right)
                }
                _ => Value::Hole,
            },
            ExprKind::Or(sides) => match self.eval(&sides.0, scope).value {
                Value::Bool(false) => self.eval(&sides.1, scope).value,
                Value::Bool(true) => Value::Bool(true),
                left @ Value::Reviewed(_) => {
                    let right = self.eval(&sides.1, scope).value;
                    self.logic_under_review(false, left, right)
                }
                _ => Value::Hole,
            },
            ExprKind::Part(base, key) => self.part_under_review(base, key, scope),
            ExprKind::With(base, edits) => {
                let base = self.eval(base, scope);
                self.with(base.value, edits, scope, scope.setting(expr.span))
            }
            ExprKind::ToJson(inner) => {
                let value = self.eval(inner, scope);
                return Located {
                    value: self.free_data(value.value, || scope.place(expr.span)),
                    from: value.from,
                };
            }
            ExprKind::SecretSelector(record, inner) => {
                let value = self.eval(inner, scope);
                let selector = self.secret_selector(*record, value.value, scope.setting(expr.span));
                return Located { value: selector, from: value.from };
            }
            ExprKind::Rendered { module, target, kind, name } => {
                self.rendered(module, target, *kind, name.as_deref(), expr, scope)
            }
        };
        value.into()
    }

    /// The value of an expression that is stored or read: if it is a record, its conditions will be checked.
    pub(super) fn eval_settled(&mut self, expr: &'a Expr, scope: &'a Scope<'a>) -> Located<'a> {
        let value = self.eval(expr, scope);
        self.settle(value)
    }

    /// A frame of `let`s, worked out when they are read.
    pub(super) fn lets(&mut self, parent: &'a Scope<'a>, lets: &'a [Expr]) -> &'a Scope<'a> {
        let states = &*self.arena.slice_with(lets.len(), |_| std::cell::Cell::new(State::Todo));
        self.arena.alloc(Scope {
            root: parent.root,
            parent: Some(parent),
            locals: Locals::Lazy(lets, states),
        })
    }

    pub(super) fn local(&mut self, local: Local, scope: &'a Scope<'a>) -> Located<'a> {
        let mut frame = scope;
        for _ in 0..local.up {
            let Some(parent) = frame.parent else { return Located::HOLE };
            frame = parent;
        }
        let slot = usize::from(local.slot);
        match frame.locals {
            Locals::None => Located::HOLE,
            Locals::Values(values) => values.get(slot).copied().unwrap_or(Located::HOLE),
            Locals::Lazy(lets, states) => {
                let (Some(expr), Some(state)) = (lets.get(slot), states.get(slot)) else {
                    return Located::HOLE;
                };
                match state.get() {
                    State::Done(value) => value,
                    // A `let` sees only those before it, so that none can contain itself.
                    State::Busy => Located::HOLE,
                    State::Todo => {
                        state.set(State::Busy);
                        let place = frame.place(expr.span);
                        let value = self.deeper(place, Located::HOLE, |machine| machine.eval(expr, frame));
                        let value = self.settle(value.or_from(Some(frame.setting(expr.span))));
                        state.set(State::Done(value));
                        value
                    }
                }
            }
        }
    }

    /// What the evaluation is for.
    fn context(&mut self, context: Context, expr: &Expr, scope: &Scope<'a>) -> Value<'a> {
        let entity = match context {
            Context::Module => scope.root.subject.or(self.purpose.subject),
            Context::Environment => self.purpose.environment,
            Context::Cluster => self.purpose.cluster,
            Context::Team => {
                let module = scope.root.subject.or(self.purpose.subject);
                module.and_then(|module| self.team_of(module))
            }
            // A program with modules and without a platform is told so.
            Context::Platform => self.platform(),
        };
        if entity.is_none() {
            if let (Context::Environment, Some(addon)) = (context, self.addon_in_cluster()) {
                let found = |place| clusters::environment_in_addon(place, addon.name());
                return self.fail_reading(scope, expr.span, found);
            }
            if let (Context::Cluster, true, Some(environment)) =
                (context, self.purpose.live, self.purpose.environment)
            {
                let found = |place| clusters::cluster_of_fleet(place, environment.name());
                return self.fail_reading(scope, expr.span, found);
            }
            self.excused = true;
            self.absent_context = Some((context, scope.place(expr.span)));
        }
        entity.map_or(Value::Hole, Value::Entity)
    }

    fn eval_field(
        &mut self,
        expr: &'a Expr,
        base: &'a Expr,
        record: hir::RecordRef,
        field: hir::FieldIndex,
        optional: bool,
        scope: &'a Scope<'a>,
    ) -> Located<'a> {
        let base = self.eval_settled(base, scope);
        let instance = match base.value {
            Value::Record(instance) => instance,
            Value::Entity(def) => match self.entity(def) {
                Some(instance) => instance,
                None => return Located::HOLE,
            },
            Value::Null if optional => return Value::Null.into(),
            Value::Reviewed(reviewed) => return self.field_under_review(reviewed, record, field).into(),
            _ => return Located::HOLE,
        };
        if instance.info.record == record {
            let name = &instance.info.shape.fields[usize::from(field)].name;
            return match self.late_field(base.value, instance, name) {
                Some(value) => value.into(),
                None => self.field(instance, field, || scope.place(expr.span)),
            };
        }
        // A field that several records of a union share is addressed as in one of them.
        let names = self.world.info(record);
        let name = names.shape.fields.get(usize::from(field)).map(|field| field.name.as_str());
        match name.and_then(|name| instance.info.shape.position(name)) {
            Some(field) => self.field(instance, field, || scope.place(expr.span)),
            None => match (name, instance.entity.get()) {
                // A component reads of `module` what only modules have.
                (Some(name), Some(addon)) if addon.data().word == "addon" => {
                    let found = |place| clusters::no_field_of_addon(place, name, addon.name());
                    self.fail_reading(scope, expr.span, found).into()
                }
                _ => Located::HOLE,
            },
        }
    }

    fn eval_index(
        &mut self,
        kind: &IndexKind,
        parts: &'a (Expr, Expr),
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Located<'a> {
        let base = self.eval(&parts.0, scope).value;
        let index = self.eval(&parts.1, scope).value;
        let place = || scope.place(parts.1.span);
        if self.refuses_late(index, "used as a key", place) {
            return Located::HOLE;
        }
        match (kind, base, index) {
            (_, Value::Hole, _) | (_, _, Value::Hole) => Located::HOLE,
            (_, Value::Reviewed(reviewed), index) => self.entry_under_review(reviewed, index, place()).into(),
            (IndexKind::Position, Value::List(list), Value::Int(index)) => {
                match usize::try_from(index).ok().and_then(|index| list.items.get(index)) {
                    Some(item) => *item,
                    None => {
                        self.fail(|| catalogue::index_out_of_range(place(), index, list.items.len())).into()
                    }
                }
            }
            (IndexKind::Key, Value::Map(map), _) => {
                let Some(key) = Key::of(index) else { return Located::HOLE };
                match map.get(self.arena, key) {
                    Some(entry) => entry.value,
                    None if !map.complete => Located::HOLE,
                    None => {
                        let names = || map.entries.iter().map(|entry| entry.key.name());
                        let near = nearest(key.name(), names()).map(str::to_owned);
                        self.fail(|| catalogue::no_such_key(place(), key.name(), near.as_deref())).into()
                    }
                }
            }
            (IndexKind::Element(field), Value::List(list), Value::String(key)) => {
                match self.element(list, *field, key) {
                    Some(at) => list.items[at],
                    None => {
                        let names: Vec<_> = list
                            .items
                            .iter()
                            .filter_map(|item| self.element_key(item.value, *field))
                            .collect();
                        let near = nearest(key, names.iter().map(|name| name.as_str()));
                        self.fail(|| catalogue::no_such_element(place(), key, near)).into()
                    }
                }
            }
            (IndexKind::Secret, Value::Entity(entity), Value::String(key)) => {
                Value::Secret(self.arena.alloc(SecretKey { entity, key })).into()
            }
            (IndexKind::Position | IndexKind::Key | IndexKind::Element(_) | IndexKind::Secret, _, _) => {
                self.fail(|| catalogue::unexpected_null(scope.place(expr.span))).into()
            }
        }
    }

    fn eval_match(&mut self, scrutinee: &'a Expr, arms: &'a [hir::Arm], scope: &'a Scope<'a>) -> Located<'a> {
        if self.reviews {
            let value = self.eval_settled(scrutinee, scope);
            if matches!(value.value, Value::Reviewed(_)) {
                return self.match_under_review(value, arms, scrutinee, scope).into();
            }
        }
        match self.taken(scrutinee, arms, scope) {
            Some((arm, scope)) => self.eval(arm, scope),
            None => Located::HOLE,
        }
    }

    /// The arm of a `match` that is taken, and the scope of its value; `None` where that is unknown.
    pub(super) fn taken(
        &mut self,
        scrutinee: &'a Expr,
        arms: &'a [hir::Arm],
        scope: &'a Scope<'a>,
    ) -> Option<(&'a Expr, &'a Scope<'a>)> {
        let value = self.eval_settled(scrutinee, scope);
        if matches!(value.value, Value::Hole) {
            return None;
        }
        let patterns = arms.iter().map(|arm| &arm.pattern);
        if self.refuses_late_match(value.value, patterns, || scope.place(scrutinee.span)) {
            return None;
        }
        for arm in arms {
            if self.matches(&arm.pattern, value.value) {
                let scope = if arm.binds { self.frame(scope, &[value]) } else { scope };
                return Some((&arm.value, scope));
            }
        }
        // The checker has made the match exhaustive, or reported that it is not.
        None
    }

    fn matches(&mut self, pattern: &'a Pattern, value: Value<'a>) -> bool {
        match pattern {
            Pattern::Any => true,
            Pattern::Literal(constant) => same(literal(constant), value),
            Pattern::Type(ty) => self.is_of(value, ty),
            Pattern::Or(patterns) => patterns.iter().any(|pattern| self.matches(pattern, value)),
        }
    }

    /// Whether a value is of a type, as far as the types of one union can be told apart.
    pub(super) fn is_of(&mut self, value: Value<'a>, ty: &'a Ty) -> bool {
        match (ty, value) {
            (Ty::Optional(ty), value) => matches!(value, Value::Null) || self.is_of(value, ty),
            (Ty::Union(types), value) => types.iter().any(|ty| self.is_of(value, ty)),
            (Ty::Literal(constant), value) => same(literal(constant), value),
            (Ty::Refined(def), value) => match self.world.signature(*def) {
                crate::ty::Signature::Alias(alias) => {
                    self.is_of(value, &alias.base) && self.holds(*def, value) != Some(false)
                }
                _ => false,
            },
            (Ty::Null, Value::Null)
            | (Ty::Bool, Value::Bool(_))
            | (Ty::Int, Value::Int(_))
            | (Ty::Float, Value::Float(_))
            | (Ty::String, Value::String(_))
            | (Ty::Quantity, Value::Quantity(_))
            | (Ty::List(_), Value::List(_))
            | (Ty::Map(_), Value::Map(_))
            | (Ty::Secret, Value::Secret(_))
            | (Ty::Function(_), Value::Function(_))
            | (Ty::Json | Ty::Any, _) => true,
            (Ty::Quantity, Value::Amount(amount)) => {
                matches!(amount.dimension, Dimension::Cpu | Dimension::Memory)
            }
            (Ty::Duration, Value::Amount(amount)) => amount.dimension == Dimension::Duration,
            (Ty::Cpu, Value::Amount(amount)) => amount.dimension == Dimension::Cpu,
            (Ty::Memory, Value::Amount(amount)) => amount.dimension == Dimension::Memory,
            (Ty::Percent, Value::Amount(amount)) => amount.dimension == Dimension::Percent,
            (Ty::Record(def), Value::Record(instance)) => instance.info.def() == Some(*def),
            (Ty::Record(def), Value::Entity(entity)) => self.entity_record(entity) == Some(*def),
            (Ty::Kube(id), Value::Record(instance)) => instance.info.record == hir::RecordRef::Kube(*id),
            (Ty::Component, Value::Record(instance)) => instance.info.shape.component,
            (Ty::Object, Value::Record(instance)) => instance.info.shape.kind.is_some(),
            _ => false,
        }
    }

    fn interpolate(&mut self, pieces: &'a [Piece], expr: &'a Expr, scope: &'a Scope<'a>) -> Value<'a> {
        // One buffer for all: a text of the arena is made once, as long as it has to be.
        let mut text = std::mem::take(&mut self.buffer);
        text.clear();
        let known = pieces.iter().all(|piece| self.write_piece(&mut text, piece, scope));
        let value = if known { self.text(text.as_str(), || scope.place(expr.span)) } else { Value::Hole };
        self.buffer = text;
        value
    }

    /// Writes a piece of an interpolation; false where it is unknown.
    fn write_piece(&mut self, text: &mut String, piece: &'a Piece, scope: &'a Scope<'a>) -> bool {
        let piece = match piece {
            Piece::Text(piece) => {
                text.push_str(piece);
                return true;
            }
            Piece::Value(piece) => piece,
        };
        let value = self.eval(piece, scope).value;
        match value {
            Value::Hole => false,
            Value::Entity(entity) => match self.visible_name(entity) {
                Some(name) => {
                    text.push_str(name);
                    true
                }
                None => false,
            },
            value if format::write(text, value) => true,
            Value::Reviewed(_) => {
                self.fail(|| {
                    policies::unsayable(scope.place(piece.span), "a text with a part of the object in it")
                });
                false
            }
            _ => {
                self.fail(|| catalogue::unexpected_null(scope.place(piece.span)));
                false
            }
        }
    }

    fn eval_list(&mut self, items: &'a [Expr], expr: &'a Expr, scope: &'a Scope<'a>) -> Value<'a> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let value = self.eval_settled(item, scope);
            values.push(value.or_from(Some(scope.setting(item.span))));
        }
        self.list(&values, || scope.place(expr.span))
    }
}
