//! `o8 module deploy`: a module's source changed so that it runs in an environment, or runs a certain version there.
//!
//! The change is made to the text, compiled, and written only where the result is what was asked for.

mod edit;

use std::sync::Arc;

use o8_core::db::locate;
use o8_core::eval;
use o8_core::ids::{DefId, DefKind};
use o8_core::model::{Model, entities, model};
use o8_ir::platform::Deployment;

use super::unknown;
use crate::arguments::{DeployTarget, ModuleDeployArguments, Reporting};
use crate::edits::{difference, replace};
use crate::package::{self, Given, find};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};
use edit::Wanted;

pub(super) fn run(arguments: &ModuleDeployArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let ModuleDeployArguments { name, target, version, .. } = arguments;
    if let Some(version) = version
        && let Err(error) = semver::Version::parse(version)
    {
        return Err(Error::new(format!("`{version}` is not a version")).hint(error.to_string()));
    }
    let session = Session::open(arguments.path.as_deref(), terminal)?;
    let exit = session.report(Reporting::default(), 0, terminal)?;
    if exit != Exit::Fine {
        return Ok(exit);
    }
    let (db, program) = (&session.compilation.db, session.compilation.program);
    let before = module_named(&session, name)?;
    let model = model(db, program);
    check_target(model, target)?;
    let there = deployments(&session, before, target);
    let wanted = Wanted {
        module: name,
        environment: &target.environment,
        cluster: target.cluster.as_deref(),
        // Some clusters of the environment are enough, unless one is named.
        deploy: there.is_empty(),
        version: version
            .as_deref()
            .filter(|wanted| there.is_empty() || there.iter().any(|found| found != wanted)),
        order: model.environments.iter().map(|entry| entry.environment.name.as_str()).collect(),
    };
    let shown = shown(target);
    if !wanted.deploy && wanted.version.is_none() {
        let version = version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
        terminal.say(&format!("`{name}`{version} runs in `{shown}` already"));
        return Ok(Exit::Fine);
    }
    let Some((file, _)) = locate(db, program, before.item()) else {
        return Err(Error::new(format!("`{name}` is in no file of the package")));
    };
    let (path, old) = (file.path(db).as_str(), file.text(db));
    let new =
        edit::edit(old, &wanted).map_err(|why| why.within(format!("cannot deploy `{name}` to `{shown}`")))?;

    // The same package, but for this one file.
    let mut changed = package::load(&find(arguments.path.as_deref())?)?;
    for source in changed.sources.iter_mut().filter(|source| source.package.is_empty() && source.path == path)
    {
        source.text = Arc::from(new.as_str());
    }
    let after = Session::of(changed, Given::default(), terminal);
    terminal.result(&difference(path, old, &new))?;
    if after.exit(None) != Exit::Fine {
        let exit = after.report(Reporting::default(), 0, terminal)?;
        terminal.say("nothing was written: the program would have errors");
        return Ok(exit);
    }
    let module = module_named(&after, name)?;
    let environment = DeployTarget { environment: target.environment.clone(), cluster: None };
    let (now, then) =
        (deployments(&session, before, &environment), deployments(&after, module, &environment));
    if target.cluster.is_some() && then.len() > now.len() + 1 {
        let error = Error::new(format!("`{name}` would run in all clusters of `{}`", target.environment));
        return Err(error.hint("list its `clusters` first"));
    }
    let there = deployments(&after, module, target);
    let other = there.iter().find(|found| version.as_ref().is_some_and(|wanted| *found != wanted));
    match other {
        _ if there.is_empty() => {
            let error = Error::new(format!("`{name}` would still not run in `{shown}`"));
            return Err(error.hint("its `clusters` leave that out"));
        }
        Some(other) => {
            let error = Error::new(format!("`{name}` would run {other} in `{shown}`"));
            return Err(error.hint("something else sets its version there"));
        }
        None => {}
    }
    if !arguments.dry_run {
        replace(&session.compilation.root.join(path), &new)?;
    }
    Ok(Exit::Fine)
}

fn module_named(session: &Session, name: &str) -> Result<DefId, Error> {
    let modules = entities(&session.compilation.db, session.compilation.program, "module");
    let own: Vec<DefId> =
        modules.into_iter().filter(|module| module.data().kind == DefKind::Entity).collect();
    own.iter().find(|module| module.name() == name).copied().ok_or_else(|| {
        let addons = entities(&session.compilation.db, session.compilation.program, "addon");
        if addons.iter().any(|addon| addon.name() == name) {
            return Error::new(format!("`{name}` is an addon, and in no environment"))
                .hint("its clusters are those of its `clusters` or `select`");
        }
        let names: Vec<&str> = own.iter().map(|module| module.name()).collect();
        unknown("no module is called", name, &names)
    })
}

fn check_target(model: &Model, target: &DeployTarget) -> Result<(), Error> {
    let environments = || model.environments.iter().map(|entry| &entry.environment);
    let Some(environment) = environments().find(|found| found.name == target.environment) else {
        let names: Vec<&str> = environments().map(|found| found.name.as_str()).collect();
        return Err(unknown("no environment is called", &target.environment, &names));
    };
    let clusters: Vec<&str> = environment.clusters.iter().map(|found| found.name.as_str()).collect();
    match &target.cluster {
        Some(cluster) if !clusters.contains(&cluster.as_str()) => {
            Err(unknown(&format!("`{}` has no cluster", environment.name), cluster, &clusters))
        }
        _ => Ok(()),
    }
}

/// The versions that run in the target, one for each cluster.
fn deployments(session: &Session, module: DefId, target: &DeployTarget) -> Vec<String> {
    let value = &eval::module(&session.compilation.db, session.compilation.program, module).module;
    let is_there = |found: &&Deployment| {
        found.target.environment.as_deref() == Some(target.environment.as_str())
            && target.cluster.as_ref().is_none_or(|cluster| found.target.cluster == *cluster)
    };
    let version = |found: &Deployment| {
        let version = found.settings.at(&["version"]).and_then(|version| version.as_str());
        version.unwrap_or_default().to_owned()
    };
    value.deployments.iter().filter(is_there).map(version).collect()
}

fn shown(target: &DeployTarget) -> String {
    match &target.cluster {
        Some(cluster) => format!("{}@{cluster}", target.environment),
        None => target.environment.clone(),
    }
}
