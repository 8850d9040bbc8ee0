//! Rules over objects under review.
//!
//! A rule is evaluated like any expression, with symbols for what is under review: what does not hang on the object is worked out, and what
//! does becomes a term of `o8-policies`. What the terms have no word for is an error here, at the expression.

use ecow::EcoString;
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::policies as catalogue;
use o8_kubernetes::FieldType;
use o8_policies::{Comparison, Constant, Pattern, Quantifier, Root, Sort, Term, TextTest};

use crate::hir::{self, BinaryOp, Builtin, Expr, RecordRef};
use crate::ty::{RecordSignature, Signature, Ty};

use super::machine::Machine;
use super::value::{Function, Key, List, Located, Scope, Value};
use super::{format, quantity};

/// What is known of a part of an object under review, or of a test of one.
#[derive(Clone, Debug)]
pub(super) struct Reviewed {
    pub(super) term: Term,
    /// What its elements or entries are, where it is a list or map.
    pub(super) inside: Sort,
    /// Where this is false, there is no value.
    when: Option<Term>,
}

/// Whether a pattern of a `match` takes a value: as far as known before there is an object.
pub(super) enum Taken {
    Test(Term),
    /// The rules have no word for it.
    Unsayable,
}

impl<'a> Machine<'a, '_> {
    fn reviewed(&mut self, term: Term, inside: Sort) -> Value<'a> {
        match term {
            Term::Constant(Constant::Bool(value)) => Value::Bool(value),
            term => Value::Reviewed(self.arena.term(Reviewed { term, inside, when: None })),
        }
    }

    /// A test of what is under review.
    fn test(&mut self, term: Term) -> Value<'a> {
        self.reviewed(term, Sort::Any)
    }

    fn unsayable(&mut self, what: &str, place: Place) -> Value<'a> {
        self.fail(|| catalogue::unsayable(place, what))
    }

    /// The test that a rule is: `body` stands in a frame of what is under review. `None` where it could not be worked out, which has
    /// been reported.
    pub(super) fn predicate(&mut self, body: &'a Expr, scope: &'a Scope<'a>) -> Option<Term> {
        let roots = [Root::Object, Root::Template, Root::Pod, Root::Containers];
        let arguments = roots.map(|root| {
            let inside = if root == Root::Containers { Sort::Map } else { Sort::Any };
            Located::from(self.reviewed(Term::Root(root), inside))
        });
        let frame = self.frame(scope, &arguments);
        self.excused = false;
        let value = self.eval(body, frame).value;
        let test = self.as_test(value);
        // No rule is dropped without a word; of an argument that is not known, that has been said.
        let is_said = matches!(value, Value::Hole) && scope.has_unknown_argument();
        if test.is_none() && !is_said && !self.excused && !self.is_exhausted() {
            self.unsayable("this", scope.place(body.span));
        }
        test
    }

    /// A value as a test: what is absent or no boolean is false.
    pub(super) fn as_test(&mut self, value: Value<'a>) -> Option<Term> {
        match value {
            Value::Bool(value) => Some(Term::Constant(Constant::Bool(value))),
            Value::Reviewed(reviewed) => Some(match &reviewed.when {
                Some(when) => when.clone().and(reviewed.term.clone()),
                None => reviewed.term.clone(),
            }),
            _ => None,
        }
    }

    /// A value as a term; `None` where the terms have none for it.
    fn as_term(&self, value: Value<'a>) -> Option<Term> {
        match value {
            Value::Reviewed(reviewed) if reviewed.when.is_none() => Some(reviewed.term.clone()),
            value => constant(value).map(Term::Constant),
        }
    }

    /// A field of a record under review.
    pub(super) fn field_under_review(
        &mut self,
        base: &Reviewed,
        record: RecordRef,
        field: hir::FieldIndex,
    ) -> Value<'a> {
        let info = self.world.info(record);
        let Some(name) = info.shape.fields.get(usize::from(field)).map(|field| field.name.clone()) else {
            return Value::Hole;
        };
        let (sort, inside) = match record {
            RecordRef::Kube(id) => match o8_kubernetes::definition(id).fields.get(&name) {
                Some(field) => sorts_of_field(field.ty),
                None => (Sort::Any, Sort::Any),
            },
            RecordRef::Declared(def) => match self.world.signature(def) {
                Signature::Record(RecordSignature { fields, .. }) => match fields.get(usize::from(field)) {
                    Some(field) => sorts_of_type(&field.ty),
                    None => (Sort::Any, Sort::Any),
                },
                _ => (Sort::Any, Sort::Any),
            },
        };
        self.field_of_part(base, name, sort, inside)
    }

    fn field_of_part(&mut self, base: &Reviewed, name: EcoString, sort: Sort, inside: Sort) -> Value<'a> {
        let base = Box::new(base.term.clone());
        self.reviewed(Term::Field { base, name, sort }, inside)
    }

    /// A field of a part of an object of which no schema is known.
    pub(super) fn part_under_review(
        &mut self,
        base: &'a Expr,
        key: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Value<'a> {
        let key_place = scope.place(key.span);
        let (base, key) = (self.eval(base, scope).value, self.eval(key, scope).value);
        match (base, key) {
            (Value::Reviewed(base), Value::String(name)) => {
                let whole = base.term == Term::Root(Root::Object);
                let (sort, inside) = match name.as_str() {
                    crate::check::IS_WORKLOAD if whole => {
                        return self.test(Term::Present(Box::new(Term::Root(Root::Pod))));
                    }
                    "kind" | "apiVersion" if whole => (Sort::Text, Sort::Any),
                    "metadata" if whole => (Sort::Map, Sort::Any),
                    _ => (Sort::Any, Sort::Any),
                };
                self.field_of_part(base, name.clone(), sort, inside)
            }
            (Value::Hole, _) | (_, Value::Hole) => Value::Hole,
            _ => self.unsayable("a key that hangs on the object", key_place),
        }
    }

    /// An entry of a map under review. Elements are not numbered: their order means nothing to a rule.
    pub(super) fn entry_under_review(
        &mut self,
        base: &Reviewed,
        index: Value<'a>,
        place: Place,
    ) -> Value<'a> {
        match (index, base.term.sort()) {
            (Value::Hole, _) => Value::Hole,
            (Value::String(key), sort) if sort != Sort::List => {
                self.field_of_part(base, key.clone(), base.inside, Sort::Any)
            }
            (Value::Reviewed(key), sort) if sort != Sort::List && key.when.is_none() => {
                let (map, key) = (Box::new(base.term.clone()), Box::new(key.term.clone()));
                self.reviewed(Term::Entry { map, key, sort: base.inside }, Sort::Any)
            }
            _ => self.unsayable("an element by its position", place),
        }
    }

    /// `left ?? right` of something under review.
    pub(super) fn or_else_under_review(
        &mut self,
        left: &'a Reviewed,
        right: Value<'a>,
        place: Place,
    ) -> Value<'a> {
        let is_empty = match right {
            Value::List(list) => list.items.is_empty(),
            Value::Map(map) => map.entries.is_empty() && map.complete,
            _ => false,
        };
        // What is absent has no elements.
        if is_empty && left.when.is_none() {
            return Value::Reviewed(left);
        }
        if let Some(when) = &left.when {
            if left.term.sort() == Sort::Int && constant(right) == Some(Constant::Int(0)) {
                return self.reviewed(left.term.clone(), left.inside);
            }
            let Some(right) = self.as_test(right).filter(|_| left.term.sort() == Sort::Bool) else {
                return self.unsayable("this with something else in its stead", place);
            };
            let (when, left) = (when.clone(), left.term.clone());
            return self.test(when.clone().and(left).or(when.negated().and(right)));
        }
        match right {
            Value::Hole => Value::Hole,
            Value::Null => Value::Reviewed(left),
            right => match self.as_term(right) {
                Some(right) => {
                    self.reviewed(Term::OrElse(Box::new(left.term.clone()), Box::new(right)), left.inside)
                }
                None => self.unsayable("this with something else in its stead", place),
            },
        }
    }

    /// `!value` of something under review.
    pub(super) fn not_under_review(&mut self, value: Value<'a>) -> Value<'a> {
        match self.as_test(value) {
            Some(test) => self.test(test.negated()),
            None => Value::Hole,
        }
    }

    /// `left && right` or `left || right` where one of them is under review.
    pub(super) fn logic_under_review(&mut self, and: bool, left: Value<'a>, right: Value<'a>) -> Value<'a> {
        match (self.as_test(left), self.as_test(right)) {
            (Some(left), Some(right)) => self.test(if and { left.and(right) } else { left.or(right) }),
            _ => Value::Hole,
        }
    }

    /// `if condition then a else b` where the condition hangs on the object.
    pub(super) fn if_under_review(
        &mut self,
        condition: Value<'a>,
        branches: (Value<'a>, Value<'a>),
        place: Place,
    ) -> Value<'a> {
        let Some(condition) = self.as_test(condition) else { return Value::Hole };
        match branches {
            (Value::Hole, _) | (_, Value::Hole) => Value::Hole,
            // `a?.m()`: no value where there is no `a`.
            (Value::Null, Value::Reviewed(value)) if value.when.is_none() => {
                if matches!(value.term, Term::Field { .. } | Term::OrElse(..)) {
                    return Value::Reviewed(value);
                }
                let Reviewed { term, inside, .. } = value.clone();
                let when = Some(condition.negated());
                Value::Reviewed(self.arena.term(Reviewed { term, inside, when }))
            }
            (then, otherwise) => match (self.as_test(then), self.as_test(otherwise)) {
                (Some(then), Some(otherwise)) if is_test(&then) && is_test(&otherwise) => {
                    self.test(condition.clone().and(then).or(condition.negated().and(otherwise)))
                }
                _ => self.unsayable("a value that hangs on a condition of the object", place),
            },
        }
    }

    /// `left op right` where one of them is under review.
    pub(super) fn binary_under_review(
        &mut self,
        op: BinaryOp,
        left: Value<'a>,
        right: Value<'a>,
        place: &dyn Fn() -> Place,
    ) -> Value<'a> {
        if self.refuses_late(left, "compared", place) || self.refuses_late(right, "compared", place) {
            return Value::Hole;
        }
        match op {
            BinaryOp::Equal | BinaryOp::NotEqual => {
                let equal = match (left, right) {
                    (Value::Null, Value::Reviewed(reviewed)) | (Value::Reviewed(reviewed), Value::Null) => {
                        Some(absent(reviewed))
                    }
                    _ => self.compared(Comparison::Equal, left, right, place),
                };
                let Some(equal) = equal else { return Value::Hole };
                self.test(if op == BinaryOp::Equal { equal } else { equal.negated() })
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                let comparison = match op {
                    BinaryOp::Less => Comparison::Less,
                    BinaryOp::LessEqual => Comparison::LessEqual,
                    BinaryOp::Greater => Comparison::Greater,
                    _ => Comparison::GreaterEqual,
                };
                self.compared(comparison, left, right, place).map_or(Value::Hole, |term| self.test(term))
            }
            BinaryOp::In => self.contains(right, left, place),
            BinaryOp::Multiply => match (left, right) {
                (Value::Reviewed(quantity), Value::Int(factor))
                | (Value::Int(factor), Value::Reviewed(quantity))
                    if quantity.term.sort() == Sort::Quantity && quantity.when.is_none() =>
                {
                    match u32::try_from(factor) {
                        Ok(factor) if factor > 0 => {
                            self.reviewed(Term::Times(factor, Box::new(quantity.term.clone())), Sort::Any)
                        }
                        _ => self.unsayable("this factor of a quantity", place()),
                    }
                }
                _ => self.unsayable("a calculation", place()),
            },
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Divide => self.unsayable("a calculation", place()),
        }
    }

    fn compared(
        &mut self,
        op: Comparison,
        left: Value<'a>,
        right: Value<'a>,
        place: &dyn Fn() -> Place,
    ) -> Option<Term> {
        let (Some(left), Some(right)) = (self.as_term(left), self.as_term(right)) else {
            self.unsayable("a comparison with this", place());
            return None;
        };
        let sort = match (left.sort(), right.sort()) {
            (Sort::Any | Sort::IntOrText, sort) | (sort, Sort::Any | Sort::IntOrText) => sort,
            (Sort::Quantity, _) | (_, Sort::Quantity) => Sort::Quantity,
            (sort, _) => sort,
        };
        if !matches!(sort, Sort::Bool | Sort::Int | Sort::Text | Sort::Quantity) {
            self.unsayable("a comparison of two values of which no schema says what they are", place());
            return None;
        }
        if left.may_be_absent() && right.may_be_absent() {
            self.fail(|| catalogue::both_absent(place()));
            return None;
        }
        // A quantity is compared by what it is worth: a number beside one is meant as one.
        let meant = |term: Term| match term {
            Term::Constant(Constant::Int(number)) if sort == Sort::Quantity => {
                Term::Constant(Constant::Quantity(ecow::eco_format!("{number}")))
            }
            term => term,
        };
        Some(Term::Compare { op, sort, left: Box::new(meant(left)), right: Box::new(meant(right)) })
    }

    /// Whether something is in a list or among the keys of a map, where one of the two is under review.
    pub(super) fn contained(
        &mut self,
        haystack: Value<'a>,
        needle: Value<'a>,
        place: &dyn Fn() -> Place,
    ) -> Value<'a> {
        match (haystack, needle) {
            (Value::Hole, _) | (_, Value::Hole) => Value::Hole,
            (Value::List(list), Value::Reviewed(reviewed)) if reviewed.when.is_none() => {
                let constants: Option<Vec<Constant>> =
                    list.items.iter().map(|item| constant(item.value)).collect();
                match constants {
                    Some(constants)
                        if constants
                            .iter()
                            .all(|constant| matches!(constant.sort(), Sort::Text | Sort::Int)) =>
                    {
                        self.test(Term::OneOf(Box::new(reviewed.term.clone()), constants))
                    }
                    _ => self.unsayable("a list of such values", place()),
                }
            }
            (Value::Map(map), Value::Reviewed(reviewed)) if reviewed.when.is_none() && map.complete => {
                let keys = map.entries.iter().map(|entry| Constant::Text(entry.key.name().into())).collect();
                self.test(Term::OneOf(Box::new(reviewed.term.clone()), keys))
            }
            (Value::Reviewed(list), needle) if list.when.is_none() => match (list.term.sort(), needle) {
                (Sort::Map, Value::String(key)) => {
                    let base = Box::new(list.term.clone());
                    let entry = Term::Field { base, name: key.clone(), sort: list.inside };
                    self.test(Term::Present(Box::new(entry)))
                }
                _ => {
                    let Some(needle) = self.as_term(needle) else {
                        return self.unsayable("looking for such a value", place());
                    };
                    let sort = if needle.sort() == Sort::Any { list.inside } else { needle.sort() };
                    let variable = self.next_variable();
                    let left = Box::new(Term::Element { variable, sort: list.inside });
                    let test = Term::Compare { op: Comparison::Equal, sort, left, right: Box::new(needle) };
                    self.test(Term::Quantified {
                        quantifier: Quantifier::Some,
                        variable,
                        list: Box::new(list.term.clone()),
                        test: Box::new(test),
                    })
                }
            },
            _ => self.unsayable("looking for such a value", place()),
        }
    }

    /// A method of something under review.
    pub(super) fn method_under_review(
        &mut self,
        builtin: Builtin,
        receiver: &'a Reviewed,
        argument: Option<&'a Expr>,
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Value<'a> {
        let place = || scope.place(expr.span);
        let argument = match argument {
            Some(argument) => self.eval_settled(argument, scope).value,
            None => Value::Null,
        };
        if matches!(argument, Value::Hole) {
            return Value::Hole;
        }
        if self.refuses_late(argument, "looked for", place) {
            return Value::Hole;
        }
        let term = || Box::new(receiver.term.clone());
        if receiver.when.is_some() {
            return self.unsayable("a method of this", place());
        }
        match (builtin, argument) {
            (Builtin::All | Builtin::Exists, Value::Function(function)) => {
                let quantifier = if builtin == Builtin::All { Quantifier::All } else { Quantifier::Some };
                self.quantified(quantifier, receiver, function, expr, scope)
            }
            (Builtin::Size, _) if receiver.term.sort() != Sort::Text => {
                self.reviewed(Term::Size(term()), Sort::Any)
            }
            (Builtin::IsEmpty, _) => {
                let (left, sort, right) = match receiver.term.sort() {
                    Sort::Text => (receiver.term.clone(), Sort::Text, Constant::Text("".into())),
                    _ => (Term::Size(term()), Sort::Int, Constant::Int(0)),
                };
                let (left, right) = (Box::new(left), Box::new(Term::Constant(right)));
                self.test(Term::Compare { op: Comparison::Equal, sort, left, right })
            }
            (Builtin::Contains, needle) if receiver.term.sort() == Sort::List => {
                self.contained(Value::Reviewed(receiver), needle, &place)
            }
            (Builtin::StartsWith, Value::String(text)) => {
                self.test(Term::Text(TextTest::StartsWith, term(), text.clone()))
            }
            (Builtin::EndsWith, Value::String(text)) => {
                self.test(Term::Text(TextTest::EndsWith, term(), text.clone()))
            }
            (Builtin::Contains, Value::String(text)) => {
                self.test(Term::Text(TextTest::Contains, term(), text.clone()))
            }
            (Builtin::Matches, Value::String(text)) => match Pattern::new(text.clone()) {
                Ok(pattern) => self.test(Term::Matches(term(), pattern)),
                Err(reason) => self.fail(|| catalogue::pattern_of_some_engines(place(), &reason)),
            },
            (Builtin::Keys, _) => self.reviewed(Term::Keys(term()), Sort::Text),
            (Builtin::Get, Value::String(_) | Value::Reviewed(_)) => {
                self.entry_under_review(receiver, argument, place())
            }
            (Builtin::ImageReference, _) => self.reviewed(Term::Reference(term()), Sort::Any),
            _ => self.unsayable("this", place()),
        }
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        list: &'a Reviewed,
        function: &'a Function<'a>,
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Value<'a> {
        let variable = self.next_variable();
        let element = self.reviewed(Term::Element { variable, sort: list.inside }, Sort::Any);
        let value = self.apply(function, &[element.into()], expr, scope).value;
        let Some(test) = self.as_test(value) else { return Value::Hole };
        let neutral = quantifier == Quantifier::All;
        // What holds of every element whatever it is holds of all.
        if test.as_bool() == Some(neutral) {
            return Value::Bool(neutral);
        }
        let list = Box::new(list.term.clone());
        self.test(Term::Quantified { quantifier, variable, list, test: Box::new(test) })
    }

    fn next_variable(&mut self) -> u32 {
        let variable = self.variables;
        self.variables += 1;
        variable
    }

    /// Several lists of which one is under review, one after the other.
    pub(super) fn joined(&mut self, list: &'a List<'a>, place: Place) -> Value<'a> {
        let mut inside = Sort::Any;
        let mut lists = Vec::with_capacity(list.items.len());
        for item in list.items {
            match item.value {
                Value::Reviewed(reviewed) if reviewed.when.is_none() => {
                    inside = reviewed.inside;
                    lists.push(reviewed.term.clone());
                }
                Value::List(constants) if constants.items.is_empty() => {}
                _ => return self.unsayable("a list of such values", place),
            }
        }
        self.reviewed(Term::Join(lists), inside)
    }

    /// What a `match` gives whose value is under review.
    pub(super) fn match_under_review(
        &mut self,
        value: Located<'a>,
        arms: &'a [hir::Arm],
        expr: &'a Expr,
        scope: &'a Scope<'a>,
    ) -> Value<'a> {
        let Value::Reviewed(reviewed) = value.value else { return Value::Hole };
        let mut taken = Vec::with_capacity(arms.len());
        for arm in arms {
            let Taken::Test(test) = self.taken_under_review(reviewed, &arm.pattern) else {
                return self.unsayable("this pattern", scope.place(arm.value.span));
            };
            let frame = if arm.binds { self.frame(scope, &[value]) } else { scope };
            let result = self.eval(&arm.value, frame).value;
            match self.as_test(result) {
                Some(result) => taken.push((test, result)),
                None if matches!(result, Value::Hole) => return Value::Hole,
                None => {
                    return self.unsayable("a value that hangs on the object's kind", scope.place(expr.span));
                }
            }
        }
        let whole = taken.into_iter().rev().fold(Term::FALSE, |rest, (test, result)| {
            let here = test.clone().and(result);
            here.or(test.negated().and(rest))
        });
        self.test(whole)
    }

    fn taken_under_review(&mut self, value: &Reviewed, pattern: &'a hir::Pattern) -> Taken {
        let term = || Box::new(value.term.clone());
        Taken::Test(match pattern {
            hir::Pattern::Any => Term::TRUE,
            hir::Pattern::Literal(hir::Literal::Null) => absent(value),
            hir::Pattern::Literal(literal) => match constant(super::expr::literal(literal)) {
                Some(constant) => {
                    let (sort, right) = (constant.sort(), Box::new(Term::Constant(constant)));
                    Term::Compare { op: Comparison::Equal, sort, left: term(), right }
                }
                None => return Taken::Unsayable,
            },
            hir::Pattern::Or(patterns) => {
                let mut whole = Term::FALSE;
                for pattern in patterns {
                    let Taken::Test(test) = self.taken_under_review(value, pattern) else {
                        return Taken::Unsayable;
                    };
                    whole = whole.or(test);
                }
                whole
            }
            hir::Pattern::Type(ty) => match ty {
                Ty::Int => Term::Is(term(), Sort::Int),
                Ty::String => Term::Is(term(), Sort::Text),
                Ty::Bool => Term::Is(term(), Sort::Bool),
                // A text to every engine, which ends in the sign.
                Ty::Percent => Term::Text(TextTest::EndsWith, term(), "%".into()),
                Ty::Kube(_) | Ty::Record(_) if value.term == Term::Root(Root::Object) => {
                    let record = match ty {
                        Ty::Kube(id) => RecordRef::Kube(*id),
                        Ty::Record(def) => RecordRef::Declared(*def),
                        _ => return Taken::Unsayable,
                    };
                    match &self.world.info(record).shape.kind {
                        Some(kind) => {
                            Term::OfKind { api_version: kind.api_version.clone(), kind: kind.kind.clone() }
                        }
                        None => return Taken::Unsayable,
                    }
                }
                _ => return Taken::Unsayable,
            },
        })
    }
}

/// Whether there is no value.
fn absent(reviewed: &Reviewed) -> Term {
    match &reviewed.when {
        Some(when) => when.clone().negated(),
        None if !reviewed.term.may_be_absent() => Term::FALSE,
        None => Term::Present(Box::new(reviewed.term.clone())).negated(),
    }
}

/// Whether a term may stand for a boolean.
fn is_test(term: &Term) -> bool {
    matches!(term.sort(), Sort::Bool | Sort::Any)
}

/// A value that does not hang on the object, as the terms have it.
fn constant(value: Value<'_>) -> Option<Constant> {
    Some(match value {
        Value::Bool(value) => Constant::Bool(value),
        Value::Int(number) => Constant::Int(number),
        Value::String(text) => Constant::Text(text.clone()),
        Value::Quantity(text) => Constant::Quantity(text.clone()),
        Value::Amount(amount) if amount.is_quantity() => Constant::Quantity(quantity::text(amount)),
        Value::List(list) => {
            Constant::List(list.items.iter().map(|item| constant(item.value)).collect::<Option<_>>()?)
        }
        // Where a text is due, an entity is its name.
        value => {
            let mut text = String::new();
            if Key::of(value).is_some() || !format::write(&mut text, value) {
                return None;
            }
            Constant::Text(text.into())
        }
    })
}

/// What a field of a record of Kubernetes holds, and what is in that.
fn sorts_of_field(ty: FieldType) -> (Sort, Sort) {
    let sort = |ty| match ty {
        FieldType::Bool => Sort::Bool,
        FieldType::Int32 | FieldType::Int64 => Sort::Int,
        FieldType::String | FieldType::Time | FieldType::Bytes => Sort::Text,
        FieldType::IntOrString => Sort::IntOrText,
        FieldType::Quantity => Sort::Quantity,
        FieldType::Object(_) | FieldType::Map(_) => Sort::Map,
        FieldType::List(_) => Sort::List,
        FieldType::Float | FieldType::Json => Sort::Any,
    };
    let inside = match ty {
        FieldType::List(element) | FieldType::Map(element) => sort(element.get()),
        _ => Sort::Any,
    };
    (sort(ty), inside)
}

/// What a field of a declared record holds, and what is in that.
fn sorts_of_type(ty: &Ty) -> (Sort, Sort) {
    match ty {
        Ty::Optional(inner) => sorts_of_type(inner),
        Ty::Bool => (Sort::Bool, Sort::Any),
        Ty::Int => (Sort::Int, Sort::Any),
        Ty::String | Ty::Literal(hir::Literal::String(_)) => (Sort::Text, Sort::Any),
        Ty::Quantity | Ty::Cpu | Ty::Memory => (Sort::Quantity, Sort::Any),
        Ty::List(list) => (Sort::List, sorts_of_type(&list.element).0),
        Ty::Map(map) => (Sort::Map, sorts_of_type(&map.value).0),
        Ty::Record(_) | Ty::Kube(_) => (Sort::Map, Sort::Any),
        _ => (Sort::Any, Sort::Any),
    }
}
