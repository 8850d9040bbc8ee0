//! `o8 build`: compiles and writes; `--check` compares with what is committed instead.

use std::cell::RefCell;
use std::path::Path;

use o8_core::model::model;
use o8_diagnostics::catalogue::{nearest, plural};
use o8_ir::OutputFile;

use crate::arguments::BuildArguments;
use crate::package::{self, find};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::write::{self, Options, Written};
use crate::{Error, Exit};

pub(super) fn run(arguments: &BuildArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let package = package::load(&find(arguments.path.as_deref())?)?;
    let folder = package.output(arguments.out.as_deref())?;
    let session = Session::of(package, arguments.layout);
    if session.exit(arguments.reporting.deny) != Exit::Fine {
        return session.report(arguments.reporting, 0, terminal);
    }
    known_environments(&session, &arguments.only)?;
    let files = &session.compiled.files;
    if arguments.check {
        session.report(arguments.reporting, 0, terminal)?;
        return compare(&folder, files, terminal);
    }
    let shared = RefCell::new(terminal);
    let only = |path: &str| arguments.only.iter().any(|environment| is_of(path, environment));
    let options = Options {
        force: arguments.force,
        only: (!arguments.only.is_empty()).then_some(&only as &(dyn Fn(&str) -> bool + Sync)),
        waiting: &|| shared.borrow_mut().say("waiting for another build of the same folder"),
        ..Options::default()
    };
    let outcome = write::write(&folder, files, &options);
    let terminal = shared.into_inner();
    match outcome {
        Ok(written) => {
            session.report(arguments.reporting, written.written, terminal)?;
            terminal.say(&summary(&session, &folder, written));
            Ok(Exit::Fine)
        }
        Err(refusal) => {
            session.report(arguments.reporting, 0, terminal)?;
            terminal.warn(&format!("error: {refusal}"));
            Ok(refusal.exit())
        }
    }
}

fn compare(folder: &Path, files: &[OutputFile], terminal: &mut Terminal) -> Result<Exit, Error> {
    let differences = write::check(folder, files)?;
    if differences.is_empty() {
        terminal.say(&format!(
            "{} in `{}`, all as the program says",
            plural(files.len(), "file"),
            folder.display()
        ));
        return Ok(Exit::Fine);
    }
    for difference in &differences {
        terminal.warn(&difference.to_string());
    }
    terminal.say(&format!("{} of `{}` differ: `o8 build` writes them", differences.len(), folder.display()));
    Ok(Exit::Different)
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
    let (modules, objects) = (session.compiled.modules, session.compiled.objects);
    format!(
        "{}, {}: {} written, {removed} removed, {unchanged} unchanged in `{}`",
        plural(modules, "module"),
        plural(objects, "object"),
        plural(written, "file"),
        folder.display()
    )
}
