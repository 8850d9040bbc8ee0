//! The tree that a rule is: what every engine can say, and nothing else.
//!
//! A term that is not there ([`Term::Field`] of an object without the field) is *absent*, and so is a field that is null: the API server
//! drops nulls. Nothing fails: what is compared or tested while it is absent makes the test false, [`Term::OrElse`] gives another value
//! instead, and a list or map that is absent has no elements.

use std::cmp::Ordering;

use ecow::EcoString;

use crate::Pattern;

/// A part of a rule. Tests are terms of the sort [`Sort::Bool`]; one that is absent, or no boolean, counts as false.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// A constant.
    Constant(Constant),
    /// What is under review.
    Root(Root),
    /// What a quantifier goes through, one element a time.
    Element {
        /// The number of the quantifier.
        variable: u32,
        /// What the elements are, by their schema.
        sort: Sort,
    },
    /// A field of a record, or an entry of a map.
    Field {
        /// The record or map.
        base: Box<Term>,
        /// The name of the field, or the key of the entry.
        name: EcoString,
        /// What the field holds, by its schema.
        sort: Sort,
    },
    /// The entry of a map under a key that is a term itself.
    Entry {
        /// The map.
        map: Box<Term>,
        /// The key, a text.
        key: Box<Term>,
        /// What the entries are, by their schema.
        sort: Sort,
    },
    /// The first, or the second where the first is absent.
    OrElse(Box<Term>, Box<Term>),
    /// Whether it is there.
    Present(Box<Term>),
    /// Whether it is of this sort: of what may be a number or a text, and of what has no schema.
    Is(Box<Term>, Sort),
    /// Whether the object under review is of a kind: `apps/v1` and `Deployment`, say.
    OfKind {
        /// API group and version, as objects have it.
        api_version: EcoString,
        /// The kind.
        kind: EcoString,
    },
    /// Whether the test is false.
    Not(Box<Term>),
    /// Whether all tests are true.
    All(Vec<Term>),
    /// Whether one of the tests is true.
    Any(Vec<Term>),
    /// `left op right`; false where one of them is absent.
    Compare {
        /// How they are compared.
        op: Comparison,
        /// What both are: [`Sort::Bool`], [`Sort::Int`], [`Sort::Text`] or [`Sort::Quantity`]. A value of another sort counts as absent.
        sort: Sort,
        /// The left side.
        left: Box<Term>,
        /// The right side.
        right: Box<Term>,
    },
    /// Whether it is one of these constants, which are all of one sort: texts or whole numbers.
    OneOf(Box<Term>, Vec<Constant>),
    /// Whether the text begins with, ends with or contains another one.
    Text(TextTest, Box<Term>, EcoString),
    /// Whether the text matches.
    Matches(Box<Term>, Pattern),
    /// Whether all elements of a list, or some, pass a test.
    Quantified {
        /// Which of the two.
        quantifier: Quantifier,
        /// The number of the quantifier: no two around each other have the same.
        variable: u32,
        /// The list.
        list: Box<Term>,
        /// The test.
        test: Box<Term>,
    },
    /// How many elements a list or a map has: a whole number, 0 where it is absent.
    Size(Box<Term>),
    /// The keys of a map, as a list of texts.
    Keys(Box<Term>),
    /// The elements of several lists, one after the other.
    Join(Vec<Term>),
    /// A reference to an image with its registry and its library written out: `nginx` is `docker.io/library/nginx`.
    Reference(Box<Term>),
    /// A quantity, so many times. The factor is at least 1.
    Times(u32, Box<Term>),
}

/// What a rule begins from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Root {
    /// The whole object.
    Object,
    /// The pod that it is or makes: a map of `metadata` and `spec`. Absent in objects that make none.
    Template,
    /// The `spec` of that pod.
    Pod,
    /// All containers of that pod: those that initialise, those that run, and ephemeral ones.
    Containers,
}

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sort {
    /// `true` or `false`.
    Bool,
    /// A whole number. Where there is no schema, 1.0 is one, too.
    Int,
    /// A text.
    Text,
    /// A quantity of Kubernetes: a text such as `1Gi`, or a number.
    Quantity,
    /// A whole number or a text.
    IntOrText,
    /// A list whose elements are what the schema says: of one sort, and not null.
    List,
    /// A record or a map whose fields are what the schema says.
    Map,
    /// Whatever it is: there is no schema, or it may be null, or it is a list of that.
    Any,
}

/// A constant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Constant {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(EcoString),
    /// A quantity, as it is written.
    Quantity(EcoString),
    /// Constants.
    List(Vec<Constant>),
}

/// How two values are compared. Other comparisons are [`Term::Not`] of these, or have their sides changed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// A test of a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

/// Whether all elements have to pass or one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Quantifier {
    All,
    Some,
}

impl Term {
    /// What holds always.
    pub const TRUE: Self = Self::Constant(Constant::Bool(true));
    /// What never holds.
    pub const FALSE: Self = Self::Constant(Constant::Bool(false));

    /// What it is, as far as that is known.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Constant(constant) => constant.sort(),
            Self::Root(Root::Containers) | Self::Keys(_) | Self::Join(_) => Sort::List,
            Self::Root(_) => Sort::Map,
            Self::Element { sort, .. } | Self::Field { sort, .. } | Self::Entry { sort, .. } => *sort,
            Self::OrElse(first, second) => match first.sort() {
                Sort::Any => second.sort(),
                sort => sort,
            },
            Self::Size(_) => Sort::Int,
            Self::Reference(_) => Sort::Text,
            Self::Times(..) => Sort::Quantity,
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
            | Self::Quantified { .. } => Sort::Bool,
        }
    }

    /// The constant that it is, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Constant(Constant::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// Whether the value may be absent.
    pub fn may_be_absent(&self) -> bool {
        match self {
            Self::Root(root) => matches!(root, Root::Template | Root::Pod),
            Self::Field { .. } | Self::Entry { .. } => true,
            Self::OrElse(first, second) => first.may_be_absent() && second.may_be_absent(),
            Self::Reference(inner) | Self::Times(_, inner) => inner.may_be_absent(),
            _ => false,
        }
    }

    /// Whether it looks at the pod that the object is or makes: then it says nothing of objects that make none.
    pub fn looks_at_pods(&self) -> bool {
        if matches!(self, Self::Root(Root::Template | Root::Pod | Root::Containers)) {
            return true;
        }
        let mut looks = false;
        self.each_part(&mut |part| looks |= part.looks_at_pods());
        looks
    }

    /// Hands each part that the term consists of to `visit`, not what these consist of.
    pub fn each_part<'t>(&'t self, visit: &mut dyn FnMut(&'t Self)) {
        match self {
            Self::Constant(_) | Self::Root(_) | Self::Element { .. } | Self::OfKind { .. } => {}
            Self::Field { base: inner, .. }
            | Self::Present(inner)
            | Self::Is(inner, _)
            | Self::Not(inner)
            | Self::OneOf(inner, _)
            | Self::Text(_, inner, _)
            | Self::Matches(inner, _)
            | Self::Size(inner)
            | Self::Keys(inner)
            | Self::Reference(inner)
            | Self::Times(_, inner) => visit(inner),
            Self::Entry { map: left, key: right, .. }
            | Self::OrElse(left, right)
            | Self::Compare { left, right, .. }
            | Self::Quantified { list: left, test: right, .. } => {
                visit(left);
                visit(right);
            }
            Self::All(parts) | Self::Any(parts) | Self::Join(parts) => parts.iter().for_each(visit),
        }
    }

    /// A field of it.
    #[must_use]
    pub fn field(self, name: impl Into<EcoString>, sort: Sort) -> Self {
        Self::Field { base: Box::new(self), name: name.into(), sort }
    }

    /// Whether the test is false, without a `Not` around what is known or is one already.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Constant(Constant::Bool(value)) => Self::Constant(Constant::Bool(!value)),
            Self::Not(inner) => *inner,
            term => Self::Not(Box::new(term)),
        }
    }

    /// Whether both are true; what is known is left out.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        join(self, other, true, Self::All, |term| match term {
            Self::All(parts) => Ok(parts),
            term => Err(term),
        })
    }

    /// Whether one of them is true; what is known is left out.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        join(self, other, false, Self::Any, |term| match term {
            Self::Any(parts) => Ok(parts),
            term => Err(term),
        })
    }
}

/// Two tests of which `neutral` says nothing and its opposite decides.
fn join(
    left: Term,
    right: Term,
    neutral: bool,
    whole: impl FnOnce(Vec<Term>) -> Term,
    parts: impl Fn(Term) -> Result<Vec<Term>, Term>,
) -> Term {
    match (left.as_bool(), right.as_bool()) {
        (Some(value), _) if value == neutral => right,
        (_, Some(value)) if value == neutral => left,
        (Some(_), _) => left,
        (_, Some(_)) => right,
        (None, None) => {
            let mut all = parts(left).unwrap_or_else(|term| vec![term]);
            all.extend(parts(right).unwrap_or_else(|term| vec![term]));
            whole(all)
        }
    }
}

impl Comparison {
    /// The same comparison with its sides changed.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Equal => self,
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
        }
    }

    /// Whether two values in this order are in this relation.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterEqual => order.is_ge(),
        }
    }
}

impl Constant {
    /// What it is.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Bool(_) => Sort::Bool,
            Self::Int(_) => Sort::Int,
            Self::Text(_) => Sort::Text,
            Self::Quantity(_) => Sort::Quantity,
            Self::List(_) => Sort::List,
        }
    }
}
