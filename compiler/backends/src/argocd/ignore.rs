//! Fields that something else than Git writes: `ignoreDifferences` of an application, and whether a sync leaves them alone.

use ecow::EcoString;
use o8_ir::Node;
use o8_ir::argocd::ApplicationDifference;
use o8_ir::platform::Platform;
use o8_ir::relations::{Field, Ignored};

use super::element::Element;
use crate::document::{list, map, text, texts};

/// What all applications of a group leave alone, if they agree.
pub(super) enum Ignoring<'a> {
    /// All of them the same, and mostly nothing.
    Same(&'a [Ignored]),
    /// Each its own.
    Different,
}

impl<'a> Ignoring<'a> {
    pub(super) fn of(elements: &[Element<'a>]) -> Self {
        let first = elements.first().map_or(&[][..], |element| element.ignored);
        if elements.iter().all(|element| element.ignored == first) {
            Self::Same(first)
        } else {
            Self::Different
        }
    }

    /// What the template of all applications says.
    pub(super) fn shared(&self) -> &'a [Ignored] {
        match self {
            Self::Same(shared) => shared,
            Self::Different => &[],
        }
    }
}

/// `ignoreDifferences` of an application; `None` where nothing is left alone.
pub(super) fn ignore_differences(ignored: &[Ignored]) -> Option<Node> {
    (!ignored.is_empty()).then(|| rules(ignored))
}

/// The rules as a list, which may be empty.
pub(super) fn rules(ignored: &[Ignored]) -> Node {
    list(ignored.iter().map(|ignored| {
        let pointers: Vec<&str> = ignored
            .fields
            .iter()
            .filter_map(|field| match field {
                Field::Pointer(pointer) => Some(*pointer),
                Field::Path { .. } => None,
            })
            .collect();
        let paths: Vec<&str> = ignored
            .fields
            .iter()
            .filter_map(|field| match field {
                Field::Path { path, .. } => Some(*path),
                Field::Pointer(_) => None,
            })
            .collect();
        let some = |values: Vec<&str>| (!values.is_empty()).then(|| texts(values));
        map([
            ("group", (!ignored.group.is_empty()).then(|| text(ignored.group.clone()))),
            ("kind", Some(text(ignored.kind.clone()))),
            ("namespace", ignored.namespace.clone().map(text)),
            ("name", Some(text(ignored.name.clone()))),
            ("jsonPointers", some(pointers)),
            ("jqPathExpressions", some(paths)),
        ])
    }))
}

/// Whether a sync leaves the fields alone too, and not only the comparison. Argo CD then puts what is in the cluster into what
/// it applies, by a merge patch; for a list of a custom resource that is the whole list, with everything else that Git says
/// of it. The controller sets such a field right soon after a sync; what is frozen stays so for good.
pub(super) fn respects(ignored: &[Ignored]) -> bool {
    !ignored.is_empty() && !ignored.iter().any(Ignored::freezes)
}

/// `ignoreApplicationDifferences` of an ApplicationSet: what people change of its applications by hand.
pub(super) fn application_differences(platform: &Platform) -> Option<Node> {
    let fields = |all: &[EcoString]| (!all.is_empty()).then(|| texts(all.iter().map(EcoString::as_str)));
    let one = |ignored: &ApplicationDifference| {
        map([
            ("name", ignored.name.clone().map(text)),
            ("jsonPointers", fields(&ignored.pointers)),
            ("jqPathExpressions", fields(&ignored.expressions)),
        ])
    };
    (!platform.ignored.is_empty()).then(|| list(platform.ignored.iter().map(one)))
}
