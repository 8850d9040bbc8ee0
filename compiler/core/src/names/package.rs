//! Packages: which there are, what their declarations do to each other, and circles of imports.

use std::collections::VecDeque;
use std::collections::hash_map::Entry;

use o8_diagnostics::{Diagnostic, Edit, Fix, Place, Span, catalogue};
use o8_kubernetes::ApiStatus;
use o8_syntax::ast::{Import, Item, ItemKind, Name};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use crate::cycles;
use crate::db::{Program, SourceFile, item, package_items, packages};
use crate::ids::{DefId, DefKind, PackageId};
use crate::signature;
use crate::ty::Ty;
use crate::types;
use crate::view;
use crate::waivers::unknown_owners;

use super::imports::{imported_packages, path_text};
use super::missing::importable;
use super::{Meaning, PackageRef, attribute, in_prelude, lookup_in, text_of};

/// The package that an import names; where there is none, what to say.
pub(super) fn resolve_package(
    db: &dyn salsa::Database,
    program: Program,
    from: PackageId,
    import: &Import,
    place: &dyn Fn(Span) -> Place,
) -> Result<PackageRef, Vec<Diagnostic>> {
    let words: Vec<&str> = import.path.iter().map(|name| name.text.as_str()).collect();
    let text = words.join("/");
    let (Some(first), Some(last)) = (import.path.first(), import.path.last()) else { return Err(Vec::new()) };
    let whole = place(first.span.to(last.span));
    if let ["k8s", group, rest @ ..] = words.as_slice()
        && rest.len() <= 1
    {
        let version = rest.first().copied();
        let found = o8_kubernetes::group_named(group);
        let versions: Vec<&'static str> = found.into_iter().flat_map(o8_kubernetes::versions).collect();
        if let Some(found) = found
            && let Some(version) = versions.iter().find(|known| Some(**known) == version)
        {
            return Ok(PackageRef::Kube { group: found, version });
        }
        let removed = removed_kinds(import, found.unwrap_or(group), version.unwrap_or_default(), place);
        if !removed.is_empty() {
            return Err(removed);
        }
        if found.is_some() {
            return Err(vec![catalogue::names::unknown_version(whole, group, version, &versions)]);
        }
    }
    if let Some(package) = package_named(db, program, from, &text) {
        return Ok(PackageRef::Source(package));
    }
    if let ["crd", group, version] = words.as_slice() {
        let replaced = replaced_kinds(db, program, from, import, (group, version), place);
        if !replaced.is_empty() {
            return Err(replaced);
        }
    }
    let known = importable(db, program);
    Err(vec![catalogue::names::unknown_package(whole, &text, known.iter().map(String::as_str))])
}

/// The package that an import names, where there is one.
pub(crate) fn imported(
    db: &dyn salsa::Database,
    program: Program,
    file: SourceFile,
    import: &Import,
) -> Option<PackageRef> {
    if import.path.iter().any(Name::is_hole) {
        return None;
    }
    resolve_package(db, program, file.package(db), import, &Place::local).ok()
}

/// The package of source text that a path means in a file of the package `from`. Of kinds, those that the importing
/// package has added itself, then those of the packages that the program depends on, then those of the library; the
/// library sees its own alone, so that nothing a program adds can break it.
pub(super) fn package_named(
    db: &dyn salsa::Database,
    program: Program,
    from: PackageId,
    path: &str,
) -> Option<PackageId> {
    let is_known = |package: PackageId| {
        packages(db, program, package.is_embedded()).iter().any(|(known, _)| *known == package)
    };
    if path.starts_with("crd/") && !from.is_embedded() {
        let owner = from.added_kinds().map_or(from.path(), |(owner, _)| owner);
        let own = PackageId::new(&format!("{owner}/{path}"));
        if is_known(own) {
            return Some(own);
        }
        let added = |package: &PackageId| package.added_kinds().is_some_and(|(_, kinds)| kinds == path);
        if let Some((package, _)) = program.packages(db).iter().find(|(package, _)| added(package)) {
            return Some(*package);
        }
    }
    // The library's own, whatever the program has added.
    let path = path.strip_prefix("std/").filter(|path| path.starts_with("crd/")).unwrap_or(path);
    let package = PackageId::new(path);
    (!path.is_empty() && is_known(package)).then_some(package)
}

/// What to say of the kinds that an import names in a version that is served no more, where another version of the kind
/// says so. The first carries a fix for the whole import where all are found in one place.
fn replaced_kinds(
    db: &dyn salsa::Database,
    program: Program,
    from: PackageId,
    import: &Import,
    (group, version): (&str, &str),
    place: &dyn Fn(Span) -> Place,
) -> Vec<Diagnostic> {
    let begin = format!("crd/{group}/");
    let mut paths: Vec<&str> = program
        .packages(db)
        .iter()
        .map(|(package, _)| package.added_kinds().map_or(package.path(), |(_, path)| path))
        .filter(|path| path.starts_with(&begin))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    let mut result = Vec::new();
    let mut target: Option<&str> = None;
    let names = import.names.as_deref().unwrap_or_default();
    for imported in names {
        let replaces = |path: &&str| {
            let Some(package) = package_named(db, program, from, path) else { return false };
            let Meaning::Type(def) = lookup_in(db, program, PackageRef::Source(package), &imported.name.text)
            else {
                return false;
            };
            let Some(item) = item(db, program, def) else { return false };
            attribute(&item.attributes, "replaces").is_some_and(|attribute| {
                attribute
                    .arguments
                    .iter()
                    .any(|argument| text_of(&argument.value).as_deref() == Some(version))
            })
        };
        let Some(path) = paths.iter().copied().find(replaces) else { continue };
        let api = format!("{group}/{version}");
        let kind = imported.name.text.as_str();
        result.push(catalogue::kubernetes::version_not_served(place(imported.name.span), kind, &api, path));
        target = match target {
            Some(other) if other != path => return result,
            _ => Some(path),
        };
    }
    if let (Some(target), Some(first), Some(last)) = (target, import.path.first(), import.path.last())
        && result.len() == names.len()
        && let Some(found) = result.first_mut()
    {
        let edits = vec![Edit { place: place(first.span.to(last.span)), text: target.to_owned() }];
        found.fixes.push(Fix { title: format!("import from `{target}`"), safe: false, edits });
    }
    result
}

/// What to say of the kinds that an import names in a version that Kubernetes has removed. Where all of them have
/// gone to one place, the first carries a fix for the whole import.
fn removed_kinds(
    import: &Import,
    group: &str,
    version: &str,
    place: &dyn Fn(Span) -> Place,
) -> Vec<Diagnostic> {
    let path = path_text(&import.path);
    let mut result = Vec::new();
    let mut edits = Vec::new();
    let mut target: Option<String> = None;
    let names = import.names.as_deref().unwrap_or_default();
    for imported in names {
        let kind = imported.name.text.as_str();
        let Some(ApiStatus::Removed { removed_in, replacement }) =
            o8_kubernetes::api_status(group, version, kind, o8_kubernetes::RELEASE)
        else {
            continue;
        };
        let instead = replacement.map(|api| import_path(api.group, api.version));
        if let Some(api) = replacement
            && api.kind != kind
        {
            edits.push(Edit { place: place(imported.name.span), text: api.kind.to_owned() });
        }
        result.push(catalogue::names::removed_api(
            place(imported.name.span),
            &path,
            kind,
            removed_in,
            instead.as_deref(),
            o8_kubernetes::successor_advice(group, kind),
        ));
        if result.len() == 1 || target == instead {
            target = instead;
        } else {
            target = None;
        }
    }
    if let (Some(target), true) = (target, result.len() == names.len())
        && let (Some(first), Some(last)) = (import.path.first(), import.path.last())
        && let Some(found) = result.first_mut()
    {
        edits.push(Edit { place: place(first.span.to(last.span)), text: target.clone() });
        found.fixes.push(Fix { title: format!("import from `{target}`"), safe: false, edits });
    }
    result
}

/// How an import names a group's version.
pub(crate) fn import_path(group: &str, version: &str) -> String {
    format!("k8s/{}/{version}", if group.is_empty() { "core" } else { group })
}

/// The paths of the packages of source text that can be imported.
pub(super) fn package_paths(db: &dyn salsa::Database, program: Program) -> Vec<String> {
    let packages = program.packages(db).iter();
    let mut paths: Vec<String> = Vec::new();
    for path in packages.map(|(package, _)| package.shown().to_owned()).filter(|path| !path.is_empty()) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
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
/// entities where none may be, what needs itself, circles of imports.
#[salsa::tracked]
pub fn package_diagnostics(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
) -> Vec<Diagnostic> {
    let mut result = unknown_owners(db, program, package);
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
                let found =
                    catalogue::names::entity_in_dependency(place(), word, &data.name, package.shown());
                result.push(found);
            }
        } else if CONTEXT.contains(&data.name.as_str()) {
            result.push(catalogue::names::reserved_name(place(), &data.name));
        } else if package != PackageId::prelude()
            // Others have named these.
            && !package.is_kinds()
            && (in_prelude(db, program, &data.name) != Meaning::Missing
                || types::built_in(&data.name).is_some())
        {
            result.push(catalogue::names::hides_prelude(place(), &data.name));
        }
    }
    for entry in &package_items(db, program, package).items {
        if matches!(entry.def.data().kind, DefKind::Type | DefKind::Component) {
            check_keys(db, program, entry.def, &mut result);
        }
    }
    records_of_themselves(db, program, package, &mut result);
    result.extend(cycles::cycles(db, program, package).diagnostics.iter().cloned());
    result.extend(package_cycles(db, program, package.is_embedded()).reported(package));
    result
}

/// Reports record types that nobody can make: each value would need another one first.
fn records_of_themselves(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
    result: &mut Vec<Diagnostic>,
) {
    let mut graph: DiGraph<DefId, Span> = DiGraph::new();
    let mut nodes: FxHashMap<DefId, NodeIndex> = FxHashMap::default();
    for entry in &package_items(db, program, package).items {
        if matches!(entry.def.data().kind, DefKind::Type | DefKind::Component) {
            nodes.insert(entry.def, graph.add_node(entry.def));
        }
    }
    for from in graph.node_indices() {
        let Some(record) = signature::record(db, program, graph[from]) else { continue };
        for field in &record.fields {
            // A field that refers to an entity holds its name alone.
            if let Ty::Record(needed) = &field.ty
                && let Some(&to) = nodes.get(needed)
                && !(field.has_default || field.computed || field.readonly)
                && !types::is_entity(db, program, &field.ty)
            {
                graph.update_edge(from, to, field.name_span);
            }
        }
    }
    let mut circles: Vec<Vec<NodeIndex>> = Vec::new();
    for members in kosaraju_scc(&graph) {
        let Some(&start) = members.iter().min() else { continue };
        if members.len() > 1 || graph.contains_edge(start, start) {
            circles.push(shortest_cycle(&graph, start));
        }
    }
    circles.sort();
    for circle in circles {
        let [first, second, ..] = circle.as_slice() else { continue };
        let Some(edge) = graph.find_edge(*first, *second) else { continue };
        let path: Vec<&str> = circle.iter().map(|node| graph[*node].name()).collect();
        let place = Place::item(graph[*first].item(), graph[edge]);
        result.push(catalogue::names::record_of_itself(place, &path));
    }
}

/// Reports `@key(NAME)` where the elements of the list have no such field. Not with the signature: that of the elements
/// may be asked for by way of this record.
fn check_keys(db: &dyn salsa::Database, program: Program, def: DefId, result: &mut Vec<Diagnostic>) {
    let Some(record) = signature::record(db, program, def) else { return };
    for field in &record.fields {
        let Ty::List(list) = types::remove_null(&field.ty) else { continue };
        let Some(key) = &list.key else { continue };
        let place = || Place::item(def.item(), field.name_span);
        match view::record_of(&list.element).map(|element| view::record(db, program, element)) {
            Some(element) if element.is_broken() || element.field_named(key).is_some() => {}
            Some(element) => {
                let names = element.fields().map(|(_, field)| field.name);
                result.push(catalogue::names::unknown_key_field(place(), key, element.name(), names));
            }
            None if list.element == Ty::Error => {}
            None => {
                let element = types::display(&list.element);
                result.push(catalogue::names::unknown_key_field(place(), key, &element, []));
            }
        }
    }
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
    let cycles = &package_cycles(db, program, package.is_embedded()).circle;
    cycles.get(&package).is_some_and(|circle| cycles.get(&imported) == Some(circle))
}

/// The circles among the packages of the library or among the others. None has both: the library imports only from itself, so a
/// program need not read what it does not use of it.
#[salsa::tracked]
fn package_cycles(db: &dyn salsa::Database, program: Program, embedded: bool) -> PackageCycles {
    let packages = || {
        let all = packages(db, program, embedded).iter().map(|(package, _)| *package);
        all.filter(|package| package.is_embedded() == embedded)
    };
    let mut graph: DiGraph<PackageId, DefId> = DiGraph::new();
    let mut nodes: FxHashMap<PackageId, NodeIndex> = FxHashMap::default();
    for package in packages() {
        nodes.insert(package, graph.add_node(package));
    }
    for package in packages() {
        for (imported, import) in imported_packages(db, program, package) {
            if let Some(to) = nodes.get(imported) {
                graph.add_edge(nodes[&package], *to, *import);
            }
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
        let paths: Vec<&str> = cycle.iter().map(|node| graph[*node].shown()).collect();
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
