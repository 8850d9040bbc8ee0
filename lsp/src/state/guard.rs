//! What stops a read: an edit, or a bug.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Stopped {
    /// The program has changed since.
    Changed,
    /// A bug, with what it says.
    Panicked(String),
}

/// Reads from a database. Whoever reads gives its clone back afterwards, so nothing that a panic broke is seen again.
pub(crate) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Stopped> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|payload| match payload.downcast::<salsa::Cancelled>() {
        // Who waited for work of another hears of its end alike, whether an edit stopped it or a bug; of a bug, the other one
        // tells.
        Ok(_) => Stopped::Changed,
        Err(payload) => Stopped::Panicked(text_of(payload.as_ref())),
    })
}

/// What a panic says.
pub(crate) fn text_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}
