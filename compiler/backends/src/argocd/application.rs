//! Applications one by one, instead of an ApplicationSet: `argocd/applications/APPLICATION.yaml`. The root application syncs
//! them in waves, so that what others need is there first.

use ecow::eco_format;
use o8_ir::platform::{Environment, Layout, Platform};
use o8_ir::relations::Ledger;
use o8_ir::{ModuleSummary, Node, OutputFile};

use super::destination;
use super::element::{Element, Field, Fields, Group, elements};
use super::waves::Waves;
use crate::document::{file, map, text};

/// The applications of a module, one for each of its targets.
pub fn applications(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    module: &ModuleSummary,
    ledger: &Ledger,
    waves: &Waves<'_>,
) -> Vec<OutputFile> {
    let elements = elements(platform, environments, layout, module, ledger);
    let group = Group::of_module(platform, layout, module, &elements);
    let one = |element: &Element<'_>| {
        let wave = waves.of(&module.name, element.environment, element.cluster);
        application(&group, element, &module.source, wave)
    };
    elements.iter().map(one).collect()
}

/// One application.
pub(super) fn application(group: &Group<'_>, element: &Element<'_>, source: &str, wave: i64) -> OutputFile {
    let fields = Fields::Of(element);
    let (key, value) = destination(element.destination);
    let destination =
        map([(key, Some(text(value))), (Field::Namespace.name(), Some(text(fields.get(Field::Namespace))))]);
    // Zero is where everything is that says nothing.
    let wave = (wave != 0).then(|| eco_format!("{wave}"));
    let wave = wave.as_deref().map(|wave| ("argocd.argoproj.io/sync-wave", wave));
    // The root application prunes: an application of production goes by hand or not at all.
    let kept =
        group.is_production().then_some(("argocd.argoproj.io/sync-options", "Prune=false,Delete=false"));
    let annotations: Vec<_> = wave.into_iter().chain(kept).collect();
    let object: Node = map([
        ("apiVersion", Some(text("argoproj.io/v1alpha1"))),
        ("kind", Some(text("Application"))),
        ("metadata", Some(group.metadata(fields, &annotations))),
        ("spec", Some(group.spec(fields, destination, element.automated, element.ignored))),
    ]);
    file(eco_format!("argocd/applications/{}.yaml", element.application), source, &object)
}
