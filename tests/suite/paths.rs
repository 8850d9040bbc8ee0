//! FX01: every folder and every file that an Application or an element of an ApplicationSet reads from the platform's own
//! repository is in the output that names it.

use std::collections::BTreeSet;

use o8_core::model::model;
use o8_ir::OutputFile;
use o8_ir::platform::Layout;
use o8_tests::programs::{cases, examples};
use o8_tests::workbench::Workbench;
use serde_yaml::Value;

#[test]
fn applications_read_what_is_there() {
    let mut bench = Workbench::default();
    let mut mistakes = Vec::new();
    let (mut folders, mut values) = (0, 0);
    for named in examples().iter().chain(&cases()) {
        bench.put(&named.fixture);
        for layout in [Layout::Kustomize, Layout::Rendered] {
            bench.layout(layout);
            let files = bench.compile().files;
            let (db, program) = bench.parts();
            let Some(platform) = model(db, program).platform.clone() else { continue };
            // Where nothing is deployed there is nothing to apply by hand either.
            if files.len() == 1 {
                continue;
            }
            let tree = Tree::of(&files, &platform.repository, &platform.path);
            for file in files.iter().filter(|file| file.path.ends_with(".yaml")) {
                let document: Value = serde_yaml::from_slice(&file.bytes).expect("we wrote it");
                let kind = document.get("kind").and_then(Value::as_str);
                if !matches!(kind, Some("Application" | "ApplicationSet")) {
                    continue;
                }
                let mut reads = Vec::new();
                let elements = elements(&document);
                tree.reads(&document, &elements, &mut reads);
                for path in reads {
                    let is_there = match path.strip_prefix("$values/") {
                        Some(path) => {
                            values += 1;
                            tree.files.contains(path)
                        }
                        None => {
                            folders += 1;
                            tree.has_folder(&path)
                        }
                    };
                    if !is_there {
                        mistakes.push(format!("{} ({layout:?}): {} reads {path}", named.name, file.path));
                    }
                }
            }
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    assert!(folders > 500 && values > 20, "nothing is looked at: {folders} folders, {values} files");
}

/// The output as it lies in the repository.
struct Tree<'a> {
    repository: &'a str,
    /// The folder of the output, with a slash after it.
    prefix: String,
    files: BTreeSet<String>,
}

impl<'a> Tree<'a> {
    fn of(files: &[OutputFile], repository: &'a str, path: &str) -> Self {
        let files = files.iter().map(|file| format!("{path}/{}", file.path)).collect();
        Self { repository, prefix: format!("{path}/"), files }
    }

    fn has_folder(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.files.range(below.clone()..).next().is_some_and(|file| file.starts_with(&below))
    }

    /// Every path into the output that is read in a part of a document, with what each element fills in.
    fn reads(&self, value: &Value, elements: &[&Value], reads: &mut Vec<String>) {
        match value {
            Value::Mapping(fields) => {
                let other = fields.get("repoURL").and_then(Value::as_str);
                let is_other = other.is_some_and(|other| other != self.repository);
                for (key, field) in fields {
                    match field.as_str() {
                        // Of another repository, nothing is known.
                        Some(_) if key == "path" && is_other => {}
                        Some(text) if key == "path" => self.add(text, elements, reads),
                        // A patch of the template is text.
                        Some(text) if key == "templatePatch" => {
                            let lines = text.lines().map(|line| line.trim().trim_start_matches("- "));
                            let files = lines.filter(|line| line.starts_with("$values/"));
                            files.for_each(|file| self.add(file, elements, reads));
                        }
                        _ => self.reads(field, elements, reads),
                    }
                }
            }
            Value::Sequence(items) => items.iter().for_each(|item| self.reads(item, elements, reads)),
            Value::String(text) if text.starts_with("$values/") => self.add(text, elements, reads),
            _ => {}
        }
    }

    fn add(&self, text: &str, elements: &[&Value], reads: &mut Vec<String>) {
        let is_ours = |path: &str| path.strip_prefix("$values/").unwrap_or(path).starts_with(&self.prefix);
        if !text.contains("{{") {
            reads.extend(is_ours(text).then(|| text.to_owned()));
            return;
        }
        let filled = elements.iter().filter_map(|element| filled(text, element));
        reads.extend(filled.filter(|path| is_ours(path)));
    }
}

/// The elements of the list generators of a document.
fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Mapping(fields) => fields
            .iter()
            .flat_map(|(key, field)| match (key.as_str(), field) {
                (Some("elements"), Value::Sequence(items)) => items.iter().collect(),
                _ => elements(field),
            })
            .collect(),
        Value::Sequence(items) => items.iter().flat_map(elements).collect(),
        _ => Vec::new(),
    }
}

/// A text with the fields of an element in it; `None` where the element lacks one.
fn filled(text: &str, element: &Value) -> Option<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{.") {
        let (field, after) = after.split_once("}}")?;
        filled.push_str(before);
        filled.push_str(element.get(field)?.as_str()?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}
