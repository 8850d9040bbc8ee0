//! How fast each stage is, apart: `cargo bench -p o8-tests --bench stages [N …]`. Medians of several rounds.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::time::{Duration, Instant};

use o8_backends::{kustomize, rendered};
use o8_core::check::check;
use o8_core::compile::compile;
use o8_core::db::{Database, Program, package_items, parse};
use o8_core::eval;
use o8_core::ids::PackageId;
use o8_core::load::{Sources, load};
use o8_core::model::model;
use o8_ir::platform::Layout;
use o8_tests::fleet::fleet;

const ROUNDS: usize = 5;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100, 1000] } else { sizes };
    for n in sizes {
        let texts: Vec<(String, String)> =
            fleet(n, None).into_iter().filter(|(path, _)| path.ends_with(".o8")).collect();
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        println!("fleet of {n} modules, {:.2} MB of source", bytes as f64 / 1e6);
        let lexing = median(|| {
            let start = Instant::now();
            texts.iter().for_each(|(_, text)| drop(o8_syntax::tokens(text)));
            start.elapsed()
        });
        show_rate("lexing", lexing, bytes);
        let parsing = median(|| {
            let start = Instant::now();
            texts.iter().for_each(|(_, text)| drop(o8_syntax::parse(text)));
            start.elapsed()
        });
        show_rate("lexing and parsing", parsing, bytes);
        let formatting = median(|| {
            let start = Instant::now();
            texts.iter().for_each(|(_, text)| drop(o8_syntax::format(text)));
            start.elapsed()
        });
        show_rate("formatting", formatting, bytes);
        for layout in [Layout::Kustomize, Layout::Rendered] {
            stages(&texts, layout);
        }
    }
}

/// Each stage over a fresh database, the ones before it done.
fn stages(texts: &[(String, String)], layout: Layout) {
    println!("  {layout:?}");
    let (db, program) = loaded(texts, layout);
    let objects = compile(&db, program, 1).objects;
    let stage = |name: &str, before: &dyn Fn(&Database, Program), work: &dyn Fn(&Database, Program)| {
        let time = median(|| {
            let (db, program) = loaded(texts, layout);
            before(&db, program);
            let start = Instant::now();
            work(&db, program);
            start.elapsed()
        });
        println!(
            "    {name:<28} {:>9.1} ms  {:>10.0} objects/s",
            time.as_secs_f64() * 1e3,
            objects as f64 / time.as_secs_f64()
        );
    };
    let nothing = |_: &Database, _: Program| {};
    stage("checking", &parse_all, &check_all);
    stage("evaluating", &check_all, &evaluate_all);
    stage("layering and printing", &evaluate_all, &print_all);
    stage("all, 1 thread", &nothing, &|db, program| drop(compile(db, program, 1)));
    stage("all, 2 threads", &nothing, &|db, program| drop(compile(db, program, 2)));
}

fn loaded(texts: &[(String, String)], layout: Layout) -> (Database, Program) {
    let mut db = Database::default();
    let files =
        texts.iter().map(|(path, text)| ("".into(), path.as_str().into(), text.as_str().into())).collect();
    let program = load(&mut db, Sources { files, layout, ..Sources::default() });
    (db, program)
}

fn parse_all(db: &Database, program: Program) {
    for (_, files) in program.packages(db).iter() {
        files.iter().for_each(|file| _ = parse(db, *file));
    }
}

fn check_all(db: &Database, program: Program) {
    for entry in &package_items(db, program, PackageId::root()).items {
        check(db, program, entry.def);
    }
}

fn evaluate_all(db: &Database, program: Program) {
    check_all(db, program);
    for module in &model(db, program).modules {
        eval::module(db, program, *module);
    }
}

fn print_all(db: &Database, program: Program) {
    for module in &model(db, program).modules {
        let module = &eval::module(db, program, *module).module;
        match program.layout(db) {
            Layout::Kustomize => drop(kustomize::module_files(module)),
            Layout::Rendered => drop(rendered::rendered_files(module)),
        }
    }
}

fn median(mut run: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS).map(|_| run()).collect();
    times.sort();
    times[ROUNDS / 2]
}

fn show_rate(name: &str, time: Duration, bytes: usize) {
    println!(
        "  {name:<30} {:>9.1} ms  {:>10.1} MB/s",
        time.as_secs_f64() * 1e3,
        bytes as f64 / 1e6 / time.as_secs_f64()
    );
}
