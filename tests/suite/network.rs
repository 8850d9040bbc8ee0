//! Who may reach whom in what we write, held against what was declared: platforms that chance made are compiled, and an evaluator
//! that knows nothing of the compiler reads the files and asks of every pair of pods, and of every port, whether requests get
//! through. They do exactly where a connection was declared.
//!
//! `O8_PLATFORMS=2000` makes it as long as in the gate: some 80 ms of a core each.

mod analyzer;
mod authorization;
mod chance;
mod platform;
mod policies;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::ScopedJoinHandle;

use o8_ir::OutputFile;
use o8_ir::platform::Layout;
use o8_tests::fixture::Fixture;
use o8_tests::workbench::Workbench;

use authorization::allows;
use chance::Platform;
use policies::reaches;
use world::{Ask, World, worlds};

fn platforms() -> u64 {
    std::env::var("O8_PLATFORMS").ok().and_then(|text| text.parse().ok()).unwrap_or(40)
}

fn files(bench: &mut Workbench, text: &str) -> Vec<OutputFile> {
    bench.put(&Fixture::parse(text));
    bench.layout(Layout::Rendered);
    let compilation = bench.compile();
    assert!(!compilation.has_errors(), "{text}\n{:#?}", compilation.diagnostics);
    compilation.files
}

/// How much was asked, and what of it got through.
#[derive(Default)]
struct Asked {
    all: u64,
    let_through: u64,
    in_meshes: u64,
}

#[test]
fn requests_get_through_exactly_where_they_are_declared() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let (next, end) = (AtomicU64::new(0), platforms());
    let all: Vec<Asked> = std::thread::scope(|scope| {
        let work = || {
            // One database each, for all of its platforms: the library is checked once.
            let (mut bench, mut asked) = (Workbench::default(), Asked::default());
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= end {
                    return asked;
                }
                ask_all(&mut bench, seed, &mut asked);
            }
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = |thread: ScopedJoinHandle<'_, Asked>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        running.into_iter().map(done).collect()
    });
    let sum = |of: fn(&Asked) -> u64| all.iter().map(of).sum::<u64>();
    let (asked, let_through, in_meshes) =
        (sum(|asked| asked.all), sum(|asked| asked.let_through), sum(|asked| asked.in_meshes));
    assert!(in_meshes > 20, "{in_meshes}");
    assert!(let_through > 1000 && let_through * 3 < asked, "{let_through} of {asked} say little");
}

/// Asks everything of one platform.
fn ask_all(bench: &mut Workbench, seed: u64, asked: &mut Asked) {
    let platform = Platform::new(seed);
    let text = platform.text();
    for world in worlds(&files(bench, &text)) {
        for ask in world.asks() {
            let declared = platform.declares(&world, &ask);
            let through = reaches(&world, &ask);
            assert_eq!(through, declared, "seed {seed}, {}: {}\n{text}", world.name, ask.shown(&world));
            // A mesh knows callers by their identities, and all of a namespace that is no module's as one.
            let is_known = |pod: usize| world.pods[pod].is_ours();
            if platform.mesh.is_some()
                && ask.protocol == "TCP"
                && ask.port != 15008
                && is_known(ask.from)
                && world.pods[ask.to].module.is_some()
            {
                let allowed = allows(&world, &ask);
                let of = || format!("seed {seed}, mesh of {}: {}\n{text}", world.name, ask.shown(&world));
                assert_eq!(allowed, declared, "{}", of());
                asked.in_meshes += u64::from(allowed);
            }
            asked.all += 1;
            asked.let_through += u64::from(through);
        }
    }
}

/// The evaluator sees each of the policies: without any one of them, something else gets through.
#[test]
fn every_policy_counts() {
    let mut bench = Workbench::default();
    let mut taken = 0;
    for seed in 0..12 {
        let platform = Platform::new(seed);
        for world in worlds(&files(&mut bench, &platform.text())) {
            let asks: Vec<Ask> = world.asks().collect();
            let before: Vec<bool> = asks.iter().map(|ask| reaches(&world, ask)).collect();
            for at in 0..world.policies.len() {
                let mut without: World = world.clone();
                let policy = without.policies.remove(at);
                // There, what lets probes in is for all pods and that direction already.
                if policy.name == "default-deny" && platform.mesh == Some("ambient") {
                    continue;
                }
                let after: Vec<bool> = asks.iter().map(|ask| reaches(&without, ask)).collect();
                assert!(before != after, "seed {seed}, {}: without {policy:?} all is as before", world.name);
                taken += 1;
            }
        }
    }
    assert!(taken > 100, "{taken}");
}
