//! The order in which modules can be brought in, and the one in which they can be taken away.

use o8_ir::ModuleSummary;
use rustc_hash::FxHashMap;

/// For each module the step in which it can be brought in or upgraded, and the one in which it can be removed. What is in one
/// step does not wait for each other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Steps<'a> {
    waves: FxHashMap<&'a str, u32>,
    removals: FxHashMap<&'a str, u32>,
}

impl<'a> Steps<'a> {
    /// The steps of the modules, by what they need in an environment or, without one, in any.
    pub fn new(modules: &[&'a ModuleSummary], environment: Option<&str>) -> Self {
        // What is only referred to is there already, and is nobody's to remove.
        let owned = || modules.iter().filter(|module| !module.existing);
        let index: FxHashMap<&str, usize> =
            owned().enumerate().map(|(index, module)| (module.name.as_str(), index)).collect();
        let mut needed: Vec<Vec<usize>> = vec![Vec::new(); index.len()];
        let mut needing: Vec<Vec<usize>> = vec![Vec::new(); index.len()];
        for (from, module) in owned().enumerate() {
            let deployments = module.deployments.iter();
            // An addon is in no environment: what it needs, it needs wherever it is.
            let there = deployments.filter(|found| match (environment, &found.target.environment) {
                (Some(environment), Some(name)) => name == environment,
                _ => true,
            });
            for need in there.flat_map(|deployment| &deployment.needs) {
                if let Some(&to) = index.get(need.module.as_str()) {
                    needed[from].push(to);
                    needing[to].push(from);
                }
            }
        }
        let named = |steps: Vec<u32>| owned().map(|module| module.name.as_str()).zip(steps).collect();
        Self { waves: named(depths(&needed, &needing)), removals: named(depths(&needing, &needed)) }
    }

    /// The step in which a module can be brought in or upgraded: that after all that it needs.
    pub fn wave(&self, module: &str) -> Option<u32> {
        self.waves.get(module).copied()
    }

    /// The step in which it can be removed: that after all that need it.
    pub fn removal(&self, module: &str) -> Option<u32> {
        self.removals.get(module).copied()
    }
}

/// The longest way along `after` from each. What is in a circle, which is an error elsewhere, counts as the start of one.
fn depths(after: &[Vec<usize>], before: &[Vec<usize>]) -> Vec<u32> {
    let mut waiting: Vec<usize> = after.iter().map(Vec::len).collect();
    let mut depths = vec![0; after.len()];
    let mut ready: Vec<usize> = (0..after.len()).filter(|node| waiting[*node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &next in &before[node] {
            depths[next] = depths[next].max(depths[node] + 1);
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.push(next);
            }
        }
    }
    depths
}
