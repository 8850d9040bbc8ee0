//! What stands above declarations: what they compile to, where they are overridden, how often they are named.
//!
//! Which there are is told at once, what they say only where they are seen.

use o8_core::db::{self, SourceFile, package_items, parse};
use o8_core::ids::{DefId, DefKind, PackageId};
use o8_core::index::Target;
use o8_core::names::text_of;
use o8_core::output::module_findings;
use o8_diagnostics::Span;
use o8_diagnostics::catalogue::plural;
use o8_syntax::ast::{Item, ItemKind, MemberKind};

use super::compiled::module_of;
use super::references;
use super::words::{Location, Word};
use crate::analysis::Analysis;

/// Which are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// How many objects a module is in each target.
    pub objects: bool,
    /// Where a module is overridden.
    pub overrides: bool,
    /// How often something is named.
    pub references: bool,
    /// `run test`
    pub tests: bool,
}

/// What a lens is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LensKind {
    /// The objects of the module in a target.
    Objects(String),
    /// The overrides of the module.
    Overrides,
    /// The places that name it.
    References,
    /// The test.
    Test,
}

/// A lens above a declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lens {
    /// The name of the declaration.
    pub span: Span,
    /// What it is about.
    pub kind: LensKind,
}

/// What a lens says, and what comes of pressing it.
#[derive(Clone, PartialEq, Debug)]
pub struct Said {
    /// The text.
    pub title: String,
    /// What is done.
    pub action: Action,
}

/// What pressing a lens does.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Shows what the declaration compiles to in a target.
    ShowCompiled(String),
    /// Shows places.
    ShowPlaces(Vec<Location>),
    /// Runs a test by its name.
    RunTest(String),
}

/// The lenses of a file, in order.
pub fn lenses(analysis: &Analysis, file: SourceFile, wanted: Wanted) -> Vec<Lens> {
    let (db, program) = (&analysis.db, analysis.program);
    let entries = package_items(db, program, file.package(db)).in_file(file);
    let mut lenses = Vec::new();
    for (entry, parsed) in entries.iter().zip(&parse(db, file).items) {
        let Some(name) = name_span(&parsed.item) else { continue };
        let span = name.shift(parsed.start);
        let mut add = |kind| lenses.push(Lens { span, kind });
        let (def, kind) = (entry.def, entry.def.data().kind);
        let module = module_of(analysis, def).filter(|module| *module == def);
        if let Some(module) = module.filter(|_| wanted.objects) {
            for deployment in &module_findings(db, program, module).summary.deployments {
                add(LensKind::Objects(deployment.target.label().to_string()));
            }
        }
        if wanted.overrides && module.is_some_and(|module| !overrides(analysis, module).is_empty()) {
            add(LensKind::Overrides);
        }
        let is_named = matches!(
            kind,
            DefKind::Let
                | DefKind::Type
                | DefKind::Function
                | DefKind::Component
                | DefKind::Entity
                | DefKind::Existing
        );
        if wanted.references && is_named {
            add(LensKind::References);
        }
        if wanted.tests && kind == DefKind::Test {
            add(LensKind::Test);
        }
    }
    lenses
}

/// What a lens says whose declaration has its name at an offset; `None` where it has gone.
pub fn said(analysis: &Analysis, file: SourceFile, offset: u32, kind: &LensKind) -> Option<Said> {
    let (def, start) = analysis.item_at(file, offset)?;
    let (db, program) = (&analysis.db, analysis.program);
    match kind {
        LensKind::Objects(target) => {
            let summary = &module_findings(db, program, module_of(analysis, def)?).summary;
            let deployment = summary.deployments.iter().find(|found| found.target.label() == *target)?;
            let title = format!("{target}: {} · show", plural(deployment.objects.len(), "object"));
            Some(Said { title, action: Action::ShowCompiled(target.clone()) })
        }
        LensKind::Overrides => {
            let found = overrides(analysis, module_of(analysis, def)?);
            let mut names: Vec<&str> = found.iter().map(|at| analysis.text(*at)).collect();
            let mut seen = Vec::new();
            names.retain(|name| {
                !seen.contains(name) && {
                    seen.push(*name);
                    true
                }
            });
            if names.is_empty() {
                return None;
            }
            let title = format!("overridden in {}", names.join(", "));
            Some(Said { title, action: Action::ShowPlaces(found) })
        }
        LensKind::References => {
            let span = name_span(db::item(db, program, def)?)?.shift(start);
            let target = Target::Declaration(def);
            let word = Word { item: def, at: Location { file, span }, target };
            let found = references::of_word(analysis, &word, false);
            let title = plural(found.len(), "reference");
            Some(Said { title, action: Action::ShowPlaces(found) })
        }
        LensKind::Test => {
            let ItemKind::Test(test) = &db::item(db, program, def)?.kind else { return None };
            let action = Action::RunTest(text_of(&test.name)?.to_string());
            Some(Said { title: "run test".to_owned(), action })
        }
    }
}

/// Where a declaration has its name.
fn name_span(item: &Item) -> Option<Span> {
    let span = match &item.kind {
        ItemKind::Let(decl) => decl.name.span,
        ItemKind::Type(decl) => decl.name.span,
        ItemKind::Function(decl) => decl.name.span,
        ItemKind::Component(decl) => decl.name.span,
        ItemKind::Entity(decl) | ItemKind::Existing(decl) => decl.name.span,
        ItemKind::Test(decl) => decl.name.span,
        ItemKind::Extend(_)
        | ItemKind::Import(_)
        | ItemKind::Retire(_)
        | ItemKind::Moved(_)
        | ItemKind::Hole => return None,
    };
    (!span.is_empty()).then_some(span)
}

/// The targets after `in` in a module and in what extends it, in order.
fn overrides(analysis: &Analysis, module: DefId) -> Vec<Location> {
    let (db, program) = (&analysis.db, analysis.program);
    let is_part = |def: &DefId| {
        let (data, of) = (def.data(), module.data());
        *def == module || (data.kind == DefKind::Extend && data.word == of.word && data.name == of.name)
    };
    let items = package_items(db, program, PackageId::root()).items.iter().map(|entry| entry.def);
    let mut found = Vec::new();
    for def in items.filter(is_part) {
        let Some((file, start)) = db::locate(db, program, def.item()) else { continue };
        let Some(item) = db::item(db, program, def) else { continue };
        let (ItemKind::Entity(decl) | ItemKind::Extend(decl)) = &item.kind else { continue };
        for member in decl.body.iter().flat_map(|body| &body.members) {
            if let MemberKind::In(targets, _) = &member.kind {
                found.extend(targets.iter().map(|target| Location { file, span: target.span.shift(start) }));
            }
        }
    }
    found
}
