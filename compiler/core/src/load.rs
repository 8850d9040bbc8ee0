//! From texts to a database: what the edges (the CLI, the language server, tests) hand over.

use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::{FileId, Span};
use o8_ir::Deployed;
use o8_ir::platform::Layout;
use o8_syntax::ast;
use rustc_hash::FxHashMap;
use salsa::{Durability, Setter};

use crate::calendar::Day;
use crate::check::check;
use crate::cycles::in_circles;
use crate::db::{Database, ItemEntry, PackageItems, Program, SourceFile, Written, files, items_of, parse};
use crate::eval::{described, entity};
use crate::ids::{DefId, DefKind, PackageId};
use crate::index::index;
use crate::library;
use crate::names::{mentions, unused_locals};
use crate::output::module_findings;
use crate::parallel::{shared_out, threads};
use crate::signature::signature;

/// The texts of a compilation, without the library.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Package path (empty for the package that is compiled), path in the package, text.
    pub files: Vec<(EcoString, EcoString, Arc<str>)>,
    /// Other files of the package that is compiled, for `readFile`.
    pub data: FxHashMap<EcoString, Option<Arc<str>>>,
    /// How the output is laid out.
    pub layout: Layout,
    /// What the output that was written before says is deployed; `None` where there is none.
    pub previous: Option<Deployed>,
    /// What day it is, where somebody says so.
    pub today: Option<Day>,
}

/// Of what has been edited, and will be again. Not the lowest: salsa takes the arguments of queries of that one for something to
/// be collected, and looks after each of them, one by one, after every edit.
const EDITED: Durability = Durability::MEDIUM;

/// Of whatever has not been edited so far.
const STEADY: Durability = Durability::HIGH;

/// The number of the first file that is not of the library.
const FIRST_OWN: u32 = library::FILES.len() as u32;

/// Fills an empty database: the library first, which never changes, then the sources in the order of packages and paths.
/// A [`FileId`] counts the files in that order.
pub fn load(db: &mut Database, sources: Sources) -> Program {
    let mut packages: Vec<(PackageId, Vec<SourceFile>)> = Vec::new();
    for (number, &(package, path, text)) in (0..).zip(library::FILES) {
        let file = (PackageId::new(package), path.into(), text.into());
        add(&mut packages, source_file(db, file, number, Durability::NEVER_CHANGE));
    }
    let library = packages.clone();
    let mut files = sources.files;
    files.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let own = files.into_iter().map(|(owner, path, text)| (PackageId::of_file(&owner, &path), path, text));
    for (number, file) in (FIRST_OWN..).zip(own) {
        add(&mut packages, source_file(db, file, number, STEADY));
    }
    let root = packages.iter().find(|(package, _)| *package == PackageId::root());
    let root = root.map_or(&[][..], |(_, files)| files);
    shared_out(db, threads(), root, |db, file| _ = parse(db, *file));
    let mut declared = items_of(db, PackageId::root(), root);
    keep_texts(db, &mut declared);
    let program = Program::builder(
        Arc::new(packages),
        Arc::new(library),
        Arc::new(declared),
        Arc::default(),
        Arc::new(sources.data),
        sources.layout,
        sources.previous.map(Arc::new),
        sources.today,
    )
    .durability(STEADY)
    .library_durability(Durability::NEVER_CHANGE)
    .new(db);
    look_for_circles(db, program);
    program
}

/// Puts a file behind the others of its package.
fn add(packages: &mut Vec<(PackageId, Vec<SourceFile>)>, (package, file): (PackageId, SourceFile)) {
    match packages.iter_mut().find(|(known, _)| *known == package) {
        Some((_, files)) => files.push(file),
        None => packages.push((package, vec![file])),
    }
}

fn source_file(
    db: &Database,
    (package, path, text): (PackageId, EcoString, Arc<str>),
    number: u32,
    durability: Durability,
) -> (PackageId, SourceFile) {
    let file = SourceFile::builder(path, package, FileId(number), text)
        .durability(Durability::NEVER_CHANGE)
        .text_durability(durability)
        .new(db);
    (package, file)
}

/// Brings a program to other sources: what is in both keeps its [`SourceFile`] and its number, and what is equal in both
/// is not set, so that only what depends on a difference is computed again.
pub fn update(db: &mut Database, program: Program, sources: Sources) {
    let old = program.packages(db).clone();
    let mut known: FxHashMap<(PackageId, EcoString), SourceFile> = FxHashMap::default();
    let mut packages = program.library(db).to_vec();
    let mut next = FIRST_OWN;
    for (package, files) in old.iter() {
        next = files.iter().map(|file| file.id(db).0 + 1).fold(next, u32::max);
        let own = files.iter().filter(|file| file.id(db).0 >= FIRST_OWN);
        known.extend(own.map(|file| ((*package, file.path(db).clone()), *file)));
    }
    let mut files = sources.files;
    files.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    for (owner, path, text) in files {
        let package = PackageId::of_file(&owner, &path);
        let file = match known.remove(&(package, path.clone())) {
            Some(file) => {
                write_text(db, file, text);
                file
            }
            None => {
                next += 1;
                source_file(db, (package, path, text), next - 1, STEADY).1
            }
        };
        add(&mut packages, (package, file));
    }
    set_packages(db, program, packages);
    if **program.data(db) != sources.data {
        program.set_data(db).to(Arc::new(sources.data));
    }
    if program.layout(db) != sources.layout {
        program.set_layout(db).to(sources.layout);
    }
    if program.previous(db).as_deref() != sources.previous.as_ref() {
        program.set_previous(db).to(sources.previous.map(Arc::new));
    }
    if program.today(db) != sources.today {
        program.set_today(db).to(sources.today);
    }
    // The database forgets no input: what is gone should at least be small.
    for file in known.into_values() {
        write_text(db, file, "".into());
        parse(db, file);
    }
}

/// Gives a file of the program another text, unless it has that already, or is of the library, which stays as it is.
pub fn set_text(db: &mut Database, program: Program, file: SourceFile, text: Arc<str>) {
    if file.package(db).is_embedded() || !write_text(db, file, text) || file.package(db) != PackageId::root()
    {
        return;
    }
    let declared = program.declared(db).clone();
    match declared.holds(db, file) {
        true => write_items(db, &declared, declared.in_file(file)),
        false => declare(db, program),
    }
    look_for_circles(db, program);
}

/// Says that a file is about to be edited. Without that its first edit takes more time than the next ones: what was steady so
/// far is then looked at wherever it was read.
pub fn expect_edits(db: &mut Database, program: Program, file: SourceFile) {
    if file.package(db).is_embedded() {
        return;
    }
    let text = file.text(db).clone();
    file.set_text(db).with_durability(EDITED).to(text);
    let declared = program.declared(db).clone();
    for written in declared.in_file(file).iter().filter_map(|entry| declared.written(entry.def)) {
        let item = written.item(db).clone();
        written.set_item(db).with_durability(EDITED).to(item);
    }
}

/// Whether the text is another one.
fn write_text(db: &mut Database, file: SourceFile, text: Arc<str>) -> bool {
    let is_other = *file.text(db) != text;
    if is_other {
        file.set_text(db).with_durability(EDITED).to(text);
    }
    is_other
}

/// Gives a program other packages, or what it has with other texts.
pub fn set_packages(db: &mut Database, program: Program, packages: Vec<(PackageId, Vec<SourceFile>)>) {
    if **program.packages(db) != packages {
        program.set_packages(db).to(Arc::new(packages));
    }
    declare(db, program);
    look_for_circles(db, program);
}

/// Brings what the program is said to declare to what its texts declare.
fn declare(db: &mut Database, program: Program) {
    let before = program.declared(db).clone();
    let mut declared = declared_now(db, program);
    declared.keep_all(&before);
    write_items(db, &declared, &declared.items);
    keep_texts(db, &mut declared);
    if *before != declared {
        program.set_declared(db).to(Arc::new(declared));
        forget(db, program, &before);
    }
}

/// Asks once more for what was worked out of declarations that are gone. The database forgets no result, but takes a new one
/// for an old one: that of nothing, which is small. Otherwise all that an editor is told while somebody types a name would
/// stay, for each of its letters.
fn forget(db: &mut Database, program: Program, before: &PackageItems) {
    let now = program.declared(db).clone();
    let gone: Vec<DefId> =
        before.items.iter().map(|entry| entry.def).filter(|def| now.get(*def).is_none()).collect();
    for written in gone.iter().filter_map(|def| now.written(*def)) {
        written.set_item(db).with_durability(EDITED).to(Arc::new(ast::Item::hole(Span::default())));
    }
    for def in gone {
        check(db, program, def);
        mentions(db, program, def);
        index(db, program, def);
        unused_locals(db, program, def);
        signature(db, program, def);
        if matches!(def.data().kind, DefKind::Entity | DefKind::Existing) {
            entity(db, program, def);
            described(db, program, def);
            module_findings(db, program, def);
        }
    }
}

/// Brings what of the program is said to be in a circle to what is.
fn look_for_circles(db: &mut Database, program: Program) {
    let found = in_circles(db, program, PackageId::root());
    if **program.cyclic(db) != *found {
        let found = Arc::new(found.clone());
        program.set_cyclic(db).to(found);
    }
}

/// Sets the texts of these items that are kept and have become others.
fn write_items(db: &mut Database, declared: &PackageItems, entries: &[ItemEntry]) {
    for entry in entries {
        let Some(written) = declared.written(entry.def) else { continue };
        let item = entry.parsed(db).item.clone();
        if *written.item(db) != item {
            written.set_item(db).with_durability(EDITED).to(item);
        }
    }
}

/// Keeps the texts of all items that have none.
fn keep_texts(db: &Database, declared: &mut PackageItems) {
    for entry in declared.items.clone() {
        if declared.written(entry.def).is_none() {
            let item = entry.parsed(db).item.clone();
            declared.keep(entry.def, Written::builder(item).durability(STEADY).new(db));
        }
    }
}

/// What the texts of the package that is compiled declare.
fn declared_now(db: &Database, program: Program) -> PackageItems {
    items_of(db, PackageId::root(), files(db, program, PackageId::root()))
}

/// Every file of the program in the order in which they are counted.
pub fn all_files(db: &dyn salsa::Database, program: Program) -> impl Iterator<Item = SourceFile> {
    let mut files: Vec<SourceFile> =
        program.packages(db).iter().flat_map(|(_, files)| files).copied().collect();
    files.sort_by_key(|file| file.id(db));
    files.into_iter()
}

/// The file that a diagnostic names.
pub fn file(db: &dyn salsa::Database, program: Program, id: FileId) -> Option<SourceFile> {
    program.packages(db).iter().flat_map(|(_, files)| files).find(|file| file.id(db) == id).copied()
}

/// Whether the program declares what its texts do.
pub(crate) fn is_in_step(db: &Database, program: Program) -> bool {
    let declared = program.declared(db);
    let mut now = declared_now(db, program);
    now.keep_all(declared);
    let is_written = |entry: &ItemEntry| {
        now.written(entry.def).is_some_and(|written| *written.item(db) == entry.parsed(db).item)
    };
    let circles = in_circles(db, program, PackageId::root());
    **declared == now && now.items.iter().all(is_written) && **program.cyclic(db) == *circles
}
