//! Work on the database that threads share: each takes the next element when it is done with one.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::db::Database;

/// How many elements are worth a second thread.
const WORTH_A_THREAD: usize = 8;

/// As many threads as the machine has, up to the few that help.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(8)
}

/// `work` for each element, on up to `threads` threads, each with a handle of its own on the database; results in order.
pub(crate) fn shared_out<E: Sync, T: Send>(
    db: &Database,
    threads: usize,
    elements: &[E],
    work: impl Fn(&Database, &E) -> T + Sync,
) -> Vec<T> {
    let threads = threads.min(elements.len() / WORTH_A_THREAD);
    if threads < 2 {
        return elements.iter().map(|element| work(db, element)).collect();
    }
    let next = AtomicUsize::new(0);
    let run = |db: Database| {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(element) = elements.get(index) else { return done };
            done.push((index, work(&db, element)));
        }
    };
    let mut results: Vec<(usize, T)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads)
            .map(|_| {
                let db = db.clone();
                let run = &run;
                scope.spawn(move || run(db))
            })
            .collect();
        let mut results = run(db.clone());
        for thread in others {
            // A panic there is a bug of ours, and goes on here.
            results.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        results
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
