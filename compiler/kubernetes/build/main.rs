//! Dumps the schemas of `k8s-openapi` into the table which the crate embeds.
//!
//! `kinds` names the Rust types, `schema` reads what they say of themselves, `facts` adds what the
//! schemas lack, and `table` lays everything out in bytes. A fact about a field that does not exist
//! fails the build, so that the facts follow the release.

use std::path::PathBuf;

#[path = "../src/facts/mod.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    reason = "the crate reads what the facts say, the build script only where"
)]
mod facts;
mod facts_by_field;
mod kinds;
mod required;
mod schema;
mod table;

#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/facts");
    let schemas = kinds::schemas();
    let definitions = schema::definitions(&schemas);
    let (table, strings) = table::encode(&schemas.kinds, &definitions);

    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts"));
    std::fs::write(out.join("table.bin"), table).expect("OUT_DIR can be written");
    std::fs::write(out.join("strings.txt"), strings).expect("OUT_DIR can be written");
}
