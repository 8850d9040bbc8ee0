//! Every case under `tests/cases/` and `tests/outages/`: the program, and beside it a snapshot of all that the compiler says and writes.
//!
//! `cargo insta review` shows what changed; a snapshot is accepted by reading it.

use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use o8_tests::programs::{PREVIOUS, read_fixture};
use o8_tests::report::report;
use o8_tests::tools::root;

#[test]
fn cases() {
    let files = case_files();
    assert!(files.len() > 1, "the cases have gone");
    let mut failed = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file of the repository");
        let name = file.file_stem().expect("found by its extension").to_string_lossy().into_owned();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(file.parent().expect("below the root"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_input_file(&file);
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let report = format!("{}\n━━━━━━━━\n{}", text.trim_end(), report(&read_fixture(&file)));
            settings.bind(|| insta::assert_snapshot!(name, report));
        }));
        if outcome.is_err() {
            failed.push(file.strip_prefix(root()).map(Path::to_path_buf).unwrap_or(file));
        }
    }
    assert!(failed.is_empty(), "{} cases differ from their snapshots: {failed:#?}", failed.len());
}

/// Every case, sorted by path. What is deployed already when a case begins is no case of its own.
pub(crate) fn case_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("tests/cases"), root().join("tests/outages")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "o8") && !path.ends_with(PREVIOUS)
            {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
