//! What it costs that a fleet is held to something: `cargo bench -p o8 --bench baselines [N …]`, with `TMPDIR` on the file system
//! that is of interest. The Pod Security Standards and a score of rules, which the API server is told of, too, the denial of what nobody
//! declares, and both, each as what it adds to the build without. All take turns; medians of the wall time, and the processor time of all
//! rounds.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::process::Command;

use o8_tests::fleet::{Asked, held_fleet};
use o8_tests::measure::{Cost, median, put, remove, run};

const ROUNDS: usize = 15;

const ASKED: [(&str, Asked); 4] = [
    ("nothing", Asked { rules: false, denial: false }),
    ("rules", Asked { rules: true, denial: false }),
    ("denial", Asked { rules: false, denial: true }),
    ("rules and denial", Asked { rules: true, denial: true }),
];

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100, 1000] } else { sizes };
    for n in sizes {
        for layout in ["rendered", "kustomize"] {
            measure(layout, n);
        }
    }
}

fn measure(layout: &str, n: usize) {
    let folder = std::env::temp_dir().join(format!("o8-bench-baselines-{}", std::process::id()));
    let package = |name: &str| folder.join(name.replace(' ', "-"));
    for (name, asked) in ASKED {
        put(&package(name), &held_fleet(n, asked));
    }
    let output = folder.join("output");
    let mut costs: [Vec<Cost>; ASKED.len()] = Default::default();
    for _ in 0..ROUNDS {
        for ((name, _), costs) in ASKED.iter().zip(&mut costs) {
            remove(&output);
            let mut command = Command::new(env!("CARGO_BIN_EXE_o8"));
            command
                .arg("build")
                .arg(package(name))
                .args(["--layout", layout, "--quiet", "--out"])
                .arg(&output);
            let cost = run(&mut command);
            assert!(cost.success, "the fleet compiles");
            costs.push(cost);
        }
    }
    remove(&folder);
    let time = |costs: &[Cost]| median(costs.iter().map(|cost| cost.time).collect()).as_secs_f64();
    let processor = |costs: &[Cost]| costs.iter().map(|cost| cost.processor.as_secs_f64()).sum::<f64>();
    let memory = |costs: &[Cost]| median(costs.iter().map(|cost| cost.memory).collect());
    let (alone, alone_on_all) = (time(&costs[0]), processor(&costs[0]));
    for ((name, _), costs) in ASKED.iter().zip(&costs) {
        let more = |all: f64, alone: f64| (all / alone - 1.0) * 100.0;
        println!(
            "{layout}, {n}, {name}: {:.1} ms ({:+.1} %), on all cores {:.1} ms ({:+.1} %), {} MiB",
            time(costs) * 1e3,
            more(time(costs), alone),
            processor(costs) / ROUNDS as f64 * 1e3,
            more(processor(costs), alone_on_all),
            memory(costs),
        );
    }
}
