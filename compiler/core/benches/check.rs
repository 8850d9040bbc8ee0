//! How long a platform of a thousand modules takes before anything is evaluated: parsing, names and signatures,
//! checking, each on what the ones before have left; then all of it again after an edit of one module.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use o8_core::db::{Database, Program, files, package_items, parse};
use o8_core::ids::PackageId;
use o8_core::load::{Sources, load, set_text};
use o8_core::{check, names, signature};

const MODULES: usize = 1000;
const RUNS: usize = 7;

const STAGES: [(&str, Stage); 3] =
    [("parsing", run_parse), ("names and signatures", run_names), ("checking", run_check)];

type Stage = fn(&Database, Program) -> usize;

fn main() {
    let mut best = [Duration::MAX; 6];
    let bytes: usize = sources().files.iter().map(|(_, _, text)| text.len()).sum();
    for _ in 0..RUNS {
        let mut db = Database::default();
        let program = load(&mut db, sources());
        // The library is read once a process as far as it can be; here it counts with the first stage that needs it.
        for (index, (_, stage)) in STAGES.iter().enumerate() {
            best[index] = best[index].min(timed(|| stage(&db, program)));
        }
        let file = files(&db, program, PackageId::root())[1];
        let text = file.text(&db).replacen("1.0.0", "1.0.1", 1);
        set_text(&mut db, program, file, Arc::from(text));
        for (index, (_, stage)) in STAGES.iter().enumerate() {
            best[index + 3] = best[index + 3].min(timed(|| stage(&db, program)));
        }
    }
    println!("{MODULES} modules, {bytes} bytes");
    for (index, (name, _)) in STAGES.iter().enumerate() {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!("{name}: {:.2} ms, after an edit {:.2} ms", ms(best[index]), ms(best[index + 3]));
    }
}

fn timed(run: impl Fn() -> usize) -> Duration {
    let start = Instant::now();
    std::hint::black_box(run());
    start.elapsed()
}

fn run_parse(db: &Database, program: Program) -> usize {
    files(db, program, PackageId::root()).iter().map(|file| parse(db, *file).items.len()).sum()
}

fn run_names(db: &Database, program: Program) -> usize {
    let root = PackageId::root();
    let mut found = names::package_diagnostics(db, program, root).len();
    for file in files(db, program, root) {
        found += names::import_diagnostics(db, program, *file).len();
    }
    for entry in &package_items(db, program, root).items {
        found += signature::signature(db, program, entry.def).diagnostics.len();
    }
    assert_eq!(found, 0, "the benchmark is a program without mistakes");
    found
}

fn run_check(db: &Database, program: Program) -> usize {
    let mut found = 0;
    for entry in &package_items(db, program, PackageId::root()).items {
        found += check::check(db, program, entry.def).diagnostics.len();
    }
    assert_eq!(found, 0, "the benchmark is a program without mistakes");
    found
}

/// A platform of many modules, forty in a file.
fn sources() -> Sources {
    let platform = r#"
platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }
cluster eu { server = "https://eu.example" }
cluster us { server = "https://us.example" }
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us], after = [dev], tier = "production" }
team shop { owners = ["oidc:shop"] }
team search { owners = ["oidc:search"] }
let registry = "ghcr.io/acme"
fn imageOf(name: String, version: String) -> ImageRef = "${registry}/${name}:${version}"
"#;
    let mut files = vec![("".into(), "platform.o8".into(), Arc::from(platform))];
    for start in (0..MODULES).step_by(40) {
        let mut text = String::from("import std/web { WebService }\n");
        for n in start..(start + 40).min(MODULES) {
            let team = if n % 2 == 0 { "shop" } else { "search" };
            let _ = write!(
                text,
                r#"
/// Service {n}.
module service-{n} {{
  team    = {team}
  version = "1.0.0"
  deploy  = WebService {{
    image  = imageOf("service-{n}", module.version)
    sizing = {{ cpu = 100m, memory = 128Mi, replicas = 2 }}
    host   = "service-{n}.${{platform.domain}}"
    vars   = {{ LOG_LEVEL = "debug", TEAM = module.team.name, REGION = environment.name }}
  }}
  in prod {{
    deploy.sizing.replicas = 3
    deploy.vars.LOG_LEVEL  = "warn"
  }}
  in prod@us {{ deploy.sizing.memory = 256Mi }}
}}
"#
            );
        }
        files.push(("".into(), format!("services-{start:04}.o8").into(), Arc::from(text.as_str())));
    }
    files.rotate_left(1);
    Sources { files, ..Sources::default() }
}
