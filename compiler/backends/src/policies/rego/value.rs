//! Terms in Rego: tests are bodies, values are expressions that are null where they are absent.

use ecow::{EcoString, eco_format};
use o8_ir::{Node, Tree};
use o8_policies::{Comparison, Constant, Quantifier, Quantity, Root, Sort, Subject, Term, TextTest};

use super::body::{Body, Literal};
use super::{Printer, keys, mentions, pattern, quoted};
use crate::policies::known::{Fit, either, element_name, element_sort, field_sort, fit};

/// A value: a path below a record, or an expression.
#[derive(Clone, Debug)]
struct Value {
    /// The record, or the expression.
    base: EcoString,
    /// The keys below it, each an expression.
    fields: Vec<EcoString>,
    /// Whether an expression may be null: a path may always.
    nullable: bool,
    known: Sort,
}

impl Value {
    fn plain(base: impl Into<EcoString>, known: Sort) -> Self {
        Self { base: base.into(), fields: Vec::new(), nullable: false, known }
    }

    fn nullable(base: impl Into<EcoString>, known: Sort) -> Self {
        Self { nullable: true, ..Self::plain(base, known) }
    }

    fn may_be_null(&self) -> bool {
        self.nullable || !self.fields.is_empty()
    }

    /// The expression; null where it is absent.
    fn text(&self) -> EcoString {
        if self.fields.is_empty() {
            self.base.clone()
        } else {
            eco_format!("object.get({}, {}, null)", self.base, keys(&self.fields))
        }
    }

    /// The last field that leads to it.
    fn field(&self) -> &str {
        self.fields.last().map_or("", |field| field.trim_matches('"'))
    }
}

impl Printer {
    /// What is true where a test is.
    pub(super) fn test(&mut self, term: &Term) -> Body {
        match term {
            Term::Constant(constant) => Body::constant(*constant == Constant::Bool(true)),
            Term::Present(inner) => self.present(inner),
            Term::Is(inner, sort) => self.is(inner, *sort),
            Term::OfKind { api_version, kind } => {
                Body::compare("subject.apiVersion".into(), "==", quoted(api_version).into())
                    .and(Body::compare("subject.kind".into(), "==", quoted(kind).into()))
            }
            Term::Not(inner) => self.negated(inner),
            Term::All(parts) => parts.iter().fold(Body::always(), |body, part| {
                let part = self.test(part);
                body.and(part)
            }),
            Term::Any(parts) => self.any(parts),
            Term::Compare { op, sort, left, right } => self.compare(*op, *sort, left, right),
            Term::OneOf(inner, constants) => self.one_of(inner, constants),
            Term::Text(test, inner, part) => {
                let function = match test {
                    TextTest::StartsWith => "startswith",
                    TextTest::EndsWith => "endswith",
                    TextTest::Contains => "contains",
                };
                self.text_test(inner, !part.is_empty(), &|text| {
                    eco_format!("{function}({text}, {})", quoted(part))
                })
            }
            Term::Matches(inner, expression) => {
                let zero = !expression.matches("");
                let expression = pattern(expression.text());
                self.text_test(inner, zero, &|text| eco_format!("regex.match({expression}, {text})"))
            }
            Term::Quantified { quantifier, variable, list, test } => {
                self.quantified(*quantifier == Quantifier::All, *variable, list, test, false)
            }
            Term::Root(_)
            | Term::Size(_)
            | Term::Keys(_)
            | Term::Join(_)
            | Term::Reference(_)
            | Term::Times(..) => Body::never(),
            Term::Element { .. } | Term::Field { .. } | Term::Entry { .. } | Term::OrElse(..) => {
                match self.value(term) {
                    Some(value) if fit(value.known, Sort::Bool) != Fit::Never => {
                        Body::compare(value.text(), "==", "true".into())
                    }
                    _ => Body::never(),
                }
            }
        }
    }

    /// What is true where a test is not.
    pub(super) fn negated(&mut self, term: &Term) -> Body {
        match term {
            Term::Not(inner) => return self.test(inner),
            Term::Any(parts) if self.texts(parts).is_none() => {
                return parts.iter().fold(Body::always(), |body, part| {
                    let part = self.negated(part);
                    body.and(part)
                });
            }
            Term::Quantified { quantifier, variable, list, test } => {
                return self.quantified(*quantifier == Quantifier::Some, *variable, list, test, true);
            }
            _ => {}
        }
        // Tried first: most tests take no helper, and what is tried may have made some.
        let before = (self.helpers.len(), self.number, self.scopes.last().map(|scope| scope.names.len()));
        if let Some(opposite) = self.test(term).opposite() {
            return opposite;
        }
        self.helpers.truncate(before.0);
        self.number = before.1;
        if let (Some(scope), Some(names)) = (self.scopes.last_mut(), before.2) {
            scope.names.truncate(names);
        }
        let call = self.helper(&[term], &mut |printer, _| printer.test(term));
        Body::of([Literal::Not(call)])
    }

    /// The start or the end that one text is held against, where all parts do that: `(test, text, starts)`.
    fn texts<'t>(&self, parts: &'t [Term]) -> Option<(TextTest, &'t Term, Vec<&'t EcoString>)> {
        let [Term::Text(test, inner, _), _, ..] = parts else { return None };
        if *test == TextTest::Contains {
            return None;
        }
        let same = parts.iter().map(|part| match part {
            Term::Text(other, same, text) if other == test && same == inner && !text.is_empty() => Some(text),
            _ => None,
        });
        Some((*test, &**inner, same.collect::<Option<_>>()?))
    }

    fn any(&mut self, parts: &[Term]) -> Body {
        if let Some((test, inner, texts)) = self.texts(parts) {
            let function = match test {
                TextTest::StartsWith => "strings.any_prefix_match",
                _ => "strings.any_suffix_match",
            };
            let texts: Vec<_> = texts.into_iter().map(|text| quoted(text)).collect();
            return self
                .text_test(inner, true, &|text| eco_format!("{function}({text}, [{}])", texts.join(", ")));
        }
        match parts {
            [] => Body::never(),
            [one] => self.test(one),
            [Term::OfKind { api_version, .. }, ..] if of_one_version(parts, api_version) => {
                let kinds = parts.iter().filter_map(|part| match part {
                    Term::OfKind { kind, .. } => Some(quoted(kind)),
                    _ => None,
                });
                let kinds = kinds.collect::<Vec<_>>().join(", ");
                Body::compare("subject.apiVersion".into(), "==", quoted(api_version).into())
                    .and(Body::call(eco_format!("subject.kind in {{{kinds}}}")))
            }
            parts => {
                let terms: Vec<&Term> = parts.iter().collect();
                let call = self.helper(&terms, &mut |printer, way| printer.test(terms[way]));
                Body::call(call)
            }
        }
    }

    /// Whether all elements of a list pass a test, or one; or do not pass it, where `negated`.
    fn quantified(&mut self, all: bool, variable: u32, list: &Term, test: &Term, negated: bool) -> Body {
        // What has no schema may be null, which is no element.
        let nulls = element_sort(test, variable) == Some(Sort::Any) && list.sort() != Sort::Any;
        let (mut list, name) = self.list(list);
        if nulls {
            self.function("items");
            list = eco_format!("items({list})");
        }
        let name = self.fresh(&name);
        let scope = self.scopes.last_mut().expect("rules have a scope");
        scope.bound.push((variable, name.clone()));
        let body = if negated { self.negated(test) } else { self.test(test) };
        self.scopes.last_mut().expect("it was there").bound.pop();
        if all {
            if body.is_always() {
                return Body::always();
            }
            if body.clone().possible().is_none() {
                return Body::compare(eco_format!("count({list})"), "==", "0".into());
            }
            let lines = body.lines();
            // What nothing looks at has no name.
            let name = if mentions(&lines, &name) { name.as_str() } else { "_" };
            return Body::of([Literal::Block(eco_format!("every {name} in {list} {{\n{lines}}}"))]);
        }
        if !mentions(&body.lines(), &name) {
            return Body::compare(eco_format!("count({list})"), ">", "0".into()).and(body);
        }
        Body::of([Literal::Block(eco_format!("some {name} in {list}"))]).and(body)
    }

    fn present(&mut self, term: &Term) -> Body {
        match term {
            Term::Times(_, inner) => self.is(inner, Sort::Quantity),
            Term::OrElse(first, second) if is_computed(term) => {
                let terms = [&**first, &**second];
                let call = self.helper(&terms, &mut |printer, way| printer.present(terms[way]));
                Body::call(call)
            }
            _ => match self.value(term) {
                None => Body::never(),
                Some(value) if value.may_be_null() => Body::compare(value.text(), "!=", "null".into()),
                Some(_) => Body::always(),
            },
        }
    }

    fn is(&mut self, term: &Term, sort: Sort) -> Body {
        match term {
            _ if sort == Sort::Any => self.present(term),
            Term::Times(_, inner) if sort == Sort::Quantity => self.is(inner, Sort::Quantity),
            Term::Times(..) => Body::never(),
            Term::OrElse(first, second) if is_computed(term) => {
                let terms = [&**first, &**second];
                let call = self.helper(&terms, &mut |printer, way| {
                    let is = printer.is(terms[way], sort);
                    if way == 0 {
                        return is;
                    }
                    let first = Term::Present(Box::new(terms[0].clone())).negated();
                    printer.test(&first).and(is)
                });
                Body::call(call)
            }
            _ => {
                let Some(value) = self.value(term) else { return Body::never() };
                let text = value.text();
                match fit(value.known, sort) {
                    Fit::Never => Body::never(),
                    Fit::Always if sort != Sort::Quantity && !value.may_be_null() => Body::always(),
                    Fit::Always if sort != Sort::Quantity => Body::compare(text, "!=", "null".into()),
                    _ => self.is_of(&text, sort),
                }
            }
        }
    }

    /// Whether an expression is of a sort. None of these tests is true of null.
    fn is_of(&mut self, text: &EcoString, sort: Sort) -> Body {
        let function = match sort {
            Sort::Bool => "is_boolean",
            Sort::Int => {
                self.function("is_whole");
                "is_whole"
            }
            Sort::Text => "is_string",
            Sort::IntOrText => {
                self.function("is_whole_or_text");
                "is_whole_or_text"
            }
            Sort::Quantity => {
                self.function("quantity");
                return Body::compare(eco_format!("quantity({text})"), "!=", "null".into());
            }
            Sort::List => "is_array",
            Sort::Map => "is_object",
            Sort::Any => return Body::compare(text.clone(), "!=", "null".into()),
        };
        Body::call(eco_format!("{function}({text})"))
    }

    fn compare(&mut self, op: Comparison, sort: Sort, left: &Term, right: &Term) -> Body {
        // A line that begins with a minus would go on with the line before.
        match (left, right) {
            (Term::Constant(_), Term::Constant(_)) => {
                let (left, right) = (Box::new(left.clone()), Box::new(right.clone()));
                let nothing = Node::derived(Tree::Null);
                return Body::constant(Term::Compare { op, sort, left, right }.holds(Subject::new(&nothing)));
            }
            (Term::Constant(_), _) => return self.compare(op.flipped(), sort, right, left),
            _ => {}
        }
        if sort == Sort::Quantity {
            let (Some(left), Some(right)) = (self.quantity(left), self.quantity(right)) else {
                return Body::never();
            };
            return self.compare_values(op, left, right);
        }
        let (Some(left), Some(right)) = (self.value(left), self.value(right)) else { return Body::never() };
        let fits = [&left, &right].map(|value| fit(value.known, sort));
        if fits.contains(&Fit::Never) {
            return Body::never();
        }
        let constant = |value: &Value| matches!(value.known, known if known == sort) && !value.may_be_null();
        // What is equal to a constant is of its type.
        if op == Comparison::Equal && (constant(&left) || constant(&right)) {
            return Body::compare(left.text(), "==", right.text());
        }
        let mut body = Body::always();
        let mut values = Vec::new();
        for (value, fit) in [left, right].into_iter().zip(fits) {
            if matches!(fit, Fit::Ask(_)) {
                let name = self.named(&value, &mut body);
                body = body.and(self.is_of(&name, sort));
                values.push(Value::plain(name, sort));
            } else {
                values.push(value);
            }
        }
        let (left, right) = (values.swap_remove(0), values.swap_remove(0));
        body.and(self.compare_values(op, left, right))
    }

    /// A comparison of values of one type that may be null, which comes before all others.
    fn compare_values(&mut self, op: Comparison, left: Value, right: Value) -> Body {
        let mut body = Body::always();
        let (needs_left, needs_right) = match op {
            Comparison::Equal => (left.may_be_null() && right.may_be_null(), false),
            Comparison::Less | Comparison::LessEqual => (left.may_be_null(), false),
            Comparison::Greater | Comparison::GreaterEqual => (false, right.may_be_null()),
        };
        let mut there = |printer: &mut Self, value: Value, needed: bool| {
            if !needed {
                return value.text();
            }
            let name = printer.named(&value, &mut body);
            body.push(Literal::Compare(name.clone(), "!=", "null".into()));
            name
        };
        let left = there(self, left, needs_left);
        let right = there(self, right, needs_right);
        let symbol = match op {
            Comparison::Equal => "==",
            Comparison::Less => "<",
            Comparison::LessEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterEqual => ">=",
        };
        body.and(Body::compare(left, symbol, right))
    }

    /// A name for a value, given in a body.
    fn named(&mut self, value: &Value, body: &mut Body) -> EcoString {
        let name = self.fresh("value");
        body.push(Literal::Block(eco_format!("{name} := {}", value.text())));
        name
    }

    fn one_of(&mut self, inner: &Term, constants: &[Constant]) -> Body {
        if constants.iter().any(|constant| matches!(constant, Constant::Quantity(_))) {
            let equal = |constant: &Constant| Term::Compare {
                op: Comparison::Equal,
                sort: constant.sort(),
                left: Box::new(inner.clone()),
                right: Box::new(Term::Constant(constant.clone())),
            };
            let tests: Vec<Term> = constants.iter().map(equal).collect();
            return self.any(&tests);
        }
        let Some(value) = self.value(inner) else { return Body::never() };
        let Some(sort) = constants.first().map(Constant::sort) else { return Body::never() };
        if fit(value.known, sort) == Fit::Never {
            return Body::never();
        }
        match constants {
            [one] => Body::compare(value.text(), "==", literal(one)),
            several => {
                let texts: Vec<_> = several.iter().map(literal).collect();
                Body::call(eco_format!("{} in {{{}}}", value.text(), texts.join(", ")))
            }
        }
    }

    /// A test of a text. `zero`: it is false of the empty one.
    fn text_test(&mut self, inner: &Term, zero: bool, test: &dyn Fn(&EcoString) -> EcoString) -> Body {
        let Some(value) = self.value(inner) else { return Body::never() };
        match fit(value.known, Sort::Text) {
            Fit::Never => Body::never(),
            Fit::Always if !value.may_be_null() => Body::call(test(&value.text())),
            Fit::Always if zero => {
                let text = self.or(value, "\"\"");
                Body::call(test(&text))
            }
            _ => {
                let mut body = Body::always();
                let name = self.named(&value, &mut body);
                body.push(Literal::Call(eco_format!("is_string({name})")));
                body.and(Body::call(test(&name)))
            }
        }
    }

    /// A list, and what an element of it is called.
    fn list(&mut self, term: &Term) -> (EcoString, String) {
        let none = || (EcoString::from("[]"), "item".to_owned());
        match term {
            Term::Root(Root::Containers) => {
                self.pods = true;
                ("containers".into(), "container".into())
            }
            Term::Keys(map) => {
                let map = self.value(map).filter(|map| fit(map.known, Sort::Map) != Fit::Never);
                let Some(map) = map else { return none() };
                self.function("keys");
                (eco_format!("keys({})", map.text()), "key".into())
            }
            Term::Join(lists) => {
                let lists: Vec<_> = lists.iter().map(|list| self.list(list)).collect();
                let joined = lists.into_iter();
                joined
                    .reduce(|(all, name), (list, _)| (eco_format!("array.concat({all}, {list})"), name))
                    .unwrap_or_else(none)
            }
            Term::Constant(constant @ Constant::List(_)) => (literal(constant), "item".into()),
            _ => {
                let Some(value) = self.value(term) else { return none() };
                let name = element_name(value.field());
                match fit(value.known, Sort::List) {
                    Fit::Never => none(),
                    Fit::Always => (self.or(value, "[]"), name),
                    Fit::Ask(_) => {
                        self.function("items");
                        (eco_format!("items({})", value.text()), name)
                    }
                }
            }
        }
    }

    /// A value, or another one where it is absent.
    fn or(&mut self, value: Value, zero: &str) -> EcoString {
        if !value.may_be_null() {
            value.text()
        } else if value.fields.is_empty() || value.known == Sort::Any {
            self.function("or_else");
            eco_format!("or_else({}, {zero})", value.text())
        } else {
            eco_format!("object.get({}, {}, {zero})", value.base, keys(&value.fields))
        }
    }

    /// The value of a term; `None` where it is always absent.
    fn value(&mut self, term: &Term) -> Option<Value> {
        Some(match term {
            Term::Constant(constant) => Value::plain(literal(constant), constant.sort()),
            Term::Root(Root::Object) => Value::plain("subject", Sort::Map),
            Term::Root(root @ (Root::Template | Root::Pod)) => {
                self.pods = true;
                let name = if *root == Root::Pod { "pod" } else { "template" };
                Value::plain(name, Sort::Map)
            }
            Term::Root(Root::Containers) | Term::Keys(_) | Term::Join(_) | Term::Times(..) => return None,
            Term::Element { variable, sort } => {
                let scope = self.scopes.last()?;
                let (_, name) = scope.bound.iter().rev().find(|bound| bound.0 == *variable)?;
                Value::plain(name.clone(), *sort)
            }
            Term::Field { base, name, sort } => {
                let sort = field_sort(base, name, *sort);
                let base = self.value(base)?;
                self.below(base, quoted(name).into(), sort)?
            }
            Term::Entry { map, key, sort } => {
                let key = self.value(key)?;
                let text = match fit(key.known, Sort::Text) {
                    Fit::Never => return None,
                    Fit::Always => key.text(),
                    // A number would be taken for a position.
                    Fit::Ask(_) => {
                        self.function("text_of");
                        eco_format!("text_of({})", key.text())
                    }
                };
                let map = self.value(map)?;
                self.below(map, text, *sort)?
            }
            Term::OrElse(first, second) => match (self.value(first), self.value(second)) {
                (first, None) => first?,
                (None, second) => second?,
                (Some(first), Some(_)) if !first.may_be_null() => first,
                (Some(first), Some(second)) => {
                    let known = either(first.known, second.known);
                    let nullable = second.may_be_null();
                    let text = self.or(first, &second.text());
                    Value { nullable, ..Value::plain(text, known) }
                }
            },
            Term::Size(inner) => Value::plain(self.size(inner), Sort::Int),
            Term::Reference(inner) => {
                let inner = self.value(inner)?;
                if fit(inner.known, Sort::Text) == Fit::Never {
                    return None;
                }
                self.function("familiar");
                Value::nullable(eco_format!("familiar({})", inner.text()), Sort::Text)
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
            | Term::Quantified { .. } => {
                // A rule that is not true is not there, so it is made false.
                let call = self.helper(&[term], &mut |printer, _| printer.test(term));
                self.make_boolean(&call);
                Value::plain(call, Sort::Bool)
            }
        })
    }

    /// What a value has under a key, which is an expression; `None` where it never has any.
    fn below(&mut self, base: Value, key: EcoString, known: Sort) -> Option<Value> {
        let inner = match fit(base.known, Sort::Map) {
            Fit::Never => return None,
            // A path stops where it meets something that has no fields.
            _ if !base.fields.is_empty() => true,
            Fit::Always => !base.nullable,
            Fit::Ask(_) => false,
        };
        Some(if inner {
            let mut fields = base.fields;
            fields.push(key);
            Value { base: base.base, fields, nullable: false, known }
        } else {
            self.function("get");
            Value::nullable(eco_format!("get({}, [{key}])", base.text()), known)
        })
    }

    fn size(&mut self, term: &Term) -> EcoString {
        if matches!(
            term,
            Term::Root(Root::Containers) | Term::Keys(_) | Term::Join(_) | Term::Constant(Constant::List(_))
        ) {
            let (list, _) = self.list(term);
            return eco_format!("count({list})");
        }
        let Some(value) = self.value(term) else { return "0".into() };
        match value.known {
            Sort::List => eco_format!("count({})", self.or(value, "[]")),
            Sort::Map => eco_format!("count({})", self.or(value, "{}")),
            Sort::Any => {
                self.function("size");
                eco_format!("size({})", value.text())
            }
            _ => "0".into(),
        }
    }

    /// A quantity, as the library has them; `None` where it is none.
    fn quantity(&mut self, term: &Term) -> Option<Value> {
        let known = Sort::Quantity;
        let constant = |text: &str| {
            Quantity::parse(text).map(|_| Value::plain(eco_format!("quantity({})", quoted(text)), known))
        };
        match term {
            Term::Constant(Constant::Int(number)) => {
                self.function("quantity");
                constant(&number.to_string())
            }
            Term::Constant(Constant::Quantity(text) | Constant::Text(text)) => {
                self.function("quantity");
                constant(text)
            }
            Term::Constant(_) => None,
            Term::Times(factor, inner) => {
                let inner = self.quantity(inner)?;
                self.function("times");
                let text = eco_format!("times({factor}, {})", inner.text());
                Some(Value { nullable: inner.may_be_null(), ..Value::plain(text, known) })
            }
            Term::OrElse(first, second) if is_computed(term) => {
                match (self.quantity(first), self.quantity(second)) {
                    (first, None) => first,
                    (None, second) => second,
                    (Some(first), Some(second)) => {
                        let nullable = second.may_be_null();
                        let text = self.or(first, &second.text());
                        Some(Value { nullable, ..Value::plain(text, known) })
                    }
                }
            }
            _ => {
                let value = self.value(term)?;
                if fit(value.known, Sort::Quantity) == Fit::Never {
                    return None;
                }
                self.function("quantity");
                Some(Value::nullable(eco_format!("quantity({})", value.text()), known))
            }
        }
    }

    /// A name that nothing in the body has.
    fn fresh(&mut self, name: &str) -> EcoString {
        let scope = self.scopes.last_mut().expect("rules have a scope");
        let mut fresh = EcoString::from(name);
        let mut number = 2;
        while scope.names.contains(&fresh) {
            fresh = eco_format!("{name}{number}");
            number += 1;
        }
        scope.names.push(fresh.clone());
        fresh
    }
}

/// Whether all tests are for kinds of one API group and version.
fn of_one_version(tests: &[Term], wanted: &str) -> bool {
    tests.iter().all(|test| matches!(test, Term::OfKind { api_version, .. } if api_version == wanted))
}

/// Whether a value is worked out, and no part of the object.
fn is_computed(term: &Term) -> bool {
    match term {
        Term::Times(..) => true,
        Term::OrElse(first, second) => is_computed(first) || is_computed(second),
        _ => false,
    }
}

fn literal(constant: &Constant) -> EcoString {
    match constant {
        Constant::Bool(value) => eco_format!("{value}"),
        Constant::Int(value) => eco_format!("{value}"),
        Constant::Text(text) | Constant::Quantity(text) => quoted(text).into(),
        Constant::List(list) => {
            let texts: Vec<_> = list.iter().map(literal).collect();
            eco_format!("[{}]", texts.join(", "))
        }
    }
}
