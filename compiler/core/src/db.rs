//! The database: what a compilation is given, and the first queries over it.
//!
//! Inputs are the texts of source files, the list of packages, and what the package that is compiled declares, with what of it is
//! in a circle: [`crate::load`] keeps these in step with the texts. Everything else is computed from them by a handful of coarse queries: thin shells over
//! pure functions. A result that other files read carries no position of a file, so an edit above a declaration recomputes
//! nothing that depends on it.
//!
//! Were the declarations a query like the others, every result would hang on every text by way of them, and salsa would go
//! through all that every module has read after each keystroke. As inputs, which there are and each by itself, they leave what
//! does not read the edited one alone: by its durability, without a look.

use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::{Anchor, Diagnostic, ItemId};
use o8_syntax::{ParsedItem, ast};
use rustc_hash::FxHashMap;

use crate::ids::{DefData, DefId, DefKind, PackageId};
use crate::waivers::waives;

/// The database of a compilation.
#[salsa::db]
#[derive(Clone, Default)]
pub struct Database {
    storage: salsa::Storage<Self>,
}

#[salsa::db]
impl salsa::Database for Database {}

impl Database {
    /// A database that calls `log` with the name and key of every query that runs, for tests of what is recomputed.
    pub fn logging(log: impl Fn(String) + Send + Sync + 'static) -> Self {
        let storage = salsa::Storage::new(Some(Box::new(move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind {
                log(format!("{database_key:?}"));
            }
        })));
        Self { storage }
    }
}

pub use inputs::{Program, SourceFile, Written};

mod inputs {
    #![expect(
        missing_docs,
        reason = "salsa's generated constructors and builders; the structs and fields are documented"
    )]

    use std::sync::Arc;

    use ecow::EcoString;
    use o8_diagnostics::FileId;
    use o8_ir::Deployed;
    use o8_ir::platform::Layout;
    use o8_syntax::ast;
    use rustc_hash::{FxHashMap, FxHashSet};

    use super::PackageItems;
    use crate::calendar::Day;
    use crate::ids::{DefId, PackageId};

    /// A file of source text.
    #[salsa::input(debug)]
    pub struct SourceFile {
        /// Path relative to its package's root, with `/`.
        pub path: EcoString,
        /// The package that it belongs to.
        #[returns(copy)]
        pub package: PackageId,
        /// The number by which diagnostics name it.
        #[returns(copy)]
        pub id: FileId,
        /// The text.
        pub text: Arc<str>,
    }

    /// A declaration of the package that is compiled.
    #[salsa::input(debug)]
    pub struct Written {
        /// Its syntax tree.
        pub item: Arc<ast::Item>,
    }

    /// What is compiled: every package that may be reached, the embedded library included.
    #[salsa::input(singleton, debug)]
    pub struct Program {
        /// Source files by package, sorted by path.
        pub packages: Arc<Vec<(PackageId, Vec<SourceFile>)>>,
        /// Those of the library among them.
        pub library: Arc<Vec<(PackageId, Vec<SourceFile>)>>,
        /// What the package that is compiled declares.
        pub declared: Arc<PackageItems>,
        /// What of it is in a circle, and means nothing.
        pub cyclic: Arc<FxHashSet<DefId>>,
        /// Other files of the package by path, for `readFile`; `None` where a file does not exist.
        pub data: Arc<FxHashMap<EcoString, Option<Arc<str>>>>,
        /// How the output is laid out.
        #[returns(copy)]
        pub layout: Layout,
        /// What the output that was written before says is deployed.
        pub previous: Option<Arc<Deployed>>,
        /// What day it is, where somebody says so: nothing here reads a clock.
        #[returns(copy)]
        pub today: Option<Day>,
    }
}

/// Syntax tree and syntax errors of a file.
#[salsa::tracked]
pub fn parse(db: &dyn salsa::Database, file: SourceFile) -> o8_syntax::Parse {
    o8_syntax::parse(file.text(db))
}

/// The source files of a package.
pub fn files(db: &dyn salsa::Database, program: Program, package: PackageId) -> &[SourceFile] {
    let packages = packages(db, program, package.is_embedded());
    packages.iter().find(|(id, _)| *id == package).map_or(&[], |(_, files)| files)
}

/// All packages, or those of the library alone: these never change, nor does what hangs on nothing else.
pub(crate) fn packages(
    db: &dyn salsa::Database,
    program: Program,
    of_library: bool,
) -> &[(PackageId, Vec<SourceFile>)] {
    if of_library { program.library(db) } else { program.packages(db) }
}

/// The declarations of a package in the order of files and text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PackageItems {
    /// Every item with where it is.
    pub items: Vec<ItemEntry>,
    /// Position in `items`.
    by_def: FxHashMap<DefId, u32>,
    /// Positions in `items` of what is found by name: everything but imports, `extend`, `retire`, `moved`, tests.
    by_name: FxHashMap<EcoString, Vec<u32>>,
    /// Positions in `items` of what each file declares: first, and one past the last.
    by_file: FxHashMap<SourceFile, (u32, u32)>,
    /// The texts of those of the package that is compiled, also of what was one and may be one again.
    written: FxHashMap<DefId, Written>,
}

/// Where an item is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ItemEntry {
    /// The item.
    pub def: DefId,
    /// Its file.
    pub file: SourceFile,
    /// Its index in the file.
    pub index: u32,
    /// Whether it is `pub`.
    pub public: bool,
    /// Whether anything is waived in it.
    pub waives: bool,
}

impl ItemEntry {
    /// What its text says.
    pub(crate) fn parsed(self, db: &dyn salsa::Database) -> &o8_syntax::ParsedItem {
        &parse(db, self.file).items[self.index as usize]
    }
}

impl PackageItems {
    /// Where an item is.
    pub fn get(&self, def: DefId) -> Option<&ItemEntry> {
        self.by_def.get(&def).map(|&index| &self.items[index as usize])
    }

    /// The items of one file, in order.
    pub fn in_file(&self, file: SourceFile) -> &[ItemEntry] {
        let (start, end) = self.by_file.get(&file).copied().unwrap_or_default();
        &self.items[start as usize..end as usize]
    }

    /// Whether a file still declares what is said here.
    pub(crate) fn holds(&self, db: &dyn salsa::Database, file: SourceFile) -> bool {
        let (entries, items) = (self.in_file(file), &parse(db, file).items);
        let is_same = |(entry, parsed): (&ItemEntry, &o8_syntax::ParsedItem)| {
            let DefData { kind, word, name, .. } = entry.def.data();
            identity(&parsed.item) == (*kind, word.clone(), name.clone())
                && entry.public == parsed.item.public.is_some()
                && entry.waives == waives(&parsed.item)
        };
        entries.len() == items.len() && entries.iter().zip(items).all(is_same)
    }

    /// Keeps the text of an item under its name.
    pub(crate) fn keep(&mut self, def: DefId, written: Written) {
        self.written.insert(def, written);
    }

    /// Takes over the texts that are kept elsewhere.
    pub(crate) fn keep_all(&mut self, other: &Self) {
        self.written.clone_from(&other.written);
    }

    /// The text of an item, if one was ever kept.
    pub(crate) fn written(&self, def: DefId) -> Option<Written> {
        self.written.get(&def).copied()
    }

    /// Everything declared under a name, in order: several where entities of several kinds share it or it is declared twice.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &ItemEntry> {
        self.by_name.get(name).into_iter().flatten().map(|&index| &self.items[index as usize])
    }

    /// Every name that can be found, each once, in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.items
            .iter()
            .filter(|entry| entry.def.data().ordinal == 0 && is_found(entry.def.data().kind))
            .map(|entry| entry.def.name())
    }
}

/// Whether declarations of this kind are found by name.
fn is_found(kind: DefKind) -> bool {
    use DefKind::{Component, Entity, Existing, Function, Let, Type};
    matches!(kind, Let | Type | Function | Component | Entity | Existing)
}

/// The declarations of a package. Changes when one is added, removed, renamed or moved, not when one is edited.
pub fn package_items(db: &dyn salsa::Database, program: Program, package: PackageId) -> &PackageItems {
    match package == PackageId::root() {
        true => program.declared(db),
        false => items_of_dependency(db, program, package),
    }
}

#[salsa::tracked]
fn items_of_dependency(db: &dyn salsa::Database, program: Program, package: PackageId) -> PackageItems {
    items_of(db, package, files(db, program, package))
}

/// What these files of a package declare.
pub(crate) fn items_of(db: &dyn salsa::Database, package: PackageId, files: &[SourceFile]) -> PackageItems {
    let mut result = PackageItems::default();
    let mut seen: FxHashMap<(DefKind, EcoString, EcoString), u32> = FxHashMap::default();
    for &file in files {
        let first = position(&result);
        for (index, parsed) in parse(db, file).items.iter().enumerate() {
            let (kind, word, name) = identity(&parsed.item);
            let count = seen.entry((kind, word.clone(), name.clone())).or_default();
            let def = DefId::new(DefData { package, kind, word, name: name.clone(), ordinal: *count });
            *count += 1;
            let position = position(&result);
            let index = u32::try_from(index).expect("fewer items than bytes, and a file has fewer than 2^32");
            let (public, waives) = (parsed.item.public.is_some(), waives(&parsed.item));
            result.items.push(ItemEntry { def, file, index, public, waives });
            result.by_def.insert(def, position);
            if is_found(kind) && !name.is_empty() {
                result.by_name.entry(name).or_default().push(position);
            }
        }
        result.by_file.insert(file, (first, position(&result)));
    }
    result
}

/// Where the next item goes.
fn position(items: &PackageItems) -> u32 {
    u32::try_from(items.items.len()).expect("fewer items than bytes, and a package has fewer than 2^32")
}

/// Kind, word and name of an item.
fn identity(item: &ast::Item) -> (DefKind, EcoString, EcoString) {
    let none = EcoString::new();
    let entity = |entity: &ast::Entity| (entity.kind.text.clone(), entity.name.text.clone());
    match &item.kind {
        ast::ItemKind::Import(import) => {
            let path: Vec<&str> = import.path.iter().map(|name| name.text.as_str()).collect();
            (DefKind::Import, none, path.join("/").into())
        }
        ast::ItemKind::Let(decl) => (DefKind::Let, none, decl.name.text.clone()),
        ast::ItemKind::Type(decl) => (DefKind::Type, none, decl.name.text.clone()),
        ast::ItemKind::Function(decl) => (DefKind::Function, none, decl.name.text.clone()),
        ast::ItemKind::Component(decl) => (DefKind::Component, none, decl.name.text.clone()),
        ast::ItemKind::Entity(decl) => {
            let (word, name) = entity(decl);
            (DefKind::Entity, word, name)
        }
        ast::ItemKind::Extend(decl) => {
            let (word, name) = entity(decl);
            (DefKind::Extend, word, name)
        }
        ast::ItemKind::Existing(decl) => {
            let (word, name) = entity(decl);
            (DefKind::Existing, word, name)
        }
        ast::ItemKind::Retire(decl) => (DefKind::Retire, none, decl.name.text.clone()),
        ast::ItemKind::Moved(decl) => (DefKind::Moved, none, decl.new.text.clone()),
        ast::ItemKind::Test(_) => (DefKind::Test, none, EcoString::new()),
        ast::ItemKind::Hole => (DefKind::Hole, none, EcoString::new()),
    }
}

/// What other declarations have to know of where one is. Unlike its position, it stays as declarations come and go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Home {
    /// Its file.
    pub file: SourceFile,
    /// Whether it is `pub`.
    pub public: bool,
}

/// Where a declaration is; `None` once it is gone.
#[salsa::tracked(returns(copy))]
pub fn home(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<Home> {
    let entry = package_items(db, program, def.package()).get(def)?;
    Some(Home { file: entry.file, public: entry.public })
}

/// Everything that a package declares under a name, in order, and whether it is `pub`. Another name that comes or goes
/// changes nothing here: whoever looks names up asks this rather than for all of them.
#[salsa::tracked]
pub fn named(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
    name: EcoString,
) -> Vec<(DefId, bool)> {
    package_items(db, program, package).named(&name).map(|entry| (entry.def, entry.public)).collect()
}

/// The syntax tree of a declaration; `None` once it is gone.
#[salsa::tracked(returns(as_ref))]
pub fn item(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<Arc<ast::Item>> {
    let items = package_items(db, program, def.package());
    let entry = items.get(def)?;
    if let Some(written) = items.written(def) {
        return Some(written.item(db).clone());
    }
    parse(db, entry.file).items.get(entry.index as usize).map(|parsed| parsed.item.clone())
}

/// The file that a declaration is in, and the offset of its first byte.
pub fn locate(db: &dyn salsa::Database, program: Program, anchor: ItemId) -> Option<(SourceFile, u32)> {
    written(db, program, anchor).map(|(file, parsed)| (file, parsed.start))
}

/// The text of a declaration, from its first byte to its last.
pub fn text_of_item(db: &dyn salsa::Database, program: Program, anchor: ItemId) -> Option<&str> {
    let (file, parsed) = written(db, program, anchor)?;
    file.text(db).get(parsed.start as usize..parsed.end as usize)
}

/// A declaration as it stands in its file.
fn written(db: &dyn salsa::Database, program: Program, anchor: ItemId) -> Option<(SourceFile, &ParsedItem)> {
    let def = DefId::of_item(anchor);
    let entry = package_items(db, program, def.package()).get(def)?;
    Some((entry.file, parse(db, entry.file).items.get(entry.index as usize)?))
}

/// The syntax errors of a package, anchored to items and files.
pub fn syntax_diagnostics(db: &dyn salsa::Database, program: Program, package: PackageId) -> Vec<Diagnostic> {
    let mut result = Vec::new();
    for &file in files(db, program, package) {
        let anchor = Anchor::File(file.id(db));
        result.extend(parse(db, file).diagnostics.iter().map(|found| found.clone().anchored(anchor)));
    }
    for entry in &package_items(db, program, package).items {
        let anchor = Anchor::Item(entry.def.item());
        result.extend(entry.parsed(db).diagnostics.iter().map(|found| found.clone().anchored(anchor)));
    }
    result
}
