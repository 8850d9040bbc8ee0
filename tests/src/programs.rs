//! Every program that the tests go through: the cases, the examples, the library.

use std::fs;
use std::path::{Path, PathBuf};

use o8_core::library;

use crate::fixture::Fixture;
use crate::tools::root;

/// A program of the repository.
pub struct Named {
    /// Its path without extension, from the folder of its sort: `overrides/patch`, `shop`.
    pub name: String,
    /// Its files.
    pub fixture: Fixture,
}

/// The file beside an incident of `tests/outages/` that holds the program whose output was committed before.
pub const PREVIOUS: &str = "previous.o8";

/// Every case sorted by path, then every incident.
pub fn cases() -> Vec<Named> {
    let named = |root: &Path, path: PathBuf| Named {
        name: relative(root, &path.with_extension("")),
        fixture: read_fixture(&path),
    };
    let (cases, tests) = (root().join("tests/cases"), root().join("tests"));
    let incidents = files_below(&tests.join("outages"));
    let incidents = incidents.into_iter().filter(|path| is_source(path)).map(|path| named(&tests, path));
    let of_cases = files_below(&cases).into_iter().filter(|path| is_source(path));
    of_cases.map(|path| named(&cases, path)).chain(incidents).collect()
}

/// The program of a case. An incident comes after the program beside it, if there is one.
pub fn read_fixture(path: &Path) -> Fixture {
    let mut fixture = Fixture::parse(&read(path));
    let previous = path.with_file_name(PREVIOUS);
    if previous.is_file() && path != previous {
        fixture.previous = Some(Box::new(Fixture::parse(&read(&previous))));
    }
    fixture
}

/// Every example, as one fixture each.
pub fn examples() -> Vec<Named> {
    let folder = root().join("examples");
    let mut examples: Vec<PathBuf> = entries(&folder).into_iter().filter(|path| path.is_dir()).collect();
    examples.sort();
    examples
        .into_iter()
        .map(|example| {
            let files = files_below(&example)
                .into_iter()
                .filter(|path| is_source(path))
                .map(|path| (relative(&example, &path), read(&path)))
                .collect();
            Named { name: relative(&folder, &example), fixture: Fixture { files, ..Fixture::default() } }
        })
        .collect()
}

/// Every text in o8 of the repository with its name: cases, examples, library.
pub fn texts() -> Vec<(String, String)> {
    let of_programs = cases().into_iter().chain(examples()).flat_map(|program| {
        let name = program.name;
        let sources = program.fixture.files.into_iter().filter(|(path, _)| path.ends_with(".o8"));
        sources.map(move |(path, text)| (format!("{name}: {path}"), text))
    });
    let of_library =
        library::FILES.iter().map(|(package, path, text)| (format!("{package}/{path}"), (*text).to_owned()));
    of_programs.chain(of_library).collect()
}

fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "o8")
}

/// Every file below a folder, sorted by path.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("a readable folder").path()).collect()
}

fn relative(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
