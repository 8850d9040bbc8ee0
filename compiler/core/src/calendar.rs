//! Dates and times: names of time zones, cron, and when something that comes again and again is open.
//!
//! Nothing here reads a clock or the zone files of the machine.

pub(crate) mod cron;
mod day;
mod spans;
mod sync;
#[cfg(test)]
mod tests;
pub(crate) mod zone;

pub use day::{Day, day};
pub use sync::{Calendar, REFERENCE_YEAR, calendar};
pub(crate) use sync::{Opening, is_never_open};
