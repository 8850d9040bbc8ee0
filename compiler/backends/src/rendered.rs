//! The rendered layout: every object of every target in full, with nothing to build in the cluster.

use o8_ir::platform::Module;
use o8_ir::{Object, OutputFile};

use crate::kustomize::file_names;
use crate::yaml::{write_header, write_object};

/// The files of a module, relative to the output folder: `environments/ENV[/CLUSTER]/MODULE/KIND-NAME.yaml`.
pub fn rendered_files(module: &Module) -> Vec<OutputFile> {
    let count = module.deployments.iter().map(|deployment| deployment.objects.len()).sum();
    let mut files = Vec::with_capacity(count);
    for deployment in &module.deployments {
        let target = &deployment.target;
        let folder = if target.one_of_several {
            format!("environments/{}/{}/{}/", target.environment, target.cluster, module.name)
        } else {
            format!("environments/{}/{}/", target.environment, module.name)
        };
        let named: Vec<(&str, &Object)> = deployment.objects.iter().map(|object| ("", object)).collect();
        for (object, name) in deployment.objects.iter().zip(file_names(&named)) {
            let mut bytes = Vec::with_capacity(2048);
            write_header(&module.source, &mut bytes);
            let own = object.in_own_namespace.then_some(deployment.namespace.as_str());
            write_object(&object.body, object.namespace().or(own), &mut bytes);
            files.push(OutputFile { path: format!("{folder}{name}").into(), bytes });
        }
    }
    files
}
