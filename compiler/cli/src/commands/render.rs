//! `o8 render`: the objects of a target, to standard output.

use o8_backends::{json, yaml};
use o8_core::ids::DefId;
use o8_core::model::model;
use o8_core::network;
use o8_diagnostics::catalogue::one_of;
use o8_ir::platform::{Deployment, Module};
use o8_ir::{Node, Object};

use crate::arguments::{ObjectFormat, RenderArguments, RenderTarget, Reporting};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &RenderArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let session = Session::open(arguments.path.as_deref(), terminal)?;
    let exit = session.report(Reporting::default(), 0, terminal)?;
    if exit != Exit::Fine {
        return Ok(exit);
    }
    let RenderTarget { module: name, environment, cluster } = &arguments.target;
    let module = module_named(&session, name)?;
    let value = &network::module(&session.compilation.db, session.compilation.program, module).module;
    let (mut objects, shared) = layer(value, environment.as_deref(), cluster.as_deref())?;
    if let Some(shared) = shared {
        terminal.say(&shared);
    }
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

/// The objects of a target and, where several targets share the layer that is asked for, words that say which.
fn layer<'a>(
    module: &'a Module,
    environment: Option<&str>,
    cluster: Option<&str>,
) -> Result<(Vec<&'a Object>, Option<String>), Error> {
    // An addon is in clusters alone.
    let of = |deployment: &'a Deployment| -> &'a str {
        deployment.target.environment.as_ref().unwrap_or(&deployment.target.cluster)
    };
    let Some(environment) = environment else {
        let mut names: Vec<&str> = module.deployments.iter().map(of).collect();
        names.dedup();
        let shared =
            format!("# what all environments have in common; of one: {}", ways(&module.name, &names));
        return Ok((module.base.iter().collect(), Some(shared).filter(|_| !names.is_empty())));
    };
    let there: Vec<&Deployment> =
        module.deployments.iter().filter(|deployment| of(deployment) == environment).collect();
    let not_there = format!("`{}` is not deployed to", module.name);
    if there.is_empty() {
        return Err(unknown(&not_there, environment, &module.deployments.iter().map(of).collect::<Vec<_>>()));
    }
    let names: Vec<&str> = there.iter().map(|deployment| deployment.target.cluster.as_str()).collect();
    if let Some(cluster) = cluster {
        let deployment = there.iter().find(|deployment| deployment.target.cluster == cluster);
        let deployment = deployment.ok_or_else(|| unknown(&not_there, cluster, &names))?;
        return Ok((deployment.objects.iter().collect(), None));
    }
    match module.environments.iter().find(|layer| layer.environment == environment) {
        Some(layer) => {
            let on = ways(&format!("{}@{environment}", module.name), &names);
            let shared = format!("# what all clusters have in common; of one: {on}");
            Ok((layer.objects.iter().collect(), Some(shared)))
        }
        None => Ok((there[0].objects.iter().collect(), None)),
    }
}

/// `` `shop@dev` or `shop@prod` ``
fn ways(target: &str, names: &[&str]) -> String {
    let ways: Vec<String> = names.iter().map(|name| format!("{target}@{name}")).collect();
    one_of(ways.iter().map(String::as_str), 4)
}

fn unknown(message: &str, name: &str, known: &[&str]) -> Error {
    Error::new(format!("{message} `{name}`")).meant(name, known.iter().copied(), None)
}
