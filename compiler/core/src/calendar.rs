//! Dates and times: names of time zones, cron, and when something that comes again and again is open.
//!
//! Nothing here reads a clock or the zone files of the machine.

pub(crate) mod cron;
#[cfg(test)]
mod tests;
pub(crate) mod zone;
