//! `o8 graph`: pictures of the platform.

pub(super) mod packages;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use o8_backends::graph;
use o8_core::graph as pictures;
use o8_core::model::model;
use o8_core::output::ModuleOutput;
use o8_ir::ModuleSummary;
use o8_ir::graph::Graph;

use super::environment_named;
use crate::arguments::{GraphArguments, GraphFormat, Picture, Reporting};
use crate::edits::replace;
use crate::error::{At, shown};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &GraphArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    if arguments.environment.is_some() && arguments.of != Picture::Modules {
        return Err(Error::new("`--environment` narrows the picture of the modules alone"));
    }
    let session = Session::open(arguments.path.as_deref(), terminal)?;
    let exit = session.report(Reporting::default(), 0, terminal)?;
    if exit != Exit::Fine {
        return Ok(exit);
    }
    let graph = picture(&session, arguments)?;
    let text = match arguments.format {
        GraphFormat::Svg => graph::svg(&graph),
        GraphFormat::Dot => graph::dot(&graph),
        GraphFormat::Mermaid => graph::mermaid(&graph),
        GraphFormat::Json => graph::json(&graph),
    };
    match &arguments.output {
        Some(path) => write(path, &text)?,
        None => terminal.result(&text)?,
    }
    Ok(exit)
}

fn picture(session: &Session, arguments: &GraphArguments) -> Result<Graph, Error> {
    if arguments.of == Picture::Packages {
        return Ok(packages::packages(&session.compilation.members));
    }
    let (db, program) = (&session.compilation.db, session.compilation.program);
    let model = model(db, program);
    let modules = summaries(&session.compiled.outputs);
    if arguments.of == Picture::Promotion {
        return Ok(pictures::promotion(model, &modules));
    }
    if let Some(name) = &arguments.environment {
        environment_named(model, name)?;
    }
    Ok(pictures::modules(model, &modules, arguments.environment.as_deref()))
}

/// What is known of the modules, their trees aside.
pub(super) fn summaries(outputs: &[Arc<ModuleOutput>]) -> Vec<&ModuleSummary> {
    outputs.iter().map(|output| &output.summary).collect()
}

/// Writes a picture, in place of the one that is there.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Error> {
    if path.is_dir() {
        return Err(Error::new(format!("`{}` is a folder, where a file is expected", shown(path))));
    }
    match path.exists() {
        true => replace(path, text),
        false => fs::write(path, text).at("write", path),
    }
}
