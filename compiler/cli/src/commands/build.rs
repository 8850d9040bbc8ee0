//! `o8 build`: compiles and writes; `--check` compares with what is committed instead.

mod changes;
mod compare;

use std::cell::RefCell;
use std::path::Path;

use o8_core::model::model;
use o8_diagnostics::catalogue::plural;
use o8_diagnostics::render::{self, Counts, Format};
use o8_ir::{Deployed, DeployedApplication};
use serde_json::Value;

use super::environment_named;
use crate::arguments::BuildArguments;
use crate::error::shown;
use crate::inputs::{self, Inputs};
use crate::package::{self, Given, find};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::write::{self, Change, Options, Written};
use crate::{Error, Exit};

use changes::Changes;

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
        let report = with_changes(arguments.reporting.format, report, &Changes::default());
        terminal.report(arguments.reporting.format, &report)?;
        let written = Written { unchanged: known.files, ..Written::default() };
        terminal.say(&summary((known.modules, known.objects), &folder, written));
        return Ok(Exit::Fine);
    }
    let previous = write::deployed(&folder)?;
    let knows_before = previous.is_some();
    let before = previous.clone().unwrap_or_default();
    let session = Session::of(package, Given { layout: arguments.layout, previous, today: None }, terminal);
    if session.exit(arguments.reporting.deny) != Exit::Fine {
        return session.report(arguments.reporting, 0, terminal);
    }
    known_environments(&session, &arguments.only)?;
    if arguments.check {
        return compare::run(&session, &folder, arguments.reporting, terminal);
    }
    let shared = RefCell::new(terminal);
    let changed: RefCell<Vec<String>> = RefCell::default();
    let alone = modules_of(&arguments.only, &[&before, &session.compiled.deployed]);
    let only = |path: &str| {
        arguments.only.iter().any(|environment| is_of(path, environment))
            || alone.iter().any(|module| is_shared_in(path, module))
    };
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
            changed.borrow_mut().push(change.path().to_owned());
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
            let changes = changes_in(&session, &changed.into_inner());
            let format = arguments.reporting.format;
            let report = session.rendered(arguments.reporting, written.written, terminal);
            terminal.report(format, &with_changes(format, report, &changes))?;
            terminal.say(&summary((modules, objects), &folder, written));
            // Where there was nothing, everything is new.
            if (knows_before || written.unchanged > 0)
                && let Some(changes) = changes.in_words()
            {
                terminal.say(&changes);
            }
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
    only.iter().try_for_each(|name| environment_named(model, name).map(|_| ()))
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

/// The modules that are in these environments and nowhere else, before and after.
fn modules_of(environments: &[String], deployed: &[&Deployed]) -> Vec<String> {
    let all = || deployed.iter().flat_map(|deployed| &deployed.applications).filter(|found| !found.gone);
    let is_in =
        |application: &DeployedApplication| environments.iter().any(|name| *name == application.environment);
    let elsewhere: Vec<&str> =
        all().filter(|found| !is_in(found)).map(|found| found.module.as_str()).collect();
    let mut modules: Vec<&str> =
        all().filter(|found| is_in(found)).map(|found| found.module.as_str()).collect();
    modules.sort_unstable();
    modules.dedup();
    modules.into_iter().filter(|module| !elsewhere.contains(module)).map(str::to_owned).collect()
}

/// Whether a path is what all places of a module share.
fn is_shared_in(path: &str, module: &str) -> bool {
    path.strip_prefix("modules/")
        .and_then(|rest| rest.strip_prefix(module))
        .is_some_and(|rest| rest.starts_with("/base/"))
        || path.strip_prefix("argocd/applicationsets/").and_then(|rest| rest.strip_suffix(".yaml"))
            == Some(module)
}

/// Where the paths that changed are read.
fn changes_in(session: &Session, changed: &[String]) -> Changes {
    let model = model(&session.compilation.db, session.compilation.program);
    let environments = model.environments.iter().map(|entry| &entry.environment);
    let environments: Vec<(String, Vec<String>)> = environments
        .map(|found| {
            // All clusters of a fleet have the same.
            let clusters = found.clusters.iter().filter(|_| found.live.is_none());
            let clusters = clusters.map(|cluster| cluster.name.to_string());
            (found.name.to_string(), clusters.collect())
        })
        .collect();
    let paths = session.compiled.files.iter().map(|file| file.path.as_str());
    Changes::of(changed, paths, &environments)
}

fn with_changes(format: Format, report: String, changes: &Changes) -> String {
    match format {
        Format::Json => with_list(&report, "changes", changes.to_json()),
        Format::Human | Format::Sarif | Format::Github | Format::Gitlab | Format::Junit => report,
    }
}

/// A report in JSON with a list of its own before the summary.
fn with_list(report: &str, name: &str, list: Value) -> String {
    let Ok(Value::Object(mut report)) = serde_json::from_str(report) else { return report.to_owned() };
    let summary = report.shift_remove("summary");
    report.insert(name.to_owned(), list);
    report.extend(summary.map(|summary| ("summary".to_owned(), summary)));
    format!("{:#}\n", Value::Object(report))
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
    let Written { written, removed, unchanged, recorded } = written;
    if written + removed + unchanged == 0 {
        return "nothing to write: the package declares no platform".to_owned();
    }
    // The manifest is no file of the output, and Git sees it all the same.
    let manifest = match recorded && written + removed == 0 {
        true => ", and a new `.o8/manifest.json`, which says what is deployed",
        false => "",
    };
    format!(
        "{}, {}: {} written, {removed} removed, {unchanged} unchanged in `{}`{manifest}",
        plural(modules, "module"),
        plural(objects, "object"),
        plural(written, "file"),
        shown(folder)
    )
}
