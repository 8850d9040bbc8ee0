//! Answers to the requests that no other language has, as JSON.

use o8_ir::OriginKind;
use serde_json::{Map, Value, json};
use tower_lsp::ls_types::{Location, Range};

use super::meanings::Places;
use super::{range, uri_of};
use crate::analysis::Analysis;
use crate::features::compiled::Compiled;
use crate::features::matrix::{Cell, Matrix};
use crate::features::pictures::{Declared, Picture};
use crate::positions::{Encoding, Lines};

/// What `o8/compiled` answers.
pub(crate) fn compiled(analysis: &Analysis, found: Compiled, encoding: Encoding) -> Value {
    let mut locations = Places::new(analysis, encoding);
    let lines = Lines::new(&found.text);
    let links: Vec<Value> = found
        .parts
        .iter()
        .filter_map(|part| {
            let source = locations.location(part.source)?;
            let generated = range(part.generated, &lines, encoding);
            Some(json!({ "generated": generated, "source": source, "kind": kind(part.kind) }))
        })
        .collect();
    json!({
        "title": found.title,
        "target": found.target,
        "targets": found.targets,
        "text": found.text,
        "links": links,
    })
}

fn kind(kind: OriginKind) -> &'static str {
    match kind {
        OriginKind::Default => "default",
        OriginKind::Component => "component",
        OriginKind::Body => "body",
        OriginKind::Extend => "extend",
        OriginKind::Override => "override",
        OriginKind::Patch => "patch",
    }
}

/// What `o8/graph` answers.
pub(crate) fn picture(analysis: &Analysis, found: &Picture, encoding: Encoding) -> Value {
    let mut locations = Places::new(analysis, encoding);
    let places: Map<String, Value> = found
        .declared
        .iter()
        .filter_map(|(name, declared)| {
            let location = match declared {
                Declared::Program(at) => locations.location(*at),
                Declared::Manifest(path) => uri_of(path).map(|uri| Location { uri, range: Range::default() }),
            };
            Some((name.clone(), json!(location?)))
        })
        .collect();
    // What `o8 graph` writes is JSON.
    let graph: Value = serde_json::from_str(&o8_backends::graph::json(&found.graph)).unwrap_or_default();
    json!({
        "svg": o8_backends::graph::svg(&found.graph),
        "graph": graph,
        "environments": found.environments,
        "locations": places,
    })
}

/// What `o8/matrix` answers.
pub(crate) fn matrix(analysis: &Analysis, found: Matrix, encoding: Encoding) -> Value {
    let mut locations = Places::new(analysis, encoding);
    let mut modules = Vec::new();
    for row in found.modules {
        let cells: Map<String, Value> =
            row.cells.into_iter().map(|(target, found)| (target, cell(found, &mut locations))).collect();
        let mut module = Map::new();
        module.insert("name".to_owned(), row.name.into());
        if !row.team.is_empty() {
            module.insert("team".to_owned(), row.team.into());
        }
        if let Some(location) = locations.location(row.declared) {
            module.insert("location".to_owned(), json!(location));
        }
        module.insert("cells".to_owned(), cells.into());
        modules.push(Value::from(module));
    }
    json!({ "targets": found.targets, "modules": modules })
}

fn cell(found: Cell, locations: &mut Places<'_>) -> Value {
    let mut differs = Vec::new();
    for difference in found.differs {
        let mut one = json!({ "text": difference.text });
        if let Some(location) = difference.decided.and_then(|at| locations.location(at)) {
            one["location"] = json!(location);
        }
        differs.push(one);
    }
    let mut cell = json!({ "objects": found.objects, "differs": differs });
    let facts = [
        ("version", found.version.map(Value::from)),
        ("image", found.image.map(Value::from)),
        ("replicas", found.replicas.map(Value::from)),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            cell[name] = fact;
        }
    }
    cell
}
