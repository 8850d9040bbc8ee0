//! Evaluation: from the checked program to plain data and Kubernetes objects.
//!
//! One evaluation is one module (or other entity) for one layer or target. It runs on one thread, over values
//! that live in an arena and are gone when it ends; only the trees of `o8-ir` leave it. Modules are evaluated
//! apart from each other, so a caller may ask for them in parallel on clones of the database.

mod arithmetic;
mod asserts;
mod builtins;
mod calls;
mod cause;
mod conditions;
mod decimal;
mod definitions;
mod deliveries;
mod delivery_options;
mod direct;
mod edits;
mod entities;
mod expr;
mod fields;
mod format;
mod json;
mod late;
mod layers;
mod machine;
mod maps;
mod objects;
mod origins;
mod patterns;
mod plain;
mod quantity;
mod re2;
mod refinement;
mod render;
mod rendered;
mod review;
mod rules;
mod sha256;
mod shape;
#[cfg(test)]
mod tests;
mod tracking;
mod value;
mod world;

use o8_diagnostics::{Diagnostic, Place};
use o8_ir::{Node, Origins, platform};

use crate::db::{Program, package_items};
use crate::ids::{DefId, DefKind, PackageId};
use crate::model::model;

use definitions::InDatabase;
pub(crate) use layers::Wanted;
pub use rules::{LocatedRule, Rules};
use value::Arena;

/// An entity that sees no context.
#[salsa::tracked]
pub fn entity(db: &dyn salsa::Database, program: Program, def: DefId) -> EntityValue {
    plain::evaluate(&InDatabase { db, program }, &Arena::new(), def)
}

/// What is wrong with the values of a package's constants, those that nothing reads included.
#[salsa::tracked]
pub fn constants(db: &dyn salsa::Database, program: Program, package: PackageId) -> Vec<Diagnostic> {
    let items = &package_items(db, program, package).items;
    let constants = items.iter().map(|entry| entry.def).filter(|def| def.data().kind == DefKind::Let);
    plain::constants(&InDatabase { db, program }, &Arena::new(), constants)
}

/// A module in all its layers and targets.
#[salsa::tracked]
pub fn module(db: &dyn salsa::Database, program: Program, def: DefId) -> ModuleValue {
    module_once(db, program, def, Wanted::Layers)
}

/// The same for a caller who is a query and keeps what it makes of it: the trees of a whole platform take more memory
/// than all that is written of them.
pub(crate) fn module_once(
    db: &dyn salsa::Database,
    program: Program,
    def: DefId,
    wanted: Wanted,
) -> ModuleValue {
    let environments = environments(db, program);
    layers::evaluate(&InDatabase { db, program }, &Arena::new(), environments, def, wanted)
}

/// What a module or an addon says of itself in each of its targets.
#[salsa::tracked]
pub fn described(db: &dyn salsa::Database, program: Program, def: DefId) -> Described {
    let environments = environments(db, program);
    layers::describe(&InDatabase { db, program }, &Arena::new(), environments, def)
}

/// The rules of a policy or baseline as they are in an environment; without one, those that ask for none.
#[salsa::tracked]
pub fn rules_of(db: &dyn salsa::Database, program: Program, def: DefId, environment: Option<DefId>) -> Rules {
    rules::evaluate(&InDatabase { db, program }, &Arena::new(), def, environment)
}

/// A `test` of the program.
#[salsa::tracked]
pub fn test(db: &dyn salsa::Database, program: Program, def: DefId) -> TestValue {
    let environments = environments(db, program);
    asserts::evaluate(&InDatabase { db, program }, &Arena::new(), environments, def)
}

/// The environments of the program and their clusters, in the order of promotion. Changes only when these do.
#[salsa::tracked]
pub fn environments(db: &dyn salsa::Database, program: Program) -> Vec<EnvironmentClusters> {
    let entries = model(db, program).environments.iter();
    entries
        .map(|entry| EnvironmentClusters {
            environment: entry.def,
            clusters: entry.clusters.clone(),
            per_pull_request: entry.environment.pull_requests.is_some(),
            live: entry.environment.live.is_some(),
        })
        .collect()
}

/// An entity that sees no context, as plain data: a map of its fields, references as names, without what is null.
#[derive(Clone, PartialEq, Debug)]
pub struct EntityValue {
    /// A map in the order of the type's fields.
    pub node: Node,
    /// Where the values come from.
    pub origins: Origins,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// A module in all its layers and targets.
#[derive(Clone, PartialEq, Debug)]
pub struct ModuleValue {
    /// What it renders to.
    pub module: platform::Module,
    /// Where the values of its objects come from.
    pub origins: Origins,
    /// What was found, each once, whatever the number of targets that it concerns.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a module says of itself, target by target.
#[derive(Clone, PartialEq, Debug)]
pub struct Described {
    /// In the order of the environments and their clusters.
    pub targets: Vec<DescribedTarget>,
    /// Where the values come from.
    pub origins: Origins,
}

/// A module in one target.
#[derive(Clone, PartialEq, Debug)]
pub struct DescribedTarget {
    /// The environment; none for an addon.
    pub environment: Option<DefId>,
    /// The cluster; none where Argo CD looks for them itself.
    pub cluster: Option<DefId>,
    /// A map of its fields, references as names, without what is null or not known.
    pub node: Node,
}

/// An environment and the clusters that it spans, in the order of the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnvironmentClusters {
    /// The environment.
    pub environment: DefId,
    /// Its clusters.
    pub clusters: Vec<DefId>,
    /// Whether it is copied for each pull request.
    pub per_pull_request: bool,
    /// Whether Argo CD looks for them itself.
    pub live: bool,
}

/// What came of a `test`.
#[derive(Clone, PartialEq, Debug)]
pub struct TestValue {
    /// The description.
    pub name: ecow::EcoString,
    /// What its assertions came to, in order. Evaluation stops at nothing: each is tried.
    pub asserts: Vec<AssertValue>,
    /// Errors of the evaluation itself, such as a division by zero inside an assertion.
    pub diagnostics: Vec<Diagnostic>,
}

/// What came of one assertion.
#[derive(Clone, PartialEq, Debug)]
pub enum AssertValue {
    /// It holds.
    Passed,
    /// It does not.
    Failed {
        /// Where it stands.
        place: Place,
        /// Both sides of a comparison as text.
        sides: Option<(String, String)>,
    },
    /// It could not be evaluated.
    Unknown {
        /// What it asserts.
        place: Place,
        /// The context that it needs, which a test does not have, and where that is asked for.
        absent: Option<(&'static str, Place)>,
    },
    /// `assertFails`: the caller compiles the program with these declarations added and looks for the code.
    Compile {
        /// The declarations: the bytes between the braces.
        source: Place,
        /// The code that must be reported.
        code: ecow::EcoString,
        /// A part of its message.
        text: ecow::EcoString,
        /// The whole statement.
        place: Place,
    },
}
