//! Pictures of a package: its modules, its environments, the packages that it depends on.

use std::collections::BTreeMap;
use std::path::PathBuf;

use o8_core::graph;
use o8_core::index::Target;
use o8_core::model::{Model, model};
use o8_core::output::all_findings;
use o8_core::parallel::threads;
use o8_ir::ModuleSummary;
use o8_ir::graph::Graph;

use super::words::Location;
use crate::analysis::Analysis;

/// What a picture shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Modules, what they need and connect to.
    Modules,
    /// Environments, in the order of promotion.
    Promotion,
    /// Packages and what they depend on.
    Packages,
}

/// A picture with what is behind it.
#[derive(Clone, PartialEq, Debug)]
pub struct Picture {
    /// Nodes and edges.
    pub graph: Graph,
    /// The names of the environments, in the order of promotion.
    pub environments: Vec<String>,
    /// Where nodes are declared, by name.
    pub declared: BTreeMap<String, Declared>,
}

/// Where a node of a picture is declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Declared {
    /// In a program.
    Program(Location),
    /// By a manifest.
    Manifest(PathBuf),
}

/// A picture of the package; that of the modules may be narrowed to an environment. `None` where nothing can be compiled or
/// there is no such environment.
pub fn picture(analysis: &Analysis, subject: Subject, environment: Option<&str>) -> Option<Picture> {
    let loaded = &analysis.files.loaded;
    if loaded.is_broken {
        return None;
    }
    let model = model(&analysis.db, analysis.program);
    let environments: Vec<String> =
        model.environments.iter().map(|entry| entry.environment.name.to_string()).collect();
    let declared = |defs: &mut dyn Iterator<Item = o8_core::ids::DefId>| {
        defs.filter_map(|def| {
            let at = analysis.declaration(&Target::Declaration(def), def)?;
            Some((def.name().to_owned(), Declared::Program(at)))
        })
        .collect()
    };
    let (graph, declared) = match subject {
        Subject::Packages => {
            let packages = loaded.packages.as_ref()?;
            let manifests = packages.manifests.iter();
            let places = manifests.map(|(name, path)| (name.clone(), Declared::Manifest(path.clone())));
            (packages.graph.clone(), places.collect())
        }
        Subject::Promotion => {
            let graph = with_modules(analysis, model, |modules| graph::promotion(model, modules));
            (graph, declared(&mut model.environments.iter().map(|entry| entry.def)))
        }
        Subject::Modules => {
            if environment.is_some_and(|name| !environments.iter().any(|known| known == name)) {
                return None;
            }
            let graph = with_modules(analysis, model, |modules| graph::modules(model, modules, environment));
            (graph, declared(&mut model.modules.iter().copied()))
        }
    };
    Some(Picture { graph, environments, declared })
}

fn with_modules(analysis: &Analysis, model: &Model, draw: impl Fn(&[&ModuleSummary]) -> Graph) -> Graph {
    let findings = all_findings(&analysis.db, analysis.program, &model.modules, threads());
    let modules: Vec<&ModuleSummary> = findings.iter().map(|found| &found.summary).collect();
    draw(&modules)
}
