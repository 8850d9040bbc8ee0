//! What a verdict hangs on: the part of the object that a person has to change.

use ecow::EcoString;
use o8_ir::{Node, Origin, Tree};

use crate::evaluate::{Elements, Value};
use crate::{Comparison, Constant, Quantifier, Root, Subject, Term};

/// A part of an object, or one that it has not.
#[derive(Clone, PartialEq, Debug)]
pub struct Blame<'o> {
    /// The fields that lead to it, as in `spec.template.spec.containers[0].image`; empty for the whole object.
    pub path: String,
    /// It; `None` where the object has no such part.
    pub found: Option<&'o Node>,
    /// Where it comes from; that of what should hold it where it is absent.
    pub origin: Origin,
    /// The fields on the way to it that come from nowhere, the first of them first: what is missing where there is no such part.
    pub missing: Vec<EcoString>,
    /// What it would have to be, where the test takes nothing else.
    pub wanted: Option<Constant>,
    /// How much it tells: what is far down tells more than what is above it, and what is there more than what is missing.
    weight: u32,
}

impl<'o> Blame<'o> {
    /// What of an object makes a test false. `None` where nothing of the object does: the test is false of every object.
    pub(crate) fn of(test: &'o Term, subject: Subject<'o>) -> Option<Self> {
        Reader { subject, values: Vec::new(), places: Vec::new() }.why(test, true)
    }

    /// What the object says there, for a message about an object of a kind. Nothing is shown of what may be a secret: the data of
    /// Secrets, and the values of variables.
    pub fn said(&self, kind: &str) -> String {
        if self.path.is_empty() {
            return "this object".to_owned();
        }
        let hidden = kind == "Secret" || self.path.contains(".env[");
        let said = match self.found.map(|node| &node.tree) {
            None => "is not set".to_owned(),
            Some(Tree::String(text)) if !hidden && text.chars().count() <= 80 => format!("is `\"{text}\"`"),
            Some(Tree::Int(number)) if !hidden => format!("is `{number}`"),
            Some(Tree::Bool(value)) if !hidden => format!("is `{value}`"),
            Some(_) => "is not as the rule asks".to_owned(),
        };
        format!("`{}` {said}", self.path)
    }

    /// One field further.
    fn field(self, name: &str) -> Self {
        let separator = if self.path.is_empty() { "" } else { "." };
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let path = if plain {
            format!("{}{separator}{name}", self.path)
        } else {
            format!("{}[\"{name}\"]", self.path)
        };
        let found =
            self.found.and_then(|node| node.as_map()?.get(name)).filter(|node| node.tree != Tree::Null);
        let mut missing = self.missing;
        missing.push(name.into());
        Self { path, found, missing, ..self }.further()
    }

    /// With what it would have to be.
    fn wanting(self, wanted: Option<Constant>) -> Self {
        Self { wanted, ..self }
    }

    /// One element further.
    fn element(&self, at: usize, node: &'o Node) -> Self {
        Self { path: format!("{}[{at}]", self.path), found: Some(node), ..self.clone() }.further()
    }

    /// What is there says where it is from, unless it is not from anywhere.
    fn further(mut self) -> Self {
        self.weight += 2;
        if let Some(origin) = self.found.map(|node| node.origin).filter(|origin| *origin != Origin::NONE) {
            self.origin = origin;
            self.missing.clear();
        }
        self
    }
}

/// Whether a term is a part of the object itself, and nothing that is worked out of it.
fn is_whole(term: &Term) -> bool {
    match term {
        Term::Constant(_) | Term::Field { .. } | Term::Entry { .. } => true,
        Term::OrElse(first, second) => is_whole(first) && is_whole(second),
        _ => false,
    }
}

/// What an element has to be equal to, where that is all that a test asks of it.
fn element_equal(variable: u32, test: &Term) -> Option<Constant> {
    let is_element = |term: &Term| matches!(term, Term::Element { variable: of, .. } if *of == variable);
    match test {
        Term::Compare { op: Comparison::Equal, left, right, .. } => match (&**left, &**right) {
            (element, Term::Constant(constant)) | (Term::Constant(constant), element)
                if is_element(element) =>
            {
                Some(constant.clone())
            }
            _ => None,
        },
        _ => None,
    }
}

/// Goes down a test towards what decides it. It works each part out again on its way, which is only done for what is refused.
struct Reader<'o> {
    subject: Subject<'o>,
    /// The values of the quantifiers around, as the evaluation has them.
    values: Elements<'o>,
    /// Where these are.
    places: Vec<(u32, Blame<'o>)>,
}

impl<'o> Reader<'o> {
    fn is_true(&mut self, test: &'o Term) -> bool {
        test.is_true(self.subject, &mut self.values)
    }

    fn is_present(&mut self, term: &'o Term) -> bool {
        term.value(self.subject, &mut self.values).is_some()
    }

    /// Why a test is not as it is wanted.
    fn why(&mut self, test: &'o Term, wanted: bool) -> Option<Blame<'o>> {
        match test {
            Term::Constant(_) => None,
            Term::Not(inner) => self.why(inner, !wanted),
            Term::All(parts) if wanted => self.why_one(parts, wanted),
            Term::Any(parts) if !wanted => self.why_one(parts, wanted),
            Term::All(parts) | Term::Any(parts) => {
                // Any of them would do.
                let mut found: Vec<Blame<'o>> =
                    parts.iter().filter_map(|part| self.why(part, wanted)).collect();
                let weight = |blame: &Blame<'_>| blame.weight + u32::from(blame.found.is_some());
                // Of equals, the last.
                let most = found.iter().map(weight).max()?;
                let alike = found.iter().filter(|blame| weight(blame) == most).count();
                let at = found.iter().rposition(|blame| weight(blame) == most)?;
                let chosen = found.swap_remove(at);
                Some(if alike > 1 { chosen.wanting(None) } else { chosen })
            }
            Term::Quantified { quantifier, variable, list, test } => {
                let deciding = (*quantifier == Quantifier::Some) == wanted;
                if deciding {
                    let place = self.place(list).or_else(|| self.whole())?;
                    // A list that is not there has to have the element, and may have no other.
                    let element = Some(&**test).filter(|_| wanted && place.found.is_none());
                    let element = element.and_then(|test| element_equal(*variable, test));
                    return Some(place.wanting(element.map(|element| Constant::List(vec![element]))));
                }
                self.why_element(*variable, list, test, wanted)
            }
            Term::Present(inner)
            | Term::Is(inner, _)
            | Term::OneOf(inner, _)
            | Term::Text(_, inner, _)
            | Term::Matches(inner, _) => self.place(inner),
            Term::OfKind { .. } => Some(Blame { weight: 0, ..self.whole()?.field("kind") }),
            Term::Compare { op, left, right, .. } => {
                let place = match self.place(left) {
                    Some(left) if left.found.is_some() => Some(left),
                    left => {
                        self.place(right).filter(|right| right.found.is_some() || left.is_none()).or(left)
                    }
                };
                let constant = match (&**left, &**right) {
                    (Term::Constant(constant), _) | (_, Term::Constant(constant)) => Some(constant),
                    _ => None,
                };
                let constant =
                    constant.filter(|_| *op == Comparison::Equal && is_whole(left) && is_whole(right));
                Some(place?.wanting(match constant {
                    Some(constant) if wanted => Some(constant.clone()),
                    // What is not the one is the other.
                    Some(Constant::Bool(value)) => Some(Constant::Bool(!value)),
                    _ => None,
                }))
            }
            Term::Field { .. } | Term::Entry { .. } | Term::OrElse(..) => {
                Some(self.place(test)?.wanting(is_whole(test).then_some(Constant::Bool(wanted))))
            }
            _ => self.place(test),
        }
    }

    /// The first of some tests that is not as it is wanted.
    fn why_one(&mut self, parts: &'o [Term], wanted: bool) -> Option<Blame<'o>> {
        let part = parts.iter().find(|part| self.is_true(part) != wanted)?;
        self.why(part, wanted)
    }

    /// The first element whose test is not as it is wanted.
    fn why_element(
        &mut self,
        variable: u32,
        list: &'o Term,
        test: &'o Term,
        wanted: bool,
    ) -> Option<Blame<'o>> {
        for (value, place) in self.elements(list) {
            self.values.push((variable, value));
            self.places.push((variable, place.clone()));
            let blame = (self.is_true(test) != wanted).then(|| self.why(test, wanted).unwrap_or(place));
            self.values.pop();
            self.places.pop();
            if blame.is_some() {
                return blame;
            }
        }
        None
    }

    fn whole(&self) -> Option<Blame<'o>> {
        let object = self.subject.object();
        Some(Blame {
            path: String::new(),
            found: Some(object),
            origin: object.origin,
            missing: Vec::new(),
            wanted: None,
            weight: 0,
        })
    }

    fn template(&self) -> Option<Blame<'o>> {
        self.subject.path().iter().try_fold(self.whole()?, |blame, field| Some(blame.field(field)))
    }

    /// The part of the object that a term is about; `None` where it is about none.
    fn place(&mut self, term: &'o Term) -> Option<Blame<'o>> {
        match term {
            Term::Root(Root::Object) => self.whole(),
            Term::Root(Root::Template) => self.template(),
            Term::Root(Root::Pod | Root::Containers) => Some(self.template()?.field("spec")),
            Term::Element { variable, .. } => {
                let found = self.places.iter().rev().find(|(number, _)| number == variable);
                found.map(|(_, place)| place.clone())
            }
            Term::Field { base, name, .. } => Some(self.place(base)?.field(name)),
            Term::Entry { map, key, .. } => {
                let place = self.place(map)?;
                let key = key.value(self.subject, &mut self.values);
                Some(match key.as_ref().and_then(Value::text) {
                    Some(key) => place.field(key),
                    None => place,
                })
            }
            Term::OrElse(first, second) => {
                if self.is_present(first) || !self.is_present(second) {
                    self.place(first)
                } else {
                    self.place(second).filter(|place| place.found.is_some()).or_else(|| self.place(first))
                }
            }
            Term::Size(inner) | Term::Keys(inner) | Term::Reference(inner) | Term::Times(_, inner) => {
                self.place(inner)
            }
            Term::Join(lists) => lists.iter().find_map(|list| self.place(list)),
            Term::Constant(_) => None,
            test => self.why(test, true).or_else(|| self.why(test, false)),
        }
    }

    /// The elements of a list, with their places.
    fn elements(&mut self, list: &'o Term) -> Vec<(Value<'o>, Blame<'o>)> {
        match list {
            Term::Root(Root::Containers) => {
                let Some(pod) = self.place(list) else { return Vec::new() };
                let place = |(list, at, node)| (Value::Node(node), pod.clone().field(list).element(at, node));
                self.subject.containers().map(place).collect()
            }
            Term::Join(lists) => lists.iter().flat_map(|list| self.elements(list)).collect(),
            Term::Keys(map) => {
                let Some(place) = self.place(map) else { return Vec::new() };
                let Some(node) = place.found else { return Vec::new() };
                let entry = |(key, _): &'o (ecow::EcoString, Node)| {
                    (Value::Text(key.as_str().into()), place.clone().field(key))
                };
                node.entries().filter(|(_, value)| value.tree != Tree::Null).map(entry).collect()
            }
            _ => {
                let place = self.place(list).or_else(|| self.whole());
                let Some(place) = place else { return Vec::new() };
                let mut values = Vec::new();
                list.each_element(self.subject, &mut self.values, &mut |value, _| {
                    values.push(value);
                    false
                });
                let located = |(at, value): (usize, Value<'o>)| {
                    let place = match &value {
                        Value::Node(node) => place.element(at, node),
                        _ => place.clone(),
                    };
                    (value, place)
                };
                values.into_iter().enumerate().map(located).collect()
            }
        }
    }
}
