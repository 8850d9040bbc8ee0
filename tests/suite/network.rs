//! Who may reach whom in what we write, held against what was declared: platforms that chance made are compiled, and an evaluator
//! that knows nothing of the compiler reads the files and asks of every pair of pods, and of every port, whether requests get
//! through. They do exactly where a connection was declared.
//!
//! `O8_PLATFORMS=5000` makes it long.

mod analyzer;
mod authorization;
mod chance;
mod platform;
mod policies;
mod world;

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

#[test]
fn requests_get_through_exactly_where_they_are_declared() {
    let mut bench = Workbench::default();
    let (mut asked, mut let_through, mut in_meshes) = (0_u64, 0_u64, 0_u64);
    for seed in 0..platforms() {
        let platform = Platform::new(seed);
        let text = platform.text();
        for world in worlds(&files(&mut bench, &text)) {
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
                    assert_eq!(
                        allowed,
                        declared,
                        "seed {seed}, mesh of {}: {}\n{text}",
                        world.name,
                        ask.shown(&world)
                    );
                    in_meshes += u64::from(allowed);
                }
                asked += 1;
                let_through += u64::from(through);
            }
        }
    }
    assert!(in_meshes > 20, "{in_meshes}");
    assert!(let_through > 1000 && let_through * 3 < asked, "{let_through} of {asked} say little");
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
