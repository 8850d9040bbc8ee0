//! Generates `src/` of the grammar from `grammar.js`, as `tree-sitter generate` does. Needs Node for the grammar.
//!
//! With `--check` it writes nothing and fails where what is committed is not what the grammar gives.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

const FILES: [&str; 6] = [
    "grammar.json",
    "node-types.json",
    "parser.c",
    "tree_sitter/alloc.h",
    "tree_sitter/array.h",
    "tree_sitter/parser.h",
];

fn main() {
    let grammar = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let check = env::args().any(|argument| argument == "--check");
    let committed = grammar.join("src");
    let output = if check { scratch() } else { committed.clone() };
    let mut diagnostics = Vec::new();
    let result = generate_parser_in_directory(
        grammar,
        Some(output.clone()),
        None::<PathBuf>,
        15,
        None,
        Some("node"),
        true,
        OptLevel::default(),
        &mut diagnostics,
    );
    if let Err(error) = result {
        fail(&format!("the grammar is wrong: {error}"));
    }
    if !check {
        return;
    }
    let stale: Vec<&str> = FILES
        .into_iter()
        .filter(|file| fs::read(output.join(file)).ok() != fs::read(committed.join(file)).ok())
        .collect();
    fs::remove_dir_all(&output).ok();
    if !stale.is_empty() {
        fail(&format!(
            "not what grammar.js gives: {}; run `cargo run` in editors/tree-sitter-o8/generate",
            stale.join(", ")
        ));
    }
}

fn scratch() -> PathBuf {
    env::temp_dir().join(format!("o8-tree-sitter-{}", process::id()))
}

fn fail(message: &str) -> ! {
    eprintln!("{message}");
    process::exit(1);
}
