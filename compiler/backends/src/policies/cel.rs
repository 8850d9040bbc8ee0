//! Rules in CEL, the same text for the API server and for Kyverno.
//!
//! What may not be there is an optional value: `object.?spec.?replicas`. A test of one takes a value for which it is false in its place
//! (`.orValue(0) >= 2`), or is made inside (`.optMap(value, value < 2).orValue(false)`). Where there is no schema, the type is asked
//! for first.

mod expression;
mod images;
mod value;

use ecow::EcoString;
use o8_policies::{
    Comparison, Constant, Quantifier, Root, Rule, Sort, Templates, Term, TextTest, templates_by_path,
};

use self::expression::Expression;
use self::value::Value;
use super::known::{Fit, element_name, element_sort, fit};
pub(super) use images::{comes_from, images, left_alone};

/// A policy's rules, as the engines evaluate them.
pub(super) struct Program {
    /// What they share, in order: a name and its expression.
    pub variables: Vec<(&'static str, EcoString)>,
    /// The test that has to be true, for each rule.
    pub validations: Vec<EcoString>,
}

/// Translates rules. An object is also left alone by a rule where one of the tests is true that stand beside it, each with its reason.
pub(super) fn program<'a>(rules: impl IntoIterator<Item = (&'a Rule, Vec<(Term, EcoString)>)>) -> Program {
    let mut printer = Printer::default();
    let validations = rules.into_iter().map(|(rule, exempt)| printer.rule(rule, &exempt)).collect();
    Program { variables: printer.variables(), validations }
}

/// Whether a test may be anything to those who check types: a rule has to be a boolean. A field alone may be to all of them, and to
/// Kyverno whatever has a value for what is not there.
fn is_of_any_type(test: &Expression) -> bool {
    match test {
        Expression::Call { name: "orValue", .. } => true,
        Expression::Conditional(_, then, otherwise) => is_of_any_type(then) || is_of_any_type(otherwise),
        _ => false,
    }
}

/// What keeps an update from being looked at: a test of `object` and `oldObject` that is true where something was changed.
pub(super) fn changed<'a>(parts: impl IntoIterator<Item = &'a Vec<EcoString>>) -> EcoString {
    let differs = |path: &Vec<EcoString>| {
        let of = |object: &str| {
            path.iter().enumerate().fold(Expression::name(object), |base, (at, field)| {
                // Every object has metadata.
                if at == 0 && field == "metadata" { base.select(field) } else { base.maybe(field) }
            })
        };
        of("object").relation("!=", of("oldObject"))
    };
    // What was there before an object is made: null to the API server, and an object without anything to Kyverno.
    let nothing = Expression::name("oldObject").relation("==", Expression::name("null"));
    let empty = Expression::function("has", [Expression::name("oldObject").select("metadata")]).negated();
    Expression::any([nothing, empty].into_iter().chain(parts.into_iter().map(differs))).written()
}

/// A variable that a quantifier or a macro binds.
struct Bound {
    /// The number of the quantifier; `None` for those of macros.
    number: Option<u32>,
    name: EcoString,
}

#[derive(Default)]
struct Printer {
    bound: Vec<Bound>,
    /// Which of the variables are used.
    template: bool,
    pod: bool,
    containers: bool,
}

impl Printer {
    fn rule(&mut self, rule: &Rule, exempt: &[(Term, EcoString)]) -> EcoString {
        let mut parts = Vec::new();
        if rule.is_about_pods() {
            self.template = true;
            let spec = Expression::name("variables").select("template").select("spec");
            parts.push(Expression::function("has", [spec]).negated());
        }
        parts.push(self.test(&rule.matches).negated());
        parts.push(self.test(&rule.asserts));
        let mut text = String::new();
        for (test, reason) in exempt {
            let reason: String = reason.split(char::is_control).collect::<Vec<_>>().join(" ");
            let test = self.test(test).as_operand();
            text.push_str(&format!("// Left alone: {reason}\n{test} ||\n"));
        }
        let test = Expression::any(parts);
        let test = if is_of_any_type(&test) { test.relation("==", Expression::bool(true)) } else { test };
        let test = if exempt.is_empty() { test.written() } else { test.as_operand() };
        text.push_str(&test);
        text.into()
    }

    fn variables(&self) -> Vec<(&'static str, EcoString)> {
        let variable = |name: &str| Expression::name("variables").select(name);
        let mut all = Vec::new();
        let pod = self.pod || self.containers;
        if self.template || pod {
            all.push(("template", template().written()));
        }
        if pod {
            let pod = variable("template").maybe("spec").call("orValue", [Expression::name("{}")]);
            all.push(("pod", pod.written()));
        }
        if self.containers {
            let list =
                |name: &&str| variable("pod").maybe(name).call("orValue", [Expression::List(Vec::new())]);
            let lists: Vec<_> = o8_policies::CONTAINERS.iter().map(list).collect();
            // Each on its line: that there are three is the point.
            let lists: Vec<_> = lists.iter().map(Expression::written).collect();
            all.push(("containers", lists.join(" +\n").into()));
        }
        all
    }

    /// Whether a test is true.
    fn test(&mut self, term: &Term) -> Expression {
        match term {
            Term::Constant(constant) => Expression::bool(*constant == Constant::Bool(true)),
            Term::Present(inner) => self.present(inner),
            Term::Is(inner, sort) => self.is(inner, *sort),
            Term::OfKind { api_version, kind } => {
                let says = |field, value: &str| {
                    Expression::name("object").select(field).relation("==", Expression::text(value))
                };
                Expression::all([says("apiVersion", api_version), says("kind", kind)])
            }
            Term::Not(inner) => self.test(inner).negated(),
            Term::All(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.test(part)).collect();
                Expression::all(parts)
            }
            Term::Any(parts) => self.any(parts),
            Term::Compare { op, sort, left, right } => self.compare(*op, *sort, left, right),
            Term::OneOf(inner, constants) => self.one_of(inner, constants),
            Term::Text(test, inner, part) => {
                let zero = !part.is_empty();
                self.text_test(inner, zero, |text| text.call(method(*test), [Expression::text(part)]))
            }
            Term::Matches(inner, pattern) => {
                let zero = !pattern.matches("");
                self.text_test(inner, zero, |text| text.call("matches", [Expression::raw(pattern.text())]))
            }
            Term::Quantified { quantifier, variable, list, test } => {
                // What has no schema may be null, which is no element.
                let nulls = element_sort(test, *variable) == Some(Sort::Any) && list.sort() != Sort::Any;
                let mut list = self.list(list, true);
                let name = self.fresh(&name_of(&list));
                if nulls {
                    let item = Expression::Atom(name.clone());
                    list = list.call("filter", [item.clone(), item.relation("!=", Expression::name("null"))]);
                }
                self.bound.push(Bound { number: Some(*variable), name: name.clone() });
                let test = self.test(test);
                self.bound.pop();
                let name = Expression::Atom(name);
                match quantifier {
                    Quantifier::All if test == Expression::bool(true) => test,
                    Quantifier::Some if test == Expression::bool(false) => test,
                    Quantifier::All => list.call("all", [name, test]),
                    Quantifier::Some => list.call("exists", [name, test]),
                }
            }
            Term::Root(_)
            | Term::Size(_)
            | Term::Keys(_)
            | Term::Join(_)
            | Term::Reference(_)
            | Term::Times(..) => Expression::bool(false),
            Term::Element { .. } | Term::Field { .. } | Term::Entry { .. } | Term::OrElse(..) => {
                let Some(value) = self.value(term) else { return Expression::bool(false) };
                let plain = value.known == Sort::Bool;
                match fit(value.known, Sort::Bool) {
                    Fit::Never => Expression::bool(false),
                    _ if plain => value.or(Expression::bool(false)),
                    _ => value.or(Expression::bool(false)).relation("==", Expression::bool(true)),
                }
            }
        }
    }

    /// One of several tests. Texts that one text is held against are put into a list.
    fn any(&mut self, parts: &[Term]) -> Expression {
        let mut tests = Vec::new();
        let mut rest = parts;
        while let [first, after @ ..] = rest {
            let same = |part: &&Term| match (first, *part) {
                (Term::Text(test, inner, _), Term::Text(other, same, part)) => {
                    test == other && inner == same && !part.is_empty()
                }
                _ => false,
            };
            let count = rest.iter().take_while(same).count();
            let kinds = rest.iter().map_while(|part| match (first, part) {
                (Term::OfKind { api_version, .. }, Term::OfKind { api_version: same, kind })
                    if api_version == same =>
                {
                    Some(Expression::text(kind))
                }
                _ => None,
            });
            let kinds: Vec<_> = kinds.collect();
            if let Term::OfKind { api_version, .. } = first
                && kinds.len() > 1
            {
                rest = &rest[kinds.len()..];
                let object = |field| Expression::name("object").select(field);
                let version = object("apiVersion").relation("==", Expression::text(api_version));
                tests
                    .push(Expression::all([version, object("kind").relation("in", Expression::List(kinds))]));
                continue;
            }
            if count < 2 {
                tests.push(self.test(first));
                rest = after;
                continue;
            }
            let (group, after) = rest.split_at(count);
            rest = after;
            let texts = group.iter().filter_map(|part| match part {
                Term::Text(_, _, text) => Some(Expression::text(text)),
                _ => None,
            });
            let texts = Expression::List(texts.collect());
            if let Term::Text(test, inner, _) = first {
                let name = self.fresh(match test {
                    TextTest::StartsWith => "prefix",
                    TextTest::EndsWith => "suffix",
                    TextTest::Contains => "part",
                });
                tests.push(self.text_test(inner, true, |text| {
                    let part = Expression::Atom(name.clone());
                    texts.call("exists", [part.clone(), text.call(method(*test), [part])])
                }));
            }
        }
        Expression::any(tests)
    }

    fn present(&mut self, term: &Term) -> Expression {
        match term {
            // It is there where either is.
            Term::OrElse(first, second) => Expression::any([self.present(first), self.present(second)]),
            Term::Times(_, inner) => self.is(inner, Sort::Quantity),
            Term::Reference(inner) => self.is(inner, Sort::Text),
            _ => match self.value(term) {
                None => Expression::bool(false),
                Some(value) if value.known == Sort::Any => {
                    value.or(Expression::name("null")).relation("!=", Expression::name("null"))
                }
                Some(Value { optional: true, expression, .. }) => expression.call("hasValue", []),
                Some(_) => Expression::bool(true),
            },
        }
    }

    fn is(&mut self, term: &Term, sort: Sort) -> Expression {
        match term {
            _ if sort == Sort::Any => self.present(term),
            Term::OrElse(first, second) => {
                let parts = [first, second].map(|term| self.is(term, sort));
                let [then, otherwise] = parts;
                let present = self.present(first);
                Expression::any([then, Expression::all([present.negated(), otherwise])])
            }
            Term::Times(_, inner) if sort == Sort::Quantity => self.is(inner, Sort::Quantity),
            Term::Times(..) => Expression::bool(false),
            _ => {
                let Some(value) = self.value(term) else { return Expression::bool(false) };
                let asked = fit(value.known, sort);
                self.tested(value, asked, None, |value| match sort {
                    Sort::Quantity => {
                        Expression::function("isQuantity", [Expression::function("string", [value])])
                    }
                    _ => Expression::bool(true),
                })
            }
        }
    }

    fn compare(&mut self, op: Comparison, sort: Sort, left: &Term, right: &Term) -> Expression {
        match (left, right) {
            _ if sort == Sort::Quantity => self.with_quantity(left, &mut |printer, left| {
                printer.with_quantity(right, &mut |_, right| {
                    left.clone().call("compareTo", [right]).relation(symbol(op), Expression::int(0))
                })
            }),
            (Term::Constant(constant), right) if !matches!(right, Term::Constant(_)) => {
                self.compare_constant(op.flipped(), sort, right, constant)
            }
            (left, Term::Constant(constant)) => self.compare_constant(op, sort, left, constant),
            (left, right) => {
                let (Some(left), Some(right)) = (self.value(left), self.value(right)) else {
                    return Expression::bool(false);
                };
                let asked = [&left, &right].map(|value| fit(value.known, sort));
                self.tested_within(left, asked[0], None, &mut |printer, left| {
                    let test = |right: Expression| left.clone().relation(symbol(op), right);
                    printer.tested(right.clone(), asked[1], None, test)
                })
            }
        }
    }

    /// A comparison with what is known.
    fn compare_constant(
        &mut self,
        op: Comparison,
        sort: Sort,
        left: &Term,
        constant: &Constant,
    ) -> Expression {
        if constant.sort() != sort {
            return Expression::bool(false);
        }
        let Some(value) = self.value(left) else { return Expression::bool(false) };
        // What is false of the value that means nothing is false of what is not there.
        let zero = match constant {
            Constant::Int(constant) => (!op.holds(0.cmp(constant))).then(|| Expression::int(0)),
            Constant::Text(constant) => (!op.holds("".cmp(constant.as_str()))).then(|| Expression::text("")),
            Constant::Bool(constant) => {
                [false, true].into_iter().find(|zero| !op.holds(zero.cmp(constant))).map(Expression::bool)
            }
            Constant::Quantity(_) | Constant::List(_) => None,
        };
        let fit = match fit(value.known, sort) {
            // Equality asks for the type, too.
            Fit::Ask(_) if op == Comparison::Equal && sort != Sort::Int => Fit::Always,
            fit => fit,
        };
        let known = value.known;
        self.tested(value, fit, zero, |value| match constant {
            Constant::Bool(true) if op == Comparison::Equal && known == Sort::Bool => value,
            Constant::Bool(false) if op == Comparison::Equal && known == Sort::Bool => value.negated(),
            constant => value.relation(symbol(op), literal(constant)),
        })
    }

    fn one_of(&mut self, inner: &Term, constants: &[Constant]) -> Expression {
        let quantities = |constant: &Constant| matches!(constant, Constant::Quantity(_));
        if constants.iter().any(quantities) {
            let tests = constants.iter().map(|constant| {
                self.compare(Comparison::Equal, constant.sort(), inner, &Term::Constant(constant.clone()))
            });
            return Expression::any(tests.collect::<Vec<_>>());
        }
        let Some(value) = self.value(inner) else { return Expression::bool(false) };
        let Some(sort) = constants.first().map(Constant::sort) else { return Expression::bool(false) };
        let zero = match sort {
            Sort::Text => Some((Constant::Text("".into()), Expression::text(""))),
            Sort::Int => Some((Constant::Int(0), Expression::int(0))),
            _ => None,
        };
        let zero = zero.filter(|(zero, _)| !constants.contains(zero)).map(|(_, expression)| expression);
        let fit = match fit(value.known, sort) {
            Fit::Ask(_) if sort != Sort::Int => Fit::Always,
            fit => fit,
        };
        self.tested(value, fit, zero, |value| match constants {
            [one] => value.relation("==", literal(one)),
            several => value.relation("in", Expression::List(several.iter().map(literal).collect())),
        })
    }

    /// A test of a text. `zero`: it is false of the empty one.
    fn text_test(
        &mut self,
        inner: &Term,
        zero: bool,
        test: impl FnOnce(Expression) -> Expression,
    ) -> Expression {
        let Some(value) = self.value(inner) else { return Expression::bool(false) };
        let fit = fit(value.known, Sort::Text);
        self.tested(value, fit, zero.then(|| Expression::text("")), test)
    }

    /// The elements of a list, or the map of which they are the keys where `iterated`.
    fn list(&mut self, term: &Term, iterated: bool) -> Expression {
        let empty = || Expression::List(Vec::new());
        match term {
            Term::Root(Root::Containers) => {
                self.containers = true;
                Expression::name("variables").select("containers")
            }
            Term::Keys(map) => {
                let Some(value) = self.value(map) else { return empty() };
                match fit(value.known, Sort::Map) {
                    Fit::Never => empty(),
                    Fit::Always if iterated => value.or(Expression::name("{}")),
                    Fit::Always => {
                        let key = Expression::Atom(self.fresh("key"));
                        value.or(Expression::name("{}")).call("map", [key.clone(), key])
                    }
                    Fit::Ask(_) => self.inside(value, empty(), |value, keys, _| {
                        is_type(&value, "map").choose(keys, empty())
                    }),
                }
            }
            Term::Join(lists) => {
                let lists: Vec<_> = lists.iter().map(|list| self.list(list, false)).collect();
                if lists.is_empty() { empty() } else { Expression::Sum(lists) }
            }
            Term::Constant(Constant::List(constants)) => {
                Expression::List(constants.iter().map(literal).collect())
            }
            _ => {
                let Some(value) = self.value(term) else { return empty() };
                match fit(value.known, Sort::List) {
                    Fit::Never => empty(),
                    Fit::Always => value.or(empty()),
                    Fit::Ask(_) => self.inside(value, empty(), |value, _, items| {
                        is_type(&value, "list").choose(items, empty())
                    }),
                }
            }
        }
    }

    /// A name that nothing around has.
    fn fresh(&self, name: &str) -> EcoString {
        let taken = |name: &str| self.bound.iter().any(|bound| bound.name == name);
        if !taken(name) {
            return name.into();
        }
        (2..)
            .map(|number| ecow::eco_format!("{name}{number}"))
            .find(|name| !taken(name))
            .expect("there are more numbers")
    }
}

/// The template of the pod that an object is or makes, `{}` where it makes none.
fn template() -> Expression {
    let object = || Expression::name("object");
    let path = |path: &[&str]| {
        let base = path.iter().fold(object(), |base, field| base.maybe(field));
        if path.is_empty() { base } else { base.call("orValue", [Expression::name("{}")]) }
    };
    let (api_version, kind) = (|| object().select("apiVersion"), || object().select("kind"));
    let mut cases: Vec<(Expression, &[&str])> = Vec::new();
    let core = || api_version().relation("==", Expression::text("v1"));
    let named = |kinds: &[&str]| match kinds {
        [one] => kind().relation("==", Expression::text(one)),
        kinds => {
            kind().relation("in", Expression::List(kinds.iter().map(|kind| Expression::text(kind)).collect()))
        }
    };
    cases.push((Expression::all([core(), named(&["Pod"])]), &[]));
    for Templates { path: place, groups } in templates_by_path() {
        let makes = groups.iter().map(|(group, kinds)| {
            let of_group = match *group {
                "" => core(),
                group => api_version().call("startsWith", [Expression::text(&format!("{group}/"))]),
            };
            Expression::all([of_group, named(kinds)])
        });
        cases.push((Expression::any(makes), place));
    }
    cases
        .into_iter()
        .rev()
        .fold(Expression::name("{}"), |otherwise, (case, place)| case.choose(path(place), otherwise))
}

/// What an element of a list is called.
fn name_of(list: &Expression) -> String {
    match list {
        Expression::Call { receiver: Some(receiver), name: "orValue" | "filter" | "map", .. } => {
            name_of(receiver)
        }
        Expression::Conditional(_, then, _) => name_of(then),
        Expression::Select { field, .. } => element_name(field),
        _ => element_name(""),
    }
}

fn is_type(value: &Expression, name: &'static str) -> Expression {
    Expression::function("type", [value.clone()]).relation("==", Expression::name(name))
}

fn literal(constant: &Constant) -> Expression {
    match constant {
        Constant::Bool(value) => Expression::bool(*value),
        Constant::Int(value) => Expression::int(*value),
        Constant::Text(text) | Constant::Quantity(text) => Expression::text(text),
        Constant::List(list) => Expression::List(list.iter().map(literal).collect()),
    }
}

fn method(test: TextTest) -> &'static str {
    match test {
        TextTest::StartsWith => "startsWith",
        TextTest::EndsWith => "endsWith",
        TextTest::Contains => "contains",
    }
}

fn symbol(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "==",
        Comparison::Less => "<",
        Comparison::LessEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterEqual => ">=",
    }
}
