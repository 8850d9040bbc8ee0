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
    /// The namespaces that it holds in. An object without a namespace is looked at wherever one of the environment's is.
    pub namespaces: Vec<EcoString>,
    /// What one of the rules leaves alone.
    pub exemptions: Vec<Exemption>,
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
    /// The namespace.
    pub namespace: EcoString,
    /// The labels that the objects have, all of them.
    pub labels: Vec<(EcoString, EcoString)>,
    /// Why.
    pub reason: EcoString,
}

impl Exemption {
    /// The test that the objects pass which the rule leaves alone: they are in the namespace and have the labels themselves.
    pub fn test(&self) -> Term {
        let metadata = || Term::Root(Root::Object).field("metadata", Sort::Map);
        let namespace = is(metadata().field("namespace", Sort::Text), &self.namespace);
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
