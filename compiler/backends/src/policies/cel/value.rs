//! Values in CEL: what may be absent is an optional value, and what has no schema is asked for its type.

use o8_policies::reference::{DEFAULT_LIBRARY, DEFAULT_REGISTRY, HAS_REGISTRY};
use o8_policies::{Constant, Quantity, Root, Sort, Term};

use super::super::known::{Fit, either, field_sort, fit};
use super::Printer;
use super::expression::{Expression, is_name};

/// A value.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub expression: Expression,
    /// Whether the expression is an optional value.
    pub optional: bool,
    pub known: Sort,
}

impl Value {
    pub(super) fn plain(expression: Expression, sort: Sort) -> Self {
        Self { expression, optional: false, known: sort }
    }

    fn optional(expression: Expression, sort: Sort) -> Self {
        Self { expression, optional: true, known: sort }
    }

    /// The same where it is found by a key in brackets: those who check types take it for what it is used as first, and what has no
    /// schema is used as several things.
    fn keyed(self) -> Self {
        if !matches!(self.known, Sort::Any | Sort::IntOrText) {
            return self;
        }
        let name = Expression::name("value");
        let whatever = Expression::function("dyn", [name.clone()]);
        Self { expression: self.expression.call("optMap", [name, whatever]), ..self }
    }

    /// It, or `zero` where it is absent.
    pub(super) fn or(self, zero: Expression) -> Expression {
        if self.optional { self.expression.call("orValue", [zero]) } else { self.expression }
    }
}

fn none() -> Expression {
    Expression::name("optional").call("none", [])
}

fn some(value: Expression) -> Expression {
    Expression::name("optional").call("of", [value])
}

/// Whether a value is of a sort, as far as types say.
fn guard(value: &Expression, sort: Sort) -> Expression {
    let is = |name: &'static str| super::is_type(value, name);
    match sort {
        Sort::Bool => is("bool"),
        Sort::Int => is("int"),
        Sort::Text => is("string"),
        Sort::IntOrText => Expression::any([is("int"), is("string")]),
        Sort::Quantity => Expression::any([is("string"), is("int"), is("double")]),
        Sort::List => is("list"),
        Sort::Map => is("map"),
        Sort::Any => Expression::bool(true),
    }
}

impl Printer {
    /// A test of a value: false where it is absent, or of another sort. `zero` is of that sort, and the test is false of it.
    pub(super) fn tested(
        &mut self,
        value: Value,
        fit: Fit,
        zero: Option<Expression>,
        test: impl FnOnce(Expression) -> Expression,
    ) -> Expression {
        let mut test = Some(test);
        self.tested_within(value, fit, zero, &mut |_, value| match test.take() {
            Some(test) => test(value),
            None => Expression::bool(false),
        })
    }

    /// The same for a test that is translated meanwhile.
    pub(super) fn tested_within(
        &mut self,
        value: Value,
        fit: Fit,
        zero: Option<Expression>,
        test: &mut dyn FnMut(&mut Self, Expression) -> Expression,
    ) -> Expression {
        let sort = match fit {
            Fit::Never => return Expression::bool(false),
            Fit::Always if !value.optional => return test(self, value.expression),
            Fit::Always => match zero {
                Some(zero) => return test(self, value.or(zero)),
                None => Sort::Any,
            },
            Fit::Ask(sort) if !value.optional => {
                let guard = guard(&value.expression, sort);
                return Expression::all([guard, test(self, value.expression)]);
            }
            Fit::Ask(sort) => sort,
        };
        let name = self.fresh("value");
        self.bound.push(super::Bound { number: None, name: name.clone() });
        let name = Expression::Atom(name);
        let inside = Expression::all([guard(&name, sort), test(self, name.clone())]);
        self.bound.pop();
        if inside == Expression::bool(true) {
            return value.expression.call("hasValue", []);
        }
        value.expression.call("optMap", [name, inside]).call("orValue", [Expression::bool(false)])
    }

    /// The value of a term; `None` where it is always absent.
    pub(super) fn value(&mut self, term: &Term) -> Option<Value> {
        Some(match term {
            Term::Constant(constant) => Value::plain(super::literal(constant), constant.sort()),
            Term::Root(Root::Object) => Value::plain(Expression::name("object"), Sort::Map),
            Term::Root(Root::Template) => {
                self.template = true;
                Value::plain(Expression::name("variables").select("template"), Sort::Map)
            }
            Term::Root(Root::Pod) => {
                self.pod = true;
                Value::plain(Expression::name("variables").select("pod"), Sort::Map)
            }
            Term::Root(Root::Containers) | Term::Keys(_) | Term::Join(_) | Term::Times(..) => return None,
            Term::Element { variable, sort } => {
                let bound = self.bound.iter().rev().find(|bound| bound.number == Some(*variable))?;
                Value::plain(Expression::Atom(bound.name.clone()), *sort)
            }
            Term::Entry { map, key, sort } => self.entry(map, key, *sort)?,
            Term::Field { base, name, sort } => {
                let sort = field_sort(base, name, *sort);
                // Every object has metadata.
                if let Term::Field { base: root, name: outer, .. } = &**base
                    && **root == Term::Root(Root::Object)
                    && outer == "metadata"
                {
                    return Some(Value::optional(Expression::name("object").select(outer).maybe(name), sort));
                }
                let base = self.value(base)?;
                let value = match fit(base.known, Sort::Map) {
                    Fit::Never => return None,
                    Fit::Always => Value::optional(base.expression.maybe(name), sort),
                    Fit::Ask(_) => {
                        Value::optional(self.flat_map(base, Sort::Map, &|value| value.maybe(name)), sort)
                    }
                };
                if is_name(name) { value } else { value.keyed() }
            }
            Term::OrElse(first, second) => match (self.value(first), self.value(second)) {
                (first, None) => first?,
                (None, second) => second?,
                (Some(first), Some(_)) if !first.optional => first,
                (Some(first), Some(second)) => {
                    let known = either(first.known, second.known);
                    let first = if first.known == Sort::Any {
                        let name = Expression::Atom(self.fresh("value"));
                        let null = name.clone().relation("==", Expression::name("null"));
                        first.expression.call("optFlatMap", [name.clone(), null.choose(none(), some(name))])
                    } else {
                        first.expression
                    };
                    let optional = second.optional;
                    let expression = first.call(if optional { "or" } else { "orValue" }, [second.expression]);
                    Value { expression, optional, known }
                }
            },
            Term::Size(inner) => Value::plain(self.size(inner), Sort::Int),
            Term::Reference(inner) => {
                let inner = self.value(inner)?;
                match (fit(inner.known, Sort::Text), &inner.expression) {
                    (Fit::Never, _) => return None,
                    (Fit::Always, _) if inner.optional => {
                        let name = Expression::Atom(self.fresh("image"));
                        let written = familiar(&name);
                        Value::optional(inner.expression.call("optMap", [name, written]), Sort::Text)
                    }
                    (Fit::Always, atom @ Expression::Atom(_)) => Value::plain(familiar(atom), Sort::Text),
                    (Fit::Always, _) => {
                        let name = Expression::Atom(self.fresh("image"));
                        let written = familiar(&name);
                        Value::optional(some(inner.expression).call("optMap", [name, written]), Sort::Text)
                    }
                    (Fit::Ask(_), _) => Value::optional(
                        self.flat_map(inner, Sort::Text, &|value| some(familiar(&value))),
                        Sort::Text,
                    ),
                }
            }
            Term::Present(_)
            | Term::Is(..)
            | Term::OfKind { .. }
            | Term::Not(_)
            | Term::All(_)
            | Term::Any(_)
            | Term::Compare { .. }
            | Term::OneOf(..)
            | Term::Text(..)
            | Term::Matches(..)
            | Term::Quantified { .. } => Value::plain(self.test(term), Sort::Bool),
        })
    }

    /// The entry of a map under a key; `None` where that is always absent.
    fn entry(&mut self, map: &Term, key: &Term, sort: Sort) -> Option<Value> {
        let key = self.value(key)?;
        match fit(key.known, Sort::Text) {
            Fit::Never => None,
            Fit::Always if !key.optional => self.entry_under(map, &key.expression, sort),
            asked => {
                let name = self.fresh("key");
                self.bound.push(super::Bound { number: None, name: name.clone() });
                let name = Expression::Atom(name);
                let entry = self.entry_under(map, &name, sort);
                self.bound.pop();
                let entry = entry?.expression;
                let inside = match asked {
                    Fit::Ask(sort) => guard(&name, sort).choose(entry, none()),
                    _ => entry,
                };
                let key = if key.optional { key.expression } else { some(key.expression) };
                Some(Value::optional(key.call("optFlatMap", [name, inside]), sort))
            }
        }
    }

    fn entry_under(&mut self, map: &Term, key: &Expression, sort: Sort) -> Option<Value> {
        let map = self.value(map)?;
        let entry = |map: Expression| Expression::OptionalIndex(Box::new(map), Box::new(key.clone()));
        match fit(map.known, Sort::Map) {
            Fit::Never => None,
            Fit::Always => Some(Value::optional(entry(map.expression), sort).keyed()),
            Fit::Ask(_) => Some(Value::optional(self.flat_map(map, Sort::Map, &entry), sort).keyed()),
        }
    }

    /// What is made of a value that is of a sort: an optional value, as that which `make` gives.
    fn flat_map(&self, value: Value, sort: Sort, make: &dyn Fn(Expression) -> Expression) -> Expression {
        let of = |value: Expression| guard(&value, sort).choose(make(value), none());
        if value.optional {
            let name = Expression::Atom(self.fresh("value"));
            value.expression.call("optFlatMap", [name.clone(), of(name)])
        } else {
            of(value.expression)
        }
    }

    /// What is made of a value that has no schema, of the keys that hold something if it is a map, and of the elements that are
    /// something if it is a list; `zero` where it is absent.
    pub(super) fn inside(
        &mut self,
        value: Value,
        zero: Expression,
        make: impl FnOnce(Expression, Expression, Expression) -> Expression,
    ) -> Expression {
        let name = self.fresh("value");
        self.bound.push(super::Bound { number: None, name: name.clone() });
        let (item, key) = (Expression::Atom(self.fresh("item")), Expression::Atom(self.fresh("key")));
        self.bound.pop();
        let there = |part: Expression| part.relation("!=", Expression::name("null"));
        let of = |value: Expression| {
            let entry = Expression::Index(Box::new(value.clone()), Box::new(key.clone()));
            let keys = value.clone().call("filter", [key, there(entry)]);
            let items = value.clone().call("filter", [item.clone(), there(item)]);
            make(value, keys, items)
        };
        if value.optional {
            let name = Expression::Atom(name);
            let made = of(name.clone());
            value.expression.call("optMap", [name, made]).call("orValue", [zero])
        } else {
            of(value.expression)
        }
    }

    /// How many elements or entries something has.
    fn size(&mut self, term: &Term) -> Expression {
        let value = match term {
            Term::Root(Root::Containers)
            | Term::Keys(_)
            | Term::Join(_)
            | Term::Constant(Constant::List(_)) => {
                return self.list(term, true).call("size", []);
            }
            _ => match self.value(term) {
                None => return Expression::int(0),
                Some(value) => value,
            },
        };
        match value.known {
            Sort::List => value.or(Expression::List(Vec::new())).call("size", []),
            Sort::Map => value.or(Expression::name("{}")).call("size", []),
            Sort::Any => self.inside(value, Expression::int(0), |value, keys, items| {
                let size = |value: Expression| value.call("size", []);
                let otherwise = super::is_type(&value, "map").choose(size(keys), Expression::int(0));
                super::is_type(&value, "list").choose(size(items), otherwise)
            }),
            _ => Expression::int(0),
        }
    }

    /// A test of a quantity: false where it is absent, or none.
    pub(super) fn with_quantity(
        &mut self,
        term: &Term,
        test: &mut dyn FnMut(&mut Self, Expression) -> Expression,
    ) -> Expression {
        let literal = |text: &str| Expression::function("quantity", [Expression::text(text)]);
        match term {
            Term::Constant(Constant::Int(number)) => test(self, literal(&number.to_string())),
            Term::Constant(Constant::Quantity(text) | Constant::Text(text)) => match Quantity::parse(text) {
                Some(_) => test(self, literal(text)),
                None => Expression::bool(false),
            },
            Term::Constant(_) => Expression::bool(false),
            Term::Times(factor, inner) => {
                self.with_quantity(inner, &mut |printer, quantity| test(printer, times(*factor, &quantity)))
            }
            Term::OrElse(first, second) if is_computed(first) || is_computed(second) => {
                let present = self.present(first);
                let (then, otherwise) = (self.with_quantity(first, test), self.with_quantity(second, test));
                present.choose(then, otherwise)
            }
            _ => {
                let Some(value) = self.value(term) else { return Expression::bool(false) };
                let text = value.known == Sort::Text;
                let fit = fit(value.known, Sort::Quantity);
                self.tested_within(value, fit, None, &mut |printer, value| {
                    let text = if text { value } else { Expression::function("string", [value]) };
                    let is = Expression::function("isQuantity", [text.clone()]);
                    Expression::all([is, test(printer, Expression::function("quantity", [text]))])
                })
            }
        }
    }
}

/// Whether a value is worked out, and no text as in the object.
fn is_computed(term: &Term) -> bool {
    match term {
        Term::Times(..) => true,
        Term::OrElse(first, second) => is_computed(first) || is_computed(second),
        _ => false,
    }
}

/// A quantity, so many times: quantities can be added, not multiplied.
fn times(factor: u32, quantity: &Expression) -> Expression {
    match factor {
        0 | 1 => quantity.clone(),
        2 => quantity.clone().call("add", [quantity.clone()]),
        odd if odd % 2 == 1 => times(odd - 1, quantity).call("add", [quantity.clone()]),
        even => {
            let half = || Expression::name("half");
            let twice = half().call("add", [half()]);
            some(times(even / 2, quantity)).call("optMap", [half(), twice]).call("value", [])
        }
    }
}

/// A reference to an image, with what is usually left out of it.
pub(super) fn familiar(image: &Expression) -> Expression {
    let with = |prefix: String| Expression::Sum(vec![Expression::text(&prefix), image.clone()]);
    let has_registry = image.clone().call("matches", [Expression::raw(HAS_REGISTRY)]);
    let has_path = image.clone().call("contains", [Expression::text("/")]);
    let library = with(format!("{DEFAULT_REGISTRY}/{DEFAULT_LIBRARY}/"));
    has_registry.choose(image.clone(), has_path.choose(with(format!("{DEFAULT_REGISTRY}/")), library))
}
