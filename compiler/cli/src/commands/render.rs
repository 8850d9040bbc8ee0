//! `o8 render`: the objects of a target, to standard output.

use o8_backends::{json, yaml};
use o8_core::eval;
use o8_core::ids::DefId;
use o8_core::model::model;
use o8_diagnostics::catalogue::nearest;
use o8_ir::platform::Deployment;
use o8_ir::{Node, Object};

use crate::arguments::{ObjectFormat, RenderArguments, RenderTarget, Reporting};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &RenderArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let session = Session::open(arguments.path.as_deref(), None)?;
    let exit = session.report(Reporting::default(), 0, terminal)?;
    if exit != Exit::Fine {
        return Ok(exit);
    }
    let RenderTarget { module: name, environment, cluster } = &arguments.target;
    let module = module_named(&session, name)?;
    let value = &eval::module(&session.compilation.db, session.compilation.program, module).module;
    let targets = targets(name, &value.deployments, environment.as_deref(), cluster.as_deref())?;
    let mut objects: Vec<&Object> = targets.iter().flat_map(|deployment| &deployment.objects).collect();
    if let Some(kind) = &arguments.kind {
        let kinds: Vec<&str> = objects.iter().map(|object| object.kind()).collect();
        if !kinds.iter().any(|known| known.eq_ignore_ascii_case(kind)) {
            return Err(unknown(&format!("`{name}` has no object of the kind"), kind, &kinds));
        }
        objects.retain(|object| object.kind().eq_ignore_ascii_case(kind));
    }
    // Namespaces and definitions come before what needs them; the rest keeps the order of the program.
    objects.sort_by_key(|object| !matches!(object.kind(), "Namespace" | "CustomResourceDefinition"));
    let bodies: Vec<&Node> = objects.iter().map(|object| &object.body).collect();
    let mut bytes = Vec::new();
    match arguments.format {
        ObjectFormat::Yaml => yaml::write_stream(bodies, &mut bytes),
        ObjectFormat::Json => json::write_list(&bodies, &mut bytes),
    }
    terminal.result(&String::from_utf8_lossy(&bytes))?;
    Ok(Exit::Fine)
}

fn module_named(session: &Session, name: &str) -> Result<DefId, Error> {
    let modules = &model(&session.compilation.db, session.compilation.program).modules;
    let named = modules.iter().find(|module| module.name() == name);
    named.copied().ok_or_else(|| {
        let names: Vec<&str> = modules.iter().map(|module| module.name()).collect();
        unknown("no module is called", name, &names)
    })
}

/// The deployments of an environment and a cluster; all of them where neither is named.
fn targets<'a>(
    module: &str,
    deployments: &'a [Deployment],
    environment: Option<&str>,
    cluster: Option<&str>,
) -> Result<Vec<&'a Deployment>, Error> {
    let not_there = format!("`{module}` is not deployed to");
    let mut chosen: Vec<&Deployment> = deployments.iter().collect();
    if let Some(environment) = environment {
        let names: Vec<&str> =
            chosen.iter().map(|deployment| deployment.target.environment.as_str()).collect();
        if !names.contains(&environment) {
            return Err(unknown(&not_there, environment, &names));
        }
        chosen.retain(|deployment| deployment.target.environment == environment);
    }
    if let Some(cluster) = cluster {
        let names: Vec<&str> = chosen.iter().map(|deployment| deployment.target.cluster.as_str()).collect();
        if !names.contains(&cluster) {
            return Err(unknown(&not_there, cluster, &names));
        }
        chosen.retain(|deployment| deployment.target.cluster == cluster);
    }
    Ok(chosen)
}

fn unknown(message: &str, name: &str, known: &[&str]) -> Error {
    let error = Error::new(format!("{message} `{name}`"));
    match nearest(name, known.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}
