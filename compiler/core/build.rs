//! Embeds the library: every `.o8` file below `stdlib/`, with its package.
//!
//! `stdlib/web/service.o8` is `service.o8` of the package `std/web`; what lies below `stdlib/crd/GROUP/VERSION`
//! belongs to the package `crd/GROUP/VERSION`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../stdlib");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let relative: Vec<_> = file
            .strip_prefix(&root)
            .expect("found below it")
            .iter()
            .map(|part| part.to_string_lossy())
            .collect();
        let depth = if relative[0] == "crd" { 3 } else { 1 };
        let folder = relative[..depth].join("/");
        let package = if relative[0] == "crd" { folder } else { format!("std/{folder}") };
        let path = relative[depth..].join("/");
        let absolute = fs::canonicalize(&file).expect("found above");
        writeln!(table, "    ({package:?}, {path:?}, include_str!({absolute:?})),")
            .expect("strings take text");
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("library.rs");
    fs::write(out, table).expect("cargo made the folder");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "o8") {
            files.push(path);
        }
    }
}
