//! Who uses whom: modules need and connect to modules, consist of components, and call functions.

use o8_core::db::{self, SourceFile, parse};
use o8_core::ids::{DefId, DefKind};
use o8_core::index::{Target, index};
use o8_diagnostics::Span;

use super::references;
use super::words::{Location, Word};
use crate::analysis::Analysis;

/// A declaration that uses others or is used.
#[derive(Clone, PartialEq, Debug)]
pub struct Caller {
    /// Which.
    pub def: DefId,
    /// Its name.
    pub name: String,
    /// `module`, `component`, `fn` …
    pub word: String,
    /// Its name in the file.
    pub at: Location,
    /// All of it.
    pub span: Span,
}

/// A use: who is at the other end, and where that is written. The places are in the file of the one that uses.
#[derive(Clone, PartialEq, Debug)]
pub struct Use {
    /// The other end.
    pub other: Caller,
    /// Where.
    pub spans: Vec<Span>,
}

/// The module, component or function that the word at an offset stands for.
pub fn prepare(analysis: &Analysis, file: SourceFile, offset: u32) -> Option<Caller> {
    let word = analysis.word_at(file, offset)?;
    let Target::Declaration(def) = word.target else { return None };
    if !is_used(def) {
        return None;
    }
    caller(analysis, def)
}

/// The declarations that use the one at an offset, in the order of files and places.
pub fn incoming(analysis: &Analysis, file: SourceFile, offset: u32) -> Vec<Use> {
    let Some((item, _)) = analysis.item_at(file, offset) else { return Vec::new() };
    let Some(caller) = caller(analysis, item) else { return Vec::new() };
    let target = Target::Declaration(used(analysis, item, caller.at));
    let word = Word { item, at: caller.at, target };
    let mut uses: Vec<Use> = Vec::new();
    for at in references::of_word(analysis, &word, false) {
        let Some((user, _)) = analysis.item_at(at.file, at.span.start) else { continue };
        // What is imported or extended is not used yet.
        let declares = self::caller(analysis, user).filter(|user| user.at != at);
        let Some(other) = declares.filter(|user| user.def != item) else { continue };
        match uses.iter_mut().find(|found| found.other.def == other.def) {
            Some(found) => found.spans.push(at.span),
            None => uses.push(Use { other, spans: vec![at.span] }),
        }
    }
    uses
}

/// The modules, components and functions that the declaration at an offset uses, in the order in which it names them.
pub fn outgoing(analysis: &Analysis, file: SourceFile, offset: u32) -> Vec<Use> {
    let Some((item, start)) = analysis.item_at(file, offset) else { return Vec::new() };
    let Some(own) = caller(analysis, item) else { return Vec::new() };
    let mut uses: Vec<Use> = Vec::new();
    for reference in &index(&analysis.db, analysis.program, item).references {
        let Target::Declaration(def) = reference.target else { continue };
        let span = reference.span.shift(start);
        if !is_used(def) || span == own.at.span {
            continue;
        }
        match uses.iter_mut().find(|found| found.other.def == def) {
            Some(found) => found.spans.push(span),
            None => {
                uses.extend(caller(analysis, def).map(|other| Use { other, spans: vec![span] }));
            }
        }
    }
    uses
}

/// Whether something is at the end of uses that are shown.
fn is_used(def: DefId) -> bool {
    let data = def.data();
    match data.kind {
        DefKind::Function | DefKind::Component => true,
        DefKind::Entity | DefKind::Existing => matches!(data.word.as_str(), "module" | "addon"),
        _ => false,
    }
}

/// What an item declares; for what extends a module, the module.
fn used(analysis: &Analysis, item: DefId, name: Location) -> DefId {
    match item.data().kind {
        DefKind::Extend => match analysis.word_at(name.file, name.span.start).map(|word| word.target) {
            Some(Target::Declaration(def)) => def,
            _ => item,
        },
        _ => item,
    }
}

fn caller(analysis: &Analysis, def: DefId) -> Option<Caller> {
    use o8_syntax::ast::ItemKind;
    let (db, program) = (&analysis.db, analysis.program);
    let (file, start) = db::locate(db, program, def.item())?;
    let item = db::item(db, program, def)?;
    let (word, span) = match &item.kind {
        ItemKind::Let(decl) => ("let".to_owned(), decl.name.span),
        ItemKind::Type(decl) => ("type".to_owned(), decl.name.span),
        ItemKind::Function(decl) => ("fn".to_owned(), decl.name.span),
        ItemKind::Component(decl) => ("component".to_owned(), decl.name.span),
        ItemKind::Entity(decl) => (decl.kind.text.to_string(), decl.name.span),
        ItemKind::Existing(decl) => (format!("existing {}", decl.kind.text), decl.name.span),
        ItemKind::Extend(decl) => (format!("extend {}", decl.kind.text), decl.name.span),
        ItemKind::Test(decl) => ("test".to_owned(), decl.name.span),
        ItemKind::Import(_) | ItemKind::Retire(_) | ItemKind::Moved(_) | ItemKind::Hole => return None,
    };
    let at = Location { file, span: span.shift(start) };
    let name = analysis.text(at).trim_matches('"').to_owned();
    if name.is_empty() {
        return None;
    }
    let parsed = parse(db, file).items.iter().find(|parsed| parsed.start == start)?;
    Some(Caller { def, name, word, at, span: parsed.item.span.shift(start) })
}
