//! Edits on lazy values: the one mechanism behind record literals, `with`, bodies, `extend`, overrides and patches.

use std::cell::Cell;

use o8_diagnostics::catalogue::{nearest, overrides as overriding, values as catalogue};

use crate::hir::{Edit, EditOp, Expr, ExprKind, RecordRef, Shape, Step};

use super::expr::literal;
use super::machine::Machine;
use super::maps::MapBuilder;
use super::shape::{FieldShape, RecordInfo};
use super::tracking::{Side, Tracked};
use super::value::{
    Appended, Definition, Entry, Instance, Key, Located, Mode, Opened, Scope, Setting, Slot, State, Value,
};

/// Edits with what they need to be applied.
#[derive(Clone, Copy)]
pub(super) struct Change<'a> {
    pub(super) edits: &'a [Edit],
    pub(super) scope: &'a Scope<'a>,
    pub(super) at: Setting,
    pub(super) mode: Mode,
}

impl<'a> Machine<'a, '_> {
    /// A new record: the edits on its defaults.
    pub(super) fn new_record(
        &mut self,
        record: RecordRef,
        edits: &'a [Edit],
        scope: &'a Scope<'a>,
        at: Setting,
    ) -> Value<'a> {
        let info = self.world.info(record);
        let change = Change { edits, scope, at, mode: Mode::Plain };
        Value::Record(self.edited(info, None, record, change))
    }

    /// A new map: the edits on an empty one.
    pub(super) fn new_map(&mut self, edits: &'a [Edit], scope: &'a Scope<'a>) -> Value<'a> {
        let at = scope.setting(edits.first().map(|edit| edit.span).unwrap_or_default());
        let map = MapBuilder::with_capacity(edits.len());
        self.edit_map(map, Change { edits, scope, at, mode: Mode::Plain })
    }

    /// `e with { … }`: a changed copy.
    pub(super) fn with(
        &mut self,
        base: Value<'a>,
        edits: &'a [Edit],
        scope: &'a Scope<'a>,
        at: Setting,
    ) -> Value<'a> {
        let change = Change { edits, scope, at, mode: Mode::Plain };
        match base {
            Value::Record(instance) => {
                Value::Record(self.edited(instance.info, Some(instance), instance.info.record, change))
            }
            Value::Map(map) => self.edit_map(MapBuilder::from(map), change),
            Value::Hole => Value::Hole,
            _ => self.fail(|| catalogue::unexpected_null(at.place())),
        }
    }

    /// What an opened field holds.
    pub(super) fn open(&mut self, base: Located<'a>, opened: &'a Opened<'a>) -> Located<'a> {
        let change = Change { edits: opened.edits, scope: opened.scope, at: opened.at, mode: opened.mode };
        let value = self.open_value(base.value, opened.shape, change);
        Located { value, from: Some(opened.at) }
    }

    /// Changes what is there, or makes it where nothing is.
    pub(super) fn open_value(&mut self, base: Value<'a>, shape: &'a Shape, change: Change<'a>) -> Value<'a> {
        match (shape, base) {
            (_, Value::Hole) => Value::Hole,
            (Shape::Record(record), Value::Null) => {
                let info = self.world.info(*record);
                Value::Record(self.edited(info, None, *record, change))
            }
            (Shape::Record(record), Value::Record(instance)) => {
                Value::Record(self.edited(instance.info, Some(instance), *record, change))
            }
            (Shape::Map, Value::Null) => self.edit_map(MapBuilder::new(), change),
            (Shape::Map, Value::Map(map)) => self.edit_map(MapBuilder::from(map), change),
            (Shape::KeyedList { element, key }, Value::Null) => {
                self.edit_list(Vec::new(), *element, *key, change)
            }
            (Shape::KeyedList { element, key }, Value::List(list)) => {
                self.edit_list(list.items.to_vec(), *element, *key, change)
            }
            _ => self.fail(|| catalogue::cannot_be_opened(change.at.place())),
        }
    }

    /// A record with edits applied: to the definitions of `base`, or to defaults. The edits count the fields of
    /// `counted`, which may be another record of the union that the value belongs to.
    pub(super) fn edited(
        &mut self,
        info: &'a RecordInfo<'a>,
        base: Option<&'a Instance<'a>>,
        counted: RecordRef,
        change: Change<'a>,
    ) -> &'a Instance<'a> {
        let fields = self.fields_of(change, info, counted);
        let set_before = base.map_or(&[][..], |base| base.order);
        let (slots, order) = if info.shape.dense {
            let lets = info.body.map_or(0, |body| body.lets.len());
            let slots = self.arena.slice_with(info.shape.fields.len() + lets, |at| match base {
                Some(base) => inherited(&base.slots[at], self.arena),
                None => unset(at as u16),
            });
            let is_new = |field: &u16| !set_before.contains(field);
            let new = fields.iter().flatten().filter(|field| is_new(field)).count();
            let mut more = fields.iter().flatten().copied().filter(is_new);
            let order = self.arena.slice_with(set_before.len() + new, |at| {
                set_before.get(at).copied().or_else(|| more.next()).unwrap_or_default()
            });
            (slots, order)
        } else {
            let inherit = base.map_or(&[][..], |base| base.slots);
            let is_new = |field: &u16| !inherit.iter().any(|slot| slot.field == *field);
            let new = fields.iter().flatten().filter(|field| is_new(field)).count();
            let mut more = fields.iter().flatten().copied().filter(is_new);
            let slots = self.arena.slice_with(inherit.len() + new, |at| match inherit.get(at) {
                Some(slot) => inherited(slot, self.arena),
                None => unset(more.next().unwrap_or_default()),
            });
            let order = self.arena.slice_with(slots.len(), |at| at as u16);
            (slots, order)
        };
        for (edit, field) in change.edits.iter().zip(fields) {
            let Some(field) = field else { continue };
            let slot = if info.shape.dense {
                slots.get_mut(usize::from(*field))
            } else {
                slots.iter_mut().find(|slot| slot.field == *field)
            };
            if let Some(slot) = slot {
                self.edit_slot(slot, edit, info, change);
            }
        }
        let instance: &'a Instance<'a> = self.arena.alloc_cell(Instance {
            info,
            slots,
            order,
            made: base.map_or(change.at, |base| base.made),
            subject: change.scope.root.subject.or(base.and_then(|base| base.subject)),
            entity: Cell::new(base.and_then(|base| base.entity.get())),
            scopes: [Cell::new(None), Cell::new(None)],
            settled: Cell::new(false),
        });
        if let Mode::Tracked(block) = change.mode {
            for (edit, &field) in change.edits.iter().zip(fields) {
                let Some(field) = field else { continue };
                if let Some(span) = Tracked::span(edit) {
                    let before = base.map_or(Side::Nothing, |base| Side::Field(base, field));
                    let after = Side::Field(instance, field);
                    self.tracked.push(Tracked { block, span, before, after });
                }
            }
        }
        instance
    }

    /// The fields that edits change; `None` for one that there is not.
    fn fields_of(
        &mut self,
        change: Change<'a>,
        info: &'a RecordInfo<'a>,
        counted: RecordRef,
    ) -> &'a [Option<u16>] {
        let arena = self.arena;
        arena.slice_with(change.edits.len(), |at| self.edited_field(&change.edits[at], info, counted, change))
    }

    /// The field that an edit changes.
    fn edited_field(
        &mut self,
        edit: &'a Edit,
        info: &'a RecordInfo<'a>,
        counted: RecordRef,
        change: Change<'a>,
    ) -> Option<u16> {
        let Step::Field(field) = edit.step else { return None };
        if counted == info.record {
            return Some(field);
        }
        let counted = self.world.info(counted);
        let name = &counted.shape.fields.get(usize::from(field))?.name;
        let found = info.shape.position(name);
        if found.is_none() {
            self.fail(|| {
                let near = nearest(name, info.shape.fields.iter().map(|field| field.name.as_str()));
                overriding::unknown_field_of_alternative(
                    change.scope.place(edit.span),
                    name,
                    &info.shape.name,
                    near,
                )
            });
        }
        found
    }

    fn edit_slot(
        &mut self,
        slot: &mut Slot<'a>,
        edit: &'a Edit,
        info: &'a RecordInfo<'a>,
        change: Change<'a>,
    ) {
        let at = change.scope.setting(edit.span);
        let (base, base_at) = (slot.definition, slot.at);
        slot.state = Cell::new(State::Todo);
        match &edit.op {
            EditOp::Set(expr) => {
                if change.mode == Mode::Extend
                    && let Some(before) = slot.at
                {
                    let name = &info.shape.fields[usize::from(slot.field)].name;
                    self.fail(|| overriding::set_by_extend_again(at.place(), name, before.place()));
                }
                slot.definition = Definition::Expr(expr, change.scope);
                if let ExprKind::Literal(constant) = &expr.kind {
                    slot.state = Cell::new(State::Done(Located { value: literal(constant), from: Some(at) }));
                }
            }
            EditOp::Append(expr) => {
                let (scope, mode) = (change.scope, change.mode);
                let appended = Appended { base, base_at, expr, scope, at, mode };
                slot.definition = Definition::Appended(self.arena.alloc(appended));
            }
            EditOp::Unset => {
                slot.definition = Definition::Unset;
                slot.at = None;
                return;
            }
            EditOp::Open(shape, edits) => {
                let (scope, mode) = (change.scope, change.mode);
                let opened = Opened { base, base_at, shape, edits, scope, at, mode };
                slot.definition = Definition::Opened(self.arena.alloc(opened));
            }
        }
        slot.at = Some(at);
    }

    /// What a field to which something is added holds.
    pub(super) fn append(
        &mut self,
        base: Located<'a>,
        appended: &'a Appended<'a>,
        shape: &'a FieldShape,
    ) -> Value<'a> {
        let more = self.eval_settled(appended.expr, appended.scope).or_from(Some(appended.at));
        if appended.mode == Mode::Extend && shape.key.is_none() && matches!(more.value, Value::List(_)) {
            return self.fail(|| overriding::extend_adds_to_list(appended.at.place(), &shape.name));
        }
        self.append_value(base.value, more.value, shape.key.as_deref(), appended.scope, appended.expr)
    }

    fn append_value(
        &mut self,
        base: Value<'a>,
        more: Value<'a>,
        key: Option<&str>,
        scope: &'a Scope<'a>,
        expr: &'a Expr,
    ) -> Value<'a> {
        let place = || scope.place(expr.span);
        match (base, more) {
            (Value::Hole, _) | (_, Value::Hole) => Value::Hole,
            (Value::Null, more) => more,
            (base, Value::Null) => base,
            (Value::List(list), Value::List(more)) => {
                for item in more.items {
                    if let Some(key) = key
                        && let Value::Record(instance) = item.value
                        && let Some(field) = instance.info.shape.position(key)
                        && let Some(name) = self.element_key(item.value, field)
                        && let Some(at) = self.element(list, field, name)
                    {
                        let there = list.items[at].from.map(Setting::place);
                        let here = item.from.map_or_else(place, Setting::place);
                        return self.fail(|| catalogue::element_is_there(here, name, there));
                    }
                }
                let items: Vec<_> = list.items.iter().chain(more.items).copied().collect();
                self.list(&items, place)
            }
            (Value::Map(map), Value::Map(more)) => {
                let mut entries = MapBuilder::from(map);
                entries.complete &= more.complete;
                for &entry in more.entries {
                    if !entries.add(entry) {
                        let there = entries.get(entry.key).and_then(|entry| entry.value.from);
                        let here = entry.value.from.map_or_else(place, Setting::place);
                        let there = there.map(Setting::place);
                        return self.fail(|| catalogue::entry_is_there(here, entry.key.name(), there));
                    }
                }
                entries.finish(self.arena)
            }
            _ => self.fail(|| catalogue::unexpected_null(place())),
        }
    }

    /// A map with edits applied; all steps are keys.
    pub(super) fn edit_map(&mut self, mut map: MapBuilder<'a>, change: Change<'a>) -> Value<'a> {
        for edit in change.edits {
            let Step::Key(key_expr) = &edit.step else { continue };
            let key = self.eval(key_expr, change.scope).value;
            if self.refuses_late(key, "used as a key", || change.scope.place(key_expr.span)) {
                continue;
            }
            let Some(key) = Key::of(key) else {
                map.complete = false;
                continue;
            };
            let at = change.scope.setting(edit.span);
            let there = map.get(key).map(|entry| entry.value);
            let Some(value) = self.edited_value(there, edit, key.name(), at, change) else {
                if !map.remove(key) && map.complete {
                    let near = nearest(key.name(), map.names()).map(str::to_owned);
                    self.fail(|| catalogue::unset_of_absent(at.place(), key.name(), near.as_deref()));
                }
                continue;
            };
            map.set(Entry { key, value });
        }
        map.finish(self.arena)
    }

    /// A keyed list with edits applied; all steps are keys.
    fn edit_list(
        &mut self,
        mut items: Vec<Located<'a>>,
        element: RecordRef,
        key_field: u16,
        change: Change<'a>,
    ) -> Value<'a> {
        for edit in change.edits {
            let Step::Key(key_expr) = &edit.step else { continue };
            let Value::String(key) = self.eval(key_expr, change.scope).value else { continue };
            let at = change.scope.setting(edit.span);
            let position = (0..items.len())
                .find(|&at| self.element_key(items[at].value, key_field).is_some_and(|name| name == key));
            let there = match (position, &edit.op) {
                (Some(position), _) => Some(items[position]),
                // A block with a new key makes an element that has the key already.
                (None, EditOp::Open(..)) => {
                    let info = self.world.info(element);
                    let at = change.scope.setting(key_expr.span);
                    Some(Value::Record(self.record_of(info, &[(key_field, Value::String(key))], at)).into())
                }
                (None, _) => None,
            };
            match (self.edited_value(there, edit, key, at, change), position) {
                (Some(value), Some(position)) => items[position] = value,
                (Some(value), None) => items.push(value),
                (None, Some(position)) => {
                    items.remove(position);
                }
                (None, None) => {
                    let names: Vec<_> =
                        items.iter().filter_map(|item| self.element_key(item.value, key_field)).collect();
                    let near = nearest(key, names.iter().map(|name| name.as_str()));
                    self.fail(|| catalogue::unset_of_absent(at.place(), key, near));
                }
            }
        }
        self.list(&items, || change.at.place())
    }

    /// A new record with these fields set, in this order.
    pub(super) fn record_of(
        &mut self,
        info: &'a RecordInfo<'a>,
        fields: &[(u16, Value<'a>)],
        at: Setting,
    ) -> &'a Instance<'a> {
        let set = |field: u16, value: Value<'a>| Slot {
            field,
            at: Some(at),
            definition: Definition::Unset,
            state: Cell::new(State::Done(Located { value, from: Some(at) })),
        };
        let with_value = |mut slot: Slot<'a>| {
            if let State::Done(value) = slot.state.get() {
                slot.definition = Definition::Value(self.arena.alloc(value));
            }
            slot
        };
        let lets = info.body.map_or(0, |body| body.lets.len());
        let dense = info.shape.dense;
        let length = if dense { info.shape.fields.len() + lets } else { fields.len() };
        let slots = self.arena.slice_with(length, |at| {
            let found = if dense {
                fields.iter().find(|(field, _)| usize::from(*field) == at)
            } else {
                fields.get(at)
            };
            found.map_or_else(|| unset(at as u16), |&(field, value)| with_value(set(field, value)))
        });
        let order: Vec<u16> = fields
            .iter()
            .enumerate()
            .map(|(at, (field, _))| if dense { *field } else { at as u16 })
            .collect();
        self.arena.alloc_cell(Instance {
            info,
            slots,
            order: self.arena.slice(&order),
            made: at,
            subject: None,
            entity: Cell::new(None),
            scopes: [Cell::new(None), Cell::new(None)],
            settled: Cell::new(false),
        })
    }

    /// An entry or element after an edit; `None` where it is taken out.
    fn edited_value(
        &mut self,
        there: Option<Located<'a>>,
        edit: &'a Edit,
        key: &str,
        at: Setting,
        change: Change<'a>,
    ) -> Option<Located<'a>> {
        let scope = change.scope;
        let value = match &edit.op {
            EditOp::Set(expr) => {
                if change.mode == Mode::Extend
                    && let Some(before) = there
                {
                    let before = before.from.map_or_else(|| change.at.place(), Setting::place);
                    self.fail(|| overriding::set_by_extend_again(at.place(), key, before));
                }
                self.eval_settled(expr, scope).or_from(Some(at))
            }
            EditOp::Append(expr) => {
                let base = there.map_or(Value::Null, |there| there.value);
                let more = self.eval_settled(expr, scope).value;
                if change.mode == Mode::Extend && matches!(more, Value::List(_)) {
                    self.fail(|| overriding::extend_adds_to_list(at.place(), key));
                }
                Located { value: self.append_value(base, more, None, scope, expr), from: Some(at) }
            }
            EditOp::Unset => {
                self.track(there, edit, Side::Nothing, change);
                return None;
            }
            EditOp::Open(shape, edits) => {
                let base = there.map_or(Value::Null, |there| there.value);
                let inner = Change { edits, scope, at, mode: change.mode };
                let value = Located { value: self.open_value(base, shape, inner), from: Some(at) };
                return Some(self.settle(value));
            }
        };
        self.track(there, edit, Side::Value(value.value), change);
        Some(value)
    }

    /// Remembers what an override or patch made of an entry or element.
    fn track(&mut self, there: Option<Located<'a>>, edit: &Edit, after: Side<'a>, change: Change<'a>) {
        if let Mode::Tracked(block) = change.mode
            && let Some(span) = Tracked::span(edit)
        {
            let before = there.map_or(Side::Nothing, |there| Side::Value(there.value));
            self.tracked.push(Tracked { block, span, before, after });
        }
    }
}

fn unset<'a>(field: u16) -> Slot<'a> {
    Slot { field, at: None, definition: Definition::Unset, state: Cell::new(State::Todo) }
}

/// A slot of a copy: what does not depend on the record's other fields is not worked out again.
fn inherited<'a>(slot: &Slot<'a>, arena: &'a super::value::Arena) -> Slot<'a> {
    let definition = match (slot.state.get(), rooted_in_default(slot.definition)) {
        (State::Done(value), false) => Definition::Value(arena.alloc(value)),
        _ => slot.definition,
    };
    Slot { field: slot.field, at: slot.at, definition, state: Cell::new(State::Todo) }
}

/// Whether a definition begins with the field's default, which sees the other fields.
fn rooted_in_default(definition: Definition<'_>) -> bool {
    let mut definition = definition;
    loop {
        definition = match definition {
            Definition::Unset => return true,
            Definition::Expr(..) | Definition::Value(_) => return false,
            Definition::Opened(opened) => opened.base,
            Definition::Appended(appended) => appended.base,
        };
    }
}
