//! Rules for the policy engines of clusters: the tree of `o8-policies` as CEL and as Rego, in the objects that each engine reads.
//!
//! Every access has a value for what is not there, so that no rule can fail to evaluate, and the meaning is that of our own evaluation:
//! the tests hold both to each other.
//!
//! **Updates.** An update that changes no part of the object which the rules read gets the verdict that was there before, so it is let
//! through: bookkeeping of controllers is not refused where an old object does not pass. So is every change of an object that is being
//! deleted: else its finalizers could never be removed. Whatever else changes is looked at, in old objects, too.

mod cel;
mod gatekeeper;
mod known;
mod kyverno;
mod native;
mod rego;
mod signatures;

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};
use o8_ir::Node;
use o8_policies::{Kind, Namespaces, Policy, Rule, pod_kinds};

use crate::document::{list, map, text, texts};

pub use gatekeeper::{constraint_kind, template_name};
pub use signatures::{INCLUDED, SIGNED_BY, Verifier, signature_objects};

/// A policy engine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Engine {
    /// The API server's own: ValidatingAdmissionPolicy.
    Native,
    /// Kyverno: ValidatingPolicy.
    Kyverno,
    /// Gatekeeper: ConstraintTemplate and constraint.
    Gatekeeper,
}

/// The plurals of a kind, of an `apiVersion` or of any.
pub type Plurals = dyn Fn(Option<&str>, &str) -> Vec<EcoString>;

/// What the objects are for.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The engine.
    pub engine: Engine,
    /// The oldest Kubernetes among the clusters: 34 for 1.34.
    pub oldest: u32,
    /// The plurals that the API has for a kind (`apiVersion` and kind), as far as they are known; without an `apiVersion`, for kinds of
    /// that name in any group.
    pub plurals: &'a Plurals,
}

/// What an engine cannot be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unsayable {
    /// The engine.
    pub engine: Engine,
    /// The rule that it is about; `None` where it is about all of them.
    pub rule: Option<EcoString>,
    /// Why not.
    pub why: String,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Native, Self::Kyverno, Self::Gatekeeper];

    /// The word for it in o8, and of the folder of its files: `native`, `kyverno`, `gatekeeper`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Kyverno => "kyverno",
            Self::Gatekeeper => "gatekeeper",
        }
    }
}

/// The objects that make an engine enforce a policy, in the order in which they are applied.
pub fn objects(target: Target<'_>, policy: &Policy) -> Result<Vec<Node>, Unsayable> {
    match target.engine {
        Engine::Native => native::objects(target, policy),
        Engine::Kyverno => kyverno::objects(target, policy),
        Engine::Gatekeeper => Ok(gatekeeper::objects(policy)),
    }
}

/// What is said of an object that does not pass: the rule, and its message.
fn message(rule: &Rule) -> EcoString {
    if rule.message.is_empty() { rule.name.clone() } else { eco_format!("{}: {}", rule.name, rule.message) }
}

/// The kinds that a policy is about; `None` where it may be about any.
fn kinds(policy: &Policy) -> Option<Vec<Kind>> {
    let mut all: Vec<Kind> = Vec::new();
    for rule in &policy.rules {
        let kinds = rule.kinds();
        let kinds = if rule.is_about_pods() { pod_kinds(kinds.as_deref()) } else { kinds? };
        for kind in kinds {
            if !all.contains(&kind) {
                all.push(kind);
            }
        }
    }
    Some(all)
}

/// The parts of objects that the rules of a policy read; `None` where that is all of them.
fn parts(policy: &Policy) -> Option<BTreeSet<Vec<EcoString>>> {
    let exempted = policy.bindings.iter().any(|binding| !binding.exemptions.is_empty());
    // The labels by which a rule leaves something alone.
    let labels = exempted.then(|| vec!["metadata".into(), "labels".into()]);
    policy.rules.iter().map(Rule::parts).try_fold(
        labels.into_iter().collect(),
        |mut all: BTreeSet<_>, parts| {
            all.extend(parts?);
            Some(all)
        },
    )
}

/// Writes a text between quotes as the escapes of both languages have it, which are those of JSON.
fn escape(text: &str, quote: char, out: &mut String) {
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', quote]),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
}

/// An object with a name and notes for those who read it.
fn object(api_version: &str, kind: &str, name: &str, annotations: &[(&str, &EcoString)], spec: Node) -> Node {
    let annotations = annotations.iter().filter(|(_, value)| !value.is_empty());
    let annotations: Vec<_> = annotations.map(|(key, value)| (*key, Some(text((*value).clone())))).collect();
    map([
        ("apiVersion", Some(text(api_version))),
        ("kind", Some(text(kind))),
        (
            "metadata",
            Some(map([
                ("name", Some(text(name))),
                ("annotations", (!annotations.is_empty()).then(|| map(annotations))),
            ])),
        ),
        ("spec", Some(spec)),
    ])
}

/// The namespaces of an environment, by the label that each namespace has.
fn namespace_selector(namespaces: &Namespaces) -> Node {
    let namespaces = match namespaces {
        Namespaces::Named(names) => names,
        Namespaces::Labelled(key, value) => {
            return map([("matchLabels", Some(map([(key.as_str(), Some(text(value.clone())))])))]);
        }
    };
    map([(
        "matchExpressions",
        Some(list([map([
            ("key", Some(text("kubernetes.io/metadata.name"))),
            ("operator", Some(text("In"))),
            ("values", Some(texts(namespaces.iter().map(EcoString::as_str)))),
        ])])),
    )])
}
