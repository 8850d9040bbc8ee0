//! How fast modules are evaluated: every layer and target of a fleet of web services, checked before.
//!
//! `cargo bench -p o8-core --bench evaluate [MODULES]`

use std::fmt::Write;
use std::time::Duration;

use o8_core::db::Database;
use o8_core::ids::{DefData, DefId, DefKind, PackageId};
use o8_core::load::{Sources, load};
use o8_core::{check, eval};

fn main() {
    let modules = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(200);
    let mut times = Vec::new();
    let (mut objects, mut nodes) = (0, 0);
    for _ in 0..5 {
        let (elapsed, counted) = run(modules);
        (objects, nodes) = counted;
        times.push(elapsed);
    }
    times.sort();
    let median = times[times.len() / 2];
    let per = |count: usize| median.as_nanos() as f64 / count as f64;
    report(&format!(
        "{modules} modules, {objects} objects, {nodes} leaves: {median:?}; {:.1} us an object, {:.0} ns a leaf",
        per(objects) / 1000.0,
        per(nodes),
    ));
}

#[expect(clippy::print_stdout, reason = "this is what a benchmark is for")]
fn report(line: &str) {
    println!("{line}");
}

fn run(modules: usize) -> (Duration, (usize, usize)) {
    let mut sources = Sources::default();
    sources.files.push(("".into(), "platform.o8".into(), PLATFORM.into()));
    for team in 0..modules.div_ceil(20) {
        let mut text = String::from("import std/web { WebService }\n");
        for index in team * 20..modules.min(team * 20 + 20) {
            let _ = writeln!(text, "{}", MODULE.replace("INDEX", &index.to_string()));
        }
        sources.files.push(("".into(), format!("team-{team}.o8").into(), text.into()));
    }
    let mut db = Database::default();
    let program = load(&mut db, sources);
    let module = |index: usize| {
        DefId::new(DefData {
            package: PackageId::root(),
            kind: DefKind::Entity,
            word: "module".into(),
            name: format!("service-{index}").into(),
            ordinal: 0,
        })
    };
    for index in 0..modules {
        let checked = check::check(&db, program, module(index));
        assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    }
    // What all modules share is checked on first use, by a module of its own.
    eval::module(&db, program, module(0));
    let start = on_processor();
    let (mut objects, mut nodes) = (0, 0);
    for index in 1..modules {
        let value = eval::module(&db, program, module(index));
        assert!(value.diagnostics.is_empty(), "{:?}", value.diagnostics);
        let deployments = value.module.deployments.iter().flat_map(|deployment| &deployment.objects);
        for object in deployments.chain(&value.module.base) {
            objects += 1;
            nodes += leaves(&object.body);
        }
    }
    (on_processor() - start, (objects, nodes))
}

/// The time that this thread has been running: what else the machine does is left out. Linux alone tells it.
fn on_processor() -> Duration {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(times.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or_default())
}

fn leaves(node: &o8_ir::Node) -> usize {
    match &node.tree {
        o8_ir::Tree::Map(map) => map.0.iter().map(|(_, node)| leaves(node)).sum(),
        o8_ir::Tree::List(list) => list.items.iter().map(leaves).sum(),
        _ => 1,
    }
}

const PLATFORM: &str = r#"
platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }
cluster one { server = "https://one.example" }
environment dev { clusters = [one] }
environment staging { clusters = [one], after = [dev] }
environment prod { clusters = [one], after = [staging], tier = "production" }
team shop { owners = ["shop"] }
"#;

const MODULE: &str = r#"
module service-INDEX {
  team = shop
  version = "1.4.INDEX"
  deploy = WebService {
    image = "ghcr.io/acme/service-INDEX:${module.version}"
    host = "service-INDEX-${environment.name}.${platform.domain}"
    vars = { LOG_LEVEL = "debug", ENVIRONMENT = environment.name, UPSTREAM = "http://service-0:8080" }
    files = { "settings.yaml" = "level: info\nport: 8080\n" }
    probes { ready = "/ready", live = "/live" }
  }
  in staging { deploy.sizing.replicas = 3 }
  in prod {
    deploy.sizing { cpu = 500m, memory = 512Mi }
    deploy.autoscale { max = 10 }
    deploy.vars.LOG_LEVEL = "warn"
  }
}
"#;
