//! What we write, held against the tools that read it: `kustomize build` of each overlay gives the objects of its target,
//! and every file passes the strict schemas, where this machine has them. Two builds give the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use o8_ir::OutputFile;
use o8_ir::platform::Layout;
use o8_tests::fixture::Fixture;
use o8_tests::programs::{Named, cases, examples};
use o8_tests::tools::{has, skipped, validator};
use o8_tests::workbench::Workbench;
use serde_yaml::Value;

/// Overlays of cases that are built by the real tool in an ordinary run; `O8_CONFORMANCE=all` builds every one.
const OVERLAYS_OF_CASES: usize = 60;

/// An overlay on disk and what it has to give.
struct Overlay {
    name: String,
    folder: PathBuf,
    objects: Vec<Value>,
}

#[test]
fn kustomize_builds_every_target() {
    if !has("kubectl", &["kustomize", "--help"]) {
        return skipped("kustomize_builds_every_target", "kubectl");
    }
    let folder = scratch("kustomize");
    let mut bench = Workbench::default();
    let mut overlays: Vec<Overlay> =
        examples().iter().flat_map(|example| written(&mut bench, &folder, example)).collect();
    let of_cases: Vec<Overlay> = cases().iter().flat_map(|case| written(&mut bench, &folder, case)).collect();
    overlays.extend(selected(of_cases));
    let mistakes = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(4);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(overlay) = overlays.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(mistake) = holds(overlay) {
                        mistakes.lock().expect("nothing panics while it holds the list").push(mistake);
                    }
                }
            });
        }
    });
    let mistakes = mistakes.into_inner().expect("as above");
    assert!(
        mistakes.is_empty(),
        "{} of {} overlays differ:\n{}",
        mistakes.len(),
        overlays.len(),
        mistakes.join("\n")
    );
    fs::remove_dir_all(folder).expect("our own folder");
}

/// Compiles a program in both layouts, writes the Kustomize one and gives its overlays with the objects of the other.
fn written(bench: &mut Workbench, folder: &Path, Named { name, fixture }: &Named) -> Vec<Overlay> {
    bench.put(fixture);
    bench.layout(Layout::Rendered);
    let rendered = bench.compile().files;
    if rendered.is_empty() {
        // Copies for pull requests have no rendered form, and a test of their own.
        return Vec::new();
    }
    let rendered = objects_by_target(&rendered);
    bench.layout(Layout::Kustomize);
    let tree = bench.compile().files;
    let folder = folder.join(name);
    write(&folder, &tree);
    overlay_folders(&tree)
        .into_iter()
        .map(|(module, target, path)| Overlay {
            name: format!("{name}: {path}"),
            folder: folder.join(&path),
            objects: rendered.get(&(module, target)).cloned().unwrap_or_default(),
        })
        .collect()
}

/// Module, target and path of each overlay: `ENV` where no `ENV@CLUSTER` stands on it.
fn overlay_folders(tree: &[OutputFile]) -> Vec<(String, String, String)> {
    let mut folders = Vec::new();
    for file in tree {
        let parts: Vec<&str> = file.path.split('/').collect();
        if let ["modules", module, "overlays", target, "kustomization.yaml"] = parts.as_slice() {
            folders.push((
                (*module).to_owned(),
                (*target).to_owned(),
                format!("modules/{module}/overlays/{target}"),
            ));
        }
    }
    let below: Vec<(String, String)> = folders
        .iter()
        .filter_map(|(module, target, _)| Some((module.clone(), target.split_once('@')?.0.to_owned())))
        .collect();
    folders.retain(|(module, target, _)| !below.contains(&(module.clone(), target.clone())));
    folders
}

/// The objects of the rendered layout by module and target.
fn objects_by_target(files: &[OutputFile]) -> BTreeMap<(String, String), Vec<Value>> {
    let mut targets: BTreeMap<(String, String), Vec<Value>> = BTreeMap::new();
    for file in files {
        let parts: Vec<&str> = file.path.split('/').collect();
        let (module, target) = match parts.as_slice() {
            ["environments", environment, module, _] => (module, (*environment).to_owned()),
            ["environments", environment, cluster, module, _] => (module, format!("{environment}@{cluster}")),
            ["clusters", cluster, module, _] => (module, format!("@{cluster}")),
            _ => continue,
        };
        let key = ((*module).to_owned(), target);
        targets.entry(key).or_default().push(serde_yaml::from_slice(&file.bytes).expect("we write YAML"));
    }
    targets
}

/// Overlays that do something before those that are only their base, spread evenly over the cases.
fn selected(mut overlays: Vec<Overlay>) -> Vec<Overlay> {
    if std::env::var_os("O8_CONFORMANCE").is_some() {
        return overlays;
    }
    overlays.retain(|overlay| {
        fs::read_dir(&overlay.folder).is_ok_and(|entries| entries.count() > 1) || has_entries(overlay)
    });
    let step = overlays.len().div_ceil(OVERLAYS_OF_CASES).max(1);
    overlays.into_iter().step_by(step).collect()
}

fn has_entries(overlay: &Overlay) -> bool {
    let text = fs::read_to_string(overlay.folder.join("kustomization.yaml")).expect("just written");
    ["images:", "replicas:", "patches:"].iter().any(|entry| text.contains(entry))
}

/// The objects that the real tool makes of a folder.
pub(crate) fn built_by_kustomize(folder: &Path) -> Result<Vec<Value>, String> {
    let output = Command::new("kubectl")
        .args(["kustomize".as_ref(), folder.as_os_str()])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || errors.to_lowercase().contains("deprecated") {
        return Err(errors.into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    // A line of a block scalar is indented, so that `---` alone always parts documents.
    let built = text
        .split("\n---\n")
        .map(|document| serde_yaml::from_str(document).map_err(|error| error.to_string()))
        .collect::<Result<Vec<Value>, String>>()?;
    Ok(built.into_iter().filter(|object| !object.is_null()).collect())
}

/// Whether the real tool gives what the overlay has to give.
fn holds(overlay: &Overlay) -> Result<(), String> {
    let mut built =
        built_by_kustomize(&overlay.folder).map_err(|error| format!("{}: {error}", overlay.name))?;
    for wanted in &overlay.objects {
        match built.iter().position(|object| object == wanted) {
            Some(index) => drop(built.swap_remove(index)),
            None => {
                let built: String = built.iter().map(yaml).collect();
                return Err(format!(
                    "{}: kustomize does not give\n{}\nbut\n{built}",
                    overlay.name,
                    yaml(wanted)
                ));
            }
        }
    }
    match built.first() {
        Some(more) => {
            Err(format!("{}: kustomize gives more than the target has:\n{}", overlay.name, yaml(more)))
        }
        None => Ok(()),
    }
}

fn yaml(value: &Value) -> String {
    serde_yaml::to_string(value).expect("read as YAML before")
}

#[test]
fn every_file_passes_the_strict_schemas() {
    let Some(validator) = validator() else {
        return skipped("every_file_passes_the_strict_schemas", "../shared/schemas/validate.py and PyYAML");
    };
    let folder = scratch("schemas");
    let mut bench = Workbench::default();
    for Named { name, fixture } in examples().iter().chain(&cases()) {
        for layout in [Layout::Kustomize, Layout::Rendered] {
            bench.put(fixture);
            bench.layout(layout);
            let mut files = bench.compile().files;
            // The values of a chart are no objects.
            files.retain(|file| !file.path.ends_with("/values.yaml"));
            write(&folder.join(format!("{layout:?}")).join(name), &files);
        }
    }
    // Custom kinds of the cases have no schema anywhere.
    let output = Command::new("python3")
        .arg(validator)
        .args(["--quiet", "--allow-no-schema", "--allow-template"])
        .arg(&folder)
        .output()
        .expect("it ran a moment ago");
    let found = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{found}\n{}", String::from_utf8_lossy(&output.stderr));
    fs::remove_dir_all(folder).expect("our own folder");
}

#[test]
fn two_builds_give_the_same_bytes() {
    let mut bench = Workbench::default();
    for Named { name, fixture } in examples().iter().chain(&cases()) {
        bench.put(fixture);
        let warm = bench.compile();
        if warm.files.is_empty() {
            continue;
        }
        assert!(warm.files == fresh(fixture, 2), "{name}");
    }
}

/// The files of a build in a database of its own.
fn fresh(fixture: &Fixture, threads: usize) -> Vec<OutputFile> {
    let (db, program) = fixture.load();
    o8_core::compile::compile(&db, program, threads).files
}

pub(crate) fn write(folder: &Path, files: &[OutputFile]) {
    for file in files {
        let path = folder.join(file.path.as_str());
        fs::create_dir_all(path.parent().expect("below the folder")).expect("our own folder");
        fs::write(path, &file.bytes).expect("our own folder");
    }
}

/// An empty folder of this run.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a writable folder");
    folder
}
