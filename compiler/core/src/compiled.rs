//! What a module compiles to, with where each part of it comes from: for panes beside the source, and the way back.

use o8_backends::yaml::Traced;
use o8_backends::{helm, kustomize, rendered};
use o8_diagnostics::Place;
use o8_ir::platform::{Deployment, Layout};
use o8_ir::{OriginKind, Origins, OutputFile};

use crate::compile::platform_output;
use crate::db::{Database, Program};
use crate::ids::DefId;
use crate::network;

/// A generated file with what its parts come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompiledFile {
    /// Path relative to the output folder, with `/`.
    pub path: String,
    /// The text, byte for byte what a build writes.
    pub text: String,
    /// Where parts of it begin, in order; each ends where the next one begins.
    pub parts: Vec<Part>,
}

/// A part of a generated file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// Offset of its first byte.
    pub start: u32,
    /// The text that decided it; `None` where the compiler did.
    pub source: Option<PartSource>,
}

/// The text behind a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartSource {
    /// What kind of text decided the value.
    pub kind: OriginKind,
    /// The text that wrote the field: a component's line.
    pub written: Place,
    /// The text that decided the value.
    pub decided: Place,
}

/// The objects of a module in one target, in full, each as a file of the rendered layout, and the values of its chart. `environment` and `cluster` are
/// names; a target of an environment with one cluster may go without the latter. `None` where there is no such target.
pub fn compiled(
    db: &dyn salsa::Database,
    program: Program,
    module: DefId,
    environment: Option<&str>,
    cluster: Option<&str>,
) -> Option<Vec<CompiledFile>> {
    let value = network::module(db, program, module);
    let is_wanted = |deployment: &&Deployment| {
        deployment.target.environment.as_deref() == environment
            && cluster.is_none_or(|cluster| deployment.target.cluster == cluster)
    };
    let deployment = value.module.deployments.iter().find(is_wanted)?;
    let mut files = rendered::traced_files(&value.module, deployment);
    files.extend(helm::traced_values(&value.module, deployment));
    Some(files.into_iter().map(|file| with_sources(&file.path, file.content, &value.origins)).collect())
}

/// The files that a build writes for a declaration other than a module: the project of a team, what makes the applications of
/// an environment and its namespaces, the registration of a cluster, the configuration of Argo CD for the platform. `None` where
/// the program cannot be compiled.
pub fn of_platform(db: &Database, program: Program, def: DefId, threads: usize) -> Option<Vec<CompiledFile>> {
    let files = platform_output(db, program, threads)?;
    let data = def.data();
    let own = files.into_iter().filter(|file| belongs(&file.path, &data.word, &data.name));
    let file = |file: OutputFile| CompiledFile {
        path: file.path.to_string(),
        text: String::from_utf8_lossy(&file.bytes).into_owned(),
        parts: Vec::new(),
    };
    Some(own.map(file).collect())
}

/// Whether a file of the platform is that of the entity of this kind and name.
fn belongs(path: &str, word: &str, name: &str) -> bool {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.strip_suffix(".yaml").unwrap_or(file);
    let is_below = |outer: &str| {
        let rest = folder.strip_prefix(outer).and_then(|rest| rest.strip_prefix('/'));
        rest.is_some_and(|rest| rest.split('/').next() == Some(name))
    };
    // `o8.environments.stores`: a set that is named after the module alone has no dot.
    let names_it = || stem.split('.').skip(1).any(|part| part == name);
    match word {
        "team" => folder == "argocd/projects" && stem == name,
        "environment" => is_below("environments") || folder == "argocd/applicationsets" && names_it(),
        "cluster" => {
            is_below("clusters") || folder == "argocd/config" && stem.strip_prefix("cluster-") == Some(name)
        }
        "platform" => {
            folder == "bootstrap"
                || folder == "argocd/config" && !stem.starts_with("cluster-")
                || folder == "argocd/projects" && stem.starts_with("o8.")
        }
        _ => false,
    }
}

/// The files of a module as a build writes them, with what their parts come from.
pub fn written(db: &dyn salsa::Database, program: Program, module: DefId) -> Vec<CompiledFile> {
    let value = network::module(db, program, module);
    let files = match program.layout(db) {
        Layout::Kustomize => kustomize::traced_module_files(&value.module),
        Layout::Rendered => {
            let deployments = value.module.deployments.iter();
            deployments.flat_map(|deployment| rendered::traced_files(&value.module, deployment)).collect()
        }
    };
    files.into_iter().map(|file| with_sources(&file.path, file.content, &value.origins)).collect()
}

impl CompiledFile {
    /// The part that an offset is in.
    pub fn part_at(&self, offset: u32) -> Option<&Part> {
        let after = self.parts.partition_point(|part| part.start <= offset);
        self.parts.get(after.checked_sub(1)?)
    }
}

fn with_sources(path: &str, content: Traced, origins: &Origins) -> CompiledFile {
    let part = |mark: &o8_backends::yaml::Mark| Part {
        start: u32::try_from(mark.start).unwrap_or(u32::MAX),
        source: origins.get(mark.origin).map(|source| PartSource {
            kind: source.kind,
            written: source.written,
            decided: source.decided,
        }),
    };
    let mut parts: Vec<Part> = content.marks.iter().map(part).collect();
    // A map begins where its first entry does: the entry says more.
    parts.dedup_by(|later, first| {
        let same = later.start == first.start;
        if same {
            first.source = later.source.or(first.source);
        }
        same
    });
    CompiledFile { path: path.to_owned(), text: String::from_utf8_lossy(&content.bytes).into_owned(), parts }
}

#[cfg(test)]
mod tests;
