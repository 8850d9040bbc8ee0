//! Packages: which there are, what their declarations do to each other, and circles of imports.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use o8_diagnostics::{Diagnostic, Place, Span, catalogue};
use o8_syntax::ast::{ImportedName, Item, ItemKind, Name};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use crate::db::{Program, item, package_items};
use crate::ids::{DefId, DefKind, PackageId};

use super::imports::{imported_packages, path_text};
use super::missing::importable;
use super::{Meaning, PackageRef, in_prelude};

/// The package that an import names.
pub(super) fn resolve_package(
    db: &dyn salsa::Database,
    program: Program,
    path: &[Name],
    _names: Option<&[ImportedName]>,
    place: Place,
) -> Result<PackageRef, Box<Diagnostic>> {
    let text = path_text(path);
    let words: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
    if let ["k8s", group, rest @ ..] = words.as_slice()
        && let Some(found) = o8_kubernetes::group_named(group)
        && rest.len() <= 1
    {
        let versions: Vec<&'static str> = o8_kubernetes::versions(found).collect();
        let version = rest.first().copied();
        return match versions.iter().find(|known| Some(**known) == version) {
            Some(version) => Ok(PackageRef::Kube { group: found, version }),
            None => Err(Box::new(catalogue::names::unknown_version(place, group, version, &versions))),
        };
    }
    let package = PackageId::new(&text);
    if !text.is_empty() && program.packages(db).iter().any(|(known, _)| *known == package) {
        return Ok(PackageRef::Source(package));
    }
    let known = importable(db, program);
    Err(Box::new(catalogue::names::unknown_package(place, &text, known.iter().map(String::as_str))))
}

/// The paths of the packages of source text that can be imported.
pub(super) fn package_paths(db: &dyn salsa::Database, program: Program) -> Vec<String> {
    let packages = program.packages(db).iter();
    packages.map(|(package, _)| package.path().to_owned()).filter(|path| !path.is_empty()).collect()
}

/// Where the name of a declaration stands.
pub(crate) fn name_place(db: &dyn salsa::Database, program: Program, def: DefId) -> Place {
    let span = item(db, program, def).and_then(|item| Some(name_of(item)?.span)).unwrap_or_default();
    Place::item(def.item(), span)
}

/// The name that an item declares.
pub(super) fn name_of(item: &Item) -> Option<&Name> {
    match &item.kind {
        ItemKind::Let(decl) => Some(&decl.name),
        ItemKind::Type(decl) => Some(&decl.name),
        ItemKind::Function(decl) => Some(&decl.name),
        ItemKind::Component(decl) => Some(&decl.name),
        ItemKind::Entity(decl) | ItemKind::Extend(decl) | ItemKind::Existing(decl) => Some(&decl.name),
        ItemKind::Retire(decl) => Some(&decl.name),
        ItemKind::Moved(decl) => Some(&decl.new),
        ItemKind::Import(_) | ItemKind::Test(_) | ItemKind::Hole => None,
    }
}

/// What is wrong with the declarations of a package as a whole: doubles, names that hide others or are not free,
/// entities where none may be, circles of imports.
#[salsa::tracked]
pub fn package_diagnostics(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
) -> Vec<Diagnostic> {
    let mut result = Vec::new();
    // The first declaration of each name: all kinds of entity apart, everything else together.
    let mut first: FxHashMap<(&str, &str), DefId> = FxHashMap::default();
    for entry in &package_items(db, program, package).items {
        let data = entry.def.data();
        let word = match data.kind {
            DefKind::Entity | DefKind::Existing => data.word.as_str(),
            DefKind::Let | DefKind::Type | DefKind::Function | DefKind::Component => "",
            DefKind::Import
            | DefKind::Extend
            | DefKind::Retire
            | DefKind::Moved
            | DefKind::Test
            | DefKind::Hole => continue,
        };
        if data.name.is_empty() {
            continue;
        }
        let place = || name_place(db, program, entry.def);
        if let Some(first) = first.get(&(word, data.name.as_str())) {
            let first = name_place(db, program, *first);
            result.push(catalogue::names::declared_twice(place(), &data.name, first));
            continue;
        }
        first.insert((word, data.name.as_str()), entry.def);
        if !word.is_empty() {
            if package != PackageId::root() {
                let found = catalogue::names::entity_in_dependency(place(), word, &data.name, package.path());
                result.push(found);
            }
        } else if CONTEXT.contains(&data.name.as_str()) {
            result.push(catalogue::names::reserved_name(place(), &data.name));
        } else if package != PackageId::prelude()
            && (in_prelude(db, program, &data.name) != Meaning::Missing
                || crate::types::built_in(&data.name).is_some())
        {
            result.push(catalogue::names::hides_prelude(place(), &data.name));
        }
    }
    result.extend(package_cycles(db, program).reported(package));
    result
}

/// What an evaluation is for: no other name hides these.
const CONTEXT: [&str; 5] = ["module", "environment", "cluster", "team", "platform"];

/// The circles of imports between packages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct PackageCycles {
    /// The number of its circle for each package that is in one.
    circle: FxHashMap<PackageId, u32>,
    /// One diagnostic a circle, with the package that it is reported for.
    found: Vec<(PackageId, Diagnostic)>,
}

impl PackageCycles {
    fn reported(&self, package: PackageId) -> impl Iterator<Item = Diagnostic> {
        self.found.iter().filter(move |(of, _)| *of == package).map(|(_, found)| found.clone())
    }
}

/// Whether two packages are in the same circle of imports.
pub(super) fn in_cycle(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
    imported: PackageId,
) -> bool {
    let cycles = &package_cycles(db, program).circle;
    cycles.get(&package).is_some_and(|circle| cycles.get(&imported) == Some(circle))
}

#[salsa::tracked]
fn package_cycles(db: &dyn salsa::Database, program: Program) -> PackageCycles {
    let mut graph: DiGraph<PackageId, DefId> = DiGraph::new();
    let mut nodes: FxHashMap<PackageId, NodeIndex> = FxHashMap::default();
    for (package, _) in program.packages(db).iter() {
        nodes.insert(*package, graph.add_node(*package));
    }
    for (package, _) in program.packages(db).iter() {
        for (imported, import) in imported_packages(db, program, *package) {
            graph.add_edge(nodes[package], nodes[imported], *import);
        }
    }
    let mut result = PackageCycles::default();
    for members in kosaraju_scc(&graph) {
        let own = |node: NodeIndex| graph.contains_edge(node, node);
        if members.len() == 1 && !own(members[0]) {
            continue;
        }
        // The earliest in the order of packages: the same whatever the order of the search.
        let Some(&start) = members.iter().min() else { continue };
        let number = u32::try_from(result.found.len()).unwrap_or(u32::MAX);
        result.circle.extend(members.iter().map(|node| (graph[*node], number)));
        let cycle = shortest_cycle(&graph, start);
        let paths: Vec<&str> = cycle.iter().map(|node| graph[*node].path()).collect();
        if let [first, second, ..] = cycle.as_slice()
            && let Some(edge) = graph.find_edge(*first, *second)
        {
            let import = graph[edge];
            let place = Place::item(import.item(), import_span(db, program, import));
            result.found.push((graph[start], catalogue::names::package_cycle(place, &paths)));
        }
    }
    result
}

fn import_span(db: &dyn salsa::Database, program: Program, import: DefId) -> Span {
    match item(db, program, import).map(|item| &item.kind) {
        Some(ItemKind::Import(import)) => match (import.path.first(), import.path.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => Span::default(),
        },
        _ => Span::default(),
    }
}

/// The shortest way from a node back to itself, both ends included. The node is in a circle.
pub(crate) fn shortest_cycle<N, E>(graph: &DiGraph<N, E>, start: NodeIndex) -> Vec<NodeIndex> {
    let mut before: FxHashMap<NodeIndex, NodeIndex> = FxHashMap::default();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut next: Vec<NodeIndex> = graph.neighbors(node).collect();
        next.sort_unstable();
        for next in next {
            if next == start {
                let mut cycle = vec![start, node];
                let mut node = node;
                while node != start {
                    node = before[&node];
                    cycle.push(node);
                }
                cycle.reverse();
                return cycle;
            }
            if let Entry::Vacant(unseen) = before.entry(next) {
                unseen.insert(node);
                queue.push_back(next);
            }
        }
    }
    vec![start]
}
