//! The examples: what they compile to is committed beside them, and stays what the compiler writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use o8_core::compile::compile;
use o8_core::unit_tests::run_tests;
use o8_diagnostics::Severity;
use o8_tests::fixture::Fixture;
use o8_tests::report;
use o8_tests::tools::root;

/// The name and the sources of every example.
pub(crate) fn examples() -> Vec<(String, Fixture)> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root().join("examples"))
        .expect("a folder of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.join("o8.toml").is_file())
        .collect();
    folders.sort();
    let example = |folder: &PathBuf| {
        let name = folder.file_name().expect("below `examples`").to_string_lossy().into_owned();
        let sources = files_below(folder).into_iter().filter(|(path, _)| path.ends_with(".o8"));
        (name, Fixture { files: sources.collect(), ..Fixture::default() })
    };
    folders.iter().map(example).collect()
}

/// Path below `folder` and text of every file.
fn files_below(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder of the repository") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative =
                    path.strip_prefix(folder).expect("found below it").to_string_lossy().replace('\\', "/");
                files.insert(relative, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    files
}

#[test]
fn examples_compile_to_what_is_committed() {
    for (name, fixture) in examples() {
        let (db, program) = fixture.load();
        let compilation = compile(&db, program, 2);
        assert!(
            compilation.diagnostics.iter().all(|found| found.severity == Severity::Note),
            "{name}: {}",
            report::diagnostics(&db, program, &compilation.diagnostics)
        );
        let mut committed = files_below(&root().join("examples").join(&name).join("generated"));
        committed.retain(|path, _| !path.starts_with(".o8/"));
        for file in &compilation.files {
            let now = String::from_utf8(file.bytes.to_vec()).expect("output is UTF-8");
            let then = committed.remove(file.path.as_str());
            assert_eq!(
                then.as_deref(),
                Some(now.as_str()),
                "{name}: {} (`o8 build examples/{name}` writes it)",
                file.path
            );
        }
        assert!(committed.is_empty(), "{name}: no longer produced: {:?}", committed.keys());
    }
}

#[test]
fn tests_of_the_examples_pass() {
    let mut count = 0;
    for (name, fixture) in examples() {
        let (db, program) = fixture.load();
        for outcome in run_tests(&db, program, None) {
            assert!(outcome.passed(), "{name}: {}", report::diagnostics(&db, program, &outcome.diagnostics));
            count += 1;
        }
    }
    assert!(count > 1, "the examples have tests");
}

#[test]
fn what_breaks_the_baseline_of_an_example_is_shown_at_its_line() {
    let (right, wrong) = ("ghcr.io/orchestr8/catalog:${module.version}", "ghcr.io/orchestr8/catalog:latest");
    let (_, mut fixture) =
        examples().into_iter().find(|(name, _)| name == "orchestr8").expect("an example of that name");
    let path = "commerce/modules.o8";
    let (_, text) = fixture.files.iter_mut().find(|(known, _)| known == path).expect("it has that file");
    let line = 1 + text.lines().position(|line| line.contains(right)).expect("its image has a version");
    *text = text.replacen(right, wrong, 1);
    let (db, program) = fixture.load();
    let mut found = compile(&db, program, 2).diagnostics;
    // What charts bring is checked at admission only: that is no mistake.
    found.retain(|found| found.severity != Severity::Note);
    let codes: Vec<&str> = found.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["E1010"], "one mistake is one error");
    let shown = report::diagnostics(&db, program, &found);
    assert!(shown.contains(&format!("{path}:{line}:")), "{shown}");
}

#[test]
fn examples_are_formatted() {
    for (name, fixture) in examples() {
        for (path, text) in &fixture.files {
            assert_eq!(o8_syntax::format(text).text, *text, "{name}/{path}");
        }
    }
}
