//! The module's own namespace: one operation on the objects that live in it.
//!
//! The `namespace:` field of a kustomization would move the objects of other namespaces too, and stamp custom resources
//! that live in none. A target that says kinds is enough for most overlays; names are added where an object of such a
//! kind is to be left alone.

use std::collections::BTreeSet;

use ecow::EcoString;
use o8_ir::{Identity, Object};

use super::super::model::is_readable;
use super::super::model::operations::survives;
use super::super::model::references::{Referred, disturbed};
use super::pairs::Pair;
use super::{Layer, Target};

/// The namespace of objects of the layer below.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamespacePatch<'a> {
    /// What `metadata.namespace` becomes.
    pub namespace: &'a str,
    /// Targets that together select the objects concerned, and no others.
    pub targets: Vec<Target>,
}

/// The patch that puts objects into the module's namespace, if some are not in it yet, or the objects that have to be
/// left out of the lower layer for it.
pub(super) fn patch<'a>(
    pairs: &[Pair<'a>],
    added: &[&'a Object],
    lower: &Layer<'a>,
    upper: &Layer<'a>,
) -> Result<Option<NamespacePatch<'a>>, Vec<&'a Identity>> {
    let mut concerned = Vec::new();
    let mut others = Vec::new();
    let mut failed = Vec::new();
    let mut namespace = None;
    for pair in pairs {
        let (old, new) = (lower.namespace_of(pair.lower), upper.namespace_of(pair.upper));
        match new {
            _ if old == new => others.push((pair.lower, old)),
            Some(new) if namespace.is_none_or(|namespace| namespace == new) && is_changeable(pair.upper) => {
                namespace = Some(new);
                concerned.push((pair.lower, old));
            }
            _ => failed.push(&pair.lower.identity),
        }
    }
    if !failed.is_empty() {
        return Err(failed);
    }
    let Some(namespace) = namespace else { return Ok(None) };
    // An added object of that namespace has it already, and may have it set again where that does no harm.
    for object in added {
        let of = upper.namespace_of(object);
        let referred = [Referred { kind: object.kind(), name: object.name(), namespace: of }];
        let harmless = object.in_own_namespace
            && of == Some(namespace)
            && is_changeable(object)
            && upper.objects.iter().all(|other| disturbed(&other.body, &referred).is_none());
        if !harmless {
            others.push((*object, of));
        }
    }
    let targets = targets(&concerned, &others);
    let wrong = others.iter().any(|(object, of)| targets.iter().any(|target| target.selects(object, *of)));
    if wrong {
        return Err(concerned.iter().map(|(object, _)| &object.identity).collect());
    }
    Ok(Some(NamespacePatch { namespace, targets }))
}

/// Whether operations leave the rest of an object alone.
fn is_changeable(object: &Object) -> bool {
    survives(&object.body) && is_readable(&object.body)
}

/// An object and its namespace in the lower layer.
type Placed<'a> = (&'a Object, Option<&'a str>);

fn targets(concerned: &[Placed<'_>], others: &[Placed<'_>]) -> Vec<Target> {
    let mut clear = BTreeSet::new();
    let mut disputed = BTreeSet::new();
    for (object, _) in concerned {
        let is_disputed = others.iter().any(|(other, _)| other.kind() == object.kind());
        if is_disputed {
            disputed.insert(object.kind())
        } else {
            clear.insert(object.kind())
        };
    }
    let mut targets = Vec::new();
    if !clear.is_empty() {
        targets.push(Target { kind: Some(alternatives(clear.into_iter())), ..Target::default() });
    }
    for kind in disputed {
        let of_kind = || concerned.iter().filter(|(object, _)| object.kind() == kind);
        let names: BTreeSet<_> = of_kind().map(|(object, _)| object.name()).collect();
        let is_clear = !others.iter().any(|(other, _)| other.kind() == kind && names.contains(other.name()));
        if is_clear {
            targets.push(Target {
                kind: Some(literal(kind)),
                name: Some(alternatives(names.into_iter())),
                ..Target::default()
            });
        } else {
            targets.extend(of_kind().map(|(object, namespace)| exact(object, *namespace)));
        }
    }
    targets
}

/// The target of an object of the lower layer, as short as it may be among the objects of both.
pub(super) fn target_of(object: &Object, lower: &Layer<'_>, upper: &Layer<'_>) -> Target {
    let has_namesakes = |layer: &Layer<'_>| {
        let is_namesake = |other: &&&Object| other.kind() == object.kind() && other.name() == object.name();
        layer.objects.iter().filter(is_namesake).count() > 1
    };
    if has_namesakes(lower) || has_namesakes(upper) {
        return exact(object, lower.namespace_of(object));
    }
    Target { kind: Some(literal(object.kind())), name: Some(literal(object.name())), ..Target::default() }
}

/// The target of an object by everything that Kustomize knows it by.
fn exact(object: &Object, namespace: Option<&str>) -> Target {
    let group = object.group();
    let version = object.api_version();
    let version = version.rsplit_once('/').map_or(version, |(_, version)| version);
    Target {
        group: Some(if group.is_empty() { "^$".into() } else { literal(group) }),
        version: Some(literal(version)),
        kind: Some(literal(object.kind())),
        name: Some(literal(object.name())),
        namespace: object.namespaced.then(|| literal(namespace.unwrap_or("default"))),
    }
}

fn alternatives<'a>(texts: impl Iterator<Item = &'a str>) -> EcoString {
    let mut all = EcoString::new();
    for text in texts {
        if !all.is_empty() {
            all.push('|');
        }
        all.push_str(&literal(text));
    }
    all
}

/// A regular expression for `text` alone. A dash stands for itself.
fn literal(text: &str) -> EcoString {
    let mut literal = EcoString::new();
    for c in text.chars() {
        if !c.is_alphanumeric() && !matches!(c, '-' | '_') {
            literal.push('\\');
        }
        literal.push(c);
    }
    literal
}

impl Target {
    /// Whether it selects an object of this namespace. Its expressions are those made here.
    fn selects(&self, object: &Object, namespace: Option<&str>) -> bool {
        let version = object.api_version();
        let version = version.rsplit_once('/').map_or(version, |(_, version)| version);
        let fits = |expression: &Option<EcoString>, text: &str| {
            expression.as_ref().is_none_or(|expression| {
                let text = if text.is_empty() { "^$".into() } else { literal(text) };
                expression.split('|').any(|alternative| alternative == text)
            })
        };
        fits(&self.group, object.group())
            && fits(&self.version, version)
            && fits(&self.kind, object.kind())
            && fits(&self.name, object.name())
            && (!object.namespaced || fits(&self.namespace, namespace.unwrap_or("default")))
    }
}
