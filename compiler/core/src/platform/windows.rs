//! SW01: the windows of an environment open, close, and leave a time in which its applications are synced.

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::{Environment, Window};
use rustc_hash::FxHashSet;

use crate::calendar::{Opening, is_never_open};

/// Reports windows that never open, environments that are never synced, and windows that have no effect. What is wrong
/// with a window that several environments share is said once.
pub fn check_windows<'a>(environments: impl Iterator<Item = &'a Environment>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut reported: FxHashSet<Place> = FxHashSet::default();
    for environment in environments.filter(|environment| !environment.windows.is_empty()) {
        let openings: Option<Vec<Opening>> = environment.windows.iter().map(Opening::of).collect();
        // What cannot be read has been reported as a value of its type.
        let Some(openings) = openings else { continue };
        let found = of_environment(environment, &openings);
        diagnostics.extend(found.into_iter().filter(|found| reported.insert(found.place)));
    }
    diagnostics
}

/// The first of the three that there is anything of: the later ones would follow from it.
fn of_environment(environment: &Environment, openings: &[Opening]) -> Vec<Diagnostic> {
    let windows = || environment.windows.iter().zip(openings);
    let never = windows().filter(|(_, opening)| !opening.is_ever_open());
    let never: Vec<Diagnostic> = never
        .map(|(window, _)| {
            catalogue::platform::window_never_opens(window.cron_place, &window.cron, environment.place)
        })
        .collect();
    if !never.is_empty() {
        return never;
    }
    if is_never_open(openings, environment.automated) {
        let places = environment.windows.iter().map(|window: &Window| (window.allows, window.place));
        return vec![catalogue::platform::never_synced(
            environment.place,
            &environment.name,
            environment.automated,
            &places.collect::<Vec<_>>(),
        )];
    }
    windows()
        .filter(|(window, opening)| window.allows && opening.is_always_open())
        .map(|(window, _)| catalogue::platform::window_always_open(window.place, environment.place))
        .collect()
}
