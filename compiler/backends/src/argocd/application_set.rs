//! The ApplicationSet of a module: a list generator with one element for each target.
//!
//! The elements are written out, never discovered: an empty answer of a cluster or of Git can delete nothing. Where
//! a target is production, applications outlive their element and objects outlive their application.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Destination, Environment, Grouping, Layout, Platform};
use o8_ir::relations::Ledger;
use o8_ir::{ModuleSummary, Node, OutputFile, Tree};

use super::destination;
use super::element::{Element, Field, Fields, Group, Set, elements};
use super::fleet::fleet_sets;
use super::ignore::{Ignoring, respects, rules};
use super::template_patch::{Differences, Respected, template_patch};
use crate::document::{file, list, map, text, texts};

/// The ApplicationSet of a module, `argocd/applicationsets/MODULE.yaml`. `environments` holds at least those of its targets.
fn application_set(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    module: &ModuleSummary,
    ledger: &Ledger,
) -> Option<OutputFile> {
    let elements = elements(platform, environments, layout, module, ledger);
    if elements.is_empty() {
        return None;
    }
    let group = Group::of_module(platform, layout, module, &elements);
    let path = eco_format!("argocd/applicationsets/{}.yaml", module.deployed_as);
    Some(file(path, &module.source, &set(&group)))
}

/// The ApplicationSets of all modules, one for what belongs together. What others wrote and what is in no environment has one
/// of its own: its template is another.
pub fn application_sets(
    platform: &Platform,
    environments: &[Environment],
    layout: Layout,
    modules: &[&ModuleSummary],
    ledger: &Ledger,
) -> Vec<OutputFile> {
    let alone = |module: &ModuleSummary| {
        platform.group == Grouping::Module
            || module.addon
            || module.deployments.iter().any(|deployment| deployment.source.is_some())
    };
    let mut files = Vec::new();
    let mut together: BTreeMap<EcoString, Vec<Element<'_>>> = BTreeMap::new();
    for module in modules {
        files.extend(fleet_sets(platform, environments, layout, module, ledger));
        if alone(module) {
            files.extend(application_set(platform, environments, layout, module, ledger));
            continue;
        }
        for element in elements(platform, environments, layout, module, ledger) {
            // The dot keeps the name apart from those of modules.
            let name = match platform.group {
                Grouping::Environment => {
                    eco_format!("environment.{}", element.environment.unwrap_or_default())
                }
                Grouping::Team | Grouping::Module => eco_format!("team.{}", module.team),
            };
            together.entry(name).or_default().push(element);
        }
    }
    for (name, mut elements) in together {
        // Steps of a rollout are those of the environments, whatever module is first.
        let position = |element: &Element<'_>| {
            environments.iter().position(|environment| Some(environment.name.as_str()) == element.environment)
        };
        elements.sort_by_key(position);
        let team = elements.first().and_then(|element| element.team);
        let project = team.filter(|_| platform.group != Grouping::Environment);
        let mut labels = vec![("app.kubernetes.io/part-of", platform.name.clone())];
        labels.extend(project.map(|team| (Field::Team.name(), team.into())));
        let group = Group {
            platform,
            layout,
            name: &name,
            project,
            labels,
            elements: &elements,
            rolling: platform.rolling,
        };
        files.push(file(eco_format!("argocd/applicationsets/{name}.yaml"), &platform.source, &set(&group)));
    }
    files
}

/// An ApplicationSet over the elements of a group.
pub(super) fn set(group: &Group<'_>) -> Node {
    let elements = group.elements;
    // One environment after the other: then the controller syncs, and Argo CD must not do it by itself.
    let automated = if group.rolling { Automation::None } else { Automation::of(elements) };
    let ignoring = Ignoring::of(elements);
    let differences = differences(elements, automated, &ignoring);
    group.application_set(
        group.name,
        Set {
            generator: map([("list", Some(list_generator(group, differences)))]),
            keeps: group.is_production(),
            strategy: group.rolling.then(|| strategy(elements)),
            template: template(group, automated, &ignoring),
            patch: template_patch(differences, group.sync_options(true)),
        },
    )
}

/// One step for each environment, in their order. One that people sync waits for them.
fn strategy(elements: &[Element<'_>]) -> Node {
    let mut environments: Vec<(&str, bool)> = Vec::new();
    for element in elements {
        if let Some(environment) = element.environment
            && environments.last().is_none_or(|(last, _)| *last != environment)
        {
            environments.push((environment, element.automated));
        }
    }
    let step = |(environment, automated): (&str, bool)| {
        let expression = map([
            ("key", Some(text(Field::Environment.name()))),
            ("operator", Some(text("In"))),
            ("values", Some(texts([environment]))),
        ]);
        map([
            ("matchExpressions", Some(list([expression]))),
            ("maxUpdate", (!automated).then(|| Node::from(Tree::Int(0)))),
        ])
    };
    map([
        ("type", Some(text("RollingSync"))),
        ("rollingSync", Some(map([("steps", Some(list(environments.into_iter().map(step))))]))),
    ])
}

/// What differs between the elements and is no text.
fn differences(elements: &[Element<'_>], automation: Automation, ignoring: &Ignoring<'_>) -> Differences {
    let ignored = matches!(ignoring, Ignoring::Different);
    let respected = || elements.iter().map(|element| (respects(element.ignored), element.ignored.is_empty()));
    Differences {
        server: is_mixed(elements),
        automated: automation == Automation::Some,
        ignored,
        respected: match ignored && respected().any(|(respects, _)| respects) {
            false => Respected::Same,
            true if respected().all(|(respects, nothing)| respects != nothing) => Respected::WithRules,
            true => Respected::Said,
        },
    }
}

/// Which of the elements Argo CD syncs by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Automation {
    All,
    Some,
    None,
}

impl Automation {
    fn of(elements: &[Element<'_>]) -> Self {
        let automated = elements.iter().filter(|element| element.automated).count();
        match automated {
            0 => Self::None,
            all if all == elements.len() => Self::All,
            _ => Self::Some,
        }
    }
}

fn list_generator(group: &Group<'_>, differences: Differences) -> Node {
    let elements = group.elements;
    let items = elements.iter().map(|element| {
        let (key, value) = destination(element.destination);
        let other = if key == "server" { "name" } else { "server" };
        let field = |field: Field| (field.name(), element.value(field).map(text));
        map([
            field(Field::Application),
            (Field::Team.name(), element.team.filter(|_| group.project.is_none()).map(text)),
            field(Field::Environment),
            field(Field::Cluster),
            (key, Some(text(value))),
            (other, differences.server.then(|| text(""))),
            field(Field::Namespace),
            field(Field::Version),
            field(Field::Folder),
            field(Field::Revision),
            field(Field::Path),
            ("automated", differences.automated.then(|| Node::from(element.automated))),
            ("ignoreDifferences", differences.ignored.then(|| rules(element.ignored))),
            (
                "respectIgnoreDifferences",
                (differences.respected == Respected::Said).then(|| Node::from(respects(element.ignored))),
            ),
        ])
    });
    map([("elements", Some(list(items)))])
}

/// Whether some clusters are addressed by URL and some by name: the template then says the name, which is empty for the
/// former, and a patch the URL.
fn is_mixed(elements: &[Element<'_>]) -> bool {
    let by_server =
        elements.iter().filter(|element| matches!(element.destination, Destination::Server(_))).count();
    by_server != 0 && by_server != elements.len()
}

/// What every application is made of.
fn template(group: &Group<'_>, automation: Automation, ignoring: &Ignoring<'_>) -> Node {
    let ignored = ignoring.shared();
    let by_server = !is_mixed(group.elements)
        && group.elements.iter().all(|element| destination(element.destination).0 == "server");
    let key = if by_server { "server" } else { "name" };
    let destination = map([
        (key, Some(text(eco_format!("{{{{.{key}}}}}")))),
        (Field::Namespace.name(), Some(text(Fields::Placeholders.get(Field::Namespace)))),
    ]);
    map([
        ("metadata", Some(group.metadata(Fields::Placeholders, &[]))),
        ("spec", Some(group.spec(Fields::Placeholders, destination, automation == Automation::All, ignored))),
    ])
}
