//! CustomResourceDefinitions: the kinds that they declare, a version each.

use std::rc::Rc;

use serde_yaml::{Mapping, Value};

use crate::documents::{Document, Written};
use crate::problem::{Problem, Sort};
use crate::reader::{Dialect, Reader};
use crate::shape::{Field, Record, Shape};

/// A served version of a kind.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) kind: String,
    pub(crate) plural: String,
    pub(crate) namespaced: bool,
    /// What is said to whoever uses a version that is deprecated.
    pub(crate) deprecated: Option<String>,
    /// Versions of the kind that are served no more.
    pub(crate) unserved: Vec<String>,
    pub(crate) docs: String,
    pub(crate) record: Record,
    /// Whether `status` was left out, because the API server takes none from us.
    pub(crate) without_status: bool,
}

/// The kinds of a document, and those in it where it is a list.
pub(crate) fn kinds(document: &Document<'_>) -> Result<Vec<Kind>, Problem> {
    let mut result = Vec::new();
    match kind_of(&document.value) {
        Some("List") => {
            for item in document.value.get("items").and_then(Value::as_sequence).into_iter().flatten() {
                if is_definition(item) {
                    result.extend(definition(item, document.text)?);
                }
            }
        }
        _ if is_definition(&document.value) => result.extend(definition(&document.value, document.text)?),
        _ => {}
    }
    Ok(result)
}

fn kind_of(value: &Value) -> Option<&str> {
    value.get("kind")?.as_str()
}

/// Whether a document is a definition of custom resources.
fn is_definition(value: &Value) -> bool {
    kind_of(value) == Some("CustomResourceDefinition")
}

fn definition(value: &Value, written: Written<'_>) -> Result<Vec<Kind>, Problem> {
    let name = text(value, &["metadata", "name"]).unwrap_or("without a name").to_owned();
    let lacks = |what: &str| {
        let message = format!("the definition `{name}` has no `{what}`");
        Problem::at(Sort::Incomplete, written.value_of("name", &name), message)
    };
    let wrong = |key: &str, value: &str, message: String| {
        Problem::at(Sort::Incomplete, written.value_of(key, value), message)
    };
    const REMOVED: &str = "apiextensions.k8s.io/v1beta1";
    if text(value, &["apiVersion"]) == Some(REMOVED) {
        let message = format!("the definition `{name}` is of `{REMOVED}`, which Kubernetes 1.22 removed");
        return Err(wrong("apiVersion", REMOVED, message));
    }
    let required = |path: &[&str]| {
        text(value, path).filter(|text| !text.is_empty()).ok_or_else(|| lacks(&path.join(".")))
    };
    let group = required(&["spec", "group"])?;
    let kind = required(&["spec", "names", "kind"])?;
    let plural = required(&["spec", "names", "plural"])?;
    if !crate::text::is_name(kind) || !kind.starts_with(|c: char| c.is_ascii_uppercase()) {
        let message = format!("the definition `{name}` declares `{kind}`, which is no name of a kind");
        return Err(wrong("kind", kind, message));
    }
    if !is_path(group) {
        let message = format!("the definition `{name}` has the group `{group}`, which is no DNS name");
        return Err(wrong("group", group, message));
    }
    let versions = at(value, &["spec", "versions"]).and_then(Value::as_sequence);
    let versions = versions.filter(|versions| !versions.is_empty()).ok_or_else(|| lacks("spec.versions"))?;
    let flag = |version: &Value, key: &str| version.get(key).and_then(Value::as_bool);
    let is_served = |version: &&Value| flag(version, "served") != Some(false);
    let name_of = |version: &Value| text(version, &["name"]).map(str::to_owned);
    let unserved: Vec<String> =
        versions.iter().filter(|version| !is_served(version)).filter_map(name_of).collect();
    let stable = versions
        .iter()
        .filter(is_served)
        .filter(|version| flag(version, "deprecated") != Some(true))
        .find_map(name_of);
    let mut result = Vec::new();
    for version in versions.iter().filter(is_served) {
        let Some(version_name) = name_of(version).filter(|name| is_path(name)) else {
            return Err(lacks("spec.versions[].name"));
        };
        let schema = at(version, &["schema", "openAPIV3Schema"]).and_then(Value::as_mapping);
        let schema = schema.ok_or_else(|| lacks(&format!("schema of the version {version_name}")))?;
        let deprecated = (flag(version, "deprecated") == Some(true)).then(|| {
            match (text(version, &["deprecationWarning"]), &stable) {
                (Some(said), _) => crate::text::line(said, 200),
                (None, Some(stable)) => format!("use `crd/{group}/{stable}`"),
                (None, None) => "it is going to be removed".to_owned(),
            }
        });
        let without_status = at(version, &["subresources", "status"]).is_some();
        let record = record(schema, without_status, written)?;
        result.push(Kind {
            group: group.to_owned(),
            version: version_name,
            kind: kind.to_owned(),
            plural: plural.to_owned(),
            namespaced: text(value, &["spec", "scope"]) != Some("Cluster"),
            deprecated,
            unserved: unserved.clone(),
            docs: schema
                .get("description")
                .and_then(Value::as_str)
                .map(crate::text::docs)
                .unwrap_or_default(),
            record,
            without_status: without_status && has_property(schema, "status"),
        });
    }
    Ok(result)
}

/// The record of a kind: `metadata`, then what the schema names.
fn record(schema: &Mapping, without_status: bool, written: Written<'_>) -> Result<Record, Problem> {
    let mut reader = Reader::new(Dialect::CustomResource, None, written);
    let mut schema = schema.clone();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_mapping_mut) {
        for fixed in ["apiVersion", "kind", "metadata"] {
            properties.shift_remove(fixed);
        }
        if without_status {
            properties.shift_remove("status");
        }
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_sequence_mut) {
        required.retain(|name| !matches!(name.as_str(), Some("apiVersion" | "kind" | "metadata" | "status")));
    }
    // A kind is a record whatever else it may hold: an object has to have a name.
    let free = schema.shift_remove("x-kubernetes-preserve-unknown-fields").is_some();
    schema.insert("type".into(), "object".into());
    let mut record = match &*reader.shape(&schema)? {
        Shape::Record(record) => record.clone(),
        _ => Record::default(),
    };
    if free && record.fields.is_empty() {
        // Nothing is described; by custom, everything is in `spec`.
        record.fields.push(field("spec", Shape::JSON, false));
    } else if free {
        record.unchecked.push("fields beside these, which the definition lets through".to_owned());
    }
    record.fields.insert(0, field("metadata", Shape::Named("ObjectMeta"), true));
    Ok(record)
}

fn field(name: &str, shape: Shape, required: bool) -> Field {
    Field {
        name: name.to_owned(),
        shape: Rc::new(shape),
        required,
        docs: String::new(),
        unchecked: Vec::new(),
    }
}

fn has_property(schema: &Mapping, name: &str) -> bool {
    schema.get("properties").and_then(Value::as_mapping).is_some_and(|found| found.contains_key(name))
}

/// Whether a text may be a word of the path of an import and the name of a folder.
fn is_path(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && !text.contains("..")
}

fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(*key))
}

fn text<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    at(value, path)?.as_str()
}
