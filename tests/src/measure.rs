//! What benchmarks of the whole binary share: folders of files, and what a run of a program costs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Writes files, each folder made once.
pub fn put<T: AsRef<[u8]>>(root: &Path, files: &[(String, T)]) {
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
pub fn read(root: &Path) -> Vec<(String, Vec<u8>)> {
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

/// Removes a folder, where it is there.
pub fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("a folder of our own");
    }
}

/// How long something takes.
pub fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// The middle of several measurements.
pub fn median<T: Ord + Copy>(mut all: Vec<T>) -> T {
    all.sort_unstable();
    all[all.len() / 2]
}

/// What a run of a program costs.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// From its start to its end.
    pub time: Duration,
    /// On all cores together. Counted in hundredths of a second, and only where there is `/proc`.
    pub processor: Duration,
    /// The most memory that it had, in MiB; 0 where there is no `/proc`.
    pub memory: u64,
    /// Whether it ended as one that found nothing wrong.
    pub success: bool,
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Cost {
    let (before, start) = (of_children(), Instant::now());
    let mut child = command.spawn().expect("it was built for this");
    let mut memory = 0;
    // What a process has had at most is forgotten when it ends.
    let success = loop {
        memory = most(child.id()).unwrap_or(memory);
        if let Some(status) = child.try_wait().expect("a process of our own") {
            break status.success();
        }
        std::thread::sleep(Duration::from_micros(500));
    };
    Cost { time: start.elapsed(), processor: of_children().saturating_sub(before), memory, success }
}

/// The most memory that a process has had.
fn most(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1024)
}

/// The time on all cores of the processes that this one has waited for.
fn of_children() -> Duration {
    /// Linux counts for programs in these parts of a second, whatever it counts in itself.
    const TICKS: u64 = 100;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in brackets may have spaces.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    let ticks: u64 = fields.skip(13).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1000 / TICKS)
}
