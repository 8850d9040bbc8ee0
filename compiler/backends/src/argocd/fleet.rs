//! Environments whose clusters Argo CD looks for itself: an ApplicationSet with a cluster generator for each.
//!
//! What Argo CD does not find is gone: a label that is edited, a listing that fails. Whatever the tier of the environment,
//! applications outlive that, and their objects outlive the applications.

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Environment, Layout, Platform, Tier};
use o8_ir::relations::Ledger;
use o8_ir::{ModuleSummary, Node, OutputFile};

use super::application_of_fleet;
use super::element::{Element, Field, Fields, Group, Set, elements_where};
use crate::document::{file, map, text, text_map};

/// What a cluster generator says of the cluster that it has found: its name as a part of names of objects.
const CLUSTER: &str = "{{.nameNormalized}}";

/// The ApplicationSets of a module, one for each fleet that it goes to: `argocd/applicationsets/live.MODULE.ENV.yaml`.
pub(super) fn fleet_sets(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    module: &ModuleSummary,
    ledger: &Ledger,
) -> Vec<OutputFile> {
    let one = |environment: &Environment| {
        let selector = environment.live.as_ref()?;
        let name = Some(&environment.name);
        let here = |target: &o8_ir::platform::Target| target.live && target.environment.as_ref() == name;
        // In all clusters the same: the first stands for them.
        let element =
            elements_where(platform, environments, layout, module, ledger, here).into_iter().next()?;
        let element = Element {
            application: application_of_any(&application_of_fleet(&module.deployed_as, &environment.name)),
            ..element
        };
        let elements = [of_any_cluster(element)];
        let group = Group { rolling: false, ..Group::of_module(platform, layout, module, &elements) };
        // The dots keep the name apart from those of modules, of teams and of environments.
        let name = eco_format!("live.{}.{}", module.deployed_as, environment.name);
        let path = eco_format!("argocd/applicationsets/{name}.yaml");
        Some(file(path, &module.source, &fleet_set(&group, &elements[0], &name, selector)))
    };
    environments.iter().filter_map(one).collect()
}

/// The target without its cluster.
pub(super) fn of_any_cluster(element: Element<'_>) -> Element<'_> {
    Element { cluster: CLUSTER, tier: Tier::Production, ..element }
}

/// The placeholder for the cluster in names.
pub(super) fn application_of_any(prefix: &str) -> EcoString {
    eco_format!("{prefix}.{CLUSTER}")
}

/// An ApplicationSet over all clusters with some labels.
pub(super) fn fleet_set(
    group: &Group<'_>,
    element: &Element<'_>,
    name: &str,
    selector: &[(EcoString, EcoString)],
) -> Node {
    let fields = Fields::Fleet(element);
    let labels = text_map(selector.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    let clusters = map([("selector", Some(map([("matchLabels", Some(labels))])))]);
    let destination = map([
        ("server", Some(text("{{.server}}"))),
        (Field::Namespace.name(), Some(text(fields.get(Field::Namespace)))),
    ]);
    let template = map([
        ("metadata", Some(group.metadata(fields, &[]))),
        ("spec", Some(group.spec(fields, destination, element.automated, element.ignored))),
    ]);
    let generator = map([("clusters", Some(clusters))]);
    group.application_set(name, Set { generator, keeps: true, strategy: None, template, patch: None })
}
