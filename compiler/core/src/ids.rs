//! Names for the declarations of a program: small, copyable, and the same after any edit that keeps the
//! declaration's package, kind and name.
//!
//! They live in one table of the process that only grows. A salsa-interned struct would carry the lifetime
//! of the database into every type and expression for the sake of collecting a few kilobytes. The numbers
//! depend on the order of asking, so nothing may be sorted by them.

use std::fmt;
use std::hash::Hash;
use std::sync::{LazyLock, RwLock};

use ecow::EcoString;
use o8_diagnostics::ItemId;
use rustc_hash::FxHashMap;

/// A package, by its path: empty for the package that is compiled, `std/web`, `crd/GROUP/VERSION` of the library, the
/// name of a dependency. Kinds that a package adds itself, in its folder `crd/GROUP/VERSION`, are a package of their own,
/// with that of their owner before a slash: `/crd/GROUP/VERSION` for the package that is compiled.
/// The virtual packages of built-in Kubernetes kinds (`k8s/apps/v1`) have no id: they hold no text.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PackageId(u32);

/// A top-level declaration.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DefId(u32);

/// What a [`DefId`] stands for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DefData {
    /// Its package.
    pub package: PackageId,
    /// What it declares.
    pub kind: DefKind,
    /// The word of an entity's kind (`module` …), also for `extend` and `existing`; empty otherwise.
    pub word: EcoString,
    /// Its name; for what has none (imports, tests), its text or path.
    pub name: EcoString,
    /// Which one, in the order of files and text, where several have the same package, kind, word and name.
    pub ordinal: u32,
}

/// What a declaration declares.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DefKind {
    Import,
    Let,
    Type,
    Function,
    Component,
    Entity,
    Extend,
    Existing,
    Retire,
    Moved,
    Test,
    Hole,
}

struct Table<T: 'static> {
    values: RwLock<(FxHashMap<&'static T, u32>, Vec<&'static T>)>,
}

impl<T: Eq + Hash + 'static> Table<T> {
    fn intern(&self, value: T) -> u32 {
        const POISONED: &str = "nothing panics while it holds the table";
        if let Some(&id) = self.values.read().expect(POISONED).0.get(&value) {
            return id;
        }
        let mut table = self.values.write().expect(POISONED);
        if let Some(&id) = table.0.get(&value) {
            return id;
        }
        let id = u32::try_from(table.1.len()).expect("fewer than four thousand million declarations");
        let value: &'static T = Box::leak(Box::new(value));
        table.1.push(value);
        table.0.insert(value, id);
        id
    }

    fn get(&self, id: u32) -> &'static T {
        self.values.read().expect("nothing panics while it holds the table").1[id as usize]
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { values: RwLock::new((FxHashMap::default(), Vec::new())) }
    }
}

static PACKAGES: LazyLock<Table<EcoString>> = LazyLock::new(|| {
    let table = Table::default();
    assert_eq!(table.intern(EcoString::new()), ROOT, "nothing came before");
    table
});
/// The number of the package that is compiled, which is asked for with every name.
const ROOT: u32 = 0;
static DEFS: LazyLock<Table<DefData>> = LazyLock::new(Table::default);

impl PackageId {
    /// The package of this path.
    pub fn new(path: &str) -> Self {
        Self(PACKAGES.intern(path.into()))
    }

    /// The package that is compiled.
    pub fn root() -> Self {
        Self(ROOT)
    }

    /// The package whose public names every file sees.
    pub fn prelude() -> Self {
        Self::new("std/core")
    }

    /// Its path.
    pub fn path(self) -> &'static str {
        PACKAGES.get(self.0)
    }

    /// The package that a file belongs to, by that of the folder with the `o8.toml` and the path in it.
    pub fn of_file(owner: &str, path: &str) -> Self {
        let mut words = path.split('/');
        let kinds = (words.next(), words.next(), words.next(), words.next());
        match kinds {
            (Some("crd"), Some(group), Some(version), Some(_)) => {
                Self::new(&format!("{owner}/crd/{group}/{version}"))
            }
            _ => Self::new(owner),
        }
    }

    /// How an import names it, and a diagnostic: that of added kinds as `crd/GROUP/VERSION`.
    pub fn shown(self) -> &'static str {
        self.path().trim_start_matches('/')
    }

    /// Whether it declares custom resources of one group and version and nothing else.
    pub fn is_kinds(self) -> bool {
        self.added_kinds().is_some() || self.path().starts_with("crd/")
    }

    /// The owner of added kinds, and the path by which the library knows theirs.
    pub fn added_kinds(self) -> Option<(&'static str, &'static str)> {
        let (owner, _) = self.path().split_once("/crd/")?;
        Some((owner, &self.path()[owner.len() + 1..]))
    }

    /// Whether it ships with the compiler.
    pub fn is_embedded(self) -> bool {
        let path = self.path();
        path.starts_with("std/") || path.starts_with("crd/")
    }
}

impl DefId {
    /// The declaration with these properties.
    pub fn new(data: DefData) -> Self {
        Self(DEFS.intern(data))
    }

    /// Its properties.
    pub fn data(self) -> &'static DefData {
        DEFS.get(self.0)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        &self.data().name
    }

    /// Its package.
    pub fn package(self) -> PackageId {
        self.data().package
    }

    /// The anchor of places inside it.
    pub fn item(self) -> ItemId {
        ItemId(self.0)
    }

    /// The declaration behind an anchor.
    pub fn of_item(item: ItemId) -> Self {
        Self(item.0)
    }
}

impl fmt::Debug for PackageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.path())
    }
}

impl fmt::Debug for DefId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.data();
        write!(f, "{:?}:{}", data.kind, data.name)
    }
}
