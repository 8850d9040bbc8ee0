//! What a term says of an object.

use std::borrow::Cow;

use o8_ir::{Node, Tree};

use crate::reference::familiar;
use crate::{Comparison, Constant, Quantifier, Quantity, Root, Sort, Subject, Term, TextTest};

/// A value while a rule is evaluated.
#[derive(Clone, Debug)]
pub(crate) enum Value<'o> {
    /// A part of the object.
    Node(&'o Node),
    /// A constant of the rule, or what was worked out.
    Bool(bool),
    Int(i64),
    Text(Cow<'o, str>),
    Quantity(Quantity),
    List(&'o [Constant]),
}

/// Below it, a floating-point number holds every whole number.
const EXACT: f64 = (1i64 << 53) as f64;

/// The elements of the quantifiers around a term, the innermost last.
pub(crate) type Elements<'o> = Vec<(u32, Value<'o>)>;

impl Term {
    /// Whether the test is true of an object.
    pub fn holds(&self, subject: Subject<'_>) -> bool {
        self.is_true(subject, &mut Elements::new())
    }

    /// Whether the test is true.
    pub(crate) fn is_true<'o>(&'o self, subject: Subject<'o>, elements: &mut Elements<'o>) -> bool {
        match self {
            Self::Constant(constant) => *constant == Constant::Bool(true),
            Self::Present(inner) => inner.value(subject, elements).is_some(),
            Self::Is(inner, sort) => inner.value(subject, elements).is_some_and(|value| value.is_of(*sort)),
            Self::OfKind { api_version, kind } => {
                subject.kind() == kind && subject.api_version() == api_version
            }
            Self::Not(inner) => !inner.is_true(subject, elements),
            Self::All(parts) => parts.iter().all(|part| part.is_true(subject, elements)),
            Self::Any(parts) => parts.iter().any(|part| part.is_true(subject, elements)),
            Self::Compare { op, sort, left, right } => {
                let Some(left) = left.value(subject, elements) else { return false };
                let Some(right) = right.value(subject, elements) else { return false };
                compare(*op, *sort, &left, &right)
            }
            Self::OneOf(inner, constants) => match inner.value(subject, elements) {
                Some(value) => constants.iter().any(|constant| value.equals(constant)),
                None => false,
            },
            Self::Text(test, inner, part) => {
                let value = inner.value(subject, elements);
                value.as_ref().and_then(Value::text).is_some_and(|text| match test {
                    TextTest::StartsWith => text.starts_with(part.as_str()),
                    TextTest::EndsWith => text.ends_with(part.as_str()),
                    TextTest::Contains => text.contains(part.as_str()),
                })
            }
            Self::Matches(inner, pattern) => {
                let value = inner.value(subject, elements);
                value.as_ref().and_then(Value::text).is_some_and(|text| pattern.matches(text))
            }
            Self::Quantified { quantifier, variable, list, test } => {
                // Stops at the first element that decides.
                let decides = *quantifier == Quantifier::Some;
                let found = list.each_element(subject, elements, &mut |element, elements| {
                    elements.push((*variable, element));
                    let holds = test.is_true(subject, elements);
                    elements.pop();
                    holds == decides
                });
                found == decides
            }
            Self::Root(_)
            | Self::Element { .. }
            | Self::Field { .. }
            | Self::Entry { .. }
            | Self::OrElse(..)
            | Self::Size(_)
            | Self::Keys(_)
            | Self::Join(_)
            | Self::Reference(_)
            | Self::Times(..) => {
                self.value(subject, elements).is_some_and(|value| value.bool() == Some(true))
            }
        }
    }

    /// The value; `None` where it is absent.
    pub(crate) fn value<'o>(
        &'o self,
        subject: Subject<'o>,
        elements: &mut Elements<'o>,
    ) -> Option<Value<'o>> {
        match self {
            Self::Constant(constant) => Some(Value::of(constant)),
            Self::Root(Root::Object) => Some(Value::Node(subject.object())),
            Self::Root(Root::Template) => subject.template().map(Value::Node),
            Self::Root(Root::Pod) => subject.pod().map(Value::Node),
            // Lists that are put together are gone through, never looked at as a whole.
            Self::Root(Root::Containers) | Self::Join(_) | Self::Keys(_) => None,
            Self::Element { variable, .. } => {
                let found = elements.iter().rev().find(|(number, _)| number == variable);
                found.map(|(_, value)| value.clone())
            }
            Self::Field { base, name, .. } => match base.value(subject, elements)? {
                Value::Node(node) => {
                    let found = node.as_map()?.get(name)?;
                    (found.tree != Tree::Null).then_some(Value::Node(found))
                }
                _ => None,
            },
            Self::Entry { map, key, .. } => {
                let key = key.value(subject, elements)?;
                match map.value(subject, elements)? {
                    Value::Node(node) => {
                        let found = node.as_map()?.get(key.text()?)?;
                        (found.tree != Tree::Null).then_some(Value::Node(found))
                    }
                    _ => None,
                }
            }
            Self::OrElse(first, second) => {
                first.value(subject, elements).or_else(|| second.value(subject, elements))
            }
            Self::Size(inner) => {
                let mut size = 0i64;
                match inner.value(subject, elements) {
                    Some(Value::Node(node)) if node.as_map().is_some() => size = present(node).count() as i64,
                    _ => {
                        inner.each_element(subject, elements, &mut |_, _| {
                            size += 1;
                            false
                        });
                    }
                }
                Some(Value::Int(size))
            }
            Self::Reference(inner) => {
                let value = inner.value(subject, elements)?;
                Some(Value::Text(Cow::Owned(familiar(value.text()?))))
            }
            Self::Times(factor, inner) => {
                let value = inner.value(subject, elements)?;
                Some(Value::Quantity(value.quantity()?.times(*factor)))
            }
            Self::Present(_)
            | Self::Is(..)
            | Self::OfKind { .. }
            | Self::Not(_)
            | Self::All(_)
            | Self::Any(_)
            | Self::Compare { .. }
            | Self::OneOf(..)
            | Self::Text(..)
            | Self::Matches(..)
            | Self::Quantified { .. } => Some(Value::Bool(self.is_true(subject, elements))),
        }
    }

    /// Hands the elements of a list to `visit` until that says true; whether it did.
    pub(crate) fn each_element<'o>(
        &'o self,
        subject: Subject<'o>,
        elements: &mut Elements<'o>,
        visit: &mut dyn FnMut(Value<'o>, &mut Elements<'o>) -> bool,
    ) -> bool {
        match self {
            Self::Root(Root::Containers) => {
                subject.containers().any(|(_, _, container)| visit(Value::Node(container), elements))
            }
            Self::Join(lists) => lists.iter().any(|list| list.each_element(subject, elements, visit)),
            Self::Keys(map) => match map.value(subject, elements) {
                Some(Value::Node(node)) => {
                    present(node).any(|key| visit(Value::Text(Cow::Borrowed(key)), elements))
                }
                _ => false,
            },
            _ => match self.value(subject, elements) {
                Some(Value::Node(node)) => {
                    let mut items = node.items().filter(|item| item.tree != Tree::Null);
                    items.any(|item| visit(Value::Node(item), elements))
                }
                Some(Value::List(constants)) => {
                    constants.iter().any(|constant| visit(Value::of(constant), elements))
                }
                _ => false,
            },
        }
    }
}

impl<'o> Value<'o> {
    fn of(constant: &'o Constant) -> Self {
        match constant {
            Constant::Bool(value) => Self::Bool(*value),
            Constant::Int(value) => Self::Int(*value),
            Constant::Text(text) => Self::Text(Cow::Borrowed(text)),
            // A constant that is no quantity is refused where the rule is made.
            Constant::Quantity(text) => match Quantity::parse(text) {
                Some(quantity) => Self::Quantity(quantity),
                None => Self::Text(Cow::Borrowed(text)),
            },
            Constant::List(list) => Self::List(list),
        }
    }

    fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Node(node) => match node.tree {
                Tree::Bool(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    fn int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Node(node) => match node.tree {
                Tree::Int(value) => Some(value),
                // As JSON has it: 1.0 is 1, and is written so wherever it is sent on.
                Tree::Float(value) if value.fract() == 0.0 && value.abs() < EXACT => Some(value as i64),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Node(node) => node.as_str(),
            _ => None,
        }
    }

    fn quantity(&self) -> Option<Quantity> {
        match self {
            Self::Quantity(quantity) => Some(*quantity),
            Self::Text(text) => Quantity::parse(text),
            Self::Int(number) => Some(Quantity::whole(*number)),
            Self::Node(node) => match &node.tree {
                Tree::String(text) => Quantity::parse(text),
                Tree::Int(number) => Some(Quantity::whole(*number)),
                Tree::Float(number) => Quantity::parse(&format!("{number}")),
                _ => None,
            },
            _ => None,
        }
    }

    fn is_of(&self, sort: Sort) -> bool {
        match sort {
            Sort::Bool => self.bool().is_some(),
            Sort::Int => self.int().is_some(),
            Sort::Text => self.text().is_some(),
            Sort::Quantity => self.quantity().is_some(),
            Sort::IntOrText => self.int().is_some() || self.text().is_some(),
            Sort::List => match self {
                Self::List(_) => true,
                Self::Node(node) => node.as_list().is_some(),
                _ => false,
            },
            Sort::Map => matches!(self, Self::Node(node) if node.as_map().is_some()),
            Sort::Any => true,
        }
    }

    fn equals(&self, constant: &Constant) -> bool {
        match constant {
            Constant::Bool(value) => self.bool() == Some(*value),
            Constant::Int(value) => self.int() == Some(*value),
            Constant::Text(text) => self.text() == Some(text),
            Constant::Quantity(text) => {
                self.quantity().is_some_and(|value| Some(value) == Quantity::parse(text))
            }
            Constant::List(_) => false,
        }
    }
}

/// The keys of a map that hold something: null is absent.
fn present(map: &Node) -> impl Iterator<Item = &str> {
    map.entries().filter(|(_, node)| node.tree != Tree::Null).map(|(key, _)| key.as_str())
}

/// Whether two values of one sort are in this relation; false where one is of another sort.
fn compare(op: Comparison, sort: Sort, left: &Value<'_>, right: &Value<'_>) -> bool {
    let order = match sort {
        Sort::Bool => left.bool().zip(right.bool()).map(|(left, right)| left.cmp(&right)),
        Sort::Int => left.int().zip(right.int()).map(|(left, right)| left.cmp(&right)),
        Sort::Text => left.text().zip(right.text()).map(|(left, right)| left.cmp(right)),
        Sort::Quantity => left.quantity().zip(right.quantity()).map(|(left, right)| left.cmp(&right)),
        Sort::IntOrText | Sort::List | Sort::Map | Sort::Any => None,
    };
    order.is_some_and(|order| op.holds(order))
}
