//! What a rule is about and what it reads, told from its tree: engines are only asked what they have to be.

use std::collections::BTreeSet;

use ecow::EcoString;

use crate::{Comparison, Constant, Root, Rule, TEMPLATES, Term};

/// A kind of objects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kind {
    /// API group and version, such as `apps/v1`; without one, a kind of this name in whatever group.
    pub api_version: Option<EcoString>,
    /// Its name: `Deployment`.
    pub name: EcoString,
}

/// The parts of an object that a rule reads: `["spec"]`, `["metadata", "labels"]`. Its kind is not among them: that never changes.
pub type Parts = BTreeSet<Vec<EcoString>>;

impl Rule {
    /// The kinds of which something may not pass; `None` where that may be any.
    pub fn kinds(&self) -> Option<Vec<Kind>> {
        [kinds(&self.matches, true), kinds(&self.asserts, false)].into_iter().flatten().reduce(both)
    }

    /// The parts of an object that its verdict hangs on; `None` where that is the whole object.
    ///
    /// An object in which none of them changes gets the verdict that it had before.
    pub fn parts(&self) -> Option<Parts> {
        let mut parts = Parts::new();
        let known = collect(&self.matches, &mut parts) && collect(&self.asserts, &mut parts);
        // Whether there is a pod at all.
        if self.is_about_pods() {
            parts.extend(beside_templates());
        }
        known.then_some(parts)
    }
}

/// The kinds of objects of which a test can be as it is wanted, where the test says so.
fn kinds(test: &Term, wanted: bool) -> Option<Vec<Kind>> {
    match test {
        Term::OfKind { api_version, kind } if wanted => {
            Some(vec![Kind { api_version: Some(api_version.clone()), name: kind.clone() }])
        }
        Term::Compare { op: Comparison::Equal, left, right, .. } if wanted => match (&**left, &**right) {
            (of, Term::Constant(name)) | (Term::Constant(name), of) => named(of, std::slice::from_ref(name)),
            _ => None,
        },
        Term::OneOf(of, names) if wanted => named(of, names),
        Term::Constant(_) if test.as_bool() == Some(!wanted) => Some(Vec::new()),
        Term::Not(inner) => kinds(inner, !wanted),
        // Each has to be as it is wanted, or one: whichever, `not` changes it.
        Term::All(parts) if wanted => parts.iter().filter_map(|part| kinds(part, wanted)).reduce(both),
        Term::Any(parts) if !wanted => parts.iter().filter_map(|part| kinds(part, wanted)).reduce(both),
        Term::All(parts) | Term::Any(parts) => {
            parts.iter().map(|part| kinds(part, wanted)).try_fold(Vec::new(), |mut all: Vec<Kind>, kinds| {
                for kind in kinds? {
                    if !all.contains(&kind) {
                        all.push(kind);
                    }
                }
                Some(all)
            })
        }
        _ => None,
    }
}

/// The kinds of these names, where it is the kind of the object that has one of them.
fn named(of: &Term, names: &[Constant]) -> Option<Vec<Kind>> {
    let Term::Field { base, name, .. } = of else { return None };
    if **base != Term::Root(Root::Object) || name != "kind" {
        return None;
    }
    let kind = |name: &Constant| match name {
        Constant::Text(name) => Some(Kind { api_version: None, name: name.clone() }),
        _ => None,
    };
    names.iter().map(kind).collect()
}

/// The kinds that are in both lists.
fn both(one: Vec<Kind>, other: Vec<Kind>) -> Vec<Kind> {
    let mut all: Vec<Kind> = Vec::new();
    for kind in &one {
        for found in other.iter().filter_map(|other| kind.meet(other)) {
            if !all.contains(&found) {
                all.push(found);
            }
        }
    }
    all
}

impl Kind {
    /// What is of both.
    fn meet(&self, other: &Self) -> Option<Self> {
        let is_known = self.api_version.is_some() && other.api_version.is_some();
        if self.name != other.name || (is_known && self.api_version != other.api_version) {
            return None;
        }
        let api_version = self.api_version.clone().or_else(|| other.api_version.clone());
        Some(Self { api_version, name: self.name.clone() })
    }
}

/// Adds what a term reads; false where that is a whole object.
fn collect(term: &Term, parts: &mut Parts) -> bool {
    match term {
        Term::Root(Root::Object | Root::Template) => false,
        Term::Root(Root::Pod | Root::Containers) => {
            parts.extend(beside_templates());
            true
        }
        Term::Field { base, name, .. } => match &**base {
            Term::Root(root @ (Root::Object | Root::Template)) => {
                read(*root, &[name], parts);
                true
            }
            Term::Field { base: root, name: outer, .. } if outer == "metadata" => match &**root {
                Term::Root(root @ (Root::Object | Root::Template)) => {
                    read(*root, &[outer, name], parts);
                    true
                }
                _ => collect(base, parts),
            },
            _ => collect(base, parts),
        },
        _ => {
            let mut known = true;
            term.each_part(&mut |part| known &= collect(part, parts));
            known
        }
    }
}

/// Adds a path below a root. A pod is its own template, so what is read of a template may be read of the object.
fn read(root: Root, path: &[&EcoString], parts: &mut Parts) {
    parts.insert(path.iter().map(|name| (*name).clone()).collect());
    if root == Root::Template {
        parts.extend(beside_templates());
    }
}

/// The fields that hold the templates of pods.
fn beside_templates() -> impl Iterator<Item = Vec<EcoString>> {
    ["spec", "template"].into_iter().map(|field| vec![field.into()])
}

/// The kinds that make pods, and pods themselves: those among `wanted` where that is known.
pub fn pod_kinds(wanted: Option<&[Kind]>) -> Vec<Kind> {
    let version = |group: &str| match group {
        "" => EcoString::from("v1"),
        "argoproj.io" => "argoproj.io/v1alpha1".into(),
        group => ecow::eco_format!("{group}/v1"),
    };
    let pod = [("v1".into(), "Pod")];
    let makers = TEMPLATES.iter().map(|(group, kind, _)| (version(group), *kind));
    let all = pod.into_iter().chain(makers);
    let all = all.map(|(api_version, name)| Kind { api_version: Some(api_version), name: name.into() });
    let is_wanted =
        |kind: &Kind| wanted.is_none_or(|wanted| wanted.iter().any(|wanted| wanted.meet(kind).is_some()));
    all.filter(is_wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sort;

    fn field(base: Term, name: &str) -> Term {
        Term::Field { base: Box::new(base), name: name.into(), sort: Sort::Map }
    }

    fn object() -> Term {
        Term::Root(Root::Object)
    }

    fn of_kind(api_version: &str, kind: &str) -> Term {
        Term::OfKind { api_version: api_version.into(), kind: kind.into() }
    }

    fn reads(term: Term) -> Option<Vec<String>> {
        let rule = Rule::new("r", Term::TRUE, Term::Present(Box::new(term)), "");
        Some(rule.parts()?.into_iter().map(|part| part.join(".")).collect())
    }

    #[test]
    fn a_rule_reads_what_its_paths_begin_with() {
        let strings = |parts: &[&str]| Some(parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>());
        assert_eq!(reads(field(field(object(), "spec"), "replicas")), strings(&["spec"]));
        assert_eq!(reads(field(field(object(), "metadata"), "labels")), strings(&["metadata.labels"]));
        assert_eq!(reads(field(object(), "metadata")), strings(&["metadata"]));
        assert_eq!(reads(object()), None);
        assert_eq!(reads(Term::Root(Root::Containers)), strings(&["spec", "template"]));
        assert_eq!(
            reads(field(field(field(Term::Root(Root::Template), "metadata"), "labels"), "team")),
            strings(&["metadata.labels", "spec", "template"])
        );
    }

    #[test]
    fn kinds_are_known_where_every_way_to_pass_names_them() {
        let deployment = || of_kind("apps/v1", "Deployment");
        let service = || of_kind("v1", "Service");
        let of = |matches, asserts| Rule::new("r", matches, asserts, "").kinds().map(|kinds| kinds.len());
        let about = |matches: Term| of(matches, Term::FALSE);
        assert_eq!(about(Term::TRUE), None);
        assert_eq!(about(deployment()), Some(1));
        assert_eq!(about(Term::Any(vec![deployment(), service(), service()])), Some(2));
        assert_eq!(about(Term::Any(vec![deployment(), Term::Present(Box::new(object()))])), None);
        assert_eq!(about(Term::All(vec![Term::Any(vec![deployment(), service()]), service()])), Some(1));
        assert_eq!(about(deployment().negated()), None);
        let name = || field(object(), "kind");
        let text = |name: &str| Constant::Text(name.into());
        let one_of =
            |names: &[&str]| Term::OneOf(Box::new(name()), names.iter().map(|name| text(name)).collect());
        assert_eq!(about(one_of(&["Deployment", "StatefulSet"])), Some(2));
        assert_eq!(about(one_of(&["Deployment", "StatefulSet"]).and(deployment())), Some(1));
        assert_eq!(about(one_of(&["Deployment"]).negated()), None);
        let is = Term::Compare {
            op: Comparison::Equal,
            sort: Sort::Text,
            left: Box::new(name()),
            right: Box::new(Term::Constant(text("Pod"))),
        };
        assert_eq!(about(is), Some(1));
        // What `match object { Deployment d => …, _ => true }` becomes.
        let some = || Term::Present(Box::new(object()));
        let arms = || {
            deployment()
                .and(some())
                .or(deployment().negated().and(service().and(some()).or(service().negated())))
        };
        assert_eq!(of(Term::TRUE, arms()), Some(2));
        assert_eq!(of(service(), arms()), Some(1));
    }
}
