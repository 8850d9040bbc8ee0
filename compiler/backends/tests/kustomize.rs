//! Conformance: what the real `kustomize build` makes of the files of the Kustomize layout is what the rendered
//! layout holds.

mod kubectl;
mod modules;
mod random;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use o8_backends::kustomize::module_files;
use o8_backends::rendered::rendered_files;
use o8_ir::OutputFile;
use o8_ir::platform::Module;
use serde_json::Value;

fn write(dir: &Path, files: &[OutputFile]) {
    for file in files {
        let path = dir.join(file.path.as_str());
        fs::create_dir_all(path.parent().expect("a file is in a folder"))
            .expect("the target folder can be written");
        fs::write(path, &file.bytes).expect("the target folder can be written");
    }
}

/// Objects by kind, namespace and name; what Kustomize does not keep is taken out.
fn objects(stream: &str) -> BTreeMap<String, Value> {
    let mut objects = BTreeMap::new();
    for document in format!("\n{stream}").split("\n---\n") {
        let mut object: Value = serde_yaml::from_str(&format!("{document}\n")).expect("the output is YAML");
        let Some(metadata) = object["metadata"].as_object_mut() else { continue };
        if metadata
            .get("annotations")
            .is_some_and(|map| map.as_object().is_some_and(serde_json::Map::is_empty))
        {
            metadata.remove("annotations");
        }
        let key = format!(
            "{} {} {} {}",
            object["apiVersion"], object["kind"], object["metadata"]["namespace"], object["metadata"]["name"]
        );
        numbers(&mut object);
        assert!(objects.insert(key.clone(), object).is_none(), "{key} is there twice");
    }
    objects
}

/// Kustomize prints integers as floating-point numbers now and then.
fn numbers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(numbers),
        Value::Object(fields) => fields.values_mut().for_each(numbers),
        Value::Number(number) => {
            if let Some(float) = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0) {
                *value = (float as i64).into();
            }
        }
        _ => {}
    }
}

/// Modules whose overlays are built: enough for every form to occur, few enough for a minute.
const MODULES: usize = 36;

/// With `O8_CASES=N` the test writes N modules in both layouts and leaves the building to who asked: a program that
/// links Kustomize compares thousands in the time that kubectl takes for these.
fn generated() -> Vec<Module> {
    let count = std::env::var("O8_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(MODULES);
    (0..count)
        .map(|index| modules::module(&mut random::Random::new(index as u64 + 1), &format!("m{index}")))
        .collect()
}

#[test]
fn kustomize_builds_what_is_rendered() {
    let Some(dir) = kubectl::scratch("kustomize") else { return };
    let modules = generated();
    for module in &modules {
        write(&dir, &module_files(module));
        write(&dir, &rendered_files(module));
    }
    if std::env::var_os("O8_CASES").is_some() {
        return;
    }
    // One process builds many overlays, but takes quadratic time for it.
    for (overlay, rendered) in
        [("dev", "dev"), ("test", "test"), ("prod@eu", "prod/eu"), ("prod@us", "prod/us")]
    {
        for (index, modules) in modules.chunks(12).enumerate() {
            let root = dir.join(format!("root-{overlay}-{index}"));
            let mut kustomization = "resources:\n".to_owned();
            let mut expected = String::new();
            for module in modules {
                kustomization.push_str(&format!("- ../modules/{}/overlays/{overlay}\n", module.name));
                let folder = dir.join(format!("environments/{rendered}/{}", module.name));
                for file in fs::read_dir(folder).into_iter().flatten() {
                    expected.push_str("---\n");
                    let path = file.expect("the folder can be read").path();
                    expected.push_str(&fs::read_to_string(path).expect("the files are text"));
                }
            }
            fs::create_dir_all(&root).expect("the target folder can be written");
            fs::write(root.join("kustomization.yaml"), kustomization)
                .expect("the target folder can be written");
            let built = kubectl::kustomize(&root).unwrap_or_else(|error| panic!("{overlay}: {error}"));
            let built = String::from_utf8(built).expect("the output is text");
            compare(overlay, &objects(&built), &objects(&expected));
        }
    }
}

#[track_caller]
fn compare(overlay: &str, built: &BTreeMap<String, Value>, expected: &BTreeMap<String, Value>) {
    for (key, object) in expected {
        assert_eq!(built.get(key), Some(object), "{overlay}: {key}");
    }
    for key in built.keys() {
        assert!(expected.contains_key(key), "{overlay}: {key} is too much");
    }
}
