//! Collects the `explain` pages into one sorted table.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=explain");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder");
    let out = env::var("OUT_DIR").expect("cargo names the output folder");
    let folder = Path::new(&root).join("explain");
    let mut pages: Vec<String> = fs::read_dir(&folder)
        .expect("the crate has a folder `explain`")
        .filter_map(|entry| entry.expect("the folder can be read").file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .collect();
    pages.sort();

    let mut table = String::from("static PAGES: &[(&str, &str)] = &[\n");
    for code in &pages {
        let path = folder.join(format!("{code}.md"));
        println!("cargo:rerun-if-changed={}", path.display());
        writeln!(table, "    ({code:?}, include_str!({path:?})),").expect("writing to memory works");
    }
    table.push_str("];\n");
    fs::write(Path::new(&out).join("pages.rs"), table).expect("the output folder can be written");
}
