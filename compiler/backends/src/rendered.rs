//! The rendered layout: every object of every target in full, with nothing to build in the cluster.

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Deployment, Layout, Module};
use o8_ir::{Object, OutputFile};

use crate::argocd::application_path;
use crate::document::TracedFile;
use crate::kustomize::file_names;
use crate::yaml::{Sink, Traced, write_header, write_object};

/// The files of a module, relative to the output folder: `environments/ENV[/CLUSTER]/MODULE/KIND-NAME.yaml`.
pub fn rendered_files(module: &Module) -> Vec<OutputFile> {
    let count = module.deployments.iter().map(|deployment| deployment.objects.len()).sum();
    let mut files = Vec::with_capacity(count);
    let mut bytes = Vec::with_capacity(4096);
    for deployment in &module.deployments {
        for (path, object) in named_files(module, deployment) {
            bytes.clear();
            write(module, deployment, object, &mut bytes);
            files.push(OutputFile { path, bytes: bytes.as_slice().into() });
        }
    }
    files
}

/// The same files of one target, with what their parts come from.
pub fn traced_files(module: &Module, deployment: &Deployment) -> Vec<TracedFile> {
    let traced = |(path, object)| {
        let mut content = Traced::default();
        write(module, deployment, object, &mut content);
        TracedFile { path, content }
    };
    named_files(module, deployment).map(traced).collect()
}

/// The objects of a target with the paths of their files.
fn named_files<'a>(
    module: &Module,
    deployment: &'a Deployment,
) -> impl Iterator<Item = (EcoString, &'a Object)> {
    let folder = application_path(Layout::Rendered, &module.name, &deployment.target);
    let named: Vec<(&str, &Object)> = deployment.objects.iter().map(|object| ("", object)).collect();
    let names = file_names(&named).into_iter();
    deployment.objects.iter().zip(names).map(move |(object, name)| (eco_format!("{folder}/{name}"), object))
}

fn write<S: Sink>(module: &Module, deployment: &Deployment, object: &Object, out: &mut S) {
    write_header(&module.source, out.bytes());
    let own = object.in_own_namespace.then_some(deployment.namespace.as_str());
    write_object(&object.body, object.namespace().or(own), out);
}
