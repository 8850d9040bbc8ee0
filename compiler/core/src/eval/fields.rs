//! Fields of records: worked out when they are read, once.

use o8_diagnostics::Place;
use o8_diagnostics::catalogue::values as catalogue;
use o8_ir::OriginKind;
use rustc_hash::FxHashMap;

use crate::hir;
use crate::ids::DefKind;

use super::json::MOST_NESTED;
use super::machine::Machine;
use super::shape::Absent;
use super::value::{Definition, Instance, Located, Root, Scope, Setting, State, Value};

impl<'a> Machine<'a, '_> {
    /// A field of a record, or a `let` counted after the fields. `place` is where it is read.
    pub(super) fn field(
        &mut self,
        instance: &'a Instance<'a>,
        field: u16,
        place: impl FnOnce() -> Place,
    ) -> Located<'a> {
        let Some(slot) = instance.slot(field) else {
            return self.default(instance, field);
        };
        match slot.state.get() {
            State::Done(value) => value,
            State::Busy => self.cycle(instance, field, place()),
            State::Todo => {
                slot.state.set(State::Busy);
                self.path.push((instance, field));
                let place = slot.at.unwrap_or(instance.made).place();
                let value = self.deeper(place, Located::HOLE, |machine| {
                    let value = machine.define(instance, field, slot.definition);
                    let value = machine.without_twins(instance, field, value);
                    machine.settle(value.or_from(slot.at))
                });
                self.path.pop();
                slot.state.set(State::Done(value));
                value
            }
        }
    }

    /// A field where absence is no mistake: null where it is neither set nor has a default.
    pub(super) fn optional_field(&mut self, instance: &'a Instance<'a>, field: u16) -> Value<'a> {
        let set = instance.slot(field).is_some_and(|slot| !matches!(slot.definition, Definition::Unset));
        if !set && self.is_missing(instance, field) {
            return Value::Null;
        }
        self.field(instance, field, || instance.made.place()).value
    }

    /// The same with the setting that it came from.
    pub(super) fn optional_located(&mut self, instance: &'a Instance<'a>, field: u16) -> Located<'a> {
        match self.optional_field(instance, field) {
            Value::Null => Value::Null.into(),
            _ => self.field(instance, field, || instance.made.place()),
        }
    }

    /// Fields in the order in which a record is printed: those that are set in the order of the program, then the
    /// others, which may have defaults, in the order of the type.
    pub(super) fn fields_in_order(&self, instance: &'a Instance<'a>) -> Vec<u16> {
        let mut fields: Vec<u16> = instance.set().map(|slot| slot.field).collect();
        if instance.info.shape.dense {
            let set = fields.len();
            for field in 0..instance.info.shape.fields.len() as u16 {
                if !fields[..set].contains(&field) {
                    fields.push(field);
                }
            }
        }
        fields
    }

    /// What a definition gives, for a field of this record.
    fn define(&mut self, instance: &'a Instance<'a>, field: u16, definition: Definition<'a>) -> Located<'a> {
        match definition {
            Definition::Unset => self.default(instance, field),
            Definition::Expr(expr, scope) => self.eval(expr, scope),
            Definition::Value(value) => *value,
            Definition::Opened(opened) => {
                let base = self.changed(instance, field, opened.base).or_from(opened.base_at);
                self.open(base, opened)
            }
            Definition::Appended(appended) => {
                let base = self.changed(instance, field, appended.base).or_from(appended.base_at);
                let shape = &instance.info.shape.fields[usize::from(field)];
                self.append(base, appended, shape).into()
            }
        }
    }

    /// The value of a field; of a keyed list, only where each key comes up once. The lists of Kubernetes are left to
    /// its schemas: some of its keys are parts of a key.
    fn without_twins(&mut self, instance: &'a Instance<'a>, field: u16, value: Located<'a>) -> Located<'a> {
        let shape = instance.info.shape;
        let key = shape.fields.get(usize::from(field)).and_then(|shape| shape.key.as_deref());
        let (Some(key), true, Value::List(list)) = (key, shape.dense && self.reports(), value.value) else {
            return value;
        };
        let mut seen = FxHashMap::default();
        for item in list.items {
            let Value::Record(element) = item.value else { continue };
            let Some(at) = element.info.shape.position(key) else { continue };
            let Some(name) = self.element_key(item.value, at) else { continue };
            if let Some(first) = seen.insert(name, item.from) {
                let made = instance.slot(field).and_then(|slot| slot.at).unwrap_or(instance.made);
                let here = item.from.unwrap_or(made).place();
                let first = first.map(Setting::place).filter(|first| *first != here);
                return self.fail(|| catalogue::twin_elements(here, key, name, first)).into();
            }
        }
        value
    }

    /// What a field holds that is about to be changed: a block makes what is missing.
    fn changed(&mut self, instance: &'a Instance<'a>, field: u16, definition: Definition<'a>) -> Located<'a> {
        match definition {
            Definition::Unset if self.is_missing(instance, field) => Value::Null.into(),
            definition => self.define(instance, field, definition),
        }
    }

    /// Whether nothing says what holds where the field is not set.
    fn is_missing(&self, instance: &'a Instance<'a>, field: u16) -> bool {
        let at = usize::from(field);
        let written = instance.info.body.and_then(|body| body.defaults.get(at)?.as_ref()).is_some();
        !written && instance.info.shape.fields.get(at).is_some_and(|shape| shape.absent == Absent::Missing)
    }

    /// What holds where a field is not set; or a `let`.
    fn default(&mut self, instance: &'a Instance<'a>, field: u16) -> Located<'a> {
        let at = usize::from(field);
        let Some(shape) = instance.info.shape.fields.get(at) else {
            let lets = instance.info.body.map_or(&[][..], |body| &body.lets);
            let Some(expr) = lets.get(at - instance.info.shape.fields.len()) else { return Located::HOLE };
            let scope = self.text_scope(instance);
            return self.eval(expr, scope).or_from(Some(scope.setting(expr.span)));
        };
        let written = instance.info.body.and_then(|body| body.defaults.get(at)?.as_ref());
        if let Some(expr) = written {
            let scope = self.default_scope(instance);
            return self.eval(expr, scope).or_from(Some(scope.setting(expr.span)));
        }
        match shape.absent {
            Absent::Null => Value::Null.into(),
            Absent::Computed => self.computed(instance, &shape.name),
            // What another repository owns is described as far as it matters here.
            Absent::Missing if instance.made.item.data().kind == DefKind::Existing => Located::HOLE,
            Absent::Missing => self.missing_field(instance, field).into(),
        }
    }

    /// Reports that nothing sets a field.
    pub(super) fn missing_field(&mut self, instance: &Instance<'a>, field: u16) -> Value<'a> {
        let made = instance.made;
        let shape = instance.info.shape;
        let place = instance.slot(field).and_then(|slot| slot.at).unwrap_or(made).place();
        self.fail(|| catalogue::missing_field(place, &shape.fields[usize::from(field)].name, &shape.name))
    }

    /// Where defaults and conditions of a record are evaluated.
    pub(super) fn default_scope(&self, instance: &'a Instance<'a>) -> &'a Scope<'a> {
        self.scope_of(instance, 0, OriginKind::Default)
    }

    /// Where the `let`s and emits of a record are evaluated: lines of a component, if it is one.
    pub(super) fn text_scope(&self, instance: &'a Instance<'a>) -> &'a Scope<'a> {
        if instance.info.shape.component {
            self.scope_of(instance, 1, OriginKind::Component)
        } else {
            self.default_scope(instance)
        }
    }

    fn scope_of(&self, instance: &'a Instance<'a>, which: usize, kind: OriginKind) -> &'a Scope<'a> {
        instance.scopes[which].get().unwrap_or_else(|| {
            let item = instance.info.def().unwrap_or(instance.made.item);
            let scope = self.root_scope(Root { item, kind, this: Some(instance), subject: instance.subject });
            instance.scopes[which].set(Some(scope));
            scope
        })
    }

    /// Reports that a field needs itself, with the way round.
    fn cycle(&mut self, instance: &'a Instance<'a>, field: u16, place: Place) -> Located<'a> {
        let begin = self
            .path
            .iter()
            .rposition(|&(other, at)| std::ptr::eq(other, instance) && at == field)
            .unwrap_or_default();
        let names: Vec<String> = self.path[begin..]
            .iter()
            .chain(std::iter::once(&(instance, field)))
            .map(|(instance, field)| self.field_name(instance, *field))
            .collect();
        self.fail(|| catalogue::value_cycle(place, &names)).into()
    }

    /// Works out everything that the program sets in a value, used or not, so that mistakes in it are found.
    pub(super) fn read_all(&mut self, value: Value<'a>, depth: u32) {
        if depth > MOST_NESTED || self.is_exhausted() {
            return;
        }
        match value {
            Value::List(list) => list.items.iter().for_each(|item| self.read_all(item.value, depth + 1)),
            Value::Map(map) => {
                map.entries.iter().for_each(|entry| self.read_all(entry.value.value, depth + 1))
            }
            Value::Record(instance) => {
                for slot in instance.set() {
                    if !matches!(slot.definition, Definition::Unset) {
                        let value = self.field(instance, slot.field, || instance.made.place()).value;
                        self.read_all(value, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    /// `Type.field` for messages; a field of an entity is named by the entity.
    pub(super) fn field_name(&self, instance: &Instance<'a>, field: u16) -> String {
        let owner = instance.entity.get().map_or(instance.info.shape.name.as_str(), |entity| entity.name());
        let at = usize::from(field);
        match instance.info.shape.fields.get(at) {
            Some(shape) => format!("{owner}.{}", shape.name),
            None => {
                let names = instance.info.def().map(|def| self.world.signature(def));
                let name = match names {
                    Some(crate::ty::Signature::Record(record)) => record
                        .lets
                        .get(at - instance.info.shape.fields.len())
                        .map_or("let", |decl| &decl.name),
                    _ => "let",
                };
                format!("{owner}.{name}")
            }
        }
    }

    /// Notes that a record is in use as it is, so that its conditions have to hold.
    pub(super) fn settle(&mut self, value: Located<'a>) -> Located<'a> {
        if let Value::Record(instance) = value.value
            && instance.info.conditional
            && self.reports()
            && !instance.settled.replace(true)
        {
            self.unsettled.push(instance);
        }
        value
    }

    /// The value of the key field of an element, as text.
    pub(super) fn element_key(
        &mut self,
        element: Value<'a>,
        field: hir::FieldIndex,
    ) -> Option<&'a ecow::EcoString> {
        let Value::Record(instance) = element else { return None };
        match self.field(instance, field, || instance.made.place()).value {
            Value::String(text) => Some(text),
            Value::Int(number) => Some(self.arena.text(ecow::eco_format!("{number}"))),
            Value::Entity(entity) => self.entity_name(entity),
            _ => None,
        }
    }

    /// The position of the element with this key.
    pub(super) fn element(
        &mut self,
        list: &'a super::value::List<'a>,
        field: hir::FieldIndex,
        key: &str,
    ) -> Option<usize> {
        (0..list.items.len())
            .find(|&at| self.element_key(list.items[at].value, field).is_some_and(|name| name == key))
    }
}
