//! What all tests of the compiler as a whole share: fixtures in, a report out.

pub mod fixture;
pub mod fleet;
pub mod generate;
pub mod measure;
pub mod programs;
pub mod random;
pub mod report;
pub mod tools;
pub mod workbench;
