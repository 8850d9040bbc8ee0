//! Declarations that need themselves: found before anything is checked, so that no query comes back to itself.
//!
//! ```o8
//! let a = b
//! let b = a      // E0213: this value needs itself: `a -> b -> a`
//! ```
//!
//! What a declaration needs is read from the names that its text mentions. One that is in a circle means nothing:
//! its body is not checked, and what names it is silent.

use o8_diagnostics::catalogue::names::CycleOf;
use o8_diagnostics::{Diagnostic, catalogue};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::db::{Program, package_items};
use crate::ids::{DefId, DefKind, PackageId};
use crate::names::{Mention, Position, mentions, name_place, shortest_cycle};
use crate::signature::{Form, form};

/// The circles of a package.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cycles {
    /// One a circle, at its first declaration.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is wrong with the declarations of a package that need themselves.
#[salsa::tracked]
pub fn cycles(db: &dyn salsa::Database, program: Program, package: PackageId) -> Cycles {
    let mut result = Cycles::default();
    for circle in &circles(db, program, package).shortest {
        let [first, ..] = circle.as_slice() else { continue };
        let path: Vec<&str> = circle.iter().map(|def| def.name()).collect();
        let place = name_place(db, program, *first);
        result.diagnostics.push(catalogue::names::cycle(place, sort_of(db, program, circle), &path));
    }
    for def in &circles(db, program, package).too_deep {
        let place = name_place(db, program, *def);
        result.diagnostics.push(catalogue::names::chain_too_long(place, DEEPEST));
    }
    result
}

/// Whether a declaration is in a circle: its body means nothing, which has been reported.
pub fn is_cyclic(db: &dyn salsa::Database, program: Program, def: DefId) -> bool {
    match def.package() == PackageId::root() {
        true => program.cyclic(db).contains(&def),
        false => in_circles(db, program, def.package()).contains(&def),
    }
}

/// The declarations of a package that are in a circle.
pub(crate) fn in_circles(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
) -> &FxHashSet<DefId> {
    &circles(db, program, package).members
}

/// How many declarations in a row may each need the next one to know their type.
const DEEPEST: usize = 32;

/// The circles of a package, without places: the same after an edit that mentions nothing new.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Circles {
    members: FxHashSet<DefId>,
    /// The shortest way round of each, its first declaration at both ends.
    shortest: Vec<Vec<DefId>>,
    /// Declarations whose type follows from too many others.
    too_deep: Vec<DefId>,
}

#[salsa::tracked]
fn circles(db: &dyn salsa::Database, program: Program, package: PackageId) -> Circles {
    let mut graph: DiGraph<DefId, ()> = DiGraph::new();
    let mut nodes: FxHashMap<DefId, NodeIndex> = FxHashMap::default();
    let items = package_items(db, program, package);
    for entry in &items.items {
        if matches!(
            entry.def.data().kind,
            DefKind::Let | DefKind::Type | DefKind::Function | DefKind::Component
        ) {
            nodes.insert(entry.def, graph.add_node(entry.def));
        }
    }
    for entry in &items.items {
        let Some(&from) = nodes.get(&entry.def) else { continue };
        for mention in &mentions(db, program, entry.def).all {
            // Only what the package declares itself can lead back.
            let found = items.named(&mention.name).find_map(|entry| nodes.get(&entry.def).copied());
            if let Some(to) = found
                && needs(db, program, graph[to], mention)
            {
                graph.update_edge(from, to, ());
            }
        }
    }
    let mut result = Circles::default();
    let mut depth: FxHashMap<NodeIndex, usize> = FxHashMap::default();
    for members in kosaraju_scc(&graph) {
        let start = members.iter().min().copied();
        let own = start.is_some_and(|node| graph.contains_edge(node, node));
        if let Some(start) = start
            && (members.len() > 1 || own)
        {
            result.members.extend(members.iter().map(|node| graph[*node]));
            result.shortest.push(shortest_cycle(&graph, start).iter().map(|node| graph[*node]).collect());
            continue;
        }
        // Components come in the order of need: what a declaration needs has its depth already.
        for node in members {
            let deepest = graph.neighbors(node).filter_map(|next| depth.get(&next)).max();
            let own = deepest.map_or(1, |deepest| deepest + 1);
            let inferred = form(db, program, graph[node]) != Form::Other;
            if own > DEEPEST && inferred {
                result.members.insert(graph[node]);
                result.too_deep.push(graph[node]);
            }
            depth.insert(node, if inferred && own <= DEEPEST { own } else { 0 });
        }
    }
    let order: FxHashMap<DefId, usize> =
        items.items.iter().enumerate().map(|(index, entry)| (entry.def, index)).collect();
    result.shortest.sort_by_key(|circle| circle.first().and_then(|def| order.get(def)).copied());
    result.too_deep.sort_by_key(|def| order.get(def).copied());
    result
}

/// Whether a declaration that mentions another one needs it: its value or what it stands for, not just its name.
fn needs(db: &dyn salsa::Database, program: Program, to: DefId, mention: &Mention) -> bool {
    match (mention.position, to.data().kind) {
        (Position::Value, DefKind::Let | DefKind::Function) => true,
        (Position::Record, DefKind::Type | DefKind::Component) => true,
        // A field or parameter of a record type is a reference: the record need not be known.
        (Position::Type, DefKind::Type) => matches!(form(db, program, to), Form::Alias | Form::Refined),
        _ => false,
    }
}

fn sort_of(db: &dyn salsa::Database, program: Program, circle: &[DefId]) -> CycleOf {
    let all = |kind: DefKind| circle.iter().all(|def| def.data().kind == kind);
    if all(DefKind::Let) {
        CycleOf::Constants
    } else if all(DefKind::Function) {
        CycleOf::Functions
    } else if all(DefKind::Component) {
        CycleOf::Components
    } else if circle.iter().all(|def| matches!(form(db, program, *def), Form::Alias | Form::Refined)) {
        CycleOf::Aliases
    } else {
        CycleOf::Mixed
    }
}

#[cfg(test)]
mod tests;
