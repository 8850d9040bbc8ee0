//! The whole binary on the fleet, as a ratio to writing the same files out of memory: `cargo bench -p o8 --bench fleet [N …]`,
//! with `TMPDIR` on the file system that is of interest. Medians of several rounds in which both take turns.
//!
//! `tests/fleet/compare.py` compares with a program that makes the files from data as well; this needs nothing else.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use o8_tests::fleet::fleet;

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

/// Writes files, each folder made once.
fn put<T: AsRef<[u8]>>(root: &Path, files: &[(String, T)]) {
    let paths: Vec<PathBuf> = files.iter().map(|(path, _)| root.join(path)).collect();
    let folders: BTreeSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
    for folder in folders {
        fs::create_dir_all(folder).expect("the temporary folder can be written");
    }
    for (path, (_, bytes)) in paths.iter().zip(files) {
        fs::write(path, bytes).expect("the temporary folder can be written");
    }
}

/// The files below a folder.
fn read(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("written a moment ago").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(root).expect("below it").to_string_lossy().into_owned();
                files.push((below, fs::read(&path).expect("written a moment ago")));
            }
        }
    }
    files.sort();
    files
}

fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("a folder of our own");
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
