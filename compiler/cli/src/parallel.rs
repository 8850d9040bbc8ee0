//! Two threads for work on files: the kernel does most of it, and a second core helps.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::Error;

/// `work(0)`, `work(1)` … on two threads, results in order; the first error stops both.
pub(crate) fn parallel<T: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    /// Neighbours share folders, and the counter is touched rarely.
    const BATCH: usize = 16;
    if count <= BATCH {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<Error>> = Mutex::new(None);
    let run = || {
        let mut done = Vec::new();
        loop {
            let start = next.fetch_add(BATCH, Ordering::Relaxed);
            if start >= count {
                return done;
            }
            let results = (start..count.min(start + BATCH)).map(&work).collect::<Result<Vec<T>, Error>>();
            match results {
                Ok(results) => done.push((start, results)),
                Err(error) => {
                    next.store(count, Ordering::Relaxed);
                    if let Ok(mut failed) = failed.lock() {
                        failed.get_or_insert(error);
                    }
                    return done;
                }
            }
        }
    };
    let mut batches = thread::scope(|scope| {
        let other = scope.spawn(run);
        let mut mine = run();
        match other.join() {
            Ok(theirs) => mine.extend(theirs),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        mine
    });
    if let Ok(Some(error)) = failed.into_inner() {
        return Err(error);
    }
    batches.sort_by_key(|(start, _)| *start);
    Ok(batches.into_iter().flat_map(|(_, results)| results).collect())
}
