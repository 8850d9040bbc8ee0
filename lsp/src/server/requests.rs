//! The requests that no other language has: `docs/editors.md` says what they take and answer.

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{Position, Uri};

use super::Backend;
use crate::analysis::Analysis;
use crate::convert::meanings::Places;
use crate::convert::{answers, path_of};
use crate::features::pictures::Subject;
use crate::features::{compiled, generated, matrix, pictures};
use crate::state::{Programs, View};

pub(super) const COMPILED: &str = "o8/compiled";
pub(super) const SOURCE: &str = "o8/source";
pub(super) const GRAPH: &str = "o8/graph";
pub(super) const MATRIX: &str = "o8/matrix";

/// What a client reads of them at the start.
pub(super) fn announced() -> Value {
    json!({ COMPILED: true, SOURCE: true, GRAPH: true, MATRIX: true })
}

impl Backend {
    /// The output of the declaration at a position.
    pub(super) async fn compiled(&self, params: Value) -> Result<Value> {
        let (uri, position) = (document(&params)?, position(&params)?);
        let target = word(&params, "target")?;
        let work = move |view: &View| {
            let offset = view.offset(position);
            let found = compiled::compiled(&view.analysis, view.file, offset, target.as_deref())?;
            Some(answers::compiled(&view.analysis, found, view.encoding))
        };
        Ok(self.read(&uri, work).await?.flatten().unwrap_or_default())
    }

    /// What a line of a generated file comes from.
    pub(super) async fn source(&self, params: Value) -> Result<Value> {
        let (uri, position) = (document(&params)?, position(&params)?);
        let text = word(&params, "text")?;
        let path = path_of(&uri);
        let work = move |all: &Programs| {
            let found = all.analyses.iter().find_map(|analysis| {
                let path = path.strip_prefix(&analysis.files.loaded.output).ok()?;
                let path = path.to_str()?.replace('\\', "/");
                let at = generated::source(analysis, &path, position.line, text.as_deref())?;
                Places::new(analysis, all.encoding).location(at)
            });
            json!(found)
        };
        self.read_all(work).await
    }

    /// A picture of the package that a file belongs to.
    pub(super) async fn graph(&self, params: Value) -> Result<Value> {
        let path = path_of(&document(&params)?);
        let environment = word(&params, "environment")?;
        let subject = match word(&params, "of")?.as_deref() {
            None | Some("modules") => Subject::Modules,
            Some("promotion") => Subject::Promotion,
            Some("packages") => Subject::Packages,
            Some(other) => return Err(Error::invalid_params(format!("there is no graph of `{other}`"))),
        };
        if environment.is_some() && subject != Subject::Modules {
            return Err(Error::invalid_params("`environment` narrows the graph of the modules alone"));
        }
        let work = move |all: &Programs| {
            let analysis = all.analyses.iter().find(|analysis| has(analysis, &path))?;
            let picture = pictures::picture(analysis, subject, environment.as_deref())?;
            Some(answers::picture(analysis, &picture, all.encoding))
        };
        Ok(self.read_all(work).await?.unwrap_or_default())
    }

    /// Modules and targets of the package that a file belongs to.
    pub(super) async fn matrix(&self, params: Value) -> Result<Value> {
        let path = path_of(&document(&params)?);
        let work = move |all: &Programs| {
            let analysis = all.analyses.iter().find(|analysis| has(analysis, &path))?;
            Some(answers::matrix(analysis, matrix::matrix(analysis)?, all.encoding))
        };
        Ok(self.read_all(work).await?.unwrap_or_default())
    }
}

/// Whether a file is one of the package, its manifest included.
fn has(analysis: &Analysis, path: &std::path::Path) -> bool {
    let own = &analysis.files.loaded.own;
    analysis.files.at(path).is_some() || own.iter().any(|own| own.origin.path.as_deref() == Some(path))
}

fn document(params: &Value) -> Result<Uri> {
    let uri = params["textDocument"]["uri"].as_str().and_then(|uri| uri.parse().ok());
    uri.ok_or_else(|| Error::invalid_params("`textDocument.uri` has to be the address of a document"))
}

fn position(params: &Value) -> Result<Position> {
    let wrong = |error: serde_json::Error| Error::invalid_params(format!("`position`: {error}"));
    serde_json::from_value(params["position"].clone()).map_err(wrong)
}

/// A text that may be left out.
fn word(params: &Value, name: &str) -> Result<Option<String>> {
    match &params[name] {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        _ => Err(Error::invalid_params(format!("`{name}` has to be a text"))),
    }
}
