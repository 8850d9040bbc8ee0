//! How fast `o8 audit` is, on what a fleet renders to: `cargo bench -p o8 --bench audit [DOCUMENTS]`, with `TMPDIR` on the file system
//! that is of interest. The documents as one file each and as one stream; the Pod Security Standards, what the fleet is held to itself, and a
//! rule that one document in six does not pass.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use o8_tests::fleet::{Asked, held_fleet};
use o8_tests::measure::{Cost, median, put, read, remove, run};

const ROUNDS: usize = 5;

/// What the fleet has of each module: six objects in three environments.
const OF_MODULE: usize = 18;

fn main() {
    let wanted = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let wanted: usize = wanted.unwrap_or(10_000);
    let folder = std::env::temp_dir().join(format!("o8-bench-audit-{}", std::process::id()));
    let (package, output) = (folder.join("package"), folder.join("output"));
    let (documents, stream) = (folder.join("documents"), folder.join("stream.yaml"));
    put(&package, &held_fleet(wanted.div_ceil(OF_MODULE), Asked { rules: true, denial: false }));
    let mut build = Command::new(env!("CARGO_BIN_EXE_o8"));
    build.arg("build").arg(&package).args(["--layout", "rendered", "--quiet", "--out"]).arg(&output);
    assert!(run(&mut build).success, "the fleet compiles");
    let mut files = read(&output);
    files.retain(|(path, _)| path.starts_with("environments/") && !path.contains("/_"));
    files.truncate(wanted);
    put(&documents, &files);
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let texts = files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes));
    fs::write(&stream, texts.collect::<Vec<_>>().join("---\n")).expect("the temporary folder can be written");
    println!("{} documents, {:.1} MB", files.len(), bytes as f64 / 1e6);
    let package = package.to_string_lossy();
    let held: [(&str, &[&str], bool); 3] = [
        ("pod-security/restricted@1.36", &["--baseline", "pod-security/restricted@1.36"], true),
        (
            "a baseline with a score of rules",
            &["--baseline", "held", "--env", "prod", "--package", &package],
            true,
        ),
        ("minimumReplicas(9)", &["--rule", "minimumReplicas(9)"], false),
    ];
    for (name, arguments, passes) in held {
        for (of, path) in [("a file each", &documents), ("one stream", &stream)] {
            for format in ["human", "json"] {
                let cost = audit(path, arguments, format, passes);
                let second = files.len() as f64 / cost.time.as_secs_f64();
                let (time, memory) = (cost.time.as_secs_f64() * 1e3, cost.memory);
                println!(
                    "{name}, {of}, {format}: {second:.0} documents a second ({time:.0} ms), {memory} MiB"
                );
            }
        }
    }
    remove(&folder);
}

fn audit(path: &Path, arguments: &[&str], format: &str, passes: bool) -> Cost {
    let one = |_| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_o8"));
        command.args(["audit", "--format", format]).args(arguments);
        // A stream comes as one that another program writes.
        match path.is_dir() {
            true => command.arg(path),
            false => command.arg("-").stdin(File::open(path).expect("written a moment ago")),
        };
        let cost = run(command.stdout(Stdio::null()).stderr(Stdio::null()));
        assert_eq!(cost.success, passes, "{arguments:?}");
        cost
    };
    let costs: Vec<Cost> = (0..ROUNDS).map(one).collect();
    let time = median(costs.iter().map(|cost| cost.time).collect());
    Cost { time, memory: median(costs.iter().map(|cost| cost.memory).collect()), ..costs[0] }
}
