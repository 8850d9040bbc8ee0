//! The arrows between our crates, read from their manifests: syntax knows nothing of types, backends nothing of
//! syntax, the core nothing of files or editors.

use std::collections::BTreeMap;
use std::fs;

use o8_tests::tools::root;

/// What each crate may depend on among our own. `ARCHITECTURE.md` gives the reasons.
const ALLOWED: &[(&str, &[&str])] = &[
    ("o8-diagnostics", &[]),
    ("o8-kubernetes", &[]),
    ("o8-syntax", &["o8-diagnostics"]),
    ("o8-ir", &["o8-diagnostics"]),
    ("o8-policies", &["o8-ir"]),
    ("o8-backends", &["o8-diagnostics", "o8-ir", "o8-policies"]),
    ("o8-core", &["o8-backends", "o8-diagnostics", "o8-ir", "o8-kubernetes", "o8-policies", "o8-syntax"]),
    ("o8-schemas", &["o8-syntax"]),
    ("o8-lsp", &["o8-backends", "o8-core", "o8-diagnostics", "o8-ir", "o8-syntax"]),
    (
        "o8",
        &[
            "o8-backends",
            "o8-core",
            "o8-diagnostics",
            "o8-ir",
            "o8-lsp",
            "o8-policies",
            "o8-schemas",
            "o8-syntax",
        ],
    ),
    ("tree-sitter-o8", &[]),
    (
        "o8-tests",
        &["o8-backends", "o8-core", "o8-diagnostics", "o8-ir", "o8-kubernetes", "o8-policies", "o8-syntax"],
    ),
];

#[test]
fn crates_depend_only_on_what_the_map_allows() {
    let workspace: toml::Table = read("Cargo.toml");
    let members = workspace["workspace"]["members"].as_array().expect("members");
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut seen = 0;
    for member in members {
        let member = member.as_str().expect("a path");
        let manifest = read(&format!("{member}/Cargo.toml"));
        let name = manifest["package"]["name"].as_str().expect("a name");
        let allowed = allowed.get(name).unwrap_or_else(|| panic!("`{name}` is not on the map in this test"));
        seen += 1;
        for dependency in
            dependencies(&manifest).filter(|dependency| *dependency == "o8" || dependency.starts_with("o8-"))
        {
            assert!(allowed.contains(&dependency), "`{name}` must not depend on `{dependency}`");
        }
    }
    assert_eq!(seen, ALLOWED.len(), "the map names a crate that the workspace does not have");
}

/// Names of all dependencies but those for tests: a test may look at anything.
fn dependencies(manifest: &toml::Table) -> impl Iterator<Item = &str> {
    ["dependencies", "build-dependencies"]
        .into_iter()
        .filter_map(|section| manifest.get(section)?.as_table())
        .flat_map(|table| table.keys().map(String::as_str))
}

fn read(path: &str) -> toml::Table {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}
