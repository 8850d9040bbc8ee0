//! The rendered layout: every object of every target in full, with nothing to build in the cluster.

use ecow::eco_format;
use o8_ir::platform::{Layout, Module};
use o8_ir::{Object, OutputFile};

use crate::argocd::application_path;
use crate::kustomize::file_names;
use crate::yaml::{write_header, write_object};

/// The files of a module, relative to the output folder: `environments/ENV[/CLUSTER]/MODULE/KIND-NAME.yaml`.
pub fn rendered_files(module: &Module) -> Vec<OutputFile> {
    let count = module.deployments.iter().map(|deployment| deployment.objects.len()).sum();
    let mut files = Vec::with_capacity(count);
    let mut bytes = Vec::with_capacity(4096);
    for deployment in &module.deployments {
        let folder = application_path(Layout::Rendered, &module.name, &deployment.target);
        let named: Vec<(&str, &Object)> = deployment.objects.iter().map(|object| ("", object)).collect();
        for (object, name) in deployment.objects.iter().zip(file_names(&named)) {
            bytes.clear();
            write_header(&module.source, &mut bytes);
            let own = object.in_own_namespace.then_some(deployment.namespace.as_str());
            write_object(&object.body, object.namespace().or(own), &mut bytes);
            files.push(OutputFile { path: eco_format!("{folder}/{name}"), bytes: bytes.as_slice().into() });
        }
    }
    files
}
