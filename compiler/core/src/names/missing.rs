//! What to say of a name that means nothing.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use rustc_hash::FxHashSet;

use crate::db::{Program, SourceFile, package_items};
use crate::ids::{DefId, DefKind, PackageId};

use super::package::{import_path, name_place, package_paths};
use super::{Meaning, PackageRef, declared, entity_kinds, file_scope, lookup_in};

/// What would do where a name is due.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wanted {
    /// A value: a constant, a function, an entity, a record to be made.
    Value,
    /// A type.
    Type,
    /// An entity of the kind with this record.
    Entity(DefId),
}

/// The names that would do, nearest scope first: the package, the file's imports, the prelude.
#[salsa::tracked]
pub fn candidates(
    db: &dyn salsa::Database,
    program: Program,
    file: SourceFile,
    wanted: Wanted,
) -> Vec<String> {
    let mut result = Candidates::default();
    let kinds = entity_kinds(db, program);
    let word = match wanted {
        Wanted::Entity(record) => kinds.of_record(record).map(|kind| kind.word.as_str()),
        Wanted::Value | Wanted::Type => None,
    };
    for entry in &package_items(db, program, file.package(db)).items {
        let data = entry.def.data();
        let fits = match data.kind {
            DefKind::Entity | DefKind::Existing => match wanted {
                Wanted::Value => true,
                Wanted::Entity(_) => word == Some(data.word.as_str()),
                Wanted::Type => false,
            },
            DefKind::Type | DefKind::Component => !matches!(wanted, Wanted::Entity(_)),
            DefKind::Let | DefKind::Function => wanted == Wanted::Value,
            DefKind::Import
            | DefKind::Extend
            | DefKind::Retire
            | DefKind::Moved
            | DefKind::Test
            | DefKind::Hole => false,
        };
        if fits {
            result.add(&data.name);
        }
    }
    if matches!(wanted, Wanted::Entity(_)) {
        return result.names;
    }
    let scope = file_scope(db, program, file);
    for name in scope.names() {
        match scope.get(name) {
            Some(Meaning::Constant(_) | Meaning::Function(_)) if wanted == Wanted::Type => {}
            _ => result.add(name),
        }
    }
    for entry in &package_items(db, program, PackageId::prelude()).items {
        let fits = match declared(entry.def) {
            Some(Meaning::Type(_)) => true,
            Some(_) => wanted == Wanted::Value,
            None => false,
        };
        if entry.public && fits {
            result.add(entry.def.name());
        }
    }
    match wanted {
        Wanted::Type => crate::types::BUILT_IN.iter().for_each(|(name, _)| result.add(name)),
        Wanted::Value | Wanted::Entity(_) => kinds.all().iter().for_each(|kind| result.add(&kind.plural)),
    }
    result.names
}

/// Names in order, each once.
#[derive(Default)]
struct Candidates {
    names: Vec<String>,
    seen: FxHashSet<EcoString>,
}

impl Candidates {
    fn add(&mut self, name: &str) {
        if !name.is_empty() && self.seen.insert(name.into()) {
            self.names.push(name.to_owned());
        }
    }
}

/// What to say of a name of a file that stands for nothing. `locals` are the names that only the caller knows.
pub fn missing(
    db: &dyn salsa::Database,
    program: Program,
    file: SourceFile,
    name: &str,
    wanted: Wanted,
    locals: &[&str],
    place: Place,
) -> Diagnostic {
    let visible = candidates(db, program, file, wanted);
    let names: Vec<&str> = locals.iter().copied().chain(visible.iter().map(String::as_str)).collect();
    if catalogue::nearest(name, names.iter().copied()).is_none()
        && let Some(package) = package_with(db, program, name, wanted)
    {
        return match wanted {
            Wanted::Type => catalogue::names::type_not_imported(place, name, &package),
            Wanted::Value | Wanted::Entity(_) => catalogue::names::name_not_imported(place, name, &package),
        };
    }
    match wanted {
        Wanted::Type => catalogue::names::unknown_type(place, name, names),
        Wanted::Value => catalogue::names::unknown_name(place, name, names),
        Wanted::Entity(_) => catalogue::names::unknown_entity(place, name, &names),
    }
}

/// A package that is there and has the public name: of the library first, then of Kubernetes.
fn package_with(db: &dyn salsa::Database, program: Program, name: &str, wanted: Wanted) -> Option<String> {
    if matches!(wanted, Wanted::Entity(_)) {
        return None;
    }
    let of_source = program.packages(db).iter().find_map(|(package, _)| {
        let found = lookup_in(db, program, PackageRef::Source(*package), name) != Meaning::Missing;
        (found && *package != PackageId::root()).then(|| package.shown().to_owned())
    });
    // Kinds of Kubernetes begin with a capital; a kind of an older version is nobody's first thought.
    of_source.or_else(|| {
        let kind = o8_kubernetes::kinds().filter(|kind| kind.kind == name).last()?;
        Some(import_path(kind.group, kind.version))
    })
}

/// The name of a package that was most likely meant by one that it does not have.
pub(super) fn nearest_in(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageRef,
    name: &str,
) -> Option<EcoString> {
    let near = match package {
        PackageRef::Source(package) => {
            let items = package_items(db, program, package).items.iter();
            let visible = items.filter(|entry| entry.public && declared(entry.def).is_some());
            catalogue::nearest(name, visible.map(|entry| entry.def.name()))
        }
        PackageRef::Kube { group, version } => {
            catalogue::nearest(name, o8_kubernetes::names_of(group, version))
        }
    };
    near.map(EcoString::from)
}

/// What to say of a name that a package does not have, or does not show.
pub fn missing_in(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageRef,
    path: &str,
    name: &str,
    place: Place,
) -> Diagnostic {
    match package {
        PackageRef::Source(package) => {
            let items = package_items(db, program, package);
            if let Some(entry) = items.named(name).next() {
                let declared = name_place(db, program, entry.def);
                let data = entry.def.data();
                return match data.kind {
                    DefKind::Entity | DefKind::Existing => {
                        catalogue::names::entity_not_importable(place, &data.word, name, declared)
                    }
                    _ => catalogue::names::not_public(place, name, path, declared),
                };
            }
            let visible = items.items.iter().filter(|entry| entry.public && declared(entry.def).is_some());
            catalogue::names::unknown_in_package(place, name, path, visible.map(|entry| entry.def.name()))
        }
        PackageRef::Kube { group, version } => {
            let status = o8_kubernetes::api_status(group, version, name, o8_kubernetes::RELEASE);
            if let Some(o8_kubernetes::ApiStatus::Removed { removed_in, replacement }) = status {
                let instead = replacement.map(|api| import_path(api.group, api.version));
                let advice = o8_kubernetes::successor_advice(group, name);
                return catalogue::names::removed_api(
                    place,
                    path,
                    name,
                    removed_in,
                    instead.as_deref(),
                    advice,
                );
            }
            let names = o8_kubernetes::names_of(group, version);
            catalogue::names::unknown_in_package(place, name, path, names)
        }
    }
}

/// What to say of a name that entities of several kinds have: the qualified forms.
pub fn ambiguous(
    db: &dyn salsa::Database,
    program: Program,
    name: &str,
    found: &[DefId],
    place: Place,
) -> Diagnostic {
    let kinds = entity_kinds(db, program);
    let forms: Vec<String> = found
        .iter()
        .filter_map(|def| kinds.of_word(&def.data().word))
        .map(|kind| format!("{}.{name}", kind.plural))
        .collect();
    catalogue::names::ambiguous_name(place, name, &forms)
}

/// Every path that an import may name, for "did you mean".
pub fn importable(db: &dyn salsa::Database, program: Program) -> Vec<String> {
    let mut result = package_paths(db, program);
    for group in o8_kubernetes::groups() {
        result.extend(o8_kubernetes::versions(group).map(|version| format!("k8s/{group}/{version}")));
    }
    result
}

/// A name that an import can bring in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Importable {
    /// The name.
    pub name: EcoString,
    /// The path of its package.
    pub path: String,
    /// What it stands for.
    pub meaning: Meaning,
}

/// Every public name of every package but the prelude and the one that is compiled, and every kind of Kubernetes in its
/// newest version.
#[salsa::tracked]
pub fn importable_names(db: &dyn salsa::Database, program: Program) -> Vec<Importable> {
    let mut result = Vec::new();
    for (package, _) in program.packages(db).iter() {
        if *package == PackageId::root() || *package == PackageId::prelude() {
            continue;
        }
        let public = package_items(db, program, *package).items.iter().filter(|entry| entry.public);
        result.extend(public.filter_map(|entry| {
            let (name, path) = (entry.def.name().into(), package.shown().to_owned());
            Some(Importable { name, path, meaning: declared(entry.def)? })
        }));
    }
    let kinds: Vec<_> = o8_kubernetes::kinds().collect();
    for (position, kind) in kinds.iter().enumerate() {
        let same = |other: &o8_kubernetes::Kind| (other.group, other.kind) == (kind.group, kind.kind);
        if kinds[position + 1..].iter().any(same) {
            continue;
        }
        if let Some(id) = o8_kubernetes::definition_named(kind.group, kind.version, kind.kind) {
            let path = import_path(kind.group, kind.version);
            result.push(Importable { name: kind.kind.into(), path, meaning: Meaning::Kube(id) });
        }
    }
    result
}

/// A kind of an API version as an import brings it in; `None` where no package has it. The core group has no name.
pub fn kind_named(
    db: &dyn salsa::Database,
    program: Program,
    group: &str,
    version: &str,
    kind: &str,
) -> Option<Importable> {
    if let Some(known) = o8_kubernetes::kind(group, version, kind) {
        let id = o8_kubernetes::definition_named(known.group, known.version, known.kind)?;
        let path = import_path(known.group, known.version);
        return Some(Importable { name: known.kind.into(), path, meaning: Meaning::Kube(id) });
    }
    let path = format!("crd/{group}/{version}");
    importable_names(db, program).iter().find(|found| found.path == path && found.name == kind).cloned()
}
