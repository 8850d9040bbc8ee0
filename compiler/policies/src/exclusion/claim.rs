//! What a test without parts says of a value.

use crate::{Comparison, Constant, Pattern, Quantity, Sort, Term, TextTest};

use super::{Exclusion, differ, is};

/// What is said of a value, or that it is not so.
#[derive(Clone)]
pub(super) struct Leaf<'t> {
    /// The value.
    pub of: &'t Term,
    pub claim: Claim<'t>,
    /// Where this is false, the value is absent or not as is said.
    pub positive: bool,
}

/// What is said of a value. Whatever it is, the value is there.
#[derive(Clone)]
pub(super) enum Claim<'t> {
    Present,
    /// It is one of these.
    Exactly(Vec<&'t Constant>),
    /// It begins with one of these.
    Begins(Vec<&'t str>),
    /// It ends in one of these.
    Ends(Vec<&'t str>),
    Contains(&'t str),
    Matches(&'t Pattern),
    /// It is in this relation to a number or quantity.
    Number {
        op: Comparison,
        number: Quantity,
        text: String,
        sort: Sort,
    },
    /// The test as a whole is true: nothing is known of what it says.
    Whole,
}

/// What a field has to be where it is a test itself.
const TRUE: &Constant = &Constant::Bool(true);

impl<'t> Leaf<'t> {
    /// What a test without parts says, or its opposite.
    pub(super) fn of(term: &'t Term, positive: bool) -> Self {
        let (of, claim) = match term {
            Term::Present(inner) => (&**inner, Claim::Present),
            Term::OneOf(inner, constants) => (&**inner, Claim::Exactly(constants.iter().collect())),
            Term::Text(TextTest::StartsWith, inner, part) => (&**inner, Claim::Begins(vec![part])),
            Term::Text(TextTest::EndsWith, inner, part) => (&**inner, Claim::Ends(vec![part])),
            Term::Text(TextTest::Contains, inner, part) => (&**inner, Claim::Contains(part)),
            Term::Matches(inner, pattern) => (&**inner, Claim::Matches(pattern)),
            Term::Compare { op, sort, left, right } => {
                compared(*op, *sort, left, right).unwrap_or((term, Claim::Whole))
            }
            Term::Field { .. } | Term::Entry { .. } | Term::Element { .. } | Term::OrElse(..) => {
                (term, Claim::Exactly(vec![TRUE]))
            }
            term => (term, Claim::Whole),
        };
        Self { of, claim, positive }
    }

    /// Both in one claim, where one of them has to be true.
    pub(super) fn or(mut self, other: &Self) -> Option<Self> {
        if self.of != other.of || !self.positive || !other.positive {
            return None;
        }
        match (&mut self.claim, &other.claim) {
            (Claim::Exactly(all), Claim::Exactly(more)) => all.extend(more),
            (Claim::Begins(all), Claim::Begins(more)) | (Claim::Ends(all), Claim::Ends(more)) => {
                all.extend(more);
            }
            _ => return None,
        }
        Some(self)
    }

    /// Why nothing is as both say.
    pub(super) fn excludes(&self, other: &Self) -> Option<Exclusion> {
        let said = |exclusion: bool| exclusion.then(|| self.and(other));
        match (self.positive, other.positive) {
            (true, true) => said(self.is_of_the_same(other) && self.claim.excludes(&other.claim)),
            (true, false) if matches!(other.claim, Claim::Present) => said(self.needs(other.of)),
            (true, false) => said(self.is_of_the_same(other) && self.claim.implies(&other.claim)),
            (false, true) => other.excludes(self).map(Exclusion::turned),
            (false, false) => None,
        }
    }

    /// Why a list has no element that passes a test.
    pub(super) fn excludes_element(&self, list: &Term) -> Option<Exclusion> {
        let least = Claim::Number {
            op: Comparison::GreaterEqual,
            number: Quantity::whole(1),
            text: "1".to_owned(),
            sort: Sort::Int,
        };
        let is_empty = match self.of {
            Term::Size(inner) => self.positive && **inner == *list && self.claim.excludes(&least),
            of => !self.positive && matches!(self.claim, Claim::Present) && is_part_of(of, list),
        };
        is_empty.then(|| Exclusion { first: "one element at least".to_owned(), second: self.shown(None) })
    }

    /// Whether both are about one value. What has another value in its place where it is absent is itself where it is there.
    fn is_of_the_same(&self, other: &Self) -> bool {
        let inner = |of: &'t Term| match of {
            Term::OrElse(inner, otherwise) if matches!(**otherwise, Term::Constant(_)) => Some(&**inner),
            _ => None,
        };
        let is_there = |leaf: &Self| leaf.positive && !matches!(leaf.claim, Claim::Whole);
        self.of == other.of
            || is_there(other) && inner(self.of).is_some_and(|of| of == other.of) && is_path(other.of)
            || is_there(self) && other.otherwise_is(self.of)
    }

    fn otherwise_is(&self, of: &Term) -> bool {
        let Term::OrElse(inner, otherwise) = self.of else { return false };
        matches!(**otherwise, Term::Constant(_)) && **inner == *of && is_path(of)
    }

    /// Whether it can be true only where the term is there.
    fn needs(&self, term: &Term) -> bool {
        match self.of {
            _ if matches!(self.claim, Claim::Whole) => false,
            Term::Size(inner) => self.claim.is_never(&Constant::Int(0)) && is_part_of(term, inner),
            of => is_part_of(term, of),
        }
    }

    fn and(&self, other: &Self) -> Exclusion {
        Exclusion { first: self.shown(Some(other)), second: other.shown(Some(self)) }
    }

    /// What it asks for, beside another one.
    fn shown(&self, beside: Option<&Self>) -> String {
        let several = |all: &[&str], shape: fn(&str) -> String| {
            all.iter().map(|text| shape(text)).collect::<Vec<_>>().join(" or ")
        };
        let quoted = |text: &str| format!("`{text}`");
        // Beside one of its sort, what is asked for needs no more words.
        let is_beside = |claim: fn(&Claim<'_>) -> bool| {
            self.positive && beside.is_none_or(|other| other.positive && claim(&other.claim))
        };
        let asked = match &self.claim {
            Claim::Present => "be there".to_owned(),
            Claim::Exactly(all) => {
                let all: Vec<String> = all.iter().map(|constant| quoted(&written(constant))).collect();
                format!("be {}", all.join(" or "))
            }
            Claim::Begins(all) if is_beside(|other| matches!(other, Claim::Begins(_))) => {
                return several(all, quoted);
            }
            Claim::Begins(all) => format!("begin with {}", several(all, quoted)),
            Claim::Ends(all) => format!("end in {}", several(all, quoted)),
            Claim::Contains(part) => format!("contain `{part}`"),
            Claim::Matches(pattern) => format!("match `{}`", pattern.text()),
            Claim::Number { op, text, .. } => {
                let bound = format!("`{} {text}`", sign(*op));
                if is_beside(|other| matches!(other, Claim::Number { .. })) {
                    return bound;
                }
                format!("be {bound}")
            }
            Claim::Whole if self.positive => return "a test to be true".to_owned(),
            Claim::Whole => return "the same test to be false".to_owned(),
        };
        let not = if self.positive { "" } else { "not " };
        format!("`{}` {not}to {asked}", path(self.of))
    }
}

fn compared<'t>(
    op: Comparison,
    sort: Sort,
    left: &'t Term,
    right: &'t Term,
) -> Option<(&'t Term, Claim<'t>)> {
    let (op, of, constant) = match (left, right) {
        (of, Term::Constant(constant)) => (op, of, constant),
        (Term::Constant(constant), of) => (op.flipped(), of, constant),
        _ => return None,
    };
    if op == Comparison::Equal && constant.sort() == sort {
        return Some((of, Claim::Exactly(vec![constant])));
    }
    let text = match (constant, sort) {
        (Constant::Int(number), Sort::Int | Sort::Quantity) => number.to_string(),
        (Constant::Quantity(text), Sort::Quantity) => text.to_string(),
        _ => return None,
    };
    Some((of, Claim::Number { op, number: number(constant)?, text, sort }))
}

impl Claim<'_> {
    /// Whether a constant is never so.
    pub(super) fn is_never(&self, constant: &Constant) -> bool {
        match (self, constant) {
            (Claim::Exactly(all), constant) => all.iter().all(|one| differ(one, constant)),
            (Claim::Begins(all), Constant::Text(text)) => !all.iter().any(|part| text.starts_with(part)),
            (Claim::Ends(all), Constant::Text(text)) => !all.iter().any(|part| text.ends_with(part)),
            (Claim::Contains(part), Constant::Text(text)) => !text.contains(part),
            (Claim::Matches(pattern), Constant::Text(text)) => !pattern.matches(text),
            (Claim::Number { op, number: than, .. }, constant) => {
                number(constant).is_some_and(|number| !op.holds(number.cmp(than)))
            }
            _ => false,
        }
    }

    /// Whether a constant is so in any case.
    pub(super) fn is_certain(&self, constant: &Constant) -> bool {
        match (self, constant) {
            (Claim::Present, _) => true,
            (Claim::Exactly(all), constant) => all.iter().any(|one| is(constant, one)),
            (Claim::Begins(all), Constant::Text(text)) => all.iter().any(|part| text.starts_with(part)),
            (Claim::Ends(all), Constant::Text(text)) => all.iter().any(|part| text.ends_with(part)),
            (Claim::Contains(part), Constant::Text(text)) => text.contains(part),
            (Claim::Matches(pattern), Constant::Text(text)) => pattern.matches(text),
            (Claim::Number { op, number: than, sort, .. }, constant) => {
                // What is a quantity may be a text, and no number.
                let is_one = *sort == Sort::Quantity || matches!(constant, Constant::Int(_));
                is_one && number(constant).is_some_and(|number| op.holds(number.cmp(than)))
            }
            _ => false,
        }
    }

    /// Whether no value is as both say.
    fn excludes(&self, other: &Self) -> bool {
        match (self, other) {
            (Claim::Exactly(all), other) | (other, Claim::Exactly(all)) => {
                all.iter().all(|constant| other.is_never(constant))
            }
            (Claim::Begins(all), Claim::Begins(others)) => {
                let meet = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
                !all.iter().any(|one| others.iter().any(|other| meet(one, other)))
            }
            (Claim::Ends(all), Claim::Ends(others)) => {
                let meet = |a: &str, b: &str| a.ends_with(b) || b.ends_with(a);
                !all.iter().any(|one| others.iter().any(|other| meet(one, other)))
            }
            (Claim::Number { op, number, .. }, Claim::Number { op: other_op, number: other, .. }) => {
                let (low, high) = bounds(*op);
                let (other_low, other_high) = bounds(*other_op);
                let is_strict = |op: &Comparison| matches!(op, Comparison::Less | Comparison::Greater);
                let touch = number == other && !is_strict(op) && !is_strict(other_op);
                !touch && (low && other_high && number >= other || high && other_low && number <= other)
            }
            _ => false,
        }
    }

    /// Whether every value that is so is as the other one says.
    fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (Claim::Exactly(all), other) => all.iter().all(|constant| other.is_certain(constant)),
            (Claim::Begins(all), Claim::Begins(others)) => {
                all.iter().all(|one| others.iter().any(|other| one.starts_with(other)))
            }
            (Claim::Ends(all), Claim::Ends(others)) => {
                all.iter().all(|one| others.iter().any(|other| one.ends_with(other)))
            }
            (Claim::Contains(part), Claim::Contains(other)) => part.contains(other),
            (Claim::Begins(all) | Claim::Ends(all), Claim::Contains(other)) => {
                all.iter().all(|one| one.contains(other))
            }
            (Claim::Matches(pattern), Claim::Matches(other)) => pattern == other,
            (
                Claim::Number { op, number, sort, .. },
                Claim::Number { op: other_op, number: other, sort: other_sort, .. },
            ) => {
                // What is a quantity may be a text, and no number.
                let is_one = *other_sort == Sort::Quantity || sort == other_sort;
                is_one && within(*op, number, *other_op, other)
            }
            (Claim::Whole, Claim::Whole) => true,
            _ => false,
        }
    }
}

/// Whether what is in a relation to a number is in another relation to another one.
fn within(op: Comparison, number: &Quantity, other_op: Comparison, other: &Quantity) -> bool {
    use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual};
    match (op, other_op) {
        (Equal, other_op) => other_op.holds(number.cmp(other)),
        (GreaterEqual, Greater) => number > other,
        (Greater | GreaterEqual, Greater | GreaterEqual) => number >= other,
        (LessEqual, Less) => number < other,
        (Less | LessEqual, Less | LessEqual) => number <= other,
        _ => false,
    }
}

/// Whether a relation is a bound below, and one above.
fn bounds(op: Comparison) -> (bool, bool) {
    match op {
        Comparison::Less | Comparison::LessEqual => (false, true),
        Comparison::Greater | Comparison::GreaterEqual => (true, false),
        Comparison::Equal => (true, true),
    }
}

fn sign(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "==",
        Comparison::Less => "<",
        Comparison::LessEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterEqual => ">=",
    }
}

/// The number that a constant is.
pub(super) fn number(constant: &Constant) -> Option<Quantity> {
    match constant {
        Constant::Int(number) => Some(Quantity::whole(*number)),
        Constant::Quantity(text) => Quantity::parse(text),
        _ => None,
    }
}

fn written(constant: &Constant) -> String {
    match constant {
        Constant::Bool(value) => value.to_string(),
        Constant::Int(value) => value.to_string(),
        Constant::Text(text) | Constant::Quantity(text) => text.to_string(),
        Constant::List(_) => "a list".to_owned(),
    }
}

/// Whether the term leads to a part of an object: what is put together is never looked at as a whole.
fn is_path(term: &Term) -> bool {
    matches!(term, Term::Field { .. } | Term::Entry { .. } | Term::Element { .. })
}

/// Whether the term is part of what leads to another one, which is not there without it.
fn is_part_of(term: &Term, of: &Term) -> bool {
    if !is_path(term) {
        return false;
    }
    term == of
        || match of {
            Term::Field { base: inner, .. }
            | Term::Entry { map: inner, .. }
            | Term::Reference(inner)
            | Term::Times(_, inner) => is_part_of(term, inner),
            _ => false,
        }
}

/// The way to a part of an object, as it is written in a rule.
fn path(term: &Term) -> String {
    match term {
        Term::Root(root) => match root {
            crate::Root::Object => "object",
            crate::Root::Template => "template",
            crate::Root::Pod => "pod",
            crate::Root::Containers => "containers",
        }
        .to_owned(),
        Term::Element { .. } => "element".to_owned(),
        Term::Field { base, name, .. } => {
            let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            match (&**base, is_word) {
                (Term::Element { .. }, true) => name.to_string(),
                (base, true) => format!("{}.{name}", path(base)),
                (base, false) => format!("{}[\"{name}\"]", path(base)),
            }
        }
        Term::Entry { map, key, .. } => match &**key {
            Term::Constant(key) => format!("{}[\"{}\"]", path(map), written(key)),
            _ => format!("{}[…]", path(map)),
        },
        Term::Reference(inner) | Term::Times(_, inner) => path(inner),
        Term::Size(inner) => format!("{}.size()", path(inner)),
        Term::OrElse(inner, _) => path(inner),
        _ => "it".to_owned(),
    }
}
