//! The whole binary on the fleet, as a ratio to writing the same files out of memory: `cargo bench -p o8 --bench fleet [N …]`,
//! with `TMPDIR` on the file system that is of interest. Medians of several rounds in which both take turns.
//!
//! `tests/fleet/compare.py` compares with a program that makes the files from data as well; this needs nothing else.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use o8_tests::fleet::fleet;
use o8_tests::measure::{median, put, read, remove, timed};

const ROUNDS: usize = 5;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100, 1000] } else { sizes };
    let folder = std::env::temp_dir().join(format!("o8-bench-fleet-{}", std::process::id()));
    println!("layout, modules, files: files alone; build, unchanged, one module edited, each with its ratio");
    for n in sizes {
        for layout in ["rendered", "kustomize"] {
            measure(&folder, layout, n);
        }
    }
}

fn measure(folder: &Path, layout: &str, n: usize) {
    let (package, output, copy) = (folder.join("package"), folder.join("output"), folder.join("copy"));
    put(&package, &fleet(n, None));
    let build = || o8(&package, &output, layout);
    build();
    let files = read(&output);
    let mut times: [Vec<Duration>; 4] = Default::default();
    for round in 0..ROUNDS {
        remove(&copy);
        times[0].push(timed(|| put(&copy, &files)));
        remove(&output);
        times[1].push(timed(build));
        times[2].push(timed(build));
        put(&package, &fleet(n, (round % 2 == 0).then_some(n / 2)));
        times[3].push(timed(build));
    }
    remove(folder);
    let [floor, rest @ ..] = times.map(median);
    let with_ratio = |time: Duration| {
        format!("{:.1} ms ({:.1})", time.as_secs_f64() * 1e3, time.as_secs_f64() / floor.as_secs_f64())
    };
    let shown = rest.map(with_ratio).join(", ");
    println!("{layout}, {n}, {}: {:.1} ms; {shown}", files.len(), floor.as_secs_f64() * 1e3);
}

fn o8(package: &Path, output: &Path, layout: &str) {
    let arguments = ["--layout", layout, "--quiet", "--out"];
    let status =
        Command::new(env!("CARGO_BIN_EXE_o8")).arg("build").arg(package).args(arguments).arg(output).status();
    assert!(status.expect("it was built for this").success(), "the fleet compiles");
}
