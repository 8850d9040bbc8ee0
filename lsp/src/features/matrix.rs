//! Modules and targets: what runs where, and what differs.

use std::collections::BTreeMap;

use o8_core::eval::{self, DescribedTarget};
use o8_core::ids::{DefId, DefKind};
use o8_core::index::Target;
use o8_core::model::{Model, model};
use o8_core::output::all_findings;
use o8_core::parallel::threads;
use o8_ir::{DeploymentSummary, Node, ObjectSummary, Origin, OriginKind, Origins, Tree, platform};

use super::compiled::is_on_disk;
use super::effective::shown;
use super::words::Location;
use crate::analysis::Analysis;

/// Every module in every target.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Matrix {
    /// `dev`, `prod@eu`, `prod@us`: environments in the order of promotion, with their clusters where there are several;
    /// then `@us`, the clusters of addons.
    pub targets: Vec<String>,
    /// Sorted by name.
    pub modules: Vec<Row>,
}

/// A module in every target.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Its team.
    pub team: String,
    /// Where it is declared.
    pub declared: Location,
    /// By target.
    pub cells: BTreeMap<String, Cell>,
}

/// A module in a target.
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    /// The version that runs there.
    pub version: Option<String>,
    /// The image of its first container, from the name after the last `/`.
    pub image: Option<String>,
    /// How many pods it wants.
    pub replicas: Option<i64>,
    /// How many objects it is.
    pub objects: usize,
    /// What is another than in the first target that the module runs in.
    pub differs: Vec<Difference>,
}

/// A setting that is another in a target.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// `deploy.sizing.replicas = 3`
    pub text: String,
    /// What decides it there, where that is a file of the disk.
    pub decided: Option<Location>,
}

/// The matrix of the package; `None` where nothing can be compiled.
pub fn matrix(analysis: &Analysis) -> Option<Matrix> {
    if analysis.files.loaded.is_broken {
        return None;
    }
    let (db, program) = (&analysis.db, analysis.program);
    let model = model(db, program);
    let own: Vec<DefId> =
        model.modules.iter().copied().filter(|def| def.data().kind == DefKind::Entity).collect();
    let findings = all_findings(db, program, &own, threads());
    let columns = Columns { model };
    let mut targets = columns.of_environments();
    let mut addons = Vec::new();
    let mut modules = Vec::new();
    for (module, found) in own.iter().zip(&findings) {
        let Some(declared) = analysis.declaration(&Target::Declaration(*module), *module) else { continue };
        let described = eval::described(db, program, *module);
        let first = described.targets.first().map(|target| &target.node);
        let mut cells = BTreeMap::new();
        for deployment in &found.summary.deployments {
            let column = columns.of_target(&deployment.target);
            if deployment.target.environment.is_none() && !addons.contains(&column) {
                addons.push(column.clone());
            }
            let is_it = |target: &&DescribedTarget| is_same(target, &deployment.target);
            let node = described.targets.iter().find(is_it).map(|target| &target.node);
            let mut differs = Vec::new();
            if let (Some(first), Some(node)) = (first, node) {
                differences(first, node, &mut String::new(), &mut |path, found| {
                    differs.push(difference(analysis, &described.origins, path, found));
                });
            }
            let mut cell = cell(deployment, node, differs);
            // The version that a module has where it says none is nothing that runs.
            if node.is_some_and(|node| !says_version(node, &described.origins)) {
                cell.version = None;
            }
            cells.insert(column, cell);
        }
        let (name, team) = (module.name().to_owned(), found.summary.team.to_string());
        modules.push(Row { name, team, declared, cells });
    }
    targets.extend(columns.of_clusters().filter(|column| addons.contains(column)));
    Some(Matrix { targets, modules })
}

struct Columns<'m> {
    model: &'m Model,
}

impl Columns<'_> {
    fn of_environments(&self) -> Vec<String> {
        let mut columns = Vec::new();
        for entry in &self.model.environments {
            let name = &entry.environment.name;
            match entry.clusters.as_slice() {
                several @ [_, _, ..] if entry.environment.live.is_none() => {
                    columns.extend(several.iter().map(|cluster| format!("{name}@{}", cluster.name())));
                }
                _ => columns.push(name.to_string()),
            }
        }
        columns
    }

    fn of_clusters(&self) -> impl Iterator<Item = String> {
        self.model.clusters.iter().map(|entry| format!("@{}", entry.cluster.name))
    }

    fn of_target(&self, target: &platform::Target) -> String {
        let Some(environment) = &target.environment else { return target.label().to_string() };
        let entry = self.model.environments.iter().find(|entry| entry.environment.name == *environment);
        let several = entry.is_some_and(|entry| entry.clusters.len() > 1);
        match several && !target.live {
            true => format!("{environment}@{}", target.cluster),
            false => environment.to_string(),
        }
    }
}

fn is_same(described: &DescribedTarget, target: &platform::Target) -> bool {
    described.environment.map(DefId::name) == target.environment.as_deref()
        && described.cluster.is_none_or(|cluster| target.cluster == cluster.name())
}

fn cell(deployment: &DeploymentSummary, node: Option<&Node>, differs: Vec<Difference>) -> Cell {
    let image = node.and_then(|node| {
        nearest(node, "image", &|tree| match tree {
            Tree::String(text) => Some(text.as_str().rsplit('/').next().unwrap_or_default().to_owned()),
            _ => None,
        })
    });
    // A setting of that name may be there for what counts no pods.
    let counts = |object: &ObjectSummary| {
        matches!(object.key.kind.as_str(), "Deployment" | "StatefulSet" | "ReplicaSet")
    };
    let counted = node.filter(|_| deployment.objects.iter().any(counts));
    let replicas = counted.and_then(|node| {
        nearest(node, "replicas", &|tree| match tree {
            Tree::Int(number) => Some(*number),
            _ => None,
        })
    });
    Cell {
        version: Some(deployment.version.to_string()).filter(|version| !version.is_empty()),
        image,
        replicas,
        objects: deployment.objects.len(),
        differs,
    }
}

fn says_version(node: &Node, origins: &Origins) -> bool {
    let source = node.at(&["version"]).and_then(|version| origins.get(version.origin));
    source.is_none_or(|source| source.kind != OriginKind::Default)
}

/// The value of the key that is nested least.
fn nearest<T>(node: &Node, key: &str, read: &dyn Fn(&Tree) -> Option<T>) -> Option<T> {
    let mut level = vec![node];
    while !level.is_empty() {
        let mut inner = Vec::new();
        for node in level {
            match &node.tree {
                Tree::Map(map) => {
                    let named = map.0.iter().find(|(name, _)| name == key);
                    if let Some(found) = named.and_then(|(_, value)| read(&value.tree)) {
                        return Some(found);
                    }
                    inner.extend(map.0.iter().map(|(_, value)| value));
                }
                Tree::List(list) => inner.extend(&list.items),
                Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::String(_) => {}
            }
        }
        level = inner;
    }
    None
}

/// Every setting that is another in `node`; what is missing there is given as such.
fn differences<'n>(
    first: &'n Node,
    node: &'n Node,
    path: &mut String,
    found: &mut dyn FnMut(&str, Option<&'n Node>),
) {
    match (&first.tree, &node.tree) {
        (Tree::Map(old), Tree::Map(new)) => {
            let length = path.len();
            let keys = new.0.iter().map(|(key, value)| (key, Some(value)));
            let gone = old.0.iter().filter(|(key, _)| !new.0.iter().any(|(other, _)| other == key));
            for (key, value) in keys.chain(gone.map(|(key, _)| (key, None))) {
                step(path, key);
                let before = old.0.iter().find(|(other, _)| other == key).map(|(_, value)| value);
                match (before, value) {
                    (Some(before), Some(value)) => differences(before, value, path, found),
                    (_, value) => found(path, value),
                }
                path.truncate(length);
            }
        }
        // Where a value stands is no part of it.
        _ if shown_whole(first) == shown_whole(node) => {}
        _ => found(path, Some(node)),
    }
}

fn shown_whole(node: &Node) -> String {
    fn without_origins(tree: &Tree, out: &mut String) {
        match tree {
            Tree::Map(map) => {
                for (key, value) in &map.0 {
                    out.push_str(&format!("{key:?}:"));
                    without_origins(&value.tree, out);
                }
                out.push(';');
            }
            Tree::List(list) => {
                list.items.iter().for_each(|value| without_origins(&value.tree, out));
                out.push(';');
            }
            scalar => out.push_str(&format!("{scalar:?},")),
        }
    }
    let mut text = String::new();
    without_origins(&node.tree, &mut text);
    text
}

fn step(path: &mut String, key: &str) {
    let is_word = key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if !is_word {
        path.push_str(&format!("[{key:?}]"));
    } else {
        path.push_str(if path.is_empty() { "" } else { "." });
        path.push_str(key);
    }
}

fn difference(analysis: &Analysis, origins: &Origins, path: &str, node: Option<&Node>) -> Difference {
    let source = origins.get(node.map_or(Origin::NONE, |node| node.origin));
    let at = source.and_then(|source| analysis.location(source.decided));
    let text = match node {
        Some(node) => format!("{path} = {}", shown(node)),
        None => format!("without {path}"),
    };
    Difference { text, decided: at.filter(|at| is_on_disk(analysis, at.file)) }
}
