//! `retire` and `moved`: what the program says is meant by a change of what is deployed.
//!
//! ```text
//! retire payments in prod      // the applications of `payments` in `prod` go on purpose
//! moved billing -> payments    // `payments` is what `billing` was, and takes its applications over
//! ```

use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::{Place, Span};
use o8_syntax::ast::{self, ItemKind};

use crate::db::{Program, item, package_items};
use crate::ids::{DefId, DefKind, PackageId};
use crate::names;

/// What the program says is meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Intentions {
    /// What goes, in the order of the program.
    pub retired: Vec<Retired>,
    /// What has another name, in the order of the program.
    pub moved: Vec<Moved>,
}

/// `retire NAME in TARGETS`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Retired {
    /// The whole declaration.
    pub item: Place,
    /// What goes.
    pub name: EcoString,
    /// Where that is said.
    pub place: Place,
    /// Where from; everywhere where that is empty.
    pub targets: Vec<RetiredTarget>,
}

/// An environment, a cluster or one cluster of an environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RetiredTarget {
    /// The name of the environment.
    pub environment: Option<EcoString>,
    /// The name of the cluster.
    pub cluster: Option<EcoString>,
    /// Where that is said.
    pub place: Place,
}

impl RetiredTarget {
    /// Whether a place of deployment is meant.
    pub fn covers(&self, environment: &str, cluster: &str) -> bool {
        self.environment.as_ref().is_none_or(|name| name == environment)
            && self.cluster.as_ref().is_none_or(|name| name == cluster)
    }
}

/// `moved OLD -> NEW`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The whole declaration.
    pub item: Place,
    /// The name it had.
    pub old: EcoString,
    /// Where that is said.
    pub old_place: Place,
    /// The name it has.
    pub new: EcoString,
    /// Where that is said.
    pub new_place: Place,
}

/// What the package says is meant. What lacks a name has been reported, and means nothing.
#[salsa::tracked]
pub fn intentions(db: &dyn salsa::Database, program: Program) -> Arc<Intentions> {
    let mut result = Intentions::default();
    for entry in &package_items(db, program, PackageId::root()).items {
        if !matches!(entry.def.data().kind, DefKind::Retire | DefKind::Moved) {
            continue;
        }
        let Some(item) = item(db, program, entry.def) else { continue };
        match &item.kind {
            ItemKind::Retire(decl) => result.retired.extend(retired(entry.def, decl)),
            ItemKind::Moved(decl) => result.moved.extend(moved(entry.def, decl)),
            _ => {}
        }
    }
    Arc::new(result)
}

/// What the names of the applications of a module begin with: the first of the names that it has had.
pub fn deployed_as(db: &dyn salsa::Database, program: Program, module: &EcoString) -> EcoString {
    let moved = &intentions(db, program).moved;
    let mut name = module;
    // A circle of names has no first one: each step is taken once.
    for _ in moved {
        match moved.iter().find(|moved| moved.new == *name) {
            Some(moved) if moved.old != *module => name = &moved.old,
            _ => break,
        }
    }
    name.clone()
}

/// Whether the program says of a module, or of an environment that is no longer declared, that it goes: then applications of the
/// module are on their way out.
pub fn is_retiring(db: &dyn salsa::Database, program: Program, module: &EcoString) -> bool {
    let root = PackageId::root();
    let is_declared = |word: &str, name: &str| names::entity(db, program, root, word, name).is_some();
    let is_environment =
        |retired: &Retired| retired.targets.is_empty() && !is_declared("module", &retired.name);
    intentions(db, program).retired.iter().any(|retired| retired.name == *module || is_environment(retired))
}

fn retired(def: DefId, decl: &ast::Retire) -> Option<Retired> {
    let place = |span: Span| Place::item(def.item(), span);
    let target = |target: &ast::Target| {
        let names = [&target.environment, &target.cluster];
        let span = names.into_iter().flatten().map(|name| name.span).reduce(Span::to)?;
        if names.into_iter().flatten().any(ast::Name::is_hole) {
            return None;
        }
        Some(RetiredTarget {
            environment: target.environment.as_ref().map(|name| name.text.clone()),
            cluster: target.cluster.as_ref().map(|name| name.text.clone()),
            place: place(span),
        })
    };
    let targets = decl.targets.iter().map(target).collect::<Option<Vec<_>>>()?;
    if decl.name.is_hole() {
        return None;
    }
    let end = targets.last().map_or(decl.name.span, |target| target.place.span);
    Some(Retired {
        item: place(decl.word.to(end)),
        name: decl.name.text.clone(),
        place: place(decl.name.span),
        targets,
    })
}

fn moved(def: DefId, decl: &ast::Moved) -> Option<Moved> {
    let place = |span: Span| Place::item(def.item(), span);
    if decl.old.is_hole() || decl.new.is_hole() {
        return None;
    }
    Some(Moved {
        item: place(decl.word.to(decl.new.span)),
        old: decl.old.text.clone(),
        old_place: place(decl.old.span),
        new: decl.new.text.clone(),
        new_place: place(decl.new.span),
    })
}
