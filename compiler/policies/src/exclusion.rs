//! Tests that exclude each other: what nothing passes, known before there is an object.
//!
//! Only what is certain is said. `object.metadata.labels["team"] == "shop"` excludes that there is no such label, that it is another
//! text, that it begins with `web-`; whether a text matches two regular expressions is not looked into.

mod claim;
#[cfg(test)]
mod tests;

use crate::{Constant, Quantifier, Root, Sort, Term};

use self::claim::{Claim, Leaf};

/// What two tests ask for, in words, where nothing passes both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exclusion {
    /// What the first one asks for.
    pub first: String,
    /// What the second one asks for.
    pub second: String,
}

impl Exclusion {
    fn turned(self) -> Self {
        Self { first: self.second, second: self.first }
    }
}

/// Why nothing passes both tests; `None` where something may. What is said of all containers is true of one: every pod has some.
pub fn excluded(first: &Term, second: &Term) -> Option<Exclusion> {
    exclude(&Test::of(first, true), &Test::of(second, true))
}

/// Whether nothing passes the test, since its parts exclude each other.
pub fn is_contradictory(test: &Term) -> bool {
    never(&Test::of(test, true))
}

/// A test without `not`, except in front of what has no parts.
enum Test<'t> {
    All(Vec<Self>),
    Any(Vec<Self>),
    Each { list: &'t Term, variable: u32, test: Box<Self> },
    One { list: &'t Term, variable: u32, test: Box<Self> },
    Leaf(Leaf<'t>),
}

impl<'t> Test<'t> {
    /// The test, or the opposite of it.
    fn of(term: &'t Term, positive: bool) -> Self {
        match term {
            Term::Not(inner) => Self::of(inner, !positive),
            // A test is always there.
            Term::OrElse(inner, _) if inner.sort() == Sort::Bool && !inner.may_be_absent() => {
                Self::of(inner, positive)
            }
            Term::All(parts) | Term::Any(parts) => {
                let all = parts.iter().map(|part| Self::of(part, positive)).collect();
                let is_all = matches!(term, Term::All(_));
                if is_all == positive { Self::All(all) } else { Self::any(all) }
            }
            Term::Quantified { quantifier, variable, list, test } => {
                let (variable, test) = (*variable, Box::new(Self::of(test, positive)));
                if (*quantifier == Quantifier::All) == positive {
                    Self::Each { list, variable, test }
                } else {
                    Self::One { list, variable, test }
                }
            }
            term => Self::leaf(Leaf::of(term, positive)),
        }
    }

    /// A value that has another one in its place where it is absent is there where the other one does not pass.
    fn leaf(leaf: Leaf<'t>) -> Self {
        let Term::OrElse(inner, otherwise) = leaf.of else { return Self::Leaf(leaf) };
        let Term::Constant(otherwise) = &**otherwise else { return Self::Leaf(leaf) };
        let is_there = match leaf.positive {
            true => leaf.claim.is_never(otherwise),
            false => leaf.claim.is_certain(otherwise),
        };
        if !is_there || matches!(leaf.claim, Claim::Whole) {
            return Self::Leaf(leaf);
        }
        let there = Leaf { of: inner, claim: Claim::Present, positive: true };
        Self::All(vec![Self::leaf(there), Self::leaf(Leaf { of: inner, ..leaf })])
    }

    /// One of several, which is one claim where all say what one text begins with, ends in or is.
    fn any(parts: Vec<Self>) -> Self {
        let mut merged: Option<Leaf<'t>> = None;
        for part in &parts {
            let Self::Leaf(leaf) = part else { return Self::Any(parts) };
            merged = match merged {
                None => Some(leaf.clone()),
                Some(all) => match all.or(leaf) {
                    Some(all) => Some(all),
                    None => return Self::Any(parts),
                },
            };
        }
        merged.map_or(Self::Any(Vec::new()), Self::Leaf)
    }
}

fn exclude(first: &Test<'_>, second: &Test<'_>) -> Option<Exclusion> {
    match (first, second) {
        (Test::All(parts), other) => parts.iter().find_map(|part| exclude(part, other)),
        (Test::Any(parts), other) => {
            let mut all: Option<Exclusion> = None;
            for part in parts {
                let found = exclude(part, other)?;
                match &mut all {
                    None => all = Some(found),
                    Some(all) if all.first != found.first => {
                        all.first.push_str(" or ");
                        all.first.push_str(&found.first);
                    }
                    Some(_) => {}
                }
            }
            all
        }
        (_, Test::All(_) | Test::Any(_)) => exclude(second, first).map(Exclusion::turned),
        (Test::Leaf(first), Test::Leaf(second)) => first.excludes(second),
        (Test::One { list, .. }, Test::Leaf(leaf)) => leaf.excludes_element(list),
        (Test::Leaf(leaf), Test::One { list, .. }) => leaf.excludes_element(list).map(Exclusion::turned),
        (Test::Each { .. }, Test::Leaf(_)) | (Test::Leaf(_), Test::Each { .. }) => None,
        (
            Test::Each { list, variable, test } | Test::One { list, variable, test },
            Test::Each { list: others, variable: other, test: second_test }
            | Test::One { list: others, variable: other, test: second_test },
        ) => {
            let is_each = |test: &Test<'_>| matches!(test, Test::Each { .. });
            // Both are about one element where one is about all of them, and there is one.
            let meet = match (is_each(first), is_each(second)) {
                (true, true) => **list == Term::Root(Root::Containers),
                (false, false) => false,
                _ => true,
            };
            (meet && list == others && variable == other).then(|| exclude(test, second_test)).flatten()
        }
    }
}

fn never(test: &Test<'_>) -> bool {
    match test {
        Test::All(parts) => {
            let mut pairs = parts
                .iter()
                .enumerate()
                .flat_map(|(at, part)| parts[..at].iter().map(move |earlier| (earlier, part)));
            parts.iter().any(never) || pairs.any(|(first, second)| exclude(first, second).is_some())
        }
        Test::Any(parts) => !parts.is_empty() && parts.iter().all(never),
        Test::Each { list, test, .. } => **list == Term::Root(Root::Containers) && never(test),
        Test::One { test, .. } => never(test),
        Test::Leaf(_) => false,
    }
}

/// Whether two constants are never one value.
fn differ(first: &Constant, second: &Constant) -> bool {
    match (first, second) {
        (Constant::Text(first), Constant::Text(second)) => first != second,
        (Constant::Bool(first), Constant::Bool(second)) => first != second,
        _ => match (claim::number(first), claim::number(second)) {
            (Some(first), Some(second)) => first != second,
            _ => false,
        },
    }
}

/// Whether what is the first constant is the second one in any case.
fn is(first: &Constant, second: &Constant) -> bool {
    match (first, second) {
        // What is a quantity may be a text, and no number.
        (Constant::Quantity(_), Constant::Int(_)) => false,
        (Constant::Int(_) | Constant::Quantity(_), Constant::Int(_) | Constant::Quantity(_)) => {
            claim::number(first).is_some() && claim::number(first) == claim::number(second)
        }
        (Constant::List(_), _) => false,
        (first, second) => first == second,
    }
}
