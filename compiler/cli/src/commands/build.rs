//! `o8 build`: compiles and writes; `--check` compares with what is committed instead.

mod compare;

use std::cell::RefCell;
use std::path::Path;

use o8_core::model::model;
use o8_diagnostics::catalogue::{nearest, plural};
use o8_diagnostics::render::{self, Counts};

use o8_ir::{Deployed, DeployedApplication};

use crate::arguments::BuildArguments;
use crate::error::shown;
use crate::inputs::{self, Inputs};
use crate::package::{self, find};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::write::{self, Change, Options, Written};
use crate::{Error, Exit};

pub(super) fn run(arguments: &BuildArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let package = package::load(&find(arguments.path.as_deref())?)?;
    let folder = package.output(arguments.out.as_deref())?;
    let inputs = Inputs::of(&package, arguments.layout);
    let plain = !arguments.check && arguments.only.is_empty();
    if plain && let Some(known) = inputs.as_ref().and_then(|inputs| inputs.known(&folder)) {
        terminal.detail("nothing has changed since the last build");
        let counts = Counts {
            files: package.sources.len(),
            modules: known.modules,
            objects: known.objects,
            written: 0,
        };
        let options = render::Options { counts, ..render::Options::default() };
        let report = render::render(arguments.reporting.format, &[], &package.files, &options);
        terminal.report(arguments.reporting.format, &report)?;
        let written = Written { unchanged: known.files, ..Written::default() };
        terminal.say(&summary((known.modules, known.objects), &folder, written));
        return Ok(Exit::Fine);
    }
    let previous = write::deployed(&folder)?;
    let before = previous.clone().unwrap_or_default();
    let session = Session::of(package, arguments.layout, previous, terminal);
    if session.exit(arguments.reporting.deny) != Exit::Fine {
        return session.report(arguments.reporting, 0, terminal);
    }
    known_environments(&session, &arguments.only)?;
    if arguments.check {
        return compare::run(&session, &folder, arguments.reporting, terminal);
    }
    let shared = RefCell::new(terminal);
    let only = |path: &str| arguments.only.iter().any(|environment| is_of(path, environment));
    let options = Options {
        deployed: &session.compiled.deployed,
        force: arguments.force,
        only: (!arguments.only.is_empty()).then_some(&only as &(dyn Fn(&str) -> bool + Sync)),
        waiting: &|| {
            let message = format!("another build is writing to `{}`: waiting for it", shown(&folder));
            shared.borrow_mut().say(&message);
        },
        finished: &|| match (&inputs, session.compiled.diagnostics.as_slice()) {
            (Some(inputs), []) => {
                inputs.remember(&folder, session.compiled.modules, session.compiled.objects);
            }
            _ => inputs::forget(&folder),
        },
        changed: &|change| {
            shared.borrow_mut().detail(&match change {
                Change::Written(path) => format!("  wrote {path}"),
                Change::Removed(path) => format!("removed {path}"),
            });
        },
        ..Options::default()
    };
    let outcome = write::write(&folder, &session.compiled.files, &options);
    let terminal = shared.into_inner();
    match outcome {
        Ok(written) => {
            let (modules, objects) = (session.compiled.modules, session.compiled.objects);
            session.report(arguments.reporting, written.written, terminal)?;
            terminal.say(&summary((modules, objects), &folder, written));
            for application in newly_gone(&session.compiled.deployed, &before) {
                terminal.say(&retired(application));
            }
            Ok(Exit::Fine)
        }
        Err(refusal) => {
            session.report(arguments.reporting, 0, terminal)?;
            terminal.error(&refusal);
            Ok(refusal.exit())
        }
    }
}

fn known_environments(session: &Session, only: &[String]) -> Result<(), Error> {
    let model = model(&session.compilation.db, session.compilation.program);
    let names: Vec<&str> = model.environments.iter().map(|entry| entry.environment.name.as_str()).collect();
    match only.iter().find(|environment| !names.contains(&environment.as_str())) {
        None => Ok(()),
        Some(unknown) => {
            let error = Error::new(format!("no environment is called `{unknown}`"));
            Err(match nearest(unknown, names) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            })
        }
    }
}

/// Whether a path of the output is one environment's alone: its overlays, its folder.
fn is_of(path: &str, environment: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["modules", _, "overlays", folder, ..] => folder.split('@').next() == Some(environment),
        ["environments", folder, ..] => *folder == environment,
        _ => false,
    }
}

/// Applications that this build has let go.
fn newly_gone<'a>(now: &'a Deployed, before: &'a Deployed) -> impl Iterator<Item = &'a DeployedApplication> {
    let was_gone = |name: &str| before.applications.iter().any(|known| known.gone && known.name == name);
    now.applications.iter().filter(move |application| application.gone && !was_gone(&application.name))
}

/// What is left to do by hand: in production, Argo CD deletes nothing because a text says so.
fn retired(application: &DeployedApplication) -> String {
    let name = &application.name;
    if application.cluster == "*" {
        return format!(
            "`{name}` are retired: what they have stays in the clusters until each is deleted with `argocd app delete`, and what holds data until it is confirmed"
        );
    }
    format!(
        "`{name}` is retired: what it has stays in the cluster until `argocd app delete {name}`, and what holds data until it is confirmed"
    )
}

fn summary((modules, objects): (usize, usize), folder: &Path, written: Written) -> String {
    let Written { written, removed, unchanged } = written;
    if written + removed + unchanged == 0 {
        return "nothing to write: the package declares no platform".to_owned();
    }
    format!(
        "{}, {}: {} written, {removed} removed, {unchanged} unchanged in `{}`",
        plural(modules, "module"),
        plural(objects, "object"),
        plural(written, "file"),
        shown(folder)
    )
}
