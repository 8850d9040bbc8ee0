//! Types out of the definitions of real systems, where this machine has them: all of them check, are formatted, are the
//! same whatever the order of files, and objects of them pass the strict validator.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::Arc;

use o8_core::compile::{Compilation, compile};
use o8_core::db::Database;
use o8_core::load::{Sources, load};
use o8_diagnostics::Severity;
use o8_schemas::{Input, Source, custom_resources};
use o8_tests::tools::{root, skipped, validator};
use serde_yaml::{Mapping, Value};

use crate::conformance::{scratch, write};

const PLATFORM: &str =
    "platform acme { repository = \"https://github.com/acme/platform\", domain = \"acme.example\" }
cluster eu { kubernetes = \"1.36\" }
environment dev { clusters = [eu] }
team shop { owners = [\"oidc:shop\"] }
";

/// Name and text of every definition.
fn definitions() -> Vec<(String, String)> {
    let folder = root().join("../shared/schemas");
    let mut result = Vec::new();
    for group in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        for path in fs::read_dir(group).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let is_yaml = path.extension().is_some_and(|extension| extension == "yaml");
            if let (true, Ok(text)) = (is_yaml, fs::read_to_string(&path))
                && text.contains("kind: CustomResourceDefinition")
            {
                result.push((path.file_name().expect("a file").to_string_lossy().into_owned(), text));
            }
        }
    }
    result.sort();
    result
}

fn generate(definitions: &[(String, String)]) -> Vec<Source> {
    let inputs: Vec<Input<'_>> = definitions.iter().map(|(name, text)| Input { name, text }).collect();
    custom_resources(&inputs, &|_, _| Vec::new()).expect("they are what Kubernetes takes")
}

fn compiled(sources: &[Source], programs: &[(String, String)]) -> Compilation {
    let mut files = vec![("".into(), "platform.o8".into(), Arc::from(PLATFORM))];
    files.extend(sources.iter().map(|it| ("".into(), it.path.as_str().into(), Arc::from(it.text.as_str()))));
    files.extend(
        programs.iter().map(|(path, text)| ("".into(), path.as_str().into(), Arc::from(text.as_str()))),
    );
    let mut db = Database::default();
    let program = load(&mut db, Sources { files, ..Sources::default() });
    let mut result = compile(&db, program, 2);
    // A place says its file by number, which only this database knows.
    for found in &mut result.diagnostics {
        if let o8_diagnostics::Anchor::File(file) = found.place.anchor
            && let Some(source) = o8_core::load::file(&db, program, file)
        {
            found.message = format!("{}: {}", source.path(&db), found.message);
        }
    }
    result
}

fn errors(compilation: &Compilation) -> Vec<String> {
    let errors = compilation.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| format!("{} {}", found.code, found.message)).collect()
}

#[test]
fn every_definition_becomes_types() {
    let mut definitions = definitions();
    let Some(validator) = validator().filter(|_| !definitions.is_empty()) else {
        return skipped("every_definition_becomes_types", "../shared/schemas and PyYAML");
    };
    let sources = generate(&definitions);
    assert!(sources.len() > 150, "only {} kinds", sources.len());
    for Source { path, text, .. } in &sources {
        let formatted = o8_syntax::format(text);
        assert!(
            !formatted.partial && !formatted.refused && formatted.text == *text,
            "{path} is not formatted"
        );
    }
    let samples = samples(&definitions);
    definitions.truncate(40);
    let in_order = generate(&definitions);
    definitions.reverse();
    assert!(in_order == generate(&definitions), "the order of files shows");

    // What no sample of its required fields alone can be: one that needs one of several forms.
    let first = compiled(&sources, &samples.values().cloned().collect::<Vec<_>>());
    let found = errors(&first);
    let refused: Vec<&String> = samples
        .iter()
        .filter(|(_, (path, _))| found.iter().any(|it| it.contains(path.as_str())))
        .map(|(kind, _)| kind)
        .collect();
    let of_types: Vec<&String> = found.iter().filter(|it| it.contains(" crd/")).collect();
    assert!(of_types.is_empty(), "{of_types:#?}");
    assert!(refused.len() * 5 < samples.len(), "{} of {}: {found:#?}", refused.len(), samples.len());

    let mut taken: Vec<(String, String)> = samples
        .iter()
        .filter(|(kind, _)| !refused.contains(kind))
        .map(|(_, sample)| sample.clone())
        .collect();
    // What names other objects is refused where they are not: that is seen once the types fit.
    let of_names = errors(&compiled(&sources, &taken));
    assert!(of_names.iter().all(|found| found.starts_with("E088")), "{of_names:#?}");
    taken.retain(|(path, _)| !of_names.iter().any(|found| found.contains(path.as_str())));
    assert!(taken.len() * 5 > samples.len() * 4, "{} of {}: {of_names:#?}", taken.len(), samples.len());
    let second = compiled(&sources, &taken);
    assert_eq!(errors(&second), Vec::<String>::new());
    let folder = scratch("types");
    let objects: Vec<_> = second.files.into_iter().filter(|file| file.path.starts_with("modules/")).collect();
    assert!(objects.len() > taken.len(), "{} files", objects.len());
    write(&folder, &objects);
    let output =
        Command::new("python3").arg(validator).args(["--quiet", "--allow-template"]).arg(&folder).output();
    let output = output.expect("it ran a moment ago");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    fs::remove_dir_all(folder).expect("our own folder");
}

/// By kind: a program with a module that holds an object with the required fields alone.
fn samples(definitions: &[(String, String)]) -> BTreeMap<String, (String, String)> {
    let mut result = BTreeMap::new();
    for (_, text) in definitions {
        let definition: Value = serde_yaml::from_str(text).expect("read before");
        let spec = &definition["spec"];
        let text = |value: &Value| value.as_str().expect("a definition says it").to_owned();
        let (group, kind) = (text(&spec["group"]), text(&spec["names"]["kind"]));
        for version in spec["versions"].as_sequence().expect("a list") {
            if version["served"].as_bool() == Some(false) {
                continue;
            }
            let name = text(&version["name"]);
            // Argo CD has rules beside its schema, which the validator knows.
            if matches!(kind.as_str(), "Application" | "ApplicationSet") {
                continue;
            }
            let schema = version["schema"]["openAPIV3Schema"].as_mapping().expect("a schema");
            let number = result.len();
            let mut fields = vec![format!("metadata {{ name = \"sample-{number}\" }}")];
            for (key, value) in required(schema) {
                if !matches!(key, "metadata" | "apiVersion" | "kind" | "status") {
                    fields.push(format!("{key} = {}", sample(value)));
                }
            }
            let program = format!(
                "import crd/{group}/{name} {{ {kind} as Sample{number} }}\nimport std/raw {{ Objects }}\n\nmodule sample-{number} {{ team = shop, deploy = Objects {{ objects = [Sample{number} {{ {} }}] }} }}\n",
                fields.join(", ")
            );
            result.insert(format!("{group}/{name} {kind}"), (format!("samples/{number}.o8"), program));
        }
    }
    result
}

/// The properties that an object has to have.
fn required(schema: &Mapping) -> Vec<(&str, &Value)> {
    let names =
        schema.get("required").and_then(Value::as_sequence).into_iter().flatten().filter_map(Value::as_str);
    let property = |name| schema.get("properties")?.get(name);
    names
        .filter_map(|name| Some((name, property(name)?)))
        .filter(|(_, value)| value.get("default").is_none())
        .collect()
}

/// The smallest value that a schema allows, as far as that shows at once.
fn sample(schema: &Value) -> String {
    if let Some(values) = schema.get("enum").and_then(Value::as_sequence) {
        return match &values[0] {
            Value::String(text) => format!("{text:?}"),
            other => serde_json::to_string(other).expect("a constant"),
        };
    }
    let is = |key: &str| schema.get(key).and_then(Value::as_bool) == Some(true);
    if is("x-kubernetes-int-or-string") {
        return "1".to_owned();
    }
    if is("x-kubernetes-preserve-unknown-fields") {
        return "{}".to_owned();
    }
    let number = |key: &str| schema.get(key).and_then(Value::as_i64);
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => {
            let fields: Vec<String> = required(schema.as_mapping().expect("it has a type"))
                .into_iter()
                .map(|(key, value)| format!("{key} = {}", sample(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Some("array") => match number("minItems") {
            Some(1..) => format!("[{}]", sample(&schema["items"])),
            _ => "[]".to_owned(),
        },
        Some("integer") => number("minimum").unwrap_or(1).to_string(),
        Some("number") => "1.0".to_owned(),
        Some("boolean") => "false".to_owned(),
        Some("string") if schema.get("format").and_then(Value::as_str) == Some("duration") => "1h".to_owned(),
        Some("string") => match schema.get("pattern").and_then(Value::as_str) {
            Some(pattern)
                if pattern.contains("s|m|h") || pattern.contains("h|m|s") || pattern.contains("h)") =>
            {
                "\"1h\"".to_owned()
            }
            Some(pattern) if pattern.contains("http") => "\"https://acme.example\"".to_owned(),
            _ => "\"a\"".to_owned(),
        },
        _ => "{}".to_owned(),
    }
}
