//! Types of o8 from schemas of others: CustomResourceDefinitions and JSON Schemas in, o8 source out.
//!
//! A served version of a kind becomes `crd/GROUP/VERSION/KIND.o8`, from which `import crd/GROUP/VERSION { Kind }`
//! reads; a JSON Schema becomes `schemas/NAME.o8`. What a schema asks for and the language has no word for becomes a
//! comment that says so, never silence: the API server checks it still.

mod chart;
mod custom_resource;
mod documents;
mod print;
mod problem;
mod reader;
mod shape;
mod text;

use indexmap::IndexMap;
use rustc_hash::FxHashSet;
use serde_yaml::Value;

use crate::custom_resource::Kind;
use crate::documents::documents;
use crate::print::Printer;
use crate::reader::{Dialect, Reader};
use crate::shape::Shape;

pub use chart::{Differing, differing, is_template};
pub use problem::{Problem, Sort};

/// A file that schemas are read from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// How the generated text calls it.
    pub name: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// A file of o8 source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Relative to the root of the package, with `/`.
    pub path: String,
    /// The formatted text.
    pub text: String,
    /// What it declares, in words: `Cluster of postgresql.cnpg.io/v1`.
    pub declares: String,
}

/// The kinds of all inputs, in the order of paths. `taken` gives the names that other files of a folder declare.
///
/// The error names the input by its place in the list.
pub fn custom_resources(
    inputs: &[Input<'_>],
    taken: &dyn Fn(&str, &[String]) -> Vec<String>,
) -> Result<Vec<Source>, (usize, Problem)> {
    let mut folders: IndexMap<String, Vec<(Kind, &str)>> = IndexMap::new();
    for (index, input) in inputs.iter().enumerate() {
        let fail = |problem| (index, problem);
        let mut found = false;
        let mut first = None;
        for document in documents(input.text).map_err(fail)? {
            for kind in custom_resource::kinds(&document).map_err(fail)? {
                found = true;
                let kinds = folders.entry(format!("crd/{}/{}", kind.group, kind.version)).or_default();
                // What is said twice, of two files or in one, is said last.
                kinds.retain(|(known, _)| known.kind != kind.kind);
                kinds.push((kind, input.name));
            }
            if first.is_none() {
                first = document
                    .value
                    .get("kind")
                    .and_then(Value::as_str)
                    .map(|kind| (text::line(kind, 60), document.text.offset));
            }
        }
        if !found {
            let (message, offset) = match first {
                Some((kind, offset)) => (
                    format!("no CustomResourceDefinition in this file: what it holds first is a `{kind}`"),
                    offset,
                ),
                None => ("no CustomResourceDefinition in this file".to_owned(), 0),
            };
            return Err((index, Problem::new(Sort::NoSchema, offset, message)));
        }
    }
    folders.sort_keys();
    let mut result = Vec::new();
    for (folder, mut kinds) in folders {
        kinds.sort_by(|(a, _), (b, _)| a.kind.cmp(&b.kind));
        let paths: Vec<String> = kinds.iter().map(|(kind, _)| path_of(&folder, &kind.kind)).collect();
        let mut names: FxHashSet<String> = taken(&folder, &paths).into_iter().collect();
        names.extend(kinds.iter().map(|(kind, _)| type_of(&kind.kind)));
        for ((kind, from), path) in kinds.iter().zip(paths) {
            result.push(kind_source(kind, from, path, &mut names));
        }
    }
    Ok(result)
}

/// The types that written files use and do not declare. One of their names would mean something else in the whole folder.
const USED: [&str; 11] = [
    "Bool",
    "Cidr",
    "Duration",
    "Float",
    "Int",
    "Json",
    "ObjectMeta",
    "Percent",
    "Port",
    "Quantity",
    "String",
];

/// What the type of a kind is called: like the kind, where that leaves other names alone.
fn type_of(kind: &str) -> String {
    if USED.contains(&kind) { format!("{kind}Kind") } else { kind.to_owned() }
}

fn path_of(folder: &str, kind: &str) -> String {
    format!("{folder}/{}.o8", text::file_stem(kind))
}

fn kind_source(kind: &Kind, from: &str, path: String, taken: &mut FxHashSet<String>) -> Source {
    let api = format!("{}/{}", kind.group, kind.version);
    let mut before = match kind.docs.is_empty() {
        true => text::comment("///", &format!("The kind `{}` of `{api}`.", kind.kind)),
        false => text::comment("///", &kind.docs),
    };
    let scope = if kind.namespaced { "Namespaced" } else { "Cluster" };
    before.push_str(&format!(
        "@kind(group = {}, version = {}, kind = {}, plural = {}, scope = \"{scope}\")\n",
        text::string(&kind.group),
        text::string(&kind.version),
        text::string(&kind.kind),
        text::string(&kind.plural),
    ));
    if !kind.unserved.is_empty() {
        let versions: Vec<String> = kind.unserved.iter().map(|version| text::string(version)).collect();
        before.push_str(&format!("@replaces({})\n", versions.join(", ")));
    }
    if let Some(said) = &kind.deprecated {
        before.push_str(&format!("@deprecated({})\n", text::string(said)));
    }
    let mut header = text::comment("//", &format!("`{}` of `{api}`, from `{from}`.", kind.kind));
    if kind.without_status {
        header.push_str("// Without `status`, which the API server takes from controllers alone.\n");
    }
    let definitions = IndexMap::new();
    let name = type_of(&kind.kind);
    let declarations = Printer::new(&name, "", &definitions, taken).record(&before, &kind.record);
    let body = format!("{header}\nimport k8s/meta/v1 {{ ObjectMeta }}\n\n{declarations}");
    Source { path, text: formatted(&body), declares: format!("{name} of {api}") }
}

/// The type `name` of a JSON Schema. `values` says that it describes the values of a chart, and `differing` what the templates
/// of the latter make otherwise each time.
pub fn json_schema(
    name: &str,
    input: Input<'_>,
    values: bool,
    differing: &[Differing],
) -> Result<Source, Problem> {
    let documents = documents(input.text)?;
    let Some(document) = documents.first() else {
        return Err(Problem::new(Sort::NoSchema, 0, "there is no schema in this file"));
    };
    let dialect = if values { Dialect::Values } else { Dialect::Json };
    let mut reader = Reader::new(dialect, Some(&document.value), document.text);
    let read = reader.read(&document.value)?;
    let definitions = reader.definitions();
    let mut shape = read.shape;
    // A schema that is nothing but a `$ref` is what that stands for.
    let mut whole = vec!["#".to_owned()];
    while let Shape::Definition(key) = &*shape
        && let Some(target) = definitions.get(key)
        && whole.len() < definitions.len() + 2
    {
        whole.push(key.clone());
        shape = target.clone();
    }
    let Shape::Record(record) = &*shape else {
        let message = match read.unchecked.first() {
            Some(reason) => {
                format!("the schema describes no object with fields that o8 could check ({reason})")
            }
            None => "the schema describes no object with fields".to_owned(),
        };
        return Err(Problem::new(Sort::NoSchema, document.text.offset, message));
    };
    let said = document.value.get("description").or_else(|| document.value.get("title"));
    let mut before = match said.and_then(Value::as_str).map(text::docs).filter(|said| !said.is_empty()) {
        Some(said) => text::comment("///", &said),
        None => text::comment("///", &format!("What `{}` describes.", input.name)),
    };
    for Differing { template, function } in differing {
        before.push_str(&format!("@differs({}, {})\n", text::string(template), text::string(function)));
    }
    let mut header = text::comment("//", &format!("`{name}`, from `{}`.", input.name));
    if values {
        let said = "What the schema requires may be left out: the chart has values of its own.";
        header.push_str(&text::comment("//", said));
    }
    let mut taken = FxHashSet::default();
    let attribute = format!("@schema({})\n", text::string(input.name));
    let declarations =
        Printer::new(name, &attribute, &definitions, &mut taken).calls_whole(whole).record(&before, record);
    let path = format!("schemas/{}.o8", text::file_stem(name));
    Ok(Source { path, text: formatted(&format!("{header}\n{declarations}")), declares: name.to_owned() })
}

/// Whether a text may be the name of a type, and is not one that written files use.
pub fn is_type_name(text: &str) -> bool {
    !USED.contains(&text)
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether a text holds a CustomResourceDefinition, as far as can be said without reading it.
pub fn declares_kinds(text: &str) -> bool {
    text.contains("CustomResourceDefinition")
}

/// The text as `o8 fmt` lays it out.
fn formatted(text: &str) -> String {
    // Declarations end in a blank line each, and a file in none.
    let formatted = o8_syntax::format(&format!("{}\n", text.trim_end()));
    formatted.text
}

#[cfg(test)]
mod tests;
