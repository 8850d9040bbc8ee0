//! `o8 build`: compiles and writes; `--check` compares with what is committed instead.

mod compare;

use std::cell::RefCell;
use std::path::Path;

use o8_core::model::model;
use o8_diagnostics::catalogue::{nearest, plural};

use crate::arguments::BuildArguments;
use crate::error::shown;
use crate::package::{self, find};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::write::{self, Change, Options, Written};
use crate::{Error, Exit};

pub(super) fn run(arguments: &BuildArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let package = package::load(&find(arguments.path.as_deref())?)?;
    let folder = package.output(arguments.out.as_deref())?;
    let session = Session::of(package, arguments.layout, terminal);
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
        force: arguments.force,
        only: (!arguments.only.is_empty()).then_some(&only as &(dyn Fn(&str) -> bool + Sync)),
        waiting: &|| {
            let message = format!("another build is writing to `{}`: waiting for it", shown(&folder));
            shared.borrow_mut().say(&message);
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
            session.report(arguments.reporting, written.written, terminal)?;
            terminal.say(&summary(&session, &folder, written));
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

fn summary(session: &Session, folder: &Path, written: Written) -> String {
    let Written { written, removed, unchanged } = written;
    if written + removed + unchanged == 0 {
        return "nothing to write: the package declares no platform".to_owned();
    }
    let (modules, objects) = (session.compiled.modules, session.compiled.objects);
    format!(
        "{}, {}: {} written, {removed} removed, {unchanged} unchanged in `{}`",
        plural(modules, "module"),
        plural(objects, "object"),
        plural(written, "file"),
        shown(folder)
    )
}
