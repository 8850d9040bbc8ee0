//! Declarations and local names that nothing uses.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use rustc_hash::FxHashMap;

use super::mentioned::{mentions, unused_lets};
use super::package::name_place;
use crate::db::{Program, item, package_items};
use crate::ids::{DefId, DefKind, PackageId};

/// The declarations for this package alone that none of the others mentions. Of a package that declares nothing else there are
/// none: it has only been begun.
pub fn unused(db: &dyn salsa::Database, program: Program, package: PackageId) -> Vec<Diagnostic> {
    let items = &package_items(db, program, package).items;
    let mut unused: FxHashMap<&'static str, DefId> = FxHashMap::default();
    let mut ends_somewhere = false;
    for entry in items {
        let data = entry.def.data();
        match data.kind {
            DefKind::Let | DefKind::Function | DefKind::Type | DefKind::Component if !entry.public => {
                // A second one of a name has been reported.
                if data.ordinal == 0 && !data.name.is_empty() {
                    unused.insert(entry.def.name(), entry.def);
                }
            }
            DefKind::Import | DefKind::Retire | DefKind::Moved | DefKind::Hole => {}
            _ => ends_somewhere = true,
        }
    }
    if !ends_somewhere || unused.is_empty() {
        return Vec::new();
    }
    for entry in items {
        for name in mentions(db, program, entry.def).names() {
            // What only mentions itself is not used by that.
            if unused.get(name).is_some_and(|def| *def != entry.def) {
                unused.remove(name);
            }
        }
    }
    let mut found: Vec<DefId> = unused.into_values().collect();
    found.sort_by_key(|def| items.iter().position(|entry| entry.def == *def));
    found.into_iter().filter_map(|def| of(db, program, def)).collect()
}

fn of(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<Diagnostic> {
    let whole = Place::item(def.item(), item(db, program, def)?.span);
    let name: &EcoString = &def.data().name;
    Some(catalogue::names::unused(name_place(db, program, def), name, whole))
}

/// The `let`s in the braces of a declaration that nothing there mentions.
#[salsa::tracked]
pub fn unused_locals(db: &dyn salsa::Database, program: Program, def: DefId) -> Vec<Diagnostic> {
    let Some(item) = item(db, program, def) else { return Vec::new() };
    let place = |span| Place::item(def.item(), span);
    let lets = unused_lets(item).into_iter();
    lets.map(|(decl, whole)| {
        catalogue::names::unused_let(place(decl.name.span), &decl.name.text, place(whole))
    })
    .collect()
}
