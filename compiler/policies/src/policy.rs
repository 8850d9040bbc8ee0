//! Rules that are enforced together, and where: what a policy engine is told.

use ecow::EcoString;

use crate::{Comparison, Constant, Root, Rule, Sort, Term};

/// Rules that are enforced together.
#[derive(Clone, PartialEq, Debug)]
pub struct Policy {
    /// The name of the objects that a policy engine gets: a DNS label.
    pub name: EcoString,
    /// What it is for; empty where nothing is said.
    pub description: EcoString,
    /// The rules, in order. None of them is about nothing.
    pub rules: Vec<Rule>,
    /// Where they hold, in the order of promotion.
    pub bindings: Vec<Binding>,
}

/// Where rules hold, and what happens to an object that does not pass.
#[derive(Clone, PartialEq, Debug)]
pub struct Binding {
    /// The environment.
    pub environment: EcoString,
    /// What happens.
    pub action: Action,
    /// The namespaces that it holds in.
    pub namespaces: Namespaces,
    /// Whether objects without a namespace are looked at as well: all that the cluster has.
    pub cluster_wide: bool,
    /// What one of the rules leaves alone.
    pub exemptions: Vec<Exemption>,
}

/// Namespaces that rules hold in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Namespaces {
    /// By their names.
    Named(Vec<EcoString>),
    /// By a label that all of them have, and nothing else: key and value.
    Labelled(EcoString, EcoString),
}

/// What happens to an object that does not pass.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Action {
    /// It is admitted, and noted down.
    Audit,
    /// It is admitted, and who sent it is told.
    Warn,
    /// It is refused.
    Deny,
}

/// What a rule leaves alone: the objects of a module, by the labels that its objects and pods are selected by.
#[derive(Clone, PartialEq, Debug)]
pub struct Exemption {
    /// The rule.
    pub rule: EcoString,
    /// The namespace that the module is in, empty where only what has none is meant; without one, whichever the rules hold in.
    pub namespace: Option<EcoString>,
    /// The labels that the objects have, all of them.
    pub labels: Vec<(EcoString, EcoString)>,
    /// Why.
    pub reason: EcoString,
}

impl Exemption {
    /// The test that the objects pass which the rule leaves alone: they are in the namespace, or in none, and have the labels themselves.
    pub fn test(&self) -> Term {
        let metadata = || Term::Root(Root::Object).field("metadata", Sort::Map);
        let namespace = self.namespace.as_ref().map_or(Term::TRUE, |name| {
            let found = || metadata().field("namespace", Sort::Text);
            let in_none = Term::Present(Box::new(found())).negated();
            if name.is_empty() { in_none } else { is(found(), name).or(in_none) }
        });
        let labels = self.labels.iter().map(|(key, value)| {
            is(metadata().field("labels", Sort::Map).field(key.clone(), Sort::Text), value)
        });
        labels.fold(namespace, Term::and)
    }
}

fn is(term: Term, text: &EcoString) -> Term {
    Term::Compare {
        op: Comparison::Equal,
        sort: Sort::Text,
        left: Box::new(term),
        right: Box::new(Term::Constant(Constant::Text(text.clone()))),
    }
}

impl Action {
    /// The word for it in o8: `audit`, `warn`, `deny`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}
