//! What the imports of a file bring in.
//!
//! ```o8
//! import std/web { WebService, Sizing as WebSizing }
//! import k8s/apps/v1 as apps
//! ```

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, Span, catalogue};
use o8_syntax::ast::{Import, ImportedName, ItemKind, Name};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::db::{Program, SourceFile, item, package_items};
use crate::ids::{DefId, DefKind, PackageId};

use super::missing::{missing_in, nearest_in};
use super::package::{in_cycle, package_named, resolve_package};
use super::{Meaning, PackageRef, attribute, declared, in_prelude, lookup_in, mentions, text_of};

/// The imported names of a file. Changes when its imports do, or what they name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileScope {
    names: FxHashMap<EcoString, Meaning>,
    imported: Vec<Imported>,
    diagnostics: Vec<Diagnostic>,
}

/// One name that an import brings in.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Imported {
    /// The name in this file.
    name: EcoString,
    /// Where that name stands.
    place: Place,
    /// What goes when the name is removed.
    removal: Place,
}

impl FileScope {
    /// What an imported name means.
    pub fn get(&self, name: &str) -> Option<&Meaning> {
        self.names.get(name)
    }

    /// The imported names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.imported.iter().map(|imported| imported.name.as_str())
    }
}

/// The imported names of a file.
#[salsa::tracked]
pub fn file_scope(db: &dyn salsa::Database, program: Program, file: SourceFile) -> FileScope {
    let mut scope = FileScope::default();
    for entry in package_items(db, program, file.package(db)).in_file(file) {
        if entry.def.data().kind == DefKind::Import
            && let Some(item) = item(db, program, entry.def)
            && let ItemKind::Import(import) = &item.kind
        {
            let mut reader = Reader { db, program, file, def: entry.def, scope: &mut scope };
            reader.import(import, item.span);
        }
    }
    scope
}

/// What is wrong with the imports of a file, and which of them it does not use.
#[salsa::tracked]
pub fn import_diagnostics(db: &dyn salsa::Database, program: Program, file: SourceFile) -> Vec<Diagnostic> {
    let scope = file_scope(db, program, file);
    let mut result = scope.diagnostics.clone();
    if scope.imported.is_empty() {
        return result;
    }
    let mut used: FxHashSet<&str> = FxHashSet::default();
    for entry in package_items(db, program, file.package(db)).in_file(file) {
        used.extend(mentions(db, program, entry.def).names());
    }
    for imported in &scope.imported {
        if let Some(Meaning::Type(def) | Meaning::Function(def) | Meaning::Constant(def)) =
            scope.names.get(&imported.name)
            && let Some(reason) = deprecated(db, program, *def)
        {
            result.push(catalogue::names::deprecated(imported.place, def.name(), reason));
        }
        let broken = matches!(scope.names.get(&imported.name), Some(Meaning::Error));
        if !used.contains(imported.name.as_str()) && !broken {
            result.push(catalogue::names::unused_import(imported.place, &imported.name, imported.removal));
        }
    }
    result
}

/// What to use in place of a declaration, where it is deprecated.
#[salsa::tracked]
fn deprecated(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<EcoString> {
    let attribute = attribute(&item(db, program, def)?.attributes, "deprecated")?;
    Some(attribute.arguments.first().and_then(|argument| text_of(&argument.value)).unwrap_or_default())
}

/// What to use in place of a declaration that a file names, where it is deprecated and no import of it has said so.
pub(crate) fn deprecated_here(
    db: &dyn salsa::Database,
    program: Program,
    file: SourceFile,
    def: DefId,
) -> Option<EcoString> {
    let reason = deprecated(db, program, def).as_ref()?;
    let imported = file_scope(db, program, file).names.values().any(|meaning| {
        matches!(meaning, Meaning::Type(of) | Meaning::Function(of) | Meaning::Constant(of) if *of == def)
    });
    (!imported).then(|| reason.clone())
}

struct Reader<'a> {
    db: &'a dyn salsa::Database,
    program: Program,
    file: SourceFile,
    def: DefId,
    scope: &'a mut FileScope,
}

impl Reader<'_> {
    fn import(&mut self, import: &Import, whole: Span) {
        let path = path_text(&import.path);
        let Some(path_span) = span_of(&import.path) else { return };
        // A hole in the path has been reported by the parser.
        let package = if import.path.iter().any(Name::is_hole) {
            None
        } else {
            match resolve_package(self.db, self.program, self.file.package(self.db), import, &|span| {
                self.place(span)
            }) {
                Ok(package) if self.closes_circle(package) => None,
                Ok(package) => Some(package),
                Err(found) => {
                    self.scope.diagnostics.extend(found);
                    None
                }
            }
        };
        match &import.names {
            Some(names) => {
                for (index, name) in names.iter().enumerate() {
                    let removal = self.place(removal(names, index, whole));
                    self.name(name, package, &path, removal);
                }
            }
            None => self.package(import, package, &path, path_span, whole),
        }
    }

    /// Brings in one name of the braces.
    fn name(&mut self, imported: &ImportedName, package: Option<PackageRef>, path: &str, removal: Place) {
        if imported.name.is_hole() || imported.alias.as_ref().is_some_and(Name::is_hole) {
            return;
        }
        let local = imported.alias.as_ref().unwrap_or(&imported.name);
        let meaning = match package {
            None => Meaning::Error,
            Some(package) => match lookup_in(self.db, self.program, package, &imported.name.text) {
                Meaning::Missing => {
                    let place = self.place(imported.name.span);
                    let found = missing_in(self.db, self.program, package, path, &imported.name.text, place);
                    self.scope.diagnostics.push(found);
                    // Whoever goes on to write the right name has been told.
                    if imported.alias.is_none()
                        && let Some(near) = nearest_in(self.db, self.program, package, &imported.name.text)
                    {
                        self.scope.names.entry(near).or_insert(Meaning::Error);
                    }
                    Meaning::Error
                }
                meaning => meaning,
            },
        };
        let span = imported.name.span.to(local.span);
        self.bind(local.text.clone(), span, meaning, removal);
    }

    /// Brings in a package under its last word or its alias.
    fn package(
        &mut self,
        import: &Import,
        package: Option<PackageRef>,
        path: &str,
        path_span: Span,
        whole: Span,
    ) {
        let (local, span) = match (&import.alias, import.path.last()) {
            (Some(alias), _) if alias.is_hole() => return,
            (Some(alias), _) => (alias.text.clone(), alias.span),
            (None, Some(last)) if is_version(&last.text) => {
                if package.is_some() {
                    let place = self.place(path_span);
                    let suggested = suggested_name(&import.path);
                    self.scope.diagnostics.push(catalogue::names::import_needs_name(place, path, &suggested));
                }
                // Who goes on to write `v1.Deployment` has been told.
                let meaning = package.map_or(Meaning::Error, Meaning::Package);
                self.scope.names.entry(last.text.clone()).or_insert(meaning);
                return;
            }
            (None, Some(last)) => (last.text.clone(), path_span),
            (None, None) => return,
        };
        let meaning = package.map_or(Meaning::Error, Meaning::Package);
        self.bind(local, span, meaning, self.place(whole));
    }

    fn bind(&mut self, local: EcoString, span: Span, meaning: Meaning, removal: Place) {
        let place = self.place(span);
        let items = package_items(self.db, self.program, self.file.package(self.db));
        let clash = items.named(&local).find(|entry| declared(entry.def).is_some());
        if let Some(first) = self.scope.imported.iter().find(|imported| imported.name == local) {
            let same = self.scope.names.get(&local) == Some(&meaning);
            let first = first.place;
            let broken = meaning == Meaning::Error || self.scope.names.get(&local) == Some(&Meaning::Error);
            if !broken {
                self.scope.diagnostics.push(if same {
                    catalogue::names::imported_again(place, &local, first, removal)
                } else {
                    catalogue::names::imported_name_twice(place, &local, first)
                });
            }
            return;
        }
        if let Some(clash) = clash {
            let declared = super::package::name_place(self.db, self.program, clash.def);
            self.scope.diagnostics.push(catalogue::names::import_clashes(place, &local, declared));
        } else if hides(self.db, self.program, &local, &meaning) {
            self.scope.diagnostics.push(catalogue::names::hides_prelude(place, &local));
        }
        self.scope.names.insert(local.clone(), meaning);
        self.scope.imported.push(Imported { name: local, place, removal });
    }

    /// Whether the package that is imported imports this one, directly or not. The circle is reported once, for
    /// its packages together; what comes through it means nothing.
    fn closes_circle(&self, package: PackageRef) -> bool {
        match package {
            PackageRef::Source(package) => {
                in_cycle(self.db, self.program, self.file.package(self.db), package)
            }
            PackageRef::Kube { .. } => false,
        }
    }

    fn place(&self, span: Span) -> Place {
        Place::item(self.def.item(), span)
    }
}

/// Whether an imported name hides one of the prelude. Importing the prelude's own is no hiding.
fn hides(db: &dyn salsa::Database, program: Program, local: &str, meaning: &Meaning) -> bool {
    if *meaning == Meaning::Error {
        return false;
    }
    let known = in_prelude(db, program, local);
    (known != Meaning::Missing && known != *meaning) || crate::types::built_in(local).is_some()
}

/// `k8s/apps/v1`
pub(super) fn path_text(path: &[Name]) -> String {
    let words: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
    words.join("/")
}

fn span_of(path: &[Name]) -> Option<Span> {
    Some(path.first()?.span.to(path.last()?.span))
}

/// Whether the last word of a path is a version: `v1`, `v2beta1`.
fn is_version(word: &str) -> bool {
    let Some(rest) = word.strip_prefix('v') else { return false };
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let suffix = digits.strip_prefix("alpha").or(digits.strip_prefix("beta")).unwrap_or(digits);
    digits.len() < rest.len() && suffix.chars().all(|c| c.is_ascii_digit())
}

/// A name for a package whose path ends in a version: the first label of its group.
fn suggested_name(path: &[Name]) -> String {
    let group = path.iter().rev().nth(1).map_or("package", |name| name.text.as_str());
    group.split('.').next().unwrap_or(group).to_owned()
}

/// What goes when one of the names in braces is removed: with its comma, and the whole import with the last one.
fn removal(names: &[ImportedName], index: usize, whole: Span) -> Span {
    let span = |imported: &ImportedName| {
        imported.alias.as_ref().map_or(imported.name.span, |alias| imported.name.span.to(alias.span))
    };
    let own = span(&names[index]);
    match (index.checked_sub(1), names.get(index + 1)) {
        (_, Some(next)) => Span::new(own.start, span(next).start),
        (Some(before), None) => Span::new(span(&names[before]).end, own.end),
        (None, None) => whole,
    }
}

/// The packages of source text that a package imports, each with the first import that names it.
#[salsa::tracked]
pub(super) fn imported_packages(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
) -> Vec<(PackageId, DefId)> {
    let mut result: Vec<(PackageId, DefId)> = Vec::new();
    for entry in &package_items(db, program, package).items {
        if entry.def.data().kind != DefKind::Import {
            continue;
        }
        let Some(imported) = package_named(db, program, package, entry.def.name()) else { continue };
        if !result.iter().any(|(seen, _)| *seen == imported) {
            result.push((imported, entry.def));
        }
    }
    result
}
